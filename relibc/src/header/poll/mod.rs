//! `<poll.h>`.

use crate::errno::ResultExt;
use crate::header::pthread::cancel;
use crate::platform::Point;
use crate::types::*;

pub const POLLIN: c_short = 0x001;
pub const POLLPRI: c_short = 0x002;
pub const POLLOUT: c_short = 0x004;
pub const POLLERR: c_short = 0x008;
pub const POLLHUP: c_short = 0x010;
pub const POLLNVAL: c_short = 0x020;
pub const POLLRDNORM: c_short = 0x040;
pub const POLLRDBAND: c_short = 0x080;
pub const POLLWRNORM: c_short = 0x100;
pub const POLLWRBAND: c_short = 0x200;
pub const POLLMSG: c_short = 0x400;
pub const POLLRDHUP: c_short = 0x2000;

/// One descriptor to watch (POSIX).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pollfd {
    pub fd: c_int,
    pub events: c_short,
    pub revents: c_short,
}

/// POSIX: `poll`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn poll(items: *mut pollfd, count: c_ulong, timeout_ms: c_int) -> c_int {
    let time = timespec {
        tv_sec: time_t::from(timeout_ms / 1000),
        tv_nsec: c_long::from(timeout_ms % 1000) * 1_000_000,
    };
    let timeout = if timeout_ms < 0 {
        core::ptr::null()
    } else {
        core::ptr::from_ref(&time)
    };
    // SAFETY: the caller's promise.
    unsafe { ppoll(items, count, timeout, core::ptr::null()) }
}

/// POSIX.1-2024: `ppoll`. A cancellation point. The kernel would change the timeout: it gets a copy.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ppoll(
    items: *mut pollfd,
    count: c_ulong,
    timeout: *const timespec,
    mask: *const sigset_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let copy = timeout.as_ref().copied();
        let timeout = copy.as_ref().map_or(core::ptr::null(), core::ptr::from_ref);
        cancel::point(|| Point::ppoll(items.cast(), count, timeout, mask.cast(), 8)).or_errno()
    }
}
