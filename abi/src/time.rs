//! Clocks and the clock page.

use core::sync::atomic::{AtomicU32, AtomicU64};

/// The clocks a kernel call may name. Values are POSIX's and Linux's `CLOCK_*`.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    Realtime = 0,
    Monotonic = 1,
    /// CPU time of the calling process, all threads.
    ProcessCpu = 2,
    /// CPU time of the calling thread.
    ThreadCpu = 3,
}

/// "Wait for ever", where a deadline is asked for.
pub const NO_DEADLINE: u64 = u64::MAX;

/// Where the clock page is mapped, read-only, in every address space.
pub const CLOCK_PAGE: usize = 0x7fff_ffff_e000;

/// Binary places of [`ClockPage::multiplier`].
pub const CLOCK_SHIFT: u32 = 32;

/// The clock page. Monotonic nanoseconds are `base_ns + ((rdtsc - base_tsc) * multiplier >>
/// CLOCK_SHIFT)` with 128-bit intermediate; real time adds `realtime_offset_ns`. Readers retry while
/// `sequence` is odd or has changed.
#[repr(C)]
#[derive(Debug)]
pub struct ClockPage {
    pub sequence: AtomicU32,
    pub reserved: u32,
    pub base_tsc: AtomicU64,
    pub base_ns: AtomicU64,
    pub multiplier: AtomicU64,
    pub realtime_offset_ns: AtomicU64,
}
