//! Ochre's kernel.
//!
//! This crate is glue only: [`kernel_machine`] holds the entry points, brings the hardware up and
//! calls `kernel_core::start::boot`; the panic handler is named here because a binary must name
//! one. `linker.ld` gives the layout, `run.sh` builds and boots it for developers.
#![no_std]
#![no_main]
#![forbid(unsafe_code)]

use core::panic::PanicInfo;

#[panic_handler]
fn panic(information: &PanicInfo) -> ! {
    kernel_machine::panic(information)
}
