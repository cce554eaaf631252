//! A file system in memory, filled from the boot archive.
//!
//! - `tree`: names, attributes, permissions; pure logic, tested against the host's file system;
//! - `content`: a file's memory object and stream: reading and writing it never comes here;
//! - `server`: the file operations;
//! - `archive`: filling the tree at boot.
#![forbid(unsafe_code)]

pub mod archive;
pub mod content;
pub mod server;
pub mod tree;
