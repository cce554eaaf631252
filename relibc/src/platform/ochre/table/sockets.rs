//! Sockets: what the ends of a pair have of them. There are no others, so that none has a name, listens or may be connected.

use alloc::vec::Vec;

use super::super::memory::{buffer, load, store};
use super::super::thread::current;
use super::super::Ochre;
use crate::errno::Errno;
use crate::header::sys_socket::msghdr;
use crate::types::*;
use posix::fd;

const AF_UNIX: c_ushort = 1;
const SOL_SOCKET: c_int = 1;
const SO_ERROR: c_int = 4;
const SO_ACCEPTCONN: c_int = 30;
const SO_DOMAIN: c_int = 39;
/// `SOCK_CLOEXEC` and `SOCK_NONBLOCK`.
const ACCEPT_FLAGS: c_int = 0o2_000_000 | 0o4000;

/// Tells the name of a socket that has none: its family alone.
///
/// # Safety
/// The caller's promise to `getsockname`.
unsafe fn no_name(fd: c_int, address: *mut c_void, length: *mut socklen_t) -> Result<(), Errno> {
    fd::check_socket(current(), fd)?;
    // SAFETY: the caller's promise.
    unsafe {
        let room: socklen_t = load(length.cast_const())?.ok_or(Errno::EFAULT)?;
        if room as usize >= size_of::<c_ushort>() {
            store(address, AF_UNIX)?;
        }
        store(length.cast(), size_of::<c_ushort>() as socklen_t)
    }
}

/// A message's pieces.
///
/// # Safety
/// The message is whole.
unsafe fn pieces<'a>(message: *const c_void) -> &'a [iovec] {
    // SAFETY: the caller's promise.
    unsafe {
        let message = &*message.cast::<msghdr>();
        match message.msg_iovlen {
            1.. => core::slice::from_raw_parts(message.msg_iov, message.msg_iovlen as usize),
            _ => &[],
        }
    }
}

impl Ochre {
    pub(in crate::platform) unsafe fn getsockname(
        fd: c_int,
        address: *mut c_void,
        length: *mut socklen_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { no_name(fd, address, length) }
    }

    pub(in crate::platform) unsafe fn getpeername(
        fd: c_int,
        address: *mut c_void,
        length: *mut socklen_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { no_name(fd, address, length) }
    }

    pub(in crate::platform) unsafe fn getsockopt(
        fd: c_int,
        level: c_int,
        option: c_int,
        value: *mut c_void,
        length: *mut socklen_t,
    ) -> Result<(), Errno> {
        fd::check_socket(current(), fd)?;
        let told = match (level, option) {
            (SOL_SOCKET, SO_ERROR | SO_ACCEPTCONN) => 0,
            (SOL_SOCKET, SO_DOMAIN) => c_int::from(AF_UNIX),
            _ => return Err(Errno::ENOPROTOOPT),
        };
        // SAFETY: the caller's promise.
        unsafe {
            let room: socklen_t = load(length.cast_const())?.ok_or(Errno::EFAULT)?;
            if (room as usize) < size_of::<c_int>() {
                return Err(Errno::EINVAL);
            }
            store(value, told)?;
            store(length.cast(), size_of::<c_int>() as socklen_t)
        }
    }

    /// There is no option to set.
    pub(in crate::platform) unsafe fn setsockopt(
        fd: c_int,
        _level: c_int,
        _option: c_int,
        _value: *const c_void,
        _length: socklen_t,
    ) -> Result<(), Errno> {
        fd::check_socket(current(), fd)?;
        Err(Errno::ENOPROTOOPT)
    }

    /// The pieces are one message: a datagram has its bounds.
    pub(in crate::platform) unsafe fn sendmsg(
        fd: c_int,
        message: *const c_void,
        flags: c_int,
    ) -> Result<ssize_t, Errno> {
        fd::check_socket(current(), fd)?;
        // SAFETY: the caller's promise: the message and its pieces are whole.
        let bytes = unsafe {
            let header = &*message.cast::<msghdr>();
            if header.msg_controllen != 0 {
                return Err(Errno::EOPNOTSUPP);
            }
            if header.msg_namelen != 0 && !header.msg_name.is_null() {
                return Err(Errno::EISCONN);
            }
            let mut bytes = Vec::new();
            for piece in pieces(message) {
                let piece = core::slice::from_raw_parts(piece.iov_base.cast::<u8>(), piece.iov_len);
                bytes.extend_from_slice(piece);
            }
            bytes
        };
        let whole = buffer(bytes.as_ptr(), bytes.len());
        fd::send(current(), fd, whole, flags).map(|n| n as ssize_t)
    }

    pub(in crate::platform) unsafe fn recvmsg(
        fd: c_int,
        message: *mut c_void,
        flags: c_int,
    ) -> Result<ssize_t, Errno> {
        fd::check_socket(current(), fd)?;
        // SAFETY: the caller's promise: the message and the room in its pieces are whole.
        unsafe {
            let room = pieces(message).iter().map(|piece| piece.iov_len).sum();
            let mut bytes = Vec::<u8>::with_capacity(room);
            let whole = buffer(bytes.as_mut_ptr(), room);
            let received = fd::receive(current(), fd, whole, flags)?;
            bytes.set_len(received);
            let mut rest = &bytes[..];
            for piece in pieces(message) {
                let (now, later) = rest.split_at(rest.len().min(piece.iov_len));
                core::ptr::copy_nonoverlapping(now.as_ptr(), piece.iov_base.cast(), now.len());
                rest = later;
            }
            let header = &mut *message.cast::<msghdr>();
            (header.msg_namelen, header.msg_controllen, header.msg_flags) = (0, 0, 0);
            Ok(received as ssize_t)
        }
    }

    /// Both ends of a pair are connected.
    pub(in crate::platform) unsafe fn connect(
        fd: c_int,
        _address: *const c_void,
        _length: socklen_t,
    ) -> Result<(), Errno> {
        fd::check_socket(current(), fd)?;
        Err(Errno::EISCONN)
    }

    pub(in crate::platform) unsafe fn bind(
        fd: c_int,
        _address: *const c_void,
        _length: socklen_t,
    ) -> Result<(), Errno> {
        fd::check_socket(current(), fd)?;
        Err(Errno::EOPNOTSUPP)
    }

    pub(in crate::platform) unsafe fn listen(fd: c_int, _backlog: c_int) -> Result<(), Errno> {
        fd::check_socket(current(), fd)?;
        Err(Errno::EINVAL)
    }

    /// None listens.
    pub(in crate::platform) unsafe fn accept4(
        fd: c_int,
        _address: *mut c_void,
        _length: *mut socklen_t,
        flags: c_int,
    ) -> Result<c_int, Errno> {
        if flags & !ACCEPT_FLAGS != 0 {
            return Err(Errno::EINVAL);
        }
        fd::check_socket(current(), fd)?;
        Err(Errno::EINVAL)
    }
}
