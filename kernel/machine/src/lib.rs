//! Mechanism of the kernel: what the hardware does for `kernel-core`, and the only `unsafe` code.
//!
//! *Overview.* The boot loader enters [`boot`](x86_64/boot/index.html), which brings up memory,
//! traps, clocks and the other CPUs, installs [`kernel_core::machine::Machine`] and calls
//! `kernel_core::start::boot`. From then on code here runs because core calls a method of the trait
//! or because the CPU trapped.
//!
//! *Responsibility boundary.* Nothing here decides: which thread runs, what is mapped, what a fault
//! means is core's. Nothing in core touches hardware. One folder per architecture; only x86-64 so
//! far.
#![no_std]

extern crate alloc;

#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "x86_64")]
pub use x86_64::console::panic::panic;
