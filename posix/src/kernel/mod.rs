//! Kernel calls: one function per call of [`abi::Call`], and the shared pages.
//!
//! This folder and `signal/entry.rs` hold all unsafe code of the crate. Functions that take a
//! [`UserSlice`] or an address hand it to the kernel, which checks it against the process's own
//! mappings and answers EFAULT; that the program may spare those bytes is the promise of who made
//! the slice, as with any C buffer. Neighbours: everything else in `posix` calls in here and
//! nowhere else.

mod call;
pub mod event;
pub mod file;
pub mod handle;
pub mod memory;
pub mod page;
pub mod process;
pub mod scheme;
pub mod socket;
pub mod system;
pub mod thread;
pub mod time;
pub mod upcall;
pub mod user;

pub use abi::UserSlice;
