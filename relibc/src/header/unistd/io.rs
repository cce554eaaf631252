//! Reading, writing and descriptors.

use crate::descriptor;
use crate::errno::{Errno, ResultExt};
use crate::header::pthread::cancel;
use crate::platform::{Point, Sys};
use crate::types::*;

/// POSIX: `read`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn read(fd: c_int, buffer: *mut c_void, length: size_t) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::read(fd, buffer, length)) }.or_errno()
}

/// POSIX: `write`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn write(fd: c_int, buffer: *const c_void, length: size_t) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::write(fd, buffer, length)) }.or_errno()
}

/// POSIX: `pread`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pread(
    fd: c_int,
    buffer: *mut c_void,
    length: size_t,
    offset: off_t,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::pread64(fd, buffer, length, offset)) }.or_errno()
}

/// POSIX: `pwrite`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pwrite(
    fd: c_int,
    buffer: *const c_void,
    length: size_t,
    offset: off_t,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::pwrite64(fd, buffer, length, offset)) }.or_errno()
}

/// POSIX: `lseek`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn lseek(fd: c_int, offset: off_t, whence: c_int) -> off_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::lseek(fd, offset, whence) }.or_errno()
}

/// POSIX: `dup`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dup(fd: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::dup(fd) }.or_errno()
}

/// POSIX.1-2024: `dup3`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dup3(old: c_int, new: c_int, flags: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { descriptor::replace(old, new, flags) }.or_errno()
}

/// Linux: `close_range`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn close_range(first: c_uint, last: c_uint, flags: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { descriptor::close_range(first, last, flags) }.zero_or_errno()
}

/// POSIX: `pipe`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pipe(fds: *mut c_int) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::pipe2(fds, 0) }.zero_or_errno()
}

/// POSIX.1-2024: `pipe2`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pipe2(fds: *mut c_int, flags: c_int) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { descriptor::open_pair(flags, fds, |flags| Sys::pipe2(fds, flags)) }.zero_or_errno()
}

/// POSIX: `fsync`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fsync(fd: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { cancel::point(|| Point::fsync(fd)) }.zero_or_errno()
}

/// POSIX: `fdatasync`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fdatasync(fd: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { cancel::point(|| Point::fdatasync(fd)) }.zero_or_errno()
}

/// POSIX: `ftruncate`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ftruncate(fd: c_int, length: off_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::ftruncate(fd, length) }.zero_or_errno()
}

/// POSIX: `truncate`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn truncate(path: *const c_char, length: off_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::truncate(path, length) }.zero_or_errno()
}

/// Linux: `syncfs`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn syncfs(fd: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::syncfs(fd) }.zero_or_errno()
}

/// Linux: `copy_file_range`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn copy_file_range(
    from: c_int,
    from_offset: *mut off_t,
    to: c_int,
    to_offset: *mut off_t,
    length: size_t,
    flags: c_uint,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { Sys::copy_file_range(from, from_offset, to, to_offset, length, flags) }.or_errno()
}

/// POSIX: `close`. A cancellation point. An interrupted close has closed the descriptor: `EINPROGRESS`
/// would be POSIX's word for it, and success is musl's and ours, as Linux has freed it.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn close(fd: c_int) -> c_int {
    // SAFETY: takes no pointers.
    let result = unsafe { cancel::point(|| descriptor::close_cancellable(fd)) };
    match result {
        Err(Errno::EINTR) => 0,
        result => result.zero_or_errno(),
    }
}

/// POSIX.1-2024: `posix_close`. A cancellation point. `POSIX_CLOSE_RESTART` is 0, for the descriptor is
/// always freed: no other flag is valid.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_close(fd: c_int, flag: c_int) -> c_int {
    if flag != 0 {
        return Err::<(), _>(Errno::EINVAL).zero_or_errno();
    }
    // SAFETY: takes no pointers.
    unsafe { close(fd) }
}

/// POSIX: `dup2`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dup2(old: c_int, new: c_int) -> c_int {
    const F_GETFD: c_int = 1;
    // SAFETY: takes no pointers.
    unsafe {
        if old == new {
            return Sys::fcntl(old, F_GETFD, 0).map(|_| new).or_errno();
        }
        descriptor::replace(old, new, 0).or_errno()
    }
}

/// POSIX: `sync`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sync() {
    // SAFETY: takes no pointers; `sync` has no way to report an error.
    let _ = unsafe { Sys::sync() };
}

/// POSIX: `lockf`. A cancellation point when it waits.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn lockf(fd: c_int, function: c_int, length: off_t) -> c_int {
    use crate::header::fcntl::{flock, F_GETLK, F_SETLK, F_SETLKW, F_UNLCK, F_WRLCK};
    let mut lock = flock {
        l_type: F_WRLCK as c_short,
        l_whence: 1,
        l_start: 0,
        l_len: length,
        l_pid: 0,
    };
    if function == 0 {
        lock.l_type = F_UNLCK as c_short;
    }
    let argument = (&raw mut lock) as c_ulong;
    // SAFETY: the structure is whole.
    let lock_result = unsafe {
        match function {
            0 | 2 => Sys::fcntl(fd, F_SETLK, argument),
            1 => cancel::point(|| Point::fcntl(fd, F_SETLKW, argument)),
            3 => Sys::fcntl(fd, F_GETLK, argument).and_then(|_| {
                let free = lock.l_type == F_UNLCK as c_short || lock.l_pid == Sys::getpid()?;
                if free {
                    Ok(0)
                } else {
                    Err(Errno::EACCES)
                }
            }),
            _ => Err(Errno::EINVAL),
        }
    };
    lock_result.zero_or_errno()
}
