//! A file system in memory, filled from the boot archive.
//!
//! `tree` holds names and attributes and is pure logic; `main.rs` joins it to the kernel: files
//! are memory objects with streams, so that reading and writing them never comes here.
#![forbid(unsafe_code)]

pub mod tree;
