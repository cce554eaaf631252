//! Message queues in shared memory, for a kernel that has none: a file in `/dev/shm` that every user maps.
//!
//! The descriptor of a queue is that of its file, so that `fork` hands it on and `exec` closes it. The file must be
//! readable and writable for whoever opens the queue, whatever for; the descriptor keeps to what it was opened for.
//!
//! The lock is the process number of its holder. A process that dies with it is found out by those who wait, and what it
//! left is whole: a message is there when its slot says so, which is the last store of a send and of a receive.

mod layout;
pub(super) mod notify;
mod table;

use super::mq_attr;
use crate::errno::Errno;
use crate::header::pthread::{cancel, futex_wait_point, Deadline, Sharing};
use crate::platform::Sys;
use crate::types::*;
use alloc::ffi::CString;
use alloc::vec::Vec;
use core::ffi::CStr;
use core::sync::atomic::{AtomicI32, Ordering};
use layout::Queue;
use table::Open;

const O_ACCMODE: c_int = 3;
const O_WRONLY: c_int = 1;
const O_RDWR: c_int = 2;
const O_CREAT: c_int = 0o100;
const O_EXCL: c_int = 0o200;
const O_NONBLOCK: c_int = 0o4000;
/// O_RDWR | O_CLOEXEC | O_NOFOLLOW
const OPEN: c_int = O_RDWR | 0o2000000 | 0o400000;
const F_GETFL: c_int = 3;
const F_SETFL: c_int = 4;
const FOLDER: &[u8] = b"/dev/shm/mqueue.";

/// What a queue has that is made without attributes: Linux's values.
const DEFAULT: (c_long, c_long) = (10, 8192);

/// The path of a queue's file.
fn path(name: &[u8]) -> Result<CString, Errno> {
    // The name and what stands before it are one file name.
    if name.len() > 255 - b"mqueue.".len() {
        return Err(Errno::ENAMETOOLONG);
    }
    let path: Vec<u8> = [FOLDER, name].concat();
    CString::new(path).map_err(|_| Errno::EINVAL)
}

/// Letters that no other file's name has.
fn random_name() -> Result<Vec<u8>, Errno> {
    let mut random = [0_u8; 16];
    // SAFETY: the buffer is writable.
    unsafe { Sys::getrandom(random.as_mut_ptr().cast(), random.len(), 0) }?;
    Ok(random.iter().map(|byte| b'a' + (byte & 15)).collect())
}

/// `mq_open`.
pub(super) fn open(
    name: &CStr,
    flags: c_int,
    mode: mode_t,
    attributes: Option<&mq_attr>,
) -> Result<c_int, Errno> {
    let access = flags & O_ACCMODE;
    if access == O_ACCMODE {
        return Err(Errno::EINVAL);
    }
    let path = path(name.to_bytes())?;
    let both = O_CREAT | O_EXCL;
    loop {
        if flags & both != both {
            // SAFETY: a string.
            match unsafe { Sys::openat(-100, path.as_ptr(), OPEN | flags & O_NONBLOCK, 0) } {
                Ok(fd) => return table::insert(fd, access),
                Err(Errno::ENOENT) if flags & O_CREAT != 0 => {}
                Err(error) => return Err(error),
            }
        }
        match create(&path, flags, mode, attributes) {
            Err(Errno::EEXIST) if flags & O_EXCL == 0 => {}
            result => return table::insert(result?, access),
        }
    }
}

/// Makes a queue's file under another name and links it to its own, so that no one sees it half made.
fn create(
    path: &CStr,
    flags: c_int,
    mode: mode_t,
    attributes: Option<&mq_attr>,
) -> Result<c_int, Errno> {
    let (most, size) = attributes.map_or(DEFAULT, |a| (a.mq_maxmsg, a.mq_msgsize));
    let length = layout::length(most, size).ok_or(Errno::EINVAL)?;
    let temporary = CString::new([&b"/dev/shm/.mqueue-"[..], &random_name()?].concat())
        .map_err(|_| Errno::EINVAL)?;
    // SAFETY: strings; the descriptor is ours.
    unsafe {
        let new = OPEN | O_CREAT | O_EXCL | flags & O_NONBLOCK;
        let fd = Sys::openat(-100, temporary.as_ptr(), new, mode & 0o666)?;
        let made = Sys::ftruncate(fd, length as off_t)
            .and_then(|()| layout::initialise(fd, most as u32, size as u32))
            .and_then(|()| Sys::linkat(-100, temporary.as_ptr(), -100, path.as_ptr(), 0));
        let _ = Sys::unlinkat(-100, temporary.as_ptr(), 0);
        match made {
            Ok(()) => Ok(fd),
            Err(error) => {
                let _ = Sys::close(fd);
                Err(error)
            }
        }
    }
}

/// `mq_unlink`.
pub(super) fn unlink(name: &CStr) -> Result<(), Errno> {
    let path = path(name.to_bytes())?;
    // SAFETY: a string.
    unsafe { Sys::unlinkat(-100, path.as_ptr(), 0) }
}

/// `mq_close`.
pub(super) fn close(fd: c_int) -> Result<(), Errno> {
    table::remove(fd)
}

/// `mq_setattr` and `mq_getattr`.
pub(super) fn attributes(
    fd: c_int,
    new: Option<&mq_attr>,
    old: Option<&mut mq_attr>,
) -> Result<(), Errno> {
    let queue = table::find(fd)?;
    let nonblock = c_long::from(O_NONBLOCK);
    if new.is_some_and(|new| new.mq_flags & !nonblock != 0) {
        return Err(Errno::EINVAL);
    }
    // SAFETY: takes no pointers.
    let flags = unsafe { Sys::fcntl(fd, F_GETFL, 0) }?;
    if let Some(old) = old {
        let (most, size) = queue.queue.limits();
        *old = mq_attr {
            mq_flags: c_long::from(flags & O_NONBLOCK),
            mq_maxmsg: most as c_long,
            mq_msgsize: size as c_long,
            mq_curmsgs: queue.queue.lock().count() as c_long,
            ..mq_attr::default()
        };
    }
    if let Some(new) = new {
        let flags = flags & !O_NONBLOCK | new.mq_flags as c_int;
        // SAFETY: takes no pointers.
        unsafe { Sys::fcntl(fd, F_SETFL, flags as c_ulong) }?;
    }
    Ok(())
}

/// Waits until `word` is no longer `before`; the deadline is looked at only here (POSIX).
///
/// # Safety
/// `deadline` is null or valid.
unsafe fn wait(
    open: &Open,
    word: &AtomicI32,
    before: i32,
    deadline: *const timespec,
) -> Result<(), Errno> {
    // SAFETY: takes no pointers.
    if unsafe { Sys::fcntl(open.fd, F_GETFL, 0) }? & O_NONBLOCK != 0 {
        return Err(Errno::EAGAIN);
    }
    // SAFETY: the caller's promise.
    let deadline = unsafe { Deadline::at(0, deadline) }?;
    // A process that died before it could wake anyone is made good for by looking again.
    let look_again = table::in_a_second()?;
    let is_sooner = |deadline: &&Deadline| deadline.time <= look_again.time;
    let next = deadline.as_ref().filter(is_sooner).unwrap_or(&look_again);
    match futex_wait_point(word, before, Some(next), Sharing::Shared) {
        Err(Errno::ETIMEDOUT) if deadline.as_ref().is_none_or(|d| !is_sooner(&d)) => Ok(()),
        result => result,
    }
}

/// `mq_timedsend`.
///
/// # Safety
/// The message has `length` bytes; `deadline` is null or valid.
pub(super) unsafe fn send(
    fd: c_int,
    message: *const c_char,
    length: size_t,
    priority: c_uint,
    deadline: *const timespec,
) -> Result<(), Errno> {
    let open = table::find(fd)?;
    let queue: &Queue = &open.queue;
    match open.access {
        O_WRONLY | O_RDWR => {}
        _ => return Err(Errno::EBADF),
    }
    if length > queue.limits().1 {
        return Err(Errno::EMSGSIZE);
    }
    loop {
        let before = queue.taken().load(Ordering::Acquire);
        let locked = queue.lock();
        let was_empty = locked.count() == 0;
        // SAFETY: the caller's promise.
        if unsafe { locked.put(message.cast(), length, priority) } {
            let receivers = queue.sent().wake();
            if was_empty && receivers == 0 {
                notify::tell(&locked);
            }
            return Ok(());
        }
        drop(locked);
        // SAFETY: the caller's promise.
        unsafe { wait(&open, &queue.taken().0, before, deadline) }?;
        cancel::test();
    }
}

/// `mq_timedreceive`.
///
/// # Safety
/// The buffer has `length` bytes; `deadline` is null or valid.
pub(super) unsafe fn receive(
    fd: c_int,
    message: *mut c_char,
    length: size_t,
    priority: Option<&mut c_uint>,
    deadline: *const timespec,
) -> Result<ssize_t, Errno> {
    let open = table::find(fd)?;
    let queue: &Queue = &open.queue;
    if open.access == O_WRONLY {
        return Err(Errno::EBADF);
    }
    if length < queue.limits().1 {
        return Err(Errno::EMSGSIZE);
    }
    loop {
        let before = queue.sent().load(Ordering::Acquire);
        let locked = queue.lock();
        // SAFETY: the caller's promise.
        if let Some((length, own)) = unsafe { locked.take(message.cast()) } {
            queue.taken().wake();
            drop(locked);
            if let Some(priority) = priority {
                *priority = own;
            }
            return Ok(length as ssize_t);
        }
        drop(locked);
        // SAFETY: the caller's promise.
        unsafe { wait(&open, &queue.sent().0, before, deadline) }?;
        cancel::test();
    }
}
