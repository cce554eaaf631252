//! What a kernel gives: one set of calls, two kernels.
//!
//! [`calls`] is the table: every call with Linux's number, argument order and structure layouts.
//! [`linux`] makes the system calls; [`ochre`] serves the same calls from the `posix` crate. Both are
//! compiled in. [`Sys`] picks by a flag set at start-up from the auxiliary vector: a branch the CPU
//! predicts, so that one binary runs on both kernels. Nothing outside this folder makes a kernel
//! call.

pub mod calls;
pub mod linux;
pub mod ochre;
pub mod word;

pub use calls::{KernelSigaction, Platform, Point, Sys};

use crate::errno::Errno;
use core::ffi::{c_int, c_void};
use core::sync::atomic::{AtomicBool, AtomicI32, Ordering};

/// Auxiliary vector tag that only Ochre's `exec` gives: address of the start-up state block.
pub const AT_OCHRE_STATE: usize = 0x6f63_0001;

static ON_OCHRE: AtomicBool = AtomicBool::new(false);

/// Whether the process runs on Ochre's kernel.
#[inline]
pub fn is_ochre() -> bool {
    ON_OCHRE.load(Ordering::Relaxed)
}

/// Chooses Ochre; called once, before any other call, when the auxiliary vector has the tag.
pub fn choose_ochre() {
    ON_OCHRE.store(true, Ordering::Relaxed);
}

/// How a new thread begins.
#[derive(Clone, Copy, Debug)]
pub struct ThreadStart {
    /// First function, called on the new stack with `argument`; must not return.
    pub entry: unsafe extern "C" fn(*mut c_void) -> !,
    pub argument: *mut c_void,
    /// Top of the new stack, 16-byte aligned.
    pub stack: *mut u8,
    /// The thread pointer (FS base on x86-64).
    pub thread_pointer: *mut u8,
    /// Gets the thread's number before it starts; zeroed and woken when it has ended.
    pub tid: *const AtomicI32,
}

const FUTEX_WAIT: c_int = 0;
const FUTEX_WAKE: c_int = 1;
const FUTEX_PRIVATE: c_int = 128;

impl Sys {
    /// Sleeps while `word` is `expected`; may also return early.
    pub fn futex_wait_private(word: &AtomicI32, expected: i32) {
        let address = word.as_ptr();
        // SAFETY: the word is live; a wait only reads it.
        let _ = unsafe {
            Self::futex(
                address,
                FUTEX_WAIT | FUTEX_PRIVATE,
                expected,
                core::ptr::null(),
                core::ptr::null_mut(),
                0,
            )
        };
    }

    /// Wakes up to `most` sleepers on `word`.
    pub fn futex_wake_private(word: &AtomicI32, most: i32) {
        let address = word.as_ptr();
        // SAFETY: waking uses the address only as a key.
        let _ = unsafe {
            Self::futex(
                address,
                FUTEX_WAKE | FUTEX_PRIVATE,
                most,
                core::ptr::null(),
                core::ptr::null_mut(),
                0,
            )
        };
    }

    /// Sets the calling thread's thread pointer (FS base).
    ///
    /// # Safety
    /// `pointer` is a thread control block that outlives the thread.
    pub unsafe fn set_thread_pointer(pointer: *mut u8) -> Result<(), Errno> {
        if is_ochre() {
            // SAFETY: the caller's promise.
            unsafe { ochre::set_thread_pointer(pointer) }
        } else {
            // SAFETY: the caller's promise.
            unsafe { linux::set_thread_pointer(pointer) }
        }
    }

    /// Starts a thread.
    ///
    /// # Safety
    /// The stack, thread control block and `tid` word live until the thread has ended.
    pub unsafe fn start_thread(start: &ThreadStart) -> Result<c_int, Errno> {
        if is_ochre() {
            // SAFETY: the caller's promise.
            unsafe { ochre::start_thread(start) }
        } else {
            // SAFETY: the caller's promise.
            unsafe { linux::start_thread(start) }
        }
    }

    /// Linux's `clone`, with a function for the child to run.
    ///
    /// # Safety
    /// As for [`crate::arch::clone_program`].
    pub unsafe fn clone_program(
        flags: usize,
        stack: *mut c_void,
        function: unsafe extern "C" fn(*mut c_void) -> c_int,
        argument: *mut c_void,
        words: [usize; 3],
    ) -> Result<c_int, Errno> {
        if is_ochre() {
            return Err(Errno::ENOSYS);
        }
        // SAFETY: the caller's promise.
        let result = unsafe { crate::arch::clone_program(flags, stack, function, argument, words) };
        linux::check(result).map(|child| child as c_int)
    }

    /// Ends the calling thread and unmaps `length` bytes at `stack` (its own stack) if not 0.
    ///
    /// # Safety
    /// Nothing uses that memory any more.
    pub unsafe fn end_thread(stack: *mut c_void, length: usize) -> ! {
        if is_ochre() {
            // SAFETY: the caller's promise.
            unsafe { ochre::end_thread(stack, length) }
        } else {
            // SAFETY: the caller's promise.
            unsafe { linux::end_thread(stack, length) }
        }
    }

    /// `clock_gettime`, on Linux without entering the kernel where it has a function for that.
    ///
    /// # Safety
    /// `time` is valid.
    #[inline]
    pub unsafe fn clock_now(clock: c_int, time: *mut crate::types::timespec) -> Result<(), Errno> {
        if is_ochre() {
            // SAFETY: the caller's promise.
            unsafe { ochre::clock_now(clock, time) }
        } else {
            // SAFETY: the caller's promise.
            unsafe { linux::clock_now(clock, time) }
        }
    }

    /// Whether a descriptor is a terminal. Errors: EBADF, or what says that it is none.
    pub fn terminal(fd: c_int) -> Result<(), Errno> {
        if is_ochre() {
            ochre::terminal(fd)
        } else {
            linux::terminal(fd)
        }
    }

    /// Fresh memory, zeroed: `mmap` for those who need no more of it, which on Ochre is the smaller part.
    pub fn map_memory(size: usize) -> Result<*mut u8, Errno> {
        if is_ochre() {
            ochre::map_memory(size)
        } else {
            linux::map_memory(size)
        }
    }

    /// Ends the process at once.
    pub fn end_process(status: c_int) -> ! {
        loop {
            // SAFETY: takes no pointers. It does not return; the loop says so to the compiler.
            let _ = unsafe { Self::exit_group(status) };
        }
    }
}

/// The call of a Linux number on the kernel the process runs on.
///
/// # Safety
/// The arguments are right for the call.
pub unsafe fn by_number(number: core::ffi::c_long, arguments: [usize; 6]) -> Result<usize, Errno> {
    // SAFETY: the caller's promise.
    unsafe {
        if is_ochre() {
            return calls::ochre_by_number(number, arguments);
        }
        let [a, b, c, d, e, f] = arguments;
        linux::check(crate::arch::syscall6(number as usize, a, b, c, d, e, f))
    }
}
