//! Ochre: the calls of the table served by the `posix` crate, which has Linux's argument order and
//! structure layouts. A call without a function in [`table`] is one that Ochre does not have yet: it
//! fails with `ENOSYS`.
//!
//! [`thread`] keeps a `posix::Thread` for every thread, [`memory`] copies between C's pointers and
//! `posix`'s types.

mod exec;
mod memory;
mod table;
mod thread;

pub(crate) use thread::__relibc_ochre_thread as first_function;
pub use thread::{
    adopt_first_thread, end_thread, number, set_thread_pointer, start, start_thread, OchreThread,
};

/// See [`super::Sys::clock_now`].
///
/// # Safety
/// As there.
#[inline]
pub unsafe fn clock_now(
    clock: core::ffi::c_int,
    time: *mut crate::types::timespec,
) -> Result<(), crate::errno::Errno> {
    let now = posix::time::any_clock_gettime(thread::current(), clock)?;
    // SAFETY: the caller's promise.
    unsafe { memory::store(time.cast(), now) }
}

/// See [`super::Sys::map_memory`].
pub fn map_memory(size: usize) -> Result<*mut u8, crate::errno::Errno> {
    let address = posix::memory::map_anonymous(size)?;
    Ok(core::ptr::with_exposed_provenance_mut(address))
}

/// See [`super::Sys::terminal`].
pub fn terminal(fd: core::ffi::c_int) -> Result<(), crate::errno::Errno> {
    posix::fd::isatty(thread::current(), fd)
}

/// Selects Ochre as a [`super::Platform`].
pub struct Ochre;
