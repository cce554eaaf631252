//! Polling and event queues.

use super::call::kernel_call;
use abi::errno::Result;
use abi::event::{Event, EventOperation, PollItem};
use abi::Handle;

/// A blocked word to use while waiting, as the kernel takes it.
fn mask_address(mask: Option<&u64>) -> u64 {
    mask.map_or(0, |mask| core::ptr::from_ref(mask) as u64)
}

/// Waits until one of `items` is ready, a notification comes or the monotonic `deadline_ns`
/// passes; the number of ready ones.
pub fn poll(items: &mut [PollItem], deadline_ns: u64, mask: Option<&u64>) -> Result<usize> {
    // SAFETY: the kernel writes `found` of the items.
    unsafe {
        kernel_call!(
            Poll,
            items.as_mut_ptr(),
            items.len(),
            deadline_ns,
            mask_address(mask)
        )
    }
    .map(|n| n as usize)
}

/// Makes an event queue.
pub fn queue_create() -> Result<Handle> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(EventCreate) }.map(|h| Handle(h as u32))
}

/// Adds, changes or removes an interest.
pub fn queue_control(
    queue: Handle,
    operation: EventOperation,
    handle: Handle,
    event: &Event,
) -> Result<()> {
    // SAFETY: the kernel reads the event.
    unsafe {
        kernel_call!(
            EventControl,
            queue.0,
            operation,
            handle.0,
            core::ptr::from_ref(event)
        )
    }
    .map(drop)
}

/// Waits for events; their number.
pub fn queue_wait(
    queue: Handle,
    events: &mut [Event],
    deadline_ns: u64,
    mask: Option<&u64>,
) -> Result<usize> {
    // SAFETY: the kernel writes the events.
    unsafe {
        kernel_call!(
            EventWait,
            queue.0,
            events.as_mut_ptr(),
            events.len(),
            deadline_ns,
            mask_address(mask)
        )
    }
    .map(|n| n as usize)
}
