//! Descriptors: data, duplicates, status flags, polling, control; pipes and counters.
//!
//! A descriptor is a kernel handle of the low range, so most functions are one kernel call.
//! Neighbours: `fs` opens them by name; `protocol` carries `ioctl` and locks to servers.

mod background;
mod control;
mod counter;
mod data;
mod descriptor;
mod epoll;
mod lock;
mod pipe;
mod poll;
mod transfer;

pub use control::{ioctl, isatty};
pub use counter::eventfd;
pub use data::{fadvise, lseek, pread, preadv, pwrite, pwritev, read, readv, write, writev};
pub use descriptor::{close, close_range, dup, dup2, dup3, fcntl};
pub use epoll::{epoll_create, epoll_ctl, epoll_wait, EpollEvent};
pub use lock::flock;
pub use pipe::{check_socket, pipe, receive, send, shutdown, socketpair};
pub use poll::{poll, select, set_words, FdSets, FD_SETSIZE};
pub use transfer::{copy_file_range, sendfile};

use crate::kernel::handle;
use crate::types::constants::fcntl::{O_CLOEXEC, O_NONBLOCK};
use abi::errno::Result;
use abi::file::FileFlags;
use abi::handle::LOW_LIMIT;
use abi::{Errno, Handle};

/// The handle of a descriptor. Errors: EBADF if it is not of the low range, so that no program
/// reaches the platform's own handles.
#[inline]
pub fn handle_of(fd: i32) -> Result<Handle> {
    match u32::try_from(fd) {
        Ok(number) if number < LOW_LIMIT => Ok(Handle(number)),
        _ => Err(Errno::EBADF),
    }
}

/// The descriptor of a handle that was just made, with the flags it is to have, or closed if that fails.
pub(crate) fn placed(target: Handle, flags: i32) -> Result<i32> {
    let place = || {
        if flags & O_CLOEXEC != 0 {
            descriptor::set_close_on_exec(target, true)?;
        }
        if flags & O_NONBLOCK != 0 {
            handle::set_file_flags(target, FileFlags::NONBLOCK)?;
        }
        Ok(target.0 as i32)
    };
    place().inspect_err(|_| {
        // The first error is the one to tell.
        let _ = handle::close(target);
    })
}
