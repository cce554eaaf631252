//! `dlerror`: the text of the last error of a thread, told once.

use crate::allocator;
use crate::thread::Tcb;
use crate::types::*;
use core::ffi::CStr;
use core::ptr::null;

/// What is told when there is no memory for a text.
const NO_MEMORY: &CStr = c"Out of memory";

/// Keeps a text for `dlerror`.
pub(super) fn fail(text: &CStr) {
    // SAFETY: the bytes are the text's.
    unsafe { report(text.as_ptr().cast(), text.count_bytes()) }
}

/// [`crate::loader::Report`].
pub(super) unsafe extern "C" fn report(text: *const u8, length: usize) {
    // SAFETY: the caller's promise; the block is the calling thread's own.
    unsafe {
        let copy = allocator::allocate(length + 1);
        let kept = if copy.is_null() {
            NO_MEMORY.as_ptr()
        } else {
            copy.copy_from_nonoverlapping(text, length);
            *copy.add(length) = 0;
            copy.cast::<c_char>().cast_const()
        };
        release(core::mem::replace(&mut (*Tcb::current()).dl_error, kept));
    }
}

/// # Safety
/// `text` is null or was made by [`report`], and is not used again.
unsafe fn release(text: *const c_char) {
    if !text.is_null() && text != NO_MEMORY.as_ptr() {
        // SAFETY: the caller's promise.
        unsafe { allocator::free(text.cast_mut().cast()) };
    }
}

/// POSIX: `dlerror`: the text is good until the thread's next call.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dlerror() -> *mut c_char {
    // SAFETY: the block is the caller's own.
    unsafe {
        let tcb = Tcb::current();
        let text = core::mem::replace(&mut (*tcb).dl_error, null());
        release(core::mem::replace(&mut (*tcb).dl_error_told, text));
        text.cast_mut()
    }
}
