//! Sockets.

use alloc::vec::Vec;

use super::super::memory::{buffer, load, store};
use super::super::thread::current;
use super::super::Ochre;
use super::descriptors::store_pair;
use crate::errno::Errno;
use crate::header::sys_socket::{mmsghdr, msghdr};
use crate::types::*;
use posix::kernel::user;
use posix::socket::{self, Outgoing, Whose, OPTION_MAX};
use posix::{fd, UserSlice};

const SOL_SOCKET: c_int = 1;
const SCM_RIGHTS: c_int = 1;
const MSG_NOSIGNAL: c_int = 0x4000;
/// Most descriptors in one message (Linux's SCM_MAX_FD).
const DESCRIPTORS_MAX: usize = 253;
/// Most pieces in one message (`IOV_MAX`).
const PIECES_MAX: c_int = 1024;

/// `struct cmsghdr`, without the padding that musl gives a name.
#[repr(C)]
#[derive(Clone, Copy)]
struct ControlHeader {
    length: u64,
    level: c_int,
    kind: c_int,
}

const CONTROL_HEADER: usize = size_of::<ControlHeader>();

/// Tells a length that was asked with room for `room` bytes.
///
/// # Safety
/// `length` is null or the caller's.
unsafe fn tell_length(length: *mut socklen_t, told: usize) -> Result<(), Errno> {
    // SAFETY: the caller's promise.
    unsafe { store(length.cast(), told as socklen_t) }
}

/// The room for an address: empty if there is none.
///
/// # Safety
/// `length` is null or what can be read there is a length.
unsafe fn room_for(address: *mut c_void, length: *mut socklen_t) -> Result<UserSlice, Errno> {
    if address.is_null() {
        return Ok(UserSlice::EMPTY);
    }
    // SAFETY: the caller's promise.
    let room: socklen_t = unsafe { load(length.cast_const())? }.ok_or(Errno::EFAULT)?;
    match c_int::try_from(room) {
        Ok(room) => Ok(buffer(address, room as usize)),
        Err(_) => Err(Errno::EINVAL),
    }
}

/// A message's pieces. Errors: EMSGSIZE, EFAULT.
///
/// # Safety
/// The message is whole.
unsafe fn pieces<'a>(message: &msghdr) -> Result<&'a [iovec], Errno> {
    match message.msg_iovlen {
        count @ 1..=PIECES_MAX => {
            super::super::memory::check(message.msg_iov.cast_const(), count as usize)?;
            // SAFETY: they can be read, and are the caller's.
            Ok(unsafe { core::slice::from_raw_parts(message.msg_iov, count as usize) })
        }
        0 => Ok(&[]),
        _ => Err(Errno::EMSGSIZE),
    }
}

/// The bytes of a message's pieces, one after the other: a datagram has its bounds. Errors: EFAULT, EMSGSIZE,
/// ENOBUFS.
fn gather(pieces: &[iovec]) -> Result<Vec<u8>, Errno> {
    let total = length(pieces)?;
    let mut bytes = Vec::new();
    bytes.try_reserve(total).map_err(|_| Errno::ENOBUFS)?;
    for piece in pieces {
        let start = bytes.len();
        bytes.resize(start + piece.iov_len, 0);
        user::copy_from(piece.iov_base as usize, &mut bytes[start..])?;
    }
    Ok(bytes)
}

/// Bytes of all pieces. Errors: EMSGSIZE if no result could tell them.
fn length(pieces: &[iovec]) -> Result<usize, Errno> {
    pieces
        .iter()
        .try_fold(0_usize, |sum, piece| sum.checked_add(piece.iov_len))
        .filter(|&total| isize::try_from(total).is_ok())
        .ok_or(Errno::EMSGSIZE)
}

/// The descriptors that a message sends. Errors: EINVAL.
fn descriptors(message: &msghdr) -> Result<Vec<c_int>, Errno> {
    let mut found = Vec::new();
    let (start, len) = (
        message.msg_control as usize,
        message.msg_controllen as usize,
    );
    let mut at = 0;
    while at + CONTROL_HEADER <= len {
        // SAFETY: every pattern of bytes is a header.
        let header: ControlHeader = unsafe { user::read(start + at)? };
        let end = at
            .checked_add(header.length as usize)
            .filter(|&end| header.length as usize >= CONTROL_HEADER && end <= len)
            .ok_or(Errno::EINVAL)?;
        if header.level == SOL_SOCKET {
            if header.kind != SCM_RIGHTS {
                return Err(Errno::EINVAL);
            }
            for place in (at + CONTROL_HEADER..end).step_by(size_of::<c_int>()) {
                found.push(user::load::<c_int>(start + place)?);
            }
        }
        at = end.next_multiple_of(size_of::<u64>());
    }
    match found.len() {
        0..=DESCRIPTORS_MAX => Ok(found),
        _ => Err(Errno::EINVAL),
    }
}

/// How many descriptors a message's control buffer has room for.
fn descriptor_room(message: &msghdr) -> usize {
    if message.msg_control.is_null() {
        return 0;
    }
    let room = (message.msg_controllen as usize).saturating_sub(CONTROL_HEADER);
    (room / size_of::<c_int>()).min(DESCRIPTORS_MAX)
}

/// Puts received descriptors into a message's control buffer.
fn tell_descriptors(message: &mut msghdr, received: &[c_int]) -> Result<(), Errno> {
    if received.is_empty() {
        message.msg_controllen = 0;
        return Ok(());
    }
    let start = message.msg_control as usize;
    let header = ControlHeader {
        length: (CONTROL_HEADER + size_of_val(received)) as u64,
        level: SOL_SOCKET,
        kind: SCM_RIGHTS,
    };
    // SAFETY: the control buffer is the caller's to write.
    unsafe { user::write(start, header)? };
    for (index, &descriptor) in received.iter().enumerate() {
        let place = start + CONTROL_HEADER + index * size_of::<c_int>();
        user::store(place, descriptor)?;
    }
    let room = message.msg_controllen as usize;
    let used = (header.length as usize).next_multiple_of(size_of::<u64>());
    message.msg_controllen = used.min(room) as socklen_t;
    Ok(())
}

/// Nanoseconds of the monotonic clock.
fn monotonic_ns() -> Result<u64, Errno> {
    const CLOCK_MONOTONIC: clockid_t = 1;
    posix::time::clock_gettime(CLOCK_MONOTONIC)?.to_nanoseconds()
}

/// Sends or receives one message after the other; how many were. The error of one but the first ends it, and is met again by
/// the next call.
///
/// # Safety
/// `messages` are `count` of `struct mmsghdr`.
unsafe fn each_message(
    messages: *mut c_void,
    count: c_uint,
    mut one: impl FnMut(*mut msghdr) -> Result<ssize_t, Errno>,
) -> Result<c_int, Errno> {
    /// Linux's `UIO_MAXIOV`.
    const MOST: c_uint = 1024;
    let mut done = 0;
    for index in 0..count.min(MOST) {
        // SAFETY: the caller's promise.
        let message = unsafe { messages.cast::<mmsghdr>().add(index as usize) };
        // SAFETY: in the same message.
        match one(unsafe { &raw mut (*message).msg_hdr }) {
            // SAFETY: as above.
            Ok(bytes) => unsafe { store((&raw mut (*message).msg_len).cast(), bytes as c_uint)? },
            Err(error) if done == 0 => return Err(error),
            Err(_) => break,
        }
        done += 1;
    }
    Ok(done)
}

impl Ochre {
    pub(in crate::platform) unsafe fn socket(
        domain: c_int,
        kind: c_int,
        protocol: c_int,
    ) -> Result<c_int, Errno> {
        socket::socket(current(), domain, kind, protocol)
    }

    pub(in crate::platform) unsafe fn socketpair(
        domain: c_int,
        kind: c_int,
        protocol: c_int,
        fds: *mut c_int,
    ) -> Result<(), Errno> {
        let pair = fd::socketpair(current(), domain, kind, protocol)?;
        // SAFETY: the caller's promise.
        unsafe { store_pair(pair, fds) }
    }

    pub(in crate::platform) unsafe fn bind(
        fd: c_int,
        address: *const c_void,
        length: socklen_t,
    ) -> Result<(), Errno> {
        socket::bind(current(), fd, address as usize, length as usize)
    }

    pub(in crate::platform) unsafe fn listen(fd: c_int, backlog: c_int) -> Result<(), Errno> {
        socket::listen(current(), fd, backlog)
    }

    pub(in crate::platform) unsafe fn accept4(
        fd: c_int,
        address: *mut c_void,
        length: *mut socklen_t,
        flags: c_int,
    ) -> Result<c_int, Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            let room = room_for(address, length)?;
            let (accepted, told) = socket::accept(current(), fd, flags, room)?;
            let stored = match address.is_null() {
                true => Ok(()),
                false => tell_length(length, told),
            };
            if stored.is_err() {
                fd::close(current(), accepted)?;
            }
            stored.map(|()| accepted)
        }
    }

    pub(in crate::platform) unsafe fn connect(
        fd: c_int,
        address: *const c_void,
        length: socklen_t,
    ) -> Result<(), Errno> {
        socket::connect(current(), fd, address as usize, length as usize)
    }

    pub(in crate::platform) unsafe fn getsockname(
        fd: c_int,
        address: *mut c_void,
        length: *mut socklen_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { name(fd, Whose::Own, address, length) }
    }

    pub(in crate::platform) unsafe fn getpeername(
        fd: c_int,
        address: *mut c_void,
        length: *mut socklen_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { name(fd, Whose::Peer, address, length) }
    }

    pub(in crate::platform) unsafe fn getsockopt(
        fd: c_int,
        level: c_int,
        option: c_int,
        value: *mut c_void,
        length: *mut socklen_t,
    ) -> Result<(), Errno> {
        fd::check_socket(current(), fd)?;
        // SAFETY: the caller's promise.
        unsafe {
            let room: socklen_t = load(length.cast_const())?.ok_or(Errno::EFAULT)?;
            if c_int::try_from(room).is_err() {
                return Err(Errno::EINVAL);
            }
            let room = buffer(value, (room as usize).min(OPTION_MAX));
            let told = socket::get_option(current(), fd, level, option, room)?;
            tell_length(length, told)
        }
    }

    pub(in crate::platform) unsafe fn setsockopt(
        fd: c_int,
        level: c_int,
        option: c_int,
        value: *const c_void,
        length: socklen_t,
    ) -> Result<(), Errno> {
        let input = buffer(value, length as usize);
        socket::set_option(current(), fd, level, option, input)
    }

    pub(in crate::platform) unsafe fn sendto(
        fd: c_int,
        bytes: *const c_void,
        length: size_t,
        flags: c_int,
        address: *const c_void,
        address_length: socklen_t,
    ) -> Result<ssize_t, Errno> {
        let whole = buffer(bytes, length);
        let sent = match address.is_null() && flags & !MSG_NOSIGNAL == 0 {
            true => fd::send(current(), fd, whole, flags),
            false => {
                let outgoing = Outgoing {
                    name: (address as usize, address_length as usize),
                    descriptors: &[],
                };
                socket::send(current(), fd, whole, flags, &outgoing)
            }
        };
        sent.map(|n| n as ssize_t)
    }

    pub(in crate::platform) unsafe fn recvfrom(
        fd: c_int,
        bytes: *mut c_void,
        length: size_t,
        flags: c_int,
        address: *mut c_void,
        address_length: *mut socklen_t,
    ) -> Result<ssize_t, Errno> {
        let whole = buffer(bytes, length);
        if address.is_null() && flags == 0 {
            return fd::receive(current(), fd, whole).map(|n| n as ssize_t);
        }
        // SAFETY: the caller's promise.
        unsafe {
            let room = room_for(address, address_length)?;
            let received = socket::receive(current(), fd, whole, flags, room, &mut [])?;
            if !address.is_null() {
                tell_length(address_length, received.name_len)?;
            }
            Ok(received.bytes as ssize_t)
        }
    }

    pub(in crate::platform) unsafe fn sendmsg(
        fd: c_int,
        message: *const c_void,
        flags: c_int,
    ) -> Result<ssize_t, Errno> {
        fd::check_socket(current(), fd)?;
        // SAFETY: the caller's promise: the message and its pieces are whole.
        unsafe {
            let message: msghdr = load(message)?.ok_or(Errno::EFAULT)?;
            let bytes = gather(pieces(&message)?)?;
            let descriptors = descriptors(&message)?;
            let outgoing = Outgoing {
                name: (message.msg_name as usize, message.msg_namelen as usize),
                descriptors: &descriptors,
            };
            let whole = buffer(bytes.as_ptr(), bytes.len());
            socket::send(current(), fd, whole, flags, &outgoing).map(|n| n as ssize_t)
        }
    }

    pub(in crate::platform) unsafe fn recvmsg(
        fd: c_int,
        message: *mut c_void,
        flags: c_int,
    ) -> Result<ssize_t, Errno> {
        fd::check_socket(current(), fd)?;
        // SAFETY: the caller's promise: the message and the room in its pieces are whole.
        unsafe {
            let mut header: msghdr = load(message.cast_const())?.ok_or(Errno::EFAULT)?;
            let pieces = pieces(&header)?;
            let room = length(pieces)?;
            let mut bytes = Vec::<u8>::new();
            bytes.try_reserve_exact(room).map_err(|_| Errno::ENOBUFS)?;
            let whole = buffer(bytes.as_mut_ptr(), room);
            let mut received = [0; DESCRIPTORS_MAX];
            let received = &mut received[..descriptor_room(&header)];
            let name = match header.msg_name.is_null() {
                true => UserSlice::EMPTY,
                false => buffer(header.msg_name, header.msg_namelen as usize),
            };
            let got = socket::receive(current(), fd, whole, flags, name, received)?;
            bytes.set_len(got.bytes.min(room));
            let mut rest = &bytes[..];
            for piece in pieces {
                let (now, later) = rest.split_at(rest.len().min(piece.iov_len));
                user::copy_to(piece.iov_base as usize, now)?;
                rest = later;
            }
            header.msg_namelen = match header.msg_name.is_null() {
                true => 0,
                false => got.name_len as socklen_t,
            };
            let taken = got.descriptors;
            tell_descriptors(&mut header, &received[..taken])?;
            header.msg_flags = got.flags;
            store(message, header)?;
            Ok(got.bytes as ssize_t)
        }
    }

    pub(in crate::platform) unsafe fn shutdown(fd: c_int, how: c_int) -> Result<(), Errno> {
        fd::shutdown(current(), fd, how)
    }

    pub(in crate::platform) unsafe fn sendmmsg(
        fd: c_int,
        messages: *mut c_void,
        count: c_uint,
        flags: c_uint,
    ) -> Result<c_int, Errno> {
        // SAFETY: the caller's promise: that many messages, each whole.
        unsafe {
            each_message(messages, count, |header| {
                Self::sendmsg(fd, header.cast(), flags as c_int)
            })
        }
    }

    /// The time is looked at when a message has come, as on Linux (recvmmsg(2), BUGS).
    pub(in crate::platform) unsafe fn recvmmsg(
        fd: c_int,
        messages: *mut c_void,
        count: c_uint,
        flags: c_uint,
        timeout: *mut timespec,
    ) -> Result<c_int, Errno> {
        const MSG_DONTWAIT: c_uint = 0x40;
        const MSG_WAITFORONE: c_uint = 0x10000;
        // SAFETY: the caller's promise: that many messages, each whole, and a time or none.
        unsafe {
            let end = match load::<posix::types::Timespec, _>(timeout.cast_const())? {
                Some(span) => Some(monotonic_ns()?.saturating_add(span.to_nanoseconds()?)),
                None => None,
            };
            let mut how = flags & !MSG_WAITFORONE;
            let mut is_over = false;
            each_message(messages, count, |header| {
                if is_over {
                    return Err(Errno::EAGAIN);
                }
                let received = Self::recvmsg(fd, header.cast(), how as c_int)?;
                if flags & MSG_WAITFORONE != 0 {
                    how |= MSG_DONTWAIT;
                }
                is_over = match end {
                    Some(end) => monotonic_ns()? >= end,
                    None => false,
                };
                Ok(received)
            })
        }
    }
}

/// `getsockname` and `getpeername`.
///
/// # Safety
/// The caller's promise to them.
unsafe fn name(
    fd: c_int,
    whose: Whose,
    address: *mut c_void,
    length: *mut socklen_t,
) -> Result<(), Errno> {
    fd::check_socket(current(), fd)?;
    // SAFETY: the caller's promise.
    unsafe {
        let room = room_for(address, length)?;
        let told = socket::name(current(), fd, whose, room)?;
        tell_length(length, told)
    }
}
