//! `<sys/uio.h>`: several buffers in one call.

use crate::errno::ResultExt;
use crate::header::pthread::cancel;
use crate::platform::{Point, Sys};
use crate::types::*;

/// POSIX: `readv`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn readv(fd: c_int, vector: *const iovec, entries: c_int) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::readv(fd, vector, entries)) }.or_errno()
}

/// POSIX: `writev`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn writev(fd: c_int, vector: *const iovec, entries: c_int) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::writev(fd, vector, entries)) }.or_errno()
}

/// BSD: `preadv`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn preadv(
    fd: c_int,
    vector: *const iovec,
    entries: c_int,
    offset: off_t,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::preadv(fd, vector, entries, offset as c_ulong, 0)) }.or_errno()
}

/// BSD: `pwritev`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pwritev(
    fd: c_int,
    vector: *const iovec,
    entries: c_int,
    offset: off_t,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::pwritev(fd, vector, entries, offset as c_ulong, 0)) }
        .or_errno()
}

/// Linux: `preadv2`. The offset -1 stands for the descriptor's own.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn preadv2(
    fd: c_int,
    vector: *const iovec,
    entries: c_int,
    offset: off_t,
    flags: c_int,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::preadv2(fd, vector, entries, offset as c_ulong, 0, flags)) }
        .or_errno()
}

/// Linux: `pwritev2`. The offset -1 stands for the descriptor's own.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pwritev2(
    fd: c_int,
    vector: *const iovec,
    entries: c_int,
    offset: off_t,
    flags: c_int,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::pwritev2(fd, vector, entries, offset as c_ulong, 0, flags)) }
        .or_errno()
}

/// Linux: `process_vm_readv`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn process_vm_readv(
    pid: pid_t,
    local: *const iovec,
    local_count: c_ulong,
    remote: *const iovec,
    remote_count: c_ulong,
    flags: c_ulong,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { Sys::process_vm_readv(pid, local, local_count, remote, remote_count, flags) }
        .or_errno()
}

/// Linux: `process_vm_writev`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn process_vm_writev(
    pid: pid_t,
    local: *const iovec,
    local_count: c_ulong,
    remote: *const iovec,
    remote_count: c_ulong,
    flags: c_ulong,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { Sys::process_vm_writev(pid, local, local_count, remote, remote_count, flags) }
        .or_errno()
}
