//! `/proc`: Linux's names and formats (proc(5)), as far as the manager knows the facts.
//!
//! Files have no state: a node's number says which process and which file, and its text is made
//! anew at each read. [`node`] is names and numbers, [`process`] and [`system`] the texts.

pub mod node;
pub mod process;
pub mod system;

pub use node::{walk, Node, Walked};
