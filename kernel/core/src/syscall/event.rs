//! Polling and event queues.

use super::Context;
use crate::event::EventQueue;
use crate::handle::Object;
use crate::thread::{work, Thread};
use crate::user::UserStruct;
use crate::{machine::machine, poll as polling};
use abi::event::{Event, EventOperation};
use abi::{Errno, Rights};
use alloc::sync::Arc;

/// Runs a wait with the blocked word at `pointer` (0: none) in force.
fn with_blocked<T>(
    thread: &Arc<Thread>,
    pointer: usize,
    wait: impl FnOnce() -> Result<T, Errno>,
) -> Result<T, Errno> {
    if pointer == 0 {
        return wait();
    }
    let word = machine().load_user_u64(pointer)?;
    thread.override_blocked(word);
    if thread.all_pending() != 0 {
        thread.add_own_work(work::PENDING);
    }
    let outcome = wait();
    if !matches!(outcome, Err(Errno::EINTR)) {
        thread.end_override();
    }
    outcome
}

/// (items, entries, deadline ns, blocked word pointer or 0) → ready entries. EINTR, EINVAL, EFAULT,
/// ENOMEM. Blocks until an item is ready or the deadline.
pub fn poll(context: &Context) -> Result<u64, Errno> {
    let [_, _, deadline, ..] = context.args;
    with_blocked(&context.thread, context.word(3), || {
        polling::poll(&context.thread, context.word(0), context.word(1), deadline)
    })
}

/// () → handle. EMFILE. Does not block.
pub fn create(context: &Context) -> Result<u64, Errno> {
    context.install(Object::Events(EventQueue::new()))
}

fn queue(context: &Context) -> Result<Arc<EventQueue>, Errno> {
    match context.object(0, Rights::empty())? {
        Object::Events(queue) => Ok(queue),
        _ => Err(Errno::EINVAL),
    }
}

/// (queue, operation, handle, event pointer) → 0. EBADF, EINVAL, EEXIST, ENOENT, EPERM, ELOOP,
/// EFAULT, ENOMEM. Does not block.
pub fn control(context: &Context) -> Result<u64, Errno> {
    let queue = queue(context)?;
    let object = context.object(2, Rights::empty())?;
    let event = if context.args[1] == EventOperation::Remove as u64 {
        Event::default()
    } else {
        Event::load(context.word(3))?
    };
    queue.control(context.args[1], context.handle(2), &object, event)?;
    Ok(0)
}

/// (queue, events, entries, deadline ns, blocked word pointer or 0) → events. EBADF, EINVAL, EINTR,
/// EFAULT, ENOMEM. Blocks until there is an event or the deadline.
pub fn wait(context: &Context) -> Result<u64, Errno> {
    const MOST: usize = 1024;
    let queue = queue(context)?;
    let (address, entries) = (context.word(1), context.word(2));
    if entries == 0 {
        return Err(Errno::EINVAL);
    }
    let events = with_blocked(&context.thread, context.word(4), || {
        queue.wait(&context.thread, entries.min(MOST), context.args[3])
    })?;
    for (index, event) in events.iter().enumerate() {
        event.store(address + index * Event::SIZE)?;
    }
    Ok(events.len() as u64)
}
