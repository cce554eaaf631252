//! How folders are read and files looked at: by the system, or by functions of the caller.

use alloc::vec::Vec;
use core::ffi::CStr;

use super::glob_t;
use crate::errno;
use crate::header::dirent::{closedir, dirent, opendir, readdir};
use crate::header::sys_stat::{lstat, stat, S_IFDIR, S_IFMT};
use crate::types::*;

const DT_UNKNOWN: u8 = 0;
const DT_DIR: u8 = 4;
const DT_LNK: u8 = 10;

/// What a folder says an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A folder.
    Folder,
    /// A link, or it does not say: perhaps a folder.
    Unsure,
    /// No folder.
    Other,
}

/// The functions to use.
#[derive(Clone, Copy)]
pub struct Folders {
    open: unsafe extern "C" fn(*const c_char) -> *mut c_void,
    read: unsafe extern "C" fn(*mut c_void) -> *mut dirent,
    close: unsafe extern "C" fn(*mut c_void),
    lstat: unsafe extern "C" fn(*const c_char, *mut stat) -> c_int,
    stat: unsafe extern "C" fn(*const c_char, *mut stat) -> c_int,
}

unsafe extern "C" fn system_open(path: *const c_char) -> *mut c_void {
    // SAFETY: the caller's promise, passed on.
    unsafe { opendir(path) }.cast()
}

unsafe extern "C" fn system_read(stream: *mut c_void) -> *mut dirent {
    // SAFETY: a stream from `system_open`.
    unsafe { readdir(stream.cast()) }
}

unsafe extern "C" fn system_close(stream: *mut c_void) {
    // SAFETY: a stream from `system_open`. There is nothing to do about an error.
    let _ = unsafe { closedir(stream.cast()) };
}

impl Folders {
    /// The system's.
    pub const SYSTEM: Self = Self {
        open: system_open,
        read: system_read,
        close: system_close,
        lstat,
        stat: crate::header::sys_stat::stat,
    };

    /// The caller's, where given.
    pub fn of_caller(given: &glob_t) -> Self {
        Self {
            open: given.gl_opendir.unwrap_or(Self::SYSTEM.open),
            read: given.gl_readdir.unwrap_or(Self::SYSTEM.read),
            close: given.gl_closedir.unwrap_or(Self::SYSTEM.close),
            lstat: given.gl_lstat.unwrap_or(Self::SYSTEM.lstat),
            stat: given.gl_stat.unwrap_or(Self::SYSTEM.stat),
        }
    }

    /// Gives each name in a folder to `visit`, with what it is. The error is an `errno`.
    pub fn list(&self, path: &CStr, mut visit: impl FnMut(&[u8], Kind)) -> Result<(), c_int> {
        // SAFETY: the functions keep the contracts of those they stand for; an entry's name is a
        // string, valid until the next read.
        unsafe {
            let stream = (self.open)(path.as_ptr());
            if stream.is_null() {
                return Err(errno::get());
            }
            errno::set_raw(0);
            loop {
                let entry = (self.read)(stream);
                if entry.is_null() {
                    break;
                }
                let name = CStr::from_ptr((&raw const (*entry).d_name).cast());
                let kind = match (*entry).d_type {
                    DT_DIR => Kind::Folder,
                    DT_LNK | DT_UNKNOWN => Kind::Unsure,
                    _ => Kind::Other,
                };
                visit(name.to_bytes(), kind);
            }
            let error = errno::get();
            (self.close)(stream);
            if error == 0 {
                Ok(())
            } else {
                Err(error)
            }
        }
    }

    /// Whether there is a file, a dangling link included.
    pub fn exists(&self, path: &CStr) -> bool {
        let mut status = stat::default();
        // SAFETY: a string, and room for the status.
        unsafe { (self.lstat)(path.as_ptr(), &mut status) == 0 }
    }

    /// Whether there is a folder, or a link to one.
    pub fn is_folder(&self, path: &CStr) -> bool {
        let mut status = stat::default();
        // SAFETY: a string, and room for the status.
        let found = unsafe { (self.stat)(path.as_ptr(), &mut status) == 0 };
        found && status.st_mode & S_IFMT as mode_t == S_IFDIR as mode_t
    }
}

/// A path for C. Paths are made of strings of C and hold no null byte.
pub fn with_c_path<T>(path: &mut Vec<u8>, run: impl FnOnce(&CStr) -> T) -> T {
    path.push(0);
    let answer = run(CStr::from_bytes_until_nul(path).unwrap_or(c""));
    path.pop();
    answer
}
