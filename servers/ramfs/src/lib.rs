//! A file system in memory, filled from the boot archive.
//!
//! - `tree`: names, attributes, permissions; pure logic, tested against the host's file system;
//! - `directory`: the names of one directory;
//! - `nodes`: the tree's nodes by number;
//! - `content`: a file's memory object and stream: reading and writing it never comes here;
//! - `opens`: who has what open, by the numbers that clients' files have;
//! - `fifo`: named pipes, whose bytes are the kernel's;
//! - `locks`: record locks and whole-file locks; pure logic;
//! - `watches`: inotify's watches and events; pure logic;
//! - `server`: the file operations;
//! - `locking`: requests of locks;
//! - `events`: what the server tells the watches;
//! - `archive`: filling the tree at boot.
#![forbid(unsafe_code)]

pub mod archive;
pub mod content;
pub mod directory;
mod events;
pub mod fifo;
mod locking;
pub mod locks;
mod nodes;
pub mod opens;
pub mod server;
pub mod tree;
pub mod watches;
