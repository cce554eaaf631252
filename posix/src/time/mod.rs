//! Clocks, sleeping, timers.
//!
//! Clocks are read from the kernel's clock page without a call. Deadlines passed to the kernel are
//! absolute nanoseconds of the monotonic clock unless the call names another.

mod clock;
mod file;
mod timer;

pub use clock::{
    any_clock_gettime, clock_getres, clock_gettime, clock_nanosleep, clock_settime, nanosleep,
};
pub(crate) use clock::{deadline_after, monotonic, monotonic_after};
pub use file::{timerfd_create, timerfd_gettime, timerfd_settime};
pub use timer::{
    getitimer, setitimer, timer_create, timer_delete, timer_getoverrun, timer_gettime,
    timer_settime,
};
pub(crate) use timer::{TimerTable, TIMERS_MAX};
