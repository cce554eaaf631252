//! The terminal server: serial lines and pseudo-terminals.
//!
//! - `discipline`: the POSIX line discipline, pure logic, compared with Linux's in tests;
//! - `terminal`: one terminal: its line, its session, who waits for it;
//! - `serial`: a UART;
//! - `manager`: what is asked of the process manager;
//! - `server`: names and file operations.
#![deny(unsafe_code)]

pub mod discipline;
pub mod manager;
pub mod serial;
pub mod server;
pub mod terminal;
