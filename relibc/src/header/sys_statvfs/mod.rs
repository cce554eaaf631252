//! `<sys/statvfs.h>`: file systems as POSIX describes them.

use crate::errno::ResultExt;
use crate::header::sys_statfs::statfs;
use crate::platform::Sys;
use crate::types::*;

/// A file system (POSIX).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct statvfs {
    pub f_bsize: c_ulong,
    pub f_frsize: c_ulong,
    pub f_blocks: fsblkcnt_t,
    pub f_bfree: fsblkcnt_t,
    pub f_bavail: fsblkcnt_t,
    pub f_files: fsfilcnt_t,
    pub f_ffree: fsfilcnt_t,
    pub f_favail: fsfilcnt_t,
    pub f_fsid: c_ulong,
    pub f_flag: c_ulong,
    pub f_namemax: c_ulong,
    pub f_type: c_uint,
    pub __reserved: [c_int; 5],
}

fn convert(from: &statfs) -> statvfs {
    statvfs {
        f_bsize: from.f_bsize,
        f_frsize: if from.f_frsize == 0 {
            from.f_bsize
        } else {
            from.f_frsize
        },
        f_blocks: from.f_blocks,
        f_bfree: from.f_bfree,
        f_bavail: from.f_bavail,
        f_files: from.f_files,
        f_ffree: from.f_ffree,
        f_favail: from.f_ffree,
        f_fsid: c_ulong::from(from.f_fsid.__val[0] as c_uint),
        f_flag: from.f_flags,
        f_namemax: from.f_namelen,
        f_type: from.f_type as c_uint,
        __reserved: [0; 5],
    }
}

/// POSIX: `statvfs`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn statvfs(path: *const c_char, buffer: *mut statvfs) -> c_int {
    let mut status = statfs::default();
    // SAFETY: the caller's promise.
    unsafe { Sys::statfs(path, (&raw mut status).cast()).map(|()| *buffer = convert(&status)) }
        .zero_or_errno()
}

/// POSIX: `fstatvfs`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fstatvfs(fd: c_int, buffer: *mut statvfs) -> c_int {
    let mut status = statfs::default();
    // SAFETY: the caller's promise.
    unsafe { Sys::fstatfs(fd, (&raw mut status).cast()).map(|()| *buffer = convert(&status)) }
        .zero_or_errno()
}
