//! From the loader to `core::start::boot`.
//!
//! *Layers.* `entry.s` takes the CPU from the loader's 32-bit mode to [`machine_start`]; [`loader`]
//! is what either loader tells ([`multiboot`], [`pvh`]); [`memory_map`] what of RAM is free. The
//! order of bring-up is that of [`machine_start`] and [`continue_on_own_stack`].

mod loader;
mod memory_map;
mod multiboot;
mod pvh;

use crate::x86_64::cpu::{control, features, local};
use crate::x86_64::interrupt::{io_apic, legacy, local_apic};
use crate::x86_64::memory::{direct_map, kernel_space};
use crate::x86_64::{acpi, power, smp, thread, time, trap};
use core::arch::{asm, global_asm};
use core::cell::UnsafeCell;
use core::ops::Range;
use core::sync::atomic::Ordering;
use kernel_core::machine::{BootInformation, Frame};
use kernel_core::memory::frame::{self, FrameRecord};
use loader::LoaderInformation;

/// Bytes of the boot stack. The frame allocator is built on it; unoptimised code copies it about.
const BOOT_STACK_SIZE: usize = if cfg!(debug_assertions) {
    1 << 20
} else {
    128 << 10
};

global_asm!(include_str!("entry.s"), stack_size = const BOOT_STACK_SIZE, options(att_syntax));

/// What is mapped when we begin; early tables must lie below.
const BOOT_MAP_END: u64 = 4 << 30;

struct Loaded(UnsafeCell<LoaderInformation>);

// SAFETY: written by `machine_start` alone, before anything reads it.
unsafe impl Sync for Loaded {}

static LOADED: Loaded = Loaded(UnsafeCell::new(LoaderInformation::new()));

/// What the loader told.
fn loaded() -> &'static LoaderInformation {
    // SAFETY: not written after `machine_start` gave frames to the allocator.
    unsafe { &*LOADED.0.get() }
}

/// First Rust code, on the boot stack and boot page tables: memory.
#[no_mangle]
extern "C" fn machine_start(magic: u32, information: u32) -> ! {
    features::detect();
    trap::table::initialise();
    trap::table::load();
    local::boot_cpu().install();
    control::initialise();

    let address = u64::from(information);
    // SAFETY: nobody else runs.
    let loaded = unsafe { &mut *LOADED.0.get() };
    *loaded = match magic {
        multiboot::MAGIC => multiboot::read(address),
        pvh::MAGIC => pvh::read(address),
        _ => panic!("unknown boot protocol: magic {magic:#x}"),
    };
    let memory = &mut loaded.memory;
    memory.finish();
    loaded.ram = memory.clone();
    let image = kernel_space::image();
    memory.reserve(image.start, image.end);
    memory.reserve(loaded.module.start, loaded.module.end);
    memory.finish();

    let end = memory.end().min(direct_map::SIZE);
    kernel_space::initialise(end, &mut || early_frame(memory));
    let records = early_records(memory, end);
    kernel_core::machine::install();
    let mut ranges = [const { 0..0 }; memory_map::RANGES_MAX];
    let mut usable = 0;
    for range in memory.ranges() {
        let frames = range.start >> 12..range.end.min(end) >> 12;
        if !frames.is_empty() {
            ranges[usable] = frames;
            usable += 1;
        }
    }
    frame::initialise(records, &ranges[..usable]);

    let stack = thread::allocate_stack().expect("no memory for the first stack");
    // SAFETY: a new stack that nobody uses; the old one is never returned to.
    unsafe {
        asm!("mov rsp, {stack}", "xor ebp, ebp", "call {next}", "ud2",
            stack = in(reg) stack, next = sym continue_on_own_stack, options(noreturn));
    }
}

/// A zeroed frame before there is an allocator.
fn early_frame(memory: &mut memory_map::MemoryMap) -> Frame {
    let address = memory
        .take(0x1000, BOOT_MAP_END)
        .expect("too little memory for page tables");
    // SAFETY: free RAM that the boot page tables map.
    unsafe { direct_map::pointer::<u8>(address).write_bytes(0, 0x1000) };
    Frame(address >> 12)
}

/// The frame allocator's records, zeroed: one for each frame below `end`.
fn early_records(memory: &mut memory_map::MemoryMap, end: u64) -> &'static [FrameRecord] {
    let count = (end >> 12) as usize;
    let bytes = count * size_of::<FrameRecord>();
    let address = memory
        .take(bytes as u64, direct_map::SIZE)
        .expect("too little memory for frame records");
    let records = direct_map::pointer::<FrameRecord>(address);
    // SAFETY: free RAM of that size, mapped by the kernel's direct map now, used for this only. A
    // record is atomic integers, for which zeroes are valid.
    unsafe {
        records.cast::<u8>().write_bytes(0, bytes);
        core::slice::from_raw_parts(records, count)
    }
}

/// The rest of the bring-up, on a guarded stack and with a heap.
extern "C" fn continue_on_own_stack() -> ! {
    let loaded = loaded();
    let acpi = acpi::read(loaded.rsdp.as_ref().map(<[u8; 36]>::as_slice));
    power::initialise(acpi.power);
    legacy::disable();
    local_apic::map(acpi.topology.local_apic);
    local_apic::enable();
    local::boot_cpu()
        .local_apic_id
        .store(local_apic::id(), Ordering::Relaxed);
    io_apic::initialise(&acpi.topology);
    time::initialise();
    smp::start_others(&acpi.topology);
    kernel_core::info!(
        "CPUs: {}; memory: {} MiB; features: {}",
        local::count(),
        frame::counts().total * 4 / 1024,
        features::get(),
    );
    kernel_core::start::boot(BootInformation {
        command_line: loaded.command_line(),
        initfs: module(&loaded.module),
        initfs_frame: Frame(loaded.module.start >> 12),
    })
}

fn module(range: &Range<u64>) -> &'static [u8] {
    assert!(
        range.start.is_multiple_of(0x1000),
        "the loader put the initfs at {:#x}, not at the start of a page",
        range.start
    );
    assert!(
        range.end <= direct_map::SIZE,
        "the initfs lies beyond the direct map"
    );
    // SAFETY: the loader's module, in RAM kept from the allocator; the kernel never writes it.
    unsafe { direct_map::bytes(range.start, (range.end - range.start) as usize) }
}

/// Whether a range of frames overlaps RAM from 1 MiB on: the allocator's, the kernel's, the initfs.
pub fn is_ram(first: Frame, frames: u64) -> bool {
    let start = first.0.saturating_mul(0x1000);
    let end = first.0.saturating_add(frames).saturating_mul(0x1000);
    loaded()
        .ram
        .ranges()
        .iter()
        .any(|range| range.start < end && start < range.end)
}
