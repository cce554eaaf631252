//! Pipes and socket pairs.

use crate::call::{at, at_mut, call, spawn};
use crate::memory::close;
use crate::Test;
use abi::errno::Result;
use abi::event::{PollItem, Ready};
use abi::file::{FileFlags, CURRENT_OFFSET};
use abi::time::NO_DEADLINE;
use abi::{Call, Errno, Handle};
use core::sync::atomic::{AtomicU32, Ordering};

pub const TESTS: &[Test] = &[
    ("pipe: bytes come out in order", in_order),
    ("pipe: a reader waits for a writer in another thread", waits),
    ("pipe: end of file and broken pipe", ends),
    ("pipe: poll tells what is ready", poll),
    ("pipe: a socket pair carries both ways", pair),
];

pub fn pipe(flags: FileFlags) -> Result<[u64; 2]> {
    let mut ends = [Handle::NONE; 2];
    call(
        Call::PipeCreate,
        [0, flags.bits().into(), at_mut(&mut ends)],
    )?;
    Ok(ends.map(|end| end.0.into()))
}

pub fn write(handle: u64, bytes: &[u8]) -> Result<u64> {
    call(
        Call::Write,
        [handle, at(bytes), bytes.len() as u64, CURRENT_OFFSET],
    )
}

pub fn read(handle: u64, bytes: &mut [u8]) -> Result<u64> {
    call(
        Call::Read,
        [handle, at_mut(bytes), bytes.len() as u64, CURRENT_OFFSET],
    )
}

fn in_order() -> Result<()> {
    let [reader, writer] = pipe(FileFlags::empty())?;
    let mut out = [0; 3000];
    for round in 0..50u32 {
        let bytes: [u8; 3000] = core::array::from_fn(|n| (n as u32 * 7 + round) as u8);
        assert_eq!(write(writer, &bytes)?, 3000);
        assert_eq!(read(reader, &mut out)?, 3000);
        assert_eq!(out, bytes);
    }
    close(reader)?;
    close(writer)
}

fn waits() -> Result<()> {
    static WRITER: AtomicU32 = AtomicU32::new(0);
    extern "C" fn body(writer: u64) {
        let _ = call(Call::Yield, []);
        WRITER.store(1, Ordering::Relaxed);
        let _ = write(writer, b"hello");
    }
    let [reader, writer] = pipe(FileFlags::empty())?;
    spawn(body, writer)?;
    let mut out = [0; 16];
    assert_eq!(read(reader, &mut out)?, 5);
    assert_eq!(WRITER.load(Ordering::Relaxed), 1);
    assert_eq!(out[..5], *b"hello");
    close(reader)?;
    close(writer)
}

fn ends() -> Result<()> {
    let [reader, writer] = pipe(FileFlags::NONBLOCK)?;
    let mut out = [0; 16];
    assert_eq!(read(reader, &mut out), Err(Errno::EAGAIN));
    write(writer, b"last")?;
    close(writer)?;
    assert_eq!(read(reader, &mut out)?, 4);
    assert_eq!(read(reader, &mut out)?, 0);
    close(reader)?;
    let [reader, writer] = pipe(FileFlags::empty())?;
    close(reader)?;
    assert_eq!(write(writer, b"x"), Err(Errno::EPIPE));
    close(writer)
}

fn poll() -> Result<()> {
    let [reader, writer] = pipe(FileFlags::empty())?;
    let item = |handle: u64, interest: Ready| PollItem {
        handle: Handle(handle as u32),
        interest: interest.bits() as u16,
        found: 0,
    };
    let mut items = [item(reader, Ready::IN), item(writer, Ready::OUT)];
    assert_eq!(
        call(Call::Poll, [at_mut(&mut items), 2, NO_DEADLINE, 0])?,
        1
    );
    assert_eq!(items.map(|item| item.found), [0, Ready::OUT.bits() as u16]);
    write(writer, b"x")?;
    assert_eq!(call(Call::Poll, [at_mut(&mut items), 2, 0, 0])?, 2);
    assert_eq!(items[0].found, Ready::IN.bits() as u16);
    close(writer)?;
    assert_eq!(call(Call::Poll, [at_mut(&mut items), 2, 0, 0])?, 2);
    assert_eq!(items[0].found, (Ready::IN | Ready::HUP).bits() as u16);
    assert_eq!(items[1].found, Ready::NVAL.bits() as u16);
    close(reader)
}

fn pair() -> Result<()> {
    let mut ends = [Handle::NONE; 2];
    call(Call::SocketPair, [0, 0, at_mut(&mut ends), 0])?;
    let [a, b] = ends.map(|end| u64::from(end.0));
    let mut out = [0; 8];
    write(a, b"ping")?;
    assert_eq!((read(b, &mut out)?, &out[..4]), (4, &b"ping"[..]));
    write(b, b"pong")?;
    assert_eq!((read(a, &mut out)?, &out[..4]), (4, &b"pong"[..]));
    close(a)?;
    assert_eq!(read(b, &mut out)?, 0);
    close(b)
}
