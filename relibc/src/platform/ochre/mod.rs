//! Ochre: the calls of the table served by the `posix` crate. A call without a body here is one that
//! Ochre does not have yet: it fails with `ENOSYS`.

use super::{Platform, ThreadStart};
use crate::errno::Errno;
use core::ffi::{c_int, c_void};

/// Selects Ochre as a [`Platform`].
pub struct Ochre;

impl Platform for Ochre {}

/// See [`super::Sys::set_thread_pointer`].
///
/// # Safety
/// As there.
pub unsafe fn set_thread_pointer(_pointer: *mut u8) -> Result<(), Errno> {
    Err(Errno::ENOSYS)
}

/// See [`super::Sys::start_thread`].
///
/// # Safety
/// As there.
pub unsafe fn start_thread(_start: &ThreadStart) -> Result<c_int, Errno> {
    Err(Errno::ENOSYS)
}

/// See [`super::Sys::end_thread`].
///
/// # Safety
/// As there.
pub unsafe fn end_thread(_stack: *mut c_void, _length: usize) -> ! {
    super::Sys::end_process(127)
}
