//! `<mqueue.h>`: message queues. On a kernel that has them (Linux) they are the kernel's; elsewhere they are [`shared`]
//! memory. Which it is shows when the first queue is opened: one answers ENOSYS.

mod kernel;
mod shared;

use crate::errno::{Errno, ResultExt};
use crate::header::pthread::cancel;
use crate::header::signal::notify::is_valid;
use crate::header::signal::sigevent;
use crate::platform::{Point, Sys};
use crate::types::*;
use core::ffi::CStr;
use core::sync::atomic::{AtomicBool, Ordering};

pub type mqd_t = c_int;

/// What a queue holds (POSIX), in the kernel's layout.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct mq_attr {
    pub mq_flags: c_long,
    pub mq_maxmsg: c_long,
    pub mq_msgsize: c_long,
    pub mq_curmsgs: c_long,
    reserved: [c_long; 4],
}

/// As `limits.h` says.
const MQ_PRIO_MAX: c_uint = 32768;
const O_CREAT: c_int = 0o100;

/// Whether the kernel has no message queues.
static IS_SHARED: AtomicBool = AtomicBool::new(false);

fn is_shared() -> bool {
    IS_SHARED.load(Ordering::Relaxed)
}

/// The name without its slash; a name with none, or with more, is no queue's (as on Linux).
///
/// # Safety
/// `name` is a string.
unsafe fn base<'a>(name: *const c_char) -> Result<&'a CStr, Errno> {
    // SAFETY: the caller's promise; behind the slash a string goes on.
    unsafe {
        if *name != b'/' as c_char {
            return Err(Errno::EINVAL);
        }
        let base = CStr::from_ptr(name.add(1));
        match base.to_bytes() {
            b"" => Err(Errno::ENOENT),
            b"." | b".." => Err(Errno::EACCES),
            bytes if bytes.contains(&b'/') => Err(Errno::EACCES),
            bytes if bytes.len() > 255 => Err(Errno::ENAMETOOLONG),
            _ => Ok(base),
        }
    }
}

/// POSIX: `mq_open`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mq_open(name: *const c_char, flags: c_int, mut arguments: ...) -> mqd_t {
    // SAFETY: the caller's promise: mode and attributes follow with O_CREAT.
    unsafe {
        let (mode, attributes) = match flags & O_CREAT {
            0 => (0, core::ptr::null()),
            _ => (arguments.arg::<mode_t>(), arguments.arg::<*const mq_attr>()),
        };
        let opened = base(name).and_then(|base| {
            if !is_shared() {
                match Sys::mq_open(base.as_ptr(), flags, mode, attributes.cast()) {
                    Err(Errno::ENOSYS) => IS_SHARED.store(true, Ordering::Relaxed),
                    result => return result,
                }
            }
            shared::open(base, flags, mode, attributes.as_ref())
        });
        opened.or_errno()
    }
}

/// POSIX: `mq_unlink`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mq_unlink(name: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let removed = base(name).and_then(|base| match Sys::mq_unlink(base.as_ptr()) {
            Err(Errno::ENOSYS) => shared::unlink(base),
            result => result,
        });
        removed.zero_or_errno()
    }
}

/// POSIX: `mq_close`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mq_close(queue: mqd_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe {
        match is_shared() {
            true => shared::close(queue),
            false => crate::descriptor::close(queue),
        }
    }
    .zero_or_errno()
}

/// POSIX: `mq_getattr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mq_getattr(queue: mqd_t, attributes: *mut mq_attr) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { mq_setattr(queue, core::ptr::null(), attributes) }
}

/// POSIX: `mq_setattr`: only O_NONBLOCK can be changed.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mq_setattr(queue: mqd_t, new: *const mq_attr, old: *mut mq_attr) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        match is_shared() {
            true => shared::attributes(queue, new.as_ref(), old.as_mut()),
            false => Sys::mq_getsetattr(queue, new.cast(), old.cast()),
        }
    }
    .zero_or_errno()
}

/// POSIX: `mq_send`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mq_send(
    queue: mqd_t,
    message: *const c_char,
    length: size_t,
    priority: c_uint,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { mq_timedsend(queue, message, length, priority, core::ptr::null()) }
}

/// POSIX: `mq_timedsend`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mq_timedsend(
    queue: mqd_t,
    message: *const c_char,
    length: size_t,
    priority: c_uint,
    deadline: *const timespec,
) -> c_int {
    if priority >= MQ_PRIO_MAX {
        return Err::<(), _>(Errno::EINVAL).zero_or_errno();
    }
    // SAFETY: the caller's promise.
    unsafe {
        cancel::point(|| match is_shared() {
            true => shared::send(queue, message, length, priority, deadline),
            false => Point::mq_timedsend(queue, message, length, priority, deadline),
        })
    }
    .zero_or_errno()
}

/// POSIX: `mq_receive`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mq_receive(
    queue: mqd_t,
    message: *mut c_char,
    length: size_t,
    priority: *mut c_uint,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { mq_timedreceive(queue, message, length, priority, core::ptr::null()) }
}

/// POSIX: `mq_timedreceive`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mq_timedreceive(
    queue: mqd_t,
    message: *mut c_char,
    length: size_t,
    priority: *mut c_uint,
    deadline: *const timespec,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe {
        cancel::point(|| match is_shared() {
            true => shared::receive(queue, message, length, priority.as_mut(), deadline),
            false => Point::mq_timedreceive(queue, message, length, priority, deadline),
        })
    }
    .or_errno()
}

/// POSIX: `mq_notify`: null takes the registration back.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mq_notify(queue: mqd_t, event: *const sigevent) -> c_int {
    // SAFETY: the caller's promise.
    let event = unsafe { event.as_ref() };
    if event.is_some_and(|event| !is_valid(event)) {
        return Err::<(), _>(Errno::EINVAL).zero_or_errno();
    }
    match is_shared() {
        true => shared::notify::register(queue, event),
        false => kernel::notify(queue, event),
    }
    .zero_or_errno()
}
