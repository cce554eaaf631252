//! `timerfd`: timers whose expiries are read.

use super::clock::kernel_clock;
use super::timer::itimerspec;
use crate::fd::{handle_of, placed};
use crate::kernel::{handle, time};
use crate::state::Thread;
use crate::types::constants::fcntl::{O_CLOEXEC, O_NONBLOCK};
use crate::types::Itimerspec;
use abi::errno::Result;
use abi::handle::HandleKind;
use abi::time::Clock;
use abi::{Errno, Handle};

/// `timerfd_settime`: the time is the clock's, no span.
const TFD_TIMER_ABSTIME: i32 = 1;
/// Reads fail with ECANCELED when the clock is set: Ochre's programs cannot set it.
const TFD_TIMER_CANCEL_ON_SET: i32 = 2;

/// `timerfd_create`; the flags have the values of `O_CLOEXEC` and `O_NONBLOCK`. Errors: EINVAL for unknown flags and clocks.
pub fn timerfd_create(_thread: &Thread, clock: i32, flags: i32) -> Result<i32> {
    if flags & !(O_CLOEXEC | O_NONBLOCK) != 0 {
        return Err(Errno::EINVAL);
    }
    let clock = match kernel_clock(clock)? {
        Clock::ProcessCpu | Clock::ThreadCpu => return Err(Errno::EINVAL),
        clock => clock,
    };
    placed(time::timer_file(clock)?, flags)
}

/// Errors: EBADF, EINVAL if it is no timer.
fn timer_of(fd: i32) -> Result<Handle> {
    let target = handle_of(fd)?;
    match handle::get_info(target)?.kind {
        Some(HandleKind::Timer) => Ok(target),
        _ => Err(Errno::EINVAL),
    }
}

/// `timerfd_settime`: the old setting. Errors: EBADF, EINVAL.
pub fn timerfd_settime(
    _thread: &Thread,
    fd: i32,
    flags: i32,
    new: &Itimerspec,
) -> Result<Itimerspec> {
    if flags & !(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET) != 0 {
        return Err(Errno::EINVAL);
    }
    let timer = timer_of(fd)?;
    let interval = new.interval.to_nanoseconds()?;
    let first = new.value.to_nanoseconds()?;
    let is_by_clock = flags & TFD_TIMER_ABSTIME != 0;
    time::timer_file_set(timer, first, interval, is_by_clock).map(itimerspec)
}

/// `timerfd_gettime`. Errors: EBADF, EINVAL.
pub fn timerfd_gettime(_thread: &Thread, fd: i32) -> Result<Itimerspec> {
    time::timer_get(timer_of(fd)?).map(|(state, _)| itimerspec(state))
}
