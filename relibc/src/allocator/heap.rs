//! A heap: the segments and spans that one thread takes blocks from, with no lock and no atomic
//! read-modify-write.
//!
//! Of each class there is a queue of spans that may have a free block; blocks come from the first. A span
//! whose blocks are all in use leaves its queue until one of them is freed. What other threads free is
//! pushed on [`Heap::remote`], which the owner empties when a span has run out, before it takes memory.

use super::block;
use super::class;
use super::huge;
use super::segment::{self, Kind, Segment, Span, ALL_FREE, SEGMENT};
use super::{corruption, pool, registry, system};
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicU8, Ordering};

/// Larger blocks are mappings of their own.
pub const LARGEST: usize = SEGMENT / 2;

/// Free units that may have been written to, above which pages are given back: 4 MiB, or an eighth of what is in
/// use.
const DIRTY_MOST: usize = 256;

/// Blocks made at a time, and their bytes, so that a span's pages are touched one after the other.
const CARVE_COUNT: usize = 32;
const CARVE_BYTES: usize = 4096;

/// Segments without a span that a heap keeps.
const EMPTY_MOST: usize = 4;

/// Segments that are looked through for a run of units.
const SEARCH_MOST: usize = 32;

/// Own segments that are recognised at once.
const KNOWN: usize = 64;

/// Who has a heap.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A thread.
    Thread = 0,
    /// No one; it waits for the next thread, and is used under the pool's lock.
    Nobody,
    /// A thread that was not copied by `fork`, perhaps in the middle of a change: never used again.
    Lost,
}

/// See the module. Zeroed memory is one that [`Heap::set_up`] must be called for.
#[repr(C, align(64))]
pub struct Heap {
    /// Blocks that other threads freed, newest first.
    remote: AtomicPtr<u8>,
    /// An [`Owner`].
    pub owner: AtomicU8,
    /// Next of all heaps; set once.
    pub next: *mut Heap,
    /// Next of the heaps that are nobody's.
    pub next_idle: *mut Heap,
    /// What only the owner uses.
    pub local: Local,
}

/// The owner's part of a heap.
#[repr(C, align(64))]
pub struct Local {
    heap: *mut Heap,
    /// First span of each class's queue, or [`NONE`].
    current: [*mut Span; class::COUNT],
    /// Own segments, by number.
    known: [usize; KNOWN],
    /// Segments that have free units.
    segments: *mut Segment,
    /// Those among them that have no span.
    empty: usize,
    /// Free units that may have been written to.
    dirty: usize,
    /// Units in spans.
    live: usize,
    pub huge: huge::Cache,
}

struct NoSpan(Span);
// SAFETY: never written: it is full.
unsafe impl Sync for NoSpan {}

/// Stands where a queue is empty: a span without blocks, so that taking one need not ask for null.
static NONE: NoSpan = NoSpan(Span::NONE);

fn none() -> *mut Span {
    (&raw const NONE.0).cast_mut()
}

impl Heap {
    /// A heap that is not set up.
    #[allow(clippy::declare_interior_mutable_const)] // For one static; a function would be in each program.
    pub const NEW: Self = Self {
        remote: AtomicPtr::new(null_mut()),
        owner: AtomicU8::new(Owner::Thread as u8),
        next: null_mut(),
        next_idle: null_mut(),
        local: Local {
            heap: null_mut(),
            current: [null_mut(); class::COUNT],
            known: [0; KNOWN],
            segments: null_mut(),
            empty: 0,
            dirty: 0,
            live: 0,
            huge: huge::Cache::EMPTY,
        },
    };

    /// Makes zeroed memory a heap.
    #[optimize(size)]
    pub fn set_up(&mut self) {
        self.local.heap = self;
        self.local.current = [none(); class::COUNT];
    }

    pub fn is_owned_by(&self, owner: Owner) -> bool {
        self.owner.load(Ordering::Relaxed) == owner as u8
    }

    /// Leaves a block to its heap, on another thread (Treiber's stack; it is only ever emptied as a whole).
    ///
    /// # Safety
    /// The block is in use and of this heap.
    unsafe fn push(&self, block: *mut u8) {
        let mut newest = self.remote.load(Ordering::Relaxed);
        loop {
            // SAFETY: the caller's promise: the block is ours until it is in the list.
            unsafe { block::link(block, newest) };
            match self.remote.compare_exchange_weak(
                newest,
                block,
                Ordering::Release,
                Ordering::Relaxed,
            ) {
                Ok(_) => return,
                Err(other) => newest = other,
            }
        }
    }
}

impl Local {
    /// A block of at least `size` bytes; null if there is none.
    pub fn allocate(&mut self, size: usize) -> *mut u8 {
        if size > class::LARGEST {
            return self.allocate_large(size).0;
        }
        self.allocate_small(class::of(size))
    }

    /// The first block of the first span of the size's class; null if there is none.
    #[inline(always)]
    pub fn allocate_quickly(&mut self, size: usize) -> *mut u8 {
        if size > class::LARGEST {
            return null_mut();
        }
        // SAFETY: queues hold spans of this heap, or the one that has no blocks.
        unsafe {
            let span = *self.current.as_ptr().add(class::of(size));
            let block = (*span).free;
            if !block.is_null() {
                (*span).free = block::unlink(block);
                (*span).used += 1;
            }
            block
        }
    }

    /// A block of a class.
    #[inline(never)]
    fn allocate_small(&mut self, class: usize) -> *mut u8 {
        self.drain();
        // SAFETY: queues hold spans of this heap, or the one that has no blocks.
        unsafe {
            loop {
                let span = *self.current.as_ptr().add(class);
                if (*span).free.is_null() && (*span).carved < (*span).capacity {
                    carve(&mut *span);
                }
                let block = (*span).free;
                if !block.is_null() {
                    (*span).free = block::unlink(block);
                    (*span).used += 1;
                    return block;
                }
                if span == none() {
                    if !self.add_span(class) {
                        return null_mut();
                    }
                } else {
                    (*span).full = true;
                    self.dequeue(span);
                }
            }
        }
    }

    #[optimize(size)]
    #[inline(never)]
    fn add_span(&mut self, class: usize) -> bool {
        // At least eight blocks, 32 if they are small.
        let units = segment::units_for(class::size(class) * 32).min(4);
        let Some((span, _)) = self.take(units) else {
            return false;
        };
        // SAFETY: the span is new and this heap's.
        unsafe {
            (*span).become_small(class);
            self.enqueue(span);
        }
        true
    }

    /// Second in its queue, so that the first one's blocks are used up before: this one's may all come back.
    ///
    /// # Safety
    /// The span is this heap's and in no queue.
    unsafe fn enqueue(&mut self, span: *mut Span) {
        // SAFETY: the caller's promise.
        unsafe {
            let first = &mut *self.current.as_mut_ptr().add((*span).class as usize);
            if *first == none() {
                ((*span).previous, (*span).next) = (null_mut(), null_mut());
                *first = span;
                return;
            }
            ((*span).previous, (*span).next) = (*first, (**first).next);
            if !(*span).next.is_null() {
                (*(*span).next).previous = span;
            }
            (**first).next = span;
        }
    }

    /// # Safety
    /// The span is in its queue.
    #[inline(never)]
    unsafe fn dequeue(&mut self, span: *mut Span) {
        // SAFETY: the caller's promise.
        unsafe {
            let (previous, next) = ((*span).previous, (*span).next);
            if !next.is_null() {
                (*next).previous = previous;
            }
            if previous.is_null() {
                *self.current.as_mut_ptr().add((*span).class as usize) =
                    if next.is_null() { none() } else { next };
            } else {
                (*previous).next = next;
            }
        }
    }

    /// A block of whole units or pages, and whether it reads as zeros. Null if there is none.
    #[inline(never)]
    pub fn allocate_large(&mut self, size: usize) -> (*mut u8, bool) {
        if size > LARGEST {
            return huge::allocate(self, size, 0);
        }
        self.drain();
        let Some((span, zeroed)) = self.take(segment::units_for(size)) else {
            return (null_mut(), false);
        };
        // SAFETY: the span is new and this heap's.
        unsafe {
            (*span).become_large();
            let block = (*span).start();
            if !zeroed {
                block::mark_used(block);
            }
            (block, zeroed)
        }
    }

    /// A run of units from one of the segments, or a new one.
    #[optimize(size)]
    #[inline(never)]
    fn take(&mut self, units: usize) -> Option<(*mut Span, bool)> {
        let mut segment = self.segments;
        let mut left = SEARCH_MOST;
        // SAFETY: the list holds segments of this heap.
        unsafe {
            while !segment.is_null() && left != 0 {
                if let Some(found) = self.take_from(segment, units) {
                    return Some(found);
                }
                segment = (*segment).next;
                left -= 1;
            }
            segment = Segment::new(self.heap);
            if segment.is_null() && self.huge.release() {
                segment = Segment::new(self.heap);
            }
            if segment.is_null() {
                return None;
            }
            self.empty += 1;
            self.list(segment);
            self.take_from(segment, units)
        }
    }

    /// # Safety
    /// The segment is in this heap's list.
    unsafe fn take_from(
        &mut self,
        segment: *mut Segment,
        units: usize,
    ) -> Option<(*mut Span, bool)> {
        // SAFETY: the caller's promise.
        unsafe {
            let segment = &mut *segment;
            let (free, dirty) = (segment.free, segment.dirty);
            let (span, zeroed) = segment.take(units)?;
            let span: *mut Span = span;
            self.changed(segment, free, dirty);
            Some((span, zeroed))
        }
    }

    /// Brings the heap's sums and list up to date with a segment whose words were as given.
    #[optimize(size)]
    #[inline(never)]
    fn changed(&mut self, segment: &mut Segment, free: u64, dirty: u64) {
        self.dirty += count(segment.free & segment.dirty);
        self.dirty -= count(free & dirty);
        self.live += count(free);
        self.live -= count(segment.free);
        match (free, segment.free) {
            (0, 0) => {}
            (_, 0) => self.unlist(segment),
            (0, _) => self.list(segment),
            _ => {}
        }
        self.empty -= usize::from(free == ALL_FREE);
        self.empty += usize::from(segment.free == ALL_FREE);
    }

    #[optimize(size)]
    #[inline(never)]
    fn list(&mut self, segment: *mut Segment) {
        // SAFETY: the segment is this heap's and not in the list.
        unsafe {
            ((*segment).previous, (*segment).next) = (null_mut(), self.segments);
            if !self.segments.is_null() {
                (*self.segments).previous = segment;
            }
        }
        self.segments = segment;
    }

    #[optimize(size)]
    #[inline(never)]
    fn unlist(&mut self, segment: &mut Segment) {
        // SAFETY: neighbours in the list are this heap's segments.
        unsafe {
            if !segment.next.is_null() {
                (*segment.next).previous = segment.previous;
            }
            if segment.previous.is_null() {
                self.segments = segment.next;
            } else {
                (*segment.previous).next = segment.next;
            }
        }
    }

    /// Frees a block if it is a small one of this heap's and nothing else is to be done. Whether it did.
    #[inline(always)]
    pub fn free_quickly(&mut self, block: *mut u8) -> bool {
        let address = segment::address_of(block);
        if !self.knows(address) {
            return false;
        }
        // SAFETY: a segment of this heap's begins there.
        unsafe {
            let (span, distance) = segment::span_of(at(address), block);
            if !(*span).has_block_at(distance) {
                return false;
            }
            self.free_small(span, block);
        }
        true
    }

    #[inline(always)]
    fn knows(&self, segment: usize) -> bool {
        // SAFETY: the index is below the length.
        unsafe { *self.known.as_ptr().add(segment / SEGMENT % KNOWN) == segment }
    }

    /// # Safety
    /// The block is one of the span, which is this heap's.
    #[inline(always)]
    unsafe fn free_small(&mut self, span: *mut Span, block: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe {
            if block::is_free(block) {
                corruption("free(): the block is free already");
            }
            let next = (*span).free;
            block::link(block, next);
            (*span).free = block;
            (*span).used -= 1;
            if (*span).used == 0 || next.is_null() {
                self.settle(span);
            }
        }
    }

    /// After a free: a span that was full is useful again, one without blocks in use is given up unless it is the first
    /// of its queue.
    ///
    /// # Safety
    /// The span is this heap's.
    #[cold]
    #[inline(never)]
    unsafe fn settle(&mut self, span: *mut Span) {
        // SAFETY: the caller's promise.
        unsafe {
            if (*span).full {
                (*span).full = false;
                self.enqueue(span);
            }
            if (*span).used == 0 && !(*span).previous.is_null() {
                self.dequeue(span);
                self.put(span);
            }
        }
    }

    /// Gives a span up.
    ///
    /// # Safety
    /// The span is this heap's, in no queue, and no block is in use.
    #[inline(never)]
    unsafe fn put(&mut self, span: *mut Span) {
        // SAFETY: the caller's promise.
        unsafe {
            let segment = (*span).segment();
            let (free, dirty) = ((*segment).free, (*segment).dirty);
            (*segment).put(&mut *span);
            self.changed(&mut *segment, free, dirty);
            if (*segment).free == ALL_FREE && self.empty > EMPTY_MOST {
                self.release(segment);
            } else if self.dirty > DIRTY_MOST.max(self.live / 8) {
                self.purge();
            }
        }
    }

    /// Unmaps a segment.
    ///
    /// # Safety
    /// The segment is in this heap's list and has no span.
    #[optimize(size)]
    #[inline(never)]
    unsafe fn release(&mut self, segment: *mut Segment) {
        // SAFETY: the caller's promise.
        unsafe {
            self.empty -= 1;
            self.dirty -= count((*segment).free & (*segment).dirty);
            self.unlist(&mut *segment);
            let address = segment as usize;
            if self.knows(address) {
                self.known[address / SEGMENT % KNOWN] = 0;
            }
            registry::remove(address);
            system::unmap(segment.cast(), SEGMENT);
        }
    }

    /// Gives the pages of free units back to the system, and segments without spans but one.
    #[optimize(size)]
    #[inline(never)]
    pub fn purge(&mut self) {
        let mut segment = self.segments;
        // SAFETY: the list holds segments of this heap.
        unsafe {
            while !segment.is_null() {
                let next = (*segment).next;
                if (*segment).free == ALL_FREE && self.empty > 1 {
                    self.release(segment);
                } else {
                    let (free, dirty) = ((*segment).free, (*segment).dirty);
                    (*segment).purge();
                    self.changed(&mut *segment, free, dirty);
                }
                segment = next;
            }
        }
    }

    /// Frees any block of any heap. Ends the process if it is none.
    ///
    /// # Safety
    /// `block` is not null, and not used again.
    #[cold]
    #[inline(never)]
    pub unsafe fn free_any(&mut self, block: *mut u8) {
        // SAFETY: a block that is found is whole, and the caller's.
        unsafe {
            let address = segment::address_of(block);
            let segment = at(address);
            if !registry::contains(address) {
                invalid();
            }
            if (*segment).length != 0 {
                if !huge_begins(segment, block) {
                    invalid();
                }
                return huge::free(self, segment);
            }
            let Some(span) = span_beginning(segment, block) else {
                invalid();
            };
            if block::is_free(block) {
                corruption("free(): the block is free already");
            }
            let owner = (*segment).heap;
            if owner == self.heap {
                self.known[address / SEGMENT % KNOWN] = address;
                return self.free_own(span, block);
            }
            let large = (*span).kind == Kind::Large;
            let idle = (*owner).is_owned_by(Owner::Nobody);
            (*owner).push(block);
            if idle {
                pool::freed_to_idle(owner, large);
            }
        }
    }

    /// # Safety
    /// The block is the caller's, and the span this heap's.
    unsafe fn free_own(&mut self, span: *mut Span, block: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe {
            if (*span).kind == Kind::Small {
                self.free_small(span, block);
            } else {
                self.put(span);
            }
        }
    }

    /// Takes in what other threads freed.
    #[inline(always)]
    fn drain(&mut self) {
        // SAFETY: the heap is there as long as its local part.
        if unsafe { !(*self.heap).remote.load(Ordering::Relaxed).is_null() } {
            self.take_in();
        }
    }

    #[inline(never)]
    fn take_in(&mut self) {
        // SAFETY: the heap is there as long as its local part; the blocks in its list are of its spans.
        unsafe {
            let mut block = (*self.heap).remote.swap(null_mut(), Ordering::Acquire);
            while !block.is_null() {
                let next = block::unlink(block);
                let (span, _) = segment::span_of(at(segment::address_of(block)), block);
                self.free_own(span, block);
                block = next;
            }
        }
    }

    /// Gives back all that can be: when the owner ends, and now and then while there is none.
    #[optimize(size)]
    #[inline(never)]
    pub fn finish(&mut self) {
        self.drain();
        self.huge.release();
        for class in 0..class::COUNT {
            let span = self.current[class];
            // SAFETY: queues hold spans of this heap, or the one that has no blocks.
            unsafe {
                if span != none() && (*span).used == 0 {
                    self.dequeue(span);
                    self.put(span);
                }
            }
        }
        self.purge();
        // SAFETY: the list holds segments of this heap.
        unsafe {
            while self.empty != 0 {
                let mut segment = self.segments;
                while (*segment).free != ALL_FREE {
                    segment = (*segment).next;
                }
                self.release(segment);
            }
        }
    }

    /// Makes a large block of this heap's longer or shorter where it is. Whether it could be.
    ///
    /// # Safety
    /// The span is a large one of the segment.
    #[optimize(size)]
    #[inline(never)]
    pub unsafe fn resize(&mut self, segment: *mut Segment, span: *mut Span, size: usize) -> bool {
        // SAFETY: the caller's promise.
        unsafe {
            if (*segment).heap != self.heap {
                return false;
            }
            let (free, dirty) = ((*segment).free, (*segment).dirty);
            let done = (*segment).resize(&mut *span, segment::units_for(size));
            self.changed(&mut *segment, free, dirty);
            done
        }
    }

    /// Usable bytes of a block of this heap, if that is quickly found.
    #[inline(always)]
    pub fn size_quickly(&self, block: *mut u8) -> Option<usize> {
        let address = segment::address_of(block);
        if !self.knows(address) {
            return None;
        }
        // SAFETY: a segment of this heap's begins there.
        unsafe { span_beginning(at(address), block).map(|span| (*span).bytes) }
    }
}

/// Where a block is.
pub enum Place {
    Span(*mut Segment, *mut Span),
    Huge(*mut Segment),
}

/// The place of a block that is in use, if the address is that of one.
pub fn find(block: *mut u8) -> Option<Place> {
    let address = segment::address_of(block);
    if block.is_null() || !registry::contains(address) {
        return None;
    }
    let segment = at(address);
    // SAFETY: a segment begins there.
    unsafe {
        if (*segment).length != 0 {
            return huge_begins(segment, block).then_some(Place::Huge(segment));
        }
        span_beginning(segment, block).map(|span| Place::Span(segment, span))
    }
}

/// Whether the address is that of a huge block in use.
///
/// # Safety
/// The segment is there, and a huge block's.
#[inline(always)]
unsafe fn huge_begins(segment: *mut Segment, block: *mut u8) -> bool {
    // SAFETY: the caller's promise.
    unsafe { (*segment).live && block as usize == segment as usize + (*segment).offset }
}

/// The span in which a block begins at the address.
///
/// # Safety
/// The segment is there, and holds the address.
#[inline(always)]
unsafe fn span_beginning(segment: *mut Segment, block: *mut u8) -> Option<*mut Span> {
    // SAFETY: the caller's promise.
    unsafe {
        let (span, distance) = segment::span_of(segment, block);
        let large = distance == 0 && (*span).kind == Kind::Large;
        ((*span).has_block_at(distance) || large).then_some(span)
    }
}

#[cold]
#[inline(never)]
fn invalid() -> ! {
    corruption("free(): not the address of a block in use")
}

/// How many bits are set. Many instructions without POPCNT, so there is one copy.
#[inline(never)]
fn count(bits: u64) -> usize {
    bits.count_ones() as usize
}

fn at(segment: usize) -> *mut Segment {
    core::ptr::with_exposed_provenance_mut(segment)
}

/// Makes some more of a span's blocks, in the order of their addresses.
fn carve(span: &mut Span) {
    let start = span.start();
    let count = (CARVE_BYTES / span.bytes)
        .clamp(1, CARVE_COUNT)
        .min((span.capacity - span.carved) as usize);
    let first = span.carved as usize;
    for index in (first..first + count).rev() {
        let block = start.wrapping_add(index * span.bytes);
        // SAFETY: within the span by its capacity, and no block yet.
        unsafe { block::link(block, span.free) };
        span.free = block;
    }
    span.carved += count as u32;
}
