//! Users from and to streams.

use core::ffi::CStr;

use super::{passwd, SHARED};
use crate::errno::{Errno, ResultExt};
use crate::header::stdio::{fprintf, FILE};
use crate::types::*;

/// SVID: `fgetpwent`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fgetpwent(stream: *mut FILE) -> *mut passwd {
    // SAFETY: the caller gives an open stream.
    unsafe { SHARED.next_of(stream) }
}

/// SVID: `putpwent`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn putpwent(entry: *const passwd, stream: *mut FILE) -> c_int {
    // SAFETY: the caller gives a user and an open stream.
    unsafe {
        let entry = &*entry;
        let texts = [
            entry.pw_name,
            entry.pw_passwd,
            entry.pw_gecos,
            entry.pw_dir,
            entry.pw_shell,
        ];
        let or_empty = |text: *mut c_char| {
            if text.is_null() {
                c"".as_ptr().cast_mut()
            } else {
                text
            }
        };
        let [name, password, gecos, home, shell] = texts.map(or_empty);
        // A colon or a newline would make another record of it.
        let breaks = |text: *mut c_char| {
            CStr::from_ptr(text)
                .to_bytes()
                .iter()
                .any(|b| matches!(b, b':' | b'\n'))
        };
        if [name, password, gecos, home, shell].into_iter().any(breaks) {
            return Err::<(), _>(Errno::EINVAL).zero_or_errno();
        }
        let format = c"%s:%s:%u:%u:%s:%s:%s\n".as_ptr();
        let written = fprintf(
            stream,
            format,
            name,
            password,
            entry.pw_uid,
            entry.pw_gid,
            gecos,
            home,
            shell,
        );
        if written < 0 {
            -1
        } else {
            0
        }
    }
}
