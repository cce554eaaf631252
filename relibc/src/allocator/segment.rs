//! Segments: aligned pieces of address space that heaps divide into spans.
//!
//! A segment is [`SEGMENT`] bytes at a multiple of that, in 64 units; which are free is one word. Unit 0 holds
//! the segment's own data. A *span* is a run of units: blocks of one class, or one large block. An
//! address leads to its segment by masking, to its unit by shifting, to its span by the table of heads.
//! A *huge* block is a mapping of its own with the same header, so that its address leads there too.

use super::class;
use super::heap::Heap;
use super::{registry, system};
use core::ptr::null_mut;

/// Bytes of a segment, and its alignment.
pub const SEGMENT: usize = 1 << 20;
const UNIT_SHIFT: usize = 14;
/// Bytes of a unit.
pub const UNIT: usize = 1 << UNIT_SHIFT;
/// All units but the first.
pub const ALL_FREE: u64 = !1;

/// What a span is used for.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Unused = 0,
    /// Blocks of a class.
    Small,
    /// One block of whole units.
    Large,
}

/// A run of units.
#[repr(C, align(64))]
#[derive(Debug)]
pub struct Span {
    /// First free block.
    pub free: *mut u8,
    /// Blocks that the program has (or that wait in the heap's list of blocks freed elsewhere).
    pub used: u32,
    /// Blocks that were ever made. 0 unless the span is `Small`, so that no address is one of its blocks.
    pub carved: u32,
    /// Inverse of the odd part of the block size modulo 2^32.
    inverse: u32,
    /// Trailing zeros of the block size.
    shift: u8,
    pub kind: Kind,
    /// No block is free or can be made; the span is in no list.
    pub full: bool,
    pub units: u8,
    /// Bytes of a block.
    pub bytes: usize,
    /// Blocks there is room for.
    pub capacity: u32,
    pub class: u32,
    pub next: *mut Span,
    pub previous: *mut Span,
}

/// The beginning of a segment. Zeroed memory is a segment without free units.
#[repr(C, align(64))]
pub struct Segment {
    /// The owner; null for a huge block.
    pub heap: *mut Heap,
    /// One bit a unit: in no span.
    pub free: u64,
    /// One bit a unit: may have been written to since it was mapped or purged.
    pub dirty: u64,
    /// The heap's segments that have free units.
    pub next: *mut Segment,
    pub previous: *mut Segment,
    /// Of a huge block: bytes of the mapping, else 0.
    pub length: usize,
    /// Of a huge block: distance from here to the block.
    pub offset: usize,
    /// Of a huge block: whether the program has it.
    pub live: bool,
    /// Of each unit, the first unit of its span; 0 if free. One more, for a block right behind a segment.
    heads: [u8; 65],
    spans: [Span; 64],
}

/// The address of the segment that holds a block. The block may begin where the segment ends.
#[inline(always)]
pub fn address_of(block: *mut u8) -> usize {
    (block as usize).wrapping_sub(1) & !(SEGMENT - 1)
}

/// The span of a block, and the block's distance from the span's start. For what is in no span the first
/// span, which is unused.
///
/// # Safety
/// The segment is there, and holds the block.
#[inline(always)]
pub unsafe fn span_of(segment: *mut Segment, block: *mut u8) -> (*mut Span, u32) {
    let offset = block as usize - segment as usize;
    // SAFETY: the offset is at most a segment, and heads are numbers of units.
    unsafe {
        let head = *(&raw const (*segment).heads)
            .cast::<u8>()
            .add(offset >> UNIT_SHIFT) as usize;
        let span = (&raw mut (*segment).spans).cast::<Span>().add(head);
        (span, (offset - (head << UNIT_SHIFT)) as u32)
    }
}

impl Span {
    /// A span without units.
    pub const NONE: Self = Self {
        free: null_mut(),
        used: 0,
        carved: 0,
        inverse: 0,
        shift: 0,
        kind: Kind::Unused,
        full: false,
        units: 0,
        bytes: 0,
        capacity: 0,
        class: 0,
        next: null_mut(),
        previous: null_mut(),
    };

    /// Whether a block begins so many bytes from the start, and was made: exact division by
    /// multiplication (Granlund and Montgomery 1994, section 9). What does not divide gives a number
    /// larger than any of blocks.
    #[inline(always)]
    pub fn has_block_at(&self, distance: u32) -> bool {
        distance
            .wrapping_mul(self.inverse)
            .rotate_right(u32::from(self.shift))
            < self.carved
    }

    /// The segment that holds the span.
    pub fn segment(&mut self) -> *mut Segment {
        (&raw mut *self).map_addr(|a| a & !(SEGMENT - 1)).cast()
    }

    /// The first byte.
    pub fn start(&mut self) -> *mut u8 {
        self.segment()
            .cast::<u8>()
            .wrapping_add(self.index() << UNIT_SHIFT)
    }

    fn index(&mut self) -> usize {
        let offset = &raw mut *self as usize % SEGMENT - core::mem::offset_of!(Segment, spans);
        offset / size_of::<Self>()
    }

    /// Makes the span one of blocks of a class.
    #[optimize(size)]
    #[inline(never)]
    pub fn become_small(&mut self, class: usize) {
        let bytes = class::size(class);
        self.kind = Kind::Small;
        self.class = class as u32;
        self.bytes = bytes;
        self.capacity = (usize::from(self.units) * UNIT / bytes) as u32;
        self.shift = bytes.trailing_zeros() as u8;
        // Newton: each step doubles the bits that are right, from three.
        let odd = (bytes >> self.shift) as u32;
        let mut inverse = odd;
        for _ in 0..4 {
            inverse = inverse.wrapping_mul(2_u32.wrapping_sub(odd.wrapping_mul(inverse)));
        }
        self.inverse = inverse;
    }

    /// Makes the span one large block, which is in use.
    pub fn become_large(&mut self) {
        self.kind = Kind::Large;
        self.used = 1;
        self.bytes = usize::from(self.units) * UNIT;
    }
}

/// Bytes that a huge block's header needs: all up to the first span, which is unused.
pub const HUGE_HEADER: usize = core::mem::offset_of!(Segment, spans) + size_of::<Span>();

/// Units for so many bytes.
pub fn units_for(bytes: usize) -> usize {
    bytes.div_ceil(UNIT)
}

fn run(first: usize, units: usize) -> u64 {
    (u64::MAX >> (64 - units)) << first
}

impl Segment {
    /// Maps a segment for a heap. Null if there is no memory.
    #[optimize(size)]
    #[inline(never)]
    pub fn new(heap: *mut Heap) -> *mut Self {
        let segment = system::map_segment(SEGMENT).cast::<Self>();
        if segment.is_null() {
            return segment;
        }
        // SAFETY: fresh zeroed memory, the heap's alone.
        unsafe {
            (*segment).heap = heap;
            (*segment).free = ALL_FREE;
            if !registry::insert(segment as usize) {
                system::unmap(segment.cast(), SEGMENT);
                return null_mut();
            }
        }
        segment
    }

    /// Takes a run of free units: its span, and whether it reads as zeros.
    pub fn take(&mut self, units: usize) -> Option<(&mut Span, bool)> {
        // After the loop a bit is set where a run of `units` begins.
        let (mut starts, mut have) = (self.free, 1);
        while have < units {
            let step = have.min(units - have);
            starts &= starts >> step;
            have += step;
        }
        if starts == 0 {
            return None;
        }
        let first = starts.trailing_zeros() as usize;
        let mask = run(first, units);
        let zeroed = self.dirty & mask == 0;
        self.free &= !mask;
        self.dirty |= mask;
        self.set_heads(first, units, first);
        // SAFETY: the number of a unit.
        let span = unsafe { &mut *(&raw mut self.spans).cast::<Span>().add(first) };
        *span = Span::NONE;
        span.units = units as u8;
        Some((span, zeroed))
    }

    /// Says which span some units belong to.
    #[optimize(size)]
    #[inline(never)]
    fn set_heads(&mut self, first: usize, units: usize, head: usize) {
        let heads = (&raw mut self.heads).cast::<u8>();
        for unit in first..first + units {
            // SAFETY: spans end within their segment, so this is one of 64 units.
            unsafe { *heads.add(unit) = head as u8 };
        }
    }

    /// Makes a large span longer, if the units behind it are free, or shorter. Whether it could be.
    #[optimize(size)]
    pub fn resize(&mut self, span: &mut Span, units: usize) -> bool {
        let (first, old) = (span.index(), usize::from(span.units));
        if units > old {
            if first + units > 64 {
                return false;
            }
            let more = run(first + old, units - old);
            if self.free & more != more {
                return false;
            }
            self.free &= !more;
            self.dirty |= more;
            self.set_heads(first + old, units - old, first);
        } else if units < old {
            self.free |= run(first + units, old - units);
            self.set_heads(first + units, old - units, 0);
        }
        span.units = units as u8;
        span.bytes = units * UNIT;
        true
    }

    /// Gives a span's units back.
    pub fn put(&mut self, span: &mut Span) {
        let (first, units) = (span.index(), usize::from(span.units));
        self.free |= run(first, units);
        self.set_heads(first, units, 0);
        span.kind = Kind::Unused;
        span.carved = 0;
    }

    /// Gives the pages of free units back to the system.
    #[optimize(size)]
    #[inline(never)]
    pub fn purge(&mut self) {
        let mut rest = self.free & self.dirty;
        while rest != 0 {
            let first = rest.trailing_zeros() as usize;
            let units = (rest >> first).trailing_ones() as usize;
            let mask = run(first, units);
            let start = (&raw mut *self).cast::<u8>().wrapping_add(first * UNIT);
            // SAFETY: free units hold nothing.
            if unsafe { system::purge(start, units * UNIT) } {
                self.dirty &= !mask;
            }
            rest &= !mask;
        }
    }
}
