//! `<pthread.h>`: threads.
//!
//! A thread's life is in [`create`] and [`exit`]; the objects that threads meet at are a file each, over
//! futexes. Their layouts fit musl's types, and all zeros is their static initialiser.

pub mod atfork;
pub mod attr;
pub mod barrier;
pub mod cancel;
pub mod ceiling;
pub mod cond;
pub mod create;
pub mod exit;
mod inherit;
pub mod key;
pub mod mutex;
pub mod np;
pub mod once;
pub mod robust;
pub mod rwlock;
pub mod spin;
mod stack;

use crate::errno::Errno;
use crate::platform::{Point, Sys};
use crate::types::*;
use core::sync::atomic::AtomicI32;

/// A point in time on a clock (`CLOCK_REALTIME` is 0, `CLOCK_MONOTONIC` 1).
#[derive(Clone, Copy)]
pub(crate) struct Deadline {
    pub clock: clockid_t,
    pub time: timespec,
}

impl Deadline {
    /// The deadline at `time`, or none for a null pointer; EINVAL for nanoseconds out of range.
    ///
    /// # Safety
    /// `time` is null or valid.
    pub unsafe fn at(clock: clockid_t, time: *const timespec) -> Result<Option<Self>, Errno> {
        // SAFETY: the caller's promise.
        match unsafe { time.as_ref() } {
            None => Ok(None),
            Some(time) if !(0..1_000_000_000).contains(&time.tv_nsec) => Err(Errno::EINVAL),
            Some(time) => Ok(Some(Self { clock, time: *time })),
        }
    }
}

/// Whether a futex is used by one process or by several.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sharing {
    Private,
    Shared,
}

impl Sharing {
    fn flag(self) -> c_int {
        match self {
            Self::Private => 128,
            Self::Shared => 0,
        }
    }
}

/// Sleeps while `word` is `expected`, at most until the deadline. `Err(ETIMEDOUT)`, `Err(EINTR)` after a
/// signal handler; `Ok` also when the word was different or for no reason.
pub(crate) fn futex_wait(
    word: &AtomicI32,
    expected: i32,
    deadline: Option<&Deadline>,
    sharing: Sharing,
) -> Result<(), Errno> {
    futex_wait_by(Sys::futex, word, expected, deadline, sharing)
}

/// The same in a cancellation point: EINTR if the thread has been cancelled.
pub(crate) fn futex_wait_point(
    word: &AtomicI32,
    expected: i32,
    deadline: Option<&Deadline>,
    sharing: Sharing,
) -> Result<(), Errno> {
    futex_wait_by(Point::futex, word, expected, deadline, sharing)
}

/// The kernel's call `futex`.
type Futex =
    unsafe fn(*mut c_int, c_int, c_int, *const timespec, *mut c_int, c_int) -> Result<c_int, Errno>;

#[inline]
fn futex_wait_by(
    futex: Futex,
    word: &AtomicI32,
    expected: i32,
    deadline: Option<&Deadline>,
    sharing: Sharing,
) -> Result<(), Errno> {
    const WAIT_BITSET: c_int = 9;
    const CLOCK_REALTIME: c_int = 256;
    let mut operation = WAIT_BITSET | sharing.flag();
    let mut time = core::ptr::null();
    if let Some(deadline) = deadline {
        if deadline.time.tv_sec < 0 {
            return Err(Errno::ETIMEDOUT);
        }
        if deadline.clock == 0 {
            operation |= CLOCK_REALTIME;
        }
        time = &raw const deadline.time;
    }
    // SAFETY: the word and the time live through the call; a wait only reads them.
    match unsafe {
        futex(
            word.as_ptr(),
            operation,
            expected,
            time,
            core::ptr::null_mut(),
            -1,
        )
    } {
        Err(error @ (Errno::ETIMEDOUT | Errno::EINTR)) => Err(error),
        _ => Ok(()),
    }
}

/// Wakes up to `most` sleepers.
pub(crate) fn futex_wake(word: *const AtomicI32, most: i32, sharing: Sharing) {
    const WAKE: c_int = 1;
    // SAFETY: waking uses the address only as a key.
    let _ = unsafe {
        Sys::futex(
            word.cast_mut().cast(),
            WAKE | sharing.flag(),
            most,
            core::ptr::null(),
            core::ptr::null_mut(),
            0,
        )
    };
}
