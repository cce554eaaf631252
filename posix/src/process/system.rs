//! `uname`, `sysinfo`, `reboot`.

use crate::fs;
use crate::kernel::system;
use crate::state::Thread;
use crate::types::constants::fcntl::{AT_FDCWD, O_CLOEXEC, O_RDONLY};
use crate::types::{SysInfo, UtsName};
use abi::errno::Result;
use abi::handle::boot::HARDWARE;
use abi::system::SystemOperation;
use abi::{Errno, UserSlice};

fn field(text: &[u8]) -> [u8; 65] {
    let mut field = [0; 65];
    let len = text.len().min(64);
    field[..len].copy_from_slice(&text[..len]);
    field
}

/// `uname`. The node name is the first line of `/etc/hostname`, or "ochre".
pub fn uname(thread: &Thread) -> Result<UtsName> {
    Ok(UtsName {
        sysname: field(b"Ochre"),
        nodename: host_name(thread).unwrap_or_else(|_| field(b"ochre")),
        release: field(env!("CARGO_PKG_VERSION").as_bytes()),
        version: field(b"#1"),
        machine: field(b"x86_64"),
        domainname: field(b"(none)"),
    })
}

fn host_name(thread: &Thread) -> Result<[u8; 65]> {
    let fd = fs::open(thread, AT_FDCWD, b"/etc/hostname", O_RDONLY | O_CLOEXEC, 0)?;
    let mut text = [0; 64];
    let len = crate::fd::read(thread, fd, UserSlice::of_mut(&mut text));
    crate::fd::close(thread, fd)?;
    let line = text[..len?]
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or(b"");
    match line {
        b"" => Err(abi::Errno::ENOENT),
        name => Ok(field(name)),
    }
}

/// `sysinfo`. Load averages are 0: the kernel keeps none.
pub fn sysinfo(_thread: &Thread) -> Result<SysInfo> {
    let info = system::info()?;
    Ok(SysInfo {
        uptime: (info.uptime_ns / 1_000_000_000) as i64,
        totalram: info.total_frames * abi::PAGE_SIZE as u64,
        freeram: info.free_frames * abi::PAGE_SIZE as u64,
        procs: info.processes.min(u16::MAX.into()) as u16,
        mem_unit: 1,
        ..SysInfo::default()
    })
}

/// Linux's `reboot`, for the process that holds the hardware: power off (halting does so too) or restart.
/// Errors: EINVAL for other magic numbers and commands, EPERM without the hardware.
pub fn reboot(magic: i32, magic2: i32, command: i32) -> Result<()> {
    const MAGIC: u32 = 0xfee1_dead;
    /// reboot(2) has four of them.
    const MAGIC2: [i32; 4] = [672_274_793, 85_072_278, 369_367_448, 537_993_216];
    if magic as u32 != MAGIC || !MAGIC2.contains(&magic2) {
        return Err(Errno::EINVAL);
    }
    let operation = match command as u32 {
        0x4321_fedc | 0xcdef_0123 => SystemOperation::PowerOff,
        0x0123_4567 => SystemOperation::Reboot,
        _ => return Err(Errno::EINVAL),
    };
    system::control(HARDWARE, operation, 0).map_err(|errno| match errno {
        Errno::EBADF | Errno::EACCES => Errno::EPERM,
        errno => errno,
    })
}
