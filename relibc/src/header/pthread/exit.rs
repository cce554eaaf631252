//! The end of a thread: `pthread_exit`, joining, detaching, and what runs at the end.

use super::cancel;
use super::{futex_wait_point, Deadline, Sharing};
use crate::errno::{Errno, ResultExt};
use crate::platform::Sys;
use crate::thread::Tcb;
use crate::types::*;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicI32, Ordering};

/// `detach_state`: someone will join.
pub(crate) const JOINABLE: i32 = 0;
/// The thread frees itself.
pub(crate) const DETACHED: i32 = 1;
/// The thread has come to its end.
pub(crate) const ENDED: i32 = 2;

/// Threads that have not ended.
pub(crate) static THREADS: AtomicI32 = AtomicI32::new(1);

/// POSIX: `pthread_exit`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_exit(result: *mut c_void) -> ! {
    // SAFETY: the caller ends itself.
    unsafe { end(result) }
}

/// Ends the calling thread: cleanup handlers, destructors, thread-specific data; the last thread
/// ends the process.
///
/// # Safety
/// The caller's frames are not needed any more.
pub(crate) unsafe fn end(result: *mut c_void) -> ! {
    // SAFETY: the block is the caller's own; handlers were registered to be called.
    unsafe {
        let tcb = Tcb::current();
        (*tcb).posix.result = result;
        cancel::disable_for_good(tcb);
        run_cleanup(tcb);
        run_destructors(tcb);
        super::key::run_destructors(tcb);
        super::robust::holder_ends();

        if THREADS.fetch_sub(1, Ordering::AcqRel) == 1 {
            THREADS.store(1, Ordering::Relaxed);
            crate::header::stdlib::exit::exit(0);
        }
        let all = u64::MAX;
        let _ = Sys::rt_sigprocmask(0, &all, null_mut(), 8);
        crate::allocator::leave();
        (*tcb).posix.kill_lock.lock();
        let state = (*tcb).posix.detach_state.swap(ENDED, Ordering::AcqRel);
        (*tcb).posix.kill_lock.unlock();
        if state == DETACHED && !(*tcb).posix.map.is_null() {
            super::stack::release_storage(tcb);
            // The kernel must not write the thread's number into memory that is gone.
            let _ = Sys::set_tid_address(NOWHERE.as_ptr());
            Sys::end_thread((*tcb).posix.map, (*tcb).posix.map_length)
        }
        Sys::end_thread(null_mut(), 0)
    }
}

static NOWHERE: AtomicI32 = AtomicI32::new(0);

/// An entry of the cleanup list, in the caller's frame (musl's `struct __ptcb`).
#[repr(C)]
pub struct __ptcb {
    pub __f: Option<unsafe extern "C" fn(*mut c_void)>,
    pub __x: *mut c_void,
    pub __next: *mut __ptcb,
}

/// Behind the macro `pthread_cleanup_push`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn _pthread_cleanup_push(
    entry: *mut __ptcb,
    function: Option<unsafe extern "C" fn(*mut c_void)>,
    argument: *mut c_void,
) {
    // SAFETY: the entry lives in the caller's frame until it is popped.
    unsafe {
        let tcb = Tcb::current();
        *entry = __ptcb {
            __f: function,
            __x: argument,
            __next: (*tcb).posix.cleanup.cast(),
        };
        (*tcb).posix.cleanup = entry.cast();
    }
}

/// Behind the macro `pthread_cleanup_pop`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn _pthread_cleanup_pop(entry: *mut __ptcb, run: c_int) {
    // SAFETY: the entry is the newest.
    unsafe {
        (*Tcb::current()).posix.cleanup = (*entry).__next.cast();
        if run != 0 {
            if let Some(function) = (*entry).__f {
                function((*entry).__x);
            }
        }
    }
}

/// # Safety
/// `tcb` is the calling thread's.
unsafe fn run_cleanup(tcb: *mut Tcb) {
    // SAFETY: the entries' frames are still there, below the caller's.
    unsafe {
        while !(*tcb).posix.cleanup.is_null() {
            let entry: *mut __ptcb = (*tcb).posix.cleanup.cast();
            (*tcb).posix.cleanup = (*entry).__next.cast();
            if let Some(function) = (*entry).__f {
                function((*entry).__x);
            }
        }
    }
}

/// A destructor of a thread-local object.
struct Destructor {
    function: unsafe extern "C" fn(*mut c_void),
    object: *mut c_void,
    next: *mut Destructor,
    /// Frees the entry: here, so that `exit` does not bring the heap into programs without destructors.
    release: unsafe fn(*mut u8),
}

/// Itanium C++ ABI, and Rust's std: a destructor to run when the calling thread ends.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __cxa_thread_atexit_impl(
    function: unsafe extern "C" fn(*mut c_void),
    object: *mut c_void,
    _dso: *mut c_void,
) -> c_int {
    // SAFETY: the block is the caller's own.
    unsafe {
        let tcb = Tcb::current();
        let entry: *mut Destructor =
            crate::allocator::allocate(core::mem::size_of::<Destructor>()).cast();
        if entry.is_null() {
            return -1;
        }
        entry.write(Destructor {
            function,
            object,
            next: (*tcb).posix.destructors.cast(),
            release: crate::allocator::free,
        });
        (*tcb).posix.destructors = entry.cast();
        0
    }
}

/// Runs the destructors of `__cxa_thread_atexit_impl`, newest first.
///
/// # Safety
/// `tcb` is the calling thread's.
pub(crate) unsafe fn run_destructors(tcb: *mut Tcb) {
    // SAFETY: entries are ours; each runs once.
    unsafe {
        while !(*tcb).posix.destructors.is_null() {
            let entry: *mut Destructor = (*tcb).posix.destructors.cast();
            (*tcb).posix.destructors = (*entry).next.cast();
            let (function, object) = ((*entry).function, (*entry).object);
            ((*entry).release)(entry.cast());
            function(object);
        }
    }
}

/// Waits for a thread's end and frees it.
///
/// # Safety
/// The thread is joinable, and nobody else joins it.
unsafe fn join(
    thread: pthread_t,
    result: *mut *mut c_void,
    deadline: Option<&Deadline>,
) -> Result<(), Errno> {
    let tcb: *mut Tcb = thread.cast();
    // SAFETY: the caller's promise: the block lives until we release it.
    unsafe {
        if tcb == Tcb::current() {
            return Err(Errno::EDEADLK);
        }
        if (*tcb).posix.detach_state.load(Ordering::Acquire) == DETACHED {
            return Err(Errno::EINVAL);
        }
        loop {
            let number = (*tcb).tid.load(Ordering::Acquire);
            if number == 0 {
                break;
            }
            cancel::test();
            // The kernel wakes with the shared kind of futex.
            match futex_wait_point(&(*tcb).tid, number, deadline, Sharing::Shared) {
                Err(Errno::ETIMEDOUT) => return Err(Errno::ETIMEDOUT),
                _ => cancel::test(),
            }
        }
        if !result.is_null() {
            *result = (*tcb).posix.result;
        }
        super::stack::release(tcb);
    }
    Ok(())
}

/// POSIX: `pthread_join`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_join(thread: pthread_t, result: *mut *mut c_void) -> c_int {
    cancel::test();
    // SAFETY: the caller's promise.
    unsafe { join(thread, result, None) }.or_number()
}

/// GNU: `pthread_tryjoin_np`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_tryjoin_np(thread: pthread_t, result: *mut *mut c_void) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        if (*thread.cast::<Tcb>()).tid.load(Ordering::Acquire) != 0 {
            return c_int::from(Errno::EBUSY.0);
        }
        join(thread, result, None).or_number()
    }
}

/// GNU: `pthread_timedjoin_np`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_timedjoin_np(
    thread: pthread_t,
    result: *mut *mut c_void,
    time: *const timespec,
) -> c_int {
    cancel::test();
    // SAFETY: the caller's promise.
    unsafe { Deadline::at(0, time).and_then(|deadline| join(thread, result, deadline.as_ref())) }
        .or_number()
}

/// POSIX: `pthread_detach`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_detach(thread: pthread_t) -> c_int {
    // SAFETY: the caller promises a thread that was not detached or joined.
    unsafe {
        let state = &(*thread.cast::<Tcb>()).posix.detach_state;
        match state.compare_exchange(JOINABLE, DETACHED, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => 0,
            Err(DETACHED) => c_int::from(Errno::EINVAL.0),
            Err(_) => join(thread, null_mut(), None).or_number(),
        }
    }
}
