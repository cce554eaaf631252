//! `<sys/random.h>`.

use crate::errno::ResultExt;
use crate::header::pthread::cancel;
use crate::platform::Point;
use crate::types::*;

/// Linux: `getrandom`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getrandom(buffer: *mut c_void, length: size_t, flags: c_uint) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::getrandom(buffer, length, flags)) }.or_errno()
}
