//! `<err.h>`: BSD's messages with the program's name.

use core::ffi::CStr;
use core::sync::atomic::Ordering;

use crate::arch::{tag_of, va_list};
use crate::errno;
use crate::header::errno::program_invocation_short_name;
use crate::header::stdio::{fprintf, stderr, vfprintf};
use crate::header::stdlib::exit::exit;
use crate::header::string::strerror;
use crate::types::*;

/// Whether a message ends with the text of an error, and which.
#[derive(Clone, Copy)]
enum End {
    Plain,
    Error(c_int),
}

/// Writes `program: message: error`.
///
/// # Safety
/// `format` is null, or a format with its arguments.
unsafe fn message(format: *const c_char, arguments: va_list, end: End) {
    // SAFETY: strings, and the caller's promise. Nothing can be done when standard error fails.
    unsafe {
        fprintf(
            *stderr,
            c"%s: ".as_ptr(),
            program_invocation_short_name.load(Ordering::Relaxed),
        );
        if !format.is_null() {
            vfprintf(*stderr, format, arguments);
        }
        let separator: &CStr = if format.is_null() { c"" } else { c": " };
        match end {
            End::Plain => fprintf(*stderr, c"\n".as_ptr()),
            End::Error(error) => fprintf(
                *stderr,
                c"%s%s\n".as_ptr(),
                separator.as_ptr(),
                strerror(error),
            ),
        };
    }
}

/// BSD: `vwarn`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vwarn(format: *const c_char, arguments: va_list) {
    // SAFETY: the caller's promise, passed on.
    unsafe { message(format, arguments, End::Error(errno::get())) };
}

/// BSD: `vwarnx`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vwarnx(format: *const c_char, arguments: va_list) {
    // SAFETY: the caller's promise, passed on.
    unsafe { message(format, arguments, End::Plain) };
}

/// BSD: `verr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn verr(status: c_int, format: *const c_char, arguments: va_list) -> ! {
    // SAFETY: the caller's promise, passed on.
    unsafe {
        vwarn(format, arguments);
        exit(status)
    }
}

/// BSD: `verrx`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn verrx(status: c_int, format: *const c_char, arguments: va_list) -> ! {
    // SAFETY: the caller's promise, passed on.
    unsafe {
        vwarnx(format, arguments);
        exit(status)
    }
}

/// BSD: `warn`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn warn(format: *const c_char, mut arguments: ...) {
    // SAFETY: the caller's promise, passed on.
    unsafe { vwarn(format, tag_of(&mut arguments)) };
}

/// BSD: `warnx`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn warnx(format: *const c_char, mut arguments: ...) {
    // SAFETY: the caller's promise, passed on.
    unsafe { vwarnx(format, tag_of(&mut arguments)) };
}

/// BSD: `err`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn err(status: c_int, format: *const c_char, mut arguments: ...) -> ! {
    // SAFETY: the caller's promise, passed on.
    unsafe { verr(status, format, tag_of(&mut arguments)) }
}

/// BSD: `errx`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn errx(status: c_int, format: *const c_char, mut arguments: ...) -> ! {
    // SAFETY: the caller's promise, passed on.
    unsafe { verrx(status, format, tag_of(&mut arguments)) }
}
