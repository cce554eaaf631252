//! Wide strings to numbers.

use alloc::vec::Vec;

use crate::arch::Extended;
use crate::errno::{self, Errno};
use crate::header::locale::data::numeric;
use crate::header::stdlib::{read_long_double, strtod, strtof};
use crate::header::wctype::class::Class;
use crate::types::*;

/// What a wide string says.
struct Parsed {
    magnitude: u64,
    negative: bool,
    /// The magnitude is more than 64 bits hold.
    overflow: bool,
    /// Wide characters used; 0 if there is no number.
    used: usize,
}

/// Parses as `strtol` does (POSIX.1-2024): white space, sign, prefix, digits. `None` for a base
/// that there is not.
///
/// # Safety
/// `string` is a null-terminated wide string.
unsafe fn parse(string: *const wchar_t, base: c_int) -> Option<Parsed> {
    let mut base = u64::try_from(base)
        .ok()
        .filter(|base| *base <= 36 && *base != 1)?;
    // SAFETY: no index passes the null character, at which every test here fails.
    let at = |index: usize| unsafe { *string.add(index) } as u32;
    let digit = |wide: u32| {
        char::from_u32(wide)
            .and_then(|c| c.to_digit(36))
            .map(u64::from)
    };
    let mut index = 0;
    while Class::Space.contains(at(index)) {
        index += 1;
    }
    let negative = at(index) == '-' as u32;
    if negative || at(index) == '+' as u32 {
        index += 1;
    }
    if at(index) == '0' as u32 {
        // The prefix counts only if a digit of its base follows.
        if at(index + 1) | 0x20 == 'x' as u32
            && (base == 0 || base == 16)
            && digit(at(index + 2)).is_some_and(|digit| digit < 16)
        {
            base = 16;
            index += 2;
        } else if base == 0 {
            base = 8;
        }
    } else if base == 0 {
        base = 10;
    }
    let first = index;
    let mut magnitude = 0u64;
    let mut overflow = false;
    while let Some(digit) = digit(at(index)).filter(|digit| *digit < base) {
        match magnitude
            .checked_mul(base)
            .and_then(|value| value.checked_add(digit))
        {
            Some(value) => magnitude = value,
            None => overflow = true,
        }
        index += 1;
    }
    let used = if index == first { 0 } else { index };
    Some(Parsed {
        magnitude,
        negative,
        overflow,
        used,
    })
}

/// Parses and stores the end; answers `None`, with `EINVAL`, if there is no number.
///
/// # Safety
/// `string` is a wide string, `end` null or valid.
unsafe fn parse_to(string: *const wchar_t, end: *mut *mut wchar_t, base: c_int) -> Option<Parsed> {
    // SAFETY: the caller's promise.
    let parsed = unsafe { parse(string, base) };
    let used = parsed.as_ref().map_or(0, |parsed| parsed.used);
    if !end.is_null() {
        // SAFETY: the caller's promise; `used` does not pass the end.
        unsafe { *end = string.add(used).cast_mut() };
    }
    if used == 0 {
        errno::set(Errno::EINVAL);
        return None;
    }
    parsed
}

/// C: `wcstol`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcstol(
    string: *const wchar_t,
    end: *mut *mut wchar_t,
    base: c_int,
) -> c_long {
    // SAFETY: the caller's promise, passed on.
    let Some(parsed) = (unsafe { parse_to(string, end, base) }) else {
        return 0;
    };
    let limit = c_long::MAX.unsigned_abs() + u64::from(parsed.negative);
    if parsed.overflow || parsed.magnitude > limit {
        errno::set(Errno::ERANGE);
        return if parsed.negative {
            c_long::MIN
        } else {
            c_long::MAX
        };
    }
    match parsed.negative {
        true => 0i64.wrapping_sub_unsigned(parsed.magnitude),
        false => parsed.magnitude as c_long,
    }
}

/// C: `wcstoul`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcstoul(
    string: *const wchar_t,
    end: *mut *mut wchar_t,
    base: c_int,
) -> c_ulong {
    // SAFETY: the caller's promise, passed on.
    match unsafe { parse_to(string, end, base) } {
        None => 0,
        Some(Parsed { overflow: true, .. }) => {
            errno::set(Errno::ERANGE);
            c_ulong::MAX
        }
        Some(parsed) if parsed.negative => parsed.magnitude.wrapping_neg(),
        Some(parsed) => parsed.magnitude,
    }
}

/// C: `wcstoll`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcstoll(
    string: *const wchar_t,
    end: *mut *mut wchar_t,
    base: c_int,
) -> c_longlong {
    // SAFETY: the caller's promise, passed on.
    unsafe { wcstol(string, end, base) }
}

/// C: `wcstoull`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcstoull(
    string: *const wchar_t,
    end: *mut *mut wchar_t,
    base: c_int,
) -> c_ulonglong {
    // SAFETY: the caller's promise, passed on.
    unsafe { wcstoul(string, end, base) }
}

/// C: `wcstoimax`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcstoimax(
    string: *const wchar_t,
    end: *mut *mut wchar_t,
    base: c_int,
) -> intmax_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { wcstol(string, end, base) }
}

/// C: `wcstoumax`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcstoumax(
    string: *const wchar_t,
    end: *mut *mut wchar_t,
    base: c_int,
) -> uintmax_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { wcstoul(string, end, base) }
}

/// Gives a narrow copy of a number's text to `convert`, which answers the value and how many bytes it
/// used; stores the end.
///
/// # Safety
/// `string` is a wide string, `end` null or valid.
unsafe fn convert_float<T>(
    string: *const wchar_t,
    end: *mut *mut wchar_t,
    convert: impl FnOnce(*const c_char, *mut *mut c_char) -> T,
) -> T {
    // SAFETY: no index passes the null character.
    let at = |index: usize| unsafe { *string.add(index) } as u32;
    let mut begin = 0;
    while Class::Space.contains(at(begin)) {
        begin += 1;
    }
    let point = numeric().point.to_bytes();
    let wide_point = core::str::from_utf8(point)
        .ok()
        .and_then(|text| text.chars().next());
    // Whatever may be part of a number: digits, `nan(…)`, exponents, signs and points, of which a number has one.
    let mut text: Vec<u8> = Vec::new();
    let mut point_end = None;
    for wide in (begin..).map(at) {
        match char::from_u32(wide) {
            Some(c) if Some(c) == wide_point && point_end.is_none() => {
                text.extend_from_slice(point);
                point_end = Some(text.len());
            }
            Some(c) if c.is_ascii_alphanumeric() => text.push(c as u8),
            Some(c @ ('+' | '-' | '(' | ')' | '_')) => text.push(c as u8),
            _ => break,
        }
    }
    text.push(0);
    let mut narrow_end = text.as_mut_ptr().cast::<c_char>();
    let value = convert(text.as_ptr().cast(), &mut narrow_end);
    let mut used = narrow_end.addr() - text.as_ptr().addr();
    if point_end.is_some_and(|end| used >= end) {
        used -= point.len() - 1;
    }
    if !end.is_null() {
        let used = if used == 0 { 0 } else { begin + used };
        // SAFETY: the caller's promise; the end is in the string.
        unsafe { *end = string.add(used).cast_mut() };
    }
    value
}

/// C: `wcstod`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcstod(string: *const wchar_t, end: *mut *mut wchar_t) -> c_double {
    // SAFETY: the caller's promise, passed on.
    unsafe { convert_float(string, end, |text, end| strtod(text, end)) }
}

/// C: `wcstof`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcstof(string: *const wchar_t, end: *mut *mut wchar_t) -> c_float {
    // SAFETY: the caller's promise, passed on.
    unsafe { convert_float(string, end, |text, end| strtof(text, end)) }
}

/// The value of `wcstold`, in memory.
unsafe extern "C" fn read_wide_long_double(
    string: *const wchar_t,
    end: *mut *mut wchar_t,
    value: *mut Extended,
) {
    // SAFETY: the caller's promise, passed on.
    unsafe { convert_float(string, end, |text, end| read_long_double(text, end, value)) }
}

crate::arch::returns_long_double!(
    /// C: `wcstold`.
    wcstold(string: *const wchar_t, end: *mut *mut wchar_t) = read_wide_long_double
);
