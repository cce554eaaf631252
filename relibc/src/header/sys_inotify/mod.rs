//! `<sys/inotify.h>`.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// A change in the file system (Linux).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct inotify_event {
    pub wd: c_int,
    pub mask: u32,
    pub cookie: u32,
    pub len: u32,
    pub name: [c_char; 0],
}

/// Linux: `inotify_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn inotify_init() -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::inotify_init1(0) }.or_errno()
}

/// Linux: `inotify_init1`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn inotify_init1(flags: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::inotify_init1(flags) }.or_errno()
}

/// Linux: `inotify_add_watch`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn inotify_add_watch(fd: c_int, path: *const c_char, mask: u32) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::inotify_add_watch(fd, path, mask) }.or_errno()
}

/// Linux: `inotify_rm_watch`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn inotify_rm_watch(fd: c_int, watch: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::inotify_rm_watch(fd, watch) }.zero_or_errno()
}
