//! Making a process with chosen handles.

use abi::errno::Result;
use abi::file::{StreamKind, CURRENT_OFFSET};
use abi::handle::boot::PROCESS_FACTORY;
use abi::handle::{HandleFlags, Rights};
use abi::memory::MemoryKind;
use abi::process::{CreateRequest, InitialHandle};
use abi::{Errno, Handle, UserSlice};
use posix::identity::Credentials;
use posix::kernel::{file, memory, process};
use posix::process::{make_image, ExecArguments, Owned, Personality};
use posix::Thread;

/// A handle that the new process gets, with all its rights.
pub fn give(source: Handle, target: Handle) -> InitialHandle {
    InitialHandle {
        source,
        target,
        rights: Rights::all().bits(),
        flags: HandleFlags::empty().bits(),
    }
}

/// A stream that holds a program's bytes, to be loaded like a file.
pub fn stream_of(program: &[u8]) -> Result<Owned> {
    let object = Owned(memory::create(
        MemoryKind::Anonymous,
        program.len() as u64,
        0,
        0,
    )?);
    let stream = Owned(file::stream_create(StreamKind::Memory, object.0, 0)?);
    let mut rest = program;
    while !rest.is_empty() {
        match file::write(stream.0, UserSlice::of(rest), CURRENT_OFFSET)? {
            0 => return Err(Errno::EIO),
            written => rest = &rest[written..],
        }
    }
    Ok(stream)
}

/// What is started.
pub struct Program<'n, 'h> {
    /// The file or stream that holds it.
    pub file: Handle,
    /// Its first argument.
    pub name: &'n [u8],
    pub pid: i32,
    pub handles: &'h [InitialHandle],
    /// Tells procd of the process before it runs, so that its first `fork` finds it known.
    pub announce: Option<fn(&Owned, i32, &[u8]) -> Result<()>>,
}

/// Starts a program as process `pid`, in its own group and session; `manager` is told of its end.
/// Returns the process.
pub fn launch<'a>(
    thread: &Thread,
    manager: Handle,
    program: &Program<'a, '_>,
    more_arguments: impl Iterator<Item = &'a [u8]> + Clone,
) -> Result<Owned> {
    let given = ExecArguments {
        arguments: core::iter::once(program.name).chain(more_arguments),
        environment: core::iter::empty(),
    };
    let (space, start) = make_image(
        thread,
        program.file,
        Personality::Native,
        program.name,
        &given,
    )?;
    let credentials = Credentials {
        pid: program.pid,
        pgid: program.pid,
        sid: program.pid,
        ..Credentials::default()
    };
    let page = credentials.page(0);
    let request = CreateRequest {
        scheme: manager,
        reserved: 0,
        cookie: program.pid as u64,
        identity: page.identity,
        extra: page.extra,
        handles: UserSlice {
            address: program.handles.as_ptr() as usize,
            len: program.handles.len(),
        },
    };
    let made = Owned(process::create(PROCESS_FACTORY, &request)?);
    if let Some(announce) = program.announce {
        announce(&made, program.pid, program.name)?;
    }
    process::start(made.0, space.0, &start)?;
    Ok(made)
}
