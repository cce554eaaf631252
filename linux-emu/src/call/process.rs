//! Processes: forking, waiting, ending.

use super::{number, Context, DONE};
use crate::guest;
use crate::trace;
use abi::errno::Result;
use abi::file::{FileFlags, CURRENT_OFFSET};
use abi::handle::HandleFlags;
use abi::upcall::{HELD_BACK, SERVING};
use abi::{Errno, Handle, UserSlice};
use core::sync::atomic::Ordering;
use posix::kernel::{file, handle};
use posix::protocol::WaitReport;
use posix::types::constants::signal::SIGCHLD;
use posix::types::constants::wait::{P_ALL, P_PGID, P_PID, WCONTINUED, WEXITED, WUNTRACED};
use posix::types::{SigInfo, Sigaction};
use posix::{identity, process};

/// `CLONE_*` that are known here.
mod clone {
    pub const EXIT_SIGNAL: u64 = 0xff;
    pub const VM: u64 = 0x100;
    pub const VFORK: u64 = 0x4000;
    pub const SETTLS: u64 = 0x8_0000;
    pub const PARENT_SETTID: u64 = 0x10_0000;
    pub const CHILD_CLEARTID: u64 = 0x20_0000;
    pub const CHILD_SETTID: u64 = 0x100_0000;
    pub const CLEAR_SIGHAND: u64 = 0x1_0000_0000;
    pub const KNOWN: u64 = EXIT_SIGNAL
        | VM
        | VFORK
        | SETTLS
        | PARENT_SETTID
        | CHILD_CLEARTID
        | CHILD_SETTID
        | CLEAR_SIGHAND;
}

/// What `clone` and `clone3` are asked for.
#[derive(Default)]
struct Request {
    flags: u64,
    exit_signal: u64,
    /// The child's stack pointer, 0 to keep the parent's.
    stack: u64,
    parent_tid: usize,
    child_tid: usize,
    tls: u64,
}

pub fn fork(context: &mut Context<'_>) -> Result<u64> {
    spawn(
        context,
        &Request {
            exit_signal: SIGCHLD as u64,
            ..Request::default()
        },
    )
}

pub fn vfork(context: &mut Context<'_>) -> Result<u64> {
    spawn(
        context,
        &Request {
            flags: clone::VM | clone::VFORK,
            exit_signal: SIGCHLD as u64,
            ..Request::default()
        },
    )
}

pub fn clone(context: &mut Context<'_>) -> Result<u64> {
    let request = Request {
        flags: context.raw(0) & !clone::EXIT_SIGNAL,
        exit_signal: context.raw(0) & clone::EXIT_SIGNAL,
        stack: context.raw(1),
        parent_tid: context.word(2),
        child_tid: context.word(3),
        tls: context.raw(4),
    };
    spawn(context, &request)
}

/// The members of `struct clone_args` that matter here.
mod clone_args {
    pub const FLAGS: usize = 0;
    pub const CHILD_TID: usize = 2;
    pub const PARENT_TID: usize = 3;
    pub const EXIT_SIGNAL: usize = 4;
    pub const STACK: usize = 5;
    pub const STACK_SIZE: usize = 6;
    pub const TLS: usize = 7;
    pub const SET_TID: usize = 8;
    /// Bytes of the first version and of what is known.
    pub const FIRST_VERSION: usize = 64;
    pub const WORDS: usize = 11;
}

pub fn clone3(context: &mut Context<'_>) -> Result<u64> {
    let (address, size) = (context.word(0), context.word(1));
    if size < clone_args::FIRST_VERSION {
        return Err(Errno::EINVAL);
    }
    if size > clone_args::WORDS * 8 {
        return Err(Errno::E2BIG);
    }
    let mut args = [0u64; clone_args::WORDS];
    guest::read(address, &mut bytemuck::cast_slice_mut(&mut args)[..size])?;
    if args[clone_args::SET_TID..].iter().any(|&word| word != 0) {
        return Err(Errno::EINVAL);
    }
    let stack = args[clone_args::STACK].wrapping_add(args[clone_args::STACK_SIZE]);
    let request = Request {
        flags: args[clone_args::FLAGS],
        exit_signal: args[clone_args::EXIT_SIGNAL],
        stack,
        parent_tid: args[clone_args::PARENT_TID] as usize,
        child_tid: args[clone_args::CHILD_TID] as usize,
        tls: args[clone_args::TLS],
    };
    spawn(context, &request)
}

/// Makes a process. Threads (`CLONE_THREAD`) are not there yet: ENOSYS, as for any other flag that
/// is not known.
fn spawn(context: &mut Context<'_>, request: &Request) -> Result<u64> {
    let shares_memory = request.flags & (clone::VM | clone::VFORK);
    if request.flags & !clone::KNOWN != 0 || shares_memory == clone::VM {
        return Err(Errno::ENOSYS);
    }
    if !matches!(request.exit_signal as i32, 0 | SIGCHLD) {
        return Err(Errno::EINVAL);
    }
    let until = match request.flags & clone::VFORK {
        0 => None,
        _ => Some(Departure::new()?),
    };
    let pid = process::fork(context.thread())?;
    if pid == 0 {
        if let Some(until) = until {
            until.keep();
        }
        begin_child(context, request)?;
        return Ok(0);
    }
    if request.flags & clone::PARENT_SETTID != 0 {
        // As Linux does: where it cannot be stored, nobody is told.
        let _ = guest::store(request.parent_tid, &pid);
    }
    if let Some(until) = until {
        until.wait(context);
    }
    Ok(number(pid))
}

/// Tells the parent of `vfork` when the child has gone its own way: the child holds the writing end
/// of a pipe that exec and exit close. The two do not share memory.
struct Departure([Handle; 2]);

impl Departure {
    fn new() -> Result<Self> {
        let flags = HandleFlags::HIGH | HandleFlags::CLOSE_ON_EXEC;
        file::pipe(flags, FileFlags::empty()).map(Self)
    }

    /// In the child, until it execs or ends. A descriptor that is left costs nothing.
    fn keep(self) {
        let _ = handle::close(self.0[0]);
    }

    /// In the parent. Signals wait, too, as they do on Linux.
    fn wait(self, context: &Context<'_>) {
        let [reader, writer] = self.0;
        let _ = handle::close(writer);
        let disabled = context.thread().upcall_area().disabled();
        disabled.store(1, Ordering::SeqCst);
        let mut byte = [0];
        // Nobody writes: the end of the pipe, or an error, is the child's departure.
        let _ = file::read(reader, UserSlice::of_mut(&mut byte), CURRENT_OFFSET);
        disabled.store(SERVING | HELD_BACK, Ordering::SeqCst);
        let _ = handle::close(reader);
    }
}

/// What sets the child apart from its parent.
fn begin_child(context: &mut Context<'_>, request: &Request) -> Result<()> {
    if request.stack != 0 {
        context.registers.rsp = request.stack;
    }
    if request.flags & clone::SETTLS != 0 {
        posix::thread::set_thread_pointer(request.tls as usize)?;
    }
    let own = identity::process_id();
    if request.flags & clone::PARENT_SETTID != 0 {
        let _ = guest::store(request.parent_tid, &own);
    }
    if request.flags & clone::CHILD_SETTID != 0 {
        let _ = guest::store(request.child_tid, &own);
    }
    if request.flags & clone::CHILD_CLEARTID != 0 && !guest::is_own(request.child_tid, 4) {
        posix::thread::set_tid_address(context.thread(), request.child_tid)?;
    }
    if request.flags & clone::CLEAR_SIGHAND != 0 {
        clear_handlers(context)?;
    }
    Ok(())
}

/// Caught signals back to their defaults; ignored ones stay ignored.
fn clear_handlers(context: &Context<'_>) -> Result<()> {
    use posix::types::constants::signal::{SIGNAL_MAX, SIG_DFL, SIG_IGN};
    for signal in 1..=SIGNAL_MAX {
        let action = posix::signal::sigaction(context.thread(), signal, None)?;
        if !matches!(action.handler, SIG_DFL | SIG_IGN) {
            posix::signal::sigaction(context.thread(), signal, Some(&Sigaction::default()))?;
        }
    }
    Ok(())
}

pub fn wait4(context: &mut Context<'_>) -> Result<u64> {
    /// `__WALL` and `__WCLONE`: all children are of one kind here.
    const KINDS: i32 = 0x4000_0000 | i32::MIN;
    let (pid, options) = (context.int(0), context.int(2) & !KINDS);
    let report = process::wait4(context.thread(), pid, options)?;
    if report.pid != 0 {
        guest::store_if(context.word(1), &report.status)?;
        guest::store_if(context.word(3), &report.usage)?;
    }
    Ok(number(report.pid))
}

/// `si_status`: the exit status, or the signal that ended, stopped or continued the child.
fn status_of(report: &WaitReport) -> u32 {
    const SIGCONT: u32 = 18;
    const CONTINUED: u32 = 0xffff;
    match report.status {
        CONTINUED => SIGCONT,
        status if status & 0x7f == 0 || status & 0xff == 0x7f => status >> 8 & 0xff,
        status => status & 0x7f,
    }
}

pub fn waitid(context: &mut Context<'_>) -> Result<u64> {
    let (kind, id, options) = (context.int(0), context.int(1), context.int(3));
    if !matches!(kind, P_ALL | P_PID | P_PGID) || options & (WEXITED | WUNTRACED | WCONTINUED) == 0
    {
        return Err(Errno::EINVAL);
    }
    let report = process::wait(context.thread(), kind, id, options)?;
    let told = match report.pid {
        0 => SigInfo::sent(0, 0, 0, 0, 0),
        pid => SigInfo::sent(
            SIGCHLD,
            report.code,
            pid,
            report.uid,
            status_of(&report).into(),
        ),
    };
    guest::store_if(context.word(2), &told)?;
    guest::store_if(context.word(4), &report.usage).and(DONE)
}

pub fn exit(context: &mut Context<'_>) -> Result<u64> {
    trace::at_exit();
    process::exit(context.int(0))
}
