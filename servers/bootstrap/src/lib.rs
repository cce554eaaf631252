//! The parts of bootstrap that need no kernel: reading the initial files and the command line.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]

pub mod archive;
pub mod options;
