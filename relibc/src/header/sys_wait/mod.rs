//! `<sys/wait.h>`: the end of child processes.

use crate::errno::ResultExt;
use crate::header::pthread::cancel;
use crate::header::signal::siginfo_t;
use crate::header::sys_resource::rusage;
use crate::platform::Point;
use crate::types::*;

pub const WNOHANG: c_int = 1;
pub const WUNTRACED: c_int = 2;
pub const WSTOPPED: c_int = 2;
pub const WEXITED: c_int = 4;
pub const WCONTINUED: c_int = 8;
pub const WNOWAIT: c_int = 0x1000000;

/// POSIX: `wait`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wait(status: *mut c_int) -> pid_t {
    // SAFETY: the caller's promise.
    unsafe { waitpid(-1, status, 0) }
}

/// POSIX: `waitpid`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn waitpid(pid: pid_t, status: *mut c_int, options: c_int) -> pid_t {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::wait4(pid, status, options, core::ptr::null_mut())) }
        .or_errno()
}

/// POSIX: `waitid`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn waitid(
    kind: c_int,
    id: id_t,
    info: *mut siginfo_t,
    options: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        cancel::point(|| Point::waitid(kind, id, info.cast(), options, core::ptr::null_mut()))
    }
    .zero_or_errno()
}

/// BSD: `wait3`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wait3(status: *mut c_int, options: c_int, usage: *mut rusage) -> pid_t {
    // SAFETY: the caller's promise.
    unsafe { wait4(-1, status, options, usage) }
}

/// BSD: `wait4`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wait4(
    pid: pid_t,
    status: *mut c_int,
    options: c_int,
    usage: *mut rusage,
) -> pid_t {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::wait4(pid, status, options, usage.cast())) }.or_errno()
}
