//! The functions of the family that write wide characters.

use super::format::Format;
use super::print;
use crate::arch::{tag_of, va_list};
use crate::header::stdio::{stdout, FILE};
use crate::types::*;

/// Writes formatted wide text to a stream.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vfwprintf(
    stream: *mut FILE,
    text: *const wchar_t,
    arguments: va_list,
) -> c_int {
    // SAFETY: the caller passes a stream, a format and the arguments that it asks for.
    unsafe { print::to_wide_stream(stream, Format::plain(text), arguments) }
}

/// Writes formatted wide text to the standard output.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vwprintf(text: *const wchar_t, arguments: va_list) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vfwprintf(*stdout, text, arguments) }
}

/// Writes formatted wide text to `target`, which has room for `size` characters with the terminator. It is an
/// error when that is too few.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vswprintf(
    target: *mut wchar_t,
    size: usize,
    text: *const wchar_t,
    arguments: va_list,
) -> c_int {
    // SAFETY: the caller passes an area, a format and the arguments that it asks for.
    unsafe { print::to_wide_area(target, size, Format::plain(text), arguments) }
}

/// Writes formatted wide text to the standard output.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wprintf(text: *const wchar_t, mut arguments: ...) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vfwprintf(*stdout, text, tag_of(&mut arguments)) }
}

/// Writes formatted wide text to a stream.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fwprintf(
    stream: *mut FILE,
    text: *const wchar_t,
    mut arguments: ...
) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vfwprintf(stream, text, tag_of(&mut arguments)) }
}

/// Writes formatted wide text to `target`, which has room for `size` characters with the terminator.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn swprintf(
    target: *mut wchar_t,
    size: usize,
    text: *const wchar_t,
    mut arguments: ...
) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vswprintf(target, size, text, tag_of(&mut arguments)) }
}
