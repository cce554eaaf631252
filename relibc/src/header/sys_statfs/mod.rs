//! `<sys/statfs.h>`: file systems as Linux describes them.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// `fsid_t` of Linux.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct fsid_t {
    pub __val: [c_int; 2],
}

/// A file system (Linux).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct statfs {
    pub f_type: c_ulong,
    pub f_bsize: c_ulong,
    pub f_blocks: fsblkcnt_t,
    pub f_bfree: fsblkcnt_t,
    pub f_bavail: fsblkcnt_t,
    pub f_files: fsfilcnt_t,
    pub f_ffree: fsfilcnt_t,
    pub f_fsid: fsid_t,
    pub f_namelen: c_ulong,
    pub f_frsize: c_ulong,
    pub f_flags: c_ulong,
    pub f_spare: [c_ulong; 4],
}

/// Linux: `statfs`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn statfs(path: *const c_char, buffer: *mut statfs) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::statfs(path, buffer.cast()) }.zero_or_errno()
}

/// Linux: `fstatfs`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fstatfs(fd: c_int, buffer: *mut statfs) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::fstatfs(fd, buffer.cast()) }.zero_or_errno()
}
