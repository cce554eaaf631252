//! The standard input: apart, so that only programs which use it have it.

use super::standard::{standard, Buffer, Standard, StreamPointer};
use super::{READABLE, UNDECIDED};
use crate::types::*;

#[cfg_attr(not(test), link_section = ".bss.large")]
static BUFFER: Buffer = Buffer::new();
static INPUT: Standard = standard(0, READABLE | UNDECIDED, &BUFFER);

/// The standard input.
#[cfg_attr(not(test), no_mangle)]
pub static stdin: StreamPointer = StreamPointer::to(&INPUT);

/// By which the list of streams knows that the program has this one: a weak symbol there.
#[cfg_attr(not(test), no_mangle)]
pub(super) extern "C" fn __relibc_hook_stdin() -> *mut c_void {
    stdin.cast()
}
