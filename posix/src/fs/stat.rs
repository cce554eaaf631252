//! `stat` and its kin, `access`, `statfs`.

use super::{check, descriptor, lookup};
use crate::fd::handle_of;
use crate::kernel::{file, handle, user};
use crate::path::{call_at, call_handle, Message};
use crate::protocol::{Lookup, Operation};
use crate::state::Thread;
use crate::types::constants::fcntl::{
    AT_EACCESS, AT_EMPTY_PATH, AT_FDCWD, AT_NO_AUTOMOUNT, AT_SYMLINK_NOFOLLOW,
};
use crate::types::constants::mode::{S_IFIFO, S_IFREG, S_IFSOCK};
use crate::types::{Stat, StatFs, Statx, Timespec};
use abi::errno::Result;
use abi::handle::HandleKind;
use abi::{Errno, Handle, UserSlice};
use bytemuck::{bytes_of_mut, Pod, Zeroable};
use core::mem::size_of;

/// A message whose payload is a struct.
fn ask<T: Pod>(
    operation: Operation,
    args: [u64; 4],
    call: impl FnOnce(&Message) -> Result<usize>,
) -> Result<T> {
    let mut value = T::zeroed();
    let bytes = bytes_of_mut(&mut value);
    let len = bytes.len();
    let message = Message::new(operation, args).output(UserSlice::of_mut(bytes));
    match call(&message)? {
        found if found == len => Ok(value),
        _ => Err(Errno::EIO),
    }
}

/// `fstatat`, with `AT_EMPTY_PATH` and `AT_SYMLINK_NOFOLLOW`.
pub fn fstatat(thread: &Thread, dirfd: i32, path: &[u8], flags: i32) -> Result<Stat> {
    check(flags, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH)?;
    if path.is_empty() && flags & AT_EMPTY_PATH != 0 {
        return match dirfd {
            AT_FDCWD => stat_handle(thread, Handle::WORKING_DIRECTORY),
            fd => fstat(thread, fd),
        };
    }
    if let Some(fd) = descriptor::named(path) {
        return fstat(thread, fd).map_err(no_entry);
    }
    ask(Operation::Stat, [0, 0, 0, lookup(flags)], |message| {
        call_at(thread, dirfd, path, message).map(|answer| answer.output_len)
    })
}

/// [`fstatat`], stored at `address`, which is the caller's to give: the server's answer goes straight
/// there. Errors: also EFAULT.
pub fn fstatat_into(
    thread: &Thread,
    dirfd: i32,
    path: &[u8],
    flags: i32,
    address: usize,
) -> Result<()> {
    check(flags, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH)?;
    if path.is_empty() || descriptor::named(path).is_some() {
        return user::store(address, fstatat(thread, dirfd, path, flags)?);
    }
    let output = UserSlice {
        address,
        len: size_of::<Stat>(),
    };
    let message = Message::new(Operation::Stat, [0, 0, 0, lookup(flags)]).output(output);
    match call_at(thread, dirfd, path, &message)?.output_len {
        found if found == output.len => Ok(()),
        _ => Err(Errno::EIO),
    }
}

/// A descriptor that is not open is a name that is not there.
fn no_entry(errno: Errno) -> Errno {
    match errno {
        Errno::EBADF => Errno::ENOENT,
        other => other,
    }
}

/// `fstat`.
pub fn fstat(thread: &Thread, fd: i32) -> Result<Stat> {
    stat_handle(thread, handle_of(fd)?)
}

pub(crate) fn stat_handle(thread: &Thread, target: Handle) -> Result<Stat> {
    let asked = ask(Operation::Stat, [0; 4], |message| {
        call_handle(thread, target, message).map(|answer| answer.output_len)
    });
    asked.or_else(|errno| stat_without_server(target, errno))
}

/// What can be said of an object of the kernel that no server stands behind.
fn stat_without_server(target: Handle, errno: Errno) -> Result<Stat> {
    let mut stat = Stat {
        nlink: 1,
        blksize: 4096,
        uid: crate::identity::effective_user(),
        gid: crate::identity::effective_group(),
        ..Stat::zeroed()
    };
    match handle::get_info(target)?.kind {
        Some(HandleKind::Pipe) => stat.mode = S_IFIFO | 0o600,
        Some(HandleKind::Socket) => stat.mode = S_IFSOCK | 0o777,
        Some(
            HandleKind::EventQueue
            | HandleKind::Counter
            | HandleKind::Timer
            | HandleKind::Notifications,
        ) => stat.mode = 0o600,
        Some(HandleKind::Stream) => {
            let state = file::stream_get(target)?;
            stat.mode = S_IFREG | 0o777;
            stat.nlink = 0;
            stat.size = state.size as i64;
            stat.blocks = (state.resident_pages * 8) as i64;
            stat.atime = Timespec::from_nanoseconds(state.read_time_ns);
            stat.mtime = Timespec::from_nanoseconds(state.write_time_ns);
            stat.ctime = stat.mtime;
        }
        _ => return Err(errno),
    }
    Ok(stat)
}

/// `statx`; the members of `struct stat` are filled in, whatever the mask asks.
pub fn statx(thread: &Thread, dirfd: i32, path: &[u8], flags: i32, _mask: u32) -> Result<Statx> {
    /// `AT_STATX_SYNC_TYPE`: there is nothing to synchronise with.
    const SYNC_TYPE: i32 = 0x6000;
    fstatat(thread, dirfd, path, flags & !SYNC_TYPE).map(|stat| Statx::from(&stat))
}

/// `faccessat`, with `AT_EACCESS`, `AT_SYMLINK_NOFOLLOW` and `AT_EMPTY_PATH`.
pub fn access(thread: &Thread, dirfd: i32, path: &[u8], mode: i32, flags: i32) -> Result<()> {
    if mode & !7 != 0 {
        return Err(Errno::EINVAL);
    }
    check(flags, AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)?;
    if let Some(fd) = descriptor::named(path) {
        return fstat(thread, fd).map(drop).map_err(no_entry);
    }
    let mut bits = lookup(flags);
    if flags & AT_EACCESS != 0 {
        bits |= Lookup::EFFECTIVE_IDS.bits();
    }
    let message = Message::new(Operation::Access, [mode as u64, 0, 0, bits]);
    if path.is_empty() && flags & AT_EMPTY_PATH != 0 {
        return call_handle(thread, handle_of(dirfd)?, &message).map(drop);
    }
    call_at(thread, dirfd, path, &message).map(drop)
}

/// `statfs`.
pub fn statfs(thread: &Thread, path: &[u8]) -> Result<StatFs> {
    // A server answers for all its files alike.
    access(thread, AT_FDCWD, path, 0, 0)?;
    ask(Operation::StatFs, [0; 4], |message| {
        call_at(thread, AT_FDCWD, path, message).map(|answer| answer.output_len)
    })
}

/// `fstatfs`.
pub fn fstatfs(thread: &Thread, fd: i32) -> Result<StatFs> {
    let target = handle_of(fd)?;
    ask(Operation::StatFs, [0; 4], |message| {
        call_handle(thread, target, message).map(|answer| answer.output_len)
    })
}
