//! Reading clocks and sleeping.

use crate::identity::process_id;
use crate::kernel::{page, time};
use crate::path::{call_manager, Message};
use crate::protocol::Operation;
use crate::state::Thread;
use crate::thread::cpu_time;
use crate::types::constants::time::*;
use crate::types::Timespec;
use abi::errno::Result;
use abi::time::{Clock, NO_DEADLINE};
use abi::Errno;

/// Monotonic nanoseconds.
pub(crate) fn monotonic() -> u64 {
    page::clock().0
}

/// The kernel's clock behind a clock id, where a call names one.
pub(super) fn kernel_clock(clock: i32) -> Result<Clock> {
    match clock {
        CLOCK_REALTIME | CLOCK_REALTIME_COARSE => Ok(Clock::Realtime),
        CLOCK_MONOTONIC | CLOCK_MONOTONIC_RAW | CLOCK_MONOTONIC_COARSE | CLOCK_BOOTTIME => {
            Ok(Clock::Monotonic)
        }
        CLOCK_PROCESS_CPUTIME_ID => Ok(Clock::ProcessCpu),
        CLOCK_THREAD_CPUTIME_ID => Ok(Clock::ThreadCpu),
        _ => Err(Errno::EINVAL),
    }
}

/// Nanoseconds that a clock shows.
pub(super) fn now(clock: Clock) -> Result<u64> {
    match clock {
        Clock::Monotonic => Ok(monotonic()),
        Clock::Realtime => {
            let (monotonic, offset) = page::clock();
            Ok(monotonic.wrapping_add(offset))
        }
        other => time::get(other),
    }
}

/// `clock_gettime`. Errors: EINVAL.
#[inline]
pub fn clock_gettime(clock: i32) -> Result<Timespec> {
    if matches!(clock, CLOCK_REALTIME | CLOCK_MONOTONIC) {
        let (monotonic, offset) = page::clock();
        let offset = if clock == CLOCK_REALTIME { offset } else { 0 };
        return Ok(Timespec::from_nanoseconds(monotonic.wrapping_add(offset)));
    }
    other_clock(clock)
}

/// [`clock_gettime`] of a clock that is seldom asked for.
#[inline(never)]
fn other_clock(clock: i32) -> Result<Timespec> {
    now(kernel_clock(clock)?).map(Timespec::from_nanoseconds)
}

/// `clock_gettime` of whichever clock: of those below 0, too. Errors: EINVAL.
#[inline]
pub fn any_clock_gettime(thread: &Thread, clock: i32) -> Result<Timespec> {
    match clock {
        0.. => clock_gettime(clock),
        _ => cpu_clock_gettime(thread, clock),
    }
}

/// `clock_gettime` of a clock below 0: the CPU time of a process or a thread, whose number is in the clock's as Linux has it
/// (`clock_getcpuclockid`, `pthread_getcpuclockid`). Errors: EINVAL, also where there is none of that number.
#[inline(never)]
fn cpu_clock_gettime(thread: &Thread, clock: i32) -> Result<Timespec> {
    const OF_PROCESS: i32 = 2;
    const OF_THREAD: i32 = 6;
    let (number, kind) = (!(clock >> 3), clock & 7);
    let nanoseconds = match (kind, number) {
        (OF_PROCESS, 0) => now(Clock::ProcessCpu),
        (OF_THREAD, 0) => now(Clock::ThreadCpu),
        (OF_PROCESS, pid) if pid == process_id() => now(Clock::ProcessCpu),
        (OF_THREAD, tid) if tid == thread.id() => now(Clock::ThreadCpu),
        (OF_PROCESS, 1..) => {
            let message = Message::new(Operation::CpuTime, [number as u64, 0, 0, 0]);
            call_manager(thread, b"", &message).map(|answer| answer.result)
        }
        (OF_THREAD, 1..) => cpu_time(thread, number),
        _ => return Err(Errno::EINVAL),
    };
    match nanoseconds {
        Err(Errno::ESRCH) => Err(Errno::EINVAL),
        other => other.map(Timespec::from_nanoseconds),
    }
}

/// `clock_settime`. Errors: EINVAL for other clocks than the real-time one, for a time with which the machine would have been
/// started before 1970, and after 2262; EPERM without privilege.
pub fn clock_settime(thread: &Thread, clock: i32, time: &Timespec) -> Result<()> {
    let nanoseconds = time.to_nanoseconds()?;
    // What has a sign elsewhere ends in 2262.
    if clock != CLOCK_REALTIME || nanoseconds > i64::MAX as u64 {
        return Err(Errno::EINVAL);
    }
    let message = Message::new(Operation::SetRealtime, [nanoseconds, 0, 0, 0]);
    call_manager(thread, b"", &message).map(drop)
}

/// `clock_getres`: clocks count nanoseconds. Errors: EINVAL.
pub fn clock_getres(thread: &Thread, clock: i32) -> Result<Timespec> {
    any_clock_gettime(thread, clock).map(|_| Timespec { sec: 0, nsec: 1 })
}

/// The monotonic deadline after a relative timeout; none waits for ever, zero polls.
pub(crate) fn deadline_after(timeout: Option<Timespec>) -> Result<u64> {
    Ok(match timeout {
        None => NO_DEADLINE,
        Some(timeout) => match timeout.to_nanoseconds()? {
            0 => 0,
            span => monotonic_after(span),
        },
    })
}

/// `clock_nanosleep`, with `TIMER_ABSTIME`. On EINTR the time that remained comes with it (for
/// relative sleeps). Errors: EINTR, EINVAL, ENOTSUP for CPU clocks of the calling thread.
pub fn clock_nanosleep(
    thread: &Thread,
    clock: i32,
    flags: i32,
    request: &Timespec,
) -> core::result::Result<(), (Errno, Timespec)> {
    let zero = Timespec::default();
    let plain = |errno| (errno, zero);
    let clock = kernel_clock(clock).map_err(plain)?;
    if clock == Clock::ThreadCpu {
        return Err(plain(Errno::EINVAL));
    }
    let span = request.to_nanoseconds().map_err(plain)?;
    let absolute = flags & TIMER_ABSTIME != 0;
    // A relative sleep is not moved by setting the real-time clock (POSIX).
    let clock = match clock {
        Clock::Realtime if !absolute => Clock::Monotonic,
        other => other,
    };
    let deadline = match absolute {
        true => span,
        false => now(clock)
            .map_err(plain)?
            .saturating_add(span)
            .min(NO_DEADLINE - 1),
    };
    thread
        .interruptible(|| time::sleep(clock, deadline))
        .map_err(|errno| {
            let remaining = match absolute {
                true => 0,
                false => deadline.saturating_sub(now(clock).unwrap_or(deadline)),
            };
            (errno, Timespec::from_nanoseconds(remaining))
        })
}

/// `nanosleep`: as [`clock_nanosleep`].
pub fn nanosleep(
    thread: &Thread,
    request: &Timespec,
) -> core::result::Result<(), (Errno, Timespec)> {
    clock_nanosleep(thread, CLOCK_MONOTONIC, 0, request)
}

/// The monotonic time `span_ns` from now.
pub(crate) fn monotonic_after(span_ns: u64) -> u64 {
    monotonic().saturating_add(span_ns).min(NO_DEADLINE - 1)
}
