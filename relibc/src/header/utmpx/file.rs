//! The file of records.

use core::ffi::CStr;

use super::utmpx;
use crate::errno::Errno;
use crate::header::fcntl::{AT_FDCWD, O_CLOEXEC, O_RDONLY, O_RDWR};
use crate::platform::Sys;
use crate::types::*;

const LOCK_EX: c_int = 2;
const SEEK_END: c_int = 2;
const RECORD: usize = size_of::<utmpx>();

/// An open file, closed when dropped.
pub struct File(c_int);

impl File {
    /// Opens the file for reading.
    pub fn open(path: &CStr) -> Result<Self, Errno> {
        // SAFETY: a string.
        unsafe { Sys::openat(AT_FDCWD, path.as_ptr(), O_RDONLY | O_CLOEXEC, 0) }.map(Self)
    }

    /// Opens the file for one change; other changes wait until it is closed. It is not made if it is
    /// not there: then the system keeps no record.
    pub fn open_for_writing(path: &CStr) -> Result<Self, Errno> {
        // SAFETY: a string; the descriptor is open.
        unsafe {
            let file = Self(Sys::openat(AT_FDCWD, path.as_ptr(), O_RDWR | O_CLOEXEC, 0)?);
            Sys::flock(file.0, LOCK_EX)?;
            Ok(file)
        }
    }

    /// The record with a number, if there is one.
    pub fn read(&self, number: usize) -> Option<utmpx> {
        let mut record = utmpx::ZERO;
        let offset = off_t::try_from(number * RECORD).ok()?;
        // SAFETY: a record has room for its length, and any bytes make one.
        let count =
            unsafe { Sys::pread64(self.0, (&raw mut record).cast(), RECORD, offset) }.ok()?;
        (count as usize == RECORD).then_some(record)
    }

    /// Writes the record with a number; without one, behind the last whole record.
    pub fn write(&self, number: Option<usize>, record: &utmpx) -> Result<(), Errno> {
        // SAFETY: the descriptor is open, and a record has its length in bytes.
        unsafe {
            let offset = match number {
                Some(number) => number * RECORD,
                None => Sys::lseek(self.0, 0, SEEK_END)? as usize / RECORD * RECORD,
            };
            let count =
                Sys::pwrite64(self.0, (&raw const *record).cast(), RECORD, offset as off_t)?;
            if count as usize == RECORD {
                Ok(())
            } else {
                Err(Errno::ENOSPC)
            }
        }
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // SAFETY: the descriptor is ours.
        let _ = unsafe { Sys::close(self.0) };
    }
}
