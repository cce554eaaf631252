//! `<sys/ipc.h>`: System V IPC keys.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// XSI: `ftok`: a key from a file and a number.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ftok(path: *const c_char, id: c_int) -> key_t {
    let mut status = crate::header::sys_stat::stat::default();
    // SAFETY: the caller's promise.
    unsafe { Sys::newfstatat(-100, path, (&raw mut status).cast(), 0) }
        .map(|()| {
            let (inode, device) = (status.st_ino & 0xffff, status.st_dev & 0xff);
            (inode | device << 16 | (id as c_ulong & 0xff) << 24) as key_t
        })
        .or_errno()
}
