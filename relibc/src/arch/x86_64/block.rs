//! Sixteen bytes at a time: the SSE2 vector the string functions scan with.
//!
//! SSE2 is part of the x86-64 baseline, so nothing is detected at run time.

use core::arch::asm;
use core::arch::x86_64::{
    __m128i, _mm_cmpeq_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_set1_epi8, _mm_setzero_si128,
};

/// A vector of [`Block::SIZE`] bytes. A *mask* has bit `i` set when byte `i` answers the question.
#[derive(Clone, Copy)]
pub struct Block(__m128i);

impl Block {
    /// Bytes in a block, and the alignment at which a load never crosses a page.
    pub const SIZE: usize = 16;

    /// A block whose bytes are all `byte`.
    #[inline(always)]
    pub fn splat(byte: u8) -> Block {
        // SAFETY: SSE2 is in the x86-64 baseline.
        Block(unsafe { _mm_set1_epi8(byte as i8) })
    }

    /// Loads the aligned block at `at`.
    ///
    /// The load is made in assembly because it may pass the end of the C object (never of its
    /// page), which the language has no way to say.
    ///
    /// # Safety
    /// `at` is a multiple of [`Block::SIZE`] and at least one byte of the block is readable.
    #[inline(always)]
    pub unsafe fn load_aligned(at: *const u8) -> Block {
        let block: __m128i;
        // SAFETY: an aligned block lies within one page, and the caller says part of it is readable.
        unsafe {
            asm!("movdqa {0}, xmmword ptr [{1}]", out(xmm_reg) block, in(reg) at,
                 options(pure, readonly, nostack, preserves_flags));
        }
        Block(block)
    }

    /// Loads the block at `at`, of any alignment.
    ///
    /// # Safety
    /// The page or pages that hold the sixteen bytes are readable.
    #[inline(always)]
    pub unsafe fn load(at: *const u8) -> Block {
        let block: __m128i;
        // SAFETY: the caller says the bytes are on readable pages.
        unsafe {
            asm!("movdqu {0}, xmmword ptr [{1}]", out(xmm_reg) block, in(reg) at,
                 options(pure, readonly, nostack, preserves_flags));
        }
        Block(block)
    }

    /// Which bytes equal those of `other`.
    #[inline(always)]
    pub fn equal(self, other: Block) -> u32 {
        // SAFETY: SSE2 is in the x86-64 baseline.
        unsafe { _mm_movemask_epi8(_mm_cmpeq_epi8(self.0, other.0)) as u32 }
    }

    /// Which bytes are zero.
    #[inline(always)]
    pub fn zero(self) -> u32 {
        // SAFETY: SSE2 is in the x86-64 baseline.
        unsafe { _mm_movemask_epi8(_mm_cmpeq_epi8(self.0, _mm_setzero_si128())) as u32 }
    }

    /// The smaller of each pair of bytes.
    #[inline(always)]
    pub fn min(self, other: Block) -> Block {
        // SAFETY: SSE2 is in the x86-64 baseline.
        Block(unsafe { _mm_min_epu8(self.0, other.0) })
    }
}
