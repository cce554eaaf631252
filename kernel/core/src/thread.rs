//! Threads.

/// Before every return to user code.
#[inline]
pub fn before_user() {}

/// A CPU exception in user code that the kernel cannot mend.
pub fn exception(_fault: abi::upcall::Fault) {}
