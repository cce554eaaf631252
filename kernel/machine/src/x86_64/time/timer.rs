//! The timer interrupt of this CPU: one shot, at a deadline.

use super::clock;
use crate::x86_64::cpu::{features, local};
use crate::x86_64::interrupt::local_apic;
use core::sync::atomic::{AtomicU64, Ordering};

const NS_PER_SECOND: u64 = 1_000_000_000;

/// Binary places of [`TICKS_PER_NS`].
const SHIFT: u32 = 32;

/// The local APIC timer's ticks per nanosecond.
static TICKS_PER_NS: AtomicU64 = AtomicU64::new(0);

pub fn set_rate(timer_hz: u64) {
    let ticks = (u128::from(timer_hz) << SHIFT) / u128::from(NS_PER_SECOND);
    TICKS_PER_NS.store(ticks as u64, Ordering::Relaxed);
}

/// Interrupts this CPU at that time; `u64::MAX` never.
pub fn set(deadline_ns: u64) {
    if local::get().deadline_ns.replace(deadline_ns) != deadline_ns {
        arm(deadline_ns);
    }
}

fn arm(deadline_ns: u64) {
    if deadline_ns == u64::MAX {
        local_apic::stop_timer();
    } else if features::get().tsc_deadline {
        local_apic::set_timer_deadline(clock::counter_at(deadline_ns));
    } else {
        let ns = deadline_ns.saturating_sub(clock::now_ns());
        let rate = TICKS_PER_NS.load(Ordering::Relaxed);
        let ticks = (u128::from(ns) * u128::from(rate)) >> SHIFT;
        // A time beyond the counter's range: it fires early, and `fired` sets it anew.
        local_apic::set_timer_count(ticks.clamp(1, u128::from(u32::MAX)) as u32);
    }
}

/// The timer interrupt.
pub fn fired() {
    let deadline = &local::get().deadline_ns;
    let ns = deadline.get();
    if ns == u64::MAX {
        return;
    }
    if clock::now_ns() < ns {
        arm(ns);
        return;
    }
    deadline.set(u64::MAX);
    kernel_core::time::timer_expired();
}
