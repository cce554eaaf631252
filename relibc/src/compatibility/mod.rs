//! What objects need that were compiled with another C library's headers: no header of ours declares these.
//!
//! - `names`: other names of functions, which jump there.
//! - `checked`, `checked_text`, `checked_wide`: the functions of `_FORTIFY_SOURCE`, which our headers use, too
//!   (`include/bits/fortify.h`).
//! - `checked_format`, `checked_jump`: what those refuse of formats and of jumps.
//! - `character_tables`: glibc's `<ctype.h>`.
//! - `kernel_calls`: calls of Linux's kernel.
//! - `numbered_stat`: `stat` and `mknod` with a number for the structure's edition.

use crate::header::signal::action::signal;
use crate::header::signal::{abort_process, SIGABRT, SIG_DFL};
use crate::io::RawStderr;
use core::fmt::Write as _;

mod character_tables;
mod checked;
mod checked_format;
mod checked_jump;
mod checked_text;
mod checked_wide;
mod kernel_calls;
mod names;
mod numbered_stat;

#[cfg(not(test))]
pub(crate) use checked_jump::refuse_jump_down;

/// Ends the process with a message and SIGABRT. Nothing in the process can be trusted any more: no handler runs.
#[cold]
pub(crate) fn terminate(message: &str) -> ! {
    let _ = RawStderr.write_str(message);
    // SAFETY: the default action is not code of the program.
    unsafe { signal(SIGABRT, SIG_DFL) };
    abort_process()
}
