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
