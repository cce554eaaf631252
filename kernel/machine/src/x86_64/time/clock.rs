//! The monotonic clock: `((tsc - base) * multiplier) >> SHIFT` nanoseconds.
//!
//! Counters of all CPUs are taken to be in step, as they are wherever the counter is invariant, and
//! in emulators.

use crate::x86_64::memory::direct_map;
use abi::time::{ClockPage, CLOCK_SHIFT};
use core::arch::x86_64::_rdtsc;
use core::sync::atomic::{fence, AtomicU64, Ordering};
use kernel_core::machine::Frame;

/// Binary places of the multiplier.
const SHIFT: u32 = CLOCK_SHIFT;

const NS_PER_SECOND: u128 = 1_000_000_000;

static BASE: AtomicU64 = AtomicU64::new(0);
static MULTIPLIER: AtomicU64 = AtomicU64::new(0);
/// The counter's ticks in a nanosecond, with [`SHIFT`] binary places.
static TICKS_PER_NS: AtomicU64 = AtomicU64::new(0);

/// The time stamp counter.
#[inline]
pub fn counter() -> u64 {
    // SAFETY: the instruction is always there in 64-bit mode.
    unsafe { _rdtsc() }
}

/// Starts the clock at 0.
pub fn start(tsc_hz: u64) {
    let multiplier = (NS_PER_SECOND << SHIFT) / u128::from(tsc_hz);
    let ticks_per_ns = (u128::from(tsc_hz) << SHIFT) / NS_PER_SECOND;
    TICKS_PER_NS.store(ticks_per_ns as u64, Ordering::Relaxed);
    BASE.store(counter(), Ordering::Relaxed);
    MULTIPLIER.store(multiplier as u64, Ordering::Relaxed);
}

/// Nanoseconds since the clock started.
#[inline]
pub fn now_ns() -> u64 {
    let ticks = counter().saturating_sub(BASE.load(Ordering::Relaxed));
    ((u128::from(ticks) * u128::from(MULTIPLIER.load(Ordering::Relaxed))) >> SHIFT) as u64
}

/// The counter's value at that time, or a little before: less than a 2^32nd of the time.
pub fn counter_at(ns: u64) -> u64 {
    let ticks = (u128::from(ns) * u128::from(TICKS_PER_NS.load(Ordering::Relaxed))) >> SHIFT;
    BASE.load(Ordering::Relaxed)
        .saturating_add(u64::try_from(ticks).unwrap_or(u64::MAX))
}

/// Waits.
pub fn delay_us(us: u64) {
    let end = now_ns() + us * 1000;
    while now_ns() < end {
        core::hint::spin_loop();
    }
}

/// Writes the clock page. Core allows one writer at a time.
pub fn write_page(frame: Frame, realtime_offset_ns: u64) {
    // SAFETY: core gives a frame that it keeps for this; all fields are atomic.
    let page = unsafe { &*direct_map::frame::<ClockPage>(frame) };
    let sequence = page.sequence.load(Ordering::Relaxed) & !1;
    page.sequence.store(sequence + 1, Ordering::Relaxed);
    fence(Ordering::Release);
    page.base_tsc
        .store(BASE.load(Ordering::Relaxed), Ordering::Relaxed);
    page.base_ns.store(0, Ordering::Relaxed);
    page.multiplier
        .store(MULTIPLIER.load(Ordering::Relaxed), Ordering::Relaxed);
    page.realtime_offset_ns
        .store(realtime_offset_ns, Ordering::Relaxed);
    page.sequence.store(sequence + 2, Ordering::Release);
}
