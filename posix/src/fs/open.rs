//! `open`, `memfd_create`.

use super::descriptor;
use crate::fd::{handle_of, placed};
use crate::kernel::{file, handle, memory};
use crate::path::{call_at, call_handle, Message};
use crate::protocol::{Lookup, OpenFlags, Operation};
use crate::state::Thread;
use crate::types::constants::fcntl::{O_CLOEXEC, O_CREAT, O_NOFOLLOW, O_PATH, O_TMPFILE};
use abi::errno::Result;
use abi::file::StreamKind;
use abi::memory::MemoryKind;
use abi::message::CallFlags;
use abi::{Errno, Handle};
use core::sync::atomic::Ordering;

/// Opens a file (POSIX `openat`, Linux's flags).
pub fn open(thread: &Thread, dirfd: i32, path: &[u8], flags: i32, mode: u32) -> Result<i32> {
    let handle = open_handle(thread, dirfd, path, flags, mode, CallFlags::empty())?;
    Ok(handle.0 as i32)
}

/// [`open`] with the handle placed as `call_flags` say.
pub(crate) fn open_handle(
    thread: &Thread,
    dirfd: i32,
    path: &[u8],
    flags: i32,
    mode: u32,
    mut call_flags: CallFlags,
) -> Result<Handle> {
    if let Some(fd) = descriptor::named(path) {
        return descriptor::open(fd, flags, call_flags);
    }
    let mut mode = mode & 0o7777;
    if flags & O_CREAT != 0 || flags & O_TMPFILE == O_TMPFILE {
        mode &= !thread.process.umask.load(Ordering::Relaxed);
    }
    // With O_PATH only these count (open(2)).
    let flags = if flags & O_PATH != 0 {
        flags & (O_PATH | O_NOFOLLOW | O_CLOEXEC | crate::types::constants::fcntl::O_DIRECTORY)
    } else {
        flags
    };
    if flags & O_CLOEXEC != 0 {
        call_flags |= CallFlags::CLOSE_ON_EXEC;
    }
    let lookup = if flags & O_NOFOLLOW != 0 {
        Lookup::NO_FOLLOW.bits()
    } else {
        0
    };
    let bits = OpenFlags::from_bits_truncate(flags as u32 as u64).bits();
    send_open(
        thread,
        dirfd,
        path,
        [bits, mode.into(), 0, lookup],
        call_flags,
    )
}

/// Opens a file to execute it: close-on-exec, in the high range. `lookup` are
/// [`crate::protocol::Lookup`] bits. Errors: EACCES unless it is a regular file that the caller may
/// execute.
pub fn open_executable(thread: &Thread, dirfd: i32, path: &[u8], lookup: u64) -> Result<Handle> {
    let flags = OpenFlags::EXECUTE | OpenFlags::CLOSE_ON_EXEC;
    let call_flags = CallFlags::HIGH | CallFlags::CLOSE_ON_EXEC;
    if let Some(fd) = descriptor::named(path) {
        // The file itself, opened anew for this purpose.
        let message = Message::new(Operation::Open, [flags.bits(), 0, 0, 0]).flags(call_flags);
        let opened = call_handle(thread, handle_of(fd)?, &message);
        // What no server holds is no regular file.
        let opened = opened.map_err(|errno| match errno {
            Errno::ENOTTY => Errno::EACCES,
            other => other,
        });
        return opened.map(|answer| answer.handle);
    }
    send_open(
        thread,
        dirfd,
        path,
        [flags.bits(), 0, 0, lookup],
        call_flags,
    )
}

fn send_open(
    thread: &Thread,
    dirfd: i32,
    path: &[u8],
    args: [u64; 4],
    call_flags: CallFlags,
) -> Result<Handle> {
    let message = Message::new(Operation::Open, args).flags(call_flags);
    let handle = call_at(thread, dirfd, path, &message)?.handle;
    if handle == Handle::NONE {
        return Err(Errno::EIO);
    }
    Ok(handle)
}

/// Bytes that a file without a name can grow to.
const MEMFD_LIMIT: u64 = 1 << 40;

/// A file without a name (`memfd_create`; `flags`: 1 is close-on-exec). Errors: EINVAL for
/// flags that are not known, EMFILE, ENOMEM.
pub fn memfd_create(_thread: &Thread, flags: u32) -> Result<i32> {
    const MFD_CLOEXEC: u32 = 1;
    /// Seals themselves are not there: `F_ADD_SEALS` is refused.
    const MFD_ALLOW_SEALING: u32 = 2;
    if flags & !(MFD_CLOEXEC | MFD_ALLOW_SEALING) != 0 {
        return Err(Errno::EINVAL);
    }
    let object = memory::create(MemoryKind::Anonymous, MEMFD_LIMIT, 0, 0)?;
    let stream = file::stream_create(StreamKind::Memory, object, 0);
    handle::close(object)?;
    let descriptor_flags = match flags & MFD_CLOEXEC {
        0 => 0,
        _ => O_CLOEXEC,
    };
    placed(stream?, descriptor_flags)
}
