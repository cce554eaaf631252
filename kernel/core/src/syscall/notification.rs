//! Notifications and the return from their handlers.

use super::Context;
use crate::file::{Body, File};
use crate::handle::Object;
use crate::thread::{notification, upcall, work};
use crate::user::UserStruct;
use crate::wait::{self, Interruptible};
use abi::event::Ready;
use abi::upcall::Notification;
use abi::{Errno, Handle, Rights};
use alloc::sync::Arc;
use core::sync::atomic::{AtomicU64, Ordering};

/// (registers pointer, blocked word pointer or 0) → does not return. EFAULT, EINVAL without an
/// upcall page.
pub fn resume(context: &Context) -> Result<u64, Errno> {
    upcall::resume(&context.thread, context.word(0), context.word(1))?;
    Ok(0)
}

/// () → 0, after delivering what is deliverable. Does not block.
pub fn poll(context: &Context) -> Result<u64, Errno> {
    if context.thread.all_pending() != 0 {
        context.thread.add_own_work(work::PENDING);
    }
    Ok(0)
}

/// (blocked word, deadline ns) → EINTR after a delivery, EAGAIN at the deadline. Blocks.
pub fn wait(context: &Context) -> Result<u64, Errno> {
    let thread = &context.thread;
    let [word, deadline, ..] = context.args;
    thread.override_blocked(word);
    if thread.all_pending() != 0 {
        thread.add_own_work(work::PENDING);
    }
    let outcome = wait::until(thread, deadline, Interruptible::Yes, || None::<()>);
    if outcome == Err(Errno::ETIMEDOUT) {
        thread.end_override();
        return Err(Errno::EAGAIN);
    }
    outcome.map(|()| 0)
}

/// (file or NONE, set) → 0, or a handle. EBADF, EINVAL, EMFILE, ENOMEM. Does not block.
pub fn file(context: &Context) -> Result<u64, Errno> {
    let set = context.args[1];
    if context.handle(0) == Handle::NONE {
        let set = Arc::new(AtomicU64::new(set));
        return context.install(Object::File(File::new(Body::Notifications(set), 0)));
    }
    set_of(context)?.store(set, Ordering::Relaxed);
    context.process().notified().wake(Ready::IN);
    Ok(0)
}

/// (file, word pointer) → 0. EBADF, EINVAL, EFAULT. Does not block.
pub fn set(context: &Context) -> Result<u64, Errno> {
    set_of(context)?
        .load(Ordering::Relaxed)
        .store(context.word(1))?;
    Ok(0)
}

fn set_of(context: &Context) -> Result<Arc<AtomicU64>, Errno> {
    match context.object(0, Rights::empty())? {
        Object::File(file) => match file.body() {
            Body::Notifications(set) => Ok(set.clone()),
            _ => Err(Errno::EINVAL),
        },
        _ => Err(Errno::EINVAL),
    }
}

/// (set, notification pointer, deadline ns) → number. EAGAIN at the deadline, EINTR, EFAULT. Blocks
/// until one of the set is pending.
pub fn take(context: &Context) -> Result<u64, Errno> {
    let thread = &context.thread;
    let [set, _, deadline, ..] = context.args;
    thread.taking.store(set, Ordering::Release);
    let outcome = wait::until(thread, deadline, Interruptible::Yes, || {
        thread.take_pending(set)
    });
    thread.taking.store(0, Ordering::Release);
    let taken: Notification = match outcome {
        Err(Errno::ETIMEDOUT) => return Err(Errno::EAGAIN),
        outcome => outcome?,
    };
    debug_assert!((1..=notification::LAST).contains(&taken.number));
    if context.word(1) != 0 {
        taken.store(context.word(1))?;
    }
    Ok(taken.number)
}
