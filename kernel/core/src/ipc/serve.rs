//! The server's side of a message.

use super::request::NewFile;
use super::{Answer, Content, Message, Notice, Request, Scheme};
use crate::file::pipe::NamedEnds;
use crate::file::socket::ServerSocket;
use crate::file::{Body, Data, File, ServerFile};
use crate::handle::{Entry, Object};
use crate::machine::machine;
use crate::process::Process;
use crate::scheduler;
use crate::thread::Thread;
use crate::time::deadline;
use crate::user::{self, UserStruct};
use abi::event::Ready;
use abi::handle::HandleFlags;
use abi::message::{
    ReceiveRequest, Reply, ReplyFlags, Request as WireRequest, MESSAGE_HANDLES_MAX,
};
use abi::time::NO_DEADLINE;
use abi::{Errno, Handle, Rights, UserSlice};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem::{offset_of, size_of};

/// Receives the next message. `to`: a client that has just been answered, to switch to if there is
/// nothing to receive. EAGAIN, ETIMEDOUT, EINTR, EFAULT.
pub fn receive(
    thread: &Arc<Thread>,
    scheme: &Arc<Scheme>,
    into: &ReceiveRequest,
    mut to: Option<Arc<Thread>>,
) -> Result<(), Errno> {
    let mut armed = false;
    let outcome = loop {
        // Who is to end answers nothing any more.
        if thread.is_ending() {
            break Err(Errno::EINTR);
        }
        match scheme.receive(thread) {
            Err(error) => break Err(error),
            Ok(Some((id, message))) => {
                if let Some(client) = to.take() {
                    scheduler::unpark(&client);
                }
                match deliver(thread.process(), scheme, id, &message, into) {
                    Ok(true) => break Ok(()),
                    Ok(false) => continue,
                    Err(error) => break Err(error),
                }
            }
            Ok(None) => {}
        }
        if let Err(error) = may_wait(thread, into.deadline_ns, &mut armed) {
            break Err(error);
        }
        match to.take() {
            Some(client) => scheduler::hand_off(thread, &client),
            None => scheduler::park(thread),
        }
    };
    if armed {
        deadline::disarm(thread);
    }
    if outcome.is_err() {
        scheme.stop_receiving(thread);
        if let Some(client) = to {
            scheduler::unpark(&client);
        }
    }
    outcome
}

/// Whether a server thread may park until `deadline_ns`; sets the deadline the first time.
fn may_wait(thread: &Arc<Thread>, deadline_ns: u64, armed: &mut bool) -> Result<(), Errno> {
    if deadline_ns == 0 {
        return Err(Errno::EAGAIN);
    }
    if thread.is_ending() || thread.is_interrupted() {
        return Err(Errno::EINTR);
    }
    if deadline_ns == NO_DEADLINE {
        return Ok(());
    }
    if machine().now_ns() >= deadline_ns {
        return Err(Errno::ETIMEDOUT);
    }
    if !*armed {
        deadline::arm(thread, deadline_ns.into())?;
        *armed = true;
    }
    Ok(())
}

/// Copies a message to the server. False if it could not be taken: its client has been told.
fn deliver(
    process: &Process,
    scheme: &Scheme,
    id: u64,
    message: &Message,
    into: &ReceiveRequest,
) -> Result<bool, Errno> {
    match message {
        Message::Notice(notice) => {
            wire_notice(notice).store(into.request)?;
            Ok(true)
        }
        Message::Request(request) => match deliver_request(process, id, request, into) {
            Ok(()) => Ok(true),
            Err(error) => {
                let answer = if error == Errno::EFAULT {
                    Errno::EIO
                } else {
                    error
                };
                if let Ok(request) = scheme.take_active(id) {
                    request.fail(answer);
                }
                if error == Errno::EFAULT {
                    Err(error)
                } else {
                    Ok(false)
                }
            }
        },
    }
}

fn wire_notice(notice: &Notice) -> WireRequest {
    WireRequest {
        kind: notice.kind,
        file: notice.file,
        args: notice.args,
        caller: notice.caller,
        ..WireRequest::default()
    }
}

/// Copies a request to the server. EMSGSIZE, EFAULT, EMFILE, ENOMEM.
fn deliver_request(
    process: &Process,
    id: u64,
    request: &Request,
    into: &ReceiveRequest,
) -> Result<(), Errno> {
    let mut content = request.take_content();
    let outcome = hand_over(process, id, &mut content, into);
    request.put_content(content);
    outcome
}

fn hand_over(
    process: &Process,
    id: u64,
    content: &mut Content,
    into: &ReceiveRequest,
) -> Result<(), Errno> {
    let payload = &content.payload;
    if payload.len() > into.buffer.len {
        return Err(Errno::EMSGSIZE);
    }
    user::write(into.buffer.address, payload)?;
    let call = &mut content.call;
    let mut wire = WireRequest {
        id,
        kind: call.kind,
        operation: call.operation,
        file: call.file,
        args: call.args,
        caller: call.caller,
        name_len: call.name_len as u32,
        input_len: (payload.len() - call.name_len) as u32,
        output_max: call.output_max as u64,
        file_flags: call.file_flags,
        handles_len: 0,
        handles: [0; MESSAGE_HANDLES_MAX],
    };
    if call.handles.is_empty() {
        return store_without_handles(&wire, into.request);
    }
    install_lent(process, core::mem::take(&mut call.handles), &mut wire)?;
    wire.store(into.request)
}

/// Copies all but the array of handles, of which there are none.
#[inline]
fn store_without_handles(wire: &WireRequest, address: usize) -> Result<(), Errno> {
    const WORDS: usize = offset_of!(WireRequest, handles) / size_of::<u64>();
    let pair = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
    let [arg0, arg1, arg2, arg3] = wire.args;
    let [who0, who1, who2, who3] = wire.caller.words;
    // In the order of `abi`'s fields.
    let words: [u64; WORDS] = [
        wire.id,
        pair(wire.kind as u32, wire.operation),
        wire.file,
        arg0,
        arg1,
        arg2,
        arg3,
        who0,
        who1,
        who2,
        who3,
        pair(wire.name_len, wire.input_len),
        wire.output_max,
        pair(wire.file_flags, wire.handles_len),
    ];
    const _: () = assert!(
        offset_of!(WireRequest, operation) == 12
            && offset_of!(WireRequest, args) == 24
            && offset_of!(WireRequest, caller) == 56
            && offset_of!(WireRequest, input_len) == 92
            && offset_of!(WireRequest, handles_len) == 108
    );
    user::write(address, bytemuck::bytes_of(&words))
}

/// Installs lent handles in the server's high range; all or none.
fn install_lent(process: &Process, lent: Vec<Entry>, wire: &mut WireRequest) -> Result<(), Errno> {
    for (index, entry) in lent.into_iter().enumerate() {
        let installed = process.install(Entry {
            flags: HandleFlags::HIGH | HandleFlags::CLOSE_ON_EXEC,
            ..entry
        });
        match installed {
            Ok(handle) => wire.handles[index] = handle.0,
            Err(error) => {
                for &handle in &wire.handles[..index] {
                    let removed = process.handles.lock().remove(Handle(handle));
                    drop(removed);
                }
                return Err(error);
            }
        }
        wire.handles_len += 1;
    }
    Ok(())
}

/// A [`Reply`] without its array of handles, which is read only if there are any.
pub struct ReplyHead {
    id: u64,
    result: i64,
    values: [u64; 2],
    output: UserSlice,
    flags: u32,
    file_flags: u32,
    file: u64,
    rights: u32,
    stream: Handle,
    ready: u32,
    handles_len: u32,
    /// Address of the array.
    handles: usize,
}

impl ReplyHead {
    /// Copies it from user memory. EFAULT.
    #[inline]
    pub fn load(address: usize) -> Result<Self, Errno> {
        const LEN: usize = offset_of!(Reply, handles);
        let mut words = [0u64; LEN / size_of::<u64>()];
        user::read(address, bytemuck::bytes_of_mut(&mut words))?;
        let bytes: &[u8] = bytemuck::bytes_of(&words);
        macro_rules! field {
            ($name:ident) => {
                UserStruct::decode(&bytes[offset_of!(Reply, $name)..])
            };
        }
        Ok(Self {
            id: field!(id),
            result: field!(result),
            values: field!(values),
            output: field!(output),
            flags: field!(flags),
            file_flags: field!(file_flags),
            file: field!(file),
            rights: field!(rights),
            stream: field!(stream),
            ready: field!(ready),
            handles_len: field!(handles_len),
            handles: address + LEN,
        })
    }
}

/// Answers a request; the client to be woken or switched to, if one still waits. A bad answer
/// fails the request with EIO at the client. EINVAL, EBADF, EACCES, EFAULT, ENOMEM.
pub fn reply(
    thread: &Arc<Thread>,
    scheme: &Arc<Scheme>,
    reply: &ReplyHead,
) -> Result<Option<Arc<Thread>>, Errno> {
    if reply.id == 0 {
        return Ok(None);
    }
    let (request, mut content) = scheme.take_to_answer(reply.id)?;
    match prepare(thread.process(), scheme, &mut content, reply) {
        Ok(()) => Ok(request.complete(content)),
        Err(error) => {
            request.fail(Errno::EIO);
            Err(error)
        }
    }
}

/// Puts what the client gets by `reply` into the content.
fn prepare(
    process: &Process,
    scheme: &Arc<Scheme>,
    content: &mut Content,
    reply: &ReplyHead,
) -> Result<(), Errno> {
    let payload = &mut content.payload;
    payload.set_len(reply.output.len.min(content.call.output_max))?;
    user::read(reply.output.address, payload)?;
    let answer = &mut content.answer;
    answer.result = reply.result;
    answer.values = reply.values;
    answer.output_len = reply.output.len;
    if reply.flags != 0 || reply.handles_len != 0 {
        add_handles(process, scheme, answer, reply)?;
    }
    Ok(())
}

/// Adds the file that the reply opens, and its handles.
fn add_handles(
    process: &Process,
    scheme: &Arc<Scheme>,
    answer: &mut Answer,
    reply: &ReplyHead,
) -> Result<(), Errno> {
    let flags = ReplyFlags::from_bits(reply.flags).ok_or(Errno::EINVAL)?;
    let mut given = Vec::new();
    if reply.handles_len != 0 {
        let listed = UserSlice {
            address: reply.handles,
            len: reply.handles_len as usize,
        };
        for handle in user::read_array::<Handle>(listed, MESSAGE_HANDLES_MAX)? {
            given.push(process.entry(handle, Rights::TRANSFER, Errno::EPERM)?);
        }
    }
    answer.new_file = if flags.contains(ReplyFlags::FORWARD) {
        if given.is_empty() {
            return Err(Errno::EINVAL);
        }
        Some(forwarded(given.remove(0), reply)?)
    } else if flags.contains(ReplyFlags::NEW_FILE) {
        Some(new_file(process, scheme, reply, flags)?)
    } else {
        None
    };
    if flags.contains(ReplyFlags::HANDLES) {
        answer.handles = given;
    }
    Ok(())
}

/// What is opened by handing an existing object on: an open file of its own over the same thing.
fn forwarded(entry: Entry, reply: &ReplyHead) -> Result<NewFile, Errno> {
    let wanted = Rights::from_bits_truncate(reply.rights);
    let rights = if wanted.is_empty() {
        entry.rights
    } else {
        entry.rights & wanted
    };
    let object = match entry.object {
        Object::File(file) => Object::File(file.reopen(reply.file_flags)?),
        other => other,
    };
    Ok(NewFile { object, rights })
}

/// A file of this server.
fn new_file(
    process: &Process,
    scheme: &Arc<Scheme>,
    reply: &ReplyHead,
    flags: ReplyFlags,
) -> Result<NewFile, Errno> {
    let rights = Rights::from_bits_truncate(reply.rights);
    let data = if reply.stream == Handle::NONE && flags.contains(ReplyFlags::SOCKET) {
        Data::Socket(ServerSocket::new(None))
    } else if reply.stream == Handle::NONE {
        Data::Messages
    } else {
        match process.object(reply.stream, Rights::TRANSFER)? {
            Object::File(file) => match file.body() {
                Body::Pipe(ring) => {
                    let writer_comes = flags.contains(ReplyFlags::WRITER_COMES);
                    Data::Pipe(NamedEnds::open(ring, rights, writer_comes))
                }
                Body::Socket(ends) => Data::Socket(ServerSocket::new(Some(ends.clone()))),
                _ => Data::Stream(file.stream().ok_or(Errno::EINVAL)?.clone()),
            },
            _ => return Err(Errno::EINVAL),
        }
    };
    let server_file = ServerFile::new(
        scheme.clone(),
        reply.file,
        data,
        flags,
        Ready::from_bits_truncate(reply.ready),
    );
    Ok(NewFile {
        object: Object::File(File::of_server(server_file, reply.file_flags)),
        rights,
    })
}
