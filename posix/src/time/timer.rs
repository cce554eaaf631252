//! `setitimer`, `timer_create` and kin: each is a timer of the kernel that sends its signal.

use super::clock::{kernel_clock, now};
use crate::kernel::{handle, time};
use crate::state::Thread;
use crate::types::constants::signal::{SIGALRM, SIGPROF, SIGVTALRM, SI_KERNEL, SI_TIMER};
use crate::types::constants::time::*;
use crate::types::{Itimerspec, Itimerval, Timespec, Timeval};
use abi::errno::Result;
use abi::handle::HandleFlags;
use abi::time::Clock;
use abi::{Errno, Handle};
use core::sync::atomic::Ordering;

/// POSIX timers in one process.
pub(crate) const TIMERS_MAX: usize = 32;

/// The timers of a process.
#[derive(Debug)]
pub(crate) struct TimerTable {
    /// `ITIMER_REAL`, `ITIMER_VIRTUAL`, `ITIMER_PROF`; made when first set.
    interval: [Kept; 3],
    posix: [PosixTimer; TIMERS_MAX],
}

/// A handle whose absence is 0: an empty table takes no place in a program's file.
#[derive(Clone, Copy, Debug)]
struct Kept(u32);

impl Kept {
    const NONE: Self = Self::of(Handle::NONE);

    const fn of(handle: Handle) -> Self {
        Self(handle.0 ^ Handle::NONE.0)
    }

    const fn handle(self) -> Handle {
        Handle(self.0 ^ Handle::NONE.0)
    }
}

#[derive(Clone, Copy, Debug)]
struct PosixTimer {
    timer: Kept,
    clock: Clock,
}

impl TimerTable {
    pub(crate) const fn new() -> Self {
        const NONE: PosixTimer = PosixTimer {
            timer: Kept::NONE,
            clock: Clock::Realtime,
        };
        Self {
            interval: [Kept::NONE; 3],
            posix: [NONE; TIMERS_MAX],
        }
    }

    /// The timer of `ITIMER_REAL`, which survives exec, or [`Handle::NONE`].
    pub(crate) fn real(&self) -> Handle {
        self.interval[0].handle()
    }

    /// Takes over the timer of `ITIMER_REAL`.
    pub(crate) fn set_real(&mut self, timer: Handle) {
        self.interval[0] = Kept::of(timer);
    }
}

/// The kernel's clock and the signal of an interval timer. Both CPU time timers count all CPU
/// time: the kernel has no clock of user time alone.
fn interval_kind(which: i32) -> Result<(usize, Clock, i32)> {
    match which {
        ITIMER_REAL => Ok((0, Clock::Monotonic, SIGALRM)),
        ITIMER_VIRTUAL => Ok((1, Clock::ProcessCpu, SIGVTALRM)),
        ITIMER_PROF => Ok((2, Clock::ProcessCpu, SIGPROF)),
        _ => Err(Errno::EINVAL),
    }
}

fn itimerval([remaining, interval]: [u64; 2]) -> Itimerval {
    // A running timer never tells 0: that would mean "stopped".
    let remaining = if remaining == 0 {
        0
    } else {
        remaining.max(1000)
    };
    Itimerval {
        interval: Timeval::from_nanoseconds(interval),
        value: Timeval::from_nanoseconds(remaining),
    }
}

/// `setitimer`: the old setting. Errors: EINVAL.
pub fn setitimer(thread: &Thread, which: i32, new: &Itimerval) -> Result<Itimerval> {
    let (index, clock, signal) = interval_kind(which)?;
    let value = new.value.to_nanoseconds()?;
    let interval = new.interval.to_nanoseconds()?;
    let mut timers = thread.process.timers.lock(thread);
    let mut timer = timers.interval[index].handle();
    if timer == Handle::NONE {
        if value == 0 {
            return Ok(Itimerval::default());
        }
        timer = time::timer_create(clock, signal as u32, SI_KERNEL as u64)?;
        timers.interval[index] = Kept::of(timer);
    }
    let first = match value {
        0 => 0,
        span => now(clock)?.saturating_add(span),
    };
    time::timer_set(timer, first, interval).map(itimerval)
}

/// `getitimer`. Errors: EINVAL.
pub fn getitimer(thread: &Thread, which: i32) -> Result<Itimerval> {
    let (index, ..) = interval_kind(which)?;
    match thread.process.timers.lock(thread).interval[index].handle() {
        Handle::NONE => Ok(Itimerval::default()),
        timer => time::timer_get(timer).map(|(state, _)| itimerval(state)),
    }
}

/// `timer_create` with `SIGEV_SIGNAL` and its value: the timer's id. Other ways of notification are the C
/// library's to build. Errors: EINVAL, EAGAIN if there are too many.
pub fn timer_create(thread: &Thread, clock: i32, signal: i32, value: u64) -> Result<i32> {
    let clock = kernel_clock(clock)?;
    crate::signal::check(signal)?;
    let mut timers = thread.process.timers.lock(thread);
    let free = timers
        .posix
        .iter()
        .position(|slot| slot.timer.handle() == Handle::NONE);
    let id = free.ok_or(Errno::EAGAIN)?;
    let word = SI_TIMER as u32 as u64 | (id as u64) << 32;
    let timer = time::timer_create(clock, signal as u32, word)?;
    // POSIX: deleted by exec.
    handle::set_flags(timer, HandleFlags::CLOSE_ON_EXEC)?;
    thread.process.timer_values[id].store(value, Ordering::Relaxed);
    timers.posix[id] = PosixTimer {
        timer: Kept::of(timer),
        clock,
    };
    Ok(id as i32)
}

fn find(thread: &Thread, id: i32) -> Result<PosixTimer> {
    let timers = thread.process.timers.lock(thread);
    let timer = usize::try_from(id)
        .ok()
        .and_then(|id| timers.posix.get(id).copied());
    timer
        .filter(|slot| slot.timer.handle() != Handle::NONE)
        .ok_or(Errno::EINVAL)
}

pub(super) fn itimerspec([remaining, interval]: [u64; 2]) -> Itimerspec {
    Itimerspec {
        interval: Timespec::from_nanoseconds(interval),
        value: Timespec::from_nanoseconds(remaining),
    }
}

/// `timer_settime`, with `TIMER_ABSTIME`: the old setting. Errors: EINVAL.
pub fn timer_settime(thread: &Thread, id: i32, flags: i32, new: &Itimerspec) -> Result<Itimerspec> {
    let timer = find(thread, id)?;
    let interval = new.interval.to_nanoseconds()?;
    let first = match new.value.to_nanoseconds()? {
        0 => 0,
        deadline if flags & TIMER_ABSTIME != 0 => deadline,
        span => now(timer.clock)?.saturating_add(span),
    };
    time::timer_set(timer.timer.handle(), first, interval).map(itimerspec)
}

/// `timer_gettime`. Errors: EINVAL.
pub fn timer_gettime(thread: &Thread, id: i32) -> Result<Itimerspec> {
    time::timer_get(find(thread, id)?.timer.handle()).map(|(state, _)| itimerspec(state))
}

/// `timer_getoverrun`. Errors: EINVAL.
pub fn timer_getoverrun(thread: &Thread, id: i32) -> Result<i32> {
    let (_, overruns) = time::timer_get(find(thread, id)?.timer.handle())?;
    Ok(i32::try_from(overruns).unwrap_or(i32::MAX))
}

/// `timer_delete`. Errors: EINVAL.
pub fn timer_delete(thread: &Thread, id: i32) -> Result<()> {
    let timer = find(thread, id)?;
    thread.process.timers.lock(thread).posix[id as usize].timer = Kept::NONE;
    handle::close(timer.timer.handle())
}
