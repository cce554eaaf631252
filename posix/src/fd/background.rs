//! What becomes of a process that uses its terminal from the background (POSIX, XBD 11.1.4).
//!
//! The terminal refuses with [`BACKGROUND`], having done nothing: it cannot know what the calling thread
//! blocks or ignores. That decides here whether the call fails, is made all the same, or stops the group.

use crate::identity;
use crate::kernel::user;
use crate::path::{call_handle, Message};
use crate::protocol::{Operation, BACKGROUND, BACKGROUND_ORPHANED};
use crate::signal::{self, bit};
use crate::state::Thread;
use crate::types::constants::signal::{SIGTTIN, SIGTTOU};
use abi::errno::Result;
use abi::{Errno, Handle, UserSlice};
use core::sync::atomic::Ordering;

fn holds_back(thread: &Thread, signal: i32) -> bool {
    let blocked = thread.page.blocked().load(Ordering::Relaxed);
    let ignored = thread.process.ignored.load(Ordering::Relaxed);
    (blocked | ignored) & bit(signal) != 0
}

/// Signals the caller's group. EINTR: the call is to be made again once the group goes on.
fn signal_group(thread: &Thread, signal: i32) -> Errno {
    match signal::kill(thread, -identity::process_group(), signal) {
        Ok(()) => Errno::EINTR,
        Err(errno) => errno,
    }
}

/// What a read that failed with `errno` fails with.
pub(super) fn after_read(thread: &Thread, errno: Errno) -> Errno {
    match errno {
        BACKGROUND if holds_back(thread, SIGTTIN) => Errno::EIO,
        BACKGROUND => signal_group(thread, SIGTTIN),
        BACKGROUND_ORPHANED => Errno::EIO,
        other => other,
    }
}

/// Goes on after a change that failed with `errno`: `anyway` makes it from the background.
pub(super) fn after_change<T>(
    thread: &Thread,
    errno: Errno,
    anyway: impl FnOnce() -> Result<T>,
) -> Result<T> {
    match errno {
        BACKGROUND | BACKGROUND_ORPHANED if holds_back(thread, SIGTTOU) => anyway(),
        BACKGROUND => Err(signal_group(thread, SIGTTOU)),
        BACKGROUND_ORPHANED => Err(Errno::EIO),
        other => Err(other),
    }
}

/// [`after_change`] for a write of `data`, which is looked at only then.
pub(super) fn after_write(
    thread: &Thread,
    errno: Errno,
    handle: Handle,
    data: impl FnOnce() -> Result<UserSlice>,
) -> Result<usize> {
    /// A terminal takes less at once anyway; a message carries more.
    const MOST: usize = 4096;
    after_change(thread, errno, || {
        let data = data()?;
        let data = UserSlice {
            address: data.address,
            len: data.len.min(MOST),
        };
        let message = Message::new(Operation::WriteAnyway, [0; 4]).input(data);
        call_handle(thread, handle, &message).map(|answer| answer.result as usize)
    })
}

/// The first buffer with something in it of `count` that lie at `vectors`. Errors: EFAULT.
pub(super) fn first_of(vectors: usize, count: usize) -> Result<UserSlice> {
    for index in 0..count {
        let at = vectors + index * size_of::<UserSlice>();
        let len = user::load(at + size_of::<usize>())?;
        if len > 0 {
            let address = user::load(at)?;
            return Ok(UserSlice { address, len });
        }
    }
    Ok(UserSlice::EMPTY)
}
