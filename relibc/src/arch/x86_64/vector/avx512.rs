//! Sixty-four bytes: AVX-512 with byte instructions.

use core::arch::asm;
use core::arch::x86_64::{
    __m512i, _mm512_cmpeq_epi8_mask, _mm512_min_epu8, _mm512_or_si512, _mm512_set1_epi8,
    _mm512_testn_epi8_mask, _mm512_xor_si512,
};

use super::{loads_and_stores, Vector};

#[derive(Clone, Copy)]
pub struct Widest(__m512i);

// Each function has the feature, by its caller's promise; addresses are the caller's promise, too.
impl Vector for Widest {
    const SIZE: usize = 64;
    type Hits = u64;

    loads_and_stores!(
        zmm_reg,
        "zmmword",
        "vmovdqa64",
        "vmovdqu64",
        64,
        128,
        192,
        "avx512f,avx512bw"
    );

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    unsafe fn splat(byte: u8) -> Self {
        Self(_mm512_set1_epi8(byte as i8))
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    unsafe fn equal(self, other: Self) -> u64 {
        _mm512_cmpeq_epi8_mask(self.0, other.0)
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    unsafe fn zero(self) -> u64 {
        _mm512_testn_epi8_mask(self.0, self.0)
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    unsafe fn min(self, other: Self) -> Self {
        Self(_mm512_min_epu8(self.0, other.0))
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    unsafe fn xor(self, other: Self) -> Self {
        Self(_mm512_xor_si512(self.0, other.0))
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    unsafe fn or(self, other: Self) -> Self {
        Self(_mm512_or_si512(self.0, other.0))
    }

    #[inline(always)]
    unsafe fn either(a: u64, b: u64) -> u64 {
        a | b
    }

    #[inline(always)]
    unsafe fn both(a: u64, b: u64) -> u64 {
        a & b
    }

    #[inline(always)]
    unsafe fn mask(hits: u64) -> u64 {
        hits
    }
}
