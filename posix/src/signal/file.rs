//! `signalfd`: signals that are read.

use super::{sigtimedwait, UNBLOCKABLE};
use crate::fd::{handle_of, placed};
use crate::kernel::{handle, thread as kernel, user};
use crate::state::Thread;
use crate::types::constants::fcntl::{O_CLOEXEC, O_NONBLOCK};
use crate::types::constants::signal::{SIGBUS, SIGCHLD, SIGFPE, SIGILL, SIGSEGV, SI_TIMER};
use crate::types::{SigInfo, Timespec};
use abi::errno::Result;
use abi::file::FileFlags;
use abi::handle::HandleKind;
use abi::{Errno, Handle, UserSlice};
use bytemuck::{Pod, Zeroable};

/// `struct signalfd_siginfo` (signalfd(2)).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
struct Read {
    signal: u32,
    errno: i32,
    code: i32,
    pid: u32,
    uid: u32,
    fd: i32,
    timer: u32,
    band: u32,
    overrun: u32,
    trap: u32,
    status: i32,
    int: i32,
    pointer: u64,
    user_time: u64,
    system_time: u64,
    address: u64,
    address_lsb: u16,
    reserved: [u16; 23],
}

const _: () = assert!(size_of::<Read>() == 128);

impl From<&SigInfo> for Read {
    fn from(info: &SigInfo) -> Self {
        let common = Self {
            signal: info.signo as u32,
            errno: info.errno,
            code: info.code,
            ..Self::default()
        };
        match info.signo {
            SIGILL | SIGBUS | SIGFPE | SIGSEGV if info.code > 0 => Self {
                address: info.address(),
                ..common
            },
            _ if info.code == SI_TIMER => Self {
                timer: info.pid() as u32,
                overrun: info.first[1] as u32,
                int: info.second as i32,
                pointer: info.second,
                ..common
            },
            SIGCHLD if info.code > 0 => Self {
                pid: info.pid() as u32,
                uid: info.first[1] as u32,
                status: info.second as i32,
                ..common
            },
            _ => Self {
                pid: info.pid() as u32,
                uid: info.first[1] as u32,
                int: info.second as i32,
                pointer: info.second,
                ..common
            },
        }
    }
}

/// `signalfd4`: -1 makes a descriptor, any other gets another set; the flags have the values of `O_CLOEXEC` and
/// `O_NONBLOCK`. Errors: EINVAL for unknown flags and for descriptors of another kind, EBADF.
pub fn signalfd(_thread: &Thread, fd: i32, set: u64, flags: i32) -> Result<i32> {
    if flags & !(O_CLOEXEC | O_NONBLOCK) != 0 {
        return Err(Errno::EINVAL);
    }
    let set = set & !UNBLOCKABLE;
    if fd != -1 {
        kernel::set_notification_file(handle_of(fd)?, set)?;
        return Ok(fd);
    }
    placed(kernel::notification_file(set)?, flags)
}

/// `read` of what the kernel says it has no form for: signals, as many as there is room for, waiting for the first. Errors:
/// EOPNOTSUPP if it is another kind of file, EINVAL without room for one, EAGAIN, EINTR, EFAULT.
pub(crate) fn read_file(thread: &Thread, file: Handle, buffer: UserSlice) -> Result<usize> {
    const SIZE: usize = size_of::<Read>();
    let info = handle::get_info(file)?;
    if info.kind != Some(HandleKind::Notifications) {
        return Err(Errno::EOPNOTSUPP);
    }
    if buffer.len < SIZE {
        return Err(Errno::EINVAL);
    }
    let set = kernel::notification_set(file)?;
    let at_once = Some(Timespec::default());
    let mut timeout = match info.file_flags.contains(FileFlags::NONBLOCK) {
        true => at_once,
        false => None,
    };
    let mut done = 0;
    while buffer.len - done >= SIZE {
        match sigtimedwait(thread, set, timeout) {
            Ok(signal) => user::store(buffer.address + done, Read::from(&signal))?,
            Err(_) if done > 0 => break,
            Err(errno) => return Err(errno),
        }
        done += SIZE;
        timeout = at_once;
    }
    Ok(done)
}
