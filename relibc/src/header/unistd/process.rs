//! Processes: `fork`, the `exec` family, `nice`, and `_exit`.

use crate::descriptor;
use crate::errno::{Errno, ResultExt};
use crate::header::pthread::atfork;
use crate::header::pthread::exit::THREADS;
use crate::header::stdlib::env;
use crate::platform::Sys;
use crate::thread::Tcb;
use crate::types::*;
use core::ffi::{CStr, VaList};
use core::sync::atomic::Ordering;

/// POSIX: `fork`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fork() -> pid_t {
    // SAFETY: handlers were registered to be called here.
    unsafe {
        atfork::before();
        let child = _Fork();
        if child == 0 {
            atfork::in_child();
        } else {
            atfork::in_parent();
        }
        child
    }
}

/// POSIX.1-2024: `_Fork`: `fork` without the handlers.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn _Fork() -> pid_t {
    // SAFETY: the child has one thread, this one, whose number is new.
    unsafe {
        let mut old = 0;
        let all = u64::MAX;
        let _ = Sys::rt_sigprocmask(0, &all, &mut old, 8);
        let result = descriptor::fork();
        if result == Ok(0) {
            let tid = &raw const (*Tcb::current()).tid;
            let number = Sys::set_tid_address(tid.cast_mut().cast()).unwrap_or(0);
            (*tid).store(number, Ordering::Relaxed);
            THREADS.store(1, Ordering::Relaxed);
            crate::header::pthread::robust::forget();
            crate::thread::set_single_threaded();
            descriptor::close_all_marked();
        }
        let _ = Sys::rt_sigprocmask(2, &old, core::ptr::null_mut(), 8);
        result.or_errno()
    }
}

/// BSD: `vfork`: a `fork`, which POSIX.1-2001 allowed it to be.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vfork() -> pid_t {
    // SAFETY: as for `fork`.
    unsafe { fork() }
}

/// POSIX: `_exit`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn _exit(status: c_int) -> ! {
    Sys::end_process(status)
}

/// POSIX: `execve`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn execve(
    path: *const c_char,
    arguments: *const *mut c_char,
    environment: *const *mut c_char,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::execve(path, arguments.cast(), environment.cast()) }.zero_or_errno()
}

/// POSIX: `execv`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn execv(path: *const c_char, arguments: *const *mut c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { execve(path, arguments, current_environment()) }
}

fn current_environment() -> *const *mut c_char {
    env::environ.load(Ordering::Relaxed)
}

/// POSIX: `fexecve`, through the descriptor's name in `/proc`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fexecve(
    fd: c_int,
    arguments: *const *mut c_char,
    environment: *const *mut c_char,
) -> c_int {
    let mut path = [0_u8; 32];
    super::terminal::write_fd_path(fd, &mut path);
    // SAFETY: the caller's promise.
    unsafe { execve(path.as_ptr().cast(), arguments, environment) }
}

/// POSIX: `execvp`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn execvp(file: *const c_char, arguments: *const *mut c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { execvpe(file, arguments, current_environment()) }
}

/// GNU: `execvpe`: looks a name without a slash up in `PATH`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn execvpe(
    file: *const c_char,
    arguments: *const *mut c_char,
    environment: *const *mut c_char,
) -> c_int {
    // SAFETY: the caller's promise.
    let error = unsafe { search_and_exec(CStr::from_ptr(file), arguments, environment) };
    Err::<(), _>(error).zero_or_errno()
}

/// The `PATH` of a process that has none (POSIX: `confstr(_CS_PATH)`).
const DEFAULT_PATH: &CStr = c"/usr/local/bin:/bin:/usr/bin";

/// Tries each folder of `PATH`. Comes back only with an error: EACCES if that was met anywhere.
///
/// # Safety
/// As for `execve`.
pub(crate) unsafe fn search_and_exec(
    file: &CStr,
    arguments: *const *mut c_char,
    environment: *const *mut c_char,
) -> Errno {
    const NAME_MAX: usize = 255;
    const PATH_MAX: usize = 4096;
    let name = file.to_bytes();
    if name.is_empty() {
        return Errno::ENOENT;
    }
    if name.contains(&b'/') {
        // SAFETY: the caller's promise.
        return unsafe { exec_or_shell(file.as_ptr(), arguments, environment) };
    }
    if name.len() > NAME_MAX {
        return Errno::ENAMETOOLONG;
    }
    // SAFETY: the value is a string until the environment is changed.
    let path = unsafe {
        let value = env::getenv(c"PATH".as_ptr());
        if value.is_null() {
            DEFAULT_PATH
        } else {
            CStr::from_ptr(value)
        }
    };
    let mut buffer = [0_u8; PATH_MAX + NAME_MAX + 2];
    let mut denied = false;
    for folder in path.to_bytes().split(|&c| c == b':') {
        if folder.len() >= PATH_MAX {
            continue;
        }
        let mut length = 0;
        for part in [
            folder,
            if folder.is_empty() { b"" } else { b"/" },
            name,
            b"\0",
        ] {
            buffer[length..length + part.len()].copy_from_slice(part);
            length += part.len();
        }
        // SAFETY: the caller's promise; the path ends with a zero byte.
        match unsafe { exec_or_shell(buffer.as_ptr().cast(), arguments, environment) } {
            Errno::EACCES => denied = true,
            Errno::ENOENT | Errno::ENOTDIR => {}
            error => return error,
        }
    }
    if denied {
        Errno::EACCES
    } else {
        Errno::ENOENT
    }
}

/// `execve`; a file that is no executable format is given to the shell (POSIX, `exec`).
///
/// # Safety
/// As for `execve`.
unsafe fn exec_or_shell(
    path: *const c_char,
    arguments: *const *mut c_char,
    environment: *const *mut c_char,
) -> Errno {
    // SAFETY: the caller's promise.
    unsafe {
        let error = Sys::execve(path, arguments.cast(), environment.cast())
            .err()
            .unwrap_or(Errno::ENOEXEC);
        if error != Errno::ENOEXEC {
            return error;
        }
        let mut list = alloc::vec::Vec::new();
        let mut argument = arguments.add(usize::from(!(*arguments).is_null()));
        list.push(c"sh".as_ptr());
        list.push(path);
        while !(*argument).is_null() {
            list.push((*argument).cast_const());
            argument = argument.add(1);
        }
        list.push(core::ptr::null());
        Sys::execve(c"/bin/sh".as_ptr(), list.as_ptr(), environment.cast())
            .err()
            .unwrap_or(Errno::ENOEXEC)
    }
}

/// The arguments of an `execl` function up to the null, and the null.
///
/// # Safety
/// `first` and `rest` are strings that end with a null pointer.
unsafe fn collect(first: *const c_char, rest: &mut VaList<'_>) -> alloc::vec::Vec<*mut c_char> {
    let mut list = alloc::vec![first.cast_mut()];
    while !list[list.len() - 1].is_null() {
        // SAFETY: the caller's promise.
        list.push(unsafe { rest.arg::<*mut c_char>() });
    }
    list
}

/// POSIX: `execl`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn execl(
    path: *const c_char,
    argument: *const c_char,
    mut rest: ...
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        execve(
            path,
            collect(argument, &mut rest).as_ptr(),
            current_environment(),
        )
    }
}

/// POSIX: `execlp`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn execlp(
    file: *const c_char,
    argument: *const c_char,
    mut rest: ...
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        execvpe(
            file,
            collect(argument, &mut rest).as_ptr(),
            current_environment(),
        )
    }
}

/// POSIX: `execle`: the environment follows the null.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn execle(
    path: *const c_char,
    argument: *const c_char,
    mut rest: ...
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let list = collect(argument, &mut rest);
        execve(path, list.as_ptr(), rest.arg::<*const *mut c_char>())
    }
}

/// POSIX: `nice`: the new value, or -1, which may also be a value: see `errno`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn nice(increment: c_int) -> c_int {
    let change = || -> Result<c_int, Errno> {
        // SAFETY: takes no pointers.
        unsafe {
            // The kernel gives 20 - value, so that -1 is no value.
            let old = 20 - Sys::getpriority(0, 0)?;
            let new = old.saturating_add(increment).clamp(-20, 19);
            match Sys::setpriority(0, 0, new) {
                Err(Errno::EACCES) => Err(Errno::EPERM),
                result => result.map(|()| new),
            }
        }
    };
    change().or_errno()
}

/// Linux: `daemon` of BSD.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn daemon(keep_directory: c_int, keep_streams: c_int) -> c_int {
    // SAFETY: plain calls; the parent leaves without running handlers.
    unsafe {
        if keep_directory == 0 && super::files::chdir(c"/".as_ptr()) < 0 {
            return -1;
        }
        if keep_streams == 0 {
            let null = match Sys::openat(-100, c"/dev/null".as_ptr(), 2, 0) {
                Ok(fd) => fd,
                Err(error) => return Err(error).or_errno(),
            };
            for fd in 0..3 {
                if fd != null {
                    super::io::dup2(null, fd);
                }
            }
            if null > 2 {
                super::io::close(null);
            }
        }
        for step in 0..2 {
            match fork() {
                -1 => return -1,
                0 => {}
                _ => _exit(0),
            }
            if step == 0 && super::identity::setsid() < 0 {
                return -1;
            }
        }
    }
    0
}

/// BSD: `acct`: records of processes that end go to a file, whose form is in `<sys/acct.h>`; null ends that.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn acct(path: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::acct(path) }.zero_or_errno()
}
