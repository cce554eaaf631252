//! `<stdlib.h>`.

pub mod env;
pub mod exit;

pub use exit::abort;
