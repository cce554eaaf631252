//! Signals.

use super::super::memory::{load, store};
use super::super::thread::current;
use super::super::Ochre;
use crate::errno::Errno;
use crate::platform::KernelSigaction;
use crate::types::*;
use posix::signal;

impl Ochre {
    pub(in crate::platform) unsafe fn rt_sigaction(
        number: c_int,
        new: *const KernelSigaction,
        old: *mut KernelSigaction,
        _size: size_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise; the two structures have one layout.
        unsafe {
            let before = match load(new)? {
                new @ Some(_) => signal::sigaction(current(), number, new.as_ref()),
                None => signal::sigaction(current(), number, None),
            }?;
            store(old.cast(), before)?;
        }
        Ok(())
    }

    pub(in crate::platform) unsafe fn rt_sigprocmask(
        how: c_int,
        set: *const u64,
        old: *mut u64,
        _size: size_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            signal::sigprocmask(current(), how, load(set)?).and_then(|mask| store(old.cast(), mask))
        }
    }

    pub(in crate::platform) unsafe fn kill(pid: pid_t, number: c_int) -> Result<(), Errno> {
        signal::kill(current(), pid, number)
    }

    pub(in crate::platform) unsafe fn tgkill(
        pid: pid_t,
        tid: pid_t,
        number: c_int,
    ) -> Result<(), Errno> {
        signal::tgkill(current(), pid, tid, number)
    }

    pub(in crate::platform) unsafe fn rt_sigpending(
        set: *mut u64,
        _size: size_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { signal::sigpending(current()).and_then(|pending| store(set.cast(), pending)) }
    }

    pub(in crate::platform) unsafe fn rt_sigsuspend(
        set: *const u64,
        _size: size_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            Err(signal::sigsuspend(
                current(),
                load(set)?.ok_or(Errno::EFAULT)?,
            ))
        }
    }

    pub(in crate::platform) unsafe fn rt_sigtimedwait(
        set: *const u64,
        info: *mut c_void,
        timeout: *const timespec,
        _size: size_t,
    ) -> Result<c_int, Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            let taken =
                signal::sigtimedwait(current(), load(set)?.ok_or(Errno::EFAULT)?, load(timeout)?)?;
            store(info, taken).map(|()| taken.signo)
        }
    }

    pub(in crate::platform) unsafe fn rt_sigqueueinfo(
        pid: pid_t,
        number: c_int,
        info: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise: a siginfo_t. The reason is its third number, the value its fourth word.
        let words: [u64; 4] = unsafe { load(info.cast_const())? }.ok_or(Errno::EFAULT)?;
        signal::sigqueue(current(), pid, number, words[1] as c_int, words[3])
    }

    pub(in crate::platform) unsafe fn sigaltstack(
        new: *const c_void,
        old: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            signal::sigaltstack(current(), load(new)?.as_ref())
                .and_then(|before| store(old, before))
        }
    }

    pub(in crate::platform) unsafe fn signalfd4(
        fd: c_int,
        mask: *const u64,
        _size: size_t,
        flags: c_int,
    ) -> Result<c_int, Errno> {
        // SAFETY: the caller's promise.
        let mask = unsafe { load(mask)? }.ok_or(Errno::EFAULT)?;
        signal::signalfd(current(), fd, mask, flags)
    }
}
