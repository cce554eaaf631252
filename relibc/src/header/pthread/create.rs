//! `pthread_create`: a thread's memory and its first steps.
//!
//! One mapping holds, from below: the guard, the stack, thread-local storage, and the control block.

use super::attr::pthread_attr_t;
use super::exit;
use crate::errno::{Errno, ResultExt};
use crate::platform::{Sys, ThreadStart};
use crate::thread::{self, Tcb};
use crate::types::*;
use core::ptr::null_mut;
use core::sync::atomic::Ordering;

const PAGE: usize = 4096;
const PROT_NONE: c_int = 0;
const PROT_READ_WRITE: c_int = 3;
/// MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK
const MAP_FLAGS: c_int = 0x02 | 0x20 | 0x4000 | 0x20000;

/// POSIX: `pthread_create`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_create(
    thread: *mut pthread_t,
    attr: *const pthread_attr_t,
    start: unsafe extern "C" fn(*mut c_void) -> *mut c_void,
    argument: *mut c_void,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let attr = attr.as_ref().copied().unwrap_or_else(super::attr::defaults);
        create(&attr, start, argument)
            .map(|tcb| *thread = tcb.cast())
            .or_number()
    }
}

/// Starts a thread of the library's own, detached, with a signal mask.
///
/// # Safety
/// `start` may be called with `argument`.
pub(crate) unsafe fn start_detached(
    attr: &pthread_attr_t,
    mask: u64,
    start: unsafe extern "C" fn(*mut c_void) -> *mut c_void,
    argument: *mut c_void,
) -> Result<(), Errno> {
    let mut attr = *attr;
    attr.detached = 1;
    let mut old = 0;
    // SAFETY: the caller's promise; the mask is this thread's own.
    unsafe {
        Sys::rt_sigprocmask(2, &mask, &mut old, 8)?;
        let created = create(&attr, start, argument);
        let _ = Sys::rt_sigprocmask(2, &old, null_mut(), 8);
        created.map(drop)
    }
}

/// # Safety
/// As for `pthread_create`.
unsafe fn create(
    attr: &pthread_attr_t,
    start: unsafe extern "C" fn(*mut c_void) -> *mut c_void,
    argument: *mut c_void,
) -> Result<*mut Tcb, Errno> {
    // SAFETY: the memory is new and large enough; the thread owns it from its start to its end.
    unsafe {
        let tcb = allocate(attr)?;
        let creator = Tcb::current();
        let new = &mut *tcb;
        new.canary = (*creator).canary;
        new.pointer_guard = (*creator).pointer_guard;
        new.locale = core::ptr::null_mut();
        new.posix.start = Some(start);
        new.posix.argument = argument;
        let state = if attr.detached != 0 {
            exit::DETACHED
        } else {
            exit::JOINABLE
        };
        new.posix.detach_state.store(state, Ordering::Relaxed);
        thread::set_multi_threaded();
        exit::THREADS.fetch_add(1, Ordering::Relaxed);

        // The thread begins with all signals blocked, so that none runs before it is complete.
        let all = u64::MAX;
        let mut mask = 0;
        let _ = Sys::rt_sigprocmask(0, &all, &mut mask, 8);
        new.posix.initial_mask = mask;
        let begin = ThreadStart {
            entry: run,
            argument: tcb.cast(),
            stack: new.posix.stack_top.cast(),
            thread_pointer: tcb.cast(),
            tid: &raw const new.tid,
        };
        let started = Sys::start_thread(&begin);
        let _ = Sys::rt_sigprocmask(2, &mask, null_mut(), 8);
        if let Err(error) = started {
            exit::THREADS.fetch_sub(1, Ordering::Relaxed);
            release(tcb);
            return Err(if error == Errno::ENOMEM {
                Errno::EAGAIN
            } else {
                error
            });
        }
        Ok(tcb)
    }
}

/// Maps a thread's memory and makes its control block.
///
/// # Safety
/// A stack that `attr` names is unused.
unsafe fn allocate(attr: &pthread_attr_t) -> Result<*mut Tcb, Errno> {
    let block = thread::static_layout();
    let guard = if attr.stack_top == 0 {
        attr.guard_size.next_multiple_of(PAGE)
    } else {
        0
    };
    let stack = if attr.stack_top == 0 {
        attr.stack_size.next_multiple_of(PAGE)
    } else {
        0
    };
    let length = (guard + stack + block.size + block.align).next_multiple_of(PAGE);
    // SAFETY: a new mapping; what is placed fits by the sum above.
    unsafe {
        let map = Sys::mmap(
            null_mut(),
            length,
            if guard != 0 {
                PROT_NONE
            } else {
                PROT_READ_WRITE
            },
            MAP_FLAGS,
            -1,
            0,
        )
        .map_err(|_| Errno::EAGAIN)?;
        if guard != 0 {
            if let Err(error) = Sys::mprotect(map.byte_add(guard), length - guard, PROT_READ_WRITE)
            {
                let _ = Sys::munmap(map, length);
                return Err(error);
            }
        }
        let end = map.byte_add(length).cast::<u8>();
        let start = end.sub(block.size).map_addr(|a| a & !(block.align - 1));
        let tcb = block.place(start);
        let posix = &mut (*tcb).posix;
        (posix.map, posix.map_length, posix.guard_length) = (map, length, guard);
        if attr.stack_top == 0 {
            posix.stack_top = start.map_addr(|a| a & !15).cast();
            posix.stack_length = posix.stack_top as usize - map as usize - guard;
        } else {
            posix.stack_top = core::ptr::with_exposed_provenance_mut(attr.stack_top & !15);
            posix.stack_length = attr.stack_size;
        }
        Ok(tcb)
    }
}

/// Gives a thread's memory back.
///
/// # Safety
/// The thread has ended or was never started.
pub(crate) unsafe fn release(tcb: *mut Tcb) {
    // SAFETY: the caller's promise.
    unsafe {
        let _ = Sys::munmap((*tcb).posix.map, (*tcb).posix.map_length);
    }
}

/// A thread's first function.
unsafe extern "C" fn run(argument: *mut c_void) -> ! {
    // SAFETY: the creator filled in the block; the thread is the current one.
    unsafe {
        let tcb: *mut Tcb = argument.cast();
        let _ = Sys::rt_sigprocmask(2, &raw const (*tcb).posix.initial_mask, null_mut(), 8);
        let start = (*tcb).posix.start;
        let result = start.map_or(null_mut(), |start| start((*tcb).posix.argument));
        exit::end(result)
    }
}

/// POSIX: `pthread_self`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn pthread_self() -> pthread_t {
    Tcb::current().cast()
}

/// C11's name of [`pthread_self`].
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn thrd_current() -> pthread_t {
    Tcb::current().cast()
}

/// POSIX: `pthread_equal`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn pthread_equal(a: pthread_t, b: pthread_t) -> c_int {
    c_int::from(a == b)
}
