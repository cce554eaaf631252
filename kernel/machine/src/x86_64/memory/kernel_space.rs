//! The kernel's half of every address space.
//!
//! Its root table is made once; the slots in use are filled then, so that other root tables, which
//! copy the slots, see every later change below them.

use super::direct_map;
use super::entry::{self, find_or_create, Table};
use core::sync::atomic::{AtomicU64, Ordering};
use kernel_core::machine::Frame;
use kernel_core::memory::frame;
use spin::Mutex;
use x86_64::registers::control::{Cr3, Cr3Flags};
use x86_64::structures::paging::PhysFrame;
use x86_64::PhysAddr;

/// Distance between the kernel image's addresses and where it is loaded.
pub const IMAGE_BASE: usize = 0xffff_ffff_8000_0000;

/// Where kernel stacks live.
pub const STACKS: usize = 0xffff_c000_0000_0000;

/// End of the kernel stacks: their slot of the root table.
pub const STACKS_END: usize = 0xffff_c080_0000_0000;

/// Where device registers are mapped, at their physical address plus this.
const DEVICES: usize = 0xffff_c080_0000_0000;

/// Device registers above this physical address cannot be mapped: the slot ends.
const DEVICES_END: u64 = 512 << 30;

static ROOT: AtomicU64 = AtomicU64::new(0);

/// Held while tables of the kernel's half change after boot.
static CHANGES: Mutex<()> = Mutex::new(());

extern "C" {
    static __text_start: u8;
    static __text_end: u8;
    static __rodata_start: u8;
    static __rodata_end: u8;
    static __data_start: u8;
    static __data_end: u8;
    static __image_start: u8;
    static __image_end: u8;
}

/// Physical addresses of the loaded image, the part that runs before paging included.
pub fn image() -> core::ops::Range<u64> {
    (&raw const __image_start) as u64..(&raw const __image_end) as u64
}

/// Addresses of the kernel's code.
pub fn text() -> core::ops::Range<usize> {
    (&raw const __text_start) as usize..(&raw const __text_end) as usize
}

/// The kernel's root table.
#[inline]
pub fn root() -> Frame {
    Frame(ROOT.load(Ordering::Relaxed))
}

/// Makes the kernel's tables with zeroed frames from `allocate` and loads them. `ram_end` is the
/// end of RAM; the direct map reaches at least to 4 GiB, because firmware tables lie in memory that
/// is not RAM to us.
pub fn initialise(ram_end: u64, allocate: &mut dyn FnMut() -> Frame) {
    let root = allocate();
    ROOT.store(root.0, Ordering::Relaxed);
    let direct_end = ram_end.clamp(4 << 30, direct_map::SIZE);
    map_direct(root, direct_end, allocate);
    direct_map::set_end(direct_end);
    let rodata = (&raw const __rodata_start) as usize..(&raw const __rodata_end) as usize;
    let data = (&raw const __data_start) as usize..(&raw const __data_end) as usize;
    map_image(root, text(), 0, allocate);
    map_image(root, rodata, entry::NO_EXECUTE, allocate);
    map_image(root, data, entry::NO_EXECUTE | entry::WRITABLE, allocate);
    for area in [STACKS, DEVICES] {
        // Makes the slot's table; there is nothing in it yet.
        new_entry(root, area, 3, allocate);
    }
    load();
}

/// Loads the kernel's tables on this CPU, with no user half.
pub fn load() {
    let frame = PhysFrame::containing_address(PhysAddr::new(root().0 << 12));
    // SAFETY: the kernel's half maps everything that runs and is the same in all root tables.
    unsafe { Cr3::write(frame, Cr3Flags::empty()) };
}

fn new_entry<'a>(
    root: Frame,
    address: usize,
    level: u32,
    allocate: &mut dyn FnMut() -> Frame,
) -> &'a AtomicU64 {
    let flags = entry::PRESENT | entry::WRITABLE;
    // SAFETY: at boot nobody else knows the tables.
    unsafe { find_or_create(root, address, level, flags, &mut || Some(allocate())) }
        .expect("the kernel's areas do not overlap")
}

fn map_direct(root: Frame, end: u64, allocate: &mut dyn FnMut() -> Frame) {
    let (level, size) = match crate::x86_64::cpu::features::get().huge_pages {
        true => (3, 1 << 30),
        false => (2, 2 << 20),
    };
    let flags = entry::PRESENT
        | entry::WRITABLE
        | entry::LARGE
        | entry::GLOBAL
        | entry::NO_EXECUTE
        | entry::ACCESSED
        | entry::DIRTY;
    for physical in (0..end).step_by(size) {
        new_entry(root, direct_map::address(physical), level, allocate)
            .store(physical | flags, Ordering::Relaxed);
    }
}

fn map_image(
    root: Frame,
    range: core::ops::Range<usize>,
    flags: u64,
    allocate: &mut dyn FnMut() -> Frame,
) {
    let flags = flags | entry::PRESENT | entry::GLOBAL | entry::ACCESSED | entry::DIRTY;
    for address in range.step_by(0x1000) {
        new_entry(root, address, 1, allocate)
            .store((address - IMAGE_BASE) as u64 | flags, Ordering::Relaxed);
    }
}

fn allocate_table() -> Option<Frame> {
    let frame = frame::allocate()?;
    // SAFETY: just allocated: RAM, and ours.
    unsafe { direct_map::frame::<Table>(frame).write_bytes(0, 1) };
    Some(frame)
}

fn map(address: usize, frame: Frame, flags: u64) -> bool {
    let _changes = CHANGES.lock();
    let table_flags = entry::PRESENT | entry::WRITABLE;
    // SAFETY: the lock makes us the only one that changes the kernel's half.
    let slot = unsafe { find_or_create(root(), address, 1, table_flags, &mut allocate_table) };
    let Some(slot) = slot else { return false };
    slot.store(
        frame.0 << 12 | flags | entry::PRESENT | entry::GLOBAL | entry::NO_EXECUTE,
        Ordering::Release,
    );
    true
}

/// Maps a frame writable where nothing is mapped. False if memory for tables is short.
pub fn map_page(address: usize, frame: Frame) -> bool {
    map(address, frame, entry::WRITABLE)
}

/// Removes a page. The caller flushes.
pub fn unmap_page(address: usize) -> Option<Frame> {
    let _changes = CHANGES.lock();
    // SAFETY: the kernel's tables are never freed.
    let bits = unsafe { entry::find(root(), address) }?.swap(0, Ordering::AcqRel);
    (bits & entry::PRESENT != 0).then(|| entry::frame_of(bits))
}

/// Maps device registers uncached, for good, and gives their address. None if memory for tables is
/// short or the address is out of reach.
pub fn map_device(physical: u64, len: u64) -> Option<usize> {
    if physical.checked_add(len)? > DEVICES_END {
        return None;
    }
    for page in (physical & !0xfff..physical + len).step_by(0x1000) {
        let flags = entry::WRITABLE | entry::CACHE_DISABLE | entry::WRITE_COMBINING;
        if !map(DEVICES + page as usize, Frame(page >> 12), flags) {
            return None;
        }
    }
    Some(DEVICES + physical as usize)
}
