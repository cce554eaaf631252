//! `<ndbm.h>`: a database of keys and contents in two files (XSI). [`file`] has the format and the operations, [`page`] a
//! page; this file is the C interface.

mod file;
mod page;
#[cfg(test)]
mod tests;

use crate::errno::{Errno, ResultExt};
use crate::types::*;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ffi::CStr;
use file::Database;

pub const DBM_INSERT: c_int = 0;
pub const DBM_REPLACE: c_int = 1;

/// A key, or what is stored by it (POSIX).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct datum {
    pub dptr: *mut c_void,
    pub dsize: size_t,
}

/// What `dbm_open` gives: the database, and the bytes that the last call gave out.
pub struct DBM {
    database: Database,
    given: Vec<u8>,
    has_failed: bool,
}

const NONE: datum = datum {
    dptr: core::ptr::null_mut(),
    dsize: 0,
};

impl DBM {
    /// The value, or remembers that there was an error.
    fn noted<T>(&mut self, result: Result<T, Errno>) -> Result<T, Errno> {
        // EINVAL is the caller's error, not the database's.
        self.has_failed |= matches!(&result, Err(error) if *error != Errno::EINVAL);
        result
    }

    /// Gives bytes out; they stay until the next call.
    fn give(&mut self, found: Result<Option<Vec<u8>>, Errno>) -> datum {
        match self.noted(found) {
            Ok(Some(bytes)) => {
                self.given = bytes;
                datum {
                    dptr: self.given.as_mut_ptr().cast(),
                    dsize: self.given.len(),
                }
            }
            Ok(None) => NONE,
            Err(error) => Err(error).or_errno_with(NONE),
        }
    }
}

/// The bytes of a datum.
///
/// # Safety
/// It has so many bytes.
unsafe fn bytes<'a>(datum: datum) -> &'a [u8] {
    match datum.dsize {
        0 => &[],
        // SAFETY: the caller's promise.
        size => unsafe { core::slice::from_raw_parts(datum.dptr.cast(), size) },
    }
}

/// POSIX: `dbm_open`: opens `file.dir` and `file.pag`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dbm_open(file: *const c_char, flags: c_int, mode: mode_t) -> *mut DBM {
    // SAFETY: the caller's promise.
    let name = unsafe { CStr::from_ptr(file) };
    Database::open(name.to_bytes(), flags, mode)
        .map(|database| {
            Box::into_raw(Box::new(DBM {
                database,
                given: Vec::new(),
                has_failed: false,
            }))
        })
        .or_errno()
}

/// POSIX: `dbm_close`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dbm_close(database: *mut DBM) {
    // SAFETY: from `dbm_open`, and not used again.
    drop(unsafe { Box::from_raw(database) });
}

/// POSIX: `dbm_fetch`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dbm_fetch(database: *mut DBM, key: datum) -> datum {
    // SAFETY: the caller's promise.
    let (database, key) = unsafe { (&mut *database, bytes(key)) };
    let found = database.database.fetch(key);
    database.give(found)
}

/// POSIX: `dbm_store`: 1 if the key is there and not to be replaced.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dbm_store(
    database: *mut DBM,
    key: datum,
    content: datum,
    mode: c_int,
) -> c_int {
    if !matches!(mode, DBM_INSERT | DBM_REPLACE) {
        return Err::<(), _>(Errno::EINVAL).zero_or_errno();
    }
    // SAFETY: the caller's promise.
    let (database, key, content) = unsafe { (&mut *database, bytes(key), bytes(content)) };
    let stored = database.database.store(key, content, mode == DBM_REPLACE);
    database
        .noted(stored)
        .map(|stored| c_int::from(!stored))
        .or_errno()
}

/// POSIX: `dbm_delete`: an error without a number if there is no such key.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dbm_delete(database: *mut DBM, key: datum) -> c_int {
    // SAFETY: the caller's promise.
    let (database, key) = unsafe { (&mut *database, bytes(key)) };
    let deleted = database.database.delete(key);
    match database.noted(deleted) {
        Ok(true) => 0,
        Ok(false) => -1,
        Err(error) => Err(error).or_errno(),
    }
}

/// POSIX: `dbm_firstkey`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dbm_firstkey(database: *mut DBM) -> datum {
    // SAFETY: the caller's promise.
    let database = unsafe { &mut *database };
    database.database.rewind();
    // SAFETY: as above.
    unsafe { dbm_nextkey(database) }
}

/// POSIX: `dbm_nextkey`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dbm_nextkey(database: *mut DBM) -> datum {
    // SAFETY: the caller's promise.
    let database = unsafe { &mut *database };
    let found = database.database.next_key();
    database.give(found)
}

/// POSIX: `dbm_error`: whether reading or writing has failed since `dbm_clearerr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dbm_error(database: *mut DBM) -> c_int {
    // SAFETY: the caller's promise.
    c_int::from(unsafe { (*database).has_failed })
}

/// POSIX: `dbm_clearerr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dbm_clearerr(database: *mut DBM) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*database).has_failed = false };
    0
}
