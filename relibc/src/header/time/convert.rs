//! Conversions between seconds and broken-down time.

use core::cell::UnsafeCell;
use core::sync::atomic::Ordering;

use super::calendar::{break_down, seconds};
use super::local::{timezone, with_zone};
use super::tm;
use super::zone::LocalTime;
use crate::errno::{Errno, ResultExt};
use crate::types::*;

/// Where functions that are not for threads leave their result.
struct Shared(UnsafeCell<tm>);
// SAFETY: POSIX forbids calling these functions in two threads at once.
unsafe impl Sync for Shared {}

static SHARED: Shared = Shared(UnsafeCell::new(tm::ZERO));

/// Fills in all of a broken-down time.
fn fill(time: time_t, kind: LocalTime, result: &mut tm) -> Result<(), Errno> {
    let local = time.checked_add(kind.offset).ok_or(Errno::EOVERFLOW)?;
    break_down(local, result).ok_or(Errno::EOVERFLOW)?;
    result.tm_isdst = kind.is_dst.into();
    result.tm_gmtoff = kind.offset;
    result.tm_zone = kind.abbreviation.as_ptr();
    Ok(())
}

/// Fills in local time.
pub(super) fn fill_local(time: time_t, result: &mut tm) -> Result<(), Errno> {
    fill(time, with_zone(|zone| zone.at(time)), result)
}

/// Seconds since the Epoch of a local time whose members may be out of range.
pub(super) fn local_to_seconds(time: &tm) -> i64 {
    let is_dst = match time.tm_isdst {
        ..0 => None,
        flag => Some(flag != 0),
    };
    with_zone(|zone| zone.to_utc(seconds(time), is_dst))
}

/// POSIX: `gmtime_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gmtime_r(time: *const time_t, result: *mut tm) -> *mut tm {
    // SAFETY: the caller gives a time and room for the result.
    unsafe { fill(*time, LocalTime::UTC, &mut *result) }
        .map(|()| result)
        .or_errno()
}

/// POSIX: `gmtime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gmtime(time: *const time_t) -> *mut tm {
    // SAFETY: the caller's promise, passed on.
    unsafe { gmtime_r(time, SHARED.0.get()) }
}

/// POSIX: `localtime_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn localtime_r(time: *const time_t, result: *mut tm) -> *mut tm {
    // SAFETY: the caller gives a time and room for the result.
    unsafe { fill_local(*time, &mut *result) }
        .map(|()| result)
        .or_errno()
}

/// POSIX: `localtime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn localtime(time: *const time_t) -> *mut tm {
    // SAFETY: the caller's promise, passed on.
    unsafe { localtime_r(time, SHARED.0.get()) }
}

/// POSIX: `mktime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mktime(time: *mut tm) -> time_t {
    // SAFETY: the caller gives a broken-down time.
    let time = unsafe { &mut *time };
    let seconds = local_to_seconds(time);
    let mut normal = *time;
    fill_local(seconds, &mut normal)
        .map(|()| {
            *time = normal;
            seconds
        })
        .or_errno()
}

/// The older name of `mktime`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn timelocal(time: *mut tm) -> time_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { mktime(time) }
}

/// POSIX.1-2024: `timegm`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn timegm(time: *mut tm) -> time_t {
    // SAFETY: the caller gives a broken-down time.
    let time = unsafe { &mut *time };
    let seconds = seconds(time);
    let mut normal = *time;
    fill(seconds, LocalTime::UTC, &mut normal)
        .map(|()| {
            *time = normal;
            seconds
        })
        .or_errno()
}

/// POSIX: `tzset`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn tzset() {
    with_zone(|_| ());
    // The reads of these by the program follow; on its own thread they see the stores.
    let _ = timezone.load(Ordering::Relaxed);
}

/// C: `difftime`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn difftime(end: time_t, begin: time_t) -> c_double {
    (end as i128 - begin as i128) as c_double
}
