//! Policy of the kernel: what happens, never how the hardware does it.
//!
//! Objects behind handles, messages between clients and servers, memory objects and address
//! spaces, the scheduler, futexes, events and time. There is no `unsafe` here, and it all runs on
//! the host in tests, over a simulated [`machine::Machine`].
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod event;
pub mod file;
pub mod futex;
pub mod handle;
pub mod interrupt;
pub mod ipc;
pub mod lock;
pub mod log;
pub mod machine;
pub mod memory;
pub mod poll;
pub mod process;
pub mod random;
pub mod scheduler;
pub mod start;
pub mod syscall;
pub mod thread;
pub mod time;
pub mod user;
pub mod wait;
