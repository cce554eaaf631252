//! `<sys/utsname.h>`.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// The system's names (POSIX).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct utsname {
    pub sysname: [c_char; 65],
    pub nodename: [c_char; 65],
    pub release: [c_char; 65],
    pub version: [c_char; 65],
    pub machine: [c_char; 65],
    pub domainname: [c_char; 65],
}

impl Default for utsname {
    fn default() -> Self {
        let empty = [0; 65];
        Self {
            sysname: empty,
            nodename: empty,
            release: empty,
            version: empty,
            machine: empty,
            domainname: empty,
        }
    }
}

/// POSIX: `uname`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn uname(names: *mut utsname) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::uname(names.cast()) }.zero_or_errno()
}
