//! The program break. `malloc` does not use it.

use crate::errno::{Errno, ResultExt};
use crate::platform::Sys;
use crate::types::*;
use core::ptr::null_mut;

/// SVr4: `brk`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn brk(end: *mut c_void) -> c_int {
    // SAFETY: the caller's promise. The kernel gives the break that there is afterwards.
    match unsafe { Sys::brk(end) } {
        Ok(now) if now >= end => 0,
        _ => Err::<(), _>(Errno::ENOMEM).zero_or_errno(),
    }
}

/// SVr4: `sbrk`: the old break, or -1 as a pointer.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sbrk(increment: ptrdiff_t) -> *mut c_void {
    let failed = core::ptr::without_provenance_mut(usize::MAX);
    // SAFETY: the caller's promise.
    unsafe {
        let Ok(old) = Sys::brk(null_mut()) else {
            return Err(Errno::ENOMEM).or_errno_with(failed);
        };
        let new = old.wrapping_byte_offset(increment);
        if increment != 0 && brk(new) != 0 {
            return failed;
        }
        old
    }
}
