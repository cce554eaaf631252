//! Who the process is: users, groups, process groups and sessions.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// POSIX: `setuid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setuid(uid: uid_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::setuid(uid) }.zero_or_errno()
}

/// POSIX: `setgid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setgid(gid: gid_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::setgid(gid) }.zero_or_errno()
}

/// POSIX: `seteuid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn seteuid(uid: uid_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::setresuid(uid_t::MAX, uid, uid_t::MAX) }.zero_or_errno()
}

/// POSIX: `setegid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setegid(gid: gid_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::setresgid(gid_t::MAX, gid, gid_t::MAX) }.zero_or_errno()
}

/// POSIX: `setreuid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setreuid(real: uid_t, effective: uid_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::setreuid(real, effective) }.zero_or_errno()
}

/// POSIX: `setregid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setregid(real: gid_t, effective: gid_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::setregid(real, effective) }.zero_or_errno()
}

/// POSIX.1-2024: `setresuid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setresuid(real: uid_t, effective: uid_t, saved: uid_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::setresuid(real, effective, saved) }.zero_or_errno()
}

/// POSIX.1-2024: `setresgid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setresgid(real: gid_t, effective: gid_t, saved: gid_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::setresgid(real, effective, saved) }.zero_or_errno()
}

/// POSIX.1-2024: `getresuid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getresuid(
    real: *mut uid_t,
    effective: *mut uid_t,
    saved: *mut uid_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::getresuid(real, effective, saved) }.zero_or_errno()
}

/// POSIX.1-2024: `getresgid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getresgid(
    real: *mut gid_t,
    effective: *mut gid_t,
    saved: *mut gid_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::getresgid(real, effective, saved) }.zero_or_errno()
}

/// POSIX: `getgroups`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getgroups(size: c_int, list: *mut gid_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::getgroups(size, list) }.or_errno()
}

/// POSIX: `setpgid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setpgid(pid: pid_t, group: pid_t) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::setpgid(pid, group) }.zero_or_errno()
}

/// POSIX: `getpgid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getpgid(pid: pid_t) -> pid_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::getpgid(pid) }.or_errno()
}

/// POSIX: `getsid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getsid(pid: pid_t) -> pid_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::getsid(pid) }.or_errno()
}

/// POSIX: `setsid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setsid() -> pid_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::setsid() }.or_errno()
}

/// POSIX: `setpgrp`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setpgrp() -> pid_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::setpgid(0, 0).and_then(|()| Sys::getpgid(0)) }.or_errno()
}

/// POSIX: `getpid`. Never fails.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getpid() -> pid_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::getpid() }.unwrap_or_default()
}

/// POSIX: `getppid`. Never fails.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getppid() -> pid_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::getppid() }.unwrap_or_default()
}

/// POSIX: `gettid`. Never fails.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn gettid() -> pid_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::gettid() }.unwrap_or_default()
}

/// POSIX: `getuid`. Never fails.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getuid() -> uid_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::getuid() }.unwrap_or_default()
}

/// POSIX: `geteuid`. Never fails.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn geteuid() -> uid_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::geteuid() }.unwrap_or_default()
}

/// POSIX: `getgid`. Never fails.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getgid() -> gid_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::getgid() }.unwrap_or_default()
}

/// POSIX: `getegid`. Never fails.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getegid() -> gid_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::getegid() }.unwrap_or_default()
}

/// POSIX: `getpgrp`. Never fails.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getpgrp() -> pid_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::getpgid(0) }.unwrap_or_default()
}

/// GNU: `issetugid` of BSD: whether the program runs with more rights than its caller.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn issetugid() -> c_int {
    c_int::from(crate::start::auxv::get(crate::start::auxv::AT_SECURE).unwrap_or(0) != 0)
}
