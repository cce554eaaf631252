//! `eventfd`.

use super::placed;
use crate::kernel::file;
use crate::state::Thread;
use crate::types::constants::fcntl::{O_CLOEXEC, O_NONBLOCK};
use abi::errno::Result;
use abi::file::StreamKind;
use abi::{Errno, Handle};

/// `eventfd`: `EFD_SEMAPHORE`.
const EFD_SEMAPHORE: i32 = 1;

/// `eventfd2`; the other flags have the values of `O_CLOEXEC` and `O_NONBLOCK`. Errors: EINVAL for unknown flags.
pub fn eventfd(_thread: &Thread, value: u32, flags: i32) -> Result<i32> {
    if flags & !(EFD_SEMAPHORE | O_CLOEXEC | O_NONBLOCK) != 0 {
        return Err(Errno::EINVAL);
    }
    let kind = match flags & EFD_SEMAPHORE {
        0 => StreamKind::Counter,
        _ => StreamKind::Semaphore,
    };
    placed(
        file::stream_create(kind, Handle::NONE, value.into())?,
        flags,
    )
}
