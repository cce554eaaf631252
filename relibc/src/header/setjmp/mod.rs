//! `<setjmp.h>`. The jumps themselves are in `arch`; here is the signal mask's part.

use crate::platform::Sys;
use crate::types::*;

/// Word of a `sigjmp_buf` where the mask is: after eight registers and the flag word.
const MASK_WORD: usize = 9;

const SIG_SETMASK: c_int = 2;

/// The tail of `sigsetjmp`: keeps the mask at the first return (`value` 0), sets it at the second.
#[no_mangle]
#[cfg(not(test))]
pub unsafe extern "C" fn __relibc_sigsetjmp_tail(buffer: *mut u64, value: c_int) -> c_int {
    // SAFETY: the buffer has 16 words for the mask.
    unsafe {
        let mask = buffer.add(MASK_WORD);
        let (new, old) = if value == 0 {
            (core::ptr::null(), mask)
        } else {
            (mask.cast_const(), core::ptr::null_mut())
        };
        // Cannot fail: `how` and the size are right.
        let _ = Sys::rt_sigprocmask(SIG_SETMASK, new, old, 8);
    }
    value
}

#[cfg(not(test))]
pub(crate) use __relibc_sigsetjmp_tail as mask_after_setjmp;
