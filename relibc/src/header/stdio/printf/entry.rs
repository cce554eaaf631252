//! The functions of the family that write bytes.

use super::format::format;
use super::sink::{Area, Descriptor, Growing};
use crate::arch::{tag_of, va_list};
use crate::errno::ResultExt;
use crate::header::stdio::{stdout, FILE};
use crate::types::*;
use core::ptr::null_mut;

/// Writes formatted text to a stream.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vfprintf(
    stream: *mut FILE,
    text: *const c_char,
    arguments: va_list,
) -> c_int {
    // SAFETY: the caller passes a stream, a format and the arguments that it asks for.
    unsafe {
        (*stream).locked(|file| file.print(|sink| format(sink, text.cast::<u8>(), &mut *arguments)))
    }
    .or_errno()
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
    unsafe {
        let mut area = Area::new(target.cast::<u8>(), size.saturating_sub(1));
        let result = format(&mut area, text.cast::<u8>(), &mut *arguments);
        if size > 0 {
            *area.end() = 0;
        }
        result.or_errno()
    }
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
    let mut sink = Descriptor::new(fd);
    // SAFETY: the caller passes a format and the arguments that it asks for.
    let count = unsafe { format(&mut sink, text.cast::<u8>(), &mut *arguments) };
    sink.finish().and(count).or_errno()
}

/// Writes formatted text to fresh memory, which `*result` then points to.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vasprintf(
    result: *mut *mut c_char,
    text: *const c_char,
    arguments: va_list,
) -> c_int {
    let mut sink = Growing::new();
    // SAFETY: the caller passes a place for the result, a format and the arguments that it asks for.
    unsafe {
        *result = null_mut();
        let count = format(&mut sink, text.cast::<u8>(), &mut *arguments);
        let stored = count.and_then(|count| {
            *result = sink.finish()?.cast();
            Ok(count)
        });
        stored.or_errno()
    }
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
