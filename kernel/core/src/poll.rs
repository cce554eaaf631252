//! Polling: one pass over handles, and a wait on all their objects if none is ready.

use crate::event::for_each_list;
use crate::handle::Object;
use crate::process::Process;
use crate::thread::Thread;
use crate::user::{self, UserStruct};
use crate::wait::{self, Interruptible};
use abi::event::{PollItem, Ready};
use abi::{Errno, Handle};
use alloc::sync::Arc;
use alloc::vec::Vec;

/// Items looked at in one go, on the stack.
const CHUNK: usize = 64;

/// Looks at every item once and writes what was found; how many items are ready. EFAULT.
fn pass(process: &Process, items: usize, count: usize) -> Result<u64, Errno> {
    let mut ready = 0;
    let mut bytes = [0; CHUNK * PollItem::SIZE];
    for start in (0..count).step_by(CHUNK) {
        let bytes = &mut bytes[..(count - start).min(CHUNK) * PollItem::SIZE];
        let address = items + start * PollItem::SIZE;
        user::read(address, bytes)?;
        let table = process.handles.lock();
        for bytes in bytes.chunks_exact_mut(PollItem::SIZE) {
            let item = PollItem::decode(bytes);
            let found = if is_skipped(item.handle) {
                Ready::empty()
            } else {
                match table.get(item.handle) {
                    Ok(entry) => {
                        let heard = u32::from(item.interest) | (Ready::ERR | Ready::HUP).bits();
                        entry.object.ready() & Ready::from_bits_truncate(heard)
                    }
                    Err(_) => Ready::NVAL,
                }
            };
            ready += u64::from(!found.is_empty());
            PollItem {
                found: found.bits() as u16,
                ..item
            }
            .encode(bytes);
        }
        drop(table);
        user::write(address, bytes)?;
    }
    Ok(ready)
}

/// The objects behind the items.
fn objects(process: &Process, items: usize, count: usize) -> Result<Vec<Object>, Errno> {
    let items: Vec<PollItem> = user::read_array(
        abi::UserSlice {
            address: items,
            len: count,
        },
        count,
    )?;
    let mut objects = Vec::new();
    objects.try_reserve(count).map_err(|_| Errno::ENOMEM)?;
    let table = process.handles.lock();
    for item in items {
        if !is_skipped(item.handle) {
            if let Ok(entry) = table.get(item.handle) {
                objects.push(entry.object.clone());
            }
        }
    }
    Ok(objects)
}

/// Polls `count` items at the address `items`: how many are ready, 0 at the deadline. EFAULT,
/// EINTR, EINVAL, ENOMEM.
pub fn poll(
    thread: &Arc<Thread>,
    items: usize,
    count: usize,
    deadline_ns: u64,
) -> Result<u64, Errno> {
    if count > abi::handle::LOW_LIMIT as usize
        || items.checked_add(count * PollItem::SIZE).is_none()
    {
        return Err(Errno::EINVAL);
    }
    let process = thread.process();
    let ready = pass(process, items, count)?;
    if ready > 0 || deadline_ns == 0 {
        return Ok(ready);
    }
    let objects = objects(process, items, count)?;
    let mut watched = 0;
    let outcome = objects
        .iter()
        .try_for_each(|object| {
            watched += 1;
            for_each_list(object, |list| list.add_thread(thread))
        })
        .and_then(|()| {
            wait::until(thread, deadline_ns, Interruptible::Yes, || {
                match pass(process, items, count) {
                    Ok(0) => None,
                    outcome => Some(outcome),
                }
            })
        });
    for object in &objects[..watched] {
        // Taking a thread off a list cannot fail.
        let _ = for_each_list(object, |list| {
            list.remove_thread(thread);
            Ok(())
        });
    }
    match outcome {
        Err(Errno::ETIMEDOUT) => Ok(0),
        Err(error) => Err(error),
        Ok(outcome) => outcome,
    }
}

/// Whether an item is to be skipped: its handle is `NONE` or negative as an integer.
fn is_skipped(handle: Handle) -> bool {
    handle.0 >> 31 != 0
}
