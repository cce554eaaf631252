//! `<unistd.h>`: the calls of POSIX that are no other header's.

pub mod configuration;
pub mod files;
pub mod heap;
pub mod host;
pub mod identity;
pub mod io;
pub mod process;
pub mod terminal;
pub mod time;
