//! `<string.h>`.

pub mod memory;
