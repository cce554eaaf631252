//! What objects need that were compiled with another C library's headers: no header of ours declares these.
//!
//! - `names`: other names of functions, which jump there.
//! - `character_tables`: glibc's `<ctype.h>`.
//! - `numbered_stat`: `stat` and `mknod` with a number for the structure's edition.

mod character_tables;
mod names;
mod numbered_stat;
