//! Where formatted text goes: what the functions of the family and those of `_FORTIFY_SOURCE` share. Each returns what the
//! C function does, and sets `errno`.

use super::format::{format, Format};
use super::sink::{Area, Descriptor, Growing};
use crate::arch::va_list;
use crate::errno::ResultExt;
use crate::header::stdio::FILE;
use crate::types::*;
use crate::Errno;
use core::ptr::null_mut;

/// # Safety
/// `stream` is one, and `arguments` are what the format asks for.
pub unsafe fn to_stream(stream: *mut FILE, text: Format<u8>, arguments: va_list) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*stream).locked(|file| file.print(|sink| format(sink, text, &mut *arguments))) }
        .or_errno()
}

/// At most `size` bytes with the terminator.
///
/// # Safety
/// `target` has room for `size` bytes, and `arguments` are what the format asks for.
pub unsafe fn to_area(
    target: *mut c_char,
    size: usize,
    text: Format<u8>,
    arguments: va_list,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let mut area = Area::new(target.cast::<u8>(), size.saturating_sub(1));
        let result = format(&mut area, text, &mut *arguments);
        if size > 0 {
            *area.end() = 0;
        }
        result.or_errno()
    }
}

/// # Safety
/// `arguments` are what the format asks for.
pub unsafe fn to_descriptor(fd: c_int, text: Format<u8>, arguments: va_list) -> c_int {
    let mut sink = Descriptor::new(fd);
    // SAFETY: the caller's promise.
    let count = unsafe { format(&mut sink, text, &mut *arguments) };
    sink.finish().and(count).or_errno()
}

/// Fresh memory, to which `*result` then points.
///
/// # Safety
/// `result` can be written to, and `arguments` are what the format asks for.
pub unsafe fn to_memory(result: *mut *mut c_char, text: Format<u8>, arguments: va_list) -> c_int {
    let mut sink = Growing::new();
    // SAFETY: the caller's promise.
    unsafe {
        *result = null_mut();
        let count = format(&mut sink, text, &mut *arguments);
        let stored = count.and_then(|count| {
            *result = sink.finish()?.cast();
            Ok(count)
        });
        stored.or_errno()
    }
}

/// # Safety
/// As for [`to_stream`].
pub unsafe fn to_wide_stream(
    stream: *mut FILE,
    text: Format<wchar_t>,
    arguments: va_list,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*stream).locked(|file| file.print_wide(|sink| format(sink, text, &mut *arguments))) }
        .or_errno()
}

/// At most `size` characters with the terminator. It is an error when that is too few.
///
/// # Safety
/// `target` has room for `size` characters, and `arguments` are what the format asks for.
pub unsafe fn to_wide_area(
    target: *mut wchar_t,
    size: usize,
    text: Format<wchar_t>,
    arguments: va_list,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let mut area = Area::new(target, size.saturating_sub(1));
        let mut result = format(&mut area, text, &mut *arguments);
        if size > 0 {
            *area.end() = 0;
        }
        if result.is_ok_and(|count| count as usize >= size) {
            result = Err(Errno::EOVERFLOW);
        }
        result.or_errno()
    }
}
