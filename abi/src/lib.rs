//! What Ochre's kernel and userspace agree on.
//!
//! Call numbers, argument structs, error numbers, rights and the layouts of the pages that the
//! kernel shares with every process. There is no logic here: both sides depend on this crate and
//! it depends on neither. Every struct that crosses the boundary is `repr(C)`, has no padding
//! whose content matters, and is fixed in `tests/layout.rs`.
//!
//! POSIX is not mentioned by the kernel's half of this crate: a "notification" is a bit between 1
//! and 64 with three words beside it, an "identity" is four words the process manager chose.
//! `posix` gives both their meaning (a signal; process, group, session and user numbers).
#![no_std]
#![forbid(unsafe_code)]

pub mod call;
pub mod errno;
pub mod event;
pub mod file;
pub mod handle;
pub mod memory;
pub mod message;
pub mod process;
pub mod socket;
pub mod system;
pub mod time;
pub mod upcall;

pub use call::Call;
pub use errno::Errno;
pub use handle::{Handle, Rights};

/// Bytes in a page, on every architecture that Ochre runs on so far.
pub const PAGE_SIZE: usize = 4096;

/// First address that userspace may not map: the two shared pages sit above it.
pub const USER_TOP: usize = 0x7fff_ffff_c000;

/// Lowest address that userspace may map (null pointers must fault).
pub const USER_BOTTOM: usize = 0x1_0000;

/// A user buffer: address and length in bytes. The kernel checks and copies it fault-tolerantly.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserSlice {
    /// Address of the first byte in the caller's address space.
    pub address: usize,
    /// Length in bytes.
    pub len: usize,
}

impl UserSlice {
    /// No bytes at all; valid wherever a buffer is optional.
    pub const EMPTY: Self = Self { address: 0, len: 0 };

    /// The slice of `bytes`, for reading by the kernel.
    #[inline]
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            address: bytes.as_ptr() as usize,
            len: bytes.len(),
        }
    }

    /// The slice of `bytes`, for writing by the kernel.
    #[inline]
    pub fn of_mut(bytes: &mut [u8]) -> Self {
        Self {
            address: bytes.as_mut_ptr() as usize,
            len: bytes.len(),
        }
    }
}
