//! Sixteen bytes: SSE2, which is part of the x86-64 baseline.

use core::arch::asm;
use core::arch::x86_64::{
    __m128i, _mm_and_si128, _mm_cmpeq_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128,
    _mm_set1_epi8, _mm_setzero_si128, _mm_xor_si128,
};

use super::{loads_and_stores, Vector};

/// The vector that every function begins with.
#[derive(Clone, Copy)]
pub struct Block(__m128i);

// SAFETY (of every block below): SSE2 is in the baseline; addresses are the caller's promise.
impl Vector for Block {
    const SIZE: usize = 16;
    type Hits = __m128i;

    loads_and_stores!(xmm_reg, "xmmword", "movdqa", "movdqu", 16, 32, 48);

    #[inline(always)]
    unsafe fn splat(byte: u8) -> Self {
        // SAFETY: as above.
        Self(unsafe { _mm_set1_epi8(byte as i8) })
    }

    #[inline(always)]
    unsafe fn equal(self, other: Self) -> __m128i {
        // SAFETY: as above.
        unsafe { _mm_cmpeq_epi8(self.0, other.0) }
    }

    #[inline(always)]
    unsafe fn zero(self) -> __m128i {
        // SAFETY: as above.
        unsafe { _mm_cmpeq_epi8(self.0, _mm_setzero_si128()) }
    }

    #[inline(always)]
    unsafe fn min(self, other: Self) -> Self {
        // SAFETY: as above.
        Self(unsafe { _mm_min_epu8(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn xor(self, other: Self) -> Self {
        // SAFETY: as above.
        Self(unsafe { _mm_xor_si128(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn or(self, other: Self) -> Self {
        // SAFETY: as above.
        Self(unsafe { _mm_or_si128(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn either(a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: as above.
        unsafe { _mm_or_si128(a, b) }
    }

    #[inline(always)]
    unsafe fn both(a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: as above.
        unsafe { _mm_and_si128(a, b) }
    }

    #[inline(always)]
    unsafe fn mask(hits: __m128i) -> u64 {
        // SAFETY: as above.
        u64::from(unsafe { _mm_movemask_epi8(hits) as u16 })
    }
}
