//! Calls shown the way strace shows them, and calls that had no implementation.
//!
//! `OCHRE_LINUX_TRACE=1` in the environment shows each call on standard error when it has been
//! served. Calls without an implementation are always counted; the guest reads the table with the
//! call [`READ_MISSING`], and with tracing on it is shown when the process ends.

use crate::call::{Entry, Kind};
use crate::guest;
use abi::errno::Result;
use abi::{Errno, UserSlice};
use core::fmt::Write;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use posix::kernel::file;
use posix::server::Output;
use posix::Handle;

/// Linux numbers that are counted; larger ones count as the last.
const NUMBERS: usize = 512;

/// The personality's own call: (address, bytes) → bytes of the whole table, of which as many as
/// fit are stored: for each call that had no implementation two 32-bit words, its number and how
/// often it was made.
pub const READ_MISSING: u64 = 0x6f63_0000;

static IS_ON: AtomicBool = AtomicBool::new(false);
static MISSING: [AtomicU32; NUMBERS] = [const { AtomicU32::new(0) }; NUMBERS];

/// Takes the setting.
pub fn configure(setting: Option<&[u8]>) {
    let is_on = setting.is_some_and(|setting| !matches!(setting, b"" | b"0"));
    IS_ON.store(is_on, Ordering::Relaxed);
}

/// Whether calls are shown.
pub fn is_on() -> bool {
    IS_ON.load(Ordering::Relaxed)
}

/// Counts a call that has no implementation.
pub fn missing(number: u64) {
    MISSING[(number as usize).min(NUMBERS - 1)].fetch_add(1, Ordering::Relaxed);
}

fn counts() -> impl Iterator<Item = (usize, u32)> {
    let load = |(number, count): (usize, &AtomicU32)| (number, count.load(Ordering::Relaxed));
    MISSING
        .iter()
        .enumerate()
        .map(load)
        .filter(|&(_, count)| count > 0)
}

/// [`READ_MISSING`].
pub fn read_missing(address: usize, len: usize) -> Result<u64> {
    let mut at = 0;
    for (number, count) in counts() {
        if at + 8 <= len {
            guest::store(address + at, &[number as u32, count])?;
        }
        at += 8;
    }
    Ok(at as u64)
}

/// Shows the table, if calls are shown.
pub fn at_exit() {
    if is_on() {
        for (number, count) in counts() {
            say(format_args!("linux-emu: no call {number} ({count} times)"));
        }
    }
}

/// Writes a line to the guest's standard error.
pub fn say(line: core::fmt::Arguments<'_>) {
    let mut buffer = [0; 1024];
    let len = buffer.len();
    let mut output = Output::new(&mut buffer[..len - 1]);
    // The output cuts what does not fit, and never fails.
    let _ = output.write_fmt(line);
    let end = output.bytes().len();
    buffer[end] = b'\n';
    // Where there is no standard error there is nobody to tell.
    let _ = file::write(
        Handle(2),
        UserSlice::of(&buffer[..=end]),
        abi::file::CURRENT_OFFSET,
    );
}

/// Shows a call with its result, or without one if it does not return.
pub fn show(entry: Option<&Entry>, number: u64, args: [u64; 6], result: Option<u64>) {
    let mut buffer = [0; 768];
    let mut line = Output::new(&mut buffer);
    // The output cuts what does not fit, and never fails.
    let _ = match entry {
        Some(entry) => line.write_str(entry.name),
        None => write!(line, "syscall_{number:#x}"),
    };
    let _ = line.write_char('(');
    let kinds = entry.map_or(&[Kind::Hex; 6][..], |entry| entry.arguments);
    for (index, (kind, value)) in kinds.iter().zip(args).enumerate() {
        if index > 0 {
            let _ = line.write_str(", ");
        }
        let _ = argument(&mut line, *kind, value);
    }
    let _ = line.write_str(") = ");
    let _ = match result.map(|result| Errno::from_result(result as i64)) {
        None => line.write_char('?'),
        Some(Err(errno)) => show_errno(&mut line, errno),
        Some(Ok(value)) if value < 1 << 32 => write!(line, "{value}"),
        Some(Ok(value)) => write!(line, "{value:#x}"),
    };
    let text = core::str::from_utf8(line.bytes()).unwrap_or("?");
    say(format_args!("{text}"));
}

fn show_errno(line: &mut Output<'_>, errno: Errno) -> core::fmt::Result {
    let text = Errno::ALL
        .iter()
        .find(|(known, ..)| *known == errno)
        .map_or("?", |(_, _, text)| text);
    write!(line, "-1 {errno:?} ({text})")
}

fn argument(line: &mut Output<'_>, kind: Kind, value: u64) -> core::fmt::Result {
    const AT_FDCWD: i32 = -100;
    match kind {
        Kind::Int => write!(line, "{}", value as i32),
        Kind::Directory if value as i32 == AT_FDCWD => line.write_str("AT_FDCWD"),
        Kind::Directory => write!(line, "{}", value as i32),
        Kind::Size => write!(line, "{value}"),
        Kind::Octal => write!(line, "{value:#o}"),
        Kind::Hex if value == 0 => line.write_str("NULL"),
        Kind::Hex => write!(line, "{value:#x}"),
        Kind::Text => text(line, value as usize),
    }
}

/// A string of the guest, cut as strace cuts it but longer.
fn text(line: &mut Output<'_>, address: usize) -> core::fmt::Result {
    let mut bytes = [0; 128];
    match guest::read_string(address, &mut bytes) {
        Err(_) if address == 0 => line.write_str("NULL"),
        Err(_) => write!(line, "{address:#x}"),
        Ok(len) => {
            let shown = bytes[..len.unwrap_or(bytes.len())].escape_ascii();
            write!(
                line,
                "\"{shown}\"{}",
                if len.is_none() { "..." } else { "" }
            )
        }
    }
}
