//! From the first instruction to `main`, and what static programs need that a dynamic loader does
//! for others: self-relocation ([`relocate`]), which the loader needs for itself, too, and thread-local storage.
//!
//! `x86_64/*.S` are the start files (`crt1.o` and so on) that the compiler links in.

pub mod auxv;
#[cfg(not(test))]
mod main;
#[cfg(not(test))]
mod relocate;

#[cfg(not(test))]
pub use main::{attach, initialise_static};
#[cfg(not(test))]
pub use relocate::{__relibc_relocate as relocate, bind_to_itself};
