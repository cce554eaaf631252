//! Close-on-fork (POSIX.1-2024: `FD_CLOFORK`), which no kernel beneath this library has.
//!
//! - [`marks`]: the set of the descriptors that have the flag.
//! - [`gate`]: keeps a fork away from calls that open or close one of them.
//! - Here: the calls that open, close, replace and ask about descriptors, for both kernels. What a program may
//!   have marked is closed through [`close`], replaced through [`replace`]; what the library opens for itself is
//!   never marked and goes to the kernel.
//!
//! A program that never sets the flag pays one load in each of these calls and in [`fork`], and in a process with
//! threads two atomic operations in `fork`. A descriptor's mark is set after the kernel's open and cleared before its
//! close, so that a number that another thread gets meanwhile is not taken for the old one.
//!
//! The set ends with the program: after `exec` no descriptor has the flag. POSIX.1-2024's first text kept it; by
//! the Austin Group's defect 1851 it is cleared, as a program that knows nothing of it would lose descriptors, and
//! so do Solaris, illumos, FreeBSD and NetBSD. What goes around this library (`syscall`, `clone`) knows no marks.

mod gate;
mod marks;
#[cfg(test)]
mod test;

use crate::errno::Errno;
use crate::header::fcntl::{FD_CLOFORK, F_DUPFD, F_DUPFD_CLOFORK, F_GETFD, F_SETFD, O_CLOFORK};
use crate::platform::{Point, Sys};
use crate::types::*;
use marks::Marks;

/// The bit of `O_CLOFORK` and of `SOCK_CLOFORK`: one that Linux has no use for, and that no kernel sees.
pub const CLOSE_ON_FORK: c_int = O_CLOFORK;

static MARKS: Marks = Marks::new();

/// A descriptor that `call` opens with `flags`. Errors: the call's, and ENOMEM if it cannot be marked.
#[inline]
pub fn open(
    flags: c_int,
    call: impl FnOnce(c_int) -> Result<c_int, Errno>,
) -> Result<c_int, Errno> {
    if flags & CLOSE_ON_FORK == 0 {
        return call(flags);
    }
    gate::during(|| open_slowly(flags, call))
}

/// As [`open`], but the call may wait for another process: a fork does not wait for that, and so may miss what it has just
/// opened.
#[inline]
pub fn open_slowly(
    flags: c_int,
    call: impl FnOnce(c_int) -> Result<c_int, Errno>,
) -> Result<c_int, Errno> {
    if flags & CLOSE_ON_FORK == 0 {
        return call(flags);
    }
    call(flags & !CLOSE_ON_FORK).and_then(mark)
}

/// Two descriptors that `call` opens with `flags` and stores in `pair`.
///
/// # Safety
/// `pair` has room for two.
#[inline]
pub unsafe fn open_pair(
    flags: c_int,
    pair: *mut c_int,
    call: impl FnOnce(c_int) -> Result<(), Errno>,
) -> Result<(), Errno> {
    if flags & CLOSE_ON_FORK == 0 {
        return call(flags);
    }
    gate::during(|| {
        call(flags & !CLOSE_ON_FORK)?;
        // SAFETY: the caller's promise; the call has filled it.
        let [first, second] = unsafe { pair.cast::<[c_int; 2]>().read() };
        mark_all([first, second].into_iter())
    })
}

/// Gives new descriptors the flag. Errors: ENOMEM; then all are closed.
pub fn mark_all(mut fds: impl Iterator<Item = c_int> + Clone) -> Result<(), Errno> {
    let all = fds.clone();
    fds.try_for_each(|fd| MARKS.set(fd)).inspect_err(|_| {
        for fd in all {
            // SAFETY: they are not the program's yet.
            let _ = unsafe { close(fd) };
        }
    })
}

/// Does what opens descriptors, or closes marked ones, without a fork of another thread within. It must not wait.
pub fn apart_from_forks<T>(call: impl FnOnce() -> T) -> T {
    gate::during(call)
}

/// Gives a new descriptor the flag, or closes it.
#[cold]
fn mark(fd: c_int) -> Result<c_int, Errno> {
    mark_all(core::iter::once(fd)).map(|()| fd)
}

/// Whether a descriptor has the flag.
#[inline]
fn is_marked(fd: c_int) -> bool {
    MARKS.is_used() && MARKS.contains(fd)
}

/// `close`.
///
/// # Safety
/// As for [`Sys::close`].
#[inline]
pub unsafe fn close(fd: c_int) -> Result<(), Errno> {
    if is_marked(fd) {
        // SAFETY: the caller's promise.
        return unsafe { close_marked(fd) };
    }
    // SAFETY: the caller's promise.
    unsafe { Sys::close(fd) }
}

/// `close`, within a cancellation point. A marked descriptor is closed once its mark is gone, whatever comes meanwhile.
///
/// # Safety
/// As for [`Sys::close`].
#[inline]
pub unsafe fn close_cancellable(fd: c_int) -> Result<(), Errno> {
    if is_marked(fd) {
        // SAFETY: the caller's promise.
        return unsafe { close_marked(fd) };
    }
    // SAFETY: the caller's promise.
    unsafe { Point::close(fd) }
}

#[cold]
unsafe fn close_marked(fd: c_int) -> Result<(), Errno> {
    gate::during(|| {
        MARKS.clear(fd);
        // SAFETY: the caller's promise.
        unsafe { Sys::close(fd) }
    })
}

/// `close_range`.
///
/// # Safety
/// As for [`Sys::close_range`].
pub unsafe fn close_range(first: c_uint, last: c_uint, flags: c_int) -> Result<(), Errno> {
    const CLOSE_RANGE_UNSHARE: c_int = 2;
    let closes = first <= last && flags & !CLOSE_RANGE_UNSHARE == 0;
    if !(closes && MARKS.is_used()) {
        // SAFETY: the caller's promise.
        return unsafe { Sys::close_range(first, last, flags) };
    }
    gate::during(|| {
        MARKS.clear_range(first, last);
        // SAFETY: the caller's promise.
        unsafe { Sys::close_range(first, last, flags) }
    })
}

/// `dup3`: the new descriptor has the flag if `flags` say so.
///
/// # Safety
/// As for [`Sys::dup3`].
#[inline]
pub unsafe fn replace(old: c_int, new: c_int, flags: c_int) -> Result<c_int, Errno> {
    if flags & CLOSE_ON_FORK != 0 || is_marked(new) {
        // SAFETY: the caller's promise.
        return unsafe { replace_marked(old, new, flags) };
    }
    // SAFETY: the caller's promise.
    unsafe { Sys::dup3(old, new, flags) }
}

/// What is replaced stays marked when the call fails, so the mark changes after it: no fork comes between.
#[cold]
unsafe fn replace_marked(old: c_int, new: c_int, flags: c_int) -> Result<c_int, Errno> {
    let marks = flags & CLOSE_ON_FORK != 0;
    if marks && new >= 0 {
        MARKS.make_room(new)?;
    }
    gate::during(|| {
        // SAFETY: the caller's promise.
        unsafe { Sys::dup3(old, new, flags & !CLOSE_ON_FORK) }?;
        match marks {
            true => MARKS.set(new)?,
            false => MARKS.clear(new),
        }
        Ok(new)
    })
}

/// `fcntl`.
///
/// # Safety
/// As for [`Sys::fcntl`].
#[inline]
pub unsafe fn fcntl(fd: c_int, command: c_int, argument: c_ulong) -> Result<c_int, Errno> {
    match command {
        // SAFETY: the caller's promise.
        F_GETFD => unsafe { Sys::fcntl(fd, command, argument) }.map(|flags| match is_marked(fd) {
            true => flags | FD_CLOFORK,
            false => flags,
        }),
        F_SETFD => {
            let marks = argument & FD_CLOFORK as c_ulong;
            // SAFETY: the caller's promise.
            let result = unsafe { Sys::fcntl(fd, command, argument & !marks) }?;
            if marks != 0 {
                MARKS.set(fd)?;
            } else if MARKS.is_used() {
                MARKS.clear(fd);
            }
            Ok(result)
        }
        F_DUPFD_CLOFORK => open(CLOSE_ON_FORK, |_| {
            // SAFETY: the caller's promise.
            unsafe { Sys::fcntl(fd, F_DUPFD, argument) }
        }),
        // SAFETY: the caller's promise.
        _ => unsafe { Sys::fcntl(fd, command, argument) },
    }
}

/// `fork`: the child still has what is marked, until [`close_all_marked`].
///
/// # Safety
/// As for [`Sys::fork`], with all signals blocked.
pub unsafe fn fork() -> Result<pid_t, Errno> {
    // SAFETY: the caller's promise.
    gate::without_openers(|| unsafe { Sys::fork() })
}

/// Closes every descriptor that has the flag. Takes no lock and allocates nothing: it may follow a fork in a
/// signal handler.
///
/// # Safety
/// In a child, before the program's code runs there.
#[inline]
pub unsafe fn close_all_marked() {
    if MARKS.is_used() {
        MARKS.take_each(|fd| {
            // SAFETY: as the flag says. It fails for one that was closed around the library.
            let _ = unsafe { Sys::close(fd) };
        });
    }
}
