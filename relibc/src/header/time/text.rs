//! Broken-down time to and from text.

use alloc::vec;
use alloc::vec::Vec;
use core::cell::UnsafeCell;
use core::ffi::CStr;

use super::convert::{fill_local, local_to_seconds};
use super::format::{self, Output, Unit, Zone};
use super::{local, localtime_r, parse, tm};
use crate::errno::{self, Errno};
use crate::header::locale::cases::{self, Letters};
use crate::header::locale::data::{of_category, of_object, Known};
use crate::header::locale::{current_encoding, LC_TIME};
use crate::header::wchar::multibyte::{Decoded, Encoding};
use crate::header::wchar::wcslen;
use crate::types::*;

/// Formats into a buffer; answers the length, 0 if it does not fit.
fn format_into(mut output: Output, format: &[u8], time: &tm, names: Known) -> usize {
    // Without knowing about daylight saving time there is no knowing the zone (XSH, strftime).
    let known = time.tm_isdst >= 0;
    let zone = match time.tm_zone.is_null() && format.contains(&b'Z') {
        // A time that the program made itself: as glibc takes it, one of the local zone.
        true => local::name(time.tm_isdst > 0),
        false => time.tm_zone,
    };
    let abbreviation: &[u8] = match known && !zone.is_null() {
        // SAFETY: the caller of strftime gives a time whose members are valid; abbreviations are never freed.
        true => unsafe { CStr::from_ptr(zone) }.to_bytes(),
        false => b"",
    };
    let zone = Zone {
        offset: known.then_some(time.tm_gmtoff),
        abbreviation,
        to_seconds: &local_to_seconds,
        names,
        depth: 0,
    };
    format::format(&mut output, format, time, &zone);
    output.finish().unwrap_or(0)
}

/// # Safety
/// As for `strftime`.
unsafe fn format_to(
    buffer: *mut c_char,
    size: size_t,
    format: *const c_char,
    time: *const tm,
    (names, letters): (Known, Letters),
) -> size_t {
    // SAFETY: the caller gives room for `size` bytes, a string and a time.
    unsafe {
        let size = size.min(isize::MAX as usize);
        let buffer = core::slice::from_raw_parts_mut(buffer.cast(), size);
        let mut output = Output::new(buffer);
        output.letters = letters;
        format_into(output, CStr::from_ptr(format).to_bytes(), &*time, names)
    }
}

/// The names of a locale, and its case of letters.
///
/// # Safety
/// As for [`resolve`](crate::header::locale::resolve).
unsafe fn names_of(locale: locale_t) -> (Known, Letters) {
    // SAFETY: the caller's promise.
    unsafe { (of_object(locale, LC_TIME), cases::of_object(locale)) }
}

/// Those of the calling thread's locale.
fn current_names() -> (Known, Letters) {
    (of_category(LC_TIME), cases::current())
}

/// POSIX: `strftime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strftime(
    buffer: *mut c_char,
    size: size_t,
    format: *const c_char,
    time: *const tm,
) -> size_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { format_to(buffer, size, format, time, current_names()) }
}

/// POSIX: `strftime_l`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strftime_l(
    buffer: *mut c_char,
    size: size_t,
    format: *const c_char,
    time: *const tm,
    locale: locale_t,
) -> size_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { format_to(buffer, size, format, time, names_of(locale)) }
}

/// C: `wcsftime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcsftime(
    buffer: *mut wchar_t,
    size: size_t,
    format: *const wchar_t,
    time: *const tm,
) -> size_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { wide_format_to(buffer, size, format, time, current_names()) }
}

/// # Safety
/// As for `wcsftime`.
unsafe fn wide_format_to(
    buffer: *mut wchar_t,
    size: size_t,
    format: *const wchar_t,
    time: *const tm,
    (names, letters): (Known, Letters),
) -> size_t {
    let encoding = current_encoding();
    // SAFETY: the caller gives a wide string.
    let format = unsafe { core::slice::from_raw_parts(format, wcslen(format)) };
    let mut narrow = Vec::with_capacity(format.len());
    for wide in format {
        let Some(encoded) = encoding.encode(*wide as u32) else {
            errno::set(Errno::EILSEQ);
            return 0;
        };
        narrow.extend_from_slice(encoded.as_bytes());
    }
    let mut bytes = vec![0; size.saturating_mul(encoding.max_bytes())];
    // SAFETY: the caller gives a time.
    let time = unsafe { &*time };
    let mut output = Output::new(&mut bytes);
    output.letters = letters;
    if encoding == Encoding::Utf8 {
        output.unit = Unit::Characters;
    }
    let len = format_into(output, &narrow, time, names);
    let mut rest = &bytes[..len];
    let mut written = 0;
    while let Decoded::Char(wide, used) = encoding.decode(rest) {
        if written + 1 >= size {
            return 0;
        }
        // SAFETY: the caller gives room for `size` wide characters.
        unsafe { *buffer.add(written) = wide as wchar_t };
        rest = &rest[used..];
        written += 1;
    }
    if size > 0 {
        // SAFETY: `written` is less than `size`.
        unsafe { *buffer.add(written) = 0 };
    }
    written
}

/// `wcsftime` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcsftime_l(
    buffer: *mut wchar_t,
    size: size_t,
    format: *const wchar_t,
    time: *const tm,
    locale: locale_t,
) -> size_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { wide_format_to(buffer, size, format, time, names_of(locale)) }
}

fn to_local(seconds: i64, time: &mut tm) {
    // A year out of range leaves the time as it was.
    let _ = fill_local(seconds, time);
}

/// POSIX: `strptime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strptime(
    text: *const c_char,
    format: *const c_char,
    time: *mut tm,
) -> *mut c_char {
    // SAFETY: the caller gives strings and a time.
    unsafe {
        let (bytes, format) = (
            CStr::from_ptr(text).to_bytes(),
            CStr::from_ptr(format).to_bytes(),
        );
        match parse::parse(bytes, format, &mut *time, &to_local) {
            Some(used) => text.add(used).cast_mut(),
            None => core::ptr::null_mut(),
        }
    }
}

/// Room for any result of `asctime`: years have at most eleven characters.
const ASCTIME_LEN: usize = 64;

/// POSIX: `asctime_r`. The standard's buffer of 26 bytes holds years of four digits.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn asctime_r(time: *const tm, buffer: *mut c_char) -> *mut c_char {
    let mut text = [0; ASCTIME_LEN];
    // SAFETY: the caller gives a time.
    let len = format_into(
        Output::new(&mut text),
        b"%a %b%_3d %H:%M:%S %Y\n",
        unsafe { &*time },
        None,
    );
    // SAFETY: the caller gives room for the text.
    unsafe { core::ptr::copy_nonoverlapping(text.as_ptr().cast(), buffer, len + 1) };
    buffer
}

/// Where `asctime` and `ctime` leave their text.
struct SharedText(UnsafeCell<[c_char; ASCTIME_LEN]>);
// SAFETY: POSIX forbids calling these functions in two threads at once.
unsafe impl Sync for SharedText {}

static SHARED: SharedText = SharedText(UnsafeCell::new([0; ASCTIME_LEN]));

/// POSIX: `asctime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn asctime(time: *const tm) -> *mut c_char {
    // SAFETY: the caller's promise, passed on; the buffer is long enough.
    unsafe { asctime_r(time, SHARED.0.get().cast()) }
}

/// POSIX: `ctime_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ctime_r(time: *const time_t, buffer: *mut c_char) -> *mut c_char {
    let mut local = tm::ZERO;
    // SAFETY: the caller's promise, passed on.
    unsafe {
        if localtime_r(time, &mut local).is_null() {
            return core::ptr::null_mut();
        }
        asctime_r(&local, buffer)
    }
}

/// POSIX: `ctime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ctime(time: *const time_t) -> *mut c_char {
    // SAFETY: the caller's promise, passed on; the buffer is long enough.
    unsafe { ctime_r(time, SHARED.0.get().cast()) }
}
