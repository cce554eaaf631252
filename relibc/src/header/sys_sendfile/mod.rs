//! `<sys/sendfile.h>`.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `sendfile`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sendfile(
    to: c_int,
    from: c_int,
    offset: *mut off_t,
    length: size_t,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { Sys::sendfile(to, from, offset, length) }.or_errno()
}
