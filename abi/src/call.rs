//! Kernel calls.
//!
//! x86-64: `syscall` with the number in RAX and arguments in RDI, RSI, RDX, R10, R8, R9; the
//! result in RAX, negative values from -4095 to -1 are minus an [`crate::Errno`]. RCX and R11 are
//! lost. All else is preserved.

macro_rules! calls {
    ($($(#[$doc:meta])* $name:ident = $number:literal,)*) => {
        /// Number of a kernel call. The documentation of each gives its arguments in order.
        #[repr(u32)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Call { $($(#[$doc])* $name = $number,)* }

        impl Call {
            /// Every call, by number.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The call of that number, if there is one.
            #[inline(always)]
            pub const fn from_number(number: u64) -> Option<Self> {
                match number { $($number => Some(Self::$name),)* _ => None }
            }

            /// The call's name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }
    };
}

calls! {
    // Handles
    /// (handle) → 0.
    HandleClose = 0,
    /// (handle, target, [`crate::handle::HandleFlags`], rights to keep or 0 for all) → handle:
    /// the lowest free at or above the target, or the target itself with `EXACT`.
    HandleDuplicate = 1,
    /// (handle) → [`crate::handle::HandleFlags`] | [`crate::Rights`] << 8 |
    /// [`crate::handle::HandleKind`] << 16 | [`crate::file::FileFlags`] << 32.
    HandleGetFlags = 2,
    /// (handle, [`crate::handle::HandleFlags`]) → 0.
    HandleSetFlags = 3,
    /// (handle, [`crate::file::FileFlags`]) → 0; status flags of the open file.
    FileSetFlags = 4,
    /// (first, last, 0 close | 1 set close-on-exec) → 0, for all in the range.
    HandleCloseRange = 5,

    // Files
    /// (handle, address, length, offset or [`crate::file::CURRENT_OFFSET`]) → bytes.
    Read = 8,
    /// (handle, address, length, offset or [`crate::file::CURRENT_OFFSET`]) → bytes.
    Write = 9,
    /// (handle, [`crate::file::IoVec`] array, entries, offset) → bytes.
    ReadVector = 10,
    /// (handle, [`crate::file::IoVec`] array, entries, offset) → bytes.
    WriteVector = 11,
    /// (handle, offset, [`crate::file::Whence`]) → new offset.
    Seek = 12,
    /// (handle, [`crate::message::CallRequest`] pointer) → server's result. The first received
    /// handle (a new file) is in `handles_out[0]`.
    Call = 13,

    // Schemes, for servers
    /// () → handle: a scheme's receiving end.
    SchemeCreate = 16,
    /// (scheme, [`crate::message::ReceiveRequest`] pointer) → 0.
    SchemeReceive = 17,
    /// (scheme, [`crate::message::Reply`] pointer) → 0.
    SchemeReply = 18,
    /// (scheme, reply pointer, receive pointer) → 0: both in one entry, with direct hand-off.
    SchemeReplyAndReceive = 19,
    /// (scheme, file number, [`crate::event::Ready`] bits) → 0: sets a file's readiness.
    SchemeNotify = 20,
    /// (namespace or NONE) → handle: a copy of it, or an empty namespace.
    NamespaceCreate = 21,
    /// (namespace, name address, name length, scheme handle or NONE to unbind) → 0.
    NamespaceBind = 22,
    /// (namespace) → 0: becomes the calling process's own ([`crate::Handle::NAMESPACE`]).
    NamespaceEnter = 23,
    /// ([`crate::file::StreamKind`], memory object or NONE, size) → handle.
    StreamCreate = 24,
    /// (stream, [`crate::file::StreamState`] pointer) → 0.
    StreamGet = 25,
    /// (stream, size) → 0: truncates or extends; pages beyond are freed, the rest of the last
    /// page is zeroed.
    StreamSetSize = 26,
    /// (scheme, file number, socket whose reading half it gets, socket whose writing half it gets or
    /// NONE for the first's, name address, name length) → 0: gives a socket of this server its data, or
    /// a connected one another way to write (NONE: none). Datagrams that it sends bear the name.
    SchemeConnect = 27,
    /// (stream of a server, [`crate::file::Transfers`]) → 0: of which transfers through its files the server is told from
    /// now on ([`crate::message::Kind::Transferred`]).
    StreamWatch = 28,
    /// (scheme, handle) → the server's number of the file behind the handle, which a client lent; EINVAL for what is
    /// no file of this scheme.
    SchemeFile = 29,

    // Memory
    /// ([`crate::memory::MemoryKind`], size, physical address or scheme handle, cookie) → handle.
    MemoryCreate = 32,
    /// (memory object) → size; with (memory object, size) on `MemorySetSize` → 0.
    MemoryGetSize = 33,
    /// (memory object, size) → 0.
    MemorySetSize = 34,
    /// (memory object) → physical address, of physical and contiguous ones; needs CONTROL.
    MemoryGetPhysical = 35,
    /// (address space or SELF, [`crate::memory::MapRequest`] pointer) → address.
    Map = 36,
    /// (address space or SELF, address, length) → 0.
    Unmap = 37,
    /// (address space or SELF, address, length, [`crate::memory::Protection`]) → 0.
    Protect = 38,
    /// (address, length, [`crate::memory::Advice`]) → 0.
    Advise = 39,
    /// (address, old length, new length, 0 in place | 1 may move | 2 exactly at new address, new
    /// address) → address (`mremap`).
    Remap = 40,
    /// (address, length) → 0: writes dirty pages of shared paged mappings back.
    Synchronise = 41,
    /// (process or SELF, address, [`crate::memory::MapInfo`] pointer) → 0: the first mapping that
    /// ends above the address; ENOENT if there is none.
    MapQuery = 42,
    /// (address space, address, source buffer, length) → 0: writes into a new address space.
    AddressSpaceWrite = 43,
    /// (address, length, result byte array) → 0 (`mincore`).
    MapResident = 44,
    /// (address, length, [`crate::memory::LockOperation`], most bytes locked) → 0 (`mlock` and its
    /// kin).
    MemoryLock = 45,
    /// (memory object, [`crate::memory::MemoryInfo`] pointer) → 0.
    MemoryInfo = 46,

    // Processes and threads
    /// () → handle: an empty address space.
    AddressSpaceCreate = 48,
    /// (address space, [`crate::process::ThreadStart`] pointer) → does not return: the process
    /// continues in that address space with this one thread; close-on-exec handles are closed.
    Exec = 49,
    /// (factory, [`crate::process::ForkRequest`] pointer) → process handle. The child returns
    /// from the same call with result 0 and value 1 in `values[0]`; the parent gets the reply.
    ProcessFork = 50,
    /// (factory, [`crate::process::CreateRequest`] pointer) → process handle.
    ProcessCreate = 51,
    /// (process, address space, [`crate::process::ThreadStart`] pointer) → 0: first thread of a
    /// created process.
    ProcessStart = 52,
    /// (process or SELF, [`crate::process::ProcessOperation`], a, b) → by operation.
    ProcessControl = 53,
    /// (exit status word) → does not return.
    ProcessExit = 54,
    /// ([`crate::process::ThreadStart`] pointer) → thread number.
    ThreadCreate = 55,
    /// (address to unmap or 0, length) → does not return; the last thread ends the process with
    /// status 0.
    ThreadExit = 56,
    /// (thread number or 0 for the caller, [`crate::process::ThreadOperation`], a, b) → by
    /// operation.
    ThreadControl = 57,
    /// () → number of the calling thread, unique in the system.
    ThreadNumber = 58,
    /// () → 0.
    Yield = 59,
    /// ([`crate::upcall::Registers`] pointer, new `blocked` word pointer or 0) → does not return.
    Resume = 60,
    /// () → 0, after delivering what is deliverable.
    NotificationPoll = 61,
    /// (blocked word to use while waiting, deadline ns or NO_DEADLINE) → EINTR after a delivery,
    /// EAGAIN at the deadline (`sigsuspend`). The old word is back before the handler's caller
    /// goes on: the saved context bears it.
    NotificationWait = 62,
    /// (set, [`crate::upcall::Notification`] pointer, deadline ns) → number: takes one pending
    /// notification of the set without an upcall (`sigtimedwait`).
    NotificationTake = 63,

    /// (file of such or NONE, set) → 0, or the handle of a new file, which can be read while notifications of the set are
    /// pending for the reader, by [`Self::NotificationTake`] (a plain read fails with EOPNOTSUPP).
    NotificationFile = 79,
    /// (file, 64-bit word pointer) → 0: the file's set.
    NotificationSet = 85,

    // Synchronisation
    /// (address, expected, deadline ns, [`crate::time::Clock`], bit set) → 0, EAGAIN, EINTR,
    /// ETIMEDOUT. Keyed by memory object and offset, so shared memory works.
    FutexWait = 64,
    /// (address, most to wake, bit set) → woken.
    FutexWake = 65,
    /// (address, most to wake, most to move, target address, expected or u64::MAX) → woken and
    /// moved.
    FutexRequeue = 66,
    /// ([`crate::event::PollItem`] array, entries, deadline ns, blocked word pointer or 0) →
    /// ready entries.
    Poll = 67,
    /// () → handle of an event queue.
    EventCreate = 68,
    /// (queue, [`crate::event::EventOperation`], handle, [`crate::event::Event`] pointer) → 0.
    EventControl = 69,
    /// (queue, [`crate::event::Event`] array, entries, deadline ns, blocked word pointer or 0) →
    /// events.
    EventWait = 70,
    /// ([`crate::handle::HandleFlags`], [`crate::file::FileFlags`], `[Handle; 2]` pointer) → 0:
    /// reading end, writing end.
    PipeCreate = 71,
    /// ([`crate::handle::HandleFlags`], [`crate::file::FileFlags`], `[Handle; 2]` pointer, 0
    /// stream | 1 datagram | 2 sequenced packets) → 0: a connected pair, both ways.
    SocketPair = 72,
    /// (end, 1 reading | 2 writing | 3 both) → 0 (`shutdown`).
    PipeShutdown = 73,
    /// (handle) → bytes that can be read now (`FIONREAD`).
    BytesReadable = 74,
    /// (socket, [`crate::socket::SocketMessage`] pointer, socket whose name it bears or NONE) → bytes.
    SocketSend = 75,
    /// (socket, [`crate::socket::SocketMessage`] pointer) → bytes.
    SocketReceive = 76,
    /// (socket, [`crate::socket::SocketInfo`] pointer) → 0.
    SocketInfo = 77,
    /// (socket, [`crate::socket::word`], new value, 0 get | 1 set) → value.
    SocketWord = 78,

    // Time
    /// ([`crate::time::Clock`]) → nanoseconds.
    ClockGet = 80,
    /// ([`crate::time::Clock`], deadline ns) → 0 or EINTR.
    Sleep = 81,
    /// ([`crate::time::Clock`], notification number, 64-bit word for it) → handle: a timer of
    /// this process, in the high range, not inherited. With number 0 a file that counts its expiries, like any other
    /// file: a read of 8 bytes waits for them and takes their number since the last read or setting.
    TimerCreate = 82,
    /// (timer, first expiry ns absolute or 0 to stop, interval ns, `[u64; 2]` pointer for the old
    /// remaining and interval, or 0, 0 | 1 the first expiry is from now) → 0.
    TimerSet = 83,
    /// (timer, `[u64; 2]` pointer: remaining and interval) → overruns since delivery.
    TimerGet = 84,

    // Hardware, for drivers; need the hardware handle
    /// (hardware, line) → handle; reading it waits for and counts interrupts, writing it
    /// acknowledges and unmasks. Masked from delivery until then.
    InterruptCreate = 96,
    /// (hardware, [`crate::system::SystemOperation`], argument) → 0.
    SystemControl = 97,

    // The system
    /// ([`crate::system::SystemInfo`] pointer, length) → length known to the kernel.
    SystemInfo = 104,
    /// (address, length) → bytes: a line for the kernel log.
    Log = 105,
    /// (address, length, byte offset) → bytes of the kernel log.
    LogRead = 106,
    /// (address, length) → bytes from the kernel's CSPRNG.
    Random = 107,
    /// (array of `[u64; 8]`: number, 6 arguments, result; entries) → entries done.
    Bulk = 108,
    /// (target, source, length) → 0: copies within the caller's memory; EFAULT where a plain copy
    /// would fault.
    Copy = 109,
}
