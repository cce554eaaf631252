//! What Rust's `core` and `alloc` ask of a program without `std`.
//!
//! A panic is a fault of the library itself. It is told on the standard error output, with the address at which it was
//! found, and the process ends by a trap: nothing in it can be trusted any more, so no handler runs. Nothing is
//! formatted either, and places in the sources are left out of the library: with them, `core::fmt` and a table of places
//! were a third of a small program, and most of what the dynamic loader had to relocate (decision 0019).
//! `core`'s own functions for failed checks would bring formatting in again; `sysroot/make-archive.sh` puts those of
//! `arch::failures` in their place.

use crate::io::RawStderr;
use core::fmt::Write;
use core::panic::PanicInfo;

extern "C" {
    /// The file header of the program or library that this code is in, by the linker.
    static __ehdr_start: u8;
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    tell(info.message().as_str().unwrap_or("panic"));
    end()
}

#[cold]
#[optimize(size)]
#[inline(never)]
fn put(text: &[u8]) {
    // Nothing is left to do when even this fails.
    let _ = RawStderr.write_bytes(text);
}

#[cold]
#[optimize(size)]
#[inline(never)]
fn tell(what: &str) {
    put(b"relibc: a fault of the C library itself: ");
    put(what.as_bytes());
}

/// Ends the process at once, as a fault.
fn end() -> ! {
    put(b"\n");
    // SAFETY: traps.
    unsafe { core::arch::asm!("ud2", options(noreturn)) }
}

/// Tells of a failed check: `text` says what, and `address` where, in words for `addr2line`.
///
/// # Safety
/// `text` and `length` are those of a string of characters.
#[cold]
#[inline(never)]
pub(crate) unsafe extern "C" fn fail(text: *const u8, length: usize, address: usize) -> ! {
    // SAFETY: the caller's promise.
    let text = unsafe { core::slice::from_raw_parts(text, length) };
    tell("");
    put(text);
    put(b", at ");
    put_hexadecimal(address);
    put(b", image at ");
    put_hexadecimal(&raw const __ehdr_start as usize);
    end()
}

#[cold]
#[optimize(size)]
#[inline(never)]
fn put_hexadecimal(number: usize) {
    put(b"0x");
    for place in (0..16).rev() {
        let digit = number >> (4 * place) & 15;
        put(&b"0123456789abcdef"[digit..=digit]);
    }
}

#[alloc_error_handler]
fn out_of_memory(_: core::alloc::Layout) -> ! {
    let _ = RawStderr.write_str("relibc: out of memory\n");
    crate::header::stdlib::abort()
}

/// Called by a function that finds its stack canary changed.
#[no_mangle]
pub extern "C" fn __stack_chk_fail() -> ! {
    crate::compatibility::terminate("*** stack smashing detected ***: terminated\n")
}
