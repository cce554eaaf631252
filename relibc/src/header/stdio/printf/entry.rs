//! The functions of the family that write bytes.

use super::format::Format;
use super::print;
use crate::arch::{tag_of, va_list};
use crate::header::stdio::{stdout, FILE};
use crate::types::*;

/// Writes formatted text to a stream.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vfprintf(
    stream: *mut FILE,
    text: *const c_char,
    arguments: va_list,
) -> c_int {
    // SAFETY: the caller passes a stream, a format and the arguments that it asks for.
    unsafe { print::to_stream(stream, Format::plain(text.cast()), arguments) }
}

/// Writes formatted text to the standard output.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vprintf(text: *const c_char, arguments: va_list) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vfprintf(*stdout, text, arguments) }
}

/// Writes formatted text to `target`, at most `size` bytes with the terminator. Returns the length that the
/// whole text has.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vsnprintf(
    target: *mut c_char,
    size: usize,
    text: *const c_char,
    arguments: va_list,
) -> c_int {
    // SAFETY: the caller passes an area, a format and the arguments that it asks for.
    unsafe { print::to_area(target, size, Format::plain(text.cast()), arguments) }
}

/// Writes formatted text to `target`, however long it becomes.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vsprintf(
    target: *mut c_char,
    text: *const c_char,
    arguments: va_list,
) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vsnprintf(target, usize::MAX, text, arguments) }
}

/// Writes formatted text to a file descriptor.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vdprintf(fd: c_int, text: *const c_char, arguments: va_list) -> c_int {
    // SAFETY: the caller passes a format and the arguments that it asks for.
    unsafe { print::to_descriptor(fd, Format::plain(text.cast()), arguments) }
}

/// Writes formatted text to fresh memory, which `*result` then points to.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vasprintf(
    result: *mut *mut c_char,
    text: *const c_char,
    arguments: va_list,
) -> c_int {
    // SAFETY: the caller passes a place for the result, a format and the arguments that it asks for.
    unsafe { print::to_memory(result, Format::plain(text.cast()), arguments) }
}

/// Writes formatted text to the standard output.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn printf(text: *const c_char, mut arguments: ...) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vfprintf(*stdout, text, tag_of(&mut arguments)) }
}

/// Writes formatted text to a stream.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fprintf(
    stream: *mut FILE,
    text: *const c_char,
    mut arguments: ...
) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vfprintf(stream, text, tag_of(&mut arguments)) }
}

/// Writes formatted text to `target`, however long it becomes.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sprintf(
    target: *mut c_char,
    text: *const c_char,
    mut arguments: ...
) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vsprintf(target, text, tag_of(&mut arguments)) }
}

/// Writes formatted text to `target`, at most `size` bytes with the terminator.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn snprintf(
    target: *mut c_char,
    size: usize,
    text: *const c_char,
    mut arguments: ...
) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vsnprintf(target, size, text, tag_of(&mut arguments)) }
}

/// Writes formatted text to a file descriptor.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dprintf(fd: c_int, text: *const c_char, mut arguments: ...) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vdprintf(fd, text, tag_of(&mut arguments)) }
}

/// Writes formatted text to fresh memory, which `*result` then points to.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn asprintf(
    result: *mut *mut c_char,
    text: *const c_char,
    mut arguments: ...
) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vasprintf(result, text, tag_of(&mut arguments)) }
}
