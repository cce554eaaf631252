//! Clocks and timers.

use super::super::memory::{load, store};
use super::super::thread::current;
use super::super::Ochre;
use crate::errno::Errno;
use crate::types::*;
use posix::time;

impl Ochre {
    pub(in crate::platform) unsafe fn getitimer(
        which: c_int,
        value: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { time::getitimer(current(), which).and_then(|now| store(value, now)) }
    }

    pub(in crate::platform) unsafe fn setitimer(
        which: c_int,
        new: *const c_void,
        old: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            load(new)?
                .ok_or(Errno::EFAULT)
                .and_then(|new| time::setitimer(current(), which, &new))
                .and_then(|before| store(old, before))
        }
    }

    pub(in crate::platform) unsafe fn clock_gettime(
        clock: clockid_t,
        result: *mut timespec,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            time::any_clock_gettime(current(), clock).and_then(|now| store(result.cast(), now))
        }
    }

    pub(in crate::platform) unsafe fn clock_getres(
        clock: clockid_t,
        result: *mut timespec,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            time::clock_getres(current(), clock)
                .and_then(|resolution| store(result.cast(), resolution))
        }
    }

    pub(in crate::platform) unsafe fn clock_settime(
        clock: clockid_t,
        time: *const timespec,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        let time = unsafe { load(time)? }.ok_or(Errno::EFAULT)?;
        time::clock_settime(current(), clock, &time)
    }

    pub(in crate::platform) unsafe fn clock_nanosleep(
        clock: clockid_t,
        flags: c_int,
        request: *const timespec,
        remaining: *mut timespec,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            let request = load(request)?.ok_or(Errno::EFAULT)?;
            time::clock_nanosleep(current(), clock, flags, &request).map_err(|(error, left)| {
                let stored = match error {
                    Errno::EINTR if flags == 0 => store(remaining.cast(), left),
                    _ => Ok(()),
                };
                stored.err().unwrap_or(error)
            })
        }
    }

    pub(in crate::platform) unsafe fn timer_create(
        clock: clockid_t,
        event: *mut c_void,
        timer: *mut c_int,
    ) -> Result<(), Errno> {
        const SIGALRM: c_int = 14;
        const SIGEV_SIGNAL: c_int = 0;
        const SIGEV_NONE: c_int = 1;
        const SIGEV_THREAD_ID: c_int = 4;
        // SAFETY: the caller's promise: a sigevent has the value first, the signal at 8 and the way of notification at 12.
        unsafe {
            let (value, number, way) = load::<(u64, c_int, c_int), _>(event.cast_const())?
                .unwrap_or((0, SIGALRM, SIGEV_SIGNAL));
            match way {
                SIGEV_SIGNAL => {}
                SIGEV_NONE | SIGEV_THREAD_ID => return Err(Errno::ENOSYS),
                _ => return Err(Errno::EINVAL),
            }
            time::timer_create(current(), clock, number, value)
                .and_then(|id| store(timer.cast(), id))
        }
    }

    pub(in crate::platform) unsafe fn timer_settime(
        timer: c_int,
        flags: c_int,
        new: *const c_void,
        old: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            load(new)?
                .ok_or(Errno::EFAULT)
                .and_then(|new| time::timer_settime(current(), timer, flags, &new))
                .and_then(|before| store(old, before))
        }
    }

    pub(in crate::platform) unsafe fn timer_gettime(
        timer: c_int,
        value: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { time::timer_gettime(current(), timer).and_then(|now| store(value, now)) }
    }

    pub(in crate::platform) unsafe fn timer_getoverrun(timer: c_int) -> Result<c_int, Errno> {
        time::timer_getoverrun(current(), timer)
    }

    pub(in crate::platform) unsafe fn timer_delete(timer: c_int) -> Result<(), Errno> {
        time::timer_delete(current(), timer)
    }

    pub(in crate::platform) unsafe fn timerfd_create(
        clock: clockid_t,
        flags: c_int,
    ) -> Result<c_int, Errno> {
        time::timerfd_create(current(), clock, flags)
    }

    pub(in crate::platform) unsafe fn timerfd_settime(
        fd: c_int,
        flags: c_int,
        new: *const c_void,
        old: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            load(new)?
                .ok_or(Errno::EFAULT)
                .and_then(|new| time::timerfd_settime(current(), fd, flags, &new))
                .and_then(|before| store(old, before))
        }
    }

    pub(in crate::platform) unsafe fn timerfd_gettime(
        fd: c_int,
        value: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { time::timerfd_gettime(current(), fd).and_then(|now| store(value, now)) }
    }
}
