//! Duplicating and closing, descriptor and status flags.

use super::{handle_of, lock};
use crate::kernel::handle::{self, RangeAction};
use crate::state::Thread;
use crate::types::constants::fcntl::*;
use abi::errno::Result;
use abi::file::{FileFlags, PIPE_CAPACITY};
use abi::handle::{HandleFlags, HandleKind, Rights, LOW_LIMIT};
use abi::{Errno, Handle};

/// `close`.
pub fn close(thread: &Thread, fd: i32) -> Result<()> {
    let target = handle_of(fd)?;
    lock::before_close(thread, target);
    handle::close(target)
}

/// `close_range`; flag 4 (`CLOSE_RANGE_CLOEXEC`) only marks.
pub fn close_range(thread: &Thread, first: u32, last: u32, flags: u32) -> Result<()> {
    const CLOSE_RANGE_CLOEXEC: u32 = 4;
    if first > last || flags & !CLOSE_RANGE_CLOEXEC != 0 {
        return Err(Errno::EINVAL);
    }
    let action = match flags {
        0 => RangeAction::Close,
        _ => RangeAction::SetCloseOnExec,
    };
    if first >= LOW_LIMIT {
        return Ok(());
    }
    let last = last.min(LOW_LIMIT - 1);
    if action == RangeAction::Close {
        lock::before_close_range(thread, first, last);
    }
    handle::close_range(Handle(first), Handle(last), action)
}

/// `dup`.
pub fn dup(_thread: &Thread, fd: i32) -> Result<i32> {
    duplicate(fd, 0, HandleFlags::empty())
}

fn duplicate(fd: i32, lowest: i32, flags: HandleFlags) -> Result<i32> {
    let lowest = match u32::try_from(lowest) {
        Ok(number) if number < LOW_LIMIT => Handle(number),
        _ => return Err(Errno::EINVAL),
    };
    handle::duplicate(handle_of(fd)?, lowest, flags, Rights::empty()).map(|handle| handle.0 as i32)
}

/// `dup2`.
pub fn dup2(thread: &Thread, old: i32, new: i32) -> Result<i32> {
    if old == new {
        handle::get_info(handle_of(old)?)?;
        return Ok(new);
    }
    dup3(thread, old, new, 0)
}

/// `dup3`, with `O_CLOEXEC`.
pub fn dup3(thread: &Thread, old: i32, new: i32, flags: i32) -> Result<i32> {
    if old == new || flags & !O_CLOEXEC != 0 {
        return Err(Errno::EINVAL);
    }
    let mut placement = HandleFlags::EXACT;
    if flags & O_CLOEXEC != 0 {
        placement |= HandleFlags::CLOSE_ON_EXEC;
    }
    let (old, target) = (handle_of(old)?, handle_of(new)?);
    lock::before_close(thread, target);
    handle::duplicate(old, target, placement, Rights::empty())?;
    Ok(new)
}

/// `fcntl`; `argument` is a number or the address of a struct. Errors: EINVAL for commands that
/// are not known.
pub fn fcntl(thread: &Thread, fd: i32, command: i32, argument: u64) -> Result<i32> {
    let target = handle_of(fd)?;
    match command {
        F_DUPFD => duplicate(fd, argument as i32, HandleFlags::empty()),
        F_DUPFD_CLOEXEC => duplicate(fd, argument as i32, HandleFlags::CLOSE_ON_EXEC),
        F_GETFD => {
            let flags = handle::get_info(target)?.flags;
            Ok(flags.contains(HandleFlags::CLOSE_ON_EXEC).into())
        }
        F_SETFD => set_close_on_exec(target, argument as i32 & FD_CLOEXEC != 0).map(|()| 0),
        F_GETFL => status_flags(target),
        F_SETFL => {
            // POSIX: bits other than these are ignored.
            let flags = FileFlags::from_bits_truncate(argument as u32);
            handle::set_file_flags(target, flags).map(|()| 0)
        }
        F_GETLK | F_SETLK | F_SETLKW => lock::record_lock(thread, target, command, argument),
        F_GETPIPE_SZ => match handle::get_info(target)?.kind {
            Some(HandleKind::Pipe) => Ok(PIPE_CAPACITY as i32),
            _ => Err(Errno::EBADF),
        },
        _ => Err(Errno::EINVAL),
    }
}

pub(super) fn set_close_on_exec(target: Handle, set: bool) -> Result<()> {
    let mut flags = handle::get_info(target)?.flags;
    flags.set(HandleFlags::CLOSE_ON_EXEC, set);
    handle::set_flags(target, flags)
}

/// Access mode by the handle's rights, status flags of the open file.
fn status_flags(target: Handle) -> Result<i32> {
    let info = handle::get_info(target)?;
    let access = match (
        info.rights.contains(Rights::READ),
        info.rights.contains(Rights::WRITE),
    ) {
        (true, true) => O_RDWR,
        (true, false) => O_RDONLY,
        (false, true) => O_WRONLY,
        (false, false) => O_PATH,
    };
    Ok(access | info.file_flags.bits() as i32)
}
