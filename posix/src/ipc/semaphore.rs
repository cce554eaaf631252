//! Semaphore sets.
//!
//! What SEM_UNDO is to give back belongs to the process, over exec and not over fork. The server keeps it for
//! [`Handle::SEMAPHORE_OWNER`], which lives as long, and gives it back when that is closed.

use super::{send, send_on, with_status, word};
use crate::kernel::{handle, user};
use crate::path::Message;
use crate::protocol::{OpenFlags, Operation};
use crate::state::Thread;
use crate::time::deadline_after;
use crate::types::constants::ipc::*;
use crate::types::{SemaphoreOperation, SemaphoreSetStatus, Timespec};
use abi::errno::Result;
use abi::handle::{HandleFlags, Rights};
use abi::message::CallFlags;
use abi::{Errno, Handle, UserSlice};
use bytemuck::bytes_of_mut;
use core::mem::size_of;

/// `semget`. Errors: EACCES, EEXIST, EINVAL, ENOENT, ENOSPC.
pub fn semget(thread: &Thread, key: i32, count: i32, flags: i32) -> Result<i32> {
    let args = [word(key), word(count), word(flags), 0];
    let message = Message::new(Operation::SemaphoreGet, args);
    send(thread, &message).map(|answer| answer.result as i32)
}

/// `semop`, or with a timeout `semtimedop`: `count` operations at `operations`. Errors: E2BIG, EACCES, EAGAIN,
/// EFBIG, EIDRM, EINTR, EINVAL, ERANGE, EFAULT.
pub fn semtimedop(
    thread: &Thread,
    id: i32,
    operations: usize,
    count: usize,
    timeout: Option<Timespec>,
) -> Result<()> {
    if count == 0 {
        return Err(Errno::EINVAL);
    }
    if count > SEMOPM {
        return Err(Errno::E2BIG);
    }
    let deadline = deadline_after(timeout)?;
    let message =
        Message::new(Operation::SemaphoreOperate, [word(id), deadline, 0, 0]).input(UserSlice {
            address: operations,
            len: count * size_of::<SemaphoreOperation>(),
        });
    if !has_undo(operations, count)? {
        return send(thread, &message).map(drop);
    }
    match send_on(thread, Handle::SEMAPHORE_OWNER, &message) {
        // Not known to the server yet, or to the one before it alone.
        Err(Errno::EBADF | Errno::EIO) => {
            become_owner(thread)?;
            send_on(thread, Handle::SEMAPHORE_OWNER, &message).map(drop)
        }
        result => result.map(drop),
    }
}

fn has_undo(operations: usize, count: usize) -> Result<bool> {
    for index in 0..count {
        let mut one = SemaphoreOperation::default();
        let address = operations.wrapping_add(index * size_of::<SemaphoreOperation>());
        user::copy_from(address, bytes_of_mut(&mut one))?;
        if i32::from(one.flags) & SEM_UNDO != 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Makes the process known to the server.
fn become_owner(thread: &Thread) -> Result<()> {
    let message = Message::new(Operation::Open, [OpenFlags::LOCK_OWNER.bits(), 0, 0, 0])
        .flags(CallFlags::HIGH | CallFlags::CLOSE_ON_EXEC);
    let opened = send(thread, &message)?.handle;
    let placement = HandleFlags::EXACT | HandleFlags::HIGH | HandleFlags::CLOSE_ON_FORK;
    let placed = handle::duplicate(opened, Handle::SEMAPHORE_OWNER, placement, Rights::empty());
    handle::close(opened)?;
    placed.map(drop)
}

/// `semctl`; `argument` is the word of `union semun`. Errors: EACCES, EINVAL, EPERM, ERANGE, EFAULT.
pub fn semctl(thread: &Thread, id: i32, index: i32, command: i32, argument: usize) -> Result<i32> {
    let value = match command {
        SETVAL => argument as u64,
        _ => 0,
    };
    let args = [word(id), word(index), word(command), value];
    let message = Message::new(Operation::SemaphoreControl, args);
    let mut message = with_status::<SemaphoreSetStatus>(message, command, SEM_STAT, argument);
    if matches!(command, GETALL | SETALL) {
        let values = UserSlice {
            address: argument,
            len: count_of(thread, id)? * size_of::<u16>(),
        };
        match command {
            GETALL => message.output = values,
            _ => message.input = values,
        }
    }
    send(thread, &message).map(|answer| answer.result as i32)
}

/// How many semaphores the set has: the server tells whoever may read or write it.
fn count_of(thread: &Thread, id: i32) -> Result<usize> {
    let args = [word(id), 0, word(COUNT), 0];
    let message = Message::new(Operation::SemaphoreControl, args);
    send(thread, &message).map(|answer| answer.result as usize)
}
