//! `<errno.h>`: the location of `errno`, and the program's name for messages. Error numbers are in
//! the `abi` crate; their C text is in `cbindgen.toml`.

use crate::types::*;
use core::sync::atomic::{AtomicPtr, Ordering};

/// Where the calling thread's `errno` is.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn __errno_location() -> *mut c_int {
    crate::errno::location()
}

static EMPTY: [c_char; 1] = [0];

/// The program's name as it was called (GNU).
#[cfg_attr(not(test), no_mangle)]
pub static program_invocation_name: AtomicPtr<c_char> = AtomicPtr::new(EMPTY.as_ptr().cast_mut());

/// The program's name without its folder (GNU).
#[cfg_attr(not(test), no_mangle)]
pub static program_invocation_short_name: AtomicPtr<c_char> =
    AtomicPtr::new(EMPTY.as_ptr().cast_mut());

// The same variables, by their BSD names: a program that sets one sets the other.
#[cfg(not(test))]
core::arch::global_asm!(
    ".globl __progname, __progname_full",
    ".set __progname, program_invocation_short_name",
    ".set __progname_full, program_invocation_name"
);

/// Sets both names from `argv[0]`.
///
/// # Safety
/// `name` is null or a string that lives as long as the process.
pub(crate) unsafe fn set_program_name(name: *mut c_char) {
    if name.is_null() {
        return;
    }
    // Byte by byte: each process starts with this, and the first use of wide registers costs it more than the loop.
    let (mut short, mut place) = (name, name);
    // SAFETY: the caller's promise: no place is behind the terminator.
    while let byte @ 1.. = unsafe { *place } as u8 {
        place = place.wrapping_add(1);
        if byte == b'/' {
            short = place;
        }
    }
    program_invocation_name.store(name, Ordering::Relaxed);
    program_invocation_short_name.store(short, Ordering::Relaxed);
}
