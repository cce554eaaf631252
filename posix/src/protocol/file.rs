//! Arguments of the file operations.

use bitflags::bitflags;

bitflags! {
    /// `args[0]` of [`super::Operation::Open`]: C's `O_*`, and bits that only `posix` sets.
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct OpenFlags: u64 {
        const WRITE_ONLY = 1;
        const READ_WRITE = 2;
        const CREATE = 0o100;
        const EXCLUSIVE = 0o200;
        const NO_CONTROLLING_TERMINAL = 0o400;
        const TRUNCATE = 0o1000;
        const APPEND = 0o2000;
        const NONBLOCK = 0o4000;
        const DATA_SYNCHRONOUS = 0o10000;
        const ASYNC = 0o20000;
        const DIRECT = 0o40000;
        const LARGE_FILE = 0o100000;
        const DIRECTORY = 0o200000;
        const NO_FOLLOW = 0o400000;
        const NO_ACCESS_TIME = 0o1000000;
        const CLOSE_ON_EXEC = 0o2000000;
        const FILE_SYNCHRONOUS = 0o4000000;
        const PATH_ONLY = 0o10000000;
        const TEMPORARY = 0o20000000;
        /// To be executed: needs execute permission and a regular file (EACCES), gives the rights
        /// READ, MAP and EXECUTE whatever the read permission.
        const EXECUTE = 1 << 32;
        /// Opens no file, but what stands for the calling process as the owner of record locks, or of
        /// what semaphores are to get back: when its last handle is closed, the server undoes them.
        const LOCK_OWNER = 1 << 33;
    }
}

impl OpenFlags {
    /// Whether reading is asked for.
    pub const fn reads(self) -> bool {
        self.bits() & 3 != 1
    }

    /// Whether writing is asked for.
    pub const fn writes(self) -> bool {
        matches!(self.bits() & 3, 1 | 2)
    }
}

bitflags! {
    /// `args[3]` of path operations: how the last component is taken.
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Lookup: u64 {
        /// A symbolic link there is the file itself.
        const NO_FOLLOW = 1 << 0;
        /// Check permissions by effective ids (for [`super::Operation::Access`]).
        const EFFECTIVE_IDS = 1 << 1;
    }
}

bitflags! {
    /// `args[0]` of [`super::Operation::Rename`]; Linux's `RENAME_*`.
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct RenameFlags: u64 {
        const NO_REPLACE = 1 << 0;
        const EXCHANGE = 1 << 1;
    }
}
