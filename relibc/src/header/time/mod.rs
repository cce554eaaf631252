//! `<time.h>`, calendar, clocks ([`clock`]) and timers ([`timer`]).
//!
//! [`calendar`] is the arithmetic of dates, [`zone`] what a time zone is, made from a [`rule`] or a
//! [`tzif`] file; [`local`] keeps the zone that `TZ` names; [`format`] and [`parse`] are strftime and strptime, [`era`] has a
//! locale's eras and digits for both.
//! [`convert`] and [`text`] are the C interface.

pub mod abbreviation;
pub mod calendar;
pub mod clock;
mod convert;
mod era;
pub mod format;
mod getdate;
pub mod local;
pub mod parse;
pub mod rule;
#[cfg(test)]
mod tests;
mod text;
mod thread_timer;
pub mod timer;
pub mod tzif;
pub mod zone;

pub use convert::*;
pub use getdate::*;
pub use text::*;
pub use timer::itimerspec;

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

impl tm {
    /// All members zero.
    pub(crate) const ZERO: Self = Self {
        tm_sec: 0,
        tm_min: 0,
        tm_hour: 0,
        tm_mday: 0,
        tm_mon: 0,
        tm_year: 0,
        tm_wday: 0,
        tm_yday: 0,
        tm_isdst: 0,
        tm_gmtoff: 0,
        tm_zone: core::ptr::null(),
    };
}
