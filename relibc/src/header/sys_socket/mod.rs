//! `<sys/socket.h>`: sockets.

mod close_on_fork;

use crate::descriptor;
use crate::errno::ResultExt;
use crate::header::pthread::cancel;
use crate::platform::{Point, Sys};
use crate::types::*;

/// Any socket address (POSIX).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct sockaddr {
    pub sa_family: sa_family_t,
    pub sa_data: [c_char; 14],
}

/// A message and what goes with it (POSIX), in musl's layout: `int` lengths padded to words.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct msghdr {
    pub msg_name: *mut c_void,
    pub msg_namelen: socklen_t,
    pub msg_iov: *mut iovec,
    pub msg_iovlen: c_int,
    pub __pad1: c_int,
    pub msg_control: *mut c_void,
    pub msg_controllen: socklen_t,
    pub __pad2: c_int,
    pub msg_flags: c_int,
}

/// One of several messages (Linux).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mmsghdr {
    pub msg_hdr: msghdr,
    pub msg_len: c_uint,
}

/// Copies a header with the padding zeroed: kernels read whole words there.
fn clean(message: &msghdr) -> msghdr {
    msghdr {
        __pad1: 0,
        __pad2: 0,
        ..*message
    }
}

/// POSIX: `socket`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn socket(domain: c_int, kind: c_int, protocol: c_int) -> c_int {
    // SAFETY: takes no pointers.
    descriptor::open(kind, |kind| unsafe { Sys::socket(domain, kind, protocol) }).or_errno()
}

/// POSIX: `socketpair`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn socketpair(
    domain: c_int,
    kind: c_int,
    protocol: c_int,
    fds: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        descriptor::open_pair(kind, fds, |kind| {
            Sys::socketpair(domain, kind, protocol, fds)
        })
    }
    .zero_or_errno()
}

/// POSIX: `bind`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn bind(fd: c_int, address: *const sockaddr, length: socklen_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::bind(fd, address.cast(), length) }.zero_or_errno()
}

/// POSIX: `connect`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn connect(fd: c_int, address: *const sockaddr, length: socklen_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::connect(fd, address.cast(), length)) }.zero_or_errno()
}

/// POSIX: `listen`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn listen(fd: c_int, backlog: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::listen(fd, backlog) }.zero_or_errno()
}

/// POSIX: `accept`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn accept(
    fd: c_int,
    address: *mut sockaddr,
    length: *mut socklen_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::accept4(fd, address.cast(), length, 0)) }.or_errno()
}

/// POSIX.1-2024: `accept4`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn accept4(
    fd: c_int,
    address: *mut sockaddr,
    length: *mut socklen_t,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| close_on_fork::accept(fd, address.cast(), length, flags)) }.or_errno()
}

/// POSIX: `getsockname`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getsockname(
    fd: c_int,
    address: *mut sockaddr,
    length: *mut socklen_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::getsockname(fd, address.cast(), length) }.zero_or_errno()
}

/// POSIX: `getpeername`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getpeername(
    fd: c_int,
    address: *mut sockaddr,
    length: *mut socklen_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::getpeername(fd, address.cast(), length) }.zero_or_errno()
}

/// POSIX: `send`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn send(
    fd: c_int,
    buffer: *const c_void,
    length: size_t,
    flags: c_int,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { cancel::point(|| Point::sendto(fd, buffer, length, flags, core::ptr::null(), 0)) }
        .or_errno()
}

/// POSIX: `recv`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn recv(
    fd: c_int,
    buffer: *mut c_void,
    length: size_t,
    flags: c_int,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe {
        cancel::point(|| {
            Point::recvfrom(
                fd,
                buffer,
                length,
                flags,
                core::ptr::null_mut(),
                core::ptr::null_mut(),
            )
        })
    }
    .or_errno()
}

/// POSIX: `sendto`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sendto(
    fd: c_int,
    buffer: *const c_void,
    length: size_t,
    flags: c_int,
    address: *const sockaddr,
    address_length: socklen_t,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe {
        cancel::point(|| Point::sendto(fd, buffer, length, flags, address.cast(), address_length))
    }
    .or_errno()
}

/// POSIX: `recvfrom`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn recvfrom(
    fd: c_int,
    buffer: *mut c_void,
    length: size_t,
    flags: c_int,
    address: *mut sockaddr,
    address_length: *mut socklen_t,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe {
        cancel::point(|| Point::recvfrom(fd, buffer, length, flags, address.cast(), address_length))
    }
    .or_errno()
}

/// POSIX: `getsockopt`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getsockopt(
    fd: c_int,
    level: c_int,
    option: c_int,
    value: *mut c_void,
    length: *mut socklen_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::getsockopt(fd, level, option, value, length) }.zero_or_errno()
}

/// POSIX: `setsockopt`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setsockopt(
    fd: c_int,
    level: c_int,
    option: c_int,
    value: *const c_void,
    length: socklen_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::setsockopt(fd, level, option, value, length) }.zero_or_errno()
}

/// POSIX: `shutdown`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn shutdown(fd: c_int, how: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::shutdown(fd, how) }.zero_or_errno()
}

/// POSIX: `sendmsg`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sendmsg(fd: c_int, message: *const msghdr, flags: c_int) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe {
        let copy = clean(&*message);
        cancel::point(|| Point::sendmsg(fd, (&raw const copy).cast(), flags)).or_errno()
    }
}

/// POSIX: `recvmsg`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn recvmsg(fd: c_int, message: *mut msghdr, flags: c_int) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe {
        let mut copy = clean(&*message);
        let result = cancel::point(|| close_on_fork::receive(fd, &mut copy, flags));
        *message = copy;
        result.or_errno()
    }
}

/// Linux: `sendmmsg`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sendmmsg(
    fd: c_int,
    messages: *mut mmsghdr,
    count: c_uint,
    flags: c_uint,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        for message in core::slice::from_raw_parts_mut(messages, count as usize) {
            message.msg_hdr = clean(&message.msg_hdr);
        }
        cancel::point(|| Point::sendmmsg(fd, messages.cast(), count, flags)).or_errno()
    }
}

/// Linux: `recvmmsg`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn recvmmsg(
    fd: c_int,
    messages: *mut mmsghdr,
    count: c_uint,
    flags: c_uint,
    timeout: *mut timespec,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let messages = core::slice::from_raw_parts_mut(messages, count as usize);
        for message in &mut *messages {
            message.msg_hdr = clean(&message.msg_hdr);
        }
        cancel::point(|| close_on_fork::receive_many(fd, messages, flags as c_int, timeout))
            .or_errno()
    }
}

/// POSIX: `sockatmark`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sockatmark(fd: c_int) -> c_int {
    const SIOCATMARK: c_ulong = 0x8905;
    let mut mark: c_int = 0;
    // SAFETY: the word is whole.
    unsafe { Sys::ioctl(fd, SIOCATMARK, (&raw mut mark).cast()) }
        .map(|_| mark)
        .or_errno()
}
