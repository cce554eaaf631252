//! The process manager: who is whose child, who may signal whom, who waits for what.
//!
//! POSIX's process semantics, apart from any kernel: [`manager::Manager`] holds the table and the
//! rules, and asks a [`system::System`] (the kernel, or a recorder in tests) for what must happen.
//! `main.rs` joins both to the message loop. `posix` holds what a process does for itself
//! (handlers, masks, exec).
//!
//! | room | what |
//! |---|---|
//! | [`table`] | processes by number; allocation of numbers |
//! | [`process`] | one process |
//! | [`manager`] | fork and exit, and the rules' common ground |
//! | [`wait`] | who waits, what is reported |
//! | [`signal`] | kill, stop, continue |
//! | [`group`] | process groups and sessions |
//! | [`identity`] | user and group ids, limits, priorities |
//! | [`files`] | `/proc` |
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]

pub mod files;
pub mod group;
pub mod identity;
pub mod manager;
pub mod process;
pub mod signal;
pub mod system;
pub mod table;
pub mod wait;

#[cfg(test)]
mod tests;
