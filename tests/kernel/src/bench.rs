//! Instructions for an operation, kernel side only: boot with `-icount shift=0` and the word
//! `bench`, and names of operations if not all are wanted. The tests of `tests/bench` measure the same through the C library.

use crate::call::{at_mut, call, load, store, time_stamp, Words};
use crate::fork::{exit, Manager};
use crate::memory::{anonymous_object, map, map_object, unmap};
use crate::pipe;
use crate::print::line;
use abi::errno::Result;
use abi::file::{FileFlags, StreamKind};
use abi::memory::MapFlags;
use abi::{Call, Handle};

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
