//! Text to numbers: `strtol`, `strtod` and their relatives.

use crate::arch::{rounding, Extended};
use crate::errno::{self, Errno};
use crate::header::locale::data::numeric;
use crate::header::locale::{resolve, LC_NUMERIC};
use crate::number::{parse_float, parse_integer, Format, Integer, Parsed, Range};
use crate::types::*;
use core::ffi::CStr;

/// Number of white-space bytes at the start.
///
/// # Safety
/// `text` is terminated.
unsafe fn blanks(text: *const c_char) -> usize {
    let mut count = 0;
    // SAFETY: the loop stops at the terminator, which is no white space.
    while matches!(unsafe { *text.add(count) } as u8, b' ' | 9..=13) {
        count += 1;
    }
    count
}

/// Reads an integer and stores where it ends. A base that there is not gives nothing, with EINVAL.
///
/// # Safety
/// `text` is terminated; `end` is null or writable.
unsafe fn integer(text: *const c_char, end: *mut *mut c_char, base: c_int) -> Integer {
    // SAFETY: the caller's promise; the parser stops at the terminator, which belongs to no number.
    unsafe {
        let start = text.add(blanks(text)).cast::<u8>();
        let valid = base == 0 || (2..=36).contains(&base);
        let number = if valid {
            parse_integer(|index| *start.add(index), base as u32)
        } else {
            Integer {
                magnitude: 0,
                negative: false,
                overflow: false,
                length: 0,
            }
        };
        if number.length == 0 {
            errno::set(Errno::EINVAL);
        }
        store_end(end, text, start, number.length);
        number
    }
}

/// # Safety
/// `end` is null or writable.
unsafe fn store_end(end: *mut *mut c_char, text: *const c_char, start: *const u8, length: usize) {
    if !end.is_null() {
        // Without a number the end is where the text began, before the white space.
        let place = if length == 0 {
            text
        } else {
            start.wrapping_add(length).cast()
        };
        // SAFETY: the caller's promise.
        unsafe { *end = place.cast_mut() };
    }
}

fn in_range<T>((value, fits): (T, bool)) -> T {
    if !fits {
        errno::set(Errno::ERANGE);
    }
    value
}

/// C: `strtol`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strtol(text: *const c_char, end: *mut *mut c_char, base: c_int) -> c_long {
    // SAFETY: the caller passes a terminated string and a place for the end.
    in_range(unsafe { integer(text, end, base) }.signed(c_long::MIN, c_long::MAX))
}

/// C: `strtoul`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strtoul(
    text: *const c_char,
    end: *mut *mut c_char,
    base: c_int,
) -> c_ulong {
    // SAFETY: the caller passes a terminated string and a place for the end.
    in_range(unsafe { integer(text, end, base) }.unsigned(c_ulong::MAX))
}

/// C: `strtoll`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strtoll(
    text: *const c_char,
    end: *mut *mut c_char,
    base: c_int,
) -> c_longlong {
    // SAFETY: passed on as received.
    unsafe { strtol(text, end, base) }
}

/// C: `strtoull`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strtoull(
    text: *const c_char,
    end: *mut *mut c_char,
    base: c_int,
) -> c_ulonglong {
    // SAFETY: passed on as received.
    unsafe { strtoul(text, end, base) }
}

/// C: `atoi`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn atoi(text: *const c_char) -> c_int {
    // SAFETY: passed on as received.
    unsafe { atol(text) as c_int }
}

/// C: `atol`. Leaves `errno` alone.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn atol(text: *const c_char) -> c_long {
    // SAFETY: the caller passes a terminated string.
    unsafe {
        let start = text.add(blanks(text)).cast::<u8>();
        parse_integer(|index| *start.add(index), 10)
            .signed(c_long::MIN, c_long::MAX)
            .0
    }
}

/// C: `atoll`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn atoll(text: *const c_char) -> c_longlong {
    // SAFETY: passed on as received.
    unsafe { atol(text) }
}

/// Reads a floating-point number and stores where it ends.
///
/// # Safety
/// `text` is terminated; `end` is null or writable.
unsafe fn float<F: Format>(text: *const c_char, end: *mut *mut c_char, point: &CStr) -> F {
    // SAFETY: the caller's promise; the parser stops at the terminator, which belongs to no number.
    unsafe {
        let start = text.add(blanks(text)).cast::<u8>();
        let parsed = match *point.as_ptr() as u8 {
            b'.' => parse_float::<F>(|index| *start.add(index), rounding()),
            _ => parse_with_point(start, point.to_bytes()),
        };
        if parsed.range != Range::Fits {
            errno::set(Errno::ERANGE);
        }
        store_end(end, text, start, parsed.length);
        parsed.value
    }
}

/// Reads a number whose decimal point is `point`; a full stop is none.
///
/// # Safety
/// As for [`float`].
#[cold]
#[inline(never)]
unsafe fn parse_with_point<F: Format>(start: *const u8, point: &[u8]) -> Parsed<F> {
    // SAFETY: the caller's promise; no index passes the terminator.
    let byte_at = |index| unsafe { *start.add(index) };
    let is_before_point = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-');
    let place = (0..).find(|&index| !is_before_point(byte_at(index)));
    let place =
        place.filter(|place| (0..point.len()).all(|each| byte_at(place + each) == point[each]));
    let further = point.len() - 1;
    let at = |index| {
        let byte = match place {
            Some(place) if index == place => return b'.',
            Some(place) if index > place => byte_at(index + further),
            _ => byte_at(index),
        };
        if byte == b'.' {
            0
        } else {
            byte
        }
    };
    let mut parsed = parse_float(at, rounding());
    if place.is_some_and(|place| parsed.length > place) {
        parsed.length += further;
    }
    parsed
}

/// The decimal point of a locale.
///
/// # Safety
/// As for [`resolve`].
unsafe fn point_of(locale: locale_t) -> &'static CStr {
    // SAFETY: the caller's promise.
    let data = unsafe { resolve(locale) }.data[LC_NUMERIC as usize];
    data.map_or(c".", |data| data.numeric.point)
}

/// C: `strtod`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strtod(text: *const c_char, end: *mut *mut c_char) -> c_double {
    // SAFETY: the caller passes a terminated string and a place for the end.
    unsafe { float(text, end, numeric().point) }
}

/// C: `strtof`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strtof(text: *const c_char, end: *mut *mut c_char) -> c_float {
    // SAFETY: the caller passes a terminated string and a place for the end.
    unsafe { float(text, end, numeric().point) }
}

/// The value of `strtold`, in memory.
///
/// # Safety
/// As for `strtold`; `value` is writable.
pub unsafe extern "C" fn read_long_double(
    text: *const c_char,
    end: *mut *mut c_char,
    value: *mut Extended,
) {
    // SAFETY: the caller's promise.
    unsafe { *value = float(text, end, numeric().point) }
}

crate::arch::returns_long_double!(
    /// C: `strtold`.
    strtold(text: *const c_char, end: *mut *mut c_char) = read_long_double
);

/// C: `atof`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn atof(text: *const c_char) -> c_double {
    // SAFETY: passed on as received.
    unsafe { strtod(text, core::ptr::null_mut()) }
}

/// GNU: `strtod_l`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strtod_l(
    text: *const c_char,
    end: *mut *mut c_char,
    locale: locale_t,
) -> c_double {
    // SAFETY: passed on as received.
    unsafe { float(text, end, point_of(locale)) }
}

/// GNU: `strtof_l`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strtof_l(
    text: *const c_char,
    end: *mut *mut c_char,
    locale: locale_t,
) -> c_float {
    // SAFETY: passed on as received.
    unsafe { float(text, end, point_of(locale)) }
}

crate::arch::returns_long_double!(
    /// GNU: `strtold_l`. The third argument, the locale, is not used.
    strtold_l(text: *const c_char, end: *mut *mut c_char) = read_long_double
);
