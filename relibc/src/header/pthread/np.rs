//! Signals to threads, scheduling, names, CPU clocks and affinity of threads.

use crate::errno::{Errno, ResultExt};
use crate::header::errno::program_invocation_short_name;
use crate::header::sched::{cpu_set_t, sched_param};
use crate::platform::{is_ochre, ochre, Sys};
use crate::thread::Tcb;
use crate::types::*;
use core::ffi::CStr;
use core::sync::atomic::{AtomicU8, Ordering};

/// Runs `call` with a live thread's number; ESRCH if it has ended.
///
/// # Safety
/// The block exists: the thread has not been joined, nor detached and ended.
unsafe fn with_number<T>(
    tcb: *mut Tcb,
    call: impl FnOnce(pid_t) -> Result<T, Errno>,
) -> Result<T, Errno> {
    // SAFETY: the caller's promise. The lock holds the thread's end back, so the number stays its own. Signals
    // are blocked, so that no handler on this thread wants the lock.
    unsafe {
        let (all, mut old) = (u64::MAX, 0);
        Sys::rt_sigprocmask(0, &all, &mut old, 8)?;
        (*tcb).posix.kill_lock.lock();
        let ended = (*tcb).posix.detach_state.load(Ordering::Acquire) == super::exit::ENDED;
        let number = ochre::number(tcb);
        let result = if ended || number == 0 {
            Err(Errno::ESRCH)
        } else {
            call(number)
        };
        (*tcb).posix.kill_lock.unlock();
        let _ = Sys::rt_sigprocmask(2, &old, core::ptr::null_mut(), 8);
        result
    }
}

/// Sends a signal to a thread; to one that has ended it is lost (POSIX: no error).
///
/// # Safety
/// As for [`with_number`].
pub(crate) unsafe fn send(tcb: *mut Tcb, signal: c_int) -> Result<(), Errno> {
    // SAFETY: the caller's promise.
    unsafe {
        match with_number(tcb, |number| Sys::tgkill(Sys::getpid()?, number, signal)) {
            Err(Errno::ESRCH) if (0..=64).contains(&signal) => Ok(()),
            result => result,
        }
    }
}

/// POSIX: `pthread_kill`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_kill(thread: pthread_t, signal: c_int) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { send(thread.cast(), signal) }.or_number()
}

/// POSIX: `pthread_getschedparam`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_getschedparam(
    thread: pthread_t,
    policy: *mut c_int,
    parameter: *mut sched_param,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        with_number(thread.cast(), |number| {
            Sys::sched_getparam(number, parameter.cast())?;
            *policy = Sys::sched_getscheduler(number)?;
            Ok(())
        })
        .or_number()
    }
}

/// POSIX: `pthread_setschedparam`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_setschedparam(
    thread: pthread_t,
    policy: c_int,
    parameter: *const sched_param,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        with_number(thread.cast(), |number| {
            Sys::sched_setscheduler(number, policy, parameter.cast())
        })
    }
    .or_number()
}

/// POSIX: `pthread_setschedprio`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_setschedprio(thread: pthread_t, priority: c_int) -> c_int {
    let parameter = sched_param {
        sched_priority: priority,
        ..sched_param::default()
    };
    // SAFETY: the caller's promise.
    unsafe {
        with_number(thread.cast(), |number| {
            Sys::sched_setparam(number, (&raw const parameter).cast())
        })
    }
    .or_number()
}

/// POSIX: `pthread_getcpuclockid`: the clock's number has the thread's number in it (Linux).
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_getcpuclockid(thread: pthread_t, clock: *mut clockid_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        with_number(thread.cast(), |number| {
            *clock = (!number << 3) | 6;
            Ok(())
        })
    }
    .or_number()
}

/// POSIX before 2024: `pthread_getconcurrency`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn pthread_getconcurrency() -> c_int {
    0
}

/// POSIX before 2024: `pthread_setconcurrency`: threads are the kernel's, so there is none to set.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn pthread_setconcurrency(level: c_int) -> c_int {
    match level {
        0 => 0,
        1.. => c_int::from(Errno::EAGAIN.0),
        _ => c_int::from(Errno::EINVAL.0),
    }
}

/// GNU: `pthread_setaffinity_np`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_setaffinity_np(
    thread: pthread_t,
    size: size_t,
    set: *const cpu_set_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        with_number(thread.cast(), |number| {
            Sys::sched_setaffinity(number, size, set.cast())
        })
    }
    .or_number()
}

/// GNU: `pthread_getaffinity_np`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_getaffinity_np(
    thread: pthread_t,
    size: size_t,
    set: *mut cpu_set_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        with_number(thread.cast(), |number| {
            let known = Sys::sched_getaffinity(number, size, set.cast())? as usize;
            set.cast::<u8>().add(known).write_bytes(0, size - known);
            Ok(())
        })
        .or_number()
    }
}

/// Linux: thread names have 15 bytes and an end.
const NAME_SIZE: usize = 16;
pub(crate) const PR_SET_NAME: c_int = 15;
pub(crate) const PR_GET_NAME: c_int = 16;

/// The bytes of a name, cut to what there is room for, with their end.
fn cut(name: &CStr) -> [u8; NAME_SIZE] {
    let mut bytes = [0; NAME_SIZE];
    for (to, from) in bytes[..NAME_SIZE - 1].iter_mut().zip(name.to_bytes()) {
        *to = *from;
    }
    bytes
}

/// A thread's name. The last byte, where its end would be, says whether it was ever set: it is the program's before.
#[repr(transparent)]
pub struct Name([AtomicU8; NAME_SIZE]);

impl Name {
    /// Takes over another one.
    pub fn copy_from(&self, other: &Self) {
        for (to, from) in self.0.iter().zip(&other.0) {
            to.store(from.load(Ordering::Relaxed), Ordering::Relaxed);
        }
    }

    /// Sets it, cut to what there is room for.
    pub fn set(&self, name: &CStr) {
        for (to, from) in self.0.iter().zip(cut(name)) {
            to.store(from, Ordering::Relaxed);
        }
        self.0[NAME_SIZE - 1].store(1, Ordering::Relaxed);
    }

    /// Its bytes, with their end.
    pub fn get(&self) -> [u8; NAME_SIZE] {
        let mut bytes = self.0.each_ref().map(|byte| byte.load(Ordering::Relaxed));
        if core::mem::take(&mut bytes[NAME_SIZE - 1]) != 0 {
            return bytes;
        }
        let program = program_invocation_short_name.load(Ordering::Relaxed);
        match program.is_null() {
            true => [0; NAME_SIZE],
            // SAFETY: a string that lives as long as the process.
            false => cut(unsafe { CStr::from_ptr(program) }),
        }
    }
}

/// `/proc/self/task/N/comm`, with its end.
fn name_path(number: pid_t) -> [u8; 48] {
    use core::fmt::Write;
    struct Path([u8; 48], usize);
    impl Write for Path {
        fn write_str(&mut self, text: &str) -> core::fmt::Result {
            let place = self
                .0
                .get_mut(self.1..self.1 + text.len())
                .ok_or(core::fmt::Error)?;
            place.copy_from_slice(text.as_bytes());
            self.1 += text.len();
            Ok(())
        }
    }
    let mut path = Path([0; 48], 0);
    // 21 bytes and at most 10 digits fit.
    let _ = write!(path, "/proc/self/task/{number}/comm");
    path.0
}

/// GNU: `pthread_setname_np`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_setname_np(thread: pthread_t, name: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let length = CStr::from_ptr(name).to_bytes().len();
        if length >= NAME_SIZE {
            return c_int::from(Errno::ERANGE.0);
        }
        if is_ochre() {
            (*thread.cast::<Tcb>()).posix.name.set(CStr::from_ptr(name));
            return 0;
        }
        if thread == Tcb::current().cast() {
            return Sys::prctl(PR_SET_NAME, name as c_ulong, 0, 0, 0).or_number();
        }
        with_number(thread.cast(), |number| {
            let fd = Sys::openat(-100, name_path(number).as_ptr().cast(), 1 | 0o2000000, 0)?;
            let written = Sys::write(fd, name.cast(), length);
            let _ = Sys::close(fd);
            written.map(|_| ())
        })
        .or_number()
    }
}

/// GNU: `pthread_getname_np`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_getname_np(
    thread: pthread_t,
    name: *mut c_char,
    size: size_t,
) -> c_int {
    if size < NAME_SIZE {
        return c_int::from(Errno::ERANGE.0);
    }
    // SAFETY: the caller's promise.
    unsafe {
        if is_ochre() {
            name.cast::<[u8; NAME_SIZE]>()
                .write_unaligned((*thread.cast::<Tcb>()).posix.name.get());
            return 0;
        }
        if thread == Tcb::current().cast() {
            return Sys::prctl(PR_GET_NAME, name as c_ulong, 0, 0, 0).or_number();
        }
        with_number(thread.cast(), |number| {
            let fd = Sys::openat(-100, name_path(number).as_ptr().cast(), 0o2000000, 0)?;
            let read = Sys::read(fd, name.cast(), size);
            let _ = Sys::close(fd);
            // The file's text ends with a newline.
            *name.add((read? - 1).max(0) as usize) = 0;
            Ok(())
        })
        .or_number()
    }
}
