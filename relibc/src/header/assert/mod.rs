//! `<assert.h>`, whose text is in `include/`: it is the one header that means something new each time it is
//! included.

use crate::io::RawStderr;
use crate::types::*;
use core::ffi::CStr;
use core::fmt::Write;

/// Says which assertion failed, and aborts.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __assert_fail(
    condition: *const c_char,
    file: *const c_char,
    line: c_int,
    function: *const c_char,
) -> ! {
    let name =
        super::errno::program_invocation_short_name.load(core::sync::atomic::Ordering::Relaxed);
    let text = |at: *const c_char| match at.is_null() {
        true => "?",
        // SAFETY: the macro passes terminated strings; only the function's name may be missing.
        false => unsafe { CStr::from_ptr(at) }.to_str().unwrap_or("?"),
    };
    let (name, file, function, condition) =
        (text(name), text(file), text(function), text(condition));
    let separator = if name.is_empty() { "" } else { ": " };
    // When this fails there is no other place to say it.
    let _ = writeln!(
        RawStderr,
        "{name}{separator}{file}:{line}: {function}: Assertion `{condition}' failed."
    );
    crate::header::stdlib::abort()
}
