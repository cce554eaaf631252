//! `getsockopt` and `setsockopt`. What options were set to is kept in words of the socket, which the kernel
//! holds for all its descriptors; the time-outs are in force there.

use super::connect::state;
use super::find;
use crate::kernel::socket as kernel;
use crate::kernel::user;
use crate::path::{call_handle, Message};
use crate::protocol::{Operation, SocketState};
use crate::state::Thread;
use crate::types::Timeval;
use abi::errno::Result;
use abi::socket::word;
use abi::{Errno, Handle, UserSlice};
use bytemuck::{bytes_of, Pod};
use core::mem::size_of;

const SOL_SOCKET: i32 = 1;
const SO_DEBUG: i32 = 1;
const SO_REUSEADDR: i32 = 2;
const SO_TYPE: i32 = 3;
const SO_ERROR: i32 = 4;
const SO_DONTROUTE: i32 = 5;
const SO_BROADCAST: i32 = 6;
const SO_SNDBUF: i32 = 7;
const SO_RCVBUF: i32 = 8;
const SO_KEEPALIVE: i32 = 9;
const SO_OOBINLINE: i32 = 10;
const SO_LINGER: i32 = 13;
const SO_PEERCRED: i32 = 17;
const SO_RCVLOWAT: i32 = 18;
const SO_RCVTIMEO: i32 = 20;
const SO_SNDTIMEO: i32 = 21;
const SO_ACCEPTCONN: i32 = 30;
const SO_PROTOCOL: i32 = 38;
const SO_DOMAIN: i32 = 39;

/// A bit for each option that is on or off, by its number.
const FLAGS: u64 = word::FREE;
/// Sizes asked for, 0 for the default.
const SEND_BUFFER: u64 = word::FREE + 1;
const RECEIVE_BUFFER: u64 = word::FREE + 2;
/// Seconds to linger, and 1 << 32 to do so.
const LINGER: u64 = word::FREE + 3;

/// What Linux tells of a buffer's size: twice what was asked for, within bounds.
const BUFFER_DEFAULT: u64 = 212_992;
const BUFFER_LEAST: u64 = 2304;

/// Bytes of the longest value.
pub const OPTION_MAX: usize = 16;

/// `struct ucred`, `struct linger`.
type Credentials = [u32; 3];
type Linger = [i32; 2];

struct Value {
    len: usize,
    bytes: [u8; OPTION_MAX],
}

impl Value {
    fn of<T: Pod>(value: T) -> Self {
        let mut bytes = [0; OPTION_MAX];
        let len = size_of::<T>();
        bytes[..len].copy_from_slice(bytes_of(&value));
        Self { len, bytes }
    }
}

/// `getsockopt`: the value to `room`; its bytes there. Errors: EBADF, EINVAL, ENOPROTOOPT, ENOTSOCK.
pub fn get_option(
    thread: &Thread,
    fd: i32,
    level: i32,
    option: i32,
    room: UserSlice,
) -> Result<usize> {
    let (handle, info) = find(fd)?;
    if level != SOL_SOCKET {
        return Err(Errno::EOPNOTSUPP);
    }
    let of_server = || match info.has_server {
        0 => Ok((info.kind, 0)),
        _ => state(thread, handle),
    };
    let value = match option {
        SO_TYPE => Value::of([1, 2, 5][of_server()?.0.min(2) as usize]),
        SO_ACCEPTCONN => {
            let listens = of_server()?.1 & SocketState::LISTENING.bits() != 0;
            Value::of(i32::from(listens))
        }
        SO_DOMAIN => Value::of(1),
        SO_ERROR | SO_PROTOCOL => Value::of(0),
        SO_RCVLOWAT => Value::of(1),
        SO_PEERCRED => Value::of(match info.has_server {
            0 => {
                let peer = crate::identity::Credentials::unpack(&info.peer);
                [peer.pid as u32, peer.euid, peer.egid]
            }
            _ => peer_of(thread, handle)?,
        }),
        SO_SNDBUF => Value::of(buffer(handle, SEND_BUFFER)?),
        SO_RCVBUF => Value::of(buffer(handle, RECEIVE_BUFFER)?),
        SO_RCVTIMEO => Value::of(timeout(handle, word::RECEIVE_TIMEOUT)?),
        SO_SNDTIMEO => Value::of(timeout(handle, word::SEND_TIMEOUT)?),
        SO_LINGER => {
            let kept = kernel::get_word(handle, LINGER)?;
            Value::of([(kept >> 32) as i32, kept as i32])
        }
        _ if is_flag(option) => {
            let flags = kernel::get_word(handle, FLAGS)?;
            Value::of((flags >> option & 1) as i32)
        }
        _ => return Err(Errno::ENOPROTOOPT),
    };
    let len = value.len.min(room.len);
    user::copy_to(room.address, &value.bytes[..len])?;
    Ok(len)
}

const fn is_flag(option: i32) -> bool {
    matches!(
        option,
        SO_DEBUG | SO_REUSEADDR | SO_DONTROUTE | SO_BROADCAST | SO_KEEPALIVE | SO_OOBINLINE
    )
}

fn peer_of(thread: &Thread, handle: Handle) -> Result<Credentials> {
    let mut peer: Credentials = [0; 3];
    let room = UserSlice::of_mut(bytemuck::bytes_of_mut(&mut peer));
    let message = Message::new(Operation::SocketPeer, [0; 4]).output(room);
    call_handle(thread, handle, &message)?;
    Ok(peer)
}

fn buffer(handle: Handle, index: u64) -> Result<i32> {
    let size = match kernel::get_word(handle, index)? {
        0 => BUFFER_DEFAULT,
        asked => (2 * asked).clamp(BUFFER_LEAST, 2 * BUFFER_DEFAULT),
    };
    Ok(size as i32)
}

fn timeout(handle: Handle, index: u64) -> Result<Timeval> {
    let ns = kernel::get_word(handle, index)?;
    Ok(Timeval::from_nanoseconds(ns))
}

/// `setsockopt` to the value in `input`. Errors: EBADF, EDOM, EINVAL, ENOPROTOOPT, ENOTSOCK.
pub fn set_option(
    _thread: &Thread,
    fd: i32,
    level: i32,
    option: i32,
    input: UserSlice,
) -> Result<()> {
    let (handle, _) = find(fd)?;
    if level != SOL_SOCKET {
        return Err(Errno::EOPNOTSUPP);
    }
    match option {
        SO_RCVTIMEO => set_timeout(handle, word::RECEIVE_TIMEOUT, value(input)?),
        SO_SNDTIMEO => set_timeout(handle, word::SEND_TIMEOUT, value(input)?),
        SO_SNDBUF | SO_RCVBUF => {
            let asked = u64::from(value::<i32>(input)?.max(1) as u32);
            let index = match option {
                SO_SNDBUF => SEND_BUFFER,
                _ => RECEIVE_BUFFER,
            };
            kernel::set_word(handle, index, asked)
        }
        SO_LINGER => {
            let [on, seconds]: Linger = value(input)?;
            let on = u64::from(on != 0);
            kernel::set_word(handle, LINGER, on << 32 | u64::from(seconds as u32))
        }
        _ if is_flag(option) => {
            let bit = 1 << option;
            let others = kernel::get_word(handle, FLAGS)? & !bit;
            let on = match value::<i32>(input)? {
                0 => 0,
                _ => bit,
            };
            kernel::set_word(handle, FLAGS, others | on)
        }
        _ => Err(Errno::ENOPROTOOPT),
    }
}

/// The value that the program gave. Errors: EINVAL if it is too short, EFAULT.
fn value<T: Pod>(input: UserSlice) -> Result<T> {
    if input.len < size_of::<T>() {
        return Err(Errno::EINVAL);
    }
    user::load(input.address)
}

fn set_timeout(handle: Handle, index: u64, time: Timeval) -> Result<()> {
    if !(0..1_000_000).contains(&time.usec) {
        return Err(Errno::EDOM);
    }
    // Negative times are none (Linux).
    let seconds = u64::try_from(time.sec).unwrap_or(0);
    let ns = seconds
        .saturating_mul(1_000_000_000)
        .saturating_add(time.usec as u64 * 1000);
    kernel::set_word(handle, index, ns.min(i64::MAX as u64))
}
