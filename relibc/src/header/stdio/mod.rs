//! `<stdio.h>`.
//!
//! `stream` is a stream: a buffer over a `backend`, which is a descriptor, memory (`memory`) or a program's
//! functions (`cookie`). `standard` has the standard output and the list of all open streams, `standard_input` and
//! `standard_error` the other two standard streams. `open`, `get`, `put`,
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
pub mod printf;
mod process;
mod put;
mod put_error;
mod scanf;
mod standard;
mod standard_error;
mod standard_input;
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
pub use put_error::*;
pub use scanf::*;
pub use standard::stdout;
pub use standard_error::stderr;
pub use standard_input::stdin;
pub use stream::{Stream, EOF, FILE};
pub use temporary::*;
pub use wide::*;

pub(crate) use standard::flush_lines;
pub(crate) use stream::{
    APPEND, END, ERROR, LINES, READABLE, SEEK_CUR, SEEK_SET, STATIC, UNBUFFERED, UNDECIDED, UNGET,
    WRITABLE,
};
