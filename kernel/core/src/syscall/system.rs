//! Counters, the log, random bytes, and many calls in one.

use super::Context;
use crate::machine::machine;
use crate::user::{self, UserStruct};
use crate::{file, handle, log, memory, process, random, scheduler, thread};
use abi::system::SystemInfo;
use abi::{Call, Errno};

/// Bytes copied in one go, on the stack.
const CHUNK: usize = 512;

/// (pointer, length) → length known to the kernel. EFAULT. Does not block.
pub fn info(context: &Context) -> Result<u64, Errno> {
    let frames = memory::frame::counts();
    let cpus = scheduler::counters();
    let info = SystemInfo {
        total_frames: frames.total,
        free_frames: frames.free,
        processes: process::count(),
        threads: thread::count(),
        handles: handle::table::count(),
        files: file::count(),
        memory_objects: memory::object::count(),
        cpus: machine().cpu_count() as u64,
        uptime_ns: machine().now_ns(),
        idle_ns: cpus.idle_ns,
        context_switches: cpus.switches,
        heap_bytes: machine().heap_bytes(),
        runnable: cpus.runnable,
        unimplemented_calls: super::unimplemented(),
        kernel_frames: frames.kernel,
    };
    let mut bytes = [0; SystemInfo::SIZE];
    info.encode(&mut bytes);
    let len = context.word(1).min(SystemInfo::SIZE);
    user::write(context.word(0), &bytes[..len])?;
    Ok(SystemInfo::SIZE as u64)
}

/// (address, length) → bytes taken: a line, at most 512 bytes. EFAULT. Does not block.
pub fn log(context: &Context) -> Result<u64, Errno> {
    let mut text = [0; CHUNK];
    let text = &mut text[..context.word(1).min(CHUNK)];
    user::read(context.word(0), text)?;
    let line = text.strip_suffix(b"\n").unwrap_or(text);
    log::line(format_args!(
        "[{}] {}",
        context.thread.number(),
        Escaped(line)
    ));
    Ok(text.len() as u64)
}

/// Bytes from userspace as text: what is not printable is escaped.
struct Escaped<'a>(&'a [u8]);

impl core::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for chunk in self.0.utf8_chunks() {
            for character in chunk.valid().chars() {
                if character.is_control() && character != '\t' {
                    write!(f, "{}", character.escape_default())?;
                } else {
                    write!(f, "{character}")?;
                }
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

/// (address, length, byte offset) → bytes of the log. EFAULT. Does not block.
pub fn log_read(context: &Context) -> Result<u64, Errno> {
    let (address, len) = (context.word(0), context.word(1));
    let mut done = 0;
    while done < len {
        let mut bytes = [0; CHUNK];
        let wanted = (len - done).min(CHUNK);
        let got = log::read(context.args[2] + done as u64, &mut bytes[..wanted]);
        user::write(address.wrapping_add(done), &bytes[..got])?;
        done += got;
        if got < wanted {
            break;
        }
    }
    Ok(done as u64)
}

/// (address, length) → bytes, at most 2^20 in one call. EFAULT. Does not block.
pub fn random(context: &Context) -> Result<u64, Errno> {
    const MOST: usize = 1 << 20;
    let (address, len) = (context.word(0), context.word(1).min(MOST));
    let mut done = 0;
    while done < len {
        let mut bytes = [0; CHUNK];
        let part = (len - done).min(CHUNK);
        random::fill(&mut bytes[..part]);
        user::write(address.wrapping_add(done), &bytes[..part])?;
        done += part;
    }
    Ok(done as u64)
}

/// (array of eight words: number, six arguments, result; entries) → entries done. EFAULT; each
/// call's own error is in its entry. Blocks as its calls do, and stops early when one is
/// interrupted. Calls that do not return, and Bulk itself, give EINVAL.
pub fn bulk(context: &Context) -> Result<u64, Errno> {
    type Item = [u64; 8];
    let (address, entries) = (context.word(0), context.args[1]);
    for index in 0..entries {
        let at = address.wrapping_add(index as usize * Item::SIZE);
        let item = match Item::load(at) {
            Ok(item) => item,
            Err(_) if index > 0 => return Ok(index),
            Err(error) => return Err(error),
        };
        let [number, args @ .., _] = item;
        let outcome = match Call::from_number(number) {
            Some(Call::Bulk | Call::Resume | Call::Exec | Call::ThreadExit | Call::ProcessExit) => {
                Err(Errno::EINVAL)
            }
            Some(call) => super::serve(
                call,
                &Context {
                    thread: context.thread.clone(),
                    args,
                },
            ),
            None => super::unknown(context),
        };
        let word = match outcome {
            Ok(result) => result as i64,
            Err(error) => error.to_result(),
        };
        word.store(at + 7 * 8)?;
        if outcome == Err(Errno::EINTR) || context.thread.is_ending() {
            return Ok(index + 1);
        }
    }
    Ok(entries)
}
