//! `<stdlib.h>`: numbers from text (`convert`), sorting (`sort`), random numbers (`random`, `rand48`), divisions
//! (`arithmetic`), multibyte strings (`multibyte`), temporary files, pseudo-terminals, `realpath`, `system` and what is
//! left (`misc`); the environment (`env`) and the end of the process (`exit`). `malloc` has its own folder.

mod arithmetic;
mod convert;
pub mod env;
pub mod exit;
mod misc;
mod multibyte;
mod path;
mod rand48;
mod random;
mod shell;
mod sort;
mod temporary;
mod terminal;
#[cfg(test)]
mod test;

pub use arithmetic::*;
pub use convert::*;
pub use exit::abort;
pub use misc::*;
pub use multibyte::*;
pub use path::*;
pub use rand48::*;
pub use random::*;
pub(crate) use shell::exec_shell;
pub use shell::system;
pub use sort::*;
pub use temporary::*;
pub use terminal::*;
