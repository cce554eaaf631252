//! `<sys/stat.h>`: facts about files, modes, and the calls that make files other than regular ones.

use crate::errno::{Errno, ResultExt};
use crate::header::fcntl::{AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW};
use crate::header::unistd::files::or_by_path;
use crate::platform::Sys;
use crate::types::*;

pub const S_IFMT: c_int = 0o170000;
pub const S_IFDIR: c_int = 0o040000;
pub const S_IFCHR: c_int = 0o020000;
pub const S_IFBLK: c_int = 0o060000;
pub const S_IFREG: c_int = 0o100000;
pub const S_IFIFO: c_int = 0o010000;
pub const S_IFLNK: c_int = 0o120000;
pub const S_IFSOCK: c_int = 0o140000;
pub const S_ISUID: c_int = 0o4000;
pub const S_ISGID: c_int = 0o2000;
pub const S_ISVTX: c_int = 0o1000;
pub const S_IRWXU: c_int = 0o700;
pub const S_IRUSR: c_int = 0o400;
pub const S_IWUSR: c_int = 0o200;
pub const S_IXUSR: c_int = 0o100;
pub const S_IRWXG: c_int = 0o070;
pub const S_IRGRP: c_int = 0o040;
pub const S_IWGRP: c_int = 0o020;
pub const S_IXGRP: c_int = 0o010;
pub const S_IRWXO: c_int = 0o007;
pub const S_IROTH: c_int = 0o004;
pub const S_IWOTH: c_int = 0o002;
pub const S_IXOTH: c_int = 0o001;
pub const S_IREAD: c_int = S_IRUSR;
pub const S_IWRITE: c_int = S_IWUSR;
pub const S_IEXEC: c_int = S_IXUSR;
pub const UTIME_NOW: c_int = 0x3fff_ffff;
pub const UTIME_OMIT: c_int = 0x3fff_fffe;

/// POSIX: `struct stat`, in Linux's layout for x86-64.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct stat {
    pub st_dev: dev_t,
    pub st_ino: ino_t,
    pub st_nlink: nlink_t,
    pub st_mode: mode_t,
    pub st_uid: uid_t,
    pub st_gid: gid_t,
    pub __pad0: c_uint,
    pub st_rdev: dev_t,
    pub st_size: off_t,
    pub st_blksize: blksize_t,
    pub st_blocks: blkcnt_t,
    pub st_atim: timespec,
    pub st_mtim: timespec,
    pub st_ctim: timespec,
    pub __unused: [c_long; 3],
}

/// A time of `statx` (Linux).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct statx_timestamp {
    pub tv_sec: i64,
    pub tv_nsec: u32,
    pub __pad: u32,
}

/// What `statx` gives (Linux).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct statx {
    pub stx_mask: u32,
    pub stx_blksize: u32,
    pub stx_attributes: u64,
    pub stx_nlink: u32,
    pub stx_uid: u32,
    pub stx_gid: u32,
    pub stx_mode: u16,
    pub __pad0: [u16; 1],
    pub stx_ino: u64,
    pub stx_size: u64,
    pub stx_blocks: u64,
    pub stx_attributes_mask: u64,
    pub stx_atime: statx_timestamp,
    pub stx_btime: statx_timestamp,
    pub stx_ctime: statx_timestamp,
    pub stx_mtime: statx_timestamp,
    pub stx_rdev_major: u32,
    pub stx_rdev_minor: u32,
    pub stx_dev_major: u32,
    pub stx_dev_minor: u32,
    pub __pad1: [u64; 14],
}

/// POSIX: `stat`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn stat(path: *const c_char, buffer: *mut stat) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::newfstatat(AT_FDCWD, path, buffer.cast(), 0) }.zero_or_errno()
}

/// POSIX: `lstat`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn lstat(path: *const c_char, buffer: *mut stat) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::newfstatat(AT_FDCWD, path, buffer.cast(), AT_SYMLINK_NOFOLLOW) }.zero_or_errno()
}

/// POSIX: `fstat`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fstat(fd: c_int, buffer: *mut stat) -> c_int {
    if fd < 0 {
        return Err::<(), _>(Errno::EBADF).zero_or_errno();
    }
    // SAFETY: the caller's promise.
    unsafe { Sys::newfstatat(fd, c"".as_ptr(), buffer.cast(), AT_EMPTY_PATH) }.zero_or_errno()
}

/// POSIX: `fstatat`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fstatat(
    directory: c_int,
    path: *const c_char,
    buffer: *mut stat,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::newfstatat(directory, path, buffer.cast(), flags) }.zero_or_errno()
}

/// Linux: `statx`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn statx(
    directory: c_int,
    path: *const c_char,
    flags: c_int,
    mask: c_uint,
    buffer: *mut statx,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::statx(directory, path, flags, mask, buffer.cast()) }.zero_or_errno()
}

/// POSIX: `chmod`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn chmod(path: *const c_char, mode: mode_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::fchmodat(AT_FDCWD, path, mode) }.zero_or_errno()
}

/// POSIX: `fchmod`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fchmod(fd: c_int, mode: mode_t) -> c_int {
    // SAFETY: takes no pointers.
    let result = unsafe { Sys::fchmod(fd, mode) };
    // SAFETY: the path is a string.
    let by_path = |path| unsafe { Sys::fchmodat(AT_FDCWD, path, mode) };
    or_by_path(fd, result, by_path).zero_or_errno()
}

/// BSD: `lchmod`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn lchmod(path: *const c_char, mode: mode_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { fchmodat(AT_FDCWD, path, mode, AT_SYMLINK_NOFOLLOW) }
}

/// POSIX: `fchmodat`. Kernels before Linux 6.6 have no flags: there a symbolic link's mode cannot be
/// changed (`EOPNOTSUPP`), and what is no link is changed without them.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fchmodat(
    directory: c_int,
    path: *const c_char,
    mode: mode_t,
    flags: c_int,
) -> c_int {
    let change = || -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            if flags == 0 {
                return Sys::fchmodat(directory, path, mode);
            }
            match Sys::fchmodat2(directory, path, mode, flags) {
                Err(Errno::ENOSYS) => {}
                result => return result,
            }
            if flags != AT_SYMLINK_NOFOLLOW {
                return Err(Errno::EINVAL);
            }
            let mut status = stat::default();
            Sys::newfstatat(directory, path, (&raw mut status).cast(), flags)?;
            if status.st_mode & S_IFMT as mode_t == S_IFLNK as mode_t {
                return Err(Errno::EOPNOTSUPP);
            }
            Sys::fchmodat(directory, path, mode)
        }
    };
    change().zero_or_errno()
}

/// POSIX: `umask`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn umask(mask: mode_t) -> mode_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::umask(mask) }.or_errno_with(0)
}

/// POSIX: `mkdir`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mkdir(path: *const c_char, mode: mode_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::mkdirat(AT_FDCWD, path, mode) }.zero_or_errno()
}

/// POSIX: `mkdirat`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mkdirat(directory: c_int, path: *const c_char, mode: mode_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::mkdirat(directory, path, mode) }.zero_or_errno()
}

/// POSIX: `mknod`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mknod(path: *const c_char, mode: mode_t, device: dev_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::mknodat(AT_FDCWD, path, mode, device) }.zero_or_errno()
}

/// POSIX: `mknodat`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mknodat(
    directory: c_int,
    path: *const c_char,
    mode: mode_t,
    device: dev_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::mknodat(directory, path, mode, device) }.zero_or_errno()
}

/// POSIX: `mkfifo`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mkfifo(path: *const c_char, mode: mode_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { mkfifoat(AT_FDCWD, path, mode) }
}

/// POSIX: `mkfifoat`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mkfifoat(directory: c_int, path: *const c_char, mode: mode_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::mknodat(directory, path, mode | S_IFIFO as mode_t, 0) }.zero_or_errno()
}

/// POSIX: `utimensat`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn utimensat(
    directory: c_int,
    path: *const c_char,
    times: *const timespec,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::utimensat(directory, path, times, flags) }.zero_or_errno()
}

/// POSIX: `futimens`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn futimens(fd: c_int, times: *const timespec) -> c_int {
    // SAFETY: the caller's promise; a null path means the file itself.
    unsafe { Sys::utimensat(fd, core::ptr::null(), times, 0) }.zero_or_errno()
}
