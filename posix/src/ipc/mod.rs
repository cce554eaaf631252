//! System V IPC: messages, semaphores, shared memory.
//!
//! All of it lives in the server of the scheme `ipc` (`servers/ipc`) and ends with nobody else. What waits is
//! never restarted after a handler ran (POSIX, XSI IPC). A segment's memory is a memory object, which the
//! kernel shows and counts; so fork, exec and exit attach and detach by themselves.

mod memory;
mod message;
mod semaphore;

pub use memory::{shmat, shmctl, shmdt, shmget};
pub use message::{msgctl, msgget, msgrcv, msgsnd};
pub use semaphore::{semctl, semget, semtimedop};

use crate::kernel::file;
use crate::path::{Answer, Message};
use crate::protocol::Operation;
use crate::state::Thread;
use crate::types::constants::ipc::{IPC_SET, IPC_STAT};
use abi::errno::Result;
use abi::{Errno, Handle, UserSlice};
use core::mem::size_of;

/// Sends a message to the server itself. Errors: the server's; EIO if there is none now, ENOSYS if there never
/// was one.
fn send(thread: &Thread, message: &Message) -> Result<Answer> {
    send_named(thread, b"", message)
}

/// As [`send`], about what has that name.
fn send_named(thread: &Thread, name: &[u8], message: &Message) -> Result<Answer> {
    // ENOENT can be the server's own answer.
    let may_lack = matches!(
        message.operation,
        Operation::MessageGet | Operation::SemaphoreGet | Operation::SharedMemoryGet
    );
    exchange(thread, Handle::NAMESPACE, name, message).map_err(|errno| match errno {
        Errno::ENOENT if !may_lack => Errno::ENOSYS,
        other => other,
    })
}

/// Sends a message about one of the server's files.
fn send_on(thread: &Thread, file: Handle, message: &Message) -> Result<Answer> {
    exchange(thread, file, b"", message)
}

fn exchange(thread: &Thread, target: Handle, name: &[u8], message: &Message) -> Result<Answer> {
    let (result, answer) = message.exchange(b"ipc", name, |request| {
        thread.interruptible(|| file::call(target, request))
    });
    result.map(|_| answer)
}

/// The message with a structure of type `T` at `address` as `command` uses it; `by_index` is the family's command
/// that tells the status by an index.
fn with_status<T>(message: Message, command: i32, by_index: i32, address: usize) -> Message {
    let status = UserSlice {
        address,
        len: size_of::<T>(),
    };
    match command {
        IPC_SET => message.input(status),
        _ if command == IPC_STAT || command == by_index => message.output(status),
        _ => message,
    }
}

/// A signed argument as a word.
const fn word(number: i32) -> u64 {
    number as i64 as u64
}
