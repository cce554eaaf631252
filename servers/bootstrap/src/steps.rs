//! From the boot archive to a running init, and what ends with it.

use crate::launch::{give, launch, stream_of, Program};
use crate::start::say;
use abi::errno::Result;
use abi::event::{PollItem, Ready};
use abi::file::{FileFlags, StreamKind, CURRENT_OFFSET};
use abi::handle::boot::{HARDWARE, INITFS, PROCESS_FACTORY};
use abi::handle::{HandleFlags, Rights};
use abi::message::{CallFlags, CallRequest};
use abi::system::SystemOperation;
use abi::time::NO_DEADLINE;
use abi::{Errno, Handle, UserSlice};
use bootstrap::archive::find;
use bootstrap::options::init_path;
use core::convert::Infallible;
use posix::kernel::{event, file, handle, scheme, system};
use posix::process::Owned;
use posix::protocol::{OpenFlags, Operation};
use posix::server::boot::{initfs, SCHEME};
use posix::types::constants::fcntl::AT_FDCWD;
use posix::{fs, Thread};

const PROCD_PID: i32 = 2;
const RAMFS_PID: i32 = 3;
const INIT_PID: i32 = 1;

/// Standard streams of the first programs: input is empty, output goes to the kernel log.
struct Streams {
    input: Owned,
    output: Owned,
    /// Where bootstrap reads what they print.
    log: Owned,
}

impl Streams {
    fn new() -> Result<Self> {
        let [log, output] = file::pipe(HandleFlags::HIGH, FileFlags::empty())?;
        Ok(Self {
            input: Owned(file::stream_create(StreamKind::Null, Handle::NONE, 0)?),
            output: Owned(output),
            log: Owned(log),
        })
    }
}

/// Says which step failed.
fn step<T>(name: &str, result: Result<T>) -> Result<T> {
    if let Err(errno) = &result {
        say(format_args!("bootstrap: {name}: {errno:?}"));
    }
    result
}

/// Starts everything; then carries output to the log for ever.
pub fn run<'a>(
    thread: &'static Thread,
    words: impl Iterator<Item = &'a [u8]> + Clone,
) -> Result<Infallible> {
    step("own start", posix::start::start_first(thread))?;
    let archive = step("initial files", initfs())?;
    let streams = step("standard streams", Streams::new())?;
    let manager = step("scheme proc", make_scheme(b"proc"))?;
    let root = step("scheme ram", make_scheme(b"ram"))?;

    let procd_handles = [
        give(Handle::NAMESPACE, Handle::NAMESPACE),
        give(manager.0, SCHEME),
        give(PROCESS_FACTORY, PROCESS_FACTORY),
        give(HARDWARE, HARDWARE),
    ];
    let procd = start_from(
        thread,
        archive,
        &streams,
        b"boot/procd",
        (manager.0, PROCD_PID),
        &procd_handles,
    );
    let procd = step("boot/procd", procd)?;
    let connection = step(
        "connection to procd",
        open_scheme(b"proc", OpenFlags::empty()),
    )?;
    let flags = HandleFlags::EXACT | HandleFlags::HIGH;
    handle::duplicate(
        connection.0,
        Handle::PROCESS_MANAGER,
        flags,
        Rights::empty(),
    )?;
    step("procd's own number", adopt(&procd, PROCD_PID, b"procd"))?;

    let ramfs_handles = [
        give(Handle::NAMESPACE, Handle::NAMESPACE),
        give(Handle::PROCESS_MANAGER, Handle::PROCESS_MANAGER),
        give(root.0, SCHEME),
        give(INITFS, INITFS),
    ];
    let ramfs = start_from(
        thread,
        archive,
        &streams,
        b"boot/ramfs",
        (manager.0, RAMFS_PID),
        &ramfs_handles,
    );
    let ramfs = step("boot/ramfs", ramfs)?;
    // Servers hold their schemes now: with this process's handles gone, their end is noticed.
    drop(root);

    let init = step("init", start_init(thread, &streams, manager.0, words))?;
    drop(manager);
    let Streams { log, .. } = streams;
    let essential = [("procd", procd), ("ramfs", ramfs), ("init", init)];
    carry(&log, &essential)
}

fn make_scheme(name: &[u8]) -> Result<Owned> {
    let made = Owned(scheme::create()?);
    scheme::namespace_bind(Handle::NAMESPACE, name, made.0)?;
    Ok(made)
}

/// Starts a program from the archive with standard streams and `handles`.
fn start_from(
    thread: &Thread,
    archive: &[u8],
    streams: &Streams,
    path: &[u8],
    (manager, pid): (Handle, i32),
    handles: &[abi::process::InitialHandle],
) -> Result<Owned> {
    let program = find(archive, path).ok_or(Errno::ENOENT)?;
    let stream = stream_of(program)?;
    start(
        thread,
        streams,
        &stream,
        path,
        (manager, pid),
        handles,
        core::iter::empty(),
    )
}

fn start<'a>(
    thread: &Thread,
    streams: &Streams,
    file: &Owned,
    name: &'a [u8],
    (manager, pid): (Handle, i32),
    handles: &[abi::process::InitialHandle],
    words: impl Iterator<Item = &'a [u8]> + Clone,
) -> Result<Owned> {
    let mut all = [give(Handle::NONE, Handle::NONE); 16];
    all[0] = give(streams.input.0, Handle(0));
    all[1] = give(streams.output.0, Handle(1));
    all[2] = give(streams.output.0, Handle(2));
    let count = 3 + handles.len();
    all.get_mut(3..count)
        .ok_or(Errno::E2BIG)?
        .copy_from_slice(handles);
    let program = Program {
        file: file.0,
        name,
        pid,
        handles: &all[..count],
        announce: (pid != PROCD_PID).then_some(adopt),
    };
    launch(thread, manager, &program, words)
}

/// Opens the root of a scheme; waits for its server.
fn open_scheme(name: &[u8], flags: OpenFlags) -> Result<Owned> {
    call_for_handle(CallRequest {
        scheme: UserSlice::of(name),
        ..request(Operation::Open, [flags.bits(), 0, 0, 0])
    })
}

fn request(operation: Operation, args: [u64; 4]) -> CallRequest {
    CallRequest {
        operation: operation as u32,
        flags: CallFlags::HIGH.bits(),
        args,
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

fn call_for_handle(mut request: CallRequest) -> Result<Owned> {
    let mut received = Handle::NONE;
    request.handles_out = UserSlice {
        address: core::ptr::from_mut(&mut received) as usize,
        len: 1,
    };
    file::call(Handle::NAMESPACE, &mut request)?;
    match request.handles_len {
        0 => Err(Errno::EIO),
        _ => Ok(Owned(received)),
    }
}

/// Tells procd of a process that it did not make.
fn adopt(process: &Owned, pid: i32, path: &[u8]) -> Result<()> {
    let id = pid as u64;
    let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or(path);
    let mut message = request(Operation::Adopt, [id, id, id, 0]);
    message.name = UserSlice::of(name);
    message.handles = UserSlice {
        address: core::ptr::from_ref(&process.0) as usize,
        len: 1,
    };
    file::call(Handle::PROCESS_MANAGER, &mut message).map(drop)
}

/// Starts process 1 from the root file system, with the kernel's words as arguments.
fn start_init<'a>(
    thread: &Thread,
    streams: &Streams,
    manager: Handle,
    words: impl Iterator<Item = &'a [u8]> + Clone,
) -> Result<Owned> {
    let path = init_path(words.clone());
    let directory = open_scheme(b"ram", OpenFlags::DIRECTORY | OpenFlags::PATH_ONLY)?;
    let program = Owned(fs::open_executable(thread, AT_FDCWD, path, 0)?);
    let handles = [
        give(Handle::NAMESPACE, Handle::NAMESPACE),
        give(Handle::PROCESS_MANAGER, Handle::PROCESS_MANAGER),
        give(directory.0, Handle::WORKING_DIRECTORY),
        give(HARDWARE, HARDWARE),
    ];
    start(
        thread,
        streams,
        &program,
        path,
        (manager, INIT_PID),
        &handles,
        words,
    )
}

/// The first of the processes that has ended, once none has more to say. Waits for that or for
/// something to carry, which is none.
fn ended<'n>(log: &Owned, essential: &[(&'n str, Owned); 3]) -> Option<&'n str> {
    let item = |handle| PollItem {
        handle,
        interest: Ready::IN.bits() as u16,
        found: 0,
    };
    let [(_, a), (_, b), (_, c)] = essential;
    let mut items = [item(log.0), item(a.0), item(b.0), item(c.0)];
    while event::poll(&mut items, NO_DEADLINE, None).is_err() {}
    if items[0].found != 0 {
        return None;
    }
    let gone = items[1..].iter().position(|item| item.found != 0)?;
    Some(essential[gone].0)
}

/// Carries lines to the kernel log, until a process ends without which nothing works.
fn carry(log: &Owned, essential: &[(&str, Owned); 3]) -> ! {
    let mut line = [0u8; 1024];
    let mut len = 0;
    loop {
        if let Some(name) = ended(log, essential) {
            say(format_args!(
                "bootstrap: {name} has ended, and nothing works without it: the machine stops"
            ));
            let stopped = system::control(HARDWARE, SystemOperation::PowerOff, 1);
            say(format_args!(
                "bootstrap: the machine does not stop: {stopped:?}"
            ));
            posix::process::exit(1)
        }
        match file::read(log.0, UserSlice::of_mut(&mut line[len..]), CURRENT_OFFSET) {
            Ok(0) => posix::process::exit(0),
            Ok(read) => len += read,
            Err(Errno::EINTR) => continue,
            Err(errno) => {
                say(format_args!("bootstrap: the log pipe: {errno:?}"));
                posix::process::exit(1)
            }
        }
        while let Some(end) = line[..len].iter().position(|&byte| byte == b'\n') {
            system::log(&line[..end]);
            line.copy_within(end + 1..len, 0);
            len -= end + 1;
        }
        if len == line.len() {
            system::log(&line);
            len = 0;
        }
    }
}
