//! The user half of page tables. Core holds the address space's lock around every function here.

use super::entry::{self, find, find_or_create, frame_of, index, table, Table};
use super::{direct_map, kernel_space};
use core::sync::atomic::{AtomicU64, Ordering};
use kernel_core::machine::{Cache, Frame, PageAttributes, PageChange, PageEntry, PageTable};
use kernel_core::memory::frame;

/// Entries of the root that belong to user space.
const USER_SLOTS: usize = 256;

/// Bytes that a table of the lowest level maps.
const LEAF_TABLE_SPAN: usize = 512 << 12;

/// A leaf entry with one of these holds a page.
const ENTERED: u64 = entry::PRESENT | entry::HIDDEN;

/// A frame full of zeroes for a table.
fn allocate_table() -> Option<Frame> {
    let frame = frame::allocate()?;
    // SAFETY: the frame was just allocated, so it is RAM and nobody else uses it.
    unsafe { direct_map::frame::<[u64; 512]>(frame).write_bytes(0, 1) };
    Some(frame)
}

pub fn create() -> Option<PageTable> {
    let root = allocate_table()?;
    // SAFETY: both are root tables; the new one is ours alone.
    let (new, kernel) = unsafe { (table(root), table(kernel_space::root())) };
    for slot in USER_SLOTS..512 {
        new[slot].store(kernel[slot].load(Ordering::Relaxed), Ordering::Relaxed);
    }
    let page_table = PageTable::new(root);
    super::tlb::initialise(&page_table);
    Some(page_table)
}

/// Frees the tables of the user half and the root, after every CPU has left them.
pub fn free(page_table: &PageTable) {
    super::tlb::leave(page_table);
    free_level(page_table.root, 4, USER_SLOTS);
}

fn free_level(table_frame: Frame, level: u32, slots: usize) {
    if level > 1 {
        // SAFETY: no CPU has the tables loaded and core has given up the space, so they are ours.
        let entries = &unsafe { table(table_frame) }[..slots];
        // Tables are mostly empty: a look at eight entries together pays.
        for group in entries.chunks_exact(8) {
            if is_empty(group) {
                continue;
            }
            for entry in group.iter().map(|slot| slot.load(Ordering::Relaxed)) {
                if entry & entry::PRESENT != 0 {
                    free_level(frame_of(entry), level - 1, 512);
                }
            }
        }
    }
    frame::free(table_frame);
}

fn leaf(frame: Frame, attributes: PageAttributes) -> u64 {
    let mut bits = frame.0 << 12 | entry::USER;
    bits |= match attributes.readable {
        true => entry::PRESENT,
        false => entry::HIDDEN,
    };
    if attributes.writable {
        bits |= entry::WRITABLE;
    }
    if !attributes.executable {
        bits |= entry::NO_EXECUTE;
    }
    bits | match attributes.cache {
        Cache::WriteBack => 0,
        Cache::WriteCombining => entry::WRITE_COMBINING,
        Cache::Uncached => entry::CACHE_DISABLE | entry::WRITE_COMBINING,
    }
}

fn page_entry(bits: u64) -> Option<PageEntry> {
    (bits & ENTERED != 0).then(|| PageEntry {
        frame: frame_of(bits),
        readable: bits & entry::PRESENT != 0,
        writable: bits & entry::WRITABLE != 0,
        dirty: bits & entry::DIRTY != 0,
        accessed: bits & entry::ACCESSED != 0,
    })
}

pub fn map(
    page_table: &PageTable,
    address: usize,
    frame: Frame,
    attributes: PageAttributes,
) -> bool {
    let flags = entry::PRESENT | entry::WRITABLE | entry::USER;
    // SAFETY: core holds the space's lock, so nobody else changes these tables.
    let slot = unsafe { find_or_create(page_table.root, address, 1, flags, &mut allocate_table) };
    let Some(slot) = slot else { return false };
    slot.store(leaf(frame, attributes), Ordering::Release);
    true
}

pub fn unmap(page_table: &PageTable, address: usize) -> Option<PageEntry> {
    // SAFETY: core holds the space's lock.
    let slot = unsafe { find(page_table.root, address) }?;
    // One exchange, so that a dirty bit the CPU sets at this moment is not lost.
    page_entry(slot.swap(0, Ordering::AcqRel))
}

pub fn protect(page_table: &PageTable, address: usize, attributes: PageAttributes) {
    // SAFETY: core holds the space's lock.
    let Some(slot) = (unsafe { find(page_table.root, address) }) else {
        return;
    };
    protect_entry(slot, attributes);
}

fn protect_entry(slot: &AtomicU64, attributes: PageAttributes) {
    // The CPU may set the accessed and dirty bits meanwhile, hence the loop.
    let _ = slot.fetch_update(Ordering::AcqRel, Ordering::Relaxed, |old| {
        let kept = old & (entry::ACCESSED | entry::DIRTY);
        (old & ENTERED != 0).then(|| leaf(frame_of(old), attributes) | kept)
    });
}

pub fn query(page_table: &PageTable, address: usize) -> Option<PageEntry> {
    // SAFETY: core holds the space's lock.
    page_entry(unsafe { find(page_table.root, address) }?.load(Ordering::Relaxed))
}

/// See `Machine::update_pages`.
pub fn update(
    page_table: &PageTable,
    start: usize,
    end: usize,
    visit: &mut dyn FnMut(usize, PageEntry) -> PageChange,
) {
    update_level(page_table.root, 4, start, end, visit);
}

fn update_level(
    table_frame: Frame,
    level: u32,
    start: usize,
    end: usize,
    visit: &mut dyn FnMut(usize, PageEntry) -> PageChange,
) {
    // SAFETY: core holds the space's lock, so the tables stay.
    let entries = unsafe { table(table_frame) };
    if level == 1 {
        return update_pages(entries, start, end, visit);
    }
    let span = 1usize << (12 + 9 * (level - 1));
    let mut at = start;
    while at < end {
        let next = (at & !(span - 1)) + span;
        let bits = entries[index(at, level)].load(Ordering::Relaxed);
        if bits & entry::PRESENT != 0 {
            update_level(frame_of(bits), level - 1, at, end.min(next), visit);
        }
        at = next;
    }
}

/// The range lies in one table of the lowest level.
fn update_pages(
    entries: &Table,
    start: usize,
    end: usize,
    visit: &mut dyn FnMut(usize, PageEntry) -> PageChange,
) {
    let base = start & !(LEAF_TABLE_SPAN - 1);
    let (mut at, last) = (index(start, 1), index(end - 1, 1));
    while at <= last {
        // Most of a range is empty as a rule: a look at eight entries together pays.
        if at % 8 == 0 && is_empty(&entries[at..at + 8]) {
            at += 8;
            continue;
        }
        let slot = &entries[at];
        if let Some(page) = page_entry(slot.load(Ordering::Relaxed)) {
            match visit(base + (at << 12), page) {
                PageChange::Keep => {}
                PageChange::Remove => slot.store(0, Ordering::Release),
                PageChange::Protect(attributes) => protect_entry(slot, attributes),
            }
        }
        at += 1;
    }
}

/// Whether no entry of the group is used.
#[inline]
fn is_empty(group: &[AtomicU64]) -> bool {
    let load = |slot: &AtomicU64| slot.load(Ordering::Relaxed);
    group.iter().fold(0, |all, slot| all | load(slot)) & ENTERED == 0
}
