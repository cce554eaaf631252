//! `<aio.h>`: asynchronous input and output, by threads of the library's own.
//!
//! [`engine`] queues the requests and runs them; this file is the C interface. A request's state is in the program's
//! `struct aiocb`: the error is EINPROGRESS until the result is there.

mod engine;
mod list;

pub use list::*;

use crate::errno::{Errno, ResultExt};
use crate::header::pthread::{cancel, futex_wait_point, Deadline, Sharing};
use crate::header::signal::sigevent;
use crate::platform::Sys;
use crate::types::*;
use core::sync::atomic::{AtomicI32, Ordering};
use engine::Operation;

pub const AIO_CANCELED: c_int = 0;
pub const AIO_NOTCANCELED: c_int = 1;
pub const AIO_ALLDONE: c_int = 2;
pub const LIO_READ: c_int = 0;
pub const LIO_WRITE: c_int = 1;
pub const LIO_NOP: c_int = 2;
pub const LIO_WAIT: c_int = 0;
pub const LIO_NOWAIT: c_int = 1;

/// A request (POSIX), in musl's layout.
#[repr(C)]
pub struct aiocb {
    pub aio_fildes: c_int,
    pub aio_lio_opcode: c_int,
    pub aio_reqprio: c_int,
    pub aio_buf: *mut c_void,
    pub aio_nbytes: size_t,
    pub aio_sigevent: sigevent,
    reserved: [usize; 2],
    error: AtomicI32,
    result: ssize_t,
    pub aio_offset: off_t,
    reserved_too: [usize; 4],
}

/// As `limits.h` and `sysconf` say.
const AIO_PRIO_DELTA_MAX: c_int = 20;
const EINPROGRESS: c_int = Errno::EINPROGRESS.0 as c_int;

/// A file descriptor's status flags.
fn status_flags(fd: c_int) -> Result<c_int, Errno> {
    const F_GETFL: c_int = 3;
    // SAFETY: takes no pointers.
    unsafe { Sys::fcntl(fd, F_GETFL, 0) }
}

/// Queues a request.
///
/// # Safety
/// The caller keeps `request` and its buffer until it is done.
unsafe fn submit(operation: Operation, request: *mut aiocb) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { engine::submit(operation, request, core::ptr::null()) }.zero_or_errno()
}

/// POSIX: `aio_read`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn aio_read(request: *mut aiocb) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { submit(Operation::Read, request) }
}

/// POSIX: `aio_write`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn aio_write(request: *mut aiocb) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { submit(Operation::Write, request) }
}

/// POSIX: `aio_fsync`: when all that was asked before is done.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn aio_fsync(operation: c_int, request: *mut aiocb) -> c_int {
    const O_SYNC: c_int = 0o4010000;
    const O_DSYNC: c_int = 0o10000;
    const O_ACCMODE: c_int = 3;
    let operation = match operation {
        O_SYNC => Operation::Sync,
        O_DSYNC => Operation::DataSync,
        _ => return Err::<(), _>(Errno::EINVAL).zero_or_errno(),
    };
    // SAFETY: the caller's promise.
    unsafe {
        match status_flags((*request).aio_fildes) {
            Ok(flags) if flags & O_ACCMODE != 0 => submit(operation, request),
            _ => Err::<(), _>(Errno::EBADF).zero_or_errno(),
        }
    }
}

/// POSIX: `aio_error`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn aio_error(request: *const aiocb) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*request).error.load(Ordering::Acquire) }
}

/// POSIX: `aio_return`: EINVAL while the request is under way.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn aio_return(request: *mut aiocb) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe {
        match aio_error(request) {
            EINPROGRESS => Err(Errno::EINVAL).or_errno(),
            _ => (*request).result,
        }
    }
}

/// POSIX: `aio_cancel`: what has not begun, and what waits for a pipe, a terminal or a socket, is cancelled.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn aio_cancel(fd: c_int, request: *mut aiocb) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let result = status_flags(fd).and_then(|_| match request.as_ref() {
            Some(request) if request.aio_fildes != fd => Err(Errno::EINVAL),
            _ => engine::cancel(fd, request),
        });
        result.or_errno()
    }
}

/// Waits until one of the requests is done, or all of them, or the deadline is over (EAGAIN). A cancellation point.
///
/// # Safety
/// The list is of so many requests, or null pointers.
unsafe fn wait(
    list: &[*const aiocb],
    for_all: bool,
    deadline: Option<&Deadline>,
) -> Result<(), Errno> {
    loop {
        cancel::test();
        let before = engine::DONE.load(Ordering::Acquire);
        let mut states = list
            .iter()
            // SAFETY: the caller's promise.
            .filter_map(|request| unsafe { request.as_ref() })
            .map(|request| request.error.load(Ordering::Acquire) != EINPROGRESS);
        let is_enough = match for_all {
            true => states.all(|done| done),
            false => list.iter().all(|request| request.is_null()) || states.any(|done| done),
        };
        if is_enough {
            return Ok(());
        }
        match futex_wait_point(&engine::DONE, before, deadline, Sharing::Private) {
            Err(Errno::ETIMEDOUT) => return Err(Errno::EAGAIN),
            Err(error) => {
                cancel::test();
                return Err(error);
            }
            Ok(()) => {}
        }
    }
}

/// The requests of a list of C's. Errors: EINVAL for a negative count.
///
/// # Safety
/// `list` has `count` elements.
unsafe fn listed<'a, T>(list: *const T, count: c_int) -> Result<&'a [T], Errno> {
    match usize::try_from(count) {
        Err(_) => Err(Errno::EINVAL),
        Ok(0) => Ok(&[]),
        // SAFETY: the caller's promise.
        Ok(count) => Ok(unsafe { core::slice::from_raw_parts(list, count) }),
    }
}

/// POSIX: `aio_suspend`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn aio_suspend(
    list: *const *const aiocb,
    count: c_int,
    timeout: *const timespec,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        listed(list, count)
            .and_then(|list| wait(list, false, engine::deadline_after(timeout)?.as_ref()))
            .zero_or_errno()
    }
}
