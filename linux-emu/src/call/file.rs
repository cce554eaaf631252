//! What is known of files, and how it is changed.

use super::{Context, DONE};
use crate::guest;
use abi::errno::Result;
use abi::Errno;
use posix::fs;
use posix::types::constants::fcntl::*;
use posix::types::{Stat, StatFs, Timespec, Timeval};

fn told(context: &Context<'_>, index: usize, stat: &Stat) -> Result<u64> {
    guest::store(context.word(index), stat).and(DONE)
}

pub fn stat(context: &mut Context<'_>) -> Result<u64> {
    let path = context.path(0)?;
    let stat = fs::fstatat(context.thread(), AT_FDCWD, path.bytes(), 0)?;
    told(context, 1, &stat)
}

pub fn lstat(context: &mut Context<'_>) -> Result<u64> {
    let path = context.path(0)?;
    let flags = AT_SYMLINK_NOFOLLOW;
    let stat = fs::fstatat(context.thread(), AT_FDCWD, path.bytes(), flags)?;
    told(context, 1, &stat)
}

pub fn fstat(context: &mut Context<'_>) -> Result<u64> {
    let stat = fs::fstat(context.thread(), context.int(0))?;
    told(context, 1, &stat)
}

/// Flags that the stat calls know.
const STAT_FLAGS: i32 = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH;

pub fn newfstatat(context: &mut Context<'_>) -> Result<u64> {
    let (path, flags) = (context.path(1)?, context.int(3));
    if flags & !STAT_FLAGS != 0 {
        return Err(Errno::EINVAL);
    }
    let stat = fs::fstatat(context.thread(), context.int(0), path.bytes(), flags)?;
    told(context, 2, &stat)
}

pub fn statx(context: &mut Context<'_>) -> Result<u64> {
    /// `AT_STATX_SYNC_TYPE`: how fresh it must be; ours always is.
    const SYNC_TYPE: i32 = 0x6000;
    /// `STATX__RESERVED`.
    const RESERVED: u32 = 0x8000_0000;
    let (path, flags, mask) = (context.path(1)?, context.int(2), context.unsigned(3));
    if flags & !(STAT_FLAGS | SYNC_TYPE) != 0
        || flags & SYNC_TYPE == SYNC_TYPE
        || mask & RESERVED != 0
    {
        return Err(Errno::EINVAL);
    }
    let flags = flags & !SYNC_TYPE;
    let statx = fs::statx(context.thread(), context.int(0), path.bytes(), flags, mask)?;
    guest::store(context.word(4), &statx).and(DONE)
}

fn accessible(
    context: &Context<'_>,
    directory: i32,
    path: usize,
    mode: i32,
    flags: i32,
) -> Result<u64> {
    let path = context.path(path)?;
    fs::access(context.thread(), directory, path.bytes(), mode, flags).and(DONE)
}

pub fn access(context: &mut Context<'_>) -> Result<u64> {
    accessible(context, AT_FDCWD, 0, context.int(1), 0)
}

pub fn faccessat(context: &mut Context<'_>) -> Result<u64> {
    accessible(context, context.int(0), 1, context.int(2), 0)
}

pub fn faccessat2(context: &mut Context<'_>) -> Result<u64> {
    let flags = context.int(3);
    if flags & !(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH) != 0 {
        return Err(Errno::EINVAL);
    }
    accessible(context, context.int(0), 1, context.int(2), flags)
}

pub fn chmod(context: &mut Context<'_>) -> Result<u64> {
    let (path, mode) = (context.path(0)?, context.unsigned(1));
    fs::chmod(context.thread(), AT_FDCWD, path.bytes(), mode, 0).and(DONE)
}

pub fn fchmod(context: &mut Context<'_>) -> Result<u64> {
    fs::fchmod(context.thread(), context.int(0), context.unsigned(1)).and(DONE)
}

pub fn fchmodat(context: &mut Context<'_>) -> Result<u64> {
    let (path, mode) = (context.path(1)?, context.unsigned(2));
    fs::chmod(context.thread(), context.int(0), path.bytes(), mode, 0).and(DONE)
}

fn owned(context: &Context<'_>, directory: i32, path: usize, flags: i32) -> Result<u64> {
    let (name, user, group) = (
        context.path(path)?,
        context.unsigned(path + 1),
        context.unsigned(path + 2),
    );
    let thread = context.thread();
    fs::chown(thread, directory, name.bytes(), user, group, flags).and(DONE)
}

pub fn chown(context: &mut Context<'_>) -> Result<u64> {
    owned(context, AT_FDCWD, 0, 0)
}

pub fn lchown(context: &mut Context<'_>) -> Result<u64> {
    owned(context, AT_FDCWD, 0, AT_SYMLINK_NOFOLLOW)
}

pub fn fchown(context: &mut Context<'_>) -> Result<u64> {
    let (user, group) = (context.unsigned(1), context.unsigned(2));
    fs::fchown(context.thread(), context.int(0), user, group).and(DONE)
}

pub fn fchownat(context: &mut Context<'_>) -> Result<u64> {
    let flags = context.int(4);
    if flags & !(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH) != 0 {
        return Err(Errno::EINVAL);
    }
    owned(context, context.int(0), 1, flags)
}

pub fn truncate(context: &mut Context<'_>) -> Result<u64> {
    let (path, size) = (context.path(0)?, context.raw(1) as i64);
    fs::truncate(context.thread(), AT_FDCWD, path.bytes(), size).and(DONE)
}

pub fn ftruncate(context: &mut Context<'_>) -> Result<u64> {
    fs::ftruncate(context.thread(), context.int(0), context.raw(1) as i64).and(DONE)
}

pub fn fallocate(context: &mut Context<'_>) -> Result<u64> {
    let (mode, offset, len) = (context.int(1), context.raw(2) as i64, context.raw(3) as i64);
    fs::fallocate(context.thread(), context.int(0), mode, offset, len).and(DONE)
}

pub fn fsync(context: &mut Context<'_>) -> Result<u64> {
    fs::fsync(context.thread(), context.int(0), false).and(DONE)
}

pub fn fdatasync(context: &mut Context<'_>) -> Result<u64> {
    fs::fsync(context.thread(), context.int(0), true).and(DONE)
}

pub fn mknod(context: &mut Context<'_>) -> Result<u64> {
    let (path, mode) = (context.path(0)?, context.unsigned(1));
    let device = context.raw(2);
    fs::mknod(context.thread(), AT_FDCWD, path.bytes(), mode, device).and(DONE)
}

pub fn mknodat(context: &mut Context<'_>) -> Result<u64> {
    let (path, mode) = (context.path(1)?, context.unsigned(2));
    let (directory, device) = (context.int(0), context.raw(3));
    fs::mknod(context.thread(), directory, path.bytes(), mode, device).and(DONE)
}

pub fn umask(context: &mut Context<'_>) -> Result<u64> {
    Ok(fs::umask(context.thread(), context.unsigned(0)).into())
}

fn system_told(context: &Context<'_>, found: &StatFs) -> Result<u64> {
    guest::store(context.word(1), found).and(DONE)
}

pub fn statfs(context: &mut Context<'_>) -> Result<u64> {
    let found = fs::statfs(context.thread(), context.path(0)?.bytes())?;
    system_told(context, &found)
}

pub fn fstatfs(context: &mut Context<'_>) -> Result<u64> {
    let found = fs::fstatfs(context.thread(), context.int(0))?;
    system_told(context, &found)
}

fn set_times(
    context: &Context<'_>,
    directory: i32,
    path: usize,
    times: Option<[Timespec; 2]>,
    flags: i32,
) -> Result<u64> {
    let path = match context.word(path) {
        0 => None,
        _ => Some(context.path(path)?),
    };
    let name = path.as_ref().map(|path| path.bytes());
    fs::utimensat(context.thread(), directory, name, times.as_ref(), flags).and(DONE)
}

pub fn utimensat(context: &mut Context<'_>) -> Result<u64> {
    let flags = context.int(3);
    if flags & !(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH) != 0 {
        return Err(Errno::EINVAL);
    }
    let times = guest::load_if(context.word(2))?;
    set_times(context, context.int(0), 1, times, flags)
}

/// Times in microseconds, as the older calls take them. Errors: EFAULT, EINVAL.
fn from_microseconds(address: usize) -> Result<Option<[Timespec; 2]>> {
    let Some(times) = guest::load_if::<[Timeval; 2]>(address)? else {
        return Ok(None);
    };
    if times
        .iter()
        .any(|time| !(0..1_000_000).contains(&time.usec))
    {
        return Err(Errno::EINVAL);
    }
    Ok(Some(times.map(|time| Timespec {
        sec: time.sec,
        nsec: time.usec * 1000,
    })))
}

fn set_path_times(
    context: &Context<'_>,
    path: &[u8],
    times: Option<&[Timespec; 2]>,
) -> Result<u64> {
    fs::utimensat(context.thread(), AT_FDCWD, Some(path), times, 0).and(DONE)
}

pub fn utimes(context: &mut Context<'_>) -> Result<u64> {
    let times = from_microseconds(context.word(1))?;
    let path = context.path(0)?;
    set_path_times(context, path.bytes(), times.as_ref())
}

pub fn futimesat(context: &mut Context<'_>) -> Result<u64> {
    let times = from_microseconds(context.word(2))?;
    set_times(context, context.int(0), 1, times, 0)
}

pub fn utime(context: &mut Context<'_>) -> Result<u64> {
    let times = guest::load_if::<[i64; 2]>(context.word(1))?;
    let times = times.map(|seconds| seconds.map(|sec| Timespec { sec, nsec: 0 }));
    let path = context.path(0)?;
    set_path_times(context, path.bytes(), times.as_ref())
}
