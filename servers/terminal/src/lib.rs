//! The terminal server.
//!
//! `discipline` is the POSIX line discipline, pure logic; `terminal` is one terminal: who has it
//! open, who waits, whose session it belongs to; `pty` makes pairs of them; `serial` drives a UART;
//! `main.rs` joins them to the kernel.
#![forbid(unsafe_code)]

pub mod discipline;
