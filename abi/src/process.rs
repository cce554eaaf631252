//! Processes and threads.

use crate::{Handle, UserSlice};
use bitflags::bitflags;

/// Who a process is, as its manager set it. The kernel copies it into every message and never
/// reads it; `posix::identity` gives the words their meaning.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    pub words: [u64; 4],
}

/// Where the process page is mapped, read-only, in every address space.
pub const PROCESS_PAGE: usize = 0x7fff_ffff_d000;

/// Facts about the calling process that can be read without a call.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct ProcessPage {
    pub identity: Identity,
    /// More words from the process's manager (`posix::identity`: the parent's number).
    pub extra: [u64; 4],
}

/// Argument of [`crate::Call::ProcessFork`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ForkRequest {
    /// The pending request (received on `scheme`) whose caller is to be copied.
    pub request: u64,
    /// The scheme on which the request was received, and which is told of the child's end.
    pub scheme: Handle,
    /// [`ForkFlags`] bits.
    pub flags: u32,
    /// What [`crate::message::Kind::ProcessExited`] will bear.
    pub cookie: u64,
    pub identity: Identity,
    pub extra: [u64; 4],
}

bitflags! {
    /// Flags of [`crate::Call::ProcessFork`].
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct ForkFlags: u32 {
        /// The child uses the caller's own address space until it execs or ends (vfork).
        const SHARE_ADDRESS_SPACE = 1 << 0;
    }
}

/// Argument of [`crate::Call::ProcessCreate`]: a new process with an empty address space, no
/// thread, and these handles.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct CreateRequest {
    /// Scheme that is told of the process's end, or [`Handle::NONE`].
    pub scheme: Handle,
    pub reserved: u32,
    pub cookie: u64,
    pub identity: Identity,
    pub extra: [u64; 4],
    /// Handles to put into the process: array of [`InitialHandle`], `len` in entries.
    pub handles: UserSlice,
}

/// A handle for a new process.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct InitialHandle {
    /// The caller's handle.
    pub source: Handle,
    /// Its value in the new process.
    pub target: Handle,
    /// Rights to keep; those the source lacks are ignored.
    pub rights: u32,
    /// [`crate::handle::HandleFlags`] bits.
    pub flags: u32,
}

/// Argument of [`crate::Call::Exec`] and [`crate::Call::ThreadCreate`]: how a thread starts.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct ThreadStart {
    /// First instruction.
    pub entry: usize,
    /// Stack pointer.
    pub stack: usize,
    /// First argument register (RDI).
    pub argument: u64,
    /// FS base on x86-64.
    pub thread_pointer: u64,
    /// The thread's upcall page, or 0.
    pub upcall_page: usize,
    /// Where the new thread's number is stored (32 bits) before it starts, or 0.
    pub store_number: usize,
    /// Bits of `blocked` are in the upcall page; these are notifications made pending at once.
    pub pending: u64,
}

/// What [`crate::Call::ProcessControl`] does. The caller's handle needs `CONTROL`;
/// [`Handle::SELF`] is allowed where noted.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessOperation {
    /// End it at once; `a` = exit status word.
    Kill = 0,
    /// Stop all threads at their next return to user code.
    Suspend = 1,
    Resume = 2,
    /// Send a notification: `a` = pointer to [`crate::upcall::Notification`], `b` = thread number
    /// or 0 for whichever thread does not block it. Allowed on SELF.
    Notify = 3,
    /// `a` = pointer to [`ProcessPage`].
    SetPage = 4,
    /// `a` = pointer to [`ProcessInfo`] to fill. Allowed on SELF.
    GetInfo = 5,
    /// `a` = [`Limit`], `b` = value. Lowering is allowed on SELF.
    SetLimit = 6,
    /// Foreign calls: `a`, `b` = start and length of the native text range; length 0 turns the
    /// redirect off. SELF only.
    SetNativeRange = 7,
    /// Drop a pending process-wide or thread notification: `a` = bit set. SELF only.
    DiscardPending = 8,
    /// Bring a notification set under default ignore: `a` = bit set that is dropped when sent
    /// (POSIX: SIG_IGN). SELF only; inherited by fork and exec.
    SetIgnored = 9,
    /// Read another process's memory: `a` = pointer to [`MemoryTransfer`].
    ReadMemory = 10,
    WriteMemory = 11,
    /// Discard all pending notifications in `a` (by its manager).
    ManagerDiscard = 12,
}

/// Argument of `ReadMemory` and `WriteMemory`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct MemoryTransfer {
    /// Address in the other process.
    pub address: usize,
    /// Buffer of the caller.
    pub buffer: UserSlice,
}

/// Limits on a process.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Low handles (POSIX `RLIMIT_NOFILE`).
    Handles = 0,
    /// Bytes of address space (POSIX `RLIMIT_AS`).
    AddressSpace = 1,
    Threads = 2,
}

/// What the kernel knows of a process.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProcessInfo {
    pub user_ns: u64,
    pub system_ns: u64,
    pub start_ns: u64,
    pub virtual_bytes: u64,
    pub resident_bytes: u64,
    pub peak_resident_bytes: u64,
    pub threads: u64,
    pub handles: u64,
    pub minor_faults: u64,
    pub major_faults: u64,
    /// Pending for the whole process.
    pub pending: u64,
    pub ignored: u64,
    /// 0 running or runnable, 1 waiting, 2 suspended, 3 ended.
    pub state: u64,
}

/// Exit status word of a process that the kernel itself ended: this bit, and the CPU exception
/// number (Intel SDM volume 3, 6.15) below, or [`EXIT_OUT_OF_MEMORY`].
pub const EXIT_BY_KERNEL: u64 = 1 << 32;

/// See [`EXIT_BY_KERNEL`].
pub const EXIT_OUT_OF_MEMORY: u64 = EXIT_BY_KERNEL | 0x100;

/// What [`crate::Call::ThreadControl`] does, on a thread of the calling process by number.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThreadOperation {
    /// Calling thread only: `a` = FS base.
    SetThreadPointer = 0,
    /// Calling thread only: `a` = address of its upcall page, or 0.
    SetUpcallPage = 1,
    /// Calling thread only: `a` = address of a 32-bit word that is zeroed and woken when it ends.
    SetClearOnExit = 2,
    /// `a` = pointer to a 64-bit mask of CPUs.
    SetAffinity = 3,
    GetAffinity = 4,
    /// `a` = scheduling band, `b` = priority within it.
    SetPriority = 5,
    GetPriority = 6,
    /// Calling thread only: GS base (`a`).
    SetGsBase = 7,
    /// Calling thread only: returns the set of pending notifications, own and process-wide.
    GetPending = 8,
    /// Calling thread only: `a` = address of the robust list head (Linux `set_robust_list`) or 0, `b` = its number in the
    /// words of the futexes that it holds. When it ends, or the process becomes another program, they are marked.
    SetRobustList = 9,
    /// Calling thread only: returns the FS base.
    GetThreadPointer = 10,
    /// Calling thread only: returns the GS base.
    GetGsBase = 11,
    /// Returns its CPU time in nanoseconds. Of one that runs, what has passed since it was last switched to is not in it.
    GetCpuTime = 12,
}
