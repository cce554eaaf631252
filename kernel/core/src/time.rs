//! Deadlines and timers.

/// The timer set by `Machine::set_timer` fired on this CPU.
pub fn timer_expired() {}
