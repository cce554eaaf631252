//! The functions of the family that write wide characters.

use super::format::format;
use super::sink::Area;
use crate::arch::{tag_of, va_list};
use crate::errno::ResultExt;
use crate::header::stdio::{stdout, FILE};
use crate::types::*;
use crate::Errno;

/// Writes formatted wide text to a stream.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vfwprintf(
    stream: *mut FILE,
    text: *const wchar_t,
    arguments: va_list,
) -> c_int {
    // SAFETY: the caller passes a stream, a format and the arguments that it asks for.
    unsafe { (*stream).locked(|file| file.print_wide(|sink| format(sink, text, &mut *arguments))) }
        .or_errno()
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
