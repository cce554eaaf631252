//! Masks and waiting: `sigprocmask`, `sigsuspend`, `sigpending`, `sigtimedwait`.

use super::{info_of, UNBLOCKABLE};
use crate::kernel::thread as kernel;
use crate::state::Thread;
use crate::time::deadline_after;
use crate::types::constants::signal::{SIG_BLOCK, SIG_SETMASK, SIG_UNBLOCK};
use crate::types::{SigInfo, Timespec};
use abi::errno::Result;
use abi::process::ThreadOperation;
use abi::time::NO_DEADLINE;
use abi::Errno;
use core::sync::atomic::Ordering;

/// `rt_sigprocmask`, of the calling thread: the old mask. Errors: EINVAL.
pub fn sigprocmask(thread: &Thread, how: i32, set: Option<u64>) -> Result<u64> {
    let blocked = thread.page.blocked();
    let old = blocked.load(Ordering::Relaxed);
    let Some(set) = set else {
        return Ok(old);
    };
    let new = match how {
        SIG_BLOCK => old | set,
        SIG_UNBLOCK => old & !set,
        SIG_SETMASK => set,
        _ => return Err(Errno::EINVAL),
    };
    let new = new & !UNBLOCKABLE;
    blocked.store(new, Ordering::SeqCst);
    if old & !new != 0 {
        kernel::notification_poll();
    }
    Ok(old)
}

/// Runs a waiting call with a temporary mask, which handlers run during the wait see as the mask
/// to add to, while the one they return to is the thread's own.
pub(crate) fn with_mask<T>(
    thread: &Thread,
    mask: Option<u64>,
    call: impl FnOnce(Option<&u64>) -> Result<T>,
) -> Result<T> {
    let Some(mask) = mask else {
        return call(None);
    };
    let mask = mask & !UNBLOCKABLE;
    let own = thread.page.blocked().load(Ordering::Relaxed);
    thread.mask_before_wait.store(own, Ordering::Relaxed);
    thread.waiting_mask.store(mask, Ordering::Relaxed);
    thread.waits_with_mask.store(true, Ordering::SeqCst);
    let result = call(Some(&mask));
    thread.waits_with_mask.store(false, Ordering::SeqCst);
    thread.page.blocked().store(own, Ordering::SeqCst);
    result
}

/// `sigsuspend`: always an error, EINTR after a handler ran.
pub fn sigsuspend(thread: &Thread, mask: u64) -> Errno {
    let result: Result<()> = with_mask(thread, Some(mask), |mask| {
        let mask = mask.copied().unwrap_or(0);
        thread.interruptible(|| Err(kernel::notification_wait(mask, NO_DEADLINE)))
    });
    result.err().unwrap_or(Errno::EINTR)
}

/// `sigpending`: pending and blocked signals.
pub fn sigpending(thread: &Thread) -> Result<u64> {
    let pending = kernel::control(0, ThreadOperation::GetPending, 0, 0)?;
    Ok(pending & thread.page.blocked().load(Ordering::Relaxed))
}

/// `sigtimedwait` (`sigwaitinfo` without a timeout). Errors: EAGAIN at the timeout, EINTR after
/// a handler of another signal ran.
pub fn sigtimedwait(thread: &Thread, set: u64, timeout: Option<Timespec>) -> Result<SigInfo> {
    let deadline = deadline_after(timeout)?;
    let set = set & !UNBLOCKABLE;
    let taken = thread.interruptible(|| kernel::notification_take(set, deadline));
    taken
        .map(|notification| info_of(thread, &notification))
        .map_err(|errno| {
            if errno == Errno::ETIMEDOUT {
                Errno::EAGAIN
            } else {
                errno
            }
        })
}
