//! `<sched.h>`: scheduling, CPU sets, and namespaces.

use crate::errno::{Errno, ResultExt};
use crate::platform::Sys;
use crate::types::*;

/// A thread's scheduling parameters (POSIX, in musl's layout).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct sched_param {
    pub sched_priority: c_int,
    pub __reserved1: c_int,
    pub __reserved2: [c_long; 4],
    pub __reserved3: c_int,
}

/// A set of CPUs (GNU).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cpu_set_t {
    pub __bits: [c_ulong; 16],
}

/// POSIX: `sched_yield`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sched_yield() -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::sched_yield() }.zero_or_errno()
}

/// POSIX: `sched_get_priority_max`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sched_get_priority_max(policy: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::sched_get_priority_max(policy) }.or_errno()
}

/// POSIX: `sched_get_priority_min`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sched_get_priority_min(policy: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::sched_get_priority_min(policy) }.or_errno()
}

/// POSIX: `sched_rr_get_interval`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sched_rr_get_interval(pid: pid_t, interval: *mut timespec) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::sched_rr_get_interval(pid, interval) }.zero_or_errno()
}

/// POSIX: `sched_getparam`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sched_getparam(pid: pid_t, parameter: *mut sched_param) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::sched_getparam(pid, parameter.cast()) }.zero_or_errno()
}

/// POSIX: `sched_setparam`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sched_setparam(pid: pid_t, parameter: *const sched_param) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::sched_setparam(pid, parameter.cast()) }.zero_or_errno()
}

/// POSIX: `sched_getscheduler`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sched_getscheduler(pid: pid_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::sched_getscheduler(pid) }.or_errno()
}

/// POSIX: `sched_setscheduler`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sched_setscheduler(
    pid: pid_t,
    policy: c_int,
    parameter: *const sched_param,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::sched_setscheduler(pid, policy, parameter.cast()) }.zero_or_errno()
}

/// Linux: `sched_setaffinity`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sched_setaffinity(
    pid: pid_t,
    size: size_t,
    set: *const cpu_set_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::sched_setaffinity(pid, size, set.cast()) }.zero_or_errno()
}

/// Linux: `sched_getaffinity`. The kernel fills in what it knows; the rest is zeroed.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sched_getaffinity(pid: pid_t, size: size_t, set: *mut cpu_set_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        Sys::sched_getaffinity(pid, size, set.cast())
            .map(|known| {
                set.cast::<u8>()
                    .add(known as usize)
                    .write_bytes(0, size - known as usize)
            })
            .zero_or_errno()
    }
}

/// Linux: `sched_getcpu`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sched_getcpu() -> c_int {
    let mut cpu = 0;
    // SAFETY: the word is whole.
    unsafe { Sys::getcpu(&mut cpu, core::ptr::null_mut(), core::ptr::null_mut()) }
        .map(|()| cpu as c_int)
        .or_errno()
}

/// CPUs in a set: behind the macros `CPU_COUNT`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __sched_cpucount(size: size_t, set: *const cpu_set_t) -> c_int {
    // SAFETY: the caller promises `size` bytes.
    let bytes = unsafe { core::slice::from_raw_parts(set.cast::<u8>(), size) };
    bytes.iter().map(|byte| byte.count_ones() as c_int).sum()
}

/// Linux: `unshare`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn unshare(flags: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::unshare(flags) }.zero_or_errno()
}

/// Linux: `setns`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setns(fd: c_int, kind: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::setns(fd, kind) }.zero_or_errno()
}

/// Linux: `clone (function, stack, flags, argument, parent_tid, thread_pointer, child_tid)`. The child runs outside the library's knowledge:
/// with CLONE_VM it must keep to calls that are safe in a signal's handler. EINVAL without a stack; ENOSYS on Ochre.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn clone(
    function: Option<unsafe extern "C" fn(*mut c_void) -> c_int>,
    stack: *mut c_void,
    flags: c_int,
    argument: *mut c_void,
    mut arguments: ...
) -> c_int {
    let Some(function) = function.filter(|_| !stack.is_null()) else {
        return Err(Errno::EINVAL).or_errno();
    };
    // SAFETY: on x86-64 the words are there even when the caller passed none.
    let words = unsafe {
        [
            arguments.arg::<c_ulong>() as usize,
            arguments.arg::<c_ulong>() as usize,
            arguments.arg::<c_ulong>() as usize,
        ]
    };
    // SAFETY: the caller's promise.
    unsafe { Sys::clone_program(flags as c_uint as usize, stack, function, argument, words) }
        .or_errno()
}
