//! From messages to sockets.

use crate::names::{Key, Names};
use crate::socket::{Listener, Owned, Peer, Pending, Socket, State, Waiting};
use abi::errno::{Errno, Result};
use abi::event::Ready;
use abi::file::FileFlags;
use abi::handle::{HandleFlags, Rights};
use abi::message::{Reply, ReplyFlags, SCHEME_ROOT};
use abi::Handle;
use posix::identity::Credentials;
use posix::kernel::file::{self, SocketKind};
use posix::kernel::socket as kernel;
use posix::protocol::{OpenFlags, Operation, SocketState};
use posix::server::{Failure, FileServer, Incoming, Opened, Outcome, Output, Plain, Scheme};
use posix::types::Stat;
use std::collections::HashMap;

/// The address of a socket without a name: the family alone.
const UNNAMED: [u8; 2] = [1, 0];
/// Longest queue of a listening socket (Linux's SOMAXCONN).
const BACKLOG_MAX: usize = 4096;
const DATAGRAM: u32 = 1;

/// The server.
pub struct Local {
    scheme: Scheme,
    sockets: HashMap<u64, Socket>,
    names: Names,
    next_file: u64,
    /// Where a request waits.
    waiting: HashMap<u64, u64>,
}

/// Two connected ends.
fn pair(kind: u32) -> Result<[Owned; 2]> {
    let kind = match kind {
        0 => SocketKind::Stream,
        DATAGRAM => SocketKind::Datagram,
        _ => SocketKind::SequencedPacket,
    };
    let flags = HandleFlags::HIGH | HandleFlags::CLOSE_ON_EXEC;
    file::socket_pair(flags, FileFlags::empty(), kind).map(|ends| ends.map(Owned))
}

/// What a new socket is for its client.
fn opened(number: u64, flags: u64, ready: Ready) -> Opened {
    let flags = OpenFlags::READ_WRITE | OpenFlags::from_bits_truncate(flags) & OpenFlags::NONBLOCK;
    let mut opened = Opened::new(number, flags).not_seekable(ready);
    opened.rights = Rights::READ | Rights::WRITE | Rights::DUPLICATE | Rights::TRANSFER;
    opened.flags |= ReplyFlags::SOCKET;
    opened
}

impl Local {
    pub fn new(scheme: Scheme) -> Self {
        Self {
            scheme,
            sockets: HashMap::new(),
            names: Names::default(),
            next_file: 1,
            waiting: HashMap::new(),
        }
    }

    fn find(&mut self, file: u64) -> Result<&mut Socket> {
        self.sockets.get_mut(&file).ok_or(Errno::EBADF)
    }

    fn add(&mut self, kind: u32, name: Vec<u8>, state: State) -> u64 {
        let file = self.next_file;
        self.next_file += 1;
        let socket = Socket {
            kind,
            name,
            key: None,
            state,
        };
        self.sockets.insert(file, socket);
        file
    }

    /// Answers with an error a request that waited, or was left for later just now.
    fn refuse(&self, request: u64, errno: Errno) {
        // A client that was killed meanwhile misses nothing.
        let _ = self.scheme.reply(&Reply::new(request, errno.to_result()));
    }

    /// `socket`.
    fn create(&mut self, call: &Incoming<'_>) -> Outcome<Plain> {
        let kind = match call.arg(0) {
            kind @ 0..=2 => kind as u32,
            _ => return Err(Errno::EINVAL.into()),
        };
        // Unconnected, as Linux tells it.
        let ready = Ready::OUT | Ready::HUP;
        if kind != DATAGRAM {
            let number = self.add(kind, Vec::new(), State::Unconnected);
            let opened = opened(number, call.arg(1), ready);
            let _ = self.scheme.reply_opened(call.id(), &opened);
            return Err(Failure::Later);
        }
        let [own, towards] = pair(kind)?;
        let number = self.add(kind, Vec::new(), State::Datagram(towards, None));
        let opened = opened(number, call.arg(1), ready).with_stream(own.0);
        let _ = self.scheme.reply_opened(call.id(), &opened);
        Err(Failure::Later)
    }

    /// Tells the kernel from whom a datagram socket's messages are. It is not connected yet, or again.
    fn tell_name(&mut self, file: u64) -> Result<()> {
        let scheme = self.scheme.handle();
        let socket = self.sockets.get(&file).ok_or(Errno::EBADF)?;
        let State::Datagram(towards, None) = &socket.state else {
            return Ok(());
        };
        kernel::connect(scheme, file, towards.0, Handle::NONE, &socket.name)
    }

    /// `bind`.
    fn bind(&mut self, call: &Incoming<'_>) -> Result<()> {
        let file = call.file();
        let socket = self.find(file)?;
        // The datagrams of a connected one bear the name that it had.
        if socket.key.is_some() || matches!(socket.state, State::Datagram(_, Some(_))) {
            return Err(Errno::EINVAL);
        }
        let kind = socket.kind;
        let name = match call.input() {
            name if name == UNNAMED => self.names.invent(kind)?,
            name if name.len() > abi::socket::NAME_MAX => return Err(Errno::EINVAL),
            name => name.to_vec(),
        };
        let key = Key::new(kind, [call.arg(0), call.arg(1)], &name)?;
        self.names.add(key.clone(), file)?;
        let socket = self.find(file)?;
        socket.name = name;
        socket.key = Some(key);
        self.tell_name(file)
    }

    /// `listen`.
    fn listen(&mut self, call: &Incoming<'_>) -> Result<()> {
        let file = call.file();
        let backlog = match call.arg(0) as i64 {
            backlog if (0..BACKLOG_MAX as i64).contains(&backlog) => backlog as usize,
            // Linux takes a negative one for the most.
            _ => BACKLOG_MAX,
        };
        let socket = self.find(file)?;
        if socket.kind == DATAGRAM {
            return Err(Errno::EOPNOTSUPP);
        }
        match &mut socket.state {
            State::Listening(listener) => listener.backlog = backlog,
            State::Unconnected if socket.key.is_some() => {
                socket.state = State::Listening(Listener {
                    backlog,
                    credentials: call.caller(),
                    ..Listener::default()
                });
            }
            _ => return Err(Errno::EINVAL),
        }
        self.settle(file);
        Ok(())
    }

    fn listener(&mut self, file: u64) -> Option<&mut Listener> {
        match &mut self.sockets.get_mut(&file)?.state {
            State::Listening(listener) => Some(listener),
            _ => None,
        }
    }

    /// Brings those together who wait at a listening socket, and tells of its readiness.
    fn settle(&mut self, file: u64) {
        loop {
            let Some(listener) = self.listener(file) else {
                return;
            };
            // As on Linux one more may wait than was asked for.
            if listener.pending.len() <= listener.backlog {
                if let Some(connector) = listener.connectors.pop_front() {
                    self.waiting.remove(&connector.request);
                    let result = self.join(file, connector.file, connector.credentials);
                    let reply = match result {
                        Ok(()) => Reply::new(connector.request, 0),
                        Err(errno) => Reply::new(connector.request, errno.to_result()),
                    };
                    let _ = self.scheme.reply(&reply);
                    continue;
                }
            }
            if listener.pending.is_empty() || listener.acceptors.is_empty() {
                break;
            }
            let acceptor = listener.acceptors.pop_front();
            let pending = listener.pending.pop_front();
            if let (Some(acceptor), Some(pending)) = (acceptor, pending) {
                self.waiting.remove(&acceptor.request);
                self.hand_over(file, acceptor, pending);
            }
        }
        let Some(listener) = self.listener(file) else {
            return;
        };
        let ready = match listener.pending.is_empty() {
            true => Ready::empty(),
            false => Ready::IN,
        };
        // A socket that is just being closed needs no readiness.
        let _ = self.scheme.notify(file, ready);
    }

    /// Gives the accepting client its new socket.
    fn hand_over(&mut self, listening: u64, acceptor: Waiting, pending: Pending) {
        let Some(socket) = self.sockets.get(&listening) else {
            return self.refuse(acceptor.request, Errno::EINVAL);
        };
        let (kind, name) = (socket.kind, socket.name.clone());
        let peer_name = pending.peer.name.clone();
        let number = self.add(kind, name, State::Connected(pending.peer));
        let new = opened(number, acceptor.flags, Ready::OUT).with_stream(pending.end.0);
        let told = match &peer_name[..] {
            [] => &UNNAMED[..],
            name => name,
        };
        let _ = self.scheme.reply_opened_with(acceptor.request, &new, told);
    }

    /// Connects an unconnected socket to one that listens. Errors: EISCONN, EINVAL, ENFILE.
    fn join(&mut self, listening: u64, file: u64, credentials: Credentials) -> Result<()> {
        let scheme = self.scheme.handle();
        let server_name = self.find(listening)?.name.clone();
        let socket = self.sockets.get_mut(&file).ok_or(Errno::EBADF)?;
        match socket.state {
            State::Unconnected => {}
            State::Connected(_) => return Err(Errno::EISCONN),
            _ => return Err(Errno::EINVAL),
        }
        let [own, other] = pair(socket.kind)?;
        kernel::connect(scheme, file, own.0, Handle::NONE, &[])?;
        let name = socket.name.clone();
        let listener_credentials = self.listener(listening).map(|one| one.credentials);
        let peer = Peer {
            name: server_name,
            credentials: listener_credentials.ok_or(Errno::ECONNREFUSED)?,
        };
        self.find(file)?.state = State::Connected(peer);
        if let Some(listener) = self.listener(listening) {
            listener.pending.push_back(Pending {
                end: other,
                peer: Peer { name, credentials },
            });
        }
        Ok(())
    }

    /// `connect` of a socket that carries a stream or packets.
    fn connect(&mut self, call: &Incoming<'_>) -> Outcome<Plain> {
        let file = call.file();
        let kind = self.find(file)?.kind;
        if kind == DATAGRAM {
            self.connect_datagram(call)?;
            return Ok(Plain::OK);
        }
        let key = Key::new(kind, [call.arg(0), call.arg(1)], call.input())?;
        let other = self.names.find(&key)?;
        let target = self.find(other)?;
        if target.kind != kind {
            return Err(Errno::EPROTOTYPE.into());
        }
        match self.find(file)?.state {
            State::Unconnected => {}
            State::Connected(_) => return Err(Errno::EISCONN.into()),
            _ => return Err(Errno::EINVAL.into()),
        }
        let listener = self.listener(other).ok_or(Errno::ECONNREFUSED)?;
        let full = listener.pending.len() > listener.backlog;
        if !full && listener.connectors.is_empty() {
            self.join(other, file, call.caller())?;
            self.settle(other);
            return Ok(Plain::OK);
        }
        if call.file_flags().contains(FileFlags::NONBLOCK) {
            return Err(Errno::EAGAIN.into());
        }
        listener.connectors.push_back(Waiting {
            request: call.id(),
            file,
            flags: 0,
            credentials: call.caller(),
        });
        self.waiting.insert(call.id(), other);
        Err(Failure::Later)
    }

    /// The datagram socket of a name. Errors: ECONNREFUSED, EPROTOTYPE, EPERM if it hears another alone.
    fn datagram(&mut self, call: &Incoming<'_>) -> Result<(Handle, Vec<u8>)> {
        let kind = self.find(call.file())?.kind;
        let key = Key::new(kind, [call.arg(0), call.arg(1)], call.input())?;
        let other = self.names.find(&key)?;
        let own_name = self.find(call.file())?.name.clone();
        let socket = self.find(other)?;
        match &socket.state {
            State::Datagram(_, Some(peer)) if peer.name != own_name => Err(Errno::EPERM),
            State::Datagram(towards, _) => Ok((towards.0, socket.name.clone())),
            _ => Err(Errno::EPROTOTYPE),
        }
    }

    fn connect_datagram(&mut self, call: &Incoming<'_>) -> Result<()> {
        let (file, scheme) = (call.file(), self.scheme.handle());
        // AF_UNSPEC ends a connection.
        let target = match call.input() {
            [0, 0, ..] => None,
            _ => Some(self.datagram(call)?),
        };
        let socket = self.find(file)?;
        let State::Datagram(towards, peer) = &mut socket.state else {
            return Err(Errno::EINVAL);
        };
        let writer = target.as_ref().map_or(Handle::NONE, |(writer, _)| *writer);
        kernel::connect(scheme, file, towards.0, writer, &socket.name)?;
        *peer = target.map(|(_, name)| Peer {
            name,
            credentials: Credentials::default(),
        });
        Ok(())
    }

    /// An end that writes to a datagram socket.
    fn reach(&mut self, call: &Incoming<'_>) -> Outcome<Plain> {
        let (towards, _) = self.datagram(call)?;
        let mut opened = Opened::new(0, OpenFlags::WRITE_ONLY).forward(towards);
        opened.rights = Rights::WRITE;
        opened.file_flags = call.file_flags() & FileFlags::NONBLOCK;
        let _ = self.scheme.reply_opened(call.id(), &opened);
        Err(Failure::Later)
    }

    /// `accept`.
    fn accept(&mut self, call: &Incoming<'_>) -> Outcome<Plain> {
        let file = call.file();
        let socket = self.find(file)?;
        if socket.kind == DATAGRAM {
            return Err(Errno::EOPNOTSUPP.into());
        }
        let State::Listening(listener) = &mut socket.state else {
            return Err(Errno::EINVAL.into());
        };
        let acceptor = Waiting {
            request: call.id(),
            file,
            flags: call.arg(0),
            credentials: call.caller(),
        };
        let nonblocking = call.file_flags().contains(FileFlags::NONBLOCK);
        if listener.pending.is_empty() && nonblocking {
            return Err(Errno::EAGAIN.into());
        }
        listener.acceptors.push_back(acceptor);
        self.waiting.insert(call.id(), file);
        self.settle(file);
        Err(Failure::Later)
    }

    /// `getsockname`, `getpeername`. Errors: ENOTCONN.
    fn name(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Result<()> {
        let socket = self.find(call.file())?;
        let name = match (call.arg(0), &socket.state) {
            (0, _) => &socket.name,
            (_, State::Connected(peer) | State::Datagram(_, Some(peer))) => &peer.name,
            _ => return Err(Errno::ENOTCONN),
        };
        output.push(match &name[..] {
            [] => &UNNAMED,
            name => name,
        });
        Ok(())
    }

    fn query(&mut self, call: &Incoming<'_>) -> Result<Plain> {
        let socket = self.find(call.file())?;
        let mut state = match &socket.state {
            State::Listening(_) => SocketState::LISTENING,
            State::Connected(_) | State::Datagram(_, Some(_)) => SocketState::CONNECTED,
            State::Unconnected | State::Datagram(_, None) => SocketState::empty(),
        };
        state.set(SocketState::BOUND, socket.key.is_some());
        Ok(Plain {
            result: 0,
            values: [socket.kind.into(), state.bits()],
        })
    }

    /// `SO_PEERCRED`: of a socket that listens, its own.
    fn peer(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Result<()> {
        let socket = self.find(call.file())?;
        let known = match &socket.state {
            State::Connected(peer) => Some(peer.credentials),
            State::Listening(listener) => Some(listener.credentials),
            _ => None,
        };
        // Nobody, as Linux tells it.
        let words = known.map_or([0, u32::MAX, u32::MAX], |one| {
            [one.pid as u32, one.euid, one.egid]
        });
        for word in words {
            output.push(&word.to_ne_bytes());
        }
        Ok(())
    }
}

impl FileServer for Local {
    fn open(
        &mut self,
        _call: &Incoming<'_>,
        _flags: OpenFlags,
        _mode: u32,
        _output: &mut Output<'_>,
    ) -> Outcome<Opened> {
        // Sockets are not opened by name (POSIX, open).
        Err(Errno::ENXIO.into())
    }

    fn close(&mut self, file: u64) {
        let Some(socket) = self.sockets.remove(&file) else {
            return;
        };
        if let Some(key) = &socket.key {
            self.names.remove(key, file);
        }
        if let State::Listening(listener) = socket.state {
            for waiting in listener.connectors {
                self.waiting.remove(&waiting.request);
                self.refuse(waiting.request, Errno::ECONNREFUSED);
            }
            for waiting in listener.acceptors {
                self.waiting.remove(&waiting.request);
                self.refuse(waiting.request, Errno::EINVAL);
            }
        }
    }

    fn stat(&mut self, call: &Incoming<'_>, _: &mut Output<'_>) -> Outcome<Stat> {
        const S_IFSOCK: u32 = 0o140_000;
        Ok(Stat {
            ino: call.file(),
            nlink: 1,
            mode: S_IFSOCK | 0o777,
            ..Stat::default()
        })
    }

    fn other(
        &mut self,
        call: &Incoming<'_>,
        operation: Operation,
        output: &mut Output<'_>,
    ) -> Outcome<Plain> {
        let done = |()| Plain::OK;
        if call.file() == SCHEME_ROOT && operation != Operation::SocketCreate {
            return Err(Errno::ENOSYS.into());
        }
        match operation {
            Operation::SocketCreate => self.create(call),
            Operation::SocketBind => Ok(self.bind(call).map(done)?),
            Operation::SocketListen => Ok(self.listen(call).map(done)?),
            Operation::SocketAccept => self.accept(call),
            Operation::SocketConnect => self.connect(call),
            Operation::SocketReach => self.reach(call),
            Operation::SocketName => Ok(self.name(call, output).map(done)?),
            Operation::SocketQuery => Ok(self.query(call)?),
            Operation::SocketPeer => Ok(self.peer(call, output).map(done)?),
            _ => Err(Errno::ENOSYS.into()),
        }
    }

    fn cancel(&mut self, id: u64) {
        let Some(file) = self.waiting.remove(&id) else {
            return;
        };
        if let Some(listener) = self.listener(file) {
            listener.acceptors.retain(|waiting| waiting.request != id);
            listener.connectors.retain(|waiting| waiting.request != id);
        }
        self.refuse(id, Errno::EINTR);
    }
}
