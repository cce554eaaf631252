//! Messages between `posix` and servers.
//!
//! A client makes one call on a handle: the namespace with a scheme's name, a directory, or any
//! file. `operation` is an [`Operation`]; a path travels as the message's *name*, relative to the
//! file called on, without a leading slash; an empty name means the file itself. The server
//! resolves the whole path. Where it cannot, because the path leaves it (an absolute symbolic
//! link, `..` above its root, a mount point), it answers [`REDIRECT`] with the absolute path to
//! go on with as payload, and has changed nothing; the client follows at most
//! [`crate::types::constants::limits::SYMLOOP_MAX`] of them. Operations with two paths say in
//! `values[0]` which one is redirected.
//!
//! Components are at most NAME_MAX bytes (ENAMETOOLONG), paths less than PATH_MAX.

mod file;
mod process;
mod socket;

pub use file::*;
pub use process::*;
pub use socket::*;

use abi::Errno;

/// Version of this protocol; told by [`Operation::Version`], raised when a message changes shape.
pub const VERSION: u64 = 1;

/// Result "go on at the path in the payload". Outside of every errno a program may see.
pub const REDIRECT: Errno = Errno(4000);

/// Result of a terminal: the caller's group is in the background, so nothing was done (POSIX, XBD
/// 11.1.4). Only the caller knows whether it blocks or ignores the signal that this asks for.
pub const BACKGROUND: Errno = Errno(4001);

/// [`BACKGROUND`], and the group is orphaned: nobody could continue it.
pub const BACKGROUND_ORPHANED: Errno = Errno(4002);

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident = $number:literal,)*) => {
        /// What a message asks for. Unknown ones are answered with ENOSYS.
        #[repr(u32)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Operation { $($(#[$doc])* $name = $number,)* }

        impl Operation {
            /// The operation of that number, if there is one.
            pub const fn from_number(number: u32) -> Option<Self> {
                match number { $($number => Some(Self::$name),)* _ => None }
            }
        }
    };
}

operations! {
    /// () → [`VERSION`].
    Version = 0,

    // Files. Path operations have `Lookup` bits in `args[3]`.
    /// `args` = [`OpenFlags`], mode (umask applied) → a new file.
    Open = 1,
    /// → payload: [`crate::types::Stat`].
    Stat = 2,
    /// → payload: the link's target.
    ReadLink = 3,
    /// Removes a name that is not a directory.
    Unlink = 4,
    /// `args` = mode (umask applied).
    MakeDirectory = 5,
    /// Removes an empty directory.
    RemoveDirectory = 6,
    /// Name = old path, input = new path; `args` = [`RenameFlags`].
    Rename = 7,
    /// Name = existing path, input = new path; [`Lookup`] applies to the existing one.
    Link = 8,
    /// Name = path of the new link, input = its target.
    SymbolicLink = 9,
    /// `args` = mode.
    ChangeMode = 10,
    /// `args` = user, group; `u32::MAX` keeps it.
    ChangeOwner = 11,
    /// Input = access and modification time, two [`crate::types::Timespec`] with `UTIME_NOW` and
    /// `UTIME_OMIT` in `nsec`.
    SetTimes = 12,
    /// `args` = size in bytes.
    Truncate = 13,
    /// `args` = position (0 at first) → payload: `dirent64` records; `values[0]` = the position
    /// to go on from. No payload: the end.
    ReadDirectory = 14,
    /// → payload: [`crate::types::StatFs`].
    StatFs = 15,
    /// `args` = `R_OK` | `W_OK` | `X_OK`; by real ids, unless [`Lookup::EFFECTIVE_IDS`].
    Access = 16,
    /// `args` = mode with type (umask applied), device number: FIFO, device, socket, plain file.
    MakeNode = 17,
    /// `args` = 1 if only data need be on the disk.
    Synchronise = 18,
    /// `args` = request (`ioctl` number), scalar argument, 1 to do it from the background, too;
    /// input or payload: its struct.
    Control = 19,
    /// → payload: absolute path of an open file (ENOENT if it has none any more).
    Path = 20,
    /// `args` = `F_GETLK`, `F_SETLK` or `F_SETLKW`, file offset; input and payload:
    /// [`crate::types::Flock`].
    RecordLock = 21,
    /// `args` = `LOCK_*` (`flock`).
    WholeLock = 22,
    /// `args` = mode, offset, length (`fallocate`).
    Allocate = 23,
    /// Input = bytes for a terminal, written from the background, too → bytes taken.
    WriteAnyway = 24,
    /// → a new file, of which changes of files are read (`inotify_init`; records of
    /// [`crate::types::write_inotify_event`]).
    WatchCreate = 25,
    /// Handle = a file that [`Operation::WatchCreate`] gave, of the same server; `args` = `IN_*` → the number of its
    /// watch on the path's file.
    WatchAdd = 26,
    /// `args` = the number of a watch of the file called on.
    WatchRemove = 27,

    // The process manager.
    /// `args` = 1 to share the address space → child's pid; in the child 0 (and `values[0]` = 1).
    Fork = 64,
    /// `args` = `P_ALL` | `P_PID` | `P_PGID`, id, options → pid or 0; payload: [`WaitReport`].
    Wait = 65,
    /// `args` = pid as `kill` takes it, signal, `si_code`, value.
    Kill = 66,
    /// `args` = pid, pgid.
    SetProcessGroup = 67,
    /// `args` = pid → pgid.
    GetProcessGroup = 68,
    /// → sid.
    SetSession = 69,
    /// `args` = pid → sid.
    GetSession = 70,
    /// `args` = [`IdentityChange`], and its ids (`u32::MAX` keeps one).
    SetIdentity = 71,
    /// Input = group ids, 32 bits each.
    SetGroups = 72,
    /// → number; payload: group ids.
    GetGroups = 73,
    /// → `values` = saved user id, saved group id.
    GetSavedIds = 74,
    /// `args` = pid or 0, `RLIMIT_*`; input: a new [`crate::types::ResourceLimit`] or nothing;
    /// payload: the old one.
    ResourceLimit = 75,
    /// `args` = `RUSAGE_*` → payload: [`crate::types::Rusage`].
    ResourceUsage = 76,
    /// Told just before exec. Name = the program's absolute path, input = the name it was started by,
    /// then its arguments, each with its NUL.
    Executed = 77,
    /// `args` = signal: the caller stops by that signal's default action. 0 if it did (it is
    /// running again), EIO if its group is orphaned.
    Stop = 78,
    /// `args` = `SA_NOCLDSTOP` | `SA_NOCLDWAIT` as the SIGCHLD action has them.
    ChildPolicy = 79,
    /// `args` = `PRIO_*`, id → 20 - nice.
    GetPriority = 80,
    /// `args` = `PRIO_*`, id, nice.
    SetPriority = 81,
    /// `args` = pid → nanoseconds of CPU time.
    CpuTime = 82,
    /// `args` = nanoseconds since 1970-01-01 UTC, for effective user 0: what the real-time clock shows.
    SetRealtime = 83,

    // The process manager, for servers (effective user 0).
    /// `args` = group, signal: every process of the group.
    SignalGroup = 96,
    /// `args` = group → `values` = its session, 1 if it is orphaned; ESRCH if there is none.
    QueryGroup = 97,
    /// `args` = session, device number of its terminal or 0, foreground group.
    SetTerminal = 98,
    /// Handle: a process that bootstrap made; `args` = pid, pgid, sid, parent. Name = command.
    Adopt = 99,
    /// `args` = pid, group id → 1 if the process has that supplementary group.
    QueryMember = 100,

    // System V IPC. Keys and flags as C has them; identifiers are results.
    /// `args` = key, flags → identifier.
    MessageGet = 112,
    /// `args` = identifier, type, flags; input = the text.
    MessageSend = 113,
    /// `args` = identifier, size, type, flags → bytes of text; payload: the text; `values[0]` = its type.
    MessageReceive = 114,
    /// `args` = identifier, command; input or payload: [`crate::types::MessageQueueStatus`].
    MessageControl = 115,
    /// `args` = key, number of semaphores, flags → identifier.
    SemaphoreGet = 116,
    /// `args` = identifier, monotonic deadline in nanoseconds; input = [`crate::types::SemaphoreOperation`]s.
    /// With SEM_UNDO on the file that stands for the process ([`OpenFlags::LOCK_OWNER`]).
    SemaphoreOperate = 117,
    /// `args` = identifier, semaphore, command, value; input or payload: values of 16 bits each or
    /// [`crate::types::SemaphoreSetStatus`].
    SemaphoreControl = 118,
    /// `args` = key, size, flags → identifier. An `Open` of the identifier in decimal gives its memory.
    SharedMemoryGet = 119,
    /// `args` = identifier, command; input or payload: [`crate::types::SegmentStatus`].
    SharedMemoryControl = 120,
    /// `args` = number of a memory object → bytes; EINVAL unless it is a segment's.
    SharedMemoryDetach = 121,

    // Sockets of the Unix domain. A name is a `struct sockaddr_un`; one of a file goes with the file's
    // device and inode numbers, others with zeros.
    /// `args` = type as [`abi::Call::SocketPair`] takes it, `O_NONBLOCK` or 0 → a new socket.
    SocketCreate = 128,
    /// `args` = device, inode; input = name.
    SocketBind = 129,
    /// `args` = backlog.
    SocketListen = 130,
    /// `args` = `O_NONBLOCK` or 0 → a new socket; payload: the peer's name.
    SocketAccept = 131,
    /// `args` = device, inode; input = name.
    SocketConnect = 132,
    /// `args` = device, inode; input = name → handle: an end that writes to that datagram socket.
    SocketReach = 133,
    /// `args` = 1 for the peer's → payload: name.
    SocketName = 134,
    /// → `values` = type, [`SocketState`].
    SocketQuery = 135,
    /// → payload: process, user and group of the peer (`struct ucred`).
    SocketPeer = 136,
}
