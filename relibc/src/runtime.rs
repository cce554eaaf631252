//! What Rust's `core` and `alloc` ask of a program without `std`.

use crate::io::RawStderr;
use core::fmt::Write;
use core::panic::PanicInfo;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    // Nothing is left to do when even this fails.
    let _ = writeln!(RawStderr, "relibc: {info}");
    crate::header::stdlib::abort()
}

#[alloc_error_handler]
fn out_of_memory(layout: core::alloc::Layout) -> ! {
    let _ = writeln!(RawStderr, "relibc: out of memory: {} bytes", layout.size());
    crate::header::stdlib::abort()
}

/// Called by a function that finds its stack canary changed. Nothing in the process can be trusted any
/// more: no handler runs.
#[no_mangle]
pub extern "C" fn __stack_chk_fail() -> ! {
    let _ = RawStderr.write_str("*** stack smashing detected ***\n");
    // SAFETY: traps.
    unsafe { core::arch::asm!("ud2", options(noreturn)) }
}
