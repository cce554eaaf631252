//! The log: `/dev/log/NAME` takes what a service writes; reading any name there gives all lines.
//!
//! Lines get their time and the service's name, are kept in memory (the newest of them) and are
//! passed on to the kernel log, which is what is left when the system has crashed.
#![forbid(unsafe_code)]

mod ring;

use abi::errno::{Errno, Result};
use abi::event::Ready;
use abi::message::{MESSAGE_MAX, SCHEME_ROOT};
use abi::time::Clock;
use posix::kernel::{system, time};
use posix::protocol::OpenFlags;
use posix::server::{tell_ready, Buffers, FileServer, Incoming, Opened, Outcome, Output, Scheme};
use posix::types::Stat;
use ring::{Ring, Splitter};
use std::collections::HashMap;

/// Bytes of lines kept.
const KEPT: usize = 256 * 1024;
/// Longest name of a service.
const NAME_MAX: usize = 64;

struct Open {
    name: String,
    splitter: Splitter,
    /// Number of the line that is read next, and what was not yet read of the one before.
    next_line: usize,
    unread: Vec<u8>,
}

struct Log {
    ring: Ring,
    files: HashMap<u64, Open>,
    next_file: u64,
}

impl Log {
    fn add(&mut self, name: &str, line: &str) {
        let ns = time::get(Clock::Monotonic).unwrap_or(0);
        system::log(format!("{name}: {line}").as_bytes());
        let (seconds, micros) = (ns / 1_000_000_000, ns / 1000 % 1_000_000);
        self.ring
            .add(format!("[{seconds:5}.{micros:06}] {name}: {line}"));
    }
}

impl FileServer for Log {
    fn open(
        &mut self,
        call: &Incoming<'_>,
        flags: OpenFlags,
        _mode: u32,
        _output: &mut Output<'_>,
    ) -> Outcome<Opened> {
        let name = std::str::from_utf8(call.name()).map_err(|_| Errno::EINVAL)?;
        if call.file() != SCHEME_ROOT || name.contains('/') {
            return Err(Errno::ENOENT.into());
        }
        if name.len() > NAME_MAX {
            return Err(Errno::ENAMETOOLONG.into());
        }
        let file = self.next_file;
        self.next_file += 1;
        let open = Open {
            name: if name.is_empty() {
                "?".into()
            } else {
                name.into()
            },
            splitter: Splitter::default(),
            next_line: 0,
            unread: Vec::new(),
        };
        self.files.insert(file, open);
        Ok(Opened::new(file, flags).not_seekable(Ready::IN | Ready::OUT))
    }

    fn close(&mut self, file: u64) {
        let Some(open) = self.files.remove(&file) else {
            return;
        };
        if let Some(line) = open.splitter.finish() {
            self.add(&open.name, &line);
        }
    }

    fn stat(&mut self, call: &Incoming<'_>, _: &mut Output<'_>) -> Outcome<Stat> {
        const S_IFIFO: u32 = 0o010_000;
        Ok(Stat {
            ino: call.file(),
            nlink: 1,
            mode: S_IFIFO | 0o644,
            ..Stat::default()
        })
    }

    fn read(
        &mut self,
        call: &Incoming<'_>,
        _offset: u64,
        len: usize,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        let open = self.files.get_mut(&call.file()).ok_or(Errno::EBADF)?;
        while open.unread.len() < len {
            let Some((next, line)) = self.ring.get(open.next_line) else {
                break;
            };
            open.next_line = next;
            open.unread.extend_from_slice(line.as_bytes());
            open.unread.push(b'\n');
        }
        let len = len.min(open.unread.len());
        output.push(&open.unread[..len]);
        open.unread.drain(..len);
        Ok(())
    }

    fn write(&mut self, call: &Incoming<'_>, _offset: u64) -> Outcome<usize> {
        let open = self.files.get_mut(&call.file()).ok_or(Errno::EBADF)?;
        let lines = open.splitter.take(call.input());
        let name = open.name.clone();
        for line in lines {
            self.add(&name, &line);
        }
        Ok(call.input().len())
    }
}

fn serve() -> Result<Errno> {
    let scheme = Scheme::register(b"log")?;
    tell_ready(std::env::var("READY_FD").ok().as_deref());
    let mut server = Log {
        ring: Ring::new(KEPT),
        files: HashMap::new(),
        next_file: 1,
    };
    let mut input = Box::new([0; MESSAGE_MAX]);
    let mut output = Box::new([0; MESSAGE_MAX]);
    Ok(scheme.serve(
        &mut server,
        Buffers {
            input: &mut input,
            output: &mut output,
        },
    ))
}

fn main() {
    let (Ok(errno) | Err(errno)) = serve();
    system::log(format!("log: cannot serve: {errno:?}").as_bytes());
    std::process::exit(1);
}
