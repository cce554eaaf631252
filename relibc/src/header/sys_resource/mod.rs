//! `<sys/resource.h>`: limits, usage and priorities.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// A resource's limits (POSIX).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct rlimit {
    pub rlim_cur: c_ulong,
    pub rlim_max: c_ulong,
}

/// What a process has used (POSIX).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct rusage {
    pub ru_utime: timeval,
    pub ru_stime: timeval,
    pub ru_maxrss: c_long,
    pub ru_ixrss: c_long,
    pub ru_idrss: c_long,
    pub ru_isrss: c_long,
    pub ru_minflt: c_long,
    pub ru_majflt: c_long,
    pub ru_nswap: c_long,
    pub ru_inblock: c_long,
    pub ru_oublock: c_long,
    pub ru_msgsnd: c_long,
    pub ru_msgrcv: c_long,
    pub ru_nsignals: c_long,
    pub ru_nvcsw: c_long,
    pub ru_nivcsw: c_long,
    pub __reserved: [c_long; 16],
}

/// The kernel's part of [`rusage`]: 16 words less.
const KERNEL_RUSAGE: usize = core::mem::size_of::<rusage>() - 16 * 8;

/// POSIX: `getrlimit`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getrlimit(resource: c_int, limit: *mut rlimit) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::prlimit64(0, resource, core::ptr::null(), limit.cast()) }.zero_or_errno()
}

/// POSIX: `setrlimit`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setrlimit(resource: c_int, limit: *const rlimit) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::prlimit64(0, resource, limit.cast(), core::ptr::null_mut()) }.zero_or_errno()
}

/// Linux: `prlimit`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn prlimit(
    pid: pid_t,
    resource: c_int,
    new: *const rlimit,
    old: *mut rlimit,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::prlimit64(pid, resource, new.cast(), old.cast()) }.zero_or_errno()
}

/// POSIX: `setpriority`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setpriority(which: c_int, who: id_t, value: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::setpriority(which, who, value) }.zero_or_errno()
}

/// POSIX: `getpriority`. The kernel gives 20 minus the value.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getpriority(which: c_int, who: id_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::getpriority(which, who).map(|raw| 20 - raw) }.or_errno()
}

/// POSIX: `getrusage`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getrusage(who: c_int, usage: *mut rusage) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::getrusage(who, usage.cast()) }.zero_or_errno()
}

const _: () = assert!(KERNEL_RUSAGE == 144);
