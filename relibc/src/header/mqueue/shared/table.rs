//! The queues that this process has open, by descriptor.

use super::layout::Queue;
use crate::errno::Errno;
use crate::header::pthread::Deadline;
use crate::platform::Sys;
use crate::sync::across_fork::hold_across_fork;
use crate::sync::Mutex;
use crate::types::*;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// An open queue.
#[derive(Clone)]
pub(super) struct Open {
    pub fd: c_int,
    /// O_RDONLY, O_WRONLY or O_RDWR.
    pub access: c_int,
    /// Mapped until the last thread that uses it is done.
    pub queue: Arc<Queue>,
}

static TABLE: Mutex<Vec<Open>> = Mutex::new(Vec::new());
hold_across_fork!(TABLE);

/// A second from now, by the clock that deadlines of queues are of.
pub(super) fn in_a_second() -> Result<Deadline, Errno> {
    let mut time = timespec::default();
    // SAFETY: the structure is whole.
    unsafe { Sys::clock_now(0, &mut time) }?;
    time.tv_sec += 1;
    Ok(Deadline { clock: 0, time })
}

/// Maps the queue of an open file; the descriptor is closed if that fails.
pub(super) fn insert(fd: c_int, access: c_int) -> Result<c_int, Errno> {
    let mut table = TABLE.lock();
    // The descriptor may have been closed without a word to this table.
    table.retain(|open| open.fd != fd);
    let mapped = table
        .try_reserve(1)
        .map_err(|_| Errno::ENOMEM)
        .and_then(|()| Queue::map(fd));
    match mapped {
        Ok(queue) => {
            let queue = Arc::new(queue);
            table.push(Open { fd, access, queue });
            Ok(fd)
        }
        Err(error) => {
            // SAFETY: the descriptor is ours.
            let _ = unsafe { Sys::close(fd) };
            Err(error)
        }
    }
}

/// The queue of a descriptor.
pub(super) fn find(fd: c_int) -> Result<Open, Errno> {
    let table = TABLE.lock();
    table
        .iter()
        .find(|open| open.fd == fd)
        .cloned()
        .ok_or(Errno::EBADF)
}

/// Closes a queue, and takes back what this process registered there.
pub(super) fn remove(fd: c_int) -> Result<(), Errno> {
    let mut table = TABLE.lock();
    let index = table
        .iter()
        .position(|open| open.fd == fd)
        .ok_or(Errno::EBADF)?;
    let open = table.swap_remove(index);
    drop(table);
    super::notify::withdraw(&open.queue);
    // SAFETY: the descriptor is ours.
    unsafe { crate::descriptor::close(fd) }
}
