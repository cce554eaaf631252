//! Directories, links and the working directory.

use super::descriptor;
use super::open::open_handle;
use crate::fd::handle_of;
use crate::kernel::{file, handle};
use crate::path::{call_at, call_handle, Message};
use crate::protocol::Operation;
use crate::state::Thread;
use crate::types::constants::fcntl::{AT_FDCWD, O_CLOEXEC, O_DIRECTORY, O_PATH};
use crate::types::constants::limits::PATH_MAX;
use crate::types::constants::mode::{S_IFDIR, S_IFMT};
use abi::errno::Result;
use abi::file::Whence;
use abi::handle::{HandleFlags, Rights};
use abi::message::CallFlags;
use abi::{Errno, Handle, UserSlice};

/// Linux's `getdents64`: fills `buffer` with `struct dirent64` records; their bytes, 0 at the
/// end. Errors: EINVAL if not one record fits.
pub fn getdents(thread: &Thread, fd: i32, buffer: UserSlice) -> Result<usize> {
    let directory = handle_of(fd)?;
    let position = file::seek(directory, 0, Whence::Current).map_err(|errno| match errno {
        Errno::ESPIPE => Errno::ENOTDIR,
        other => other,
    })?;
    let message = Message::new(Operation::ReadDirectory, [position, 0, 0, 0]).output(buffer);
    let answer = call_handle(thread, directory, &message)?;
    if answer.output_len > 0 {
        file::seek(directory, answer.values[0] as i64, Whence::Start)?;
    }
    Ok(answer.output_len)
}

/// `readlinkat`: bytes stored, no NUL. An empty path means `dirfd` itself.
pub fn readlink(thread: &Thread, dirfd: i32, path: &[u8], buffer: UserSlice) -> Result<usize> {
    if buffer.len == 0 {
        return Err(Errno::EINVAL);
    }
    if let Some(fd) = descriptor::named(path) {
        return descriptor::read_link(thread, fd, buffer);
    }
    let message = Message::new(Operation::ReadLink, [0; 4]).output(buffer);
    let answer = if path.is_empty() && dirfd != AT_FDCWD {
        call_handle(thread, handle_of(dirfd)?, &message)?
    } else {
        call_at(thread, dirfd, path, &message)?
    };
    Ok(answer.output_len.min(buffer.len))
}

/// `chdir`.
pub fn chdir(thread: &Thread, path: &[u8]) -> Result<()> {
    let flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
    let directory = open_handle(thread, AT_FDCWD, path, flags, 0, CallFlags::HIGH)?;
    let message = Message::new(
        Operation::Access,
        [1, 0, 0, crate::protocol::Lookup::EFFECTIVE_IDS.bits()],
    );
    let result =
        call_handle(thread, directory, &message).and_then(|_| set_working_directory(directory));
    handle::close(directory)?;
    result
}

/// `fchdir`.
pub fn fchdir(thread: &Thread, fd: i32) -> Result<()> {
    let directory = handle_of(fd)?;
    let stat = super::stat::stat_handle(thread, directory)?;
    if stat.mode & S_IFMT != S_IFDIR {
        return Err(Errno::ENOTDIR);
    }
    set_working_directory(directory)
}

fn set_working_directory(directory: Handle) -> Result<()> {
    let flags = HandleFlags::EXACT | HandleFlags::HIGH;
    handle::duplicate(directory, Handle::WORKING_DIRECTORY, flags, Rights::empty()).map(drop)
}

/// Linux's `getcwd`: bytes stored, the NUL included. Errors: ERANGE if the buffer is too small,
/// ENOENT if the directory was removed.
pub fn getcwd(thread: &Thread, buffer: UserSlice) -> Result<usize> {
    if buffer.len == 0 {
        return Err(Errno::ERANGE);
    }
    let room = UserSlice {
        address: buffer.address,
        len: buffer.len - 1,
    };
    let message = Message::new(Operation::Path, [0; 4]).output(room);
    let len = call_handle(thread, Handle::WORKING_DIRECTORY, &message)?.output_len;
    if len > room.len {
        return Err(Errno::ERANGE);
    }
    crate::kernel::user::store(buffer.address + len, 0u8)?;
    Ok(len + 1)
}

/// The absolute path without symbolic links of an existing file; its bytes in `buffer`.
pub fn realpath(thread: &Thread, path: &[u8], buffer: &mut [u8; PATH_MAX]) -> Result<usize> {
    let opened = open_handle(
        thread,
        AT_FDCWD,
        path,
        O_PATH | O_CLOEXEC,
        0,
        CallFlags::HIGH,
    )?;
    let message = Message::new(Operation::Path, [0; 4]).output(UserSlice::of_mut(buffer));
    let answer = call_handle(thread, opened, &message);
    handle::close(opened)?;
    match answer?.output_len {
        len if len < PATH_MAX => Ok(len),
        _ => Err(Errno::ENAMETOOLONG),
    }
}
