//! `poll`, `ppoll`, `select`, `pselect`.

use super::handle_of;
use crate::kernel::event;
use crate::signal::with_mask;
use crate::state::Thread;
use crate::time::deadline_after;
use crate::types::{PollFd, Timespec};
use abi::errno::Result;
use abi::event::{PollItem, Ready};
use abi::{Errno, Handle};

/// Descriptors in a `fd_set`.
pub const FD_SETSIZE: usize = 1024;

/// Polled at once; more go in another round only if none of the first is ready.
const BATCH: usize = 256;

fn item(fd: i32, interest: u16) -> PollItem {
    let handle = match fd {
        fd if fd < 0 => Handle::NONE,
        fd => handle_of(fd).unwrap_or(Handle(abi::handle::LOW_LIMIT)),
    };
    PollItem {
        handle,
        interest,
        found: 0,
    }
}

/// `ppoll`: ready entries. No timeout waits for ever; `mask` holds while waiting. Errors: EINTR,
/// EINVAL.
pub fn poll(
    thread: &Thread,
    fds: &mut [PollFd],
    timeout: Option<Timespec>,
    mask: Option<u64>,
) -> Result<usize> {
    let deadline = deadline_after(timeout)?;
    // `struct pollfd` and a poll item have one layout; a negative descriptor has its top bit set
    // as NONE has, and one beyond the low range is open nowhere.
    if fds
        .iter()
        .all(|entry| entry.fd < abi::handle::LOW_LIMIT as i32)
    {
        return wait(thread, crate::kernel::user::poll_items(fds), deadline, mask);
    }
    let mut items = [item(-1, 0); BATCH];
    let items = items.get_mut(..fds.len()).ok_or(Errno::EINVAL)?;
    for (item_slot, entry) in items.iter_mut().zip(fds.iter()) {
        *item_slot = item(entry.fd, entry.events);
    }
    let ready = wait(thread, items, deadline, mask)?;
    for (found, entry) in items.iter().zip(fds.iter_mut()) {
        entry.revents = found.found;
    }
    Ok(ready)
}

fn wait(
    thread: &Thread,
    items: &mut [PollItem],
    deadline: u64,
    mask: Option<u64>,
) -> Result<usize> {
    with_mask(thread, mask, |mask| {
        thread.interruptible(|| event::poll(items, deadline, mask))
    })
}

/// The three sets of `select`, each of [`set_words`] words: programs make smaller ones than `fd_set`, as on Linux they may.
#[derive(Debug, Default)]
pub struct FdSets<'a> {
    pub read: Option<&'a mut [u64]>,
    pub write: Option<&'a mut [u64]>,
    pub except: Option<&'a mut [u64]>,
}

/// Words of a set that `select` looks at, and writes, for `count` descriptors.
pub fn set_words(count: i32) -> usize {
    usize::try_from(count).map_or(0, |count| count.min(FD_SETSIZE).div_ceil(64))
}

fn has(set: &Option<&mut [u64]>, fd: usize) -> bool {
    let word = set.as_ref().and_then(|set| set.get(fd / 64));
    word.is_some_and(|word| word >> (fd % 64) & 1 != 0)
}

/// What makes a descriptor readable, writable or exceptional for `select` (Linux's sets).
const READ_READY: Ready = Ready::IN.union(Ready::HUP).union(Ready::ERR);
const WRITE_READY: Ready = Ready::OUT.union(Ready::ERR);

/// `pselect`: bits set in the sets. Errors: EBADF for a descriptor that is not open, EINTR,
/// EINVAL.
pub fn select(
    thread: &Thread,
    count: i32,
    sets: &mut FdSets<'_>,
    timeout: Option<Timespec>,
    mask: Option<u64>,
) -> Result<usize> {
    let count = usize::try_from(count)
        .map_err(|_| Errno::EINVAL)?
        .min(FD_SETSIZE);
    let deadline = deadline_after(timeout)?;
    let mut items = [item(-1, 0); FD_SETSIZE];
    let mut used = 0;
    for fd in 0..count {
        let mut interest = Ready::empty();
        interest.set(Ready::IN, has(&sets.read, fd));
        interest.set(Ready::OUT, has(&sets.write, fd));
        interest.set(Ready::PRI, has(&sets.except, fd));
        if !interest.is_empty() {
            items[used] = item(fd as i32, interest.bits() as u16);
            used += 1;
        }
    }
    let items = &mut items[..used];
    wait(thread, items, deadline, mask)?;
    if items.iter().any(|item| found(item).contains(Ready::NVAL)) {
        return Err(Errno::EBADF);
    }
    Ok(store_sets(items, sets))
}

fn found(item: &PollItem) -> Ready {
    Ready::from_bits_truncate(item.found.into())
}

fn store_sets(items: &[PollItem], sets: &mut FdSets<'_>) -> usize {
    let mut bits = 0;
    let triples = [
        (&mut sets.read, Ready::IN, READ_READY),
        (&mut sets.write, Ready::OUT, WRITE_READY),
        (&mut sets.except, Ready::PRI, Ready::PRI),
    ];
    for (set, interest, ready) in triples {
        let Some(set) = set else { continue };
        set.fill(0);
        for item in items {
            let asked = u32::from(item.interest) & interest.bits() != 0;
            if asked && found(item).intersects(ready) {
                let fd = item.handle.0 as usize;
                set[fd / 64] |= 1 << (fd % 64);
                bits += 1;
            }
        }
    }
    bits
}
