//! Texts about one process (proc(5)).

use crate::process::{Process, State};
use abi::memory::MapInfo;
use abi::process::ProcessInfo;
use abi::PAGE_SIZE;
use core::fmt::{Result, Write};

/// Ticks per second in `stat` (`_SC_CLK_TCK`).
const TICKS: u64 = 100;

fn ticks(ns: u64) -> u64 {
    ns / (1_000_000_000 / TICKS)
}

fn state_letter(process: &Process, info: &ProcessInfo) -> (char, &'static str) {
    match (process.state, info.state) {
        (State::Zombie(_), _) => ('Z', "zombie"),
        (State::Stopped(_), _) => ('T', "stopped"),
        (State::Running, 0) => ('R', "running"),
        (State::Running, _) => ('S', "sleeping"),
    }
}

fn text(bytes: &[u8]) -> &str {
    core::str::from_utf8(bytes).unwrap_or("?")
}

/// `stat`: fields 1 to 52 in order; those that are not known are 0.
pub fn stat(
    process: &Process,
    info: &ProcessInfo,
    terminal: (u64, i32),
    out: &mut impl Write,
) -> Result {
    let children = &process.children_usage;
    let child_ticks =
        |time: posix::types::Timeval| time.sec as u64 * TICKS + time.usec as u64 / 10_000;
    let (device, foreground) = terminal;
    write!(
        out,
        "{} ({}) {} {} {} {} {device} {} 0 {} 0 {} 0 {} {} {} {} {} {} {} 0 {} {} {} 18446744073709551615",
        process.pid,
        text(process.command.get()),
        state_letter(process, info).0,
        process.ppid,
        process.pgid,
        process.sid,
        if device == 0 { -1 } else { foreground },
        info.minor_faults,
        info.major_faults,
        ticks(info.user_ns),
        ticks(info.system_ns),
        child_ticks(children.utime),
        child_ticks(children.stime),
        20 + process.nice,
        process.nice,
        info.threads,
        ticks(process.started_ns),
        info.virtual_bytes,
        info.resident_bytes / PAGE_SIZE as u64,
    )?;
    // Fields 26 to 52: addresses, masks and counters that nobody outside the process knows.
    for _ in 26..=52 {
        out.write_str(" 0")?;
    }
    out.write_char('\n')
}

/// `statm`.
pub fn statm(info: &ProcessInfo, out: &mut impl Write) -> Result {
    let page = PAGE_SIZE as u64;
    writeln!(
        out,
        "{} {} 0 0 0 0 0",
        info.virtual_bytes / page,
        info.resident_bytes / page
    )
}

/// `status`: Linux's lines that programs look at, and `Handles`, which is Ochre's own: how many the process has.
pub fn status(process: &Process, info: &ProcessInfo, out: &mut impl Write) -> Result {
    let (letter, word) = state_letter(process, info);
    writeln!(out, "Name:\t{}", text(process.command.get()))?;
    writeln!(out, "State:\t{letter} ({word})")?;
    writeln!(
        out,
        "Tgid:\t{0}\nPid:\t{0}\nPPid:\t{1}\nTracerPid:\t0",
        process.pid, process.ppid
    )?;
    writeln!(
        out,
        "Uid:\t{}\t{}\t{}\t{}",
        process.ruid, process.euid, process.suid, process.euid
    )?;
    writeln!(
        out,
        "Gid:\t{}\t{}\t{}\t{}",
        process.rgid, process.egid, process.sgid, process.egid
    )?;
    out.write_str("Groups:\t")?;
    for group in process.groups() {
        write!(out, "{group} ")?;
    }
    writeln!(out, "\nNSpgid:\t{}\nNSsid:\t{}", process.pgid, process.sid)?;
    writeln!(out, "VmPeak:\t{:8} kB", info.virtual_bytes / 1024)?;
    writeln!(out, "VmSize:\t{:8} kB", info.virtual_bytes / 1024)?;
    writeln!(out, "VmHWM:\t{:8} kB", info.peak_resident_bytes / 1024)?;
    writeln!(out, "VmRSS:\t{:8} kB", info.resident_bytes / 1024)?;
    writeln!(
        out,
        "Threads:\t{}\nHandles:\t{}",
        info.threads, info.handles
    )?;
    writeln!(
        out,
        "ShdPnd:\t{:016x}\nSigIgn:\t{:016x}",
        info.pending, info.ignored
    )
}

/// `maps`: one line a mapping. The manager does not know the names of mapped files.
pub fn maps(mappings: impl Iterator<Item = MapInfo>, out: &mut impl Write) -> Result {
    /// [`abi::memory::MapFlags::SHARED`].
    const SHARED: u32 = 1;
    for map in mappings {
        let letter = |bit: u32, letter: char| {
            if map.protection & bit != 0 {
                letter
            } else {
                '-'
            }
        };
        writeln!(
            out,
            "{:08x}-{:08x} {}{}{}{} {:08x} 00:00 {}",
            map.address,
            map.address + map.len,
            letter(1, 'r'),
            letter(2, 'w'),
            letter(4, 'x'),
            if map.flags & SHARED != 0 { 's' } else { 'p' },
            map.offset,
            map.file,
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use abi::Handle;

    #[test]
    fn stat_has_linux_fields_in_linux_places() {
        let mut process = Process::new(12, 3, Handle::NONE);
        process.command.set(b"a b) c");
        process.pgid = 9;
        process.sid = 4;
        process.nice = 5;
        let info = ProcessInfo {
            user_ns: 2_000_000_000,
            system_ns: 30_000_000,
            threads: 2,
            virtual_bytes: 8192,
            resident_bytes: 4096,
            ..ProcessInfo::default()
        };
        let mut line = String::new();
        stat(&process, &info, (0x0440, 9), &mut line).expect("writes");
        // As ps does it: fields from the state on follow the last parenthesis.
        let (_, rest) = line
            .trim_end()
            .rsplit_once(") ")
            .expect("a command in parentheses");
        let fields: Vec<&str> = rest.split(' ').collect();
        assert_eq!(fields.len(), 50, "52 fields, two of them before the state");
        let field = |number: usize| fields[number - 3];
        assert_eq!(
            (field(4), field(5), field(6)),
            ("3", "9", "4"),
            "ppid, pgrp, session"
        );
        assert_eq!((field(7), field(8)), ("1088", "9"), "tty_nr, tpgid");
        assert_eq!((field(14), field(15)), ("200", "3"), "utime, stime");
        assert_eq!(
            (field(18), field(19), field(20)),
            ("25", "5", "2"),
            "priority, nice, threads"
        );
        assert_eq!((field(23), field(24)), ("8192", "1"), "vsize, rss");
    }

    #[test]
    fn status_counts_threads_and_handles() {
        let info = ProcessInfo {
            threads: 2,
            handles: 31,
            ..ProcessInfo::default()
        };
        let mut text = String::new();
        status(&Process::new(12, 3, Handle::NONE), &info, &mut text).expect("writes");
        let mut lines = text.lines();
        assert_eq!(
            lines.find(|line| line.starts_with("Threads")),
            Some("Threads:\t2")
        );
        assert_eq!(lines.next(), Some("Handles:\t31"));
    }
}
