//! Names in the file system.

use super::terminal::write_fd_path;
use crate::errno::{Errno, ResultExt};
use crate::header::fcntl::{AT_EACCESS, AT_FDCWD, AT_REMOVEDIR, AT_SYMLINK_NOFOLLOW, F_GETFD};
use crate::platform::Sys;
use crate::types::*;

/// POSIX: `access`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn access(path: *const c_char, mode: c_int) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::faccessat(AT_FDCWD, path, mode) }.zero_or_errno()
}

/// POSIX: `chdir`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn chdir(path: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::chdir(path) }.zero_or_errno()
}

/// POSIX: `fchdir`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fchdir(fd: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::fchdir(fd) }.zero_or_errno()
}

/// BSD: `chroot`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn chroot(path: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::chroot(path) }.zero_or_errno()
}

/// POSIX: `chown`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn chown(path: *const c_char, owner: uid_t, group: gid_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::fchownat(AT_FDCWD, path, owner, group, 0) }.zero_or_errno()
}

/// POSIX: `lchown`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn lchown(path: *const c_char, owner: uid_t, group: gid_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::fchownat(AT_FDCWD, path, owner, group, AT_SYMLINK_NOFOLLOW) }.zero_or_errno()
}

/// POSIX: `fchown`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fchown(fd: c_int, owner: uid_t, group: gid_t) -> c_int {
    // SAFETY: takes no pointers.
    let result = unsafe { Sys::fchown(fd, owner, group) };
    // SAFETY: the path is a string.
    let by_path = |path| unsafe { Sys::fchownat(AT_FDCWD, path, owner, group, 0) };
    or_by_path(fd, result, by_path).zero_or_errno()
}

/// What a call on a descriptor gave, or what the same by a path gives where the descriptor is one of `O_SEARCH`: that is Linux's
/// `O_PATH`, with which it refuses calls that POSIX allows.
pub(crate) fn or_by_path(
    fd: c_int,
    result: Result<(), Errno>,
    by_path: impl FnOnce(*const c_char) -> Result<(), Errno>,
) -> Result<(), Errno> {
    // SAFETY: takes no pointers.
    if result != Err(Errno::EBADF) || unsafe { Sys::fcntl(fd, F_GETFD, 0) }.is_err() {
        return result;
    }
    let mut path = [0; 32];
    write_fd_path(fd, &mut path);
    by_path(path.as_ptr().cast())
}

/// POSIX: `fchownat`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fchownat(
    directory: c_int,
    path: *const c_char,
    owner: uid_t,
    group: gid_t,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::fchownat(directory, path, owner, group, flags) }.zero_or_errno()
}

/// POSIX: `link`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn link(old: *const c_char, new: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::linkat(AT_FDCWD, old, AT_FDCWD, new, 0) }.zero_or_errno()
}

/// POSIX: `linkat`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn linkat(
    old_directory: c_int,
    old: *const c_char,
    new_directory: c_int,
    new: *const c_char,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::linkat(old_directory, old, new_directory, new, flags) }.zero_or_errno()
}

/// POSIX: `symlink`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn symlink(target: *const c_char, path: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::symlinkat(target, AT_FDCWD, path) }.zero_or_errno()
}

/// POSIX: `symlinkat`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn symlinkat(
    target: *const c_char,
    directory: c_int,
    path: *const c_char,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::symlinkat(target, directory, path) }.zero_or_errno()
}

/// POSIX: `unlink`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn unlink(path: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::unlinkat(AT_FDCWD, path, 0) }.zero_or_errno()
}

/// POSIX: `unlinkat`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn unlinkat(directory: c_int, path: *const c_char, flags: c_int) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::unlinkat(directory, path, flags) }.zero_or_errno()
}

/// POSIX: `rmdir`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn rmdir(path: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::unlinkat(AT_FDCWD, path, AT_REMOVEDIR) }.zero_or_errno()
}

/// POSIX: `faccessat`. Kernels before Linux 5.8 have no flags: `AT_EACCESS` is then answered by the plain
/// call when the real and effective identities are the same.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn faccessat(
    directory: c_int,
    path: *const c_char,
    mode: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    let result = unsafe {
        if flags == 0 {
            Sys::faccessat(directory, path, mode)
        } else {
            match Sys::faccessat2(directory, path, mode, flags) {
                Err(Errno::ENOSYS) if flags == AT_EACCESS && same_identity() => {
                    Sys::faccessat(directory, path, mode)
                }
                result => result,
            }
        }
    };
    result.zero_or_errno()
}

/// Whether real and effective user and group are the same.
fn same_identity() -> bool {
    // SAFETY: takes no pointers.
    unsafe { Sys::getuid() == Sys::geteuid() && Sys::getgid() == Sys::getegid() }
}

/// GNU: `eaccess`, `euidaccess`: `access` with the effective identity.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn eaccess(path: *const c_char, mode: c_int) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { faccessat(AT_FDCWD, path, mode, AT_EACCESS) }
}

/// GNU: see [`eaccess`].
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn euidaccess(path: *const c_char, mode: c_int) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { faccessat(AT_FDCWD, path, mode, AT_EACCESS) }
}

/// POSIX: `readlink`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn readlink(
    path: *const c_char,
    buffer: *mut c_char,
    size: size_t,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { readlinkat(AT_FDCWD, path, buffer, size) }
}

/// POSIX: `readlinkat`. Linux refuses size 0, POSIX does not: a byte of ours is then read into.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn readlinkat(
    directory: c_int,
    path: *const c_char,
    buffer: *mut c_char,
    size: size_t,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe {
        if size == 0 {
            let mut byte = 0;
            return Sys::readlinkat(directory, path, &mut byte, 1)
                .map(|_| 0)
                .or_errno();
        }
        Sys::readlinkat(directory, path, buffer, size).or_errno()
    }
}

/// POSIX: `getcwd`; with a null buffer the result is allocated (glibc, musl).
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getcwd(buffer: *mut c_char, size: size_t) -> *mut c_char {
    const PATH_MAX: usize = 4096;
    let mut own = [0 as c_char; PATH_MAX];
    let (target, room) = if buffer.is_null() {
        (own.as_mut_ptr(), PATH_MAX)
    } else {
        (buffer, size)
    };
    if room == 0 {
        return Err(Errno::EINVAL).or_errno();
    }
    // SAFETY: the caller's promise; the kernel ends the path with a zero byte.
    unsafe {
        match Sys::getcwd(target, room) {
            Err(error) => Err(error).or_errno(),
            // Linux: a directory that is not below the root has a path without a slash.
            Ok(length) if length == 0 || *target != b'/' as c_char => Err(Errno::ENOENT).or_errno(),
            Ok(_) if !buffer.is_null() => buffer,
            Ok(length) => {
                let copy = crate::header::malloc::program::malloc((length as usize).max(size))
                    .cast::<c_char>();
                if !copy.is_null() {
                    own.as_ptr().copy_to_nonoverlapping(copy, length as usize);
                }
                copy
            }
        }
    }
}

/// GNU: `get_current_dir_name`: `getcwd`, by the name in `PWD` if that is right.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn get_current_dir_name() -> *mut c_char {
    use crate::header::sys_stat::stat;
    // SAFETY: strings and structures are whole.
    unsafe {
        let pwd = crate::header::stdlib::env::getenv(c"PWD".as_ptr());
        if !pwd.is_null() && *pwd == b'/' as c_char {
            let (mut a, mut b) = (stat::default(), stat::default());
            if Sys::newfstatat(AT_FDCWD, pwd, (&raw mut a).cast(), 0).is_ok()
                && Sys::newfstatat(AT_FDCWD, c".".as_ptr(), (&raw mut b).cast(), 0).is_ok()
                && (a.st_dev, a.st_ino) == (b.st_dev, b.st_ino)
            {
                return crate::header::string::strdup(pwd);
            }
        }
        getcwd(core::ptr::null_mut(), 0)
    }
}

/// BSD: `getwd`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getwd(buffer: *mut c_char) -> *mut c_char {
    // SAFETY: the caller promises PATH_MAX bytes.
    unsafe { getcwd(buffer, 4096) }
}
