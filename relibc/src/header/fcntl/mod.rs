//! `<fcntl.h>`: opening files and the calls on descriptors. Constants are Linux's on x86-64.

use crate::descriptor;
use crate::errno::ResultExt;
use crate::header::pthread::cancel;
use crate::platform::{Point, Sys};
use crate::types::*;

pub const O_RDONLY: c_int = 0;
pub const O_WRONLY: c_int = 1;
pub const O_RDWR: c_int = 2;
pub const O_CREAT: c_int = 0o100;
pub const O_EXCL: c_int = 0o200;
pub const O_NOCTTY: c_int = 0o400;
pub const O_TRUNC: c_int = 0o1000;
pub const O_APPEND: c_int = 0o2000;
pub const O_NONBLOCK: c_int = 0o4000;
pub const O_DSYNC: c_int = 0o10000;
pub const O_SYNC: c_int = 0o4010000;
pub const O_RSYNC: c_int = 0o4010000;
pub const O_DIRECTORY: c_int = 0o200000;
pub const O_NOFOLLOW: c_int = 0o400000;
pub const O_CLOEXEC: c_int = 0o2000000;
pub const O_CLOFORK: c_int = 0o10000000000;
pub const O_ASYNC: c_int = 0o20000;
pub const O_DIRECT: c_int = 0o40000;
pub const O_LARGEFILE: c_int = 0o100000;
pub const O_NOATIME: c_int = 0o1000000;
pub const O_PATH: c_int = 0o10000000;
pub const O_TMPFILE: c_int = 0o20200000;
pub const O_NDELAY: c_int = O_NONBLOCK;
pub const O_SEARCH: c_int = O_PATH;
pub const O_EXEC: c_int = O_PATH;
pub const O_TTY_INIT: c_int = 0;
pub const O_ACCMODE: c_int = 3 | O_SEARCH;

pub const F_DUPFD: c_int = 0;
pub const F_GETFD: c_int = 1;
pub const F_SETFD: c_int = 2;
pub const F_GETFL: c_int = 3;
pub const F_SETFL: c_int = 4;
pub const F_GETLK: c_int = 5;
pub const F_SETLK: c_int = 6;
pub const F_SETLKW: c_int = 7;
pub const F_SETOWN: c_int = 8;
pub const F_GETOWN: c_int = 9;
pub const F_SETSIG: c_int = 10;
pub const F_GETSIG: c_int = 11;
pub const F_SETOWN_EX: c_int = 15;
pub const F_GETOWN_EX: c_int = 16;
pub const F_GETOWNER_UIDS: c_int = 17;
pub const F_OFD_GETLK: c_int = 36;
pub const F_OFD_SETLK: c_int = 37;
pub const F_OFD_SETLKW: c_int = 38;
pub const F_SETLEASE: c_int = 1024;
pub const F_GETLEASE: c_int = 1025;
pub const F_NOTIFY: c_int = 1026;
pub const F_CANCELLK: c_int = 1029;
pub const F_DUPFD_CLOEXEC: c_int = 1030;
pub const F_DUPFD_CLOFORK: c_int = 2054;
pub const F_SETPIPE_SZ: c_int = 1031;
pub const F_GETPIPE_SZ: c_int = 1032;
pub const F_ADD_SEALS: c_int = 1033;
pub const F_GET_SEALS: c_int = 1034;
pub const F_OWNER_TID: c_int = 0;
pub const F_OWNER_PID: c_int = 1;
pub const F_OWNER_PGRP: c_int = 2;
pub const F_OWNER_GID: c_int = 2;
pub const F_SEAL_SEAL: c_int = 1;
pub const F_SEAL_SHRINK: c_int = 2;
pub const F_SEAL_GROW: c_int = 4;
pub const F_SEAL_WRITE: c_int = 8;
pub const F_SEAL_FUTURE_WRITE: c_int = 16;
pub const FD_CLOEXEC: c_int = 1;
pub const FD_CLOFORK: c_int = 2;
pub const F_RDLCK: c_int = 0;
pub const F_WRLCK: c_int = 1;
pub const F_UNLCK: c_int = 2;

pub const AT_FDCWD: c_int = -100;
pub const AT_SYMLINK_NOFOLLOW: c_int = 0x100;
pub const AT_REMOVEDIR: c_int = 0x200;
pub const AT_SYMLINK_FOLLOW: c_int = 0x400;
pub const AT_EACCESS: c_int = 0x200;
pub const AT_NO_AUTOMOUNT: c_int = 0x800;
pub const AT_EMPTY_PATH: c_int = 0x1000;
pub const AT_STATX_SYNC_TYPE: c_int = 0x6000;
pub const AT_STATX_SYNC_AS_STAT: c_int = 0;
pub const AT_STATX_FORCE_SYNC: c_int = 0x2000;
pub const AT_STATX_DONT_SYNC: c_int = 0x4000;
pub const AT_RECURSIVE: c_int = 0x8000;

pub const POSIX_FADV_NORMAL: c_int = 0;
pub const POSIX_FADV_RANDOM: c_int = 1;
pub const POSIX_FADV_SEQUENTIAL: c_int = 2;
pub const POSIX_FADV_WILLNEED: c_int = 3;
pub const POSIX_FADV_DONTNEED: c_int = 4;
pub const POSIX_FADV_NOREUSE: c_int = 5;

pub const FALLOC_FL_KEEP_SIZE: c_int = 1;
pub const FALLOC_FL_PUNCH_HOLE: c_int = 2;
pub const SYNC_FILE_RANGE_WAIT_BEFORE: c_int = 1;
pub const SYNC_FILE_RANGE_WRITE: c_int = 2;
pub const SYNC_FILE_RANGE_WAIT_AFTER: c_int = 4;
pub const SPLICE_F_MOVE: c_int = 1;
pub const SPLICE_F_NONBLOCK: c_int = 2;
pub const SPLICE_F_MORE: c_int = 4;
pub const SPLICE_F_GIFT: c_int = 8;

/// A record lock (POSIX: `struct flock`).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct flock {
    pub l_type: c_short,
    pub l_whence: c_short,
    pub l_start: off_t,
    pub l_len: off_t,
    pub l_pid: pid_t,
}

/// Who gets SIGIO (Linux).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct f_owner_ex {
    pub r#type: c_int,
    pub pid: pid_t,
}

/// Whether an open with these flags takes a mode argument.
fn has_mode(flags: c_int) -> bool {
    flags & O_CREAT != 0 || flags & O_TMPFILE == O_TMPFILE
}

/// POSIX: `open`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn open(path: *const c_char, flags: c_int, mut arguments: ...) -> c_int {
    // SAFETY: the caller's promise: a mode follows when the flags need one.
    unsafe {
        let mode = if has_mode(flags) {
            arguments.arg::<mode_t>()
        } else {
            0
        };
        cancel::point(|| {
            descriptor::open(flags, |flags| {
                Point::openat(AT_FDCWD, path, flags | O_LARGEFILE, mode)
            })
        })
        .or_errno()
    }
}

/// POSIX: `openat`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn openat(
    directory: c_int,
    path: *const c_char,
    flags: c_int,
    mut arguments: ...
) -> c_int {
    // SAFETY: the caller's promise: a mode follows when the flags need one.
    unsafe {
        let mode = if has_mode(flags) {
            arguments.arg::<mode_t>()
        } else {
            0
        };
        cancel::point(|| {
            descriptor::open(flags, |flags| {
                Point::openat(directory, path, flags | O_LARGEFILE, mode)
            })
        })
        .or_errno()
    }
}

/// POSIX: `creat`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn creat(path: *const c_char, mode: mode_t) -> c_int {
    const FLAGS: c_int = O_CREAT | O_WRONLY | O_TRUNC | O_LARGEFILE;
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::openat(AT_FDCWD, path, FLAGS, mode)) }.or_errno()
}

/// POSIX: `fcntl`. The third argument is an int or a pointer; both are read as a word. A cancellation point where it waits for a lock.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fcntl(fd: c_int, command: c_int, mut arguments: ...) -> c_int {
    // SAFETY: on x86-64 the word is there even when the caller passed no argument.
    unsafe {
        let argument = arguments.arg::<c_ulong>();
        match command {
            F_SETLKW | F_OFD_SETLKW => cancel::point(|| Point::fcntl(fd, command, argument)),
            _ => descriptor::fcntl(fd, command, argument),
        }
        .or_errno()
    }
}

/// POSIX: `posix_fadvise`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_fadvise(
    fd: c_int,
    offset: off_t,
    length: off_t,
    advice: c_int,
) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::posix_fadvise(fd, offset, length, advice) }.or_number()
}

/// POSIX: `posix_fallocate`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_fallocate(fd: c_int, offset: off_t, length: off_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::fallocate(fd, 0, offset, length) }.or_number()
}

/// Linux: `fallocate`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fallocate(fd: c_int, mode: c_int, offset: off_t, length: off_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::fallocate(fd, mode, offset, length) }.zero_or_errno()
}

/// Linux: `readahead`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn readahead(fd: c_int, offset: off_t, length: size_t) -> ssize_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::readahead(fd, offset, length) }.or_errno()
}

/// Linux: `sync_file_range`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sync_file_range(
    fd: c_int,
    offset: off_t,
    length: off_t,
    flags: c_uint,
) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::sync_file_range(fd, offset, length, flags) }.zero_or_errno()
}

/// Linux: `splice`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn splice(
    from: c_int,
    from_offset: *mut off_t,
    to: c_int,
    to_offset: *mut off_t,
    length: size_t,
    flags: c_uint,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { Sys::splice(from, from_offset, to, to_offset, length, flags) }.or_errno()
}

/// Linux: `vmsplice`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vmsplice(
    fd: c_int,
    vector: *const iovec,
    entries: size_t,
    flags: c_uint,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { Sys::vmsplice(fd, vector, entries, flags) }.or_errno()
}

/// Linux: `name_to_handle_at`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn name_to_handle_at(
    directory: c_int,
    path: *const c_char,
    handle: *mut c_void,
    mount: *mut c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::name_to_handle_at(directory, path, handle, mount, flags) }.zero_or_errno()
}

/// Linux: `open_by_handle_at`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn open_by_handle_at(
    mount: c_int,
    handle: *mut c_void,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::open_by_handle_at(mount, handle, flags) }.or_errno()
}

/// Linux: `tee`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tee(from: c_int, to: c_int, length: size_t, flags: c_uint) -> ssize_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::tee(from, to, length, flags) }.or_errno()
}
