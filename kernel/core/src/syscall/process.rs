//! Calls on processes.

use super::thread::{first_registers, make_pending};
use super::Context;
use crate::handle::table::HandleTable;
use crate::handle::{Entry, Object};
use crate::ipc::Scheme;
use crate::lock::relax;
use crate::machine::machine;
use crate::memory::{frame, AddressSpace};
use crate::process::{EndReason, ExitListener, Process};
use crate::scheduler;
use crate::thread::{robust, Thread};
use crate::user::{self, UserStruct};
use abi::handle::HandleFlags;
use abi::message::CallRequest;
use abi::process::{
    CreateRequest, ForkFlags, ForkRequest, InitialHandle, Limit, MemoryTransfer, ProcessOperation,
    ProcessPage, ThreadStart,
};
use abi::upcall::{Notification, Registers};
use abi::{Errno, Handle, Rights};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem::offset_of;
use core::sync::atomic::Ordering;

fn space_of(context: &Context, index: usize) -> Result<Arc<AddressSpace>, Errno> {
    match context.object(index, Rights::CONTROL)? {
        Object::Space(space) => Ok(space),
        _ => Err(Errno::EINVAL),
    }
}

fn scheme_of(process: &Process, handle: Handle) -> Result<Arc<Scheme>, Errno> {
    match process.object(handle, Rights::CONTROL)? {
        Object::Scheme(end) => Ok(end.scheme().clone()),
        _ => Err(Errno::EINVAL),
    }
}

fn require_factory(context: &Context) -> Result<(), Errno> {
    match context.object(0, Rights::CONTROL)? {
        Object::Factory => Ok(()),
        _ => Err(Errno::EPERM),
    }
}

/// (address space, thread start pointer) → does not return. EBADF, EACCES, EINVAL, EFAULT, ENOMEM;
/// after an error the process goes on as before, unless other threads were ended by then (only
/// EINTR and EINVAL come that late). Blocks until the other threads have ended.
pub fn exec(context: &Context) -> Result<u64, Errno> {
    let space = space_of(context, 0)?;
    let start = ThreadStart::load(context.word(1))?;
    let registers = first_registers(&start)?;
    let thread = &context.thread;
    let process = context.process();
    process.map_shared_pages(&space)?;
    process.end_other_threads(thread)?;
    thread.apply(&start)?;
    if !machine().set_registers(thread.machine, &registers)
        || !machine().set_gs_base(thread.machine, 0)
    {
        return Err(Errno::EINVAL);
    }
    thread.clear_on_exit.store(0, Ordering::Relaxed);
    robust::mark_held(thread);
    thread.end_override();
    process.set_native_range(0, 0);
    let old = process.set_space(space)?;
    scheduler::reload_space(thread);
    drop(old);
    close_on_exec(process);
    make_pending(thread, start.pending)?;
    if thread.all_pending() != 0 {
        thread.add_own_work(crate::thread::work::PENDING);
    }
    Ok(0)
}

fn close_on_exec(process: &Process) {
    let marked = |entry: &Entry| entry.flags.contains(HandleFlags::CLOSE_ON_EXEC);
    let mut at = Handle(0);
    loop {
        let removed = {
            let mut table = process.handles.lock();
            let Some(found) = table.first_in(at, Handle(u32::MAX), marked) else {
                return;
            };
            at = found;
            table.remove(found)
        };
        drop(removed);
    }
}

/// (factory, fork request pointer) → process handle. EBADF, EPERM, EACCES, EINVAL, ESRCH if the
/// caller of the request is gone, EMFILE, ENOMEM, EFAULT. Does not block.
pub fn fork(context: &Context) -> Result<u64, Errno> {
    require_factory(context)?;
    let request = ForkRequest::load(context.word(1))?;
    let flags = ForkFlags::from_bits(request.flags).ok_or(Errno::EINVAL)?;
    if frame::is_short() {
        return Err(Errno::ENOMEM);
    }
    let scheme = scheme_of(context.process(), request.scheme)?;
    // Killed meanwhile, it must not take down what is being copied.
    let pinned = scheme.active(request.request)?.pin_client()?;
    let parent = pinned.thread();
    wait_until_off_cpu(parent);
    let parent_process = parent.process();
    let handles = parent_process.handles.lock().fork()?;
    let page = ProcessPage {
        identity: request.identity,
        extra: request.extra,
    };
    let listener = ExitListener {
        scheme,
        cookie: request.cookie,
    };
    let child = Process::new(page, handles, Some(listener))?;
    let made = fork_thread(parent, &child, flags);
    let thread = match made {
        Ok(thread) => thread,
        Err(error) => {
            child.forget_listener();
            child.end(EndReason::Status(0));
            return Err(error);
        }
    };
    let installed = context.process().install(manager_entry(child.clone()));
    match installed {
        Ok(handle) => {
            scheduler::start(&thread);
            Ok(u64::from(handle.0))
        }
        Err(error) => {
            child.forget_listener();
            child.end(EndReason::Status(0));
            scheduler::start(&thread);
            Err(error)
        }
    }
}

/// The manager's handle to a process: kept out of its own exec and forks.
fn manager_entry(process: Arc<Process>) -> Entry {
    Entry {
        flags: HandleFlags::HIGH | HandleFlags::CLOSE_ON_EXEC | HandleFlags::CLOSE_ON_FORK,
        ..Entry::new(Object::Process(process))
    }
}

/// A client can be heard by its server a moment before it has left its CPU; its vector registers
/// are saved only then.
fn wait_until_off_cpu(thread: &Thread) {
    while thread.on_cpu.load(Ordering::Acquire) {
        relax();
    }
}

/// The child's one thread: a copy of the caller, returning from the same call.
fn fork_thread(
    parent: &Arc<Thread>,
    child: &Arc<Process>,
    flags: ForkFlags,
) -> Result<Arc<Thread>, Errno> {
    let parent_process = parent.process();
    let registers = machine().registers(parent.machine);
    // The caller is in `Call(handle, request pointer)`: RSI is the pointer.
    let request = registers.rsi as usize;
    let parent_space = parent.space()?;
    child.set_ignored(parent_process.ignored());
    child.copy_native_range(parent_process);
    let space = if flags.contains(ForkFlags::SHARE_ADDRESS_SPACE) {
        child.share_space(parent_space.clone());
        parent_space
    } else {
        let space = parent_space.fork()?;
        child.set_space(space.clone())?;
        space
    };
    // values[0] = 1, values[1] = 0, no output, no handles.
    let mut results = [0; 32];
    [1u64, 0, 0, 0].encode(&mut results);
    space.write(
        request.wrapping_add(offset_of!(CallRequest, values)),
        &results,
    )?;
    let registers = Registers {
        rax: 0,
        ..registers
    };
    let thread = Thread::create(child, &registers, Some(parent))?;
    thread.upcall_page.store(
        parent.upcall_page.load(Ordering::Relaxed),
        Ordering::Relaxed,
    );
    if let Err(error) = child.add_thread(&thread) {
        thread.discard();
        return Err(error);
    }
    Ok(thread)
}

/// (factory, create request pointer) → process handle. EBADF, EPERM, EACCES, EINVAL, EMFILE, ENOMEM,
/// EFAULT. Does not block.
pub fn create(context: &Context) -> Result<u64, Errno> {
    require_factory(context)?;
    let request = CreateRequest::load(context.word(1))?;
    let process = context.process();
    let listener = if request.scheme == Handle::NONE {
        None
    } else {
        Some(ExitListener {
            scheme: scheme_of(process, request.scheme)?,
            cookie: request.cookie,
        })
    };
    let list: Vec<InitialHandle> = user::read_array(request.handles, 1024)?;
    let mut table = HandleTable::new();
    for initial in list {
        let entry = process.entry(initial.source, Rights::TRANSFER, Errno::EPERM)?;
        table.insert_at(
            initial.target,
            Entry {
                object: entry.object,
                rights: entry.rights & Rights::from_bits_truncate(initial.rights),
                flags: HandleFlags::from_bits_truncate(initial.flags),
            },
        )?;
    }
    let page = ProcessPage {
        identity: request.identity,
        extra: request.extra,
    };
    let child = Process::new(page, table, listener)?;
    child.set_essential();
    let entry = manager_entry(child.clone());
    match process.install(entry) {
        Ok(handle) => Ok(u64::from(handle.0)),
        Err(error) => {
            child.forget_listener();
            child.end(EndReason::Status(0));
            Err(error)
        }
    }
}

/// (process, address space, thread start pointer) → 0. EBADF, EACCES, EINVAL, EBUSY if it has been
/// started, ESRCH if it has ended, ENOMEM, EFAULT. Does not block.
pub fn start(context: &Context) -> Result<u64, Errno> {
    let process = process_of(context, 0)?;
    let space = space_of(context, 1)?;
    let start = ThreadStart::load(context.word(2))?;
    let registers = first_registers(&start)?;
    if process.space_if_any().is_some() {
        return Err(Errno::EBUSY);
    }
    let thread = Thread::create(&process, &registers, None)?;
    let prepared = thread
        .apply(&start)
        .and_then(|()| make_pending(&thread, start.pending))
        .and_then(|()| process.set_space(space).map(drop))
        .and_then(|()| process.add_thread(&thread));
    if let Err(error) = prepared {
        thread.discard();
        return Err(error);
    }
    scheduler::start(&thread);
    Ok(0)
}

/// (exit status word) → does not return.
pub fn exit(context: &Context) -> Result<u64, Errno> {
    context.process().end(EndReason::Status(context.args[0]));
    Ok(0)
}

fn process_of(context: &Context, index: usize) -> Result<Arc<Process>, Errno> {
    match context.object(index, Rights::CONTROL)? {
        Object::Process(process) => Ok(process),
        _ => Err(Errno::EINVAL),
    }
}

/// (process or SELF, operation, a, b) → by operation. EBADF, EACCES, EINVAL, EPERM for what is not
/// allowed on SELF or only there, ESRCH, EFAULT, EAGAIN, ENOMEM. Does not block.
pub fn control(context: &Context) -> Result<u64, Errno> {
    use ProcessOperation as Op;
    let [_, operation, a, b, ..] = context.args;
    let own = context.handle(0) == Handle::SELF;
    let process = if own {
        context.process().clone()
    } else {
        process_of(context, 0)?
    };
    match operation {
        op if op == Op::Notify as u64 => {
            let notification = Notification::load(a as usize)?;
            let thread = u32::try_from(b).map_err(|_| Errno::ESRCH)?;
            process.notify(notification, thread)?;
        }
        op if op == Op::GetInfo as u64 => process.info().store(a as usize)?,
        op if op == Op::SetLimit as u64 => set_limit(&process, a, b, own)?,
        _ if own => control_self(context, &process, operation, a, b)?,
        _ => control_other(&process, operation, a)?,
    }
    Ok(0)
}

/// What a process may do to itself alone.
fn control_self(
    context: &Context,
    process: &Process,
    operation: u64,
    a: u64,
    b: u64,
) -> Result<(), Errno> {
    use ProcessOperation as Op;
    match operation {
        op if op == Op::SetNativeRange as u64 => {
            process.set_native_range(a as usize, b as usize);
            Ok(())
        }
        op if op == Op::DiscardPending as u64 => {
            process.pending.discard(a);
            context.thread.pending.discard(a);
            Ok(())
        }
        op if op == Op::SetIgnored as u64 => {
            process.set_ignored(a);
            Ok(())
        }
        op if op <= Op::ManagerDiscard as u64 => Err(Errno::EPERM),
        _ => Err(Errno::EINVAL),
    }
}

/// What its manager may do to a process.
fn control_other(process: &Arc<Process>, operation: u64, a: u64) -> Result<(), Errno> {
    use ProcessOperation as Op;
    match operation {
        op if op == Op::Kill as u64 => process.end(EndReason::Status(a)),
        op if op == Op::Suspend as u64 => process.set_suspended(true),
        op if op == Op::Resume as u64 => process.set_suspended(false),
        op if op == Op::SetPage as u64 => process.set_page(ProcessPage::load(a as usize)?),
        op if op == Op::ReadMemory as u64 || op == Op::WriteMemory as u64 => {
            let transfer = MemoryTransfer::load(a as usize)?;
            let space = process.space_if_any().ok_or(Errno::ESRCH)?;
            if op == Op::ReadMemory as u64 {
                space.copy_to_user_forced(transfer.address, transfer.buffer)?;
            } else {
                space.copy_from_user_forced(transfer.address, transfer.buffer)?;
            }
        }
        op if op == Op::ManagerDiscard as u64 => {
            process.pending.discard(a);
            for thread in process.threads() {
                thread.pending.discard(a);
            }
        }
        op if op <= Op::ManagerDiscard as u64 => return Err(Errno::EPERM),
        _ => return Err(Errno::EINVAL),
    }
    Ok(())
}

/// Sets a limit; a process may only lower its own.
fn set_limit(process: &Process, limit: u64, value: u64, own: bool) -> Result<(), Errno> {
    let check = |now: u64| {
        if own && value > now {
            Err(Errno::EPERM)
        } else {
            Ok(())
        }
    };
    match limit {
        l if l == Limit::Handles as u64 => {
            let mut table = process.handles.lock();
            check(u64::from(table.limit()))?;
            table.set_limit(value.min(u64::from(u32::MAX)) as u32);
        }
        l if l == Limit::AddressSpace as u64 => {
            let space = process.space_if_any().ok_or(Errno::ESRCH)?;
            check(space.limit())?;
            space.set_limit(value);
        }
        l if l == Limit::Threads as u64 => {
            check(process.thread_limit())?;
            process.set_thread_limit(value);
        }
        _ => return Err(Errno::EINVAL),
    }
    Ok(())
}
