//! The kernel's heap.
//!
//! Small sizes are rounded up to a class; each CPU keeps a list of free objects per class, so the
//! common case takes no lock (interrupts are off, so a CPU does not interrupt itself). A list that
//! runs empty is refilled from the class's slabs, one that grows long gives half back to them; a slab
//! that nobody uses any more gives its frames back. Larger sizes are blocks of frames. Nothing here
//! panics: short memory is a null pointer.

use super::slab::{capacity, EmptySlab, List, Slabs};
use super::{direct_map, tlb};
use crate::x86_64::cpu::local::{self, CPUS_MAX};
use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell as Slot;
use core::ptr;
use core::sync::atomic::{AtomicI64, Ordering};
use kernel_core::machine::Frame;
use kernel_core::memory::frame;
use spin::Mutex;

/// Object sizes. All are multiples of 16; powers of two are aligned to their size.
const CLASSES: [usize; 14] = [
    16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048,
];

/// The class of a size, by its number of 16-byte units.
static CLASS_OF: [u8; 2048 / 16 + 1] = {
    let mut table = [0; 2048 / 16 + 1];
    let (mut units, mut class) = (1, 0);
    while units < table.len() {
        if units * 16 > CLASSES[class] {
            class += 1;
        }
        table[units] = class as u8;
        units += 1;
    }
    table
};

/// Bytes a CPU keeps per class before it gives half away.
const KEPT_BYTES: usize = 32 << 10;

const PAGE: usize = 4096;

/// A CPU's part of the heap.
pub struct Cache {
    lists: Slot<[List; CLASSES.len()]>,
    /// Bytes allocated less bytes freed on this CPU.
    bytes: AtomicI64,
}

impl Cache {
    pub const fn new() -> Self {
        Self {
            lists: Slot::new([List::EMPTY; CLASSES.len()]),
            bytes: AtomicI64::new(0),
        }
    }

    /// Only this CPU writes it.
    fn count(&self, bytes: i64) {
        let now = self.bytes.load(Ordering::Relaxed);
        self.bytes.store(now + bytes, Ordering::Relaxed);
    }

    #[allow(clippy::mut_from_ref)]
    fn list(&self, class: usize) -> &mut List {
        // SAFETY: only this CPU uses its lists, with interrupts off, and no function here keeps the
        // reference while it calls another that takes it.
        unsafe { &mut (*self.lists.as_ptr())[class] }
    }
}

static SLABS: [Mutex<Slabs>; CLASSES.len()] = [const { Mutex::new(Slabs::EMPTY) }; CLASSES.len()];

fn slabs(class: usize) -> spin::MutexGuard<'static, Slabs> {
    loop {
        if let Some(slabs) = SLABS[class].try_lock() {
            return slabs;
        }
        tlb::serve();
        core::hint::spin_loop();
    }
}

/// How a layout is served.
enum Place {
    Class(usize),
    Order(usize),
}

fn place(layout: Layout) -> Place {
    let (size, align) = (layout.size(), layout.align());
    // An alignment above 16 holds only for sizes that are a power of two.
    let size = match align <= 16 {
        true => size,
        false => size.max(align).next_power_of_two(),
    };
    match CLASS_OF.get(size.div_ceil(16)) {
        Some(class) => Place::Class(usize::from(*class)),
        None => {
            let pages = size.max(align).div_ceil(PAGE);
            Place::Order(pages.next_power_of_two().trailing_zeros() as usize)
        }
    }
}

/// Objects moved between a CPU's list and the slabs at a time.
const fn batch(class: usize) -> usize {
    KEPT_BYTES / CLASSES[class] / 2
}

/// Fills a CPU's empty list; one object of it is given at once.
#[cold]
fn refill(cache: &Cache, class: usize) -> Option<*mut u8> {
    let mut taken = slabs(class).take(batch(class));
    if taken.len() == 0 {
        let slab = EmptySlab::allocate(CLASSES[class])?;
        let mut slabs = slabs(class);
        slabs.add(slab);
        taken = slabs.take(batch(class));
    }
    let object = taken.pop();
    *cache.list(class) = taken;
    object
}

#[cold]
fn spill(cache: &Cache, class: usize) {
    let surplus = cache.list(class).take(batch(class));
    let emptied = slabs(class).give(surplus, capacity(CLASSES[class]));
    emptied.free();
}

struct Heap;

#[global_allocator]
static HEAP: Heap = Heap;

// SAFETY: objects are handed out once, from memory nobody else has, with the size and alignment
// that `place` derives from the layout; freeing derives the same place from the same layout.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let cache = &local::get().heap;
        let object = match place(layout) {
            Place::Class(class) => match cache.list(class).pop().or_else(|| refill(cache, class)) {
                Some(object) => object,
                None => return ptr::null_mut(),
            },
            Place::Order(order) if order <= frame::MAX_ORDER => {
                match frame::allocate_order(order) {
                    Some(frame) => direct_map::frame(frame),
                    None => return ptr::null_mut(),
                }
            }
            Place::Order(_) => return ptr::null_mut(),
        };
        cache.count(layout.size() as i64);
        object
    }

    unsafe fn dealloc(&self, object: *mut u8, layout: Layout) {
        let cache = &local::get().heap;
        match place(layout) {
            Place::Class(class) => {
                cache.list(class).push(object);
                if cache.list(class).len() > 2 * batch(class) {
                    spill(cache, class);
                }
            }
            Place::Order(_) => {
                frame::free(Frame(direct_map::physical(object as usize) >> 12));
            }
        }
        cache.count(-(layout.size() as i64));
    }
}

/// Bytes in use, as asked for.
pub fn bytes_in_use() -> u64 {
    (0..CPUS_MAX)
        .filter_map(local::of)
        .map(|cpu| cpu.heap.bytes.load(Ordering::Relaxed))
        .sum::<i64>()
        .max(0) as u64
}
