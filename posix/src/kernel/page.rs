//! The process page and the clock page, read without a kernel call.

use abi::process::{ProcessPage, PROCESS_PAGE};
use abi::time::{ClockPage, CLOCK_PAGE, CLOCK_SHIFT};
use core::sync::atomic::{fence, Ordering};

/// The process page. Single words are read whole; its manager changes them rarely.
pub fn process() -> ProcessPage {
    // SAFETY: the kernel maps this page, readable, in every address space. Volatile: the process
    // manager may change it at any time.
    unsafe { core::ptr::read_volatile(PROCESS_PAGE as *const ProcessPage) }
}

/// Word `index` of the process page: the identity's four, then the extra four.
pub fn process_word(index: usize) -> u64 {
    assert!(index < 8);
    // SAFETY: as in `process`; the page holds eight words.
    unsafe { core::ptr::read_volatile((PROCESS_PAGE as *const u64).add(index)) }
}

/// Monotonic time and the offset of real time from it, in nanoseconds.
#[inline]
pub fn clock() -> (u64, u64) {
    // SAFETY: the kernel maps this page, readable, in every address space; all members are atomic.
    let page = unsafe { &*(CLOCK_PAGE as *const ClockPage) };
    loop {
        let sequence = page.sequence.load(Ordering::Acquire);
        let base_ns = page.base_ns.load(Ordering::Relaxed);
        let base_tsc = page.base_tsc.load(Ordering::Relaxed);
        let multiplier = page.multiplier.load(Ordering::Relaxed);
        let offset = page.realtime_offset_ns.load(Ordering::Relaxed);
        let now = time_stamp_counter();
        fence(Ordering::Acquire);
        if sequence & 1 == 0 && page.sequence.load(Ordering::Relaxed) == sequence {
            // The counter was at `base_tsc` before any program ran.
            let ticks = u128::from(now.wrapping_sub(base_tsc));
            let elapsed = (ticks * u128::from(multiplier)) >> CLOCK_SHIFT;
            return (base_ns + elapsed as u64, offset);
        }
        core::hint::spin_loop();
    }
}

#[cfg(target_arch = "x86_64")]
#[inline]
fn time_stamp_counter() -> u64 {
    // SAFETY: RDTSC is not privileged on Ochre.
    unsafe { core::arch::x86_64::_rdtsc() }
}
