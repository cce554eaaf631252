//! POSIX semantics over kernel objects: paths, descriptors, processes, signals, time, servers.
//!
//! Written once for the C library (`relibc/platform/ochre`), the Linux personality (`linux-emu`)
//! and the programs that run before either (`bootstrap`, `procd`). No thread-local storage, no
//! heap: the owner of the program keeps one [`Process`] and one [`Thread`] per thread and passes
//! the calling thread to every function that needs it. Functions are shaped like Linux's system
//! calls: same argument order, same struct layouts ([`types`]), `Result<T, Errno>`. Buffers come
//! as [`UserSlice`], so that a foreign pointer is checked by the kernel and not trusted here.
//!
//! | room | what |
//! |---|---|
//! | [`types`] | structs and constants of the C and Linux boundary |
//! | [`kernel`] | kernel calls, the shared pages; all unsafe code but the signal entry |
//! | [`protocol`] | the messages between clients and servers |
//! | [`path`], [`fs`], [`fd`] | names, files, descriptors |
//! | [`ipc`] | System V messages, semaphores and shared memory |
//! | [`socket`] | sockets of the Unix domain |
//! | [`memory`], [`process`], [`thread`], [`signal`], [`time`], [`random`] | the rest of POSIX |
//! | [`start`] | what a program is told when it starts, and tells the next at exec |
//! | [`identity`] | the meaning of the identity words in messages and on the process page |
//! | [`server`] | the other side: receive requests, answer them |
#![cfg_attr(not(test), no_std)]

pub mod fd;
pub mod fs;
pub mod identity;
pub mod ipc;
pub mod kernel;
pub mod memory;
pub mod path;
pub mod process;
pub mod protocol;
pub mod random;
pub mod server;
pub mod signal;
pub mod socket;
pub mod start;
mod state;
pub mod thread;
pub mod time;
pub mod types;

pub use abi::errno::Result;
pub use abi::{Errno, Handle, UserSlice};
pub use state::{Attend, Process, Thread};
