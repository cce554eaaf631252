//! What scans look for.

use super::{avx2, has_zero, least, widest, width, Vector, Width};

/// Bytes that a scan may look for.
///
/// # Safety
/// For every function with a vector: the CPU has its instructions.
pub trait Sought: Copy {
    /// A bit for each byte, as of [`Vector::mask`], which is set where it is sought.
    unsafe fn hits<V: Vector>(self, vector: V) -> u64;

    /// Whether any of four vectors has what is sought. It may say so of some that do not.
    unsafe fn is_in<V: Vector>(self, four: [V; 4]) -> bool;

    /// [`Vector::find`] with AVX2.
    ///
    /// # Safety
    /// As there.
    unsafe fn find_with_32(self, from: usize, end: usize) -> usize;

    /// The offset of the first byte from `start` on that is sought, which is `skipped` at least; or one at or after the offset
    /// `end`, which is more than `skipped`.
    ///
    /// # Safety
    /// The bytes up to the one sought, or to the end, whichever is first, are readable.
    unsafe fn find(self, start: *const u8, skipped: usize, end: usize) -> usize;
}

/// [`Vector::find`], four vectors a turn.
#[inline(always)]
pub unsafe fn find_in_turns<V: Vector>(sought: impl Sought, from: usize, end: usize) -> usize {
    let skip = from % V::SIZE;
    let mut at = from - skip;
    // SAFETY: each load is aligned and holds a byte before the one sought and the end; a turn is an aligned area.
    unsafe {
        let mut hits = sought.hits(V::load_aligned(at as *const u8)) >> skip << skip;
        while hits == 0 {
            at += V::SIZE;
            if at >= end {
                return end;
            }
            if at % V::TURN == 0 {
                while !sought.is_in(V::load_four(at as *const u8)) {
                    at += V::TURN;
                    if at >= end {
                        return end;
                    }
                }
            }
            hits = sought.hits(V::load_aligned(at as *const u8));
        }
        at + hits.trailing_zeros() as usize
    }
}

/// [`Sought::find`], for what needs nothing else and for a byte.
macro_rules! find {
    ($sought:ident $(, $byte:ident)?) => {
        #[inline(always)]
        unsafe fn find(self, start: *const u8, skipped: usize, end: usize) -> usize {
            widest! {
                unsafe fn find(start: *const u8, skipped: usize, end: usize $(, $byte: u8)?) -> usize = find_with
            }
            #[inline(always)]
            unsafe fn find_with<V: Vector>(start: *const u8, skipped: usize, end: usize $(, $byte: u8)?) -> usize {
                let (start, sought) = (start as usize, $sought $(($byte))?);
                // SAFETY: the caller's promise.
                unsafe { V::find(sought, start + skipped, start.saturating_add(end)) - start }
            }
            $(let $byte = self.0;)?
            // SAFETY: the caller's promise.
            unsafe { find(start, skipped, end $(, $byte)?) }
        }
    };
}

/// The terminator.
#[derive(Clone, Copy)]
pub struct Zero;

impl Sought for Zero {
    #[inline(always)]
    unsafe fn hits<V: Vector>(self, vector: V) -> u64 {
        // SAFETY: the caller's promise.
        unsafe { V::mask(vector.zero()) }
    }

    #[inline(always)]
    unsafe fn is_in<V: Vector>(self, four: [V; 4]) -> bool {
        // SAFETY: the caller's promise.
        unsafe { has_zero(four) }
    }

    #[inline(always)]
    unsafe fn find_with_32(self, from: usize, end: usize) -> usize {
        // SAFETY: the caller's promise.
        unsafe { avx2::find_zero(from, end) }
    }

    find!(Zero);
}

/// A byte.
#[derive(Clone, Copy)]
pub struct Byte(pub u8);

impl Sought for Byte {
    #[inline(always)]
    unsafe fn hits<V: Vector>(self, vector: V) -> u64 {
        // SAFETY: the caller's promise.
        unsafe { V::mask(vector.equal(V::splat(self.0))) }
    }

    #[inline(always)]
    unsafe fn is_in<V: Vector>(self, four: [V; 4]) -> bool {
        // SAFETY: the caller's promise.
        unsafe {
            let wanted = V::splat(self.0);
            has_zero([
                four[0].xor(wanted),
                four[1].xor(wanted),
                four[2].xor(wanted),
                four[3].xor(wanted),
            ])
        }
    }

    #[inline(always)]
    unsafe fn find_with_32(self, from: usize, end: usize) -> usize {
        // SAFETY: the caller's promise.
        unsafe { avx2::find_byte(from, end, self.0) }
    }

    find!(Byte, byte);
}

/// A byte or the terminator.
#[derive(Clone, Copy)]
pub struct ByteOrZero(pub u8);

impl ByteOrZero {
    /// Zero for each byte that is sought.
    #[inline(always)]
    unsafe fn zeros<V: Vector>(self, vector: V) -> V {
        // SAFETY: the caller's promise.
        unsafe { vector.min(vector.xor(V::splat(self.0))) }
    }
}

impl Sought for ByteOrZero {
    #[inline(always)]
    unsafe fn hits<V: Vector>(self, vector: V) -> u64 {
        // SAFETY: the caller's promise.
        unsafe { V::mask(self.zeros(vector).zero()) }
    }

    #[inline(always)]
    unsafe fn is_in<V: Vector>(self, four: [V; 4]) -> bool {
        // SAFETY: the caller's promise.
        unsafe {
            has_zero([
                self.zeros(four[0]),
                self.zeros(four[1]),
                self.zeros(four[2]),
                self.zeros(four[3]),
            ])
        }
    }

    #[inline(always)]
    unsafe fn find_with_32(self, from: usize, end: usize) -> usize {
        // SAFETY: the caller's promise.
        unsafe {
            match width() {
                Some(Width::Bytes32WithMasks) => {
                    avx2::find_byte_or_zero_with_masks(from, end, self.0)
                }
                _ => avx2::find_byte_or_zero(from, end, self.0),
            }
        }
    }

    find!(ByteOrZero, byte);
}

/// A word of 32 bits that is zero, on a boundary of words.
#[derive(Clone, Copy)]
pub struct ZeroWord;

impl Sought for ZeroWord {
    #[inline(always)]
    unsafe fn hits<V: Vector>(self, vector: V) -> u64 {
        // SAFETY: the caller's promise.
        let zeros = unsafe { V::mask(vector.zero()) };
        let pairs = zeros & zeros >> 1;
        pairs & pairs >> 2 & 0x1111_1111_1111_1111
    }

    #[inline(always)]
    unsafe fn is_in<V: Vector>(self, four: [V; 4]) -> bool {
        // SAFETY: the caller's promise. A zero word in any is one in the minimum of the bytes; the reverse need not be.
        unsafe { self.hits(least(four)) != 0 }
    }

    #[inline(always)]
    unsafe fn find_with_32(self, from: usize, end: usize) -> usize {
        // SAFETY: the caller's promise.
        unsafe { avx2::find_zero_word(from, end) }
    }

    find!(ZeroWord);
}
