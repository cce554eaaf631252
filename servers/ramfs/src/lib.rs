//! A file system in memory, filled from the boot archive.
//!
//! - `tree`: names, attributes, permissions; pure logic, tested against the host's file system;
//! - `nodes`: the tree's nodes by number;
//! - `content`: a file's memory object and stream: reading and writing it never comes here;
//! - `server`: the file operations;
//! - `archive`: filling the tree at boot.
#![forbid(unsafe_code)]

pub mod archive;
pub mod content;
mod nodes;
pub mod server;
pub mod tree;
