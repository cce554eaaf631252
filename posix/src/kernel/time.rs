//! Clocks, sleep and timers.

use super::call::kernel_call;
use abi::errno::Result;
use abi::time::Clock;
use abi::Handle;

/// A clock's time in nanoseconds, by kernel call.
pub fn get(clock: Clock) -> Result<u64> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(ClockGet, clock) }
}

/// Sleeps until the clock shows `deadline_ns`; EINTR after a delivery.
pub fn sleep(clock: Clock, deadline_ns: u64) -> Result<()> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(Sleep, clock, deadline_ns) }.map(drop)
}

/// Makes a timer that sends notification `number` with `word`.
pub fn timer_create(clock: Clock, number: u32, word: u64) -> Result<Handle> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(TimerCreate, clock, number, word) }.map(|h| Handle(h as u32))
}

/// Makes a file that counts the expiries of a timer.
pub fn timer_file(clock: Clock) -> Result<Handle> {
    timer_create(clock, 0, 0)
}

/// Sets such a timer, to what its clock shows or from now (0 stops it); what remained, and the old interval.
pub fn timer_file_set(
    timer: Handle,
    first_ns: u64,
    interval_ns: u64,
    is_by_clock: bool,
) -> Result<[u64; 2]> {
    set(timer, first_ns, interval_ns, !is_by_clock)
}

/// Sets a timer (0 stops it); what remained, and the old interval.
pub fn timer_set(timer: Handle, first_ns: u64, interval_ns: u64) -> Result<[u64; 2]> {
    set(timer, first_ns, interval_ns, false)
}

fn set(timer: Handle, first_ns: u64, interval_ns: u64, is_from_now: bool) -> Result<[u64; 2]> {
    let mut old = [0; 2];
    // SAFETY: the kernel writes the two words.
    unsafe {
        kernel_call!(
            TimerSet,
            timer.0,
            first_ns,
            interval_ns,
            core::ptr::from_mut(&mut old),
            u64::from(is_from_now)
        )
    }?;
    Ok(old)
}

/// Remaining time and interval of a timer, and overruns since the last delivery.
pub fn timer_get(timer: Handle) -> Result<([u64; 2], u64)> {
    let mut state = [0; 2];
    // SAFETY: the kernel writes the two words.
    let overruns = unsafe { kernel_call!(TimerGet, timer.0, core::ptr::from_mut(&mut state)) }?;
    Ok((state, overruns))
}
