//! `<time.h>` and `<sys/time.h>`.

use abi::errno::Result;
use abi::Errno;
use bytemuck::{Pod, Zeroable};

/// Nanoseconds in a second.
pub const NANOSECONDS: u64 = 1_000_000_000;

/// `struct timespec`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
pub struct Timespec {
    pub sec: i64,
    pub nsec: i64,
}

impl Timespec {
    /// The time `nanoseconds` after the clock's origin.
    #[inline]
    pub const fn from_nanoseconds(nanoseconds: u64) -> Self {
        Self {
            sec: (nanoseconds / NANOSECONDS) as i64,
            nsec: (nanoseconds % NANOSECONDS) as i64,
        }
    }

    /// Nanoseconds since the clock's origin, at most `u64::MAX - 1` (so that a far deadline stays
    /// a deadline). Errors: EINVAL if negative or not normalised.
    pub fn to_nanoseconds(self) -> Result<u64> {
        if self.sec < 0 || !(0..NANOSECONDS as i64).contains(&self.nsec) {
            return Err(Errno::EINVAL);
        }
        let seconds = (self.sec as u64).saturating_mul(NANOSECONDS);
        Ok(seconds.saturating_add(self.nsec as u64).min(u64::MAX - 1))
    }
}

/// `struct timeval`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
pub struct Timeval {
    pub sec: i64,
    pub usec: i64,
}

impl Timeval {
    /// The time `nanoseconds` after the clock's origin, rounded down.
    pub const fn from_nanoseconds(nanoseconds: u64) -> Self {
        Self {
            sec: (nanoseconds / NANOSECONDS) as i64,
            usec: (nanoseconds % NANOSECONDS / 1000) as i64,
        }
    }

    /// As [`Timespec::to_nanoseconds`].
    pub fn to_nanoseconds(self) -> Result<u64> {
        Timespec {
            sec: self.sec,
            nsec: self.usec.checked_mul(1000).ok_or(Errno::EINVAL)?,
        }
        .to_nanoseconds()
    }
}

/// `struct itimerval`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct Itimerval {
    pub interval: Timeval,
    pub value: Timeval,
}

/// `struct itimerspec`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct Itimerspec {
    pub interval: Timespec,
    pub value: Timespec,
}
