//! Asking servers. Each try has a socket of its own, bound to a random port and connected, so that the kernel lets
//! nothing in from another address; what it lets in must still be an answer to the question ([`Message::answers`]).

use super::config::Config;
use super::message::{code, without_edns, Message};
use crate::errno::Errno;
use crate::header::netdb::address::Address;
use crate::header::poll::{pollfd, POLLIN, POLLOUT};
use crate::platform::Sys;
use crate::types::*;
use alloc::vec;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicUsize, Ordering};

const AF_INET6: c_int = 10;
const SOCK_STREAM: c_int = 1;
const SOCK_DGRAM: c_int = 2;
const SOCK_NONBLOCK: c_int = 0o4000;
const SOCK_CLOEXEC: c_int = 0o2000000;
const MSG_NOSIGNAL: c_int = 0x4000;
const MSG_TRUNC: c_int = 0x20;
const CLOCK_MONOTONIC: c_int = 1;
const PORT: u16 = 53;
/// Longer answers come by TCP.
const UDP_ROOM: usize = 4096;

/// The server that `options rotate` begins with.
static ROTATION: AtomicUsize = AtomicUsize::new(0);

/// Random bytes that nobody can foretell.
pub fn random() -> Result<[u8; 8], Errno> {
    let mut bytes = [0; 8];
    // SAFETY: the array is whole.
    match unsafe { Sys::getrandom(bytes.as_mut_ptr().cast(), bytes.len(), 0) }? {
        8 => Ok(bytes),
        _ => Err(Errno::EIO),
    }
}

/// A question, and what has been said to it.
pub struct Query {
    bytes: Vec<u8>,
    /// A whole answer that settles it, or the last that says why there is none.
    pub answer: Vec<u8>,
    is_settled: bool,
}

impl Query {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            answer: Vec::new(),
            is_settled: false,
        }
    }

    /// Takes an answer in; whether the query is done with at this server.
    fn take(&mut self, server: &Server, bytes: &[u8]) -> bool {
        let (Some(message), Some(query)) = (Message::new(bytes), Message::new(&self.bytes)) else {
            return false;
        };
        if !message.answers(&query) {
            return false;
        }
        if message.is_truncated() {
            if let Ok(whole) = server.ask_by_tcp(&self.bytes) {
                self.keep(&whole);
            }
            return true;
        }
        let is_about_edns = matches!(message.code(), code::FORMAT_ERROR | code::NOT_IMPLEMENTED);
        if let Some(plain) = without_edns(&self.bytes).filter(|_| is_about_edns) {
            self.bytes = plain;
            return false;
        }
        self.keep(bytes);
        true
    }

    /// Keeps an answer; one by which a server only says that it cannot help leaves the query open for the next.
    fn keep(&mut self, bytes: &[u8]) {
        let Some(message) = Message::new(bytes) else {
            return;
        };
        self.is_settled = !matches!(
            message.code(),
            code::SERVER_FAILURE | code::NOT_IMPLEMENTED | code::REFUSED
        );
        self.answer = bytes.to_vec();
        // Whether the data are authentic this library does not know.
        self.answer[3] &= !0x20;
    }
}

/// Asks the servers in turn until each query has an answer.
pub fn ask(config: &Config, queries: &mut [Query]) -> Result<(), Errno> {
    let count = config.servers.len();
    let first = match config.does_rotate {
        true => ROTATION.fetch_add(1, Ordering::Relaxed) % count,
        false => 0,
    };
    let mut last = Err(Errno::ETIMEDOUT);
    for try_number in 0..config.attempts * count {
        let server = Server {
            address: config.servers[(first + try_number) % count],
            timeout_s: config.timeout_s,
        };
        let mut open: Vec<&mut Query> = queries.iter_mut().filter(|q| !q.is_settled).collect();
        let result = match (config.uses_tcp, config.asks_singly) {
            (true, _) => server.ask_all_by_tcp(&mut open),
            (false, true) => open
                .chunks_mut(1)
                .try_for_each(|one| server.ask_by_udp(one)),
            (false, false) => server.ask_by_udp(&mut open),
        };
        if queries.iter().all(|query| query.is_settled) {
            return Ok(());
        }
        if result == Err(Errno::ENOMEM) {
            return result;
        }
        last = result.and(last);
    }
    match queries.iter().any(|query| !query.answer.is_empty()) {
        true => Ok(()),
        false => last,
    }
}

/// A socket that is closed in the end.
struct Socket(c_int);

impl Drop for Socket {
    fn drop(&mut self) {
        // SAFETY: the descriptor is this value's own.
        let _ = unsafe { Sys::close(self.0) };
    }
}

/// A time by the monotonic clock.
#[derive(Clone, Copy)]
struct Deadline(timespec);

fn now() -> Result<timespec, Errno> {
    let mut time = timespec::default();
    // SAFETY: the structure is whole.
    unsafe { Sys::clock_now(CLOCK_MONOTONIC, &mut time) }?;
    Ok(time)
}

impl Deadline {
    fn after(seconds: i64) -> Result<Self, Errno> {
        let mut time = now()?;
        time.tv_sec += seconds;
        Ok(Self(time))
    }

    /// Waits until the socket is ready; `ETIMEDOUT` when the time has come.
    fn wait(&self, socket: &Socket, events: c_short) -> Result<(), Errno> {
        loop {
            let now = now()?;
            let mut rest = timespec {
                tv_sec: self.0.tv_sec - now.tv_sec,
                tv_nsec: self.0.tv_nsec - now.tv_nsec,
            };
            if rest.tv_nsec < 0 {
                rest.tv_sec -= 1;
                rest.tv_nsec += 1_000_000_000;
            }
            if rest.tv_sec < 0 {
                return Err(Errno::ETIMEDOUT);
            }
            let mut item = pollfd {
                fd: socket.0,
                events,
                revents: 0,
            };
            // SAFETY: one item; the time is whole.
            match unsafe { Sys::ppoll((&raw mut item).cast(), 1, &rest, core::ptr::null(), 8) } {
                Ok(0) => return Err(Errno::ETIMEDOUT),
                Ok(_) => return Ok(()),
                Err(Errno::EINTR) => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// A server during one try.
struct Server {
    address: Address,
    timeout_s: i64,
}

impl Server {
    fn socket(&self, kind: c_int) -> Result<Socket, Errno> {
        let kind = kind | SOCK_NONBLOCK | SOCK_CLOEXEC;
        // SAFETY: takes no pointers.
        unsafe { Sys::socket(self.address.family(), kind, 0) }.map(Socket)
    }

    fn connect(&self, socket: &Socket) -> Result<(), Errno> {
        let (address, length) = self.address.with_port(PORT);
        // SAFETY: the address has that length.
        unsafe { Sys::connect(socket.0, (&raw const address).cast(), length) }
    }

    /// A port that a forger must guess. The kernel chooses where none of a few tries is free.
    fn bind_to_random_port(&self, socket: &Socket) -> Result<(), Errno> {
        let any = Address::unspecified(self.address.family() == AF_INET6);
        for pair in random()?.chunks_exact(2) {
            let port = u16::from_ne_bytes([pair[0], pair[1]]);
            if port < 1024 {
                continue;
            }
            let (address, length) = any.with_port(port);
            // SAFETY: the address has that length.
            if unsafe { Sys::bind(socket.0, (&raw const address).cast(), length) }.is_ok() {
                break;
            }
        }
        Ok(())
    }

    /// Sends all queries and collects answers until the time is over.
    fn ask_by_udp(&self, queries: &mut [&mut Query]) -> Result<(), Errno> {
        let socket = self.socket(SOCK_DGRAM)?;
        self.bind_to_random_port(&socket)?;
        self.connect(&socket)?;
        let deadline = Deadline::after(self.timeout_s)?;
        for query in queries.iter() {
            send(&socket, &query.bytes)?;
        }
        let mut waiting: Vec<usize> = (0..queries.len()).collect();
        let mut room = vec![0; UDP_ROOM];
        while !waiting.is_empty() {
            deadline.wait(&socket, POLLIN)?;
            let length = match receive(&socket, &mut room, MSG_TRUNC) {
                Err(Errno::EAGAIN | Errno::EINTR) => continue,
                result => result?,
            };
            if length > room.len() {
                // Longer than was asked for: to be had by TCP.
                room[2] |= 2;
            }
            let bytes = &room[..length.min(room.len())];
            waiting.retain(|&index| {
                let query = &mut *queries[index];
                let had = query.bytes.len();
                let is_done = query.take(self, bytes);
                if query.bytes.len() != had {
                    // Once more without EDNS. If that cannot be sent, no answer comes.
                    let _ = send(&socket, &query.bytes);
                }
                !is_done
            });
        }
        Ok(())
    }

    fn ask_all_by_tcp(&self, queries: &mut [&mut Query]) -> Result<(), Errno> {
        for query in queries {
            let answer = self.ask_by_tcp(&query.bytes)?;
            query.keep(&answer);
        }
        Ok(())
    }

    /// One question by a connection of its own (RFC 7766).
    fn ask_by_tcp(&self, query: &[u8]) -> Result<Vec<u8>, Errno> {
        let deadline = Deadline::after(self.timeout_s)?;
        let socket = self.socket(SOCK_STREAM)?;
        match self.connect(&socket) {
            Err(Errno::EINPROGRESS) => deadline.wait(&socket, POLLOUT)?,
            result => result?,
        }
        let length = u16::try_from(query.len()).map_err(|_| Errno::EMSGSIZE)?;
        let mut rest: &[u8] = &[&length.to_be_bytes(), query].concat();
        while !rest.is_empty() {
            match send(&socket, rest) {
                Err(Errno::EAGAIN) => deadline.wait(&socket, POLLOUT)?,
                result => rest = &rest[result?..],
            }
        }
        let mut length = [0; 2];
        receive_all(&socket, &deadline, &mut length)?;
        let mut answer = vec![0; u16::from_be_bytes(length).into()];
        receive_all(&socket, &deadline, &mut answer)?;
        let is_good = match (Message::new(&answer), Message::new(query)) {
            (Some(answer), Some(query)) => answer.answers(&query),
            _ => false,
        };
        match is_good {
            true => Ok(answer),
            false => Err(Errno::EPROTO),
        }
    }
}

fn send(socket: &Socket, bytes: &[u8]) -> Result<usize, Errno> {
    let nowhere = core::ptr::null();
    loop {
        // SAFETY: the slice is readable; a connected socket needs no address.
        match unsafe {
            Sys::sendto(
                socket.0,
                bytes.as_ptr().cast(),
                bytes.len(),
                MSG_NOSIGNAL,
                nowhere,
                0,
            )
        } {
            Err(Errno::EINTR) => {}
            result => return result.map(|count| count as usize),
        }
    }
}

fn receive(socket: &Socket, room: &mut [u8], flags: c_int) -> Result<usize, Errno> {
    let nowhere = core::ptr::null_mut();
    // SAFETY: the slice is writable; the sender's address is known.
    unsafe {
        Sys::recvfrom(
            socket.0,
            room.as_mut_ptr().cast(),
            room.len(),
            flags,
            nowhere,
            core::ptr::null_mut(),
        )
    }
    .map(|count| count as usize)
}

fn receive_all(socket: &Socket, deadline: &Deadline, mut room: &mut [u8]) -> Result<(), Errno> {
    while !room.is_empty() {
        match receive(socket, room, 0) {
            Ok(0) => return Err(Errno::ECONNRESET),
            Ok(count) => room = &mut room[count..],
            Err(Errno::EAGAIN) => deadline.wait(socket, POLLIN)?,
            Err(Errno::EINTR) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
