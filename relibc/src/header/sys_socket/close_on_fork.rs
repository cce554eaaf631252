//! Descriptors that come from other processes, with close-on-fork: `SOCK_CLOFORK` of `accept4` and `MSG_CMSG_CLOFORK`.
//!
//! What comes at once comes apart from forks. What is waited for does not, as a fork cannot wait for it: a fork just
//! between its coming and its mark gives it to the child.

use super::{mmsghdr, msghdr};
use crate::descriptor;
use crate::errno::Errno;
use crate::header::poll::{pollfd, POLLIN};
use crate::platform::{Point, Sys};
use crate::types::*;

const SOCK_CLOFORK: c_int = descriptor::CLOSE_ON_FORK;
const MSG_DONTWAIT: c_int = 0x40;
const MSG_WAITALL: c_int = 0x100;
/// A bit that Linux has no use for.
const MSG_CMSG_CLOFORK: c_int = 0x1000_0000;
const SOL_SOCKET: c_int = 1;
const SCM_RIGHTS: c_int = 1;

/// The header of what goes with a message (POSIX: `struct cmsghdr`).
#[repr(C)]
#[derive(Clone, Copy)]
struct cmsghdr {
    cmsg_len: socklen_t,
    __pad1: c_int,
    cmsg_level: c_int,
    cmsg_type: c_int,
}

/// `accept4`, within a cancellation point as those below.
///
/// # Safety
/// As for [`Sys::accept4`].
pub unsafe fn accept(
    fd: c_int,
    address: *mut c_void,
    length: *mut socklen_t,
    flags: c_int,
) -> Result<c_int, Errno> {
    // SAFETY: the caller's promise.
    let accept = |flags| unsafe { Point::accept4(fd, address, length, flags) };
    match flags & SOCK_CLOFORK != 0 && has_connection(fd) {
        true => descriptor::open(flags, accept),
        false => descriptor::open_slowly(flags, accept),
    }
}

/// Whether there is a connection to accept. A hint: another thread may take it.
fn has_connection(fd: c_int) -> bool {
    let mut item = pollfd {
        fd,
        events: POLLIN,
        revents: 0,
    };
    let at_once = timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: one whole item; no mask.
    let ready = unsafe { Sys::ppoll((&raw mut item).cast(), 1, &at_once, core::ptr::null(), 8) };
    ready == Ok(1) && item.revents & POLLIN != 0
}

/// `recvmsg`.
///
/// # Safety
/// As for [`Sys::recvmsg`].
#[inline]
pub unsafe fn receive(fd: c_int, message: &mut msghdr, flags: c_int) -> Result<ssize_t, Errno> {
    if flags & MSG_CMSG_CLOFORK != 0 {
        // SAFETY: the caller's promise.
        return unsafe { receive_marked(fd, message, flags & !MSG_CMSG_CLOFORK) };
    }
    // SAFETY: the caller's promise.
    unsafe { Point::recvmsg(fd, (&raw mut *message).cast(), flags) }
}

#[cold]
unsafe fn receive_marked(fd: c_int, message: &mut msghdr, flags: c_int) -> Result<ssize_t, Errno> {
    let room = *message;
    // SAFETY: the caller's promise.
    let mut receive = |flags| unsafe {
        *message = room;
        let length = Point::recvmsg(fd, (&raw mut *message).cast(), flags)?;
        mark_rights(message).map(|()| length)
    };
    // All of a message may come in parts.
    if flags & MSG_WAITALL == 0 {
        match descriptor::apart_from_forks(|| receive(flags | MSG_DONTWAIT)) {
            Err(Errno::EAGAIN) if flags & MSG_DONTWAIT == 0 => {}
            result => return result,
        }
    }
    receive(flags)
}

/// `recvmmsg`.
///
/// # Safety
/// As for [`Sys::recvmmsg`].
pub unsafe fn receive_many(
    fd: c_int,
    messages: &mut [mmsghdr],
    flags: c_int,
    timeout: *mut timespec,
) -> Result<c_int, Errno> {
    let count = messages.len() as c_uint;
    let marks = flags & MSG_CMSG_CLOFORK != 0;
    let flags = flags & !MSG_CMSG_CLOFORK;
    let start = messages.as_mut_ptr().cast();
    // SAFETY: the caller's promise.
    let receive = || unsafe { Point::recvmmsg(fd, start, count, flags as c_uint, timeout) };
    if !marks {
        return receive();
    }
    let receive_marked = || {
        let received = receive()?;
        for message in &messages[..received as usize] {
            // SAFETY: the kernel has filled them.
            unsafe { mark_rights(&message.msg_hdr) }?;
        }
        Ok(received)
    };
    match flags & MSG_DONTWAIT != 0 {
        true => descriptor::apart_from_forks(receive_marked),
        false => receive_marked(),
    }
}

/// Marks the descriptors that came with a message.
///
/// # Safety
/// A kernel has filled the message.
unsafe fn mark_rights(message: &msghdr) -> Result<(), Errno> {
    const WORD: usize = size_of::<usize>();
    let mut rest = match message.msg_control.is_null() {
        true => 0,
        false => message.msg_controllen as usize,
    };
    let mut place = message.msg_control.cast::<u8>();
    while rest >= size_of::<cmsghdr>() {
        // SAFETY: a whole header is there, and after it what its length says; the program's buffer may lie anywhere.
        unsafe {
            let header = place.cast::<cmsghdr>().read_unaligned();
            let length = (header.cmsg_len as usize).clamp(size_of::<cmsghdr>(), rest);
            if (header.cmsg_level, header.cmsg_type) == (SOL_SOCKET, SCM_RIGHTS) {
                let fds = place.add(size_of::<cmsghdr>()).cast::<c_int>();
                let count = (length - size_of::<cmsghdr>()) / size_of::<c_int>();
                descriptor::mark_all((0..count).map(|index| fds.add(index).read_unaligned()))?;
            }
            let step = length.next_multiple_of(WORD).min(rest);
            place = place.add(step);
            rest -= step;
        }
    }
    Ok(())
}
