//! x86-64.
//!
//! - `boot/`: entry from GRUB (multiboot2) and QEMU (PVH), the memory map, the order of bring-up
//! - `cpu/`: features, descriptor tables, per-CPU data, vector state
//! - `memory/`: direct map, kernel address space, page tables, TLB, heap, user copies
//! - `trap/`: system calls, exceptions and interrupts, from their assembly entries on
//! - `thread/`: kernel stacks, context switch, user registers of parked threads
//! - `interrupt/`: local APIC and I/O APIC
//! - `time/`: time stamp counter, timer interrupt, real-time clock
//! - `smp/`: start of the other CPUs, interrupts between CPUs
//! - `acpi/`: the few tables we read
//! - `console/`: debug console, panic, symbols
//! - `power`: off and reboot
//! - `machine`: the `Machine` trait, delegating to the rooms above

mod acpi;
mod boot;
pub mod console;
mod cpu;
mod interrupt;
mod machine;
mod memory;
mod power;
mod smp;
mod thread;
mod time;
mod trap;
