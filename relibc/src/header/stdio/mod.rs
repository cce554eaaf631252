//! `<stdio.h>`.
//!
//! `stream` is a stream: a buffer over a `backend`, which is a descriptor, memory (`memory`) or a program's
//! functions (`cookie`). `standard` has the three standard streams and the list of the others. `open`, `get`, `put`,
//! `wide`, `control` are the functions on streams; `printf` and `scanf` the formatted ones; `files` and `temporary`
//! what the header has about files by name, `process` about commands. `stdio_ext.h` is next door.

mod backend;
mod control;
mod cookie;
mod files;
mod get;
mod lock;
mod memory;
mod open;
mod printf;
mod process;
mod put;
mod scanf;
mod standard;
mod stream;
mod temporary;
#[cfg(test)]
mod test;
mod wide;

pub use backend::Backend;
pub use control::*;
pub use cookie::*;
pub use files::*;
pub use get::*;
pub use memory::{fmemopen, open_memstream, open_wmemstream};
pub use open::{fclose, fdopen, fopen, freopen};
pub use printf::*;
pub use process::*;
pub use put::*;
pub use scanf::*;
pub use standard::{stderr, stdin, stdout};
pub use stream::{Stream, EOF, FILE};
pub use temporary::*;
pub use wide::*;

pub(crate) use standard::{flush_at_exit, flush_lines};
pub(crate) use stream::{
    APPEND, END, ERROR, LINES, READABLE, SEEK_CUR, SEEK_SET, STATIC, UNBUFFERED, UNDECIDED, UNGET,
    WRITABLE,
};
