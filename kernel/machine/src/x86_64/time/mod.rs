//! Time.
//!
//! - [`clock`]: nanoseconds since boot from the time stamp counter; the clock page
//! - [`calibration`]: how fast the counters run
//! - [`timer`]: the timer interrupt of each CPU
//! - [`real_time`]: the battery-backed clock

mod calibration;
pub mod clock;
pub mod real_time;
pub mod timer;

/// Measures the counters and starts the clock, once, on the boot CPU, with its local APIC enabled.
pub fn initialise() {
    let rates = calibration::measure();
    kernel_core::info!(
        "time stamp counter at {} kHz ({}), local APIC timer at {} kHz",
        rates.tsc_hz / 1000,
        rates.source,
        rates.timer_hz / 1000,
    );
    clock::start(rates.tsc_hz);
    timer::set_rate(rates.timer_hz);
}
