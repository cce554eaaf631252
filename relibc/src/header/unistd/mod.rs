//! `<unistd.h>`: the calls of POSIX that are no other header's.

pub mod configuration;
pub mod files;
pub mod heap;
pub mod host;
pub mod identity;
pub mod io;
pub mod password;
pub mod process;
pub mod shells;
pub mod terminal;
pub mod time;
