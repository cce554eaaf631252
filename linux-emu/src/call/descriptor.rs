//! Descriptors: opening, closing, duplicating, flags, locks, pipes.

use super::{number, Context, DONE};
use crate::guest;
use abi::errno::Result;
use abi::Errno;
use posix::types::constants::fcntl::*;
use posix::types::Flock;
use posix::{fd, fs};

fn opened(context: &Context<'_>, dirfd: i32, path: usize, flags: i32, mode: u32) -> Result<u64> {
    let path = context.path(path)?;
    fs::open(context.thread(), dirfd, path.bytes(), flags, mode).map(number)
}

pub fn open(context: &mut Context<'_>) -> Result<u64> {
    opened(context, AT_FDCWD, 0, context.int(1), context.unsigned(2))
}

pub fn openat(context: &mut Context<'_>) -> Result<u64> {
    opened(
        context,
        context.int(0),
        1,
        context.int(2),
        context.unsigned(3),
    )
}

pub fn creat(context: &mut Context<'_>) -> Result<u64> {
    const FLAGS: i32 = O_CREAT | O_WRONLY | O_TRUNC;
    opened(context, AT_FDCWD, 0, FLAGS, context.unsigned(1))
}

pub fn close(context: &mut Context<'_>) -> Result<u64> {
    fd::close(context.thread(), context.int(0)).and(DONE)
}

pub fn close_range(context: &mut Context<'_>) -> Result<u64> {
    let [first, last, flags] = [0, 1, 2].map(|index| context.unsigned(index));
    fd::close_range(context.thread(), first, last, flags).and(DONE)
}

pub fn dup(context: &mut Context<'_>) -> Result<u64> {
    fd::dup(context.thread(), context.int(0)).map(number)
}

pub fn dup2(context: &mut Context<'_>) -> Result<u64> {
    fd::dup2(context.thread(), context.int(0), context.int(1)).map(number)
}

pub fn dup3(context: &mut Context<'_>) -> Result<u64> {
    let [old, new, flags] = [0, 1, 2].map(|index| context.int(index));
    fd::dup3(context.thread(), old, new, flags).map(number)
}

pub fn fcntl(context: &mut Context<'_>) -> Result<u64> {
    let (target, command) = (context.int(0), context.int(1));
    match command {
        F_GETLK | F_SETLK | F_SETLKW => {
            let lock = context.word(2);
            guest::buffer(lock, size_of::<Flock>())?;
            fd::fcntl(context.thread(), target, command, lock as u64).map(number)
        }
        _ => fd::fcntl(context.thread(), target, command, context.raw(2)).map(number),
    }
}

pub fn flock(context: &mut Context<'_>) -> Result<u64> {
    fd::flock(context.thread(), context.int(0), context.int(1)).and(DONE)
}

fn pipe_with(context: &Context<'_>, flags: i32) -> Result<u64> {
    let address = context.word(0);
    guest::buffer(address, 8)?;
    let ends = fd::pipe(context.thread(), flags)?;
    stored(context, address, ends)
}

/// Stores two new descriptors; where that fails they are closed again.
fn stored(context: &Context<'_>, address: usize, ends: [i32; 2]) -> Result<u64> {
    if let Err(errno) = guest::store(address, &ends) {
        for end in ends {
            fd::close(context.thread(), end)?;
        }
        return Err(errno);
    }
    DONE
}

pub fn pipe(context: &mut Context<'_>) -> Result<u64> {
    pipe_with(context, 0)
}

pub fn pipe2(context: &mut Context<'_>) -> Result<u64> {
    pipe_with(context, context.int(1))
}

pub fn socketpair(context: &mut Context<'_>) -> Result<u64> {
    let [domain, kind, protocol] = [0, 1, 2].map(|index| context.int(index));
    let ends = fd::socketpair(context.thread(), domain, kind, protocol)?;
    stored(context, context.word(3), ends)
}

pub fn shutdown(context: &mut Context<'_>) -> Result<u64> {
    fd::shutdown(context.thread(), context.int(0), context.int(1)).and(DONE)
}

pub fn memfd_create(context: &mut Context<'_>) -> Result<u64> {
    /// `MFD_CLOEXEC`.
    const KNOWN: u32 = 1;
    context.text(0)?;
    let flags = context.unsigned(1);
    if flags & !KNOWN != 0 {
        return Err(Errno::EINVAL);
    }
    fs::memfd_create(context.thread(), flags).map(number)
}

pub fn eventfd2(context: &mut Context<'_>) -> Result<u64> {
    fd::eventfd(context.thread(), context.unsigned(0), context.int(1)).map(number)
}

pub fn eventfd(context: &mut Context<'_>) -> Result<u64> {
    fd::eventfd(context.thread(), context.unsigned(0), 0).map(number)
}
