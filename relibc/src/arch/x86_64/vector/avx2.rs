//! Thirty-two bytes: AVX2.

use core::arch::asm;
use core::arch::x86_64::{
    __m256i, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_min_epu8, _mm256_movemask_epi8,
    _mm256_or_si256, _mm256_set1_epi8, _mm256_setzero_si256, _mm256_xor_si256,
};

use super::{loads_and_stores, Vector};

#[derive(Clone, Copy)]
pub struct Wide(__m256i);

// Each function has the feature, by its caller's promise; addresses are the caller's promise, too.
impl Vector for Wide {
    const SIZE: usize = 32;
    type Hits = __m256i;

    loads_and_stores!(ymm_reg, "ymmword", "vmovdqa", "vmovdqu", 32, 64, 96, "avx2");

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn splat(byte: u8) -> Self {
        Self(_mm256_set1_epi8(byte as i8))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn equal(self, other: Self) -> __m256i {
        _mm256_cmpeq_epi8(self.0, other.0)
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn zero(self) -> __m256i {
        _mm256_cmpeq_epi8(self.0, _mm256_setzero_si256())
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn min(self, other: Self) -> Self {
        Self(_mm256_min_epu8(self.0, other.0))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn xor(self, other: Self) -> Self {
        Self(_mm256_xor_si256(self.0, other.0))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn or(self, other: Self) -> Self {
        Self(_mm256_or_si256(self.0, other.0))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn either(a: __m256i, b: __m256i) -> __m256i {
        _mm256_or_si256(a, b)
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn both(a: __m256i, b: __m256i) -> __m256i {
        _mm256_and_si256(a, b)
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn mask(hits: __m256i) -> u64 {
        u64::from(_mm256_movemask_epi8(hits) as u32)
    }
}
