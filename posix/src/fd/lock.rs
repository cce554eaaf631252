//! File locks. The file's server keeps them; here is what makes the process an owner of record locks.
//!
//! A server cannot see a process end, but it sees its files closed. So before its first record lock a
//! process opens [`Handle::LOCK_OWNER`], which nobody inherits: the server takes the locks back when it
//! is closed. There is one such handle: a process has record locks with one server at a time.

use super::handle_of;
use crate::kernel::{file, handle, user};
use crate::path::{call_handle, Message};
use crate::protocol::{OpenFlags, Operation};
use crate::state::Thread;
use crate::types::constants::fcntl::*;
use crate::types::Flock;
use abi::errno::Result;
use abi::file::Whence;
use abi::handle::{HandleFlags, HandleKind, Rights};
use abi::message::CallFlags;
use abi::{Errno, Handle, UserSlice};
use bytemuck::{bytes_of, bytes_of_mut};
use core::sync::atomic::Ordering;

/// One without locks makes it ENOLCK.
fn no_locks(errno: Errno) -> Errno {
    match errno {
        Errno::ENOSYS => Errno::ENOLCK,
        other => other,
    }
}

/// `fcntl` with `F_GETLK`, `F_SETLK` or `F_SETLKW`; `address` is the `struct flock`'s. Errors: EAGAIN,
/// EBADF, EDEADLK, EINTR, EINVAL, ENOLCK if the file's server has no locks, EOVERFLOW.
pub(super) fn record_lock(
    thread: &Thread,
    target: Handle,
    command: i32,
    address: u64,
) -> Result<i32> {
    let mut lock: Flock = user::load(address as usize)?;
    let input = lock;
    let position = match lock.whence {
        1 => file::seek(target, 0, Whence::Current)?,
        _ => 0,
    };
    if command != F_GETLK && lock.kind != F_UNLCK {
        become_owner(thread, target)?;
    }
    let message = Message::new(Operation::RecordLock, [command as u64, position, 0, 0])
        .input(UserSlice::of(bytes_of(&input)))
        .output(UserSlice::of_mut(bytes_of_mut(&mut lock)));
    call_handle(thread, target, &message).map_err(no_locks)?;
    if command == F_GETLK {
        user::store(address as usize, lock)?;
    }
    Ok(0)
}

/// Makes the process known to the file's server, unless it is known to one.
fn become_owner(thread: &Thread, target: Handle) -> Result<()> {
    if thread.process.owns_locks.load(Ordering::Relaxed) {
        return Ok(());
    }
    let flags = OpenFlags::LOCK_OWNER.bits();
    let message = Message::new(Operation::Open, [flags, 0, 0, 0])
        .flags(CallFlags::HIGH | CallFlags::CLOSE_ON_EXEC);
    let opened = call_handle(thread, target, &message)
        .map_err(no_locks)?
        .handle;
    if opened == Handle::NONE {
        return Err(Errno::ENOLCK);
    }
    let placement = HandleFlags::EXACT | HandleFlags::HIGH | HandleFlags::CLOSE_ON_FORK;
    let placed = handle::duplicate(opened, Handle::LOCK_OWNER, placement, Rights::empty());
    handle::close(opened)?;
    placed?;
    thread.process.owns_locks.store(true, Ordering::Relaxed);
    Ok(())
}

/// POSIX `close`: the process's record locks on the file go with any descriptor of it.
pub(super) fn before_close(thread: &Thread, target: Handle) {
    if !thread.process.owns_locks.load(Ordering::Relaxed) {
        return;
    }
    if handle::get_info(target).is_ok_and(|info| info.kind == Some(HandleKind::File)) {
        let whole = Flock {
            kind: F_UNLCK,
            ..Flock::default()
        };
        let message = Message::new(Operation::RecordLock, [F_SETLK as u64, 0, 0, 0])
            .input(UserSlice::of(bytes_of(&whole)));
        // A server without locks has none to give up.
        let _ = call_handle(thread, target, &message);
    }
}

/// [`before_close`] for every descriptor from `first` to `last`.
pub(super) fn before_close_range(thread: &Thread, first: u32, last: u32) {
    if thread.process.owns_locks.load(Ordering::Relaxed) {
        for number in first..=last {
            before_close(thread, Handle(number));
        }
    }
}

/// `flock`. Errors: EAGAIN, EBADF, EINTR, EINVAL, ENOLCK if the file's server has no locks.
pub fn flock(thread: &Thread, fd: i32, operation: i32) -> Result<()> {
    let message = Message::new(Operation::WholeLock, [operation as u32 as u64, 0, 0, 0]);
    call_handle(thread, handle_of(fd)?, &message)
        .map(drop)
        .map_err(no_locks)
}
