//! `<sys/epoll.h>`.

use crate::errno::ResultExt;
use crate::header::pthread::cancel;
use crate::platform::{Point, Sys};
use crate::types::*;

/// What an event's owner put in (Linux).
#[repr(C)]
#[derive(Clone, Copy)]
pub union epoll_data_t {
    pub ptr: *mut c_void,
    pub fd: c_int,
    pub u32_: u32,
    pub u64_: u64,
}

/// An event (Linux; packed on x86-64).
#[repr(C, packed)]
#[derive(Clone, Copy)]
pub struct epoll_event {
    pub events: u32,
    pub data: epoll_data_t,
}

/// Linux: `epoll_create1`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn epoll_create1(flags: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::epoll_create1(flags) }.or_errno()
}

/// Linux: `epoll_ctl`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn epoll_ctl(
    epoll: c_int,
    operation: c_int,
    fd: c_int,
    event: *mut epoll_event,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::epoll_ctl(epoll, operation, fd, event.cast()) }.zero_or_errno()
}

/// Linux: `epoll_wait`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn epoll_wait(
    epoll: c_int,
    events: *mut epoll_event,
    most: c_int,
    timeout_ms: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        cancel::point(|| {
            Point::epoll_pwait(epoll, events.cast(), most, timeout_ms, core::ptr::null(), 8)
        })
    }
    .or_errno()
}

/// Linux: `epoll_pwait`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn epoll_pwait(
    epoll: c_int,
    events: *mut epoll_event,
    most: c_int,
    timeout_ms: c_int,
    mask: *const sigset_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        cancel::point(|| Point::epoll_pwait(epoll, events.cast(), most, timeout_ms, mask.cast(), 8))
    }
    .or_errno()
}

/// Linux: `epoll_create`. The size is only checked.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn epoll_create(size: c_int) -> c_int {
    if size <= 0 {
        return Err(crate::errno::Errno::EINVAL).or_errno();
    }
    // SAFETY: takes no pointers.
    unsafe { Sys::epoll_create1(0) }.or_errno()
}
