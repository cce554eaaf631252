//! `<sys/select.h>`.

use crate::errno::{Errno, ResultExt};
use crate::header::pthread::cancel;
use crate::platform::Point;
use crate::types::*;

/// A set of descriptors (POSIX).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct fd_set {
    pub fds_bits: [c_ulong; 16],
}

/// The kernel's `pselect` takes a mask and its size in one argument.
#[repr(C)]
struct MaskArgument {
    mask: *const sigset_t,
    size: size_t,
}

/// POSIX: `pselect`. A cancellation point. The kernel would change the timeout: it gets a copy.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pselect(
    count: c_int,
    read: *mut fd_set,
    write: *mut fd_set,
    except: *mut fd_set,
    timeout: *const timespec,
    mask: *const sigset_t,
) -> c_int {
    let argument = MaskArgument { mask, size: 8 };
    // SAFETY: the caller's promise.
    unsafe {
        let copy = timeout.as_ref().copied();
        let timeout = copy.as_ref().map_or(core::ptr::null(), core::ptr::from_ref);
        let argument = core::ptr::from_ref(&argument).cast();
        cancel::point(|| {
            Point::pselect6(
                count,
                read.cast(),
                write.cast(),
                except.cast(),
                timeout,
                argument,
            )
        })
        .or_errno()
    }
}

/// POSIX: `select`. A cancellation point. The timeout is left alone, as POSIX allows.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn select(
    count: c_int,
    read: *mut fd_set,
    write: *mut fd_set,
    except: *mut fd_set,
    timeout: *mut timeval,
) -> c_int {
    // SAFETY: the caller's promise.
    let time = unsafe { timeout.as_ref() };
    let copy = match time {
        None => None,
        Some(time) if time.tv_sec < 0 || time.tv_usec < 0 => return Err(Errno::EINVAL).or_errno(),
        Some(time) => Some(timespec {
            tv_sec: time.tv_sec.saturating_add(time.tv_usec / 1_000_000),
            tv_nsec: time.tv_usec % 1_000_000 * 1000,
        }),
    };
    let timeout = copy.as_ref().map_or(core::ptr::null(), core::ptr::from_ref);
    // SAFETY: the caller's promise.
    unsafe { pselect(count, read, write, except, timeout, core::ptr::null()) }
}
