//! Characters and strings between bytes and wide characters: the functions of `stdlib.h`, over those of `wchar.h`.

use crate::header::wchar::{mbrtowc, mbsrtowcs, wcrtomb, wcsrtombs};
use crate::types::*;
use core::ptr::null_mut;

/// C: `mbtowc`. No encoding here has states between characters.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mbtowc(wide: *mut wchar_t, text: *const c_char, size: size_t) -> c_int {
    if text.is_null() {
        return 0;
    }
    let mut state = mbstate_t::default();
    // SAFETY: the caller passes `size` bytes, and a place for the character or null.
    match unsafe { mbrtowc(wide, text, size, &mut state) } {
        // Not complete is not a character either.
        length if length > size => {
            crate::errno::set(crate::Errno::EILSEQ);
            -1
        }
        length => length as c_int,
    }
}

/// C: `mblen`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mblen(text: *const c_char, size: size_t) -> c_int {
    // SAFETY: passed on as received.
    unsafe { mbtowc(null_mut(), text, size) }
}

/// C: `wctomb`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wctomb(text: *mut c_char, wide: wchar_t) -> c_int {
    if text.is_null() {
        return 0;
    }
    let mut state = mbstate_t::default();
    // SAFETY: the caller passes MB_CUR_MAX bytes.
    unsafe { wcrtomb(text, wide, &mut state) as c_int }
}

/// C: `mbstowcs`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mbstowcs(
    target: *mut wchar_t,
    mut text: *const c_char,
    size: size_t,
) -> size_t {
    let mut state = mbstate_t::default();
    // SAFETY: the caller passes a terminated string, and room for `size` characters or null.
    unsafe { mbsrtowcs(target, &mut text, size, &mut state) }
}

/// C: `wcstombs`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcstombs(
    target: *mut c_char,
    mut text: *const wchar_t,
    size: size_t,
) -> size_t {
    let mut state = mbstate_t::default();
    // SAFETY: the caller passes a terminated string, and room for `size` bytes or null.
    unsafe { wcsrtombs(target, &mut text, size, &mut state) }
}
