//! What changes files and names.

use super::{check, lookup};
use crate::fd::handle_of;
use crate::kernel::{file, handle};
use crate::path::{call_at, call_handle, call_scheme, call_two, Message, Mount};
use crate::protocol::{Lookup, Operation, RenameFlags};
use crate::state::Thread;
use crate::types::constants::fcntl::{AT_EMPTY_PATH, AT_REMOVEDIR, AT_SYMLINK_FOLLOW};
use crate::types::Timespec;
use abi::errno::Result;
use abi::handle::{HandleKind, Rights};
use abi::{Errno, UserSlice};
use bytemuck::bytes_of;
use core::sync::atomic::Ordering;

/// `umask`: the old one.
pub fn umask(thread: &Thread, mask: u32) -> u32 {
    thread.process.umask.swap(mask & 0o777, Ordering::Relaxed)
}

fn masked(thread: &Thread, mode: u32) -> u64 {
    (mode & !thread.process.umask.load(Ordering::Relaxed)).into()
}

/// `mkdirat`.
pub fn mkdir(thread: &Thread, dirfd: i32, path: &[u8], mode: u32) -> Result<()> {
    let message = Message::new(
        Operation::MakeDirectory,
        [masked(thread, mode & 0o1777), 0, 0, 0],
    );
    call_at(thread, dirfd, path, &message).map(drop)
}

/// `mknodat`.
pub fn mknod(thread: &Thread, dirfd: i32, path: &[u8], mode: u32, device: u64) -> Result<()> {
    let message = Message::new(Operation::MakeNode, [masked(thread, mode), device, 0, 0]);
    call_at(thread, dirfd, path, &message).map(drop)
}

/// `unlinkat`, with `AT_REMOVEDIR`.
pub fn unlink(thread: &Thread, dirfd: i32, path: &[u8], flags: i32) -> Result<()> {
    check(flags, AT_REMOVEDIR)?;
    if flags & AT_REMOVEDIR != 0 {
        return rmdir(thread, dirfd, path);
    }
    let message = Message::new(Operation::Unlink, [0, 0, 0, Lookup::NO_FOLLOW.bits()]);
    call_at(thread, dirfd, path, &message).map(drop)
}

/// `rmdir`.
pub fn rmdir(thread: &Thread, dirfd: i32, path: &[u8]) -> Result<()> {
    let message = Message::new(
        Operation::RemoveDirectory,
        [0, 0, 0, Lookup::NO_FOLLOW.bits()],
    );
    call_at(thread, dirfd, path, &message).map(drop)
}

/// `renameat2`; `flags` are [`RenameFlags`].
pub fn rename(
    thread: &Thread,
    old_dirfd: i32,
    old: &[u8],
    new_dirfd: i32,
    new: &[u8],
    flags: u32,
) -> Result<()> {
    let flags = RenameFlags::from_bits(flags.into()).ok_or(Errno::EINVAL)?;
    let message = Message::new(
        Operation::Rename,
        [flags.bits(), 0, 0, Lookup::NO_FOLLOW.bits()],
    );
    call_two(thread, (old_dirfd, old), (new_dirfd, new), &message).map(drop)
}

/// `linkat`, with `AT_SYMLINK_FOLLOW`.
pub fn link(
    thread: &Thread,
    old_dirfd: i32,
    old: &[u8],
    new_dirfd: i32,
    new: &[u8],
    flags: i32,
) -> Result<()> {
    check(flags, AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)?;
    let follow = flags & AT_SYMLINK_FOLLOW != 0;
    let lookup = if follow { 0 } else { Lookup::NO_FOLLOW.bits() };
    let message = Message::new(Operation::Link, [0, 0, 0, lookup]);
    call_two(thread, (old_dirfd, old), (new_dirfd, new), &message).map(drop)
}

/// `symlinkat`.
pub fn symlink(thread: &Thread, target: &[u8], dirfd: i32, path: &[u8]) -> Result<()> {
    if target.is_empty() {
        return Err(Errno::ENOENT);
    }
    if target.len() >= crate::types::constants::limits::PATH_MAX {
        return Err(Errno::ENAMETOOLONG);
    }
    let message = Message::new(Operation::SymbolicLink, [0, 0, 0, Lookup::NO_FOLLOW.bits()]);
    call_at(thread, dirfd, path, &message.input(UserSlice::of(target))).map(drop)
}

/// `fchmodat`.
pub fn chmod(thread: &Thread, dirfd: i32, path: &[u8], mode: u32, flags: i32) -> Result<()> {
    let message = Message::new(
        Operation::ChangeMode,
        [(mode & 0o7777).into(), 0, 0, lookup(flags)],
    );
    call_at(thread, dirfd, path, &message).map(drop)
}

/// `fchmod`.
pub fn fchmod(thread: &Thread, fd: i32, mode: u32) -> Result<()> {
    let message = Message::new(Operation::ChangeMode, [(mode & 0o7777).into(), 0, 0, 0]);
    call_handle(thread, handle_of(fd)?, &message).map(drop)
}

/// `fchownat`; `u32::MAX` keeps an id.
pub fn chown(
    thread: &Thread,
    dirfd: i32,
    path: &[u8],
    user: u32,
    group: u32,
    flags: i32,
) -> Result<()> {
    if path.is_empty() && flags & AT_EMPTY_PATH != 0 {
        return fchown(thread, dirfd, user, group);
    }
    let message = Message::new(
        Operation::ChangeOwner,
        [user.into(), group.into(), 0, lookup(flags)],
    );
    call_at(thread, dirfd, path, &message).map(drop)
}

/// `fchown`.
pub fn fchown(thread: &Thread, fd: i32, user: u32, group: u32) -> Result<()> {
    let message = Message::new(Operation::ChangeOwner, [user.into(), group.into(), 0, 0]);
    call_handle(thread, handle_of(fd)?, &message).map(drop)
}

/// `utimensat`; without a path it is `futimens`, without times both are now.
pub fn utimensat(
    thread: &Thread,
    dirfd: i32,
    path: Option<&[u8]>,
    times: Option<&[Timespec; 2]>,
    flags: i32,
) -> Result<()> {
    use crate::types::constants::mode::{UTIME_NOW, UTIME_OMIT};
    const NOW: Timespec = Timespec {
        sec: 0,
        nsec: UTIME_NOW,
    };
    let times = *times.unwrap_or(&[NOW; 2]);
    let valid = |time: &Timespec| matches!(time.nsec, UTIME_NOW | UTIME_OMIT | 0..=999_999_999);
    if !times.iter().all(valid) {
        return Err(Errno::EINVAL);
    }
    let message = Message::new(Operation::SetTimes, [0, 0, 0, lookup(flags)]);
    let message = message.input(UserSlice::of(bytes_of(&times)));
    match path {
        Some(path) if !(path.is_empty() && flags & AT_EMPTY_PATH != 0) => {
            call_at(thread, dirfd, path, &message).map(drop)
        }
        _ => call_handle(thread, handle_of(dirfd)?, &message).map(drop),
    }
}

/// `truncate`.
pub fn truncate(thread: &Thread, dirfd: i32, path: &[u8], size: i64) -> Result<()> {
    let size = u64::try_from(size).map_err(|_| Errno::EINVAL)?;
    call_at(
        thread,
        dirfd,
        path,
        &Message::new(Operation::Truncate, [size, 0, 0, 0]),
    )
    .map(drop)
}

/// `ftruncate`. Errors: EINVAL if not open for writing.
pub fn ftruncate(thread: &Thread, fd: i32, size: i64) -> Result<()> {
    let size = u64::try_from(size).map_err(|_| Errno::EINVAL)?;
    let target = handle_of(fd)?;
    let info = handle::get_info(target)?;
    if !info.rights.contains(Rights::WRITE) {
        return Err(Errno::EINVAL);
    }
    match info.kind {
        Some(HandleKind::Stream) => file::stream_set_size(target, size),
        Some(HandleKind::File) => call_handle(
            thread,
            target,
            &Message::new(Operation::Truncate, [size, 0, 0, 0]),
        )
        .map(drop),
        _ => Err(Errno::EINVAL),
    }
}

/// `fallocate`. Errors: EBADF if not open for writing, EINVAL, ESPIPE, EOPNOTSUPP.
pub fn fallocate(thread: &Thread, fd: i32, mode: i32, offset: i64, len: i64) -> Result<()> {
    if offset < 0 || len <= 0 {
        return Err(Errno::EINVAL);
    }
    let info = handle::get_info(handle_of(fd)?)?;
    if !info.rights.contains(Rights::WRITE) {
        return Err(Errno::EBADF);
    }
    if matches!(info.kind, Some(HandleKind::Pipe | HandleKind::Socket)) {
        return Err(Errno::ESPIPE);
    }
    let args = [mode as u32 as u64, offset as u64, len as u64, 0];
    call_handle(
        thread,
        handle_of(fd)?,
        &Message::new(Operation::Allocate, args),
    )
    .map(drop)
    .map_err(|errno| {
        if errno == Errno::ENOSYS {
            Errno::EOPNOTSUPP
        } else {
            errno
        }
    })
}

/// `syncfs`: asks the file's server to write back. Errors: EBADF, EINVAL for what no server keeps.
pub fn syncfs(thread: &Thread, fd: i32) -> Result<()> {
    fsync(thread, fd, false)
}

/// `sync`: asks every file server that is mounted to write back.
pub fn sync(thread: &Thread) {
    let mounts = thread.process.mounts.lock(thread).clone();
    let schemes = || mounts.iter().map(Mount::scheme);
    for (index, scheme) in schemes().enumerate() {
        if schemes().take(index).all(|earlier| earlier != scheme) {
            // There is no way to report what a server could not write.
            let _ = call_scheme(
                thread,
                scheme,
                &Message::new(Operation::Synchronise, [0; 4]),
            );
        }
    }
}

/// `fsync`, or `fdatasync` with `data_only`.
pub fn fsync(thread: &Thread, fd: i32, data_only: bool) -> Result<()> {
    let target = handle_of(fd)?;
    if handle::get_info(target)?.kind != Some(HandleKind::File) {
        return Err(Errno::EINVAL);
    }
    call_handle(
        thread,
        target,
        &Message::new(Operation::Synchronise, [data_only.into(), 0, 0, 0]),
    )
    .map(drop)
}
