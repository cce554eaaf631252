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
use crate::protocol::Operation;
use crate::state::Thread;
use crate::types::constants::ipc::{IPC_SET, IPC_STAT};
use abi::errno::Result;
use abi::message::{CallFlags, CallRequest};
use abi::{Errno, Handle, UserSlice};
use core::mem::size_of;

/// One message to the server.
struct Ask {
    operation: Operation,
    flags: CallFlags,
    args: [u64; 4],
    name: UserSlice,
    input: UserSlice,
    output: UserSlice,
}

struct Answer {
    result: u64,
    values: [u64; 2],
    handle: Handle,
}

impl Ask {
    const fn new(operation: Operation, args: [u64; 4]) -> Self {
        Self {
            operation,
            flags: CallFlags::empty(),
            args,
            name: UserSlice::EMPTY,
            input: UserSlice::EMPTY,
            output: UserSlice::EMPTY,
        }
    }

    /// Sends it to the server itself. Errors: the server's; EIO if there is none now, ENOSYS if there never
    /// was one.
    fn send(&self, thread: &Thread) -> Result<Answer> {
        self.send_on(thread, Handle::NAMESPACE)
            .map_err(|errno| match errno {
                Errno::ENOENT if !self.may_lack() => Errno::ENOSYS,
                other => other,
            })
    }

    /// Whether ENOENT can be the server's own answer.
    const fn may_lack(&self) -> bool {
        matches!(
            self.operation,
            Operation::MessageGet | Operation::SemaphoreGet | Operation::SharedMemoryGet
        )
    }

    fn send_on(&self, thread: &Thread, target: Handle) -> Result<Answer> {
        let mut received = Handle::NONE;
        let mut request = CallRequest {
            operation: self.operation as u32,
            flags: self.flags.bits(),
            args: self.args,
            scheme: UserSlice::of(b"ipc"),
            name: self.name,
            input: self.input,
            output: self.output,
            handles: UserSlice::EMPTY,
            handles_out: UserSlice {
                address: core::ptr::from_mut(&mut received) as usize,
                len: 1,
            },
            values: [0; 2],
            output_len: 0,
            handles_len: 0,
        };
        let result = thread.interruptible(|| file::call(target, &mut request))?;
        Ok(Answer {
            result,
            values: request.values,
            handle: received,
        })
    }

    /// With a structure of type `T` at `address` as `command` uses it; `by_index` is the family's command
    /// that tells the status by an index.
    fn with_status<T>(mut self, command: i32, by_index: i32, address: usize) -> Self {
        let status = UserSlice {
            address,
            len: size_of::<T>(),
        };
        match command {
            IPC_SET => self.input = status,
            _ if command == IPC_STAT || command == by_index => self.output = status,
            _ => {}
        }
        self
    }
}

/// A signed argument as a word.
const fn word(number: i32) -> u64 {
    number as i64 as u64
}
