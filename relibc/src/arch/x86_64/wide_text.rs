//! Wide characters to bytes and back, several at a time: SSE2, which is part of the x86-64 baseline.

use core::arch::x86_64::{
    __m128i, _mm_cmpeq_epi8, _mm_load_si128, _mm_movemask_epi8, _mm_or_si128, _mm_packs_epi32,
    _mm_packus_epi16, _mm_setzero_si128, _mm_storeu_si128, _mm_unpackhi_epi16, _mm_unpackhi_epi8,
    _mm_unpacklo_epi16, _mm_unpacklo_epi8,
};

/// Characters that [`narrow`] takes.
pub const NARROWED: usize = 16;

/// Sixteen characters as bytes, if all are ASCII and none is null. They begin at a multiple of 64, so that all are in one page.
///
/// # Safety
/// The first is readable.
#[inline]
pub unsafe fn narrow(at: *const i32) -> Option<[u8; NARROWED]> {
    let at = at.cast::<__m128i>();
    // SAFETY: the page is readable; SSE2 is in the baseline.
    unsafe {
        let part = |index| _mm_load_si128(at.add(index));
        // What is above 0x7f stays so, by saturation, or becomes 0.
        let low = _mm_packs_epi32(part(0), part(1));
        let high = _mm_packs_epi32(part(2), part(3));
        let bytes = _mm_packus_epi16(low, high);
        let are_null = _mm_cmpeq_epi8(bytes, _mm_setzero_si128());
        (_mm_movemask_epi8(_mm_or_si128(bytes, are_null)) == 0).then(|| {
            let mut narrowed = [0; NARROWED];
            _mm_storeu_si128(narrowed.as_mut_ptr().cast(), bytes);
            narrowed
        })
    }
}

/// Bytes that [`widen`] takes.
pub const WIDENED: usize = 16;

/// Sixteen bytes as characters, if all are ASCII and none is null. They begin at a multiple of 16, so that all are in one page.
///
/// # Safety
/// The first is readable.
#[inline]
pub unsafe fn widen(at: *const u8) -> Option<[i32; WIDENED]> {
    // SAFETY: the page is readable; SSE2 is in the baseline.
    unsafe {
        let bytes = _mm_load_si128(at.cast());
        let zero = _mm_setzero_si128();
        let are_null = _mm_cmpeq_epi8(bytes, zero);
        (_mm_movemask_epi8(_mm_or_si128(bytes, are_null)) == 0).then(|| {
            let mut widened = [0; WIDENED];
            let (low, high) = (
                _mm_unpacklo_epi8(bytes, zero),
                _mm_unpackhi_epi8(bytes, zero),
            );
            let parts = [
                _mm_unpacklo_epi16(low, zero),
                _mm_unpackhi_epi16(low, zero),
                _mm_unpacklo_epi16(high, zero),
                _mm_unpackhi_epi16(high, zero),
            ];
            for (target, part) in widened.chunks_exact_mut(4).zip(parts) {
                _mm_storeu_si128(target.as_mut_ptr().cast(), part);
            }
            widened
        })
    }
}
