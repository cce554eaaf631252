//! Handles: small integers that name kernel objects for one process.

use bitflags::bitflags;

/// A handle. Values below [`HIGH_BASE`] are handed out lowest free first, so a POSIX descriptor is
/// a handle. Values from [`HIGH_BASE`] belong to the platform (working directory, process
/// manager); no POSIX program meets them.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(pub u32);

/// First handle of the platform's own range.
pub const HIGH_BASE: u32 = 0x4000_0000;

/// Upper bound of handles in the low range; a process's own limit may be lower.
pub const LOW_LIMIT: u32 = 1 << 16;

/// Upper bound of handles in the high range, counted from [`HIGH_BASE`].
pub const HIGH_LIMIT: u32 = 1 << 16;

impl Handle {
    /// "No handle", where one is optional.
    pub const NONE: Self = Self(u32::MAX);
    /// The calling process itself, where a process or address space is asked for.
    pub const SELF: Self = Self(u32::MAX - 1);
    /// The process's namespace.
    pub const NAMESPACE: Self = Self(HIGH_BASE);
    /// The connection to the process manager (`procd`).
    pub const PROCESS_MANAGER: Self = Self(HIGH_BASE + 1);
    /// The working directory: a directory file of some server.
    pub const WORKING_DIRECTORY: Self = Self(HIGH_BASE + 2);
    /// The root directory (changed by chroot).
    pub const ROOT_DIRECTORY: Self = Self(HIGH_BASE + 3);
    /// What makes the process known to a file server as an owner of record locks; the server takes them
    /// back when it is closed, which is when the process ends.
    pub const LOCK_OWNER: Self = Self(HIGH_BASE + 7);
    /// What makes the process known to the System V IPC server, which undoes its semaphore operations
    /// when it is closed.
    pub const SEMAPHORE_OWNER: Self = Self(HIGH_BASE + 9);
    /// First high handle that has no fixed meaning.
    pub const FIRST_FREE: Self = Self(HIGH_BASE + 16);

    /// Whether this is one of the platform's own handles.
    pub const fn is_high(self) -> bool {
        self.0 >= HIGH_BASE && self.0 < HIGH_BASE + HIGH_LIMIT
    }
}

/// Handles that the kernel gives to the first process (`bootstrap`), and nobody else.
pub mod boot {
    use super::{Handle, HIGH_BASE};

    /// Makes processes ([`crate::Call::ProcessFork`], [`crate::Call::ProcessCreate`]).
    pub const PROCESS_FACTORY: Handle = Handle(HIGH_BASE + 4);
    /// The first boot module (the initial files, a ustar archive), a read-only memory object.
    pub const INITFS: Handle = Handle(HIGH_BASE + 5);
    /// Right to port input and output, interrupts, physical memory, shutdown.
    pub const HARDWARE: Handle = Handle(HIGH_BASE + 6);
}

bitflags! {
    /// What a handle allows. Rights only shrink, by duplicating with fewer.
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Rights: u32 {
        const READ = 1 << 0;
        const WRITE = 1 << 1;
        /// May be mapped (readable; writable and executable need WRITE and EXECUTE too).
        const MAP = 1 << 2;
        const EXECUTE = 1 << 3;
        const DUPLICATE = 1 << 4;
        /// May travel in a message.
        const TRANSFER = 1 << 5;
        /// May be changed or controlled: kill, set size, bind names, answer requests.
        const CONTROL = 1 << 6;
    }
}

/// What kind of object is behind a handle, as [`crate::Call::HandleGetFlags`] tells it.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandleKind {
    /// A file of some server, with or without a stream.
    File = 1,
    /// A stream that no server stands behind.
    Stream = 2,
    /// An end of a pipe.
    Pipe = 3,
    /// An end of a socket pair.
    Socket = 4,
    EventQueue = 5,
    Memory = 6,
    Process = 7,
    AddressSpace = 8,
    Scheme = 9,
    Namespace = 10,
    Timer = 11,
    Interrupt = 12,
    /// The process factory or the hardware.
    Privilege = 13,
    /// A counter that a program adds to.
    Counter = 14,
    /// A file of the notifications pending for whoever asks.
    Notifications = 15,
}

impl HandleKind {
    /// The kind of that number, if there is one.
    pub const fn from_number(number: u32) -> Option<Self> {
        Some(match number {
            1 => Self::File,
            2 => Self::Stream,
            3 => Self::Pipe,
            4 => Self::Socket,
            5 => Self::EventQueue,
            6 => Self::Memory,
            7 => Self::Process,
            8 => Self::AddressSpace,
            9 => Self::Scheme,
            10 => Self::Namespace,
            11 => Self::Timer,
            12 => Self::Interrupt,
            13 => Self::Privilege,
            14 => Self::Counter,
            15 => Self::Notifications,
            _ => return None,
        })
    }
}

bitflags! {
    /// How a new handle is placed and what becomes of it.
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct HandleFlags: u32 {
        /// Closed by [`crate::Call::Exec`].
        const CLOSE_ON_EXEC = 1 << 0;
        /// Closed in the child of [`crate::Call::ProcessFork`].
        const CLOSE_ON_FORK = 1 << 1;
        /// Placed in the high range.
        const HIGH = 1 << 2;
        /// For [`crate::Call::HandleDuplicate`]: exactly at the target, closing what is there.
        const EXACT = 1 << 3;
    }
}
