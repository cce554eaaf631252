//! `_FORTIFY_SOURCE`: wide characters. Sizes are in characters of the kind that is written.

use super::checked::checked;
use crate::header::stdio::{fgetws, FILE};
use crate::header::stdlib::{mbstowcs, wcstombs, wctomb};
use crate::header::wchar::*;
use crate::types::*;

/// The longest character, in bytes (`MB_LEN_MAX` of UTF-8 as glibc checks it).
const LONGEST: size_t = 4;

checked! {
    __wmemcpy_chk(to: *mut wchar_t, from: *const wchar_t, count: size_t, size: size_t) -> *mut wchar_t:
        (count <= size) => wmemcpy(to, from, count);
    __wmemmove_chk(to: *mut wchar_t, from: *const wchar_t, count: size_t, size: size_t) -> *mut wchar_t:
        (count <= size) => wmemmove(to, from, count);
    __wmempcpy_chk(to: *mut wchar_t, from: *const wchar_t, count: size_t, size: size_t) -> *mut wchar_t:
        (count <= size) => wmempcpy(to, from, count);
    __wmemset_chk(to: *mut wchar_t, value: wchar_t, count: size_t, size: size_t) -> *mut wchar_t:
        (count <= size) => wmemset(to, value, count);
    __wcscpy_chk(to: *mut wchar_t, from: *const wchar_t, size: size_t) -> *mut wchar_t:
        (wcslen(from) < size) => wcscpy(to, from);
    __wcpcpy_chk(to: *mut wchar_t, from: *const wchar_t, size: size_t) -> *mut wchar_t:
        (wcslen(from) < size) => wcpcpy(to, from);
    __wcsncpy_chk(to: *mut wchar_t, from: *const wchar_t, count: size_t, size: size_t) -> *mut wchar_t:
        (count <= size) => wcsncpy(to, from, count);
    __wcpncpy_chk(to: *mut wchar_t, from: *const wchar_t, count: size_t, size: size_t) -> *mut wchar_t:
        (count <= size) => wcpncpy(to, from, count);
    __wcscat_chk(to: *mut wchar_t, from: *const wchar_t, size: size_t) -> *mut wchar_t:
        (wcslen(to) + wcslen(from) < size) => wcscat(to, from);
    __wcsncat_chk(to: *mut wchar_t, from: *const wchar_t, count: size_t, size: size_t) -> *mut wchar_t:
        (wcslen(to) + wcsnlen(from, count) < size) => wcsncat(to, from, count);
    __fgetws_chk(to: *mut wchar_t, size: size_t, count: c_int, file: *mut FILE) -> *mut wchar_t:
        (count.max(0) as size_t <= size) => fgetws(to, count, file);
    __mbstowcs_chk(to: *mut wchar_t, from: *const c_char, count: size_t, size: size_t) -> size_t:
        (count <= size) => mbstowcs(to, from, count);
    __wcstombs_chk(to: *mut c_char, from: *const wchar_t, count: size_t, size: size_t) -> size_t:
        (count <= size) => wcstombs(to, from, count);
    __mbsrtowcs_chk(to: *mut wchar_t, from: *mut *const c_char, count: size_t, state: *mut mbstate_t, size: size_t) -> size_t:
        (count <= size) => mbsrtowcs(to, from, count, state);
    __wcsrtombs_chk(to: *mut c_char, from: *mut *const wchar_t, count: size_t, state: *mut mbstate_t, size: size_t) -> size_t:
        (count <= size) => wcsrtombs(to, from, count, state);
    __mbsnrtowcs_chk(to: *mut wchar_t, from: *mut *const c_char, bytes: size_t, count: size_t, state: *mut mbstate_t, size: size_t) -> size_t:
        (count <= size) => mbsnrtowcs(to, from, bytes, count, state);
    __wcsnrtombs_chk(to: *mut c_char, from: *mut *const wchar_t, wide: size_t, count: size_t, state: *mut mbstate_t, size: size_t) -> size_t:
        (count <= size) => wcsnrtombs(to, from, wide, count, state);
    __wctomb_chk(to: *mut c_char, character: wchar_t, size: size_t) -> c_int:
        (LONGEST <= size) => wctomb(to, character);
    __wcrtomb_chk(to: *mut c_char, character: wchar_t, state: *mut mbstate_t, size: size_t) -> size_t:
        (LONGEST <= size) => wcrtomb(to, character, state);
}
