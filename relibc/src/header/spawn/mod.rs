//! `<spawn.h>`: `posix_spawn`.

use crate::descriptor;
use crate::errno::{Errno, ResultExt};
use crate::header::fcntl::{O_CLOFORK, O_LARGEFILE};
use crate::header::sched::sched_param;
use crate::header::signal::{SIGMAX, SIG_DFL, SIG_IGN};
use crate::header::unistd::process::search_and_exec;
use crate::platform::{KernelSigaction, Sys};
use crate::types::*;
use alloc::boxed::Box;
use alloc::ffi::CString;
use alloc::vec::Vec;
use core::ffi::CStr;

/// `posix_spawnattr_t`, in musl's 336 bytes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct posix_spawnattr_t {
    flags: c_int,
    group: pid_t,
    default: sigset_t,
    mask: sigset_t,
    priority: c_int,
    policy: c_int,
    function: *mut c_void,
    reserved: [c_char; 56],
}

/// `posix_spawn_file_actions_t`, in musl's 80 bytes: the actions are a list that the first word owns.
#[repr(C)]
pub struct posix_spawn_file_actions_t {
    reserved: [c_int; 2],
    actions: *mut Vec<Action>,
    reserved2: [c_int; 16],
}

const _: () = assert!(core::mem::size_of::<posix_spawnattr_t>() == 336);
const _: () = assert!(core::mem::size_of::<posix_spawn_file_actions_t>() == 80);

/// What the child does with its descriptors, in order.
enum Action {
    Open(c_int, CString, c_int, mode_t),
    Close(c_int),
    CloseFrom(c_int),
    Duplicate(c_int, c_int),
    ChangeFolder(CString),
    ChangeFolderTo(c_int),
}

const RESETIDS: c_int = 1;
const SETPGROUP: c_int = 2;
const SETSIGDEF: c_int = 4;
const SETSIGMASK: c_int = 8;
const SETSCHEDPARAM: c_int = 16;
const SETSCHEDULER: c_int = 32;
const USEVFORK: c_int = 64;
const SETSID: c_int = 128;

/// POSIX: `posix_spawnattr_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawnattr_init(attr: *mut posix_spawnattr_t) -> c_int {
    // SAFETY: the caller's promise; all zeros are the defaults.
    unsafe { attr.write_bytes(0, 1) };
    0
}

/// POSIX: `posix_spawnattr_destroy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawnattr_destroy(_attr: *mut posix_spawnattr_t) -> c_int {
    0
}

/// POSIX: `posix_spawnattr_setflags`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawnattr_setflags(
    attr: *mut posix_spawnattr_t,
    flags: c_short,
) -> c_int {
    const ALL: c_int = RESETIDS
        | SETPGROUP
        | SETSIGDEF
        | SETSIGMASK
        | SETSCHEDPARAM
        | SETSCHEDULER
        | USEVFORK
        | SETSID;
    if c_int::from(flags) & !ALL != 0 {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe { (*attr).flags = c_int::from(flags) };
    0
}

/// POSIX: `posix_spawnattr_getflags`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawnattr_getflags(
    attr: *const posix_spawnattr_t,
    flags: *mut c_short,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *flags = (*attr).flags as c_short };
    0
}

/// POSIX: `posix_spawnattr_setpgroup`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawnattr_setpgroup(
    attr: *mut posix_spawnattr_t,
    group: pid_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*attr).group = group };
    0
}

/// POSIX: `posix_spawnattr_getpgroup`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawnattr_getpgroup(
    attr: *const posix_spawnattr_t,
    group: *mut pid_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *group = (*attr).group };
    0
}

/// POSIX: `posix_spawnattr_setsigdefault`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawnattr_setsigdefault(
    attr: *mut posix_spawnattr_t,
    set: *const sigset_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*attr).default = *set };
    0
}

/// POSIX: `posix_spawnattr_getsigdefault`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawnattr_getsigdefault(
    attr: *const posix_spawnattr_t,
    set: *mut sigset_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *set = (*attr).default };
    0
}

/// POSIX: `posix_spawnattr_setsigmask`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawnattr_setsigmask(
    attr: *mut posix_spawnattr_t,
    set: *const sigset_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*attr).mask = *set };
    0
}

/// POSIX: `posix_spawnattr_getsigmask`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawnattr_getsigmask(
    attr: *const posix_spawnattr_t,
    set: *mut sigset_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *set = (*attr).mask };
    0
}

/// POSIX: `posix_spawnattr_setschedpolicy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawnattr_setschedpolicy(
    attr: *mut posix_spawnattr_t,
    policy: c_int,
) -> c_int {
    if !(0..=2).contains(&policy) {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe { (*attr).policy = policy };
    0
}

/// POSIX: `posix_spawnattr_getschedpolicy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawnattr_getschedpolicy(
    attr: *const posix_spawnattr_t,
    policy: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *policy = (*attr).policy };
    0
}

/// POSIX: `posix_spawnattr_setschedparam`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawnattr_setschedparam(
    attr: *mut posix_spawnattr_t,
    parameter: *const sched_param,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*attr).priority = (*parameter).sched_priority };
    0
}

/// POSIX: `posix_spawnattr_getschedparam`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawnattr_getschedparam(
    attr: *const posix_spawnattr_t,
    parameter: *mut sched_param,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*parameter).sched_priority = (*attr).priority };
    0
}

/// POSIX: `posix_spawn_file_actions_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawn_file_actions_init(
    actions: *mut posix_spawn_file_actions_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { actions.write_bytes(0, 1) };
    0
}

/// POSIX: `posix_spawn_file_actions_destroy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawn_file_actions_destroy(
    actions: *mut posix_spawn_file_actions_t,
) -> c_int {
    // SAFETY: the list was made by `add`.
    unsafe {
        if !(*actions).actions.is_null() {
            drop(Box::from_raw((*actions).actions));
            (*actions).actions = core::ptr::null_mut();
        }
    }
    0
}

/// Appends an action.
///
/// # Safety
/// `actions` was initialised.
unsafe fn add(actions: *mut posix_spawn_file_actions_t, action: Action) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        if (*actions).actions.is_null() {
            (*actions).actions = Box::into_raw(Box::default());
        }
        let list = &mut *(*actions).actions;
        if list.try_reserve(1).is_err() {
            return c_int::from(Errno::ENOMEM.0);
        }
        list.push(action);
    }
    0
}

/// POSIX: `posix_spawn_file_actions_addopen`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawn_file_actions_addopen(
    actions: *mut posix_spawn_file_actions_t,
    fd: c_int,
    path: *const c_char,
    flags: c_int,
    mode: mode_t,
) -> c_int {
    if fd < 0 {
        return c_int::from(Errno::EBADF.0);
    }
    // SAFETY: the caller's promise.
    unsafe {
        add(
            actions,
            Action::Open(fd, CStr::from_ptr(path).into(), flags, mode),
        )
    }
}

/// POSIX: `posix_spawn_file_actions_addclose`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawn_file_actions_addclose(
    actions: *mut posix_spawn_file_actions_t,
    fd: c_int,
) -> c_int {
    if fd < 0 {
        return c_int::from(Errno::EBADF.0);
    }
    // SAFETY: the caller's promise.
    unsafe { add(actions, Action::Close(fd)) }
}

/// GNU: `posix_spawn_file_actions_addclosefrom_np`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawn_file_actions_addclosefrom_np(
    actions: *mut posix_spawn_file_actions_t,
    fd: c_int,
) -> c_int {
    if fd < 0 {
        return c_int::from(Errno::EBADF.0);
    }
    // SAFETY: the caller's promise.
    unsafe { add(actions, Action::CloseFrom(fd)) }
}

/// POSIX: `posix_spawn_file_actions_adddup2`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawn_file_actions_adddup2(
    actions: *mut posix_spawn_file_actions_t,
    old: c_int,
    new: c_int,
) -> c_int {
    if old < 0 || new < 0 {
        return c_int::from(Errno::EBADF.0);
    }
    // SAFETY: the caller's promise.
    unsafe { add(actions, Action::Duplicate(old, new)) }
}

/// POSIX.1-2024: `posix_spawn_file_actions_addchdir`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawn_file_actions_addchdir(
    actions: *mut posix_spawn_file_actions_t,
    path: *const c_char,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { add(actions, Action::ChangeFolder(CStr::from_ptr(path).into())) }
}

/// The older name of [`posix_spawn_file_actions_addchdir`].
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawn_file_actions_addchdir_np(
    actions: *mut posix_spawn_file_actions_t,
    path: *const c_char,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { posix_spawn_file_actions_addchdir(actions, path) }
}

/// POSIX.1-2024: `posix_spawn_file_actions_addfchdir`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawn_file_actions_addfchdir(
    actions: *mut posix_spawn_file_actions_t,
    fd: c_int,
) -> c_int {
    if fd < 0 {
        return c_int::from(Errno::EBADF.0);
    }
    // SAFETY: the caller's promise.
    unsafe { add(actions, Action::ChangeFolderTo(fd)) }
}

/// The older name of [`posix_spawn_file_actions_addfchdir`].
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawn_file_actions_addfchdir_np(
    actions: *mut posix_spawn_file_actions_t,
    fd: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { posix_spawn_file_actions_addfchdir(actions, fd) }
}

/// How a program's path is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lookup {
    /// As it is (`posix_spawn`).
    Exact,
    /// In the folders of `PATH` if it has no slash (`posix_spawnp`).
    InPath,
}

/// What the child is to become.
struct Plan<'a> {
    path: &'a CStr,
    lookup: Lookup,
    actions: &'a [Action],
    attr: Option<&'a posix_spawnattr_t>,
    arguments: *const *mut c_char,
    environment: *const *mut c_char,
    /// The caller's signal mask.
    mask: u64,
}

impl Plan<'_> {
    /// In the child: does everything and execs. Comes back only with an error.
    ///
    /// # Safety
    /// Runs in a child that has one thread; `report` is where the error will be written.
    unsafe fn carry_out(&self, mut report: c_int) -> Errno {
        // SAFETY: the caller's promise.
        unsafe {
            let result = self.prepare().and_then(|()| {
                self.actions
                    .iter()
                    .try_for_each(|action| run(action, &mut report))
            });
            if let Err(error) = result {
                return write_error(report, error);
            }
            // POSIX.1-2024: after the actions, which may want such a descriptor.
            descriptor::close_all_marked();
            let flags = self.attr.map_or(0, |attr| attr.flags);
            let mask = match self.attr {
                Some(attr) if flags & SETSIGMASK != 0 => attr.mask.bits[0],
                _ => self.mask,
            };
            let _ = Sys::rt_sigprocmask(2, &mask, core::ptr::null_mut(), 8);
            let error = if self.lookup == Lookup::InPath {
                search_and_exec(self.path, self.arguments, self.environment)
            } else {
                Sys::execve(
                    self.path.as_ptr(),
                    self.arguments.cast(),
                    self.environment.cast(),
                )
                .err()
                .unwrap_or(Errno::ENOEXEC)
            };
            write_error(report, error)
        }
    }

    /// Handlers become default, then what the attributes say.
    ///
    /// # Safety
    /// As for [`Self::carry_out`].
    unsafe fn prepare(&self) -> Result<(), Errno> {
        let flags = self.attr.map_or(0, |attr| attr.flags);
        let default = self.attr.map_or(0, |attr| {
            if flags & SETSIGDEF != 0 {
                attr.default.bits[0]
            } else {
                0
            }
        });
        // SAFETY: structures are whole.
        unsafe {
            for signal in 1..=SIGMAX {
                let mut action = KernelSigaction {
                    handler: SIG_DFL,
                    flags: 0,
                    restorer: 0,
                    mask: 0,
                };
                if default >> (signal - 1) & 1 == 0 {
                    let known = Sys::rt_sigaction(signal, core::ptr::null(), &mut action, 8);
                    if known.is_err() || action.handler == SIG_DFL || action.handler == SIG_IGN {
                        continue;
                    }
                }
                let action = KernelSigaction {
                    handler: SIG_DFL,
                    flags: 0,
                    restorer: 0,
                    mask: 0,
                };
                let _ = Sys::rt_sigaction(signal, &action, core::ptr::null_mut(), 8);
            }
            let Some(attr) = self.attr else { return Ok(()) };
            if flags & SETSID != 0 {
                Sys::setsid()?;
            }
            if flags & SETPGROUP != 0 {
                Sys::setpgid(0, attr.group)?;
            }
            let parameter = sched_param {
                sched_priority: attr.priority,
                ..sched_param::default()
            };
            if flags & SETSCHEDULER != 0 {
                Sys::sched_setscheduler(0, attr.policy, (&raw const parameter).cast())?;
            } else if flags & SETSCHEDPARAM != 0 {
                Sys::sched_setparam(0, (&raw const parameter).cast())?;
            }
            if flags & RESETIDS != 0 {
                Sys::setgid(Sys::getgid()?)?;
                Sys::setuid(Sys::getuid()?)?;
            }
        }
        Ok(())
    }
}

/// One file action. The report descriptor moves out of the way of those that are set.
///
/// # Safety
/// Runs in the child.
unsafe fn run(action: &Action, report: &mut c_int) -> Result<(), Errno> {
    const F_DUPFD_CLOEXEC: c_int = 1030;
    const F_SETFD: c_int = 2;
    let target = match action {
        Action::Open(fd, ..) | Action::Close(fd) | Action::Duplicate(_, fd) => Some(*fd),
        _ => None,
    };
    // SAFETY: strings are whole.
    unsafe {
        if target == Some(*report) {
            let moved = Sys::fcntl(*report, F_DUPFD_CLOEXEC, 3)?;
            let _ = Sys::close(*report);
            *report = moved;
        }
        match action {
            Action::Close(fd) => {
                // A descriptor that is not open is no error (POSIX.1-2024).
                let _ = descriptor::close(*fd);
            }
            Action::CloseFrom(fd) => {
                let report = *report as c_uint;
                if (*fd as c_uint) < report {
                    descriptor::close_range(*fd as c_uint, report - 1, 0)?;
                }
                descriptor::close_range(report.max(*fd as c_uint - 1) + 1, c_uint::MAX, 0)?;
            }
            Action::Duplicate(old, new) if old == new => {
                descriptor::fcntl(*old, F_SETFD, 0)?;
            }
            Action::Duplicate(old, new) => {
                descriptor::replace(*old, *new, 0)?;
            }
            Action::Open(fd, path, flags, mode) => {
                let opened = descriptor::open(*flags, |flags| {
                    Sys::openat(-100, path.as_ptr(), flags | O_LARGEFILE, *mode)
                })?;
                if opened != *fd {
                    descriptor::replace(opened, *fd, *flags & O_CLOFORK)?;
                    descriptor::close(opened)?;
                }
            }
            Action::ChangeFolder(path) => Sys::chdir(path.as_ptr())?,
            Action::ChangeFolderTo(fd) => Sys::fchdir(*fd)?,
        }
    }
    Ok(())
}

/// Tells the parent why there will be no program.
fn write_error(report: c_int, error: Errno) -> Errno {
    let number = c_int::from(error.0);
    // SAFETY: the word is whole. If this fails the parent sees status 127.
    let _ = unsafe { Sys::write(report, (&raw const number).cast(), 4) };
    error
}

/// Makes the child and waits until it has become the program or has failed.
///
/// # Safety
/// The plan's pointers are right for exec.
unsafe fn spawn(plan: &mut Plan<'_>) -> Result<pid_t, Errno> {
    const O_CLOEXEC: c_int = 0o2000000;
    let mut ends = [0; 2];
    let all = u64::MAX;
    // SAFETY: words are whole; the child runs `carry_out` only.
    unsafe {
        Sys::pipe2(ends.as_mut_ptr(), O_CLOEXEC)?;
        let _ = Sys::rt_sigprocmask(0, &all, &mut plan.mask, 8);
        let child = descriptor::fork();
        if child == Ok(0) {
            let _ = Sys::close(ends[0]);
            plan.carry_out(ends[1]);
            Sys::end_process(127);
        }
        let _ = Sys::rt_sigprocmask(2, &plan.mask, core::ptr::null_mut(), 8);
        let _ = Sys::close(ends[1]);
        let result = child.and_then(|child| wait_for_exec(child, ends[0]));
        let _ = Sys::close(ends[0]);
        result
    }
}

/// Reads the child's report: nothing at all when exec closed the pipe.
fn wait_for_exec(child: pid_t, report: c_int) -> Result<pid_t, Errno> {
    let mut number: c_int = 0;
    loop {
        // SAFETY: the word is whole.
        match unsafe { Sys::read(report, (&raw mut number).cast(), 4) } {
            Err(Errno::EINTR) => {}
            Ok(4) => {
                // SAFETY: takes no pointers that are not null.
                let _ =
                    unsafe { Sys::wait4(child, core::ptr::null_mut(), 0, core::ptr::null_mut()) };
                return Err(Errno(number as u16));
            }
            _ => return Ok(child),
        }
    }
}

/// Both functions: they only differ in how the path is meant.
///
/// # Safety
/// Their callers' promise.
unsafe fn spawn_as(
    lookup: Lookup,
    result: *mut pid_t,
    path: *const c_char,
    actions: *const posix_spawn_file_actions_t,
    attr: *const posix_spawnattr_t,
    [arguments, environment]: [*const *mut c_char; 2],
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let actions = actions.as_ref().and_then(|a| a.actions.as_ref());
        let mut plan = Plan {
            path: CStr::from_ptr(path),
            lookup,
            actions: actions.map_or(&[][..], Vec::as_slice),
            attr: attr.as_ref(),
            arguments,
            environment,
            mask: 0,
        };
        let child = spawn(&mut plan);
        if let (Ok(child), Some(result)) = (child, result.as_mut()) {
            *result = child;
        }
        child.or_number()
    }
}

/// POSIX: `posix_spawn`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawn(
    result: *mut pid_t,
    path: *const c_char,
    actions: *const posix_spawn_file_actions_t,
    attr: *const posix_spawnattr_t,
    arguments: *const *mut c_char,
    environment: *const *mut c_char,
) -> c_int {
    let strings = [arguments, environment];
    // SAFETY: the caller's promise.
    unsafe { spawn_as(Lookup::Exact, result, path, actions, attr, strings) }
}

/// POSIX: `posix_spawnp`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_spawnp(
    result: *mut pid_t,
    path: *const c_char,
    actions: *const posix_spawn_file_actions_t,
    attr: *const posix_spawnattr_t,
    arguments: *const *mut c_char,
    environment: *const *mut c_char,
) -> c_int {
    let strings = [arguments, environment];
    // SAFETY: the caller's promise.
    unsafe { spawn_as(Lookup::InPath, result, path, actions, attr, strings) }
}
