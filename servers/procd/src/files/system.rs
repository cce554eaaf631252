//! Texts about the system (proc(5)).

use super::node::SystemFile;
use abi::system::SystemInfo;
use abi::PAGE_SIZE;
use core::fmt::{Result, Write};
use posix::path::MountTable;

/// What the texts are made from.
#[derive(Debug)]
pub struct Facts {
    pub info: SystemInfo,
    /// Seconds since 1970 when the system booted.
    pub boot_time: u64,
    pub last_pid: i32,
}

/// Nanoseconds as seconds with two decimals.
fn seconds(ns: u64, out: &mut impl Write) -> Result {
    write!(out, "{}.{:02}", ns / 1_000_000_000, ns / 10_000_000 % 100)
}

/// The text of a file of the system.
pub fn write(file: SystemFile, facts: &Facts, out: &mut impl Write) -> Result {
    let info = &facts.info;
    match file {
        SystemFile::MemoryInfo => memory(info, out),
        SystemFile::Uptime => {
            seconds(info.uptime_ns, out)?;
            out.write_char(' ')?;
            seconds(info.idle_ns, out)?;
            out.write_char('\n')
        }
        // The kernel keeps no averages.
        SystemFile::LoadAverage => {
            writeln!(
                out,
                "0.00 0.00 0.00 {}/{} {}",
                info.runnable, info.threads, facts.last_pid
            )
        }
        SystemFile::Stat => stat(facts, out),
        SystemFile::CpuInfo => processors(info, out),
        SystemFile::Version => writeln!(out, "Ochre version {} #1", env!("CARGO_PKG_VERSION")),
        SystemFile::FileSystems => out.write_str("nodev\tproc\nnodev\tramfs\n"),
        SystemFile::HostName => out.write_str("ochre\n"),
        SystemFile::OsType => out.write_str("Ochre\n"),
        SystemFile::OsRelease => writeln!(out, "{}", env!("CARGO_PKG_VERSION")),
        SystemFile::PidMax => writeln!(out, "{}", crate::table::PID_LIMIT),
    }
}

fn memory(info: &SystemInfo, out: &mut impl Write) -> Result {
    let kib = |frames: u64| frames * (PAGE_SIZE as u64 / 1024);
    let rows = [
        ("MemTotal:", kib(info.total_frames)),
        ("MemFree:", kib(info.free_frames)),
        ("MemAvailable:", kib(info.free_frames)),
        ("Buffers:", 0),
        ("Cached:", 0),
        ("SwapTotal:", 0),
        ("SwapFree:", 0),
        ("Slab:", info.heap_bytes / 1024),
    ];
    for (name, value) in rows {
        writeln!(out, "{name:<15} {value:>8} kB")?;
    }
    Ok(())
}

/// `/proc/stat`: the kernel knows idle time only, so all else is counted as user time.
fn stat(facts: &Facts, out: &mut impl Write) -> Result {
    let info = &facts.info;
    let ticks = |ns: u64| ns / 10_000_000;
    let total = info.uptime_ns.saturating_mul(info.cpus.max(1));
    let busy = total.saturating_sub(info.idle_ns);
    writeln!(
        out,
        "cpu  {} 0 0 {} 0 0 0 0 0 0",
        ticks(busy),
        ticks(info.idle_ns)
    )?;
    let cpus = info.cpus.max(1);
    for cpu in 0..cpus {
        writeln!(
            out,
            "cpu{cpu} {} 0 0 {} 0 0 0 0 0 0",
            ticks(busy / cpus),
            ticks(info.idle_ns / cpus)
        )?;
    }
    writeln!(
        out,
        "ctxt {}\nbtime {}",
        info.context_switches, facts.boot_time
    )?;
    writeln!(
        out,
        "processes {}\nprocs_running {}\nprocs_blocked 0",
        facts.last_pid, info.runnable
    )
}

fn processors(info: &SystemInfo, out: &mut impl Write) -> Result {
    for cpu in 0..info.cpus.max(1) {
        writeln!(
            out,
            "processor\t: {cpu}\nvendor_id\t: unknown\nmodel name\t: x86-64\ncpu cores\t: 1\n"
        )?;
    }
    Ok(())
}

/// `mounts`: the table of a freshly booted system, which every process has until it changes its.
pub fn mounts(table: &MountTable, out: &mut impl Write) -> Result {
    let text = |bytes| core::str::from_utf8(bytes).unwrap_or("?");
    // Mounts with a reference are single files or folders of a scheme shown elsewhere.
    for mount in table.iter().filter(|mount| mount.reference().is_empty()) {
        let scheme = text(mount.scheme());
        writeln!(out, "{scheme} {} {scheme} rw 0 0", text(mount.path()))?;
    }
    Ok(())
}
