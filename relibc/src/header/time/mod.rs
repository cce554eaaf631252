//! `<time.h>`, the calendar's half.

pub mod abbreviation;
pub mod calendar;
pub mod format;
pub mod parse;
pub mod rule;
pub mod tzif;
pub mod zone;

use crate::types::*;

/// Broken-down time (XBD, <time.h>).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tm {
    pub tm_sec: c_int,
    pub tm_min: c_int,
    pub tm_hour: c_int,
    pub tm_mday: c_int,
    pub tm_mon: c_int,
    pub tm_year: c_int,
    pub tm_wday: c_int,
    pub tm_yday: c_int,
    pub tm_isdst: c_int,
    pub tm_gmtoff: c_long,
    pub tm_zone: *const c_char,
}
