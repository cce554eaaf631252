//! Kernel stacks: 16 KiB each, with an unmapped guard below, in their own area.
//!
//! A freed stack stays mapped and is used again first. When [`KEPT_MAX`] are idle, half of them are
//! unmapped and their frames freed, with one flush for all.

use crate::x86_64::memory::{kernel_space, tlb};
use alloc::vec::Vec;
use core::sync::atomic::{AtomicU64, Ordering};
use kernel_core::memory::frame;
use spin::Mutex;

const PAGE: u64 = 0x1000;

/// Pages of a stack. Unoptimised code needs more.
const PAGES: u64 = if cfg!(debug_assertions) { 32 } else { 4 };

/// Distance between stacks; what is not the stack is its guard.
const STRIDE: u64 = 2 * PAGES * PAGE;

/// Idle stacks that stay mapped.
const KEPT_MAX: usize = 128;

/// Tops of stacks that are mapped and idle, and of places that are not mapped.
struct Idle {
    mapped: Vec<u64>,
    unmapped: Vec<u64>,
}

static IDLE: Mutex<Idle> = Mutex::new(Idle {
    mapped: Vec::new(),
    unmapped: Vec::new(),
});

/// Places handed out so far.
static PLACES: AtomicU64 = AtomicU64::new(0);

fn lock() -> spin::MutexGuard<'static, Idle> {
    loop {
        if let Some(idle) = IDLE.try_lock() {
            return idle;
        }
        tlb::serve();
        core::hint::spin_loop();
    }
}

/// A stack; its top. None if memory is short.
pub fn allocate() -> Option<u64> {
    let place = {
        let mut idle = lock();
        if let Some(top) = idle.mapped.pop() {
            return Some(top);
        }
        idle.unmapped.pop()
    };
    if !frame::has_spare(PAGES) {
        // The reserve is for what cannot be refused.
        keep_place(place);
        return None;
    }
    let top = place.unwrap_or_else(|| {
        let number = PLACES.fetch_add(1, Ordering::Relaxed);
        kernel_space::STACKS as u64 + (number + 1) * STRIDE
    });
    for page in 1..=PAGES {
        let mapped = frame::allocate_order(0).is_some_and(|frame| {
            let done = kernel_space::map_page((top - page * PAGE) as usize, frame);
            if !done {
                frame::free(frame);
            }
            done
        });
        if !mapped {
            give_back(&[top]);
            return None;
        }
    }
    Some(top)
}

/// Notes a place that is not mapped, for the next time.
fn keep_place(place: Option<u64>) {
    if let Some(top) = place {
        give_back(&[top]);
    }
}

/// Takes a stack back that nobody runs on.
pub fn free(top: u64) {
    let mut surplus = [0; KEPT_MAX / 2];
    {
        let mut idle = lock();
        if idle.mapped.try_reserve(1).is_ok() {
            idle.mapped.push(top);
            if idle.mapped.len() < KEPT_MAX {
                return;
            }
            for slot in &mut surplus {
                *slot = idle.mapped.pop().unwrap_or(0);
            }
        } else {
            surplus[0] = top;
        }
    }
    give_back(&surplus);
}

/// Unmaps stacks (0: none), flushes, frees their frames.
fn give_back(tops: &[u64]) {
    let (mut first, mut last) = (u64::MAX, 0);
    let mut frames = [None; KEPT_MAX / 2 * PAGES as usize];
    let pages = tops
        .iter()
        .filter(|top| **top != 0)
        .flat_map(|top| (1..=PAGES).map(move |page| top - page * PAGE));
    for (slot, page) in frames.iter_mut().zip(pages) {
        (first, last) = (first.min(page), last.max(page));
        *slot = kernel_space::unmap_page(page as usize);
    }
    if first <= last {
        tlb::flush_kernel(first as usize, (last + PAGE) as usize);
    }
    frames.into_iter().flatten().for_each(frame::free);
    let mut idle = lock();
    for top in tops.iter().filter(|top| **top != 0) {
        // Without memory for the note the place is lost: addresses, not memory.
        if idle.unmapped.try_reserve(1).is_ok() {
            idle.unmapped.push(*top);
        }
    }
}
