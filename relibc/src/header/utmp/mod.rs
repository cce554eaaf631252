//! `<utmp.h>`: `utmpx.h` under older names.

use crate::errno::ResultExt;
use crate::header::utmpx::{
    endutxent, getutxent, getutxid, getutxline, pututxline, setutxent, updwtmpx, utmpx, utmpxname,
};
use crate::platform::Sys;
use crate::types::*;

/// SVID: `setutent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn setutent() {
    setutxent();
}

/// SVID: `endutent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn endutent() {
    endutxent();
}

/// SVID: `getutent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getutent() -> *mut utmpx {
    getutxent()
}

/// SVID: `getutid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getutid(wanted: *const utmpx) -> *mut utmpx {
    // SAFETY: the caller's promise, passed on.
    unsafe { getutxid(wanted) }
}

/// SVID: `getutline`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getutline(wanted: *const utmpx) -> *mut utmpx {
    // SAFETY: the caller's promise, passed on.
    unsafe { getutxline(wanted) }
}

/// SVID: `pututline`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pututline(record: *const utmpx) -> *mut utmpx {
    // SAFETY: the caller's promise, passed on.
    unsafe { pututxline(record) }
}

/// SVID: `updwtmp`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn updwtmp(path: *const c_char, record: *const utmpx) {
    // SAFETY: the caller's promise, passed on.
    unsafe { updwtmpx(path, record) };
}

/// SVID: `utmpname`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn utmpname(path: *const c_char) -> c_int {
    // SAFETY: the caller's promise, passed on.
    unsafe { utmpxname(path) }
}

/// BSD: `login_tty`: makes a terminal the controlling one of a new session, and the three standard streams.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn login_tty(fd: c_int) -> c_int {
    const TIOCSCTTY: c_ulong = 0x540e;
    // SAFETY: takes no pointers.
    unsafe {
        let _ = Sys::setsid();
        let taken = Sys::ioctl(fd, TIOCSCTTY, core::ptr::null_mut());
        taken
            .map(|_| {
                for stream in (0..=2).filter(|stream| *stream != fd) {
                    let _ = crate::descriptor::replace(fd, stream, 0);
                }
                if fd > 2 {
                    let _ = crate::descriptor::close(fd);
                }
            })
            .zero_or_errno()
    }
}
