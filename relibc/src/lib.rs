//! relibc: the C library, POSIX.1-2024 with musl's ABI on x86-64, the same binary on Linux and on
//! Ochre.
//!
//! - [`header`]: one folder a C header, with the functions it declares and the `cbindgen.toml` its
//!   C text is made from.
//! - [`platform`]: what a kernel gives. Nothing outside it makes a kernel call.
//! - [`start`]: from the first instruction to `main`.
//! - [`loader`]: what the dynamic loader and the library tell each other.
//! - [`thread`]: the thread control block and the set-up of thread-local storage.
//! - [`allocator`]: what `malloc` and Rust's `alloc` stand on.
//! - [`number`]: numbers and their text.
//! - [`arch`]: what only assembly can say.
//! - [`database`]: files such as `/etc/passwd`.
//! - [`descriptor`]: what opens and closes descriptors, and close-on-fork.
//! - [`types`], [`errno`], [`io`], [`sync`]: C's type names, error reporting, raw output, locks.
//!
//! How exported functions are written is in `README.md`.
#![no_std]
// Here C's functions are made: the compiler must not take a call of `stpcpy` for what it knows of it, nor
// make a loop in `memcpy` into a call of `memcpy`.
#![no_builtins]
#![feature(c_variadic)]
#![feature(optimize_attribute)]
#![feature(used_with_arg)]
#![cfg_attr(not(test), feature(alloc_error_handler, linkage))]
#![allow(clippy::missing_safety_doc)] // C's contracts are those of the standard's pages.
#![allow(non_camel_case_types, non_upper_case_globals)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod allocator;
pub mod arch;
mod compatibility;
pub mod database;
pub mod descriptor;
pub mod errno;
pub mod header;
pub mod io;
pub mod loader;
pub mod number;
pub mod platform;
#[cfg(not(test))]
mod runtime;
pub mod start;
pub mod sync;
pub mod thread;
pub mod types;

pub use errno::{Errno, ResultExt};
