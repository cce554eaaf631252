//! The standard error output: apart, so that only programs which use it have it.

use super::standard::{standard, Buffer, Standard, StreamPointer};
use super::{UNBUFFERED, WRITABLE};
use crate::types::*;

#[cfg_attr(not(test), link_section = ".bss.large")]
static BUFFER: Buffer = Buffer::new();
static OUTPUT: Standard = standard(2, WRITABLE | UNBUFFERED, &BUFFER);

/// The standard error output.
#[cfg_attr(not(test), no_mangle)]
pub static stderr: StreamPointer = StreamPointer::to(&OUTPUT);

/// By which the list of streams knows that the program has this one: a weak symbol there.
#[cfg_attr(not(test), no_mangle)]
pub(super) extern "C" fn __relibc_hook_stderr() -> *mut c_void {
    stderr.cast()
}
