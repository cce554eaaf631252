//! Paths that name the caller's own descriptors: `/dev/fd/N`, `/proc/self/fd/N`, `/dev/stdin`,
//! `/dev/stdout`, `/dev/stderr`.
//!
//! No server knows a process's descriptors, so these are served here. Opening one is `dup`, as in
//! the BSDs (and as Linux does for pipes and terminals); for a file the offset is shared.

use crate::fd::handle_of;
use crate::kernel::handle;
use crate::path::{call_handle, Message};
use crate::protocol::Operation;
use crate::state::Thread;
use crate::types::constants::fcntl::{O_ACCMODE, O_CLOEXEC, O_CREAT, O_EXCL, O_RDWR, O_WRONLY};
use abi::errno::Result;
use abi::handle::{HandleFlags, HandleKind, Rights};
use abi::message::CallFlags;
use abi::{Errno, Handle, UserSlice};

/// The descriptor that a path names, if it is such a path.
pub(super) fn named(path: &[u8]) -> Option<i32> {
    match path {
        b"/dev/stdin" => return Some(0),
        b"/dev/stdout" => return Some(1),
        b"/dev/stderr" => return Some(2),
        _ => {}
    }
    let folders: [&[u8]; 2] = [b"/dev/fd/", b"/proc/self/fd/"];
    let digits = folders
        .iter()
        .find_map(|folder| path.strip_prefix(*folder))?;
    let canonical = digits == b"0"
        || digits
            .first()
            .is_some_and(|first| (b'1'..=b'9').contains(first));
    let text = core::str::from_utf8(digits).ok().filter(|_| canonical)?;
    text.parse().ok()
}

fn existing(fd: i32) -> Result<Handle> {
    let target = handle_of(fd).map_err(|_| Errno::ENOENT)?;
    match handle::get_info(target) {
        Err(Errno::EBADF) => Err(Errno::ENOENT),
        Err(errno) => Err(errno),
        Ok(_) => Ok(target),
    }
}

/// `open` of such a path. Errors: ENOENT if the descriptor is not open, EACCES if it does not
/// allow what is asked, EEXIST.
pub(super) fn open(fd: i32, flags: i32, call_flags: CallFlags) -> Result<Handle> {
    let target = existing(fd)?;
    if flags & (O_CREAT | O_EXCL) == O_CREAT | O_EXCL {
        return Err(Errno::EEXIST);
    }
    let wanted = match flags & O_ACCMODE {
        O_WRONLY => Rights::WRITE,
        O_RDWR => Rights::READ | Rights::WRITE,
        _ => Rights::READ,
    };
    if !handle::get_info(target)?.rights.contains(wanted) {
        return Err(Errno::EACCES);
    }
    let mut placement = HandleFlags::empty();
    placement.set(HandleFlags::CLOSE_ON_EXEC, flags & O_CLOEXEC != 0);
    placement.set(HandleFlags::HIGH, call_flags.contains(CallFlags::HIGH));
    handle::duplicate(target, Handle(0), placement, Rights::empty())
}

/// `readlink` of such a path: the file's own path, or Linux's "pipe:[0]" where it has none.
pub(super) fn read_link(thread: &Thread, fd: i32, buffer: UserSlice) -> Result<usize> {
    let target = existing(fd)?;
    let text: &[u8] = match handle::get_info(target)?.kind {
        Some(HandleKind::File) => {
            let message = Message::new(Operation::Path, [0; 4]).output(buffer);
            let len = call_handle(thread, target, &message)?.output_len;
            return Ok(len.min(buffer.len));
        }
        Some(HandleKind::Pipe) => b"pipe:[0]",
        Some(HandleKind::Socket) => b"socket:[0]",
        _ => b"anon_inode:[0]",
    };
    let len = text.len().min(buffer.len);
    crate::kernel::user::copy_to(buffer.address, &text[..len])?;
    Ok(len)
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn paths_of_descriptors_are_told_from_others() {
        assert_eq!(named(b"/dev/fd/63"), Some(63));
        assert_eq!(named(b"/proc/self/fd/0"), Some(0));
        assert_eq!(named(b"/dev/stderr"), Some(2));
        for path in [
            &b"/dev/fd"[..],
            b"/dev/fd/",
            b"/dev/fd/x",
            b"/dev/fd/01",
            b"/dev/fd/-1",
            b"/dev/null",
        ] {
            assert_eq!(named(path), None);
        }
    }
}
