//! `getdate`.

use core::cell::UnsafeCell;
use core::ffi::CStr;
use core::sync::atomic::{AtomicI32, Ordering};

use super::calendar::{days_from_date, weekday};
use super::clock::time;
use super::convert::{fill_local, local_to_seconds};
use super::{parse, tm};
use crate::header::stdlib::env::getenv;
use crate::io::read_file;
use crate::types::*;

/// POSIX: `getdate_err`.
#[cfg_attr(not(test), no_mangle)]
pub static getdate_err: AtomicI32 = AtomicI32::new(0);

/// Values of `getdate_err` (POSIX, `getdate`).
const NO_DATEMSK: c_int = 1;
const NOT_READABLE: c_int = 2;
const NO_MATCH: c_int = 7;
const NO_SUCH_DATE: c_int = 8;

/// Where `getdate` leaves its result.
struct SharedTime(UnsafeCell<tm>);
// SAFETY: POSIX forbids calling it in two threads at once.
unsafe impl Sync for SharedTime {}

static DATE: SharedTime = SharedTime(UnsafeCell::new(tm::ZERO));

/// What a template did not say.
const UNSAID: c_int = c_int::MIN;

/// POSIX: `getdate`: parses by the first format in the file that `DATEMSK` names that fits.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getdate(text: *const c_char) -> *mut tm {
    // SAFETY: the caller gives a string; names and values in the environment are strings.
    let (text, mask) = unsafe {
        let mask = getenv(c"DATEMSK".as_ptr());
        let mask = (!mask.is_null()).then(|| CStr::from_ptr(mask));
        (CStr::from_ptr(text).to_bytes(), mask)
    };
    match date(text, mask) {
        Ok(time) => {
            // SAFETY: only this function writes here, one call at a time.
            unsafe { *DATE.0.get() = time };
            DATE.0.get()
        }
        Err(error) => {
            getdate_err.store(error, Ordering::Relaxed);
            core::ptr::null_mut()
        }
    }
}

fn date(text: &[u8], mask: Option<&CStr>) -> Result<tm, c_int> {
    const FILE_MAX: usize = 1 << 20;
    let formats = read_file(mask.ok_or(NO_DATEMSK)?, FILE_MAX).map_err(|_| NOT_READABLE)?;
    let mut now = tm::ZERO;
    // SAFETY: a null pointer asks for the result alone.
    fill_local(unsafe { time(core::ptr::null_mut()) }, &mut now).map_err(|_| NO_SUCH_DATE)?;
    let formats = formats.split(|byte| *byte == b'\n');
    for format in formats.filter(|line| !line.is_empty()) {
        let mut said = unsaid();
        let used = parse::pieces(text, format, &mut said, &|seconds, time| {
            // A year out of range leaves the time as it was.
            let _ = fill_local(seconds, time);
        });
        if used == Some(text.len()) {
            return complete(said, &now);
        }
    }
    Err(NO_MATCH)
}

fn unsaid() -> tm {
    tm {
        tm_sec: UNSAID,
        tm_min: UNSAID,
        tm_hour: UNSAID,
        tm_mday: UNSAID,
        tm_mon: UNSAID,
        tm_year: UNSAID,
        tm_wday: UNSAID,
        tm_yday: UNSAID,
        tm_isdst: -1,
        ..tm::ZERO
    }
}

/// Adds what was not said, by POSIX's rules.
fn complete(said: tm, now: &tm) -> Result<tm, c_int> {
    let is_said = |value: c_int| value != UNSAID;
    let or = |value: c_int, other: c_int| if is_said(value) { value } else { other };
    let mut time = said;
    let no_time = ![said.tm_hour, said.tm_min, said.tm_sec]
        .map(is_said)
        .contains(&true);
    let rest = |of_now| if no_time { of_now } else { 0 };
    time.tm_hour = or(said.tm_hour, rest(now.tm_hour));
    time.tm_min = or(said.tm_min, rest(now.tm_min));
    time.tm_sec = or(said.tm_sec, rest(now.tm_sec));
    let (weekday_said, year, month, day) = (
        is_said(said.tm_wday),
        is_said(said.tm_year),
        is_said(said.tm_mon),
        is_said(said.tm_mday),
    );
    let mut later = 0;
    if weekday_said && !year && !month && !day {
        // Today if it is that day, else the next such day.
        later = (said.tm_wday - now.tm_wday).rem_euclid(7);
    } else if !weekday_said && !year && !month && !day && is_said(said.tm_hour) {
        let earlier =
            (time.tm_hour, time.tm_min, time.tm_sec) < (now.tm_hour, now.tm_min, now.tm_sec);
        later = c_int::from(earlier);
    }
    // Of a month alone its first day is meant, this year's or, when it has gone by, the next one's.
    time.tm_mon = or(said.tm_mon, now.tm_mon);
    let next_year = month && !year && said.tm_mon < now.tm_mon;
    time.tm_year = or(said.tm_year, now.tm_year + c_int::from(next_year));
    time.tm_mday = or(said.tm_mday, if month { 1 } else { now.tm_mday });
    let asked = (time.tm_year, time.tm_mon, time.tm_mday);
    time.tm_mday += later;
    let seconds = local_to_seconds(&time);
    fill_local(seconds, &mut time).map_err(|_| NO_SUCH_DATE)?;
    if later == 0 && asked != (time.tm_year, time.tm_mon, time.tm_mday) {
        return Err(NO_SUCH_DATE);
    }
    let first = days_from_date(
        i64::from(time.tm_year) + 1900,
        i64::from(time.tm_mon),
        i64::from(time.tm_mday),
    );
    match weekday_said && i64::from(said.tm_wday) != weekday(first) && (year || month || day) {
        true => Err(NO_SUCH_DATE),
        false => Ok(time),
    }
}
