//! The functions of the family that read bytes.

use super::scan::scan;
use super::source::{Bytes, Text};
use crate::arch::{tag_of, va_list};
use crate::header::stdio::{stdin, FILE};
use crate::types::*;

/// C: `vfscanf`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vfscanf(
    stream: *mut FILE,
    text: *const c_char,
    arguments: va_list,
) -> c_int {
    // SAFETY: the caller passes an open stream, a terminated format and the pointers that it asks for.
    unsafe {
        (*stream).locked(|stream| {
            stream.orient(-1);
            scan(&mut Bytes(stream), text.cast::<u8>(), &mut *arguments)
        })
    }
}

/// C: `vscanf`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vscanf(text: *const c_char, arguments: va_list) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vfscanf(*stdin, text, arguments) }
}

/// C: `vsscanf`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vsscanf(
    source: *const c_char,
    text: *const c_char,
    arguments: va_list,
) -> c_int {
    // SAFETY: the caller passes terminated strings and the pointers that the format asks for.
    unsafe {
        scan(
            &mut Text::new(source.cast::<u8>()),
            text.cast::<u8>(),
            &mut *arguments,
        )
    }
}

/// C: `scanf`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn scanf(text: *const c_char, mut arguments: ...) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vscanf(text, tag_of(&mut arguments)) }
}

/// C: `fscanf`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fscanf(
    stream: *mut FILE,
    text: *const c_char,
    mut arguments: ...
) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vfscanf(stream, text, tag_of(&mut arguments)) }
}

/// C: `sscanf`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sscanf(
    source: *const c_char,
    text: *const c_char,
    mut arguments: ...
) -> c_int {
    // SAFETY: passed on as received.
    unsafe { vsscanf(source, text, tag_of(&mut arguments)) }
}
