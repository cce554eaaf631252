//! Temporary files: `tmpfile`, `tmpnam`, `tempnam`.

use super::open::open_descriptor;
use super::{snprintf, FILE, READABLE, WRITABLE};
use crate::errno::{self, ResultExt};
use crate::header::stdlib::{is_free, mkostemp, mktemp};
use crate::header::string::strdup;
use crate::platform::Sys;
use crate::types::*;
use crate::Errno;
use core::cell::UnsafeCell;
use core::ptr::null_mut;

const AT_FDCWD: c_int = -100;

/// Bytes of a name from `tmpnam`.
pub const L_tmpnam: usize = 20;

/// C: `tmpfile`: a file without a name, gone when it is closed.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tmpfile() -> *mut FILE {
    let mut name = *b"/tmp/tmpfile_XXXXXX\0";
    // SAFETY: the name is terminated and writable.
    unsafe {
        let fd = mkostemp(name.as_mut_ptr().cast(), 0);
        if fd < 0 {
            return null_mut();
        }
        // The file stays while it is open.
        let _ = Sys::unlinkat(AT_FDCWD, name.as_ptr().cast(), 0);
        open_descriptor(fd, READABLE | WRITABLE).or_errno()
    }
}

/// A name in static memory.
struct Name(UnsafeCell<[c_char; L_tmpnam]>);

// SAFETY: C lets tmpnam share its result between threads.
unsafe impl Sync for Name {}

/// C: `tmpnam`: a name that no file has; another process may take it before it is used.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tmpnam(target: *mut c_char) -> *mut c_char {
    static NAME: Name = Name(UnsafeCell::new([0; L_tmpnam]));
    let target = if target.is_null() {
        NAME.0.get().cast()
    } else {
        target
    };
    let template = *b"/tmp/tmpnam_XXXXXX\0";
    // SAFETY: the target has L_tmpnam bytes.
    unsafe {
        template
            .as_ptr()
            .copy_to_nonoverlapping(target.cast(), template.len());
        mktemp(target);
        if *target == 0 {
            null_mut()
        } else {
            target
        }
    }
}

/// POSIX, withdrawn: `tempnam`: a name that no file has, in fresh memory.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tempnam(directory: *const c_char, prefix: *const c_char) -> *mut c_char {
    let mut path = [0 as c_char; 4096];
    let directory = if directory.is_null() {
        c"/tmp".as_ptr()
    } else {
        directory
    };
    let prefix = if prefix.is_null() {
        c"temp".as_ptr()
    } else {
        prefix
    };
    // SAFETY: both strings are terminated, and the path has the size given.
    unsafe {
        let length = snprintf(
            path.as_mut_ptr(),
            path.len(),
            c"%s/%.5s_XXXXXX".as_ptr(),
            directory,
            prefix,
        );
        if usize::try_from(length).is_ok_and(|length| length >= path.len()) {
            errno::set(Errno::ENAMETOOLONG);
            return null_mut();
        }
        mktemp(path.as_mut_ptr());
        if path[0] == 0 || is_free(path.as_ptr()).is_err() {
            return null_mut();
        }
        strdup(path.as_ptr())
    }
}
