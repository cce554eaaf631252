//! The `posix::Thread` of each thread: the first one's is static, the others' are part of their control
//! blocks.

use super::super::{ThreadStart, AT_OCHRE_STATE};
use crate::arch;
use crate::errno::Errno;
use crate::start::auxv;
use crate::thread::Tcb;
use core::cell::UnsafeCell;
use core::ffi::{c_int, c_void};
use core::mem::MaybeUninit;
use core::sync::atomic::Ordering;
use posix::thread::NewThread;
use posix::{Process, Thread};

/// The part of a control block that is used on Ochre. All zeros before use.
#[repr(C)]
pub struct OchreThread {
    /// The thread's own: in `room`, or the first thread's.
    thread: *const Thread,
    /// How the thread begins, until it has begun.
    begin: Option<unsafe extern "C" fn(*mut c_void) -> !>,
    room: UnsafeCell<MaybeUninit<Thread>>,
}

// Behind `.bss`, as all that is large there: on Linux it is not used.
#[cfg_attr(not(test), link_section = ".bss.large")]
static PROCESS: Process = Process::new();
static FIRST: Thread = Thread::new(&PROCESS);

/// In [`Tcb::tid`] until the thread has stored its number there; not 0, which would mean that it has ended.
const STARTING: c_int = c_int::MAX;

/// The number of the thread of a control block, 0 if it has ended. On Ochre the kernel stored it in the
/// thread's own state before the thread began.
///
/// # Safety
/// The block exists.
pub unsafe fn number(tcb: *const Tcb) -> c_int {
    // SAFETY: the caller's promise; a thread that is starting has its state in the block.
    unsafe {
        match (*tcb).tid.load(Ordering::Acquire) {
            STARTING => (*(*tcb).ochre.thread).number_word().load(Ordering::Acquire) as c_int,
            number => number,
        }
    }
}

/// The calling thread.
#[inline]
pub fn current() -> &'static Thread {
    // SAFETY: set by `set_thread_pointer` or `start_thread`; lives as long as the thread.
    unsafe { &*(*Tcb::current()).ochre.thread }
}

/// Any thread, for the calls that need none in particular and may come before the first thread's
/// control block is there.
#[inline]
pub fn any() -> &'static Thread {
    &FIRST
}

/// Takes over what `exec` left. Called once, first of all.
pub fn start() {
    let block = auxv::get(AT_OCHRE_STATE).map_or(&[][..], |address| {
        // SAFETY: exec put a whole block there.
        unsafe {
            core::slice::from_raw_parts(
                address as *const u8,
                posix::start::STATE_MAX.min(block_length(address)),
            )
        }
    });
    if posix::start::start(&FIRST, block).is_err() {
        posix::process::exit(127);
    }
}

/// The length that a state block gives.
///
/// # Safety
/// `address` is a state block's.
unsafe fn block_length(address: usize) -> usize {
    // SAFETY: the caller's promise.
    unsafe { (*(address as *const posix::start::StateHeader)).len as usize }
}

/// See [`super::super::Sys::set_thread_pointer`]: for the first thread.
///
/// # Safety
/// As there.
pub unsafe fn set_thread_pointer(pointer: *mut u8) -> Result<(), Errno> {
    // SAFETY: the caller's promise.
    unsafe { adopt_first_thread(pointer.cast()) };
    posix::thread::set_thread_pointer(pointer as usize)
}

/// Joins the first thread's control block, whoever made it, to this library's state of that thread.
///
/// # Safety
/// `tcb` is the first thread's.
pub unsafe fn adopt_first_thread(tcb: *mut Tcb) {
    // SAFETY: the caller's promise.
    unsafe { (*tcb).ochre.thread = &FIRST };
}

/// See [`super::super::Sys::start_thread`].
///
/// # Safety
/// As there.
pub unsafe fn start_thread(start: &ThreadStart) -> Result<c_int, Errno> {
    let tcb: *mut Tcb = start.thread_pointer.cast();
    // SAFETY: the caller's promise: the block and what is in it live as long as the thread.
    unsafe {
        let room: *mut Thread = (*tcb).ochre.room.get().cast();
        room.write(Thread::new(&PROCESS));
        (*tcb).ochre.thread = room;
        (*tcb).ochre.begin = Some(start.entry);
        (*start.tid).store(STARTING, Ordering::Release);
        let new = NewThread {
            entry: arch::thread_entry as *const () as usize,
            stack: start.stack as usize,
            argument: start.argument as u64,
            thread_pointer: start.thread_pointer as u64,
        };
        match posix::thread::create(current(), &*room, &new) {
            // The block may be gone by now: a detached thread that has ended gave it back.
            Ok(number) => Ok(number),
            Err(error) => {
                (*start.tid).store(0, Ordering::Release);
                Err(error)
            }
        }
    }
}

/// A thread's first function here: makes its number known and its end seen.
#[no_mangle]
pub(crate) unsafe extern "C" fn __relibc_ochre_thread(argument: *mut c_void) -> ! {
    // SAFETY: the creator filled in the block, which is the current one.
    unsafe {
        let tcb = Tcb::current();
        let tid = &(*tcb).tid;
        if let Ok(number) = posix::thread::set_tid_address(current(), tid.as_ptr() as usize) {
            tid.store(number, Ordering::Release);
        }
        match (*tcb).ochre.begin.take() {
            Some(begin) => begin(argument),
            None => posix::thread::exit(0, 0),
        }
    }
}

/// See [`super::super::Sys::end_thread`].
///
/// # Safety
/// As there.
pub unsafe fn end_thread(stack: *mut c_void, length: usize) -> ! {
    // SAFETY: the caller's promise.
    unsafe { posix::thread::exit(stack as usize, length) }
}
