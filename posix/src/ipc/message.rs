//! Message queues.

use super::{send, with_status, word};
use crate::kernel::user;
use crate::path::Message;
use crate::protocol::Operation;
use crate::state::Thread;
use crate::types::constants::ipc::MSG_STAT;
use crate::types::MessageQueueStatus;
use abi::errno::Result;
use abi::{Errno, UserSlice};
use core::mem::size_of;

/// Where the text of `struct msgbuf` begins.
const TEXT: usize = size_of::<i64>();

fn text(message: usize, size: usize) -> UserSlice {
    UserSlice {
        address: message.wrapping_add(TEXT),
        len: size,
    }
}

/// `msgget`. Errors: EACCES, EEXIST, ENOENT, ENOSPC.
pub fn msgget(thread: &Thread, key: i32, flags: i32) -> Result<i32> {
    let ask = Message::new(Operation::MessageGet, [word(key), word(flags), 0, 0]);
    send(thread, &ask).map(|answer| answer.result as i32)
}

/// `msgsnd` of the `struct msgbuf` at `message`. Errors: EACCES, EAGAIN, EIDRM, EINTR, EINVAL, EFAULT.
pub fn msgsnd(thread: &Thread, id: i32, message: usize, size: usize, flags: i32) -> Result<()> {
    if size > abi::message::MESSAGE_MAX {
        return Err(Errno::EINVAL);
    }
    let kind: i64 = user::load(message)?;
    let args = [word(id), kind as u64, word(flags), 0];
    let ask = Message::new(Operation::MessageSend, args).input(text(message, size));
    send(thread, &ask).map(drop)
}

/// `msgrcv`: bytes of text. Errors: E2BIG, EACCES, EIDRM, EINTR, EINVAL, ENOMSG, EFAULT.
pub fn msgrcv(
    thread: &Thread,
    id: i32,
    message: usize,
    size: usize,
    kind: i64,
    flags: i32,
) -> Result<usize> {
    if isize::try_from(size).is_err() {
        return Err(Errno::EINVAL);
    }
    let args = [word(id), size as u64, kind as u64, word(flags)];
    let ask = Message::new(Operation::MessageReceive, args).output(text(message, size));
    let answer = send(thread, &ask)?;
    user::store(message, answer.values[0])?;
    Ok(answer.result as usize)
}

/// `msgctl`; `status` is the address of a `struct msqid_ds`. Errors: EACCES, EINVAL, EPERM, EFAULT.
pub fn msgctl(thread: &Thread, id: i32, command: i32, status: usize) -> Result<i32> {
    let ask = Message::new(Operation::MessageControl, [word(id), word(command), 0, 0]);
    let ask = with_status::<MessageQueueStatus>(ask, command, MSG_STAT, status);
    send(thread, &ask).map(|answer| answer.result as i32)
}
