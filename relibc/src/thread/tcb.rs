//! The thread control block.
//!
//! x86-64 TLS variant II: the thread pointer (FS base) is the block's address, thread-local storage of
//! the program and of the libraries loaded with it lies right below. The words up to the canary
//! are ABI, known to compilers and to the dynamic loader; the rest is relibc's. relibc itself has
//! no `thread_local` variables: per-thread state is a field here.

use crate::types::*;
use core::sync::atomic::{AtomicI32, AtomicU32};

/// One thread. Zeroed memory is a valid start for all but the first two words.
#[repr(C, align(64))]
pub struct Tcb {
    /// The block's own address: `%fs:0`.
    pub self_pointer: *mut Tcb,
    /// Dynamic thread vector: generation, then one address a TLS module: `%fs:8`.
    pub dtv: *mut usize,
    reserved: [usize; 3],
    /// Stack protector canary: `%fs:0x28`.
    pub canary: usize,
    /// Pointer guard: `%fs:0x30`.
    pub pointer_guard: usize,
    pub errno: c_int,
    /// The kernel's number of the thread; zeroed and woken by the kernel when it has ended.
    pub tid: AtomicI32,
    /// The thread's heap; null before its first block.
    pub heap: *mut crate::allocator::Heap,
    /// What `uselocale` set, or null for the global locale.
    pub locale: locale_t,
    /// Text of the last `dl*` error, or null.
    pub dl_error: *const c_char,
    /// The text that `dlerror` gave last.
    pub dl_error_told: *const c_char,
    /// State of functions that keep some between calls, where POSIX lets them be per thread.
    pub scratch: Scratch,
    pub posix: Pthread,
    /// The threads before and behind this one in the dynamic loader's list.
    pub neighbours: [*mut Tcb; 2],
    pub ochre: crate::platform::ochre::OchreThread,
}

/// Bits of [`Pthread::cancel`]: the thread has been cancelled; it does not let itself be.
pub const CANCEL_REQUESTED: u32 = 1;
pub const CANCEL_DISABLED: u32 = 2;

/// Static buffers of C functions.
#[repr(C)]
pub struct Scratch {
    pub strerror: [c_char; 64],
    pub strsignal: [c_char; 64],
    pub h_errno: c_int,
}

/// What `pthread_*` functions keep of a thread.
#[repr(C)]
pub struct Pthread {
    /// What the thread function returned.
    pub result: *mut c_void,
    pub start: Option<unsafe extern "C" fn(*mut c_void) -> *mut c_void>,
    pub argument: *mut c_void,
    /// Memory that holds stack, TLS and this block (null for the first thread).
    pub map: *mut c_void,
    pub map_length: usize,
    /// Usable stack: highest address and length.
    pub stack_top: *mut c_void,
    pub stack_length: usize,
    pub guard_length: usize,
    /// The creator's signal mask, set once the thread is complete.
    pub initial_mask: u64,
    /// See `header/pthread/join.rs`.
    pub detach_state: AtomicI32,
    /// Bits of `header/pthread/cancel.rs`.
    pub cancel: AtomicU32,
    /// Top of the `pthread_cleanup_push` list.
    pub cleanup: *mut c_void,
    /// Thread-specific data, allocated at first use.
    pub specific: *mut *mut c_void,
    /// Functions of `__cxa_thread_atexit_impl`, newest first.
    pub destructors: *mut c_void,
    /// Serialises `pthread_kill` and friends against the thread's end.
    pub kill_lock: crate::sync::RawLock,
    /// On Ochre, whose kernel keeps none: the thread's name, with its end, in words that may be read while it changes. Empty: the
    /// program's.
    pub name: crate::header::pthread::np::Name,
    /// The mutexes with a priority ceiling that the thread holds, and its priority without them.
    pub(crate) ceilings: crate::header::pthread::ceiling::Held,
    /// The robust mutexes that the thread holds.
    pub(crate) robust: crate::header::pthread::robust::List,
}

impl Tcb {
    /// The calling thread's.
    #[inline(always)]
    pub fn current() -> *mut Self {
        crate::arch::thread_pointer().cast()
    }
}

const _: () = assert!(core::mem::offset_of!(Tcb, canary) == 0x28);
