//! The endpoint and the loop.

use super::dispatch::{dispatch, FileServer};
use super::incoming::Incoming;
use super::outcome::{Opened, Output};
use crate::kernel::{handle, scheme};
use abi::errno::Result;
use abi::event::Ready;
use abi::message::{Reply, Request, MESSAGE_MAX};
use abi::time::NO_DEADLINE;
use abi::{Errno, Handle, UserSlice};

/// Where payloads come in and go out; [`MESSAGE_MAX`] bytes each.
#[derive(Debug)]
pub struct Buffers<'a> {
    pub input: &'a mut [u8; MESSAGE_MAX],
    pub output: &'a mut [u8; MESSAGE_MAX],
}

/// The receiving end of a scheme.
#[derive(Clone, Copy, Debug)]
pub struct Scheme(Handle);

impl Scheme {
    /// The one that bootstrap made ([`super::boot::SCHEME`]).
    pub fn inherited() -> Self {
        Self(super::boot::SCHEME)
    }

    /// Makes a scheme and binds it in the process's namespace. Errors: EACCES without the right to
    /// bind, ENOMEM.
    pub fn register(name: &[u8]) -> Result<Self> {
        let created = scheme::create()?;
        if let Err(errno) = scheme::namespace_bind(Handle::NAMESPACE, name, created) {
            handle::close(created)?;
            return Err(errno);
        }
        Ok(Self(created))
    }

    /// The handle, for calls that name the scheme (paged objects, children's ends).
    pub fn handle(&self) -> Handle {
        self.0
    }

    /// The number of this server's file behind a handle that a client lent. Errors: EINVAL if it is none.
    pub fn file_of(&self, lent: Handle) -> Result<u64> {
        scheme::file_of(self.0, lent)
    }

    /// Sets a file's readiness for poll.
    pub fn notify(&self, file: u64, ready: Ready) -> Result<()> {
        scheme::notify(self.0, file, ready)
    }

    /// Answers a request that was left for later. An error means that the client is gone: the
    /// answer is nobody's loss.
    pub fn reply(&self, reply: &Reply) -> Result<()> {
        scheme::reply(self.0, reply)
    }

    /// Answers a request that was left for later with a result word and payload.
    pub fn reply_with(&self, id: u64, result: Result<u64>, payload: &[u8]) -> Result<()> {
        let word = match result {
            Ok(word) => word as i64,
            Err(errno) => errno.to_result(),
        };
        let mut reply = Reply::new(id, word);
        reply.output = UserSlice::of(payload);
        self.reply(&reply)
    }

    /// Answers an open that was left for later.
    pub fn reply_opened(&self, id: u64, opened: &Opened) -> Result<()> {
        let mut reply = Reply::new(id, 0);
        opened.fill(&mut reply);
        self.reply(&reply)
    }

    /// As [`Self::reply_opened`], with payload.
    pub fn reply_opened_with(&self, id: u64, opened: &Opened, payload: &[u8]) -> Result<()> {
        let mut reply = Reply::new(id, 0);
        opened.fill(&mut reply);
        reply.output = UserSlice::of(payload);
        self.reply(&reply)
    }

    /// Serves for ever. Returns when the kernel refuses to receive (the handle is no scheme).
    pub fn serve<S: FileServer>(&self, server: &mut S, buffers: Buffers<'_>) -> Errno {
        let mut request = Request::default();
        let mut reply: Option<Reply> = None;
        loop {
            let received = self.exchange(
                reply.take().as_ref(),
                &mut request,
                buffers.input,
                NO_DEADLINE,
            );
            match received {
                Ok(()) => reply = handle_one(server, &request, buffers.input, buffers.output),
                Err(Errno::EINTR) => {}
                Err(errno) => return errno,
            }
        }
    }

    /// Serves what is there until `deadline_ns` (0: only what is there now). For servers that have
    /// other things to do. Errors: ETIMEDOUT or EAGAIN at the deadline, EINTR.
    pub fn serve_until<S: FileServer>(
        &self,
        server: &mut S,
        buffers: Buffers<'_>,
        deadline_ns: u64,
    ) -> Errno {
        let mut request = Request::default();
        let mut reply: Option<Reply> = None;
        loop {
            if let Err(errno) = self.exchange(
                reply.take().as_ref(),
                &mut request,
                buffers.input,
                deadline_ns,
            ) {
                return errno;
            }
            reply = handle_one(server, &request, buffers.input, buffers.output);
        }
    }

    /// Replies, if there is something to, and receives. A reply that fails (its client was killed)
    /// is dropped.
    fn exchange(
        &self,
        reply: Option<&Reply>,
        request: &mut Request,
        input: &mut [u8; MESSAGE_MAX],
        deadline_ns: u64,
    ) -> Result<()> {
        let Some(reply) = reply else {
            return scheme::receive(self.0, request, input, deadline_ns);
        };
        match scheme::reply_and_receive(self.0, reply, request, input, deadline_ns) {
            Err(Errno::ESRCH | Errno::ENOENT | Errno::EINVAL | Errno::EFAULT) => {
                scheme::receive(self.0, request, input, deadline_ns)
            }
            result => result,
        }
    }
}

fn handle_one<S: FileServer>(
    server: &mut S,
    request: &Request,
    input: &[u8; MESSAGE_MAX],
    output: &mut [u8; MESSAGE_MAX],
) -> Option<Reply> {
    let call = match Incoming::new(request, input) {
        Ok(call) => call,
        Err(errno) => return Some(Reply::new(request.id, errno.to_result())),
    };
    let reply = dispatch(server, &call, &mut Output::new(output));
    server.served();
    call.close_handles();
    reply
}

#[cfg(test)]
mod tests {
    use super::super::{Failure, Incoming, Outcome};
    use super::*;
    use crate::protocol::{OpenFlags, Operation, REDIRECT};
    use crate::types::Stat;
    use abi::message::Kind;

    /// A server with one file, `there`, and one way out, `away`.
    struct OneFile;

    impl FileServer for OneFile {
        fn open(
            &mut self,
            call: &Incoming<'_>,
            flags: OpenFlags,
            _: u32,
            output: &mut Output<'_>,
        ) -> Outcome<Opened> {
            match call.name() {
                b"there" => Ok(Opened::new(5, flags)),
                b"away" => Err(output.redirect(b"/else/where")),
                b"slow" => Err(Failure::Later),
                _ => Err(Errno::ENOENT.into()),
            }
        }

        fn stat(&mut self, _: &Incoming<'_>, _: &mut Output<'_>) -> Outcome<Stat> {
            Ok(Stat {
                ino: 5,
                ..Stat::default()
            })
        }
    }

    fn ask(operation: u32, name: &[u8], args: [u64; 4]) -> (Option<Reply>, Vec<u8>) {
        let request = Request {
            id: 9,
            kind: Kind::Call,
            operation,
            name_len: name.len() as u32,
            args,
            ..Request::default()
        };
        let mut buffer = vec![0; 4096];
        let mut output = Output::new(&mut buffer);
        let call = Incoming::new(&request, name).expect("fits");
        let reply = dispatch(&mut OneFile, &call, &mut output);
        let bytes = output.bytes().to_vec();
        (reply, bytes)
    }

    #[test]
    fn an_open_gives_rights_by_its_access_mode() {
        let (reply, _) = ask(
            Operation::Open as u32,
            b"there",
            [OpenFlags::WRITE_ONLY.bits(), 0, 0, 0],
        );
        let reply = reply.expect("answered at once");
        assert_eq!((reply.id, reply.result, reply.file), (9, 0, 5));
        let rights = abi::Rights::from_bits_truncate(reply.rights);
        assert!(rights.contains(abi::Rights::WRITE));
        assert!(!rights.contains(abi::Rights::READ));
    }

    #[test]
    fn a_redirect_carries_the_path() {
        let (reply, payload) = ask(Operation::Open as u32, b"away", [0; 4]);
        assert_eq!(reply.expect("answered").result, REDIRECT.to_result());
        assert_eq!(payload, b"/else/where");
    }

    #[test]
    fn what_is_left_for_later_is_not_answered_now() {
        assert!(ask(Operation::Open as u32, b"slow", [0; 4]).0.is_none());
    }

    #[test]
    fn unknown_operations_are_refused() {
        let (reply, _) = ask(54321, b"", [0; 4]);
        assert_eq!(reply.expect("answered").result, Errno::ENOSYS.to_result());
    }

    #[test]
    fn a_stat_is_the_payload() {
        let (reply, payload) = ask(Operation::Stat as u32, b"", [0; 4]);
        assert_eq!(reply.expect("answered").result, 0);
        assert_eq!(payload.len(), 144, "struct stat of Linux on x86-64");
    }
}
