//! Schemes: a server in one thread, a client in another.

use crate::call::{at, at_mut, call, spawn};
use crate::memory::close;
use crate::thread::{set, wait_while};
use crate::Test;
use abi::errno::Result;
use abi::file::{StreamKind, Transfers, Whence, CURRENT_OFFSET};
use abi::memory::MemoryKind;
use abi::message::{CallRequest, Kind, ReceiveRequest, Reply, ReplyFlags, Request};
use abi::time::NO_DEADLINE;
use abi::{Call, Errno, Handle, Rights, UserSlice};
use core::sync::atomic::{AtomicU32, Ordering};

pub const TESTS: &[Test] = &[
    (
        "ipc: a call reaches the server and its answer comes back",
        echo,
    ),
    (
        "ipc: a file that a server opened is read, and closed",
        opened,
    ),
    (
        "ipc: a server is told of transfers through the stream that it watches, and only then",
        watched,
    ),
    (
        "ipc: a server finds its own file behind a handle, and nobody else's",
        files_of_handles,
    ),
    ("ipc: a dead server's clients get EIO", dead_server),
];

/// A call with nothing but an operation.
pub const fn plain(operation: u32) -> CallRequest {
    CallRequest {
        operation,
        flags: 0,
        args: [0; 4],
        scheme: UserSlice::EMPTY,
        name: UserSlice::EMPTY,
        input: UserSlice::EMPTY,
        output: UserSlice::EMPTY,
        handles: UserSlice::EMPTY,
        handles_out: UserSlice::EMPTY,
        values: [0; 2],
        output_len: 0,
        handles_len: 0,
    }
}

/// A namespace in which `name` is a new scheme: scheme, namespace.
pub fn scheme(name: &[u8]) -> Result<[u64; 2]> {
    let scheme = call(Call::SchemeCreate, [])?;
    let namespace = call(Call::NamespaceCreate, [Handle::NONE.0.into()])?;
    call(
        Call::NamespaceBind,
        [namespace, at(name), name.len() as u64, scheme],
    )?;
    Ok([scheme, namespace])
}

/// Takes the next request; its payload goes to `buffer`.
pub fn receive(scheme: u64, buffer: &mut [u8]) -> Result<Request> {
    let mut request = Request::default();
    let receive = ReceiveRequest {
        request: at_mut(&mut request) as usize,
        buffer: UserSlice::of_mut(buffer),
        deadline_ns: NO_DEADLINE,
    };
    call(Call::SchemeReceive, [scheme, at(&receive)])?;
    Ok(request)
}

pub fn reply(scheme: u64, reply: &Reply) -> Result<()> {
    call(Call::SchemeReply, [scheme, at(reply)]).map(drop)
}

static DONE: AtomicU32 = AtomicU32::new(0);

/// Answers with the payload reversed, `count` times.
extern "C" fn reverse_server(scheme: u64) {
    let mut buffer = [0; 8192];
    for _ in 0..20 {
        let Ok(request) = receive(scheme, &mut buffer) else {
            return;
        };
        let len = (request.name_len + request.input_len) as usize;
        buffer[..len].reverse();
        let mut answer = Reply::new(request.id, request.args[0] as i64 * 2);
        answer.values = [request.operation.into(), request.name_len.into()];
        answer.output = UserSlice::of(&buffer[..len]);
        let _ = reply(scheme, &answer);
    }
    set(&DONE, 1);
}

fn echo() -> Result<()> {
    let [scheme, namespace] = scheme(b"test")?;
    spawn(reverse_server, scheme)?;
    let input: [u8; 5000] = core::array::from_fn(|n| n as u8);
    for round in 0..20 {
        // From nothing to more than a page.
        let len = round * 250;
        let mut output = [0; 6000];
        let mut request = plain(77);
        request.args[0] = round as u64;
        request.scheme = UserSlice::of(b"test");
        request.name = UserSlice::of(b"name");
        request.input = UserSlice::of(&input[..len]);
        request.output = UserSlice::of_mut(&mut output);
        let result = call(Call::Call, [namespace, at_mut(&mut request)])?;
        assert_eq!(result, 2 * round as u64);
        assert_eq!(request.values, [77, 4]);
        assert_eq!(request.output_len, len + 4);
        assert!(output[..len].iter().rev().eq(input[..len].iter()));
        assert_eq!(output[len..len + 4], *b"eman");
    }
    wait_while(&DONE, 0);
    close(scheme)?;
    close(namespace)
}

static CLOSED: AtomicU32 = AtomicU32::new(0);

/// What the server of [`watched`] was told: its times, and the bits of the last one.
static TOLD: AtomicU32 = AtomicU32::new(0);
static TOLD_BITS: AtomicU32 = AtomicU32::new(0);
/// The stream that it gives.
static GIVEN: AtomicU32 = AtomicU32::new(0);

/// Opens file 7 over what `GIVEN` has at operation 0, until it is called with another.
extern "C" fn watching_server(scheme: u64) {
    let mut buffer = [0; 64];
    while let Ok(request) = receive(scheme, &mut buffer) {
        match request.kind {
            Kind::Call => {
                let mut answer = Reply::new(request.id, 0);
                if request.operation == 0 {
                    answer.flags = ReplyFlags::NEW_FILE.bits();
                    answer.file = 7;
                    answer.rights = Rights::all().bits();
                    answer.stream = Handle(GIVEN.load(Ordering::Relaxed));
                }
                let _ = reply(scheme, &answer);
                if request.operation != 0 {
                    return;
                }
            }
            Kind::Transferred => {
                TOLD_BITS.store(request.args[0] as u32, Ordering::Relaxed);
                TOLD.fetch_add(1, Ordering::Relaxed);
                let _ = reply(scheme, &Reply::new(request.id, 0));
            }
            _ => {}
        }
    }
}

/// The bits told by what `transfer` did, and that it was told once; 0 if it was not.
fn told(transfer: impl FnOnce() -> Result<u64>, bytes: u64) -> Result<u32> {
    let before = TOLD.load(Ordering::Relaxed);
    TOLD_BITS.store(0, Ordering::Relaxed);
    assert_eq!(transfer()?, bytes);
    let bits = TOLD_BITS.load(Ordering::Relaxed);
    let times = TOLD.load(Ordering::Relaxed) - before;
    assert_eq!(times, u32::from(bits != 0));
    Ok(bits)
}

/// Has the watching server, called `name`, open its file.
fn open_watched(namespace: u64, name: &[u8]) -> Result<u64> {
    let mut handles = [Handle::NONE; 1];
    let mut request = plain(0);
    request.scheme = UserSlice::of(name);
    request.handles_out = UserSlice {
        address: at_mut(&mut handles) as usize,
        len: 1,
    };
    call(Call::Call, [namespace, at_mut(&mut request)])?;
    Ok(handles[0].0.into())
}

/// Ends the watching server.
fn end_watched(namespace: u64, name: &[u8]) -> Result<()> {
    let mut end = plain(1);
    end.scheme = UserSlice::of(name);
    call(Call::Call, [namespace, at_mut(&mut end)]).map(drop)
}

fn watched() -> Result<()> {
    const READ: u32 = Transfers::READ.bits();
    const WRITE: u32 = Transfers::WRITE.bits();
    let [scheme, namespace] = scheme(b"watching")?;
    let object = call(
        Call::MemoryCreate,
        [MemoryKind::Anonymous as u64, 1 << 20, 0, 0],
    )?;
    let stream = call(Call::StreamCreate, [StreamKind::Memory as u64, object, 0])?;
    GIVEN.store(stream as u32, Ordering::Relaxed);
    spawn(watching_server, scheme)?;
    let file = open_watched(namespace, b"watching")?;
    let write = || call(Call::Write, [file, at(b"abcd"), 4, CURRENT_OFFSET]);
    let mut buffer = [0u8; 4];
    let mut read = || call(Call::Read, [file, at_mut(&mut buffer), 4, CURRENT_OFFSET]);
    let start = || call(Call::Seek, [file, 0, Whence::Start as u64]);
    let resize = |handle| move || call(Call::StreamSetSize, [handle, 9]);

    assert_eq!(told(write, 4)?, 0, "nothing is watched");
    call(Call::StreamWatch, [stream, WRITE.into()])?;
    assert_eq!(told(write, 4)?, WRITE);
    start()?;
    assert_eq!(told(&mut read, 4)?, 0, "reads are not watched");
    call(Call::StreamWatch, [stream, (READ | WRITE).into()])?;
    assert_eq!(told(&mut read, 4)?, READ);
    assert_eq!(told(&mut read, 0)?, 0, "the end of the file moves no bytes");
    assert_eq!(told(resize(file), 0)?, WRITE);
    assert_eq!(told(resize(stream), 0)?, 0, "the server's own");
    let vector = [UserSlice::of(b"ef"), UserSlice::of(b"gh")];
    let write_vector = || call(Call::WriteVector, [file, at(&vector), 2, CURRENT_OFFSET]);
    assert_eq!(told(write_vector, 4)?, WRITE);
    call(Call::StreamWatch, [stream, 0])?;
    assert_eq!(told(write, 4)?, 0, "not watched any more");

    // No client decides what its server is told.
    for (handle, transfers) in [(file, 1), (stream, 4), (stream, 1 << 32), (object, 1)] {
        let refused = call(Call::StreamWatch, [handle, transfers]);
        assert_eq!(refused, Err(Errno::EINVAL));
    }
    close(file)?;
    end_watched(namespace, b"watching")?;
    for handle in [stream, object, scheme, namespace] {
        close(handle)?;
    }
    Ok(())
}

fn files_of_handles() -> Result<()> {
    let [scheme, namespace] = scheme(b"own")?;
    let [other, others] = self::scheme(b"other")?;
    GIVEN.store(Handle::NONE.0, Ordering::Relaxed);
    spawn(watching_server, scheme)?;
    let file = open_watched(namespace, b"own")?;
    assert_eq!(call(Call::SchemeFile, [scheme, file]), Ok(7));
    assert_eq!(call(Call::SchemeFile, [other, file]), Err(Errno::EINVAL));
    assert_eq!(call(Call::SchemeFile, [scheme, scheme]), Err(Errno::EINVAL));
    assert_eq!(call(Call::SchemeFile, [file, file]), Err(Errno::EINVAL));
    assert_eq!(call(Call::SchemeFile, [scheme, 9999]), Err(Errno::EBADF));
    close(file)?;
    end_watched(namespace, b"own")?;
    for handle in [scheme, namespace, other, others] {
        close(handle)?;
    }
    Ok(())
}

/// Opens file 5 for any call, answers one read, notes its close.
extern "C" fn file_server(scheme: u64) {
    let mut buffer = [0; 64];
    while let Ok(request) = receive(scheme, &mut buffer) {
        match request.kind {
            Kind::Call => {
                let mut answer = Reply::new(request.id, 0);
                answer.flags = ReplyFlags::NEW_FILE.bits();
                answer.file = 5;
                answer.rights = Rights::all().bits();
                let _ = reply(scheme, &answer);
            }
            Kind::Read => {
                let mut answer = Reply::new(request.id, 4);
                answer.output = UserSlice::of(b"data");
                let _ = reply(scheme, &answer);
            }
            Kind::Close => {
                set(&CLOSED, request.file as u32);
                return;
            }
            _ => {
                let _ = reply(scheme, &Reply::new(request.id, Errno::ENOSYS.to_result()));
            }
        }
    }
}

fn opened() -> Result<()> {
    let [scheme, namespace] = scheme(b"files")?;
    spawn(file_server, scheme)?;
    let mut handles = [Handle::NONE; 1];
    let mut request = plain(1);
    request.scheme = UserSlice::of(b"files");
    request.handles_out = UserSlice {
        address: at_mut(&mut handles) as usize,
        len: 1,
    };
    call(Call::Call, [namespace, at_mut(&mut request)])?;
    assert_eq!(request.handles_len, 1);
    let file = u64::from(handles[0].0);
    let mut out = [0; 16];
    assert_eq!(crate::pipe::read(file, &mut out)?, 4);
    assert_eq!(out[..4], *b"data");
    assert_eq!(CLOSED.load(Ordering::Relaxed), 0);
    close(file)?;
    wait_while(&CLOSED, 0);
    assert_eq!(CLOSED.load(Ordering::Relaxed), 5);
    close(scheme)?;
    close(namespace)
}

/// Receives one request and closes the scheme instead of answering.
extern "C" fn dying_server(scheme: u64) {
    let _ = receive(scheme, &mut [0; 64]);
    let _ = close(scheme);
}

fn dead_server() -> Result<()> {
    let [scheme, namespace] = scheme(b"dying")?;
    spawn(dying_server, scheme)?;
    for _ in 0..2 {
        let mut request = plain(1);
        request.scheme = UserSlice::of(b"dying");
        let result = call(Call::Call, [namespace, at_mut(&mut request)]);
        assert_eq!(result, Err(Errno::EIO));
    }
    close(namespace)
}
