//! Threads, notifications and futexes.

use super::call::kernel_call;
use abi::errno::Result;
use abi::process::{ThreadOperation, ThreadStart};
use abi::time::Clock;
use abi::upcall::Notification;
use abi::{Errno, Handle};

/// Starts a thread in this process; its number.
///
/// # Safety
/// `start` must describe a thread that this program can bear: valid code, a stack of its own, and
/// an upcall page that outlives it.
pub unsafe fn create(start: &ThreadStart) -> Result<u64> {
    // SAFETY: promised by the caller.
    unsafe { kernel_call!(ThreadCreate, core::ptr::from_ref(start)) }
}

/// Ends the calling thread and unmaps `len` bytes at `unmap` (its stack) if that is not 0.
///
/// # Safety
/// Nobody else may use the range.
pub unsafe fn exit(unmap: usize, len: usize) -> ! {
    loop {
        // SAFETY: promised by the caller; the call does not return.
        let _ = unsafe { kernel_call!(ThreadExit, unmap, len) };
    }
}

/// Number of the calling thread.
pub fn number() -> u64 {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(ThreadNumber) }.unwrap_or(0)
}

/// Lets others run.
pub fn yield_now() {
    // SAFETY: touches no memory of this process.
    let _ = unsafe { kernel_call!(Yield) };
}

/// Thread control on `thread` (0: the caller). Addresses given are the caller's promise.
pub fn control(thread: u64, operation: ThreadOperation, a: u64, b: u64) -> Result<u64> {
    // SAFETY: see the module's contract.
    unsafe { kernel_call!(ThreadControl, thread, operation, a, b) }
}

/// Delivers now what is deliverable.
pub fn notification_poll() {
    // SAFETY: handlers run as they may at any instruction.
    let _ = unsafe { kernel_call!(NotificationPoll) };
}

/// Waits with `mask` as the blocked word; EINTR after a delivery.
pub fn notification_wait(mask: u64, deadline_ns: u64) -> Errno {
    // SAFETY: handlers run as they may at any instruction.
    match unsafe { kernel_call!(NotificationWait, mask, deadline_ns) } {
        Err(errno) => errno,
        Ok(_) => Errno::EINTR,
    }
}

/// Makes a file of the pending notifications of `set`.
pub fn notification_file(set: u64) -> Result<Handle> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(NotificationFile, Handle::NONE.0, set) }.map(|h| Handle(h as u32))
}

/// Gives such a file another set.
pub fn set_notification_file(file: Handle, set: u64) -> Result<()> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(NotificationFile, file.0, set) }.map(drop)
}

/// The set of such a file.
pub fn notification_set(file: Handle) -> Result<u64> {
    let mut set = 0_u64;
    // SAFETY: the kernel writes the word.
    unsafe { kernel_call!(NotificationSet, file.0, core::ptr::from_mut(&mut set)) }?;
    Ok(set)
}

/// Takes one pending notification of `set`; EAGAIN at the deadline.
pub fn notification_take(set: u64, deadline_ns: u64) -> Result<Notification> {
    let mut notification = Notification::default();
    // SAFETY: the kernel writes the notification.
    unsafe {
        kernel_call!(
            NotificationTake,
            set,
            core::ptr::from_mut(&mut notification),
            deadline_ns
        )
    }?;
    Ok(notification)
}

/// Waits while the 32-bit word at `address` is `expected`.
pub fn futex_wait(
    address: usize,
    expected: u32,
    deadline_ns: u64,
    clock: Clock,
    bits: u32,
) -> Result<()> {
    // SAFETY: the kernel reads the word.
    unsafe { kernel_call!(FutexWait, address, expected, deadline_ns, clock, bits) }.map(drop)
}

/// Wakes up to `most` waiters; how many.
pub fn futex_wake(address: usize, most: u32, bits: u32) -> Result<usize> {
    // SAFETY: changes no memory.
    unsafe { kernel_call!(FutexWake, address, most, bits) }.map(|n| n as usize)
}

/// Wakes up to `wake` waiters and moves up to `requeue` more to `target`.
pub fn futex_requeue(
    address: usize,
    wake: u32,
    requeue: u32,
    target: usize,
    expected: Option<u32>,
) -> Result<usize> {
    let expected = expected.map_or(u64::MAX, u64::from);
    // SAFETY: changes no memory.
    unsafe { kernel_call!(FutexRequeue, address, wake, requeue, target, expected) }
        .map(|n| n as usize)
}
