//! inotify: files that tell of changes of other files.
//!
//! Which server serves `/` makes them, and it tells of its own files alone: to another server's the kernel's file is
//! nothing that it knows, so a watch there is refused rather than silent.

use super::lookup;
use crate::fd::{handle_of, placed};
use crate::kernel::handle;
use crate::path::{call_at, call_handle, Message};
use crate::protocol::Operation;
use crate::state::Thread;
use crate::types::constants::fcntl::{AT_FDCWD, AT_SYMLINK_NOFOLLOW, O_CLOEXEC, O_NONBLOCK};
use crate::types::constants::inotify::{
    IN_ALL_EVENTS, IN_DONT_FOLLOW, IN_EXCL_UNLINK, IN_IGNORED, IN_ISDIR, IN_MASK_ADD,
    IN_MASK_CREATE, IN_ONESHOT, IN_ONLYDIR, IN_Q_OVERFLOW, IN_UNMOUNT,
};
use abi::errno::Result;
use abi::handle::HandleKind;
use abi::message::CallFlags;
use abi::{Errno, Handle};

/// Every bit that a mask may have.
const KNOWN: u32 = IN_ALL_EVENTS
    | IN_UNMOUNT
    | IN_Q_OVERFLOW
    | IN_IGNORED
    | IN_ONLYDIR
    | IN_DONT_FOLLOW
    | IN_EXCL_UNLINK
    | IN_MASK_CREATE
    | IN_MASK_ADD
    | IN_ISDIR
    | IN_ONESHOT;

/// `inotify_init1`; the flags have the values of `O_CLOEXEC` and `O_NONBLOCK`. Errors: EINVAL for unknown flags, EMFILE
/// if the user has too many or the process no descriptor left, ENOSYS if the server of `/` cannot tell.
pub fn inotify_init(thread: &Thread, flags: i32) -> Result<i32> {
    if flags & !(O_CLOEXEC | O_NONBLOCK) != 0 {
        return Err(Errno::EINVAL);
    }
    let mut message = Message::new(Operation::WatchCreate, [0; 4]);
    if flags & O_CLOEXEC != 0 {
        message = message.flags(CallFlags::CLOSE_ON_EXEC);
    }
    match call_at(thread, AT_FDCWD, b"/", &message)?.handle {
        Handle::NONE => Err(Errno::EIO),
        created => placed(created, flags),
    }
}

/// What may be a file that [`inotify_init`] made: a server's. Errors: EBADF, EINVAL.
fn instance_of(fd: i32) -> Result<Handle> {
    let target = handle_of(fd)?;
    match handle::get_info(target)?.kind {
        Some(HandleKind::File) => Ok(target),
        _ => Err(Errno::EINVAL),
    }
}

/// `inotify_add_watch`: the watch's number. Errors: EBADF, EINVAL for a bad mask and for a descriptor that
/// [`inotify_init`] did not make, EACCES without read permission, EEXIST with `IN_MASK_CREATE`, ENOTDIR with
/// `IN_ONLYDIR`, ENOSPC if the user has too many, EOPNOTSUPP if the file's server cannot tell, and those of paths.
pub fn inotify_add_watch(thread: &Thread, fd: i32, path: &[u8], mask: u32) -> Result<i32> {
    if mask & !KNOWN != 0 || mask == 0 {
        return Err(Errno::EINVAL);
    }
    let instance = instance_of(fd)?;
    let both = IN_MASK_ADD | IN_MASK_CREATE;
    if mask & both == both {
        return Err(Errno::EINVAL);
    }
    let follow = match mask & IN_DONT_FOLLOW {
        0 => 0,
        _ => AT_SYMLINK_NOFOLLOW,
    };
    let args = [mask.into(), 0, 0, lookup(follow)];
    let message = Message::new(Operation::WatchAdd, args).lend(instance);
    let answer = call_at(thread, AT_FDCWD, path, &message).map_err(|errno| match errno {
        Errno::ENOSYS => Errno::EOPNOTSUPP,
        other => other,
    })?;
    Ok(answer.result as i32)
}

/// `inotify_rm_watch`. Errors: EBADF, EINVAL.
pub fn inotify_rm_watch(thread: &Thread, fd: i32, watch: i32) -> Result<()> {
    let instance = instance_of(fd)?;
    let message = Message::new(Operation::WatchRemove, [watch as u32 as u64, 0, 0, 0]);
    call_handle(thread, instance, &message)
        .map(drop)
        .map_err(|errno| match errno {
            Errno::ENOSYS => Errno::EINVAL,
            other => other,
        })
}
