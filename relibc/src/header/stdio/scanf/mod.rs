//! The `scanf` family.
//!
//! `source` is where characters come from: a string or a stream, of bytes or of wide characters. `scan` drives and
//! reads numbers, `text` stores strings. An input item is the longest prefix of the input that could begin a match; one
//! character beyond it is looked at and put back (C17 7.21.6.2p9).

mod entry;
mod scan;
mod source;
#[cfg(test)]
mod test;
mod text;
mod wide_entry;

pub use entry::*;
pub use wide_entry::*;
