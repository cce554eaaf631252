//! Instructions for an operation, kernel side only: boot with `-icount shift=0` and the word
//! `bench`, and names of operations if not all are wanted. The tests of `tests/bench` measure the same through the C library.

use crate::call::{at, at_mut, call, load, spawn, store, time_stamp, Words};
use crate::fork::{exit, Manager};
use crate::memory::{anonymous_object, map, map_object, unmap};
use crate::print::line;
use crate::thread::{set, wait_while};
use crate::{ipc, pipe};
use abi::errno::Result;
use abi::event::{PollItem, Ready};
use abi::file::{FileFlags, StreamKind};
use abi::memory::MapFlags;
use abi::message::{ReceiveRequest, Reply, Request};
use abi::time::NO_DEADLINE;
use abi::{Call, Handle, UserSlice};
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Which measurements the command line asks for: all, or those whose names start with a word.
struct Chosen(Words);

impl Chosen {
    fn has(&self, name: &str) -> bool {
        let mut words = self.0.clone().filter(|word| *word != b"bench").peekable();
        words.peek().is_none() || words.any(|word| name.as_bytes().starts_with(word))
    }
}

/// Runs the operation often enough to be warm, then tells the mean.
fn measure(chosen: &Chosen, name: &str, mut operation: impl FnMut() -> Result<()>) {
    const ROUNDS: u64 = 64;
    if !chosen.has(name) {
        return;
    }
    let mut start = 0;
    for round in 0..2 * ROUNDS {
        if round == ROUNDS {
            start = time_stamp();
        }
        if let Err(error) = operation() {
            line!("{name}: {error:?}");
            return;
        }
    }
    line!("{name}: {}", (time_stamp() - start) / ROUNDS);
}

fn stream(kind: StreamKind, object: u64, size: u64) -> Result<u64> {
    call(Call::StreamCreate, [kind as u64, object, size])
}

/// Measures what the words of the command line ask for.
pub fn run(words: Words) {
    if let Err(error) = run_all(&Chosen(words)) {
        line!("bench: {error:?}");
    }
}

fn run_all(chosen: &Chosen) -> Result<()> {
    measure(chosen, "null (ThreadNumber)", || {
        call(Call::ThreadNumber, []).map(drop)
    });
    let memory = map(128 * 4096)?;
    let mut page = 0;
    measure(chosen, "page_fault", || {
        store(memory + page * 4096, 1);
        page += 1;
        Ok(())
    });
    measure(chosen, "mmap_munmap", || unmap(map(65536)?, 65536));
    files(chosen, memory)?;
    let [reader, writer] = pipe::pipe(FileFlags::empty())?;
    let mut buffer = [0; 512];
    measure(chosen, "pipe_self_512", || {
        pipe::write(writer, &buffer)?;
        pipe::read(reader, &mut buffer).map(drop)
    });
    let connection = Manager::start()?;
    measure(chosen, "ipc_call", || connection.ping());
    connection.stop()?;
    let manager = Manager::start()?;
    measure(chosen, "fork_wait", || {
        if manager.fork()? {
            exit(0);
        }
        manager.wait();
        Ok(())
    });
    switching(chosen, reader, writer)?;
    readiness(chosen, reader)
}

/// Threads that wait for each other.
fn switching(chosen: &Chosen, reader: u64, writer: u64) -> Result<()> {
    let [back_reader, back_writer] = pipe::pipe(FileFlags::empty())?;
    BACK.store(back_writer, Ordering::Relaxed);
    spawn(echo_pipe, reader)?;
    let mut byte = [0];
    measure(chosen, "pipe_pingpong", || {
        pipe::write(writer, &byte)?;
        pipe::read(back_reader, &mut byte).map(drop)
    });
    pipe::write(writer, &[1])?;
    spawn(echo_futex, 0)?;
    measure(chosen, "futex_pingpong", || {
        set(&TURN, 1);
        wait_while(&TURN, 1);
        Ok(())
    });
    set(&TURN, 2);
    let [scheme, namespace] = ipc::scheme(b"null")?;
    spawn(null_server, scheme)?;
    let mut request = ipc::plain(1);
    request.scheme = UserSlice::of(b"null");
    measure(chosen, "scheme_call", || {
        call(Call::Call, [namespace, at_mut(&mut request)]).map(drop)
    });
    measure(chosen, "thread_create_join", || {
        ENDED.store(0, Ordering::Relaxed);
        spawn(end, 0)?;
        wait_while(&ENDED, 0);
        Ok(())
    });
    Ok(())
}

static TURN: AtomicU32 = AtomicU32::new(0);
static ENDED: AtomicU32 = AtomicU32::new(0);
static BACK: AtomicU64 = AtomicU64::new(0);

extern "C" fn end(_: u64) {
    set(&ENDED, 1);
}

/// Sends each byte back, up to a 1.
extern "C" fn echo_pipe(reader: u64) {
    let mut byte = [0];
    while pipe::read(reader, &mut byte) == Ok(1) && byte[0] == 0 {
        let _ = pipe::write(BACK.load(Ordering::Relaxed), &byte);
    }
}

/// Takes its turn, up to a 2.
extern "C" fn echo_futex(_: u64) {
    loop {
        wait_while(&TURN, 0);
        if TURN.load(Ordering::Relaxed) == 2 {
            return;
        }
        set(&TURN, 0);
    }
}

/// Answers every call with 0, in one kernel entry a call.
extern "C" fn null_server(scheme: u64) {
    let mut request = Request::default();
    let receive = ReceiveRequest {
        request: at_mut(&mut request) as usize,
        buffer: UserSlice::EMPTY,
        deadline_ns: NO_DEADLINE,
    };
    let mut answered = Ok(0);
    let mut reply = Reply::new(0, 0);
    while answered.is_ok() {
        answered = call(
            Call::SchemeReplyAndReceive,
            [scheme, at(&reply), at(&receive)],
        );
        reply.id = core::hint::black_box(&request).id;
    }
}

fn readiness(chosen: &Chosen, reader: u64) -> Result<()> {
    let mut items = [PollItem {
        handle: Handle(reader as u32),
        interest: Ready::IN.bits() as u16,
        found: 0,
    }; 100];
    measure(chosen, "poll_100", || {
        call(Call::Poll, [at_mut(&mut items), 100, 0, 0]).map(drop)
    });
    Ok(())
}

fn files(chosen: &Chosen, memory: u64) -> Result<()> {
    let none = Handle::NONE.0.into();
    let zero = stream(StreamKind::Zero, none, 0)?;
    let null = stream(StreamKind::Null, none, 0)?;
    let object = anonymous_object(1 << 40)?;
    let file = stream(StreamKind::Memory, object, 0)?;
    for page in 0..256 {
        call(Call::Write, [file, memory, 4096, page * 4096])?;
    }
    let mut byte = 0u8;
    let byte = at_mut(&mut byte);
    measure(chosen, "read_zero_1", || {
        call(Call::Read, [zero, byte, 1, 0]).map(drop)
    });
    measure(chosen, "write_null_1", || {
        call(Call::Write, [null, byte, 1, 0]).map(drop)
    });
    measure(chosen, "read_file_4k", || {
        call(Call::Read, [file, memory, 4096, 0]).map(drop)
    });
    measure(chosen, "read_file_64k", || {
        call(Call::Read, [file, memory, 65536, 0]).map(drop)
    });
    measure(chosen, "write_file_4k", || {
        call(Call::Write, [file, memory, 4096, 0]).map(drop)
    });
    measure(chosen, "mmap_file_touch", || {
        let shown = map_object(256 * 4096, MapFlags::SHARED, file)?;
        for page in 0..256 {
            let _ = load(shown + page * 4096);
        }
        unmap(shown, 256 * 4096)
    });
    Ok(())
}
