//! Wide characters to bytes and back, several at a time: SSE2, which is part of the x86-64 baseline.

use core::arch::x86_64::{
    __m128i, _mm_add_epi32, _mm_and_si128, _mm_andnot_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi16,
    _mm_cmpgt_epi8, _mm_cvtsi128_si64, _mm_cvtsi32_si128, _mm_load_si128, _mm_madd_epi16,
    _mm_movemask_epi8, _mm_or_si128, _mm_packs_epi32, _mm_packus_epi16, _mm_set1_epi16,
    _mm_set1_epi32, _mm_set1_epi8, _mm_setzero_si128, _mm_slli_epi16, _mm_slli_epi32,
    _mm_slli_si128, _mm_srai_epi32, _mm_srli_epi16, _mm_srli_epi32, _mm_storeu_si128,
    _mm_unpackhi_epi16, _mm_unpackhi_epi64, _mm_unpackhi_epi8, _mm_unpacklo_epi16,
    _mm_unpacklo_epi8,
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

/// `a` where `mask` has bits, else `b`.
#[inline(always)]
unsafe fn select(mask: __m128i, a: __m128i, b: __m128i) -> __m128i {
    // SAFETY: SSE2 is in the baseline.
    unsafe { _mm_or_si128(_mm_and_si128(mask, a), _mm_andnot_si128(mask, b)) }
}

/// Writes sixteen characters in UTF-8, if each takes a byte or two and none is null; how many bytes they make. They begin at a
/// multiple of 64. Nothing jumps by what they are, so that no text is slower than another.
///
/// # Safety
/// The first is readable, and there is room for two bytes each.
#[inline]
pub unsafe fn narrow_pairs(at: *const i32, target: *mut u8) -> Option<usize> {
    let at = at.cast::<__m128i>();
    // SAFETY: the page is readable, there is room; SSE2 is in the baseline.
    unsafe {
        let part = |index| _mm_load_si128(at.add(index));
        // What is above 0x7ff stays so, by saturation.
        let halves = [
            _mm_packs_epi32(part(0), part(1)),
            _mm_packs_epi32(part(2), part(3)),
        ];
        let is_short = halves.map(|half| {
            let is_some = _mm_cmpgt_epi16(half, _mm_setzero_si128());
            _mm_andnot_si128(_mm_cmpgt_epi16(half, _mm_set1_epi16(0x7ff)), is_some)
        });
        if _mm_movemask_epi8(_mm_and_si128(is_short[0], is_short[1])) != 0xffff {
            return None;
        }
        let mut written = 0;
        for half in halves {
            // Each character's bytes in sixteen bits, the second null where there is none.
            let is_pair = _mm_cmpgt_epi16(half, _mm_set1_epi16(0x7f));
            let (first, second) = (_mm_srli_epi16(half, 6), _mm_slli_epi16(half, 8));
            let pair = _mm_or_si128(first, _mm_and_si128(second, _mm_set1_epi16(0x3f00)));
            let pair = _mm_or_si128(pair, _mm_set1_epi16(0x80c0_u16 as i16));
            let bytes = select(is_pair, pair, half);
            // Two in 32 bits, without a gap after the first.
            let is_pair_first = _mm_srai_epi32(_mm_slli_epi32(is_pair, 16), 16);
            let moved = select(_mm_set1_epi32(0xff), bytes, _mm_srli_epi32(bytes, 8));
            let two = select(is_pair_first, bytes, moved);
            let pairs = _mm_madd_epi16(is_pair, _mm_set1_epi16(-1));
            let count = _mm_add_epi32(pairs, _mm_set1_epi32(2));
            for (two, count) in [
                (two, count),
                (
                    _mm_unpackhi_epi64(two, two),
                    _mm_unpackhi_epi64(count, count),
                ),
            ] {
                // Four in 64 bits.
                let (two, count) = (
                    _mm_cvtsi128_si64(two) as u64,
                    _mm_cvtsi128_si64(count) as u64,
                );
                let first = count as u32;
                let all = first as usize + (count >> 32) as usize;
                let four = two & 0xffff_ffff | two >> 32 << (8 * first);
                // From four bytes to eight.
                let target = target.add(written);
                target.cast::<u32>().write_unaligned(four as u32);
                let last = (four >> (8 * (all - 4))) as u32;
                target.add(all - 4).cast::<u32>().write_unaligned(last);
                written += all;
            }
        }
        Some(written)
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

/// What [`widen_pairs`] has read.
pub struct Widened {
    pub characters: usize,
    /// The block's last byte, if that is the first one of a character; else 0.
    pub begun: u8,
}

/// Writes the characters of sixteen bytes of UTF-8 that begin at a multiple of 16, if each takes a byte or two and none is null.
/// `begun` is the byte before if that is the first one of a character, and else 0. Which of them take two decides no jump.
///
/// # Safety
/// The first byte is readable, and there is room for seventeen characters.
#[inline]
pub unsafe fn widen_pairs(at: *const u8, begun: u8, target: *mut i32) -> Option<Widened> {
    // SAFETY: the page is readable, there is room; SSE2 is in the baseline.
    unsafe {
        let bytes = _mm_load_si128(at.cast());
        let zero = _mm_setzero_si128();
        // As numbers with a sign: 1 to 127, -62 to -33 (0xc2 to 0xdf), -128 to -65.
        let above = |bound| _mm_cmpgt_epi8(bytes, _mm_set1_epi8(bound));
        let ascii = _mm_movemask_epi8(_mm_cmpgt_epi8(bytes, zero));
        let firsts = _mm_movemask_epi8(_mm_andnot_si128(above(-33), above(-63)));
        let seconds = _mm_movemask_epi8(above(-65)) ^ 0xffff;
        let after_firsts = (firsts << 1 | i32::from(begun != 0)) & 0xffff;
        if ascii | firsts | seconds != 0xffff || seconds != after_firsts {
            return None;
        }
        // A second byte has its character's value, a first one nothing of worth.
        let before = _mm_or_si128(_mm_slli_si128(bytes, 1), _mm_cvtsi32_si128(begun.into()));
        let mut values = [0_u16; WIDENED];
        let halves = [
            (
                _mm_unpacklo_epi8(before, zero),
                _mm_unpacklo_epi8(bytes, zero),
            ),
            (
                _mm_unpackhi_epi8(before, zero),
                _mm_unpackhi_epi8(bytes, zero),
            ),
        ];
        for (values, (before, byte)) in values.chunks_exact_mut(8).zip(halves) {
            let high = _mm_slli_epi16(_mm_and_si128(before, _mm_set1_epi16(0x1f)), 6);
            let pair = _mm_or_si128(high, _mm_and_si128(byte, _mm_set1_epi16(0x3f)));
            let is_ascii = _mm_cmpgt_epi16(_mm_set1_epi16(0x80), byte);
            _mm_storeu_si128(values.as_mut_ptr().cast(), select(is_ascii, byte, pair));
        }
        // A first byte's place is written once more by the second.
        let starts = ascii | firsts;
        let mut characters = usize::from(begun != 0);
        for (index, &value) in values[..WIDENED - 1].iter().enumerate() {
            characters += (starts >> index & 1) as usize;
            *target.add(characters - 1) = value.into();
        }
        let is_begun = firsts >> (WIDENED - 1) != 0;
        if !is_begun {
            characters += (starts >> (WIDENED - 1)) as usize;
            *target.add(characters - 1) = values[WIDENED - 1].into();
        }
        let begun = if is_begun { *at.add(WIDENED - 1) } else { 0 };
        Some(Widened { characters, begun })
    }
}
