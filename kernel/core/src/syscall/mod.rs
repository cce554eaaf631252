//! Kernel calls: one function for each, all of one signature.
//!
//! *Overview.* [`dispatch`] is the machine's way in. A call's function takes its [`Context`] (the
//! calling thread and six argument words) and gives a result word or an error number. The header of
//! each says arguments, errors and whether it blocks; `docs/reference/syscalls.md` is made from
//! these. Files group close families.

mod event;
mod file;
mod futex;
mod handle;
mod hardware;
mod memory;
mod notification;
mod process;
mod scheme;
mod socket;
mod system;
mod thread;
mod time;

use crate::handle::{Entry, Object};
use crate::machine::machine;
use crate::process::Process;
use crate::scheduler;
use crate::thread::{upcall, Thread};
use abi::{Call, Errno, Handle, Rights};
use alloc::sync::Arc;
use core::sync::atomic::{AtomicU64, Ordering};

pub use thread::first_registers;

/// Calls that had no implementation.
static UNIMPLEMENTED: AtomicU64 = AtomicU64::new(0);

/// Calls so far that had no implementation.
pub fn unimplemented() -> u64 {
    UNIMPLEMENTED.load(Ordering::Relaxed)
}

/// One call: who makes it, and its arguments.
pub struct Context {
    pub thread: Arc<Thread>,
    pub args: [u64; 6],
}

impl Context {
    #[inline]
    fn process(&self) -> &Arc<Process> {
        self.thread.process()
    }

    /// Argument `index` as an address or length.
    #[inline]
    fn word(&self, index: usize) -> usize {
        self.args[index] as usize
    }

    /// Argument `index` as a handle.
    #[inline]
    fn handle(&self, index: usize) -> Handle {
        Handle(self.args[index] as u32)
    }

    /// The object that argument `index` names, if it grants `rights`: EBADF, EACCES.
    #[inline]
    fn object(&self, index: usize, rights: Rights) -> Result<Object, Errno> {
        self.process().object(self.handle(index), rights)
    }

    /// Installs a new object with all rights.
    fn install(&self, object: Object) -> Result<u64, Errno> {
        let handle = self.process().install(Entry::new(object))?;
        Ok(u64::from(handle.0))
    }

    /// Refuses with EPERM unless argument `index` is the hardware handle.
    fn require_hardware(&self, index: usize) -> Result<(), Errno> {
        match self.object(index, Rights::CONTROL)? {
            Object::Hardware => Ok(()),
            _ => Err(Errno::EPERM),
        }
    }
}

/// Serves one kernel call of the current thread: the result word. `args` gives the argument words; it
/// is asked when there is a place for them.
#[inline]
pub fn dispatch(number: u64, args: impl FnOnce() -> [u64; 6]) -> i64 {
    let thread = scheduler::current();
    let context = Context {
        thread,
        args: args(),
    };
    if context.process().has_native_range() && is_foreign(&context.thread) {
        return number as i64;
    }
    let outcome = match Call::from_number(number) {
        Some(call) => serve(call, &context),
        None => unknown(&context),
    };
    match outcome {
        Ok(result) => result as i64,
        Err(error) => error.to_result(),
    }
}

/// Whether the call was made outside the native range; then its handler has been entered.
#[inline(never)]
fn is_foreign(thread: &Thread) -> bool {
    let registers = machine().registers(thread.machine);
    let foreign = !thread.process().is_native(registers.rip);
    if foreign {
        upcall::foreign_call(thread, &registers);
    }
    foreign
}

/// A number that no call has.
fn unknown(_: &Context) -> Result<u64, Errno> {
    UNIMPLEMENTED.fetch_add(1, Ordering::Relaxed);
    Err(Errno::ENOSYS)
}

/// The function of each call.
#[inline(always)]
fn serve(call: Call, context: &Context) -> Result<u64, Errno> {
    match call {
        Call::HandleClose => handle::close(context),
        Call::HandleDuplicate => handle::duplicate(context),
        Call::HandleGetFlags => handle::get_flags(context),
        Call::HandleSetFlags => handle::set_flags(context),
        Call::FileSetFlags => handle::set_file_flags(context),
        Call::HandleCloseRange => handle::close_range(context),
        Call::Read => file::read(context),
        Call::Write => file::write(context),
        Call::ReadVector => file::read_vector(context),
        Call::WriteVector => file::write_vector(context),
        Call::Seek => file::seek(context),
        Call::Call => scheme::call(context),
        Call::SchemeCreate => scheme::create(context),
        Call::SchemeReceive => scheme::receive(context),
        Call::SchemeReply => scheme::reply(context),
        Call::SchemeReplyAndReceive => scheme::reply_and_receive(context),
        Call::SchemeNotify => scheme::notify(context),
        Call::NamespaceCreate => scheme::namespace_create(context),
        Call::NamespaceBind => scheme::namespace_bind(context),
        Call::NamespaceEnter => scheme::namespace_enter(context),
        Call::StreamCreate => file::stream_create(context),
        Call::StreamGet => file::stream_get(context),
        Call::StreamSetSize => file::stream_set_size(context),
        Call::SchemeConnect => scheme::connect(context),
        Call::StreamWatch => file::stream_watch(context),
        Call::SchemeFile => scheme::file(context),
        Call::MemoryCreate => memory::create(context),
        Call::MemoryGetSize => memory::get_size(context),
        Call::MemorySetSize => memory::set_size(context),
        Call::MemoryGetPhysical => memory::get_physical(context),
        Call::Map => memory::map(context),
        Call::Unmap => memory::unmap(context),
        Call::Protect => memory::protect(context),
        Call::Advise => memory::advise(context),
        Call::Remap => memory::remap(context),
        Call::Synchronise => memory::synchronise(context),
        Call::MapQuery => memory::query(context),
        Call::AddressSpaceWrite => memory::space_write(context),
        Call::MapResident => memory::resident(context),
        Call::MemoryLock => memory::lock(context),
        Call::MemoryInfo => memory::get_info(context),
        Call::AddressSpaceCreate => memory::space_create(context),
        Call::Exec => process::exec(context),
        Call::ProcessFork => process::fork(context),
        Call::ProcessCreate => process::create(context),
        Call::ProcessStart => process::start(context),
        Call::ProcessControl => process::control(context),
        Call::ProcessExit => process::exit(context),
        Call::ThreadCreate => thread::create(context),
        Call::ThreadExit => thread::exit(context),
        Call::ThreadControl => thread::control(context),
        Call::ThreadNumber => thread::number(context),
        Call::Yield => thread::yield_now(context),
        Call::Resume => notification::resume(context),
        Call::NotificationPoll => notification::poll(context),
        Call::NotificationWait => notification::wait(context),
        Call::NotificationTake => notification::take(context),
        Call::NotificationFile => notification::file(context),
        Call::NotificationSet => notification::set(context),
        Call::FutexWait => futex::wait(context),
        Call::FutexWake => futex::wake(context),
        Call::FutexRequeue => futex::requeue(context),
        Call::Poll => event::poll(context),
        Call::EventCreate => event::create(context),
        Call::EventControl => event::control(context),
        Call::EventWait => event::wait(context),
        Call::PipeCreate => file::pipe_create(context),
        Call::SocketPair => file::socket_pair(context),
        Call::PipeShutdown => file::shutdown(context),
        Call::BytesReadable => file::bytes_readable(context),
        Call::SocketSend => socket::send(context),
        Call::SocketReceive => socket::receive(context),
        Call::SocketInfo => socket::info(context),
        Call::SocketWord => socket::word(context),
        Call::ClockGet => time::clock_get(context),
        Call::Sleep => time::sleep(context),
        Call::TimerCreate => time::timer_create(context),
        Call::TimerSet => time::timer_set(context),
        Call::TimerGet => time::timer_get(context),
        Call::InterruptCreate => hardware::interrupt_create(context),
        Call::SystemControl => hardware::system_control(context),
        Call::SystemInfo => system::info(context),
        Call::Log => system::log(context),
        Call::LogRead => system::log_read(context),
        Call::Random => system::random(context),
        Call::Bulk => system::bulk(context),
        Call::Copy => memory::copy(context),
    }
}
