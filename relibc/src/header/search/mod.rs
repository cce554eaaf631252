//! `<search.h>`: hash tables, binary trees, linear search and queues.

mod hash;
mod linear;
mod tree;

pub use hash::*;
pub use linear::*;
pub use tree::*;
