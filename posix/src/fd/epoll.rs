//! `epoll` over event queues.

use super::{handle_of, placed};
use crate::kernel::event;
use crate::signal::with_mask;
use crate::state::Thread;
use crate::time::deadline_after;
use crate::types::constants::epoll::{EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD};
use crate::types::constants::fcntl::O_CLOEXEC;
use crate::types::Timespec;
use abi::errno::Result;
use abi::event::{Event, EventOperation, Ready};
use abi::Errno;

/// `struct epoll_event`: packed on x86-64.
#[repr(C, packed)]
#[derive(Clone, Copy, Debug, Default)]
pub struct EpollEvent {
    pub events: u32,
    pub data: u64,
}

/// `epoll_create1`, with `EPOLL_CLOEXEC`.
pub fn epoll_create(_thread: &Thread, flags: i32) -> Result<i32> {
    if flags & !O_CLOEXEC != 0 {
        return Err(Errno::EINVAL);
    }
    placed(event::queue_create()?, flags)
}

/// `epoll_ctl`.
pub fn epoll_ctl(
    _thread: &Thread,
    queue: i32,
    operation: i32,
    fd: i32,
    event: EpollEvent,
) -> Result<()> {
    let operation = match operation {
        EPOLL_CTL_ADD => EventOperation::Add,
        EPOLL_CTL_DEL => EventOperation::Remove,
        EPOLL_CTL_MOD => EventOperation::Modify,
        _ => return Err(Errno::EINVAL),
    };
    let interest = Event {
        // Errors and hang-ups are told whether asked for or not.
        ready: event.events | (Ready::ERR | Ready::HUP).bits(),
        reserved: 0,
        data: event.data,
    };
    event::queue_control(handle_of(queue)?, operation, handle_of(fd)?, &interest)
}

/// Events fetched in one kernel call.
const BATCH: usize = 64;

/// `epoll_pwait2`: events stored. At most 64 are fetched at once; the rest stays ready.
pub fn epoll_wait(
    thread: &Thread,
    queue: i32,
    events: &mut [EpollEvent],
    timeout: Option<Timespec>,
    mask: Option<u64>,
) -> Result<usize> {
    if events.is_empty() {
        return Err(Errno::EINVAL);
    }
    let queue = handle_of(queue)?;
    let deadline = deadline_after(timeout)?;
    let mut found = [Event::default(); BATCH];
    let room = events.len().min(BATCH);
    let count = with_mask(thread, mask, |mask| {
        thread.interruptible(|| event::queue_wait(queue, &mut found[..room], deadline, mask))
    })?;
    for (slot, event) in events.iter_mut().zip(&found[..count]) {
        *slot = EpollEvent {
            events: event.ready,
            data: event.data,
        };
    }
    Ok(count)
}
