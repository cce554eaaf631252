//! Reading, writing, seeking.

use super::{background, handle_of};
use crate::kernel::{file, handle};
use crate::signal;
use crate::state::Thread;
use crate::types::constants::signal::SIGPIPE;
use crate::types::constants::unistd::{SEEK_CUR, SEEK_DATA, SEEK_END, SEEK_HOLE, SEEK_SET};
use abi::errno::Result;
use abi::file::{Whence, CURRENT_OFFSET, IOV_MAX};
use abi::handle::HandleKind;
use abi::{Errno, UserSlice};

/// Most bytes in one transfer (Linux's limit).
const TRANSFER_MAX: usize = 0x7fff_f000;

#[inline]
fn cut(buffer: UserSlice) -> UserSlice {
    UserSlice {
        address: buffer.address,
        len: buffer.len.min(TRANSFER_MAX),
    }
}

fn offset_of(offset: i64) -> Result<u64> {
    u64::try_from(offset).map_err(|_| Errno::EINVAL)
}

/// A write that fails with EPIPE also sends SIGPIPE to the thread (POSIX `write`).
#[inline]
fn with_sigpipe<T>(thread: &Thread, result: Result<T>) -> Result<T> {
    if matches!(result, Err(Errno::EPIPE)) {
        signal::raise(thread, SIGPIPE)?;
    }
    result
}

/// `read`.
#[inline]
pub fn read(thread: &Thread, fd: i32, buffer: UserSlice) -> Result<usize> {
    let handle = handle_of(fd)?;
    thread.restarting(|| {
        file::read(handle, cut(buffer), CURRENT_OFFSET).or_else(|errno| match errno {
            Errno::EOPNOTSUPP => signal::read_file(thread, handle, buffer),
            errno => Err(background::after_read(thread, errno)),
        })
    })
}

/// `write`.
#[inline]
pub fn write(thread: &Thread, fd: i32, buffer: UserSlice) -> Result<usize> {
    let handle = handle_of(fd)?;
    with_sigpipe(
        thread,
        thread.restarting(|| {
            file::write(handle, cut(buffer), CURRENT_OFFSET)
                .or_else(|errno| background::after_write(thread, errno, handle, || Ok(buffer)))
        }),
    )
}

/// `pread`.
pub fn pread(thread: &Thread, fd: i32, buffer: UserSlice, offset: i64) -> Result<usize> {
    let (handle, offset) = (handle_of(fd)?, offset_of(offset)?);
    thread.restarting(|| file::read(handle, cut(buffer), offset))
}

/// `pwrite`.
pub fn pwrite(thread: &Thread, fd: i32, buffer: UserSlice, offset: i64) -> Result<usize> {
    let (handle, offset) = (handle_of(fd)?, offset_of(offset)?);
    with_sigpipe(
        thread,
        thread.restarting(|| file::write(handle, cut(buffer), offset)),
    )
}

fn count_of(count: i32) -> Result<usize> {
    match usize::try_from(count) {
        Ok(count) if count <= IOV_MAX => Ok(count),
        _ => Err(Errno::EINVAL),
    }
}

/// `readv`: `vectors` is the address of `count` `struct iovec`.
pub fn readv(thread: &Thread, fd: i32, vectors: usize, count: i32) -> Result<usize> {
    let (handle, count) = (handle_of(fd)?, count_of(count)?);
    thread.restarting(|| {
        file::read_vector(handle, vectors, count, CURRENT_OFFSET).or_else(|errno| match errno {
            Errno::EOPNOTSUPP => {
                signal::read_file(thread, handle, background::first_of(vectors, count)?)
            }
            errno => Err(background::after_read(thread, errno)),
        })
    })
}

/// `writev`.
pub fn writev(thread: &Thread, fd: i32, vectors: usize, count: i32) -> Result<usize> {
    let (handle, count) = (handle_of(fd)?, count_of(count)?);
    let result = thread.restarting(|| {
        file::write_vector(handle, vectors, count, CURRENT_OFFSET).or_else(|errno| {
            let first = || background::first_of(vectors, count);
            background::after_write(thread, errno, handle, first)
        })
    });
    with_sigpipe(thread, result)
}

/// `preadv`.
pub fn preadv(thread: &Thread, fd: i32, vectors: usize, count: i32, offset: i64) -> Result<usize> {
    let (handle, count, offset) = (handle_of(fd)?, count_of(count)?, offset_of(offset)?);
    thread.restarting(|| file::read_vector(handle, vectors, count, offset))
}

/// `pwritev`.
pub fn pwritev(thread: &Thread, fd: i32, vectors: usize, count: i32, offset: i64) -> Result<usize> {
    let (handle, count, offset) = (handle_of(fd)?, count_of(count)?, offset_of(offset)?);
    let result = thread.restarting(|| file::write_vector(handle, vectors, count, offset));
    with_sigpipe(thread, result)
}

/// `lseek`, with `SEEK_DATA` and `SEEK_HOLE`.
pub fn lseek(_thread: &Thread, fd: i32, offset: i64, whence: i32) -> Result<i64> {
    let whence = match whence {
        SEEK_SET => Whence::Start,
        SEEK_CUR => Whence::Current,
        SEEK_END => Whence::End,
        SEEK_DATA => Whence::Data,
        SEEK_HOLE => Whence::Hole,
        _ => return Err(Errno::EINVAL),
    };
    file::seek(handle_of(fd)?, offset, whence).map(|position| position as i64)
}

/// `posix_fadvise`: checks its arguments; files are in memory as it is. Errors: EBADF, EINVAL, ESPIPE.
pub fn fadvise(_thread: &Thread, fd: i32, len: i64, advice: i32) -> Result<()> {
    /// `POSIX_FADV_NOREUSE`, the last one.
    const LAST: i32 = 5;
    let kind = handle::get_info(handle_of(fd)?)?.kind;
    match kind {
        Some(HandleKind::Pipe | HandleKind::Socket) => Err(Errno::ESPIPE),
        _ if len < 0 || !(0..=LAST).contains(&advice) => Err(Errno::EINVAL),
        _ => Ok(()),
    }
}
