//! The functions of the family that read wide characters.

use super::scan::scan;
use super::source::{Text, Wides};
use crate::arch::{tag_of, va_list};
use crate::header::stdio::{stdin, FILE};
use crate::types::*;

/// C: `vfwscanf`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vfwscanf(
    stream: *mut FILE,
    text: *const wchar_t,
    arguments: va_list,
) -> c_int {
    // SAFETY: the caller passes an open stream, a terminated format and the pointers that it asks for.
    unsafe {
        (*stream).locked(|stream| {
            stream.orient(1);
            scan(&mut Wides(stream), text, &mut *arguments)
        })
    }
}

/// C: `vwscanf`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vwscanf(text: *const wchar_t, arguments: va_list) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vfwscanf(*stdin, text, arguments) }
}

/// C: `vswscanf`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vswscanf(
    source: *const wchar_t,
    text: *const wchar_t,
    arguments: va_list,
) -> c_int {
    // SAFETY: the caller passes terminated strings and the pointers that the format asks for.
    unsafe { scan(&mut Text::new(source), text, &mut *arguments) }
}

/// C: `wscanf`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wscanf(text: *const wchar_t, mut arguments: ...) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vwscanf(text, tag_of(&mut arguments)) }
}

/// C: `fwscanf`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fwscanf(
    stream: *mut FILE,
    text: *const wchar_t,
    mut arguments: ...
) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vfwscanf(stream, text, tag_of(&mut arguments)) }
}

/// C: `swscanf`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn swscanf(
    source: *const wchar_t,
    text: *const wchar_t,
    mut arguments: ...
) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vswscanf(source, text, tag_of(&mut arguments)) }
}
