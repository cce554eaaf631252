//! Wide strings: copying, comparing, searching.

use crate::arch::{Sought, ZeroWord};
use crate::header::locale::cases;
use crate::header::locale::data::{of_category, Known};
use crate::header::locale::{order, resolve, LC_COLLATE};
use crate::types::*;

use core::cmp::Ordering;

/// The wide characters of a string, without the null character.
///
/// # Safety
/// `string` is a null-terminated wide string that lives as long as `'a`.
pub(crate) unsafe fn as_slice<'a>(string: *const wchar_t) -> &'a [wchar_t] {
    // SAFETY: the caller's promise.
    unsafe { core::slice::from_raw_parts(string, wcslen(string)) }
}

/// The same for at most `len` wide characters.
unsafe fn as_slice_within<'a>(string: *const wchar_t, len: size_t) -> &'a [wchar_t] {
    // SAFETY: the caller's promise.
    unsafe { core::slice::from_raw_parts(string, wcsnlen(string, len)) }
}

/// Length in wide characters.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcslen(string: *const wchar_t) -> size_t {
    // Most are short.
    const FIRST: usize = 8;
    // SAFETY: the caller gives a null-terminated string; each character is looked at after those before it.
    unsafe {
        for len in 0..FIRST {
            if *string.add(len) == 0 {
                return len;
            }
        }
        let skipped = FIRST * size_of::<wchar_t>();
        ZeroWord.find(string.cast(), skipped, usize::MAX) / size_of::<wchar_t>()
    }
}

/// Length, looking at no more than `max` wide characters.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcsnlen(string: *const wchar_t, max: size_t) -> size_t {
    let mut len = 0;
    // SAFETY: the caller gives `max` characters or a null-terminated string.
    while len < max && unsafe { *string.add(len) } != 0 {
        len += 1;
    }
    len
}

/// Copies a string; answers where its null character went.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcpcpy(to: *mut wchar_t, from: *const wchar_t) -> *mut wchar_t {
    // SAFETY: the caller gives a string and room for it.
    unsafe {
        let len = wcslen(from);
        core::ptr::copy_nonoverlapping(from, to, len + 1);
        to.add(len)
    }
}

/// Copies a string.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcscpy(to: *mut wchar_t, from: *const wchar_t) -> *mut wchar_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { wcpcpy(to, from) };
    to
}

/// Copies at most `len` wide characters and fills up with null characters; answers the first of
/// these, or the end.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcpncpy(
    to: *mut wchar_t,
    from: *const wchar_t,
    len: size_t,
) -> *mut wchar_t {
    // SAFETY: the caller gives a string and room for `len` wide characters.
    unsafe {
        let copied = wcsnlen(from, len);
        core::ptr::copy_nonoverlapping(from, to, copied);
        core::ptr::write_bytes(to.add(copied), 0, len - copied);
        to.add(copied)
    }
}

/// Copies at most `len` wide characters and fills up with null characters.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcsncpy(
    to: *mut wchar_t,
    from: *const wchar_t,
    len: size_t,
) -> *mut wchar_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { wcpncpy(to, from, len) };
    to
}

/// Appends a string.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcscat(to: *mut wchar_t, from: *const wchar_t) -> *mut wchar_t {
    // SAFETY: the caller gives strings, the first with room for both.
    unsafe { wcpcpy(to.add(wcslen(to)), from) };
    to
}

/// Appends at most `len` wide characters, and a null character.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcsncat(
    to: *mut wchar_t,
    from: *const wchar_t,
    len: size_t,
) -> *mut wchar_t {
    // SAFETY: as in `wcscat`.
    unsafe {
        let end = to.add(wcslen(to));
        let copied = wcsnlen(from, len);
        core::ptr::copy_nonoverlapping(from, end, copied);
        *end.add(copied) = 0;
    }
    to
}

/// A copy in memory from malloc; null if there is none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcsdup(string: *const wchar_t) -> *mut wchar_t {
    // SAFETY: the caller gives a string; the copy is as long.
    unsafe {
        let len = wcslen(string) + 1;
        let copy: *mut wchar_t =
            crate::header::malloc::program::malloc(len * size_of::<wchar_t>()).cast();
        if !copy.is_null() {
            core::ptr::copy_nonoverlapping(string, copy, len);
        }
        copy
    }
}

fn sign(ordering: Ordering) -> c_int {
    ordering as c_int
}

/// Compares by code point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcscmp(one: *const wchar_t, other: *const wchar_t) -> c_int {
    // SAFETY: the caller's promise, passed on.
    unsafe { wcsncmp(one, other, usize::MAX) }
}

/// Compares at most `len` wide characters by code point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcsncmp(one: *const wchar_t, other: *const wchar_t, len: size_t) -> c_int {
    // SAFETY: the caller's promise, passed on.
    unsafe { compare(one, other, len, |wide| wide) }
}

/// Compares without regard to case.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcscasecmp(one: *const wchar_t, other: *const wchar_t) -> c_int {
    // SAFETY: the caller's promise, passed on.
    unsafe { wcsncasecmp(one, other, usize::MAX) }
}

/// Compares at most `len` wide characters without regard to case.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcsncasecmp(
    one: *const wchar_t,
    other: *const wchar_t,
    len: size_t,
) -> c_int {
    let letters = cases::current();
    // SAFETY: the caller's promise, passed on.
    unsafe {
        compare(one, other, len, |wide| {
            letters.lower(wide as u32) as wchar_t
        })
    }
}

/// `wcscasecmp` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcscasecmp_l(
    one: *const wchar_t,
    other: *const wchar_t,
    locale: locale_t,
) -> c_int {
    // SAFETY: the caller's promise, passed on.
    unsafe { wcsncasecmp_l(one, other, usize::MAX, locale) }
}

/// `wcsncasecmp` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcsncasecmp_l(
    one: *const wchar_t,
    other: *const wchar_t,
    len: size_t,
    locale: locale_t,
) -> c_int {
    // SAFETY: the caller gives a locale.
    let letters = unsafe { cases::of_object(locale) };
    // SAFETY: the caller's promise, passed on.
    unsafe {
        compare(one, other, len, |wide| {
            letters.lower(wide as u32) as wchar_t
        })
    }
}

unsafe fn compare(
    one: *const wchar_t,
    other: *const wchar_t,
    len: size_t,
    key: impl Fn(wchar_t) -> wchar_t,
) -> c_int {
    for index in 0..len {
        // SAFETY: the caller gives strings, and neither has ended.
        let (left, right) = unsafe { (*one.add(index), *other.add(index)) };
        if left != right || left == 0 {
            let ordering = key(left).cmp(&key(right));
            if ordering != Ordering::Equal || left == 0 || right == 0 {
                return sign(ordering);
            }
        }
    }
    0
}

/// The characters of a wide string.
///
/// # Safety
/// The string is terminated.
unsafe fn characters<'t>(string: *const wchar_t) -> impl Iterator<Item = u32> + Clone + 't {
    // SAFETY: the caller's promise.
    let text = unsafe { core::slice::from_raw_parts(string, wcslen(string)) };
    text.iter().map(|wide| *wide as u32)
}

/// # Safety
/// The strings are terminated.
unsafe fn collate(one: *const wchar_t, other: *const wchar_t, locale: Known) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        match order::of(locale) {
            Some(collation) => {
                order::compare(&collation, characters(one), characters(other)) as c_int
            }
            None => wcscmp(one, other),
        }
    }
}

/// Compares as the locale collates.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcscoll(one: *const wchar_t, other: *const wchar_t) -> c_int {
    // SAFETY: the caller's promise, passed on.
    unsafe { collate(one, other, of_category(LC_COLLATE)) }
}

/// `wcscoll` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcscoll_l(
    one: *const wchar_t,
    other: *const wchar_t,
    locale: locale_t,
) -> c_int {
    // SAFETY: the caller's promise, passed on.
    unsafe { collate(one, other, resolve(locale).data[LC_COLLATE as usize]) }
}

/// Makes a string whose `wcscmp` order is the other's [`collate`] order. Answers its length; nothing useful is written when
/// that is `len` or more.
///
/// # Safety
/// The caller gives a string and room for `len` wide characters.
unsafe fn transform(to: *mut wchar_t, from: *const wchar_t, len: size_t, locale: Known) -> size_t {
    // SAFETY: the caller's promise.
    unsafe {
        let key;
        let text = match order::of(locale) {
            Some(collation) => {
                key = order::wide_key(&collation, characters(from));
                &key[..]
            }
            None => core::slice::from_raw_parts(from, wcslen(from)),
        };
        if len > 0 {
            let fitting = text.len().min(len - 1);
            core::ptr::copy_nonoverlapping(text.as_ptr(), to, fitting);
            *to.add(fitting) = 0;
        }
        text.len()
    }
}

/// Makes a string whose `wcscmp` order is the other's `wcscoll` order.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcsxfrm(to: *mut wchar_t, from: *const wchar_t, len: size_t) -> size_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { transform(to, from, len, of_category(LC_COLLATE)) }
}

/// `wcsxfrm` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcsxfrm_l(
    to: *mut wchar_t,
    from: *const wchar_t,
    len: size_t,
    locale: locale_t,
) -> size_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { transform(to, from, len, resolve(locale).data[LC_COLLATE as usize]) }
}

/// The first place of a wide character; the null character counts.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcschr(string: *const wchar_t, wide: wchar_t) -> *mut wchar_t {
    let mut place = string;
    // SAFETY: the caller gives a string, and `place` does not pass its end.
    unsafe {
        while *place != wide {
            if *place == 0 {
                return core::ptr::null_mut();
            }
            place = place.add(1);
        }
    }
    place.cast_mut()
}

/// The last place of a wide character; the null character counts.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcsrchr(string: *const wchar_t, wide: wchar_t) -> *mut wchar_t {
    // SAFETY: the caller gives a string; the slice includes its null character.
    let all = unsafe { core::slice::from_raw_parts(string, wcslen(string) + 1) };
    match all.iter().rposition(|each| *each == wide) {
        // SAFETY: an index of the slice.
        Some(index) => unsafe { string.add(index) }.cast_mut(),
        None => core::ptr::null_mut(),
    }
}

/// The length of the beginning that has no character of `reject`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcscspn(string: *const wchar_t, reject: *const wchar_t) -> size_t {
    // SAFETY: the caller gives strings.
    let (string, reject) = unsafe { (as_slice(string), as_slice(reject)) };
    string
        .iter()
        .position(|wide| reject.contains(wide))
        .unwrap_or(string.len())
}

/// The length of the beginning that has only characters of `accept`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcsspn(string: *const wchar_t, accept: *const wchar_t) -> size_t {
    // SAFETY: the caller gives strings.
    let (string, accept) = unsafe { (as_slice(string), as_slice(accept)) };
    string
        .iter()
        .position(|wide| !accept.contains(wide))
        .unwrap_or(string.len())
}

/// The first place of any character of `accept`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcspbrk(string: *const wchar_t, accept: *const wchar_t) -> *mut wchar_t {
    // SAFETY: the caller gives strings; the index is at most the length of the first.
    unsafe {
        let place = string.add(wcscspn(string, accept));
        match *place {
            0 => core::ptr::null_mut(),
            _ => place.cast_mut(),
        }
    }
}

/// Splits a string at separators, one token a call.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcstok(
    string: *mut wchar_t,
    separators: *const wchar_t,
    rest: *mut *mut wchar_t,
) -> *mut wchar_t {
    // SAFETY: the caller gives strings and the `rest` of the call before.
    unsafe {
        let string = if string.is_null() { *rest } else { string };
        if string.is_null() {
            return core::ptr::null_mut();
        }
        let token = string.add(wcsspn(string, separators));
        if *token == 0 {
            *rest = core::ptr::null_mut();
            return core::ptr::null_mut();
        }
        let end = token.add(wcscspn(token, separators));
        if *end == 0 {
            *rest = core::ptr::null_mut();
        } else {
            *end = 0;
            *rest = end.add(1);
        }
        token
    }
}

/// The first place of a string in another (two-way matching would be no help for the short
/// needles that wide strings see; Knuth, Morris and Pratt's table keeps it linear).
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcsstr(string: *const wchar_t, needle: *const wchar_t) -> *mut wchar_t {
    // SAFETY: the caller gives strings.
    let (hay, needle) = unsafe { (as_slice(string), as_slice(needle)) };
    match find(hay, needle) {
        // SAFETY: an index of the string.
        Some(index) => unsafe { string.add(index) }.cast_mut(),
        None => core::ptr::null_mut(),
    }
}

fn find(hay: &[wchar_t], needle: &[wchar_t]) -> Option<usize> {
    if needle.is_empty() {
        return Some(0);
    }
    // border[i]: length of the longest proper beginning of needle[..=i] that is also its end.
    let mut border = alloc::vec![0; needle.len()];
    let mut matched = 0;
    for index in 1..needle.len() {
        while matched > 0 && needle[index] != needle[matched] {
            matched = border[matched - 1];
        }
        matched += usize::from(needle[index] == needle[matched]);
        border[index] = matched;
    }
    matched = 0;
    for (index, wide) in hay.iter().enumerate() {
        while matched > 0 && *wide != needle[matched] {
            matched = border[matched - 1];
        }
        matched += usize::from(*wide == needle[matched]);
        if matched == needle.len() {
            return Some(index + 1 - matched);
        }
    }
    None
}

/// The older name of `wcsstr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcswcs(string: *const wchar_t, needle: *const wchar_t) -> *mut wchar_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { wcsstr(string, needle) }
}

/// The first place of a wide character in an array.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wmemchr(
    array: *const wchar_t,
    wide: wchar_t,
    len: size_t,
) -> *mut wchar_t {
    for index in 0..len {
        // SAFETY: the caller gives `len` wide characters, or fewer that hold `wide`.
        unsafe {
            if *array.add(index) == wide {
                return array.add(index).cast_mut();
            }
        }
    }
    core::ptr::null_mut()
}

/// Compares arrays by code point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wmemcmp(one: *const wchar_t, other: *const wchar_t, len: size_t) -> c_int {
    for index in 0..len {
        // SAFETY: the caller gives `len` wide characters each.
        let ordering = unsafe { (*one.add(index)).cmp(&*other.add(index)) };
        if ordering != Ordering::Equal {
            return sign(ordering);
        }
    }
    0
}

/// Copies an array.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wmemcpy(
    to: *mut wchar_t,
    from: *const wchar_t,
    len: size_t,
) -> *mut wchar_t {
    // SAFETY: the caller gives two arrays of `len` wide characters that do not overlap.
    unsafe { core::ptr::copy_nonoverlapping(from, to, len) };
    to
}

/// Copies an array; answers the end of the copy.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wmempcpy(
    to: *mut wchar_t,
    from: *const wchar_t,
    len: size_t,
) -> *mut wchar_t {
    // SAFETY: as in `wmemcpy`.
    unsafe { wmemcpy(to, from, len).add(len) }
}

/// Copies an array that may overlap its copy.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wmemmove(
    to: *mut wchar_t,
    from: *const wchar_t,
    len: size_t,
) -> *mut wchar_t {
    // SAFETY: the caller gives two arrays of `len` wide characters.
    unsafe { core::ptr::copy(from, to, len) };
    to
}

/// Fills an array.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wmemset(to: *mut wchar_t, wide: wchar_t, len: size_t) -> *mut wchar_t {
    for index in 0..len {
        // SAFETY: the caller gives room for `len` wide characters.
        unsafe { *to.add(index) = wide };
    }
    to
}

/// Columns that a wide character takes on a terminal; -1 if it cannot be shown.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn wcwidth(wide: wchar_t) -> c_int {
    super::width::of(wide as u32).map_or(-1, |columns| columns as c_int)
}

/// Columns that at most `len` wide characters of a string take; -1 if one cannot be shown.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcswidth(string: *const wchar_t, len: size_t) -> c_int {
    // SAFETY: the caller gives `len` wide characters or a string.
    let string = unsafe { as_slice_within(string, len) };
    let columns: Option<usize> = string
        .iter()
        .map(|wide| super::width::of(*wide as u32))
        .sum();
    columns.map_or(-1, |columns| columns as c_int)
}

/// POSIX.1-2024: `wcslcpy`: copies what fits with a null character; answers the whole length.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcslcpy(to: *mut wchar_t, from: *const wchar_t, size: size_t) -> size_t {
    // SAFETY: the caller gives a string and room for `size` wide characters.
    unsafe { wcsxfrm(to, from, size) }
}

/// POSIX.1-2024: `wcslcat`: appends what fits with a null character; answers the whole length.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcslcat(to: *mut wchar_t, from: *const wchar_t, size: size_t) -> size_t {
    // SAFETY: the caller gives a string in room for `size` wide characters, and another string.
    unsafe {
        let len = wcsnlen(to, size);
        len + wcslcpy(to.add(len), from, size - len)
    }
}
