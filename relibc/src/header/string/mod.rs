//! `string.h`: bytes and byte strings (POSIX.1-2024, with the GNU and BSD additions musl has).
//!
//! `memory` copies, fills, compares; `length`, `find`, `span` and `search` look for things; `copy`
//! and `compare` work on whole strings; `token` splits; `error` and `messages` name errors and
//! signals. `scan` has the scanning loops, over [`crate::arch::Vector`]; `strings.h` is next door.

mod compare;
mod copy;
mod error;
mod find;
mod length;
mod memory;
mod messages;
mod scan;
mod search;
mod span;
#[cfg(test)]
mod test;
mod token;

pub use compare::*;
pub use copy::*;
pub use error::*;
pub use find::*;
pub use length::*;
pub use memory::*;
pub use search::*;
pub use span::*;
pub use token::*;
