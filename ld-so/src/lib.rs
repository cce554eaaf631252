//! The dynamic loader, `/lib/ld-relibc-x86_64.so.1`: the same file on Linux and on Ochre, and the same as the C
//! library, `libc.so`.
//!
//! *Overview.* The kernel maps a program and this file, and starts it here. It relocates and binds
//! itself ([`start`]), makes [`object::Object`]s of the program, of itself and of every library that the program needs
//! ([`link`], found by [`search`], mapped by [`map`]), lays out their thread-local storage
//! ([`tls`]), binds their symbols ([`symbols`], [`relocate`]), sets the C library up, runs the initialisers and
//! goes to the program. Afterwards it serves `dlopen` and its kin ([`interface`]).
//!
//! *Boundary.* Kernel calls, memory allocation and locks are relibc's. Before the thread pointer is set, and before it
//! is bound with the program's definitions in view, nothing of relibc is called that needs a control block or
//! an exported variable. Everything read from a file is checked against the file's mapping
//! before use: a damaged file is an error with a message, never a crash of the loader. (A library that
//! is whole but hostile runs code anyway.)
//!
//! Sources: System V gABI chapter 5, its AMD64 supplement, Drepper's "ELF Handling For
//! Thread-Local Storage", the GNU hash and symbol versioning notes.
#![no_std]
#![allow(clippy::missing_safety_doc)] // Entry points called by assembly and by the C library.

extern crate alloc;

mod arch;
pub mod error;
pub mod map;
pub mod object;
pub mod relocate;
pub mod symbols;
mod tls;

// What runs only as a program's loader. The rest is also tried on the build machine (tests/fuzz/library).
#[cfg(not(test))]
mod debugger;
#[cfg(not(test))]
mod interface;
#[cfg(not(test))]
mod link;
#[cfg(not(test))]
mod loading;
#[cfg(not(test))]
mod search;
#[cfg(not(test))]
mod start;
