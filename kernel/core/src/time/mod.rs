//! Time: clocks, deadlines of waiting threads, timers.
//!
//! Times are nanoseconds since boot (`CLOCK_MONOTONIC`) everywhere in the kernel but for a [`Deadline`] on the real-time
//! clock, which moves when that clock is set.

pub mod deadline;
pub mod timer;

use crate::machine::{machine, Frame};
use crate::scheduler;
use crate::thread::Thread;
use abi::time::{Clock, NO_DEADLINE};
use abi::Errno;
use core::sync::atomic::{AtomicU64, Ordering};
use spin::Once;

pub use deadline::arm_cpu as arm;

static REALTIME_OFFSET_NS: AtomicU64 = AtomicU64::new(0);
static CLOCK_FRAME: Once<Frame> = Once::new();

/// Sets the clocks up at boot: the real-time clock from the hardware, and the clock page.
pub fn initialise(clock_frame: Frame) {
    CLOCK_FRAME.call_once(|| clock_frame);
    set_realtime_offset(machine().realtime_offset_ns());
}

/// The frame of the clock page.
pub fn clock_frame() -> Option<Frame> {
    CLOCK_FRAME.get().copied()
}

fn set_realtime_offset(offset_ns: u64) {
    REALTIME_OFFSET_NS.store(offset_ns, Ordering::Relaxed);
    if let Some(frame) = clock_frame() {
        machine().write_clock_page(frame, offset_ns);
    }
}

/// Sets the real-time clock; nanoseconds since 1970-01-01 UTC. EINVAL if that was before boot.
pub fn set_realtime(now_ns: u64) -> Result<(), Errno> {
    let offset = now_ns
        .checked_sub(machine().now_ns())
        .ok_or(Errno::EINVAL)?;
    set_realtime_offset(offset);
    deadline::realtime_moved();
    Ok(())
}

/// When a wait ends, in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    SinceBoot(u64),
    /// When the real-time clock shows so much, whatever it is set to meanwhile.
    Realtime(u64),
}

impl Deadline {
    pub const NONE: Self = Self::SinceBoot(NO_DEADLINE);

    /// As nanoseconds since boot, as far as is known now.
    pub fn since_boot(self) -> u64 {
        match self {
            Self::SinceBoot(at_ns) => at_ns,
            Self::Realtime(at_ns) => {
                at_ns.saturating_sub(REALTIME_OFFSET_NS.load(Ordering::Relaxed))
            }
        }
    }

    /// So many nanoseconds later.
    pub fn after(self, span_ns: u64) -> Self {
        match self {
            Self::SinceBoot(at_ns) => Self::SinceBoot(at_ns.saturating_add(span_ns)),
            Self::Realtime(at_ns) => Self::Realtime(at_ns.saturating_add(span_ns)),
        }
    }
}

impl From<u64> for Deadline {
    fn from(since_boot_ns: u64) -> Self {
        Self::SinceBoot(since_boot_ns)
    }
}

/// The real-time clock: nanoseconds since 1970-01-01 UTC.
pub fn realtime_ns() -> u64 {
    machine().now_ns() + REALTIME_OFFSET_NS.load(Ordering::Relaxed)
}

/// The clock of that number. EINVAL.
pub fn clock(number: u64) -> Result<Clock, Errno> {
    Ok(match number {
        0 => Clock::Realtime,
        1 => Clock::Monotonic,
        2 => Clock::ProcessCpu,
        3 => Clock::ThreadCpu,
        _ => return Err(Errno::EINVAL),
    })
}

/// What the clock says now to that thread, which must be the current one.
pub fn read(clock: Clock, thread: &Thread) -> u64 {
    match clock {
        Clock::Realtime => realtime_ns(),
        Clock::Monotonic => machine().now_ns(),
        Clock::ProcessCpu => thread.process().cpu_ns() + scheduler::uncharged_ns(),
        Clock::ThreadCpu => thread.cpu_ns() + scheduler::uncharged_ns(),
    }
}

/// A deadline on a clock. EINVAL for the CPU time clocks: nothing waits on them.
pub fn deadline_on(clock: Clock, deadline_ns: u64) -> Result<Deadline, Errno> {
    match clock {
        _ if deadline_ns == NO_DEADLINE => Ok(Deadline::NONE),
        Clock::Monotonic => Ok(Deadline::SinceBoot(deadline_ns)),
        Clock::Realtime => Ok(Deadline::Realtime(deadline_ns)),
        Clock::ProcessCpu | Clock::ThreadCpu => Err(Errno::EINVAL),
    }
}

/// The timer set by `Machine::set_timer` fired on this CPU.
pub fn timer_expired() {
    let now = machine().now_ns();
    deadline::expire(now);
    scheduler::tick(now);
    deadline::rearm_cpu();
}
