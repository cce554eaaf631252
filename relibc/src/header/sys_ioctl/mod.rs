//! `<sys/ioctl.h>`.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `ioctl`. The third argument is read as a word, whatever it is.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ioctl(fd: c_int, request: c_int, mut arguments: ...) -> c_int {
    // SAFETY: on x86-64 the word is there even when the caller passed no argument. The request is
    // 32 bits wide: musl's prototype has int.
    unsafe {
        let argument = arguments.arg::<*mut c_void>();
        Sys::ioctl(fd, c_ulong::from(request as c_uint), argument).or_errno()
    }
}
