//! Threads and futexes. Stacks, thread-local storage and `pthread_t` are the C library's.

use crate::kernel::thread as kernel;
use crate::signal::prepare;
use crate::state::Thread;
use abi::errno::Result;
use abi::process::{ThreadOperation, ThreadStart};
use abi::time::{Clock, NO_DEADLINE};
use abi::Errno;
use core::sync::atomic::Ordering;

/// How a new thread starts; the members of [`ThreadStart`] that the C library chooses.
#[derive(Clone, Copy, Debug)]
pub struct NewThread {
    /// First instruction; entered as a function without return address.
    pub entry: usize,
    /// Stack pointer at entry.
    pub stack: usize,
    /// First argument (RDI).
    pub argument: u64,
    /// FS base.
    pub thread_pointer: u64,
}

/// Starts a thread with `new_thread` as its state; its POSIX thread id. It begins with the
/// caller's signal mask. Errors: EAGAIN, ENOMEM.
///
/// # Safety
/// The addresses must be sound for a thread that lives as long as it likes, and so must
/// `new_thread`, which must not be in use by another thread.
#[allow(
    unsafe_code,
    reason = "the promise is the caller's; nothing is dereferenced here"
)]
pub unsafe fn create(thread: &Thread, new_thread: &Thread, start: &NewThread) -> Result<i32> {
    let mask = thread.page.blocked().load(Ordering::Relaxed);
    new_thread.page.blocked().store(mask, Ordering::Relaxed);
    prepare(new_thread);
    let start = ThreadStart {
        entry: start.entry,
        stack: start.stack,
        argument: start.argument,
        thread_pointer: start.thread_pointer,
        upcall_page: new_thread.upcall_page(),
        store_number: new_thread.number.as_ptr() as usize,
        pending: 0,
    };
    // SAFETY: promised by the caller.
    unsafe { kernel::create(&start) }.map(|number| number as i32)
}

/// Ends the calling thread, unmapping its stack if `len` is not 0.
///
/// # Safety
/// Nothing may use the range any more.
#[allow(
    unsafe_code,
    reason = "the promise is the caller's; nothing is dereferenced here"
)]
pub unsafe fn exit(unmap: usize, len: usize) -> ! {
    // SAFETY: promised by the caller.
    unsafe { kernel::exit(unmap, len) }
}

/// `sched_yield`.
pub fn sched_yield() {
    kernel::yield_now();
}

/// Linux's `set_tid_address`: a 32-bit word zeroed and woken when the thread ends; the thread id.
pub fn set_tid_address(thread: &Thread, address: usize) -> Result<i32> {
    kernel::control(0, ThreadOperation::SetClearOnExit, address as u64, 0)?;
    Ok(thread.id())
}

/// Linux's `set_robust_list`. Errors: EINVAL unless `len` is the head's size.
pub fn set_robust_list(thread: &Thread, head: usize, len: usize) -> Result<()> {
    /// `sizeof(struct robust_list_head)`.
    const HEAD: usize = 24;
    if len != HEAD {
        return Err(Errno::EINVAL);
    }
    let number = thread.id() as u32;
    kernel::control(
        0,
        ThreadOperation::SetRobustList,
        head as u64,
        number.into(),
    )
    .map(drop)
}

/// Sets the FS base (`ARCH_SET_FS`).
pub fn set_thread_pointer(address: usize) -> Result<()> {
    kernel::control(0, ThreadOperation::SetThreadPointer, address as u64, 0).map(drop)
}

/// `sched_setaffinity` of a thread by its id (0: the caller); a mask of up to 64 CPUs.
pub fn set_affinity(thread: &Thread, tid: i32, mask: u64) -> Result<()> {
    let address = core::ptr::from_ref(&mask) as u64;
    kernel::control(
        kernel_number(thread, tid),
        ThreadOperation::SetAffinity,
        address,
        0,
    )
    .map(drop)
}

/// `sched_getaffinity`.
pub fn get_affinity(thread: &Thread, tid: i32) -> Result<u64> {
    let mut mask = 0u64;
    let address = core::ptr::from_mut(&mut mask) as u64;
    kernel::control(
        kernel_number(thread, tid),
        ThreadOperation::GetAffinity,
        address,
        0,
    )?;
    Ok(mask)
}

/// Nanoseconds of CPU time that a thread of this process has used. Errors: ESRCH.
pub(crate) fn cpu_time(thread: &Thread, tid: i32) -> Result<u64> {
    kernel::control(
        kernel_number(thread, tid),
        ThreadOperation::GetCpuTime,
        0,
        0,
    )
}

fn kernel_number(thread: &Thread, tid: i32) -> u64 {
    if tid == crate::identity::process_id() {
        thread.process.main_thread.load(Ordering::Relaxed)
    } else {
        tid as u64
    }
}

/// `FUTEX_WAIT_BITSET` with an absolute deadline. Errors: EAGAIN if the word differs, EINTR,
/// ETIMEDOUT.
pub fn futex_wait(
    _thread: &Thread,
    address: usize,
    expected: u32,
    deadline_ns: Option<u64>,
    clock: Clock,
    bits: u32,
) -> Result<()> {
    if !address.is_multiple_of(4) || bits == 0 {
        return Err(Errno::EINVAL);
    }
    kernel::futex_wait(
        address,
        expected,
        deadline_ns.unwrap_or(NO_DEADLINE),
        clock,
        bits,
    )
}

/// `FUTEX_WAKE_BITSET`: how many were woken.
pub fn futex_wake(_thread: &Thread, address: usize, most: u32, bits: u32) -> Result<usize> {
    kernel::futex_wake(address, most, bits)
}

/// `FUTEX_CMP_REQUEUE`, or `FUTEX_REQUEUE` without an expected value.
pub fn futex_requeue(
    _thread: &Thread,
    address: usize,
    wake: u32,
    requeue: u32,
    target: usize,
    expected: Option<u32>,
) -> Result<usize> {
    kernel::futex_requeue(address, wake, requeue, target, expected)
}

/// Linux's `futex` system call: operations by number, for programs that call it directly.
/// `argument` is the timeout's address or a count. Errors: ENOSYS for operations that are not
/// served (priority inheritance, `FUTEX_WAKE_OP`).
pub fn futex(
    thread: &Thread,
    address: usize,
    operation: i32,
    value: u32,
    argument: u64,
    target: usize,
    value3: u32,
) -> Result<usize> {
    const PRIVATE: i32 = 128;
    const REALTIME: i32 = 256;
    const ANY: u32 = u32::MAX;
    let clock = match operation & REALTIME {
        0 => Clock::Monotonic,
        _ => Clock::Realtime,
    };
    match operation & !(PRIVATE | REALTIME) {
        0 => {
            let deadline = timeout_at(argument)?.map(crate::time::monotonic_after);
            let wait = || futex_wait(thread, address, value, deadline, Clock::Monotonic, ANY);
            thread.interruptible(wait).map(|()| 0)
        }
        9 => {
            let deadline = timeout_at(argument)?;
            let wait = || futex_wait(thread, address, value, deadline, clock, value3);
            thread.interruptible(wait).map(|()| 0)
        }
        1 => futex_wake(thread, address, value, ANY),
        10 => futex_wake(thread, address, value, value3),
        3 => futex_requeue(thread, address, value, argument as u32, target, None),
        4 => futex_requeue(
            thread,
            address,
            value,
            argument as u32,
            target,
            Some(value3),
        ),
        _ => Err(Errno::ENOSYS),
    }
}

/// Nanoseconds of the `struct timespec` at an address; none at 0.
fn timeout_at(address: u64) -> Result<Option<u64>> {
    if address == 0 {
        return Ok(None);
    }
    let time: crate::types::Timespec = crate::kernel::user::load(address as usize)?;
    time.to_nanoseconds().map(Some)
}
