//! A request, decoded.

use crate::identity::Credentials;
use crate::kernel::handle;
use crate::protocol::{Lookup, Operation};
use abi::errno::Result;
use abi::file::FileFlags;
use abi::message::{Kind, Request, MESSAGE_HANDLES_MAX};
use abi::{Errno, Handle};
use bytemuck::{pod_read_unaligned, Pod};
use core::cell::Cell;
use core::mem::size_of;

/// A received request and its payload. Nothing in it can be trusted but `caller`.
#[derive(Debug)]
pub struct Incoming<'a> {
    request: &'a Request,
    name: &'a [u8],
    input: &'a [u8],
    /// Bit n: handle n was taken by the server.
    taken: Cell<u16>,
}

impl<'a> Incoming<'a> {
    /// Joins a request and its payload. Errors: EBADMSG if the lengths disagree.
    pub fn new(request: &'a Request, payload: &'a [u8]) -> Result<Self> {
        let name_len = request.name_len as usize;
        let end = name_len
            .checked_add(request.input_len as usize)
            .ok_or(Errno::EBADMSG)?;
        let payload = payload.get(..end).ok_or(Errno::EBADMSG)?;
        let (name, input) = payload.split_at(name_len);
        Ok(Self {
            request,
            name,
            input,
            taken: Cell::new(0),
        })
    }

    /// Names the request in a later reply.
    pub fn id(&self) -> u64 {
        self.request.id
    }

    /// What kind of request it is.
    pub fn kind(&self) -> Kind {
        self.request.kind
    }

    /// The operation of a call, if it is one that the protocol knows.
    pub fn operation(&self) -> Option<Operation> {
        Operation::from_number(self.request.operation)
    }

    /// The server's number of the file called on, or [`abi::message::SCHEME_ROOT`].
    pub fn file(&self) -> u64 {
        self.request.file
    }

    /// An argument word.
    pub fn arg(&self, index: usize) -> u64 {
        self.request.args[index]
    }

    /// An argument word that is a signed 32-bit number (a process id, a signal).
    pub fn arg_i32(&self, index: usize) -> i32 {
        self.request.args[index] as i32
    }

    /// Who calls.
    pub fn caller(&self) -> Credentials {
        Credentials::unpack(&self.request.caller)
    }

    /// The path, relative to the file called on.
    pub fn name(&self) -> &'a [u8] {
        self.name
    }

    /// The second part of the payload.
    pub fn input(&self) -> &'a [u8] {
        self.input
    }

    /// The input as a struct. Errors: EINVAL if it has another size.
    pub fn input_as<T: Pod>(&self) -> Result<T> {
        match self.input.len() == size_of::<T>() {
            true => Ok(pod_read_unaligned(self.input)),
            false => Err(Errno::EINVAL),
        }
    }

    /// How the last component of the path is taken.
    pub fn lookup(&self) -> Lookup {
        Lookup::from_bits_truncate(self.request.args[3])
    }

    /// Most bytes of payload that the client takes.
    pub fn output_max(&self) -> usize {
        usize::try_from(self.request.output_max).unwrap_or(usize::MAX)
    }

    /// Status flags of the file called on.
    pub fn file_flags(&self) -> FileFlags {
        FileFlags::from_bits_truncate(self.request.file_flags)
    }

    fn handles(&self) -> &[u32] {
        let count = (self.request.handles_len as usize).min(MESSAGE_HANDLES_MAX);
        &self.request.handles[..count]
    }

    /// Takes over a handle that came with the request. Errors: EINVAL if there is none.
    pub fn take_handle(&self, index: usize) -> Result<Handle> {
        let bit = 1u16.checked_shl(index as u32).unwrap_or(0);
        let number = self.handles().get(index).ok_or(Errno::EINVAL)?;
        if self.taken.get() & bit != 0 {
            return Err(Errno::EINVAL);
        }
        self.taken.set(self.taken.get() | bit);
        Ok(Handle(*number))
    }

    /// Closes what was not taken, so that no client can fill the server's table.
    pub(super) fn close_handles(&self) {
        for (index, &number) in self.handles().iter().enumerate() {
            if self.taken.get() & (1 << index) == 0 {
                // It was just received, so it is open.
                let _ = handle::close(Handle(number));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_whose_lengths_exceed_its_payload_is_refused() {
        let request = Request {
            name_len: 3,
            input_len: u32::MAX,
            ..Request::default()
        };
        assert_eq!(
            Incoming::new(&request, b"abcdef").err(),
            Some(Errno::EBADMSG)
        );
    }

    #[test]
    fn name_and_input_are_split_where_the_request_says() {
        let request = Request {
            name_len: 3,
            input_len: 2,
            ..Request::default()
        };
        let incoming = Incoming::new(&request, b"abcdef").expect("fits");
        assert_eq!(
            (incoming.name(), incoming.input()),
            (&b"abc"[..], &b"de"[..])
        );
        assert_eq!(incoming.input_as::<u16>(), Ok(u16::from_ne_bytes(*b"de")));
        assert_eq!(incoming.input_as::<u32>(), Err(Errno::EINVAL));
    }
}
