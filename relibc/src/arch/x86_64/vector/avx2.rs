//! Thirty-two bytes: AVX2.

use core::arch::asm;
use core::arch::x86_64::{
    __m256i, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_min_epu8, _mm256_movemask_epi8,
    _mm256_or_si256, _mm256_set1_epi8, _mm256_setzero_si256, _mm256_xor_si256,
};

use super::{loads_and_stores, Sought, Vector};

#[derive(Clone, Copy)]
pub struct Wide(__m256i);

/// Folds ymm0 to ymm3 into ymm0.
macro_rules! fold_four {
    ($instruction:literal) => {
        concat!(
            $instruction,
            " ymm0, ymm0, ymm1\n",
            $instruction,
            " ymm2, ymm2, ymm3\n",
            $instruction,
            " ymm0, ymm0, ymm2",
        )
    };
}

/// Folds ymm0 to ymm7 into ymm0.
macro_rules! fold_eight {
    ($instruction:literal) => {
        concat!(
            $instruction,
            " ymm4, ymm4, ymm5\n",
            $instruction,
            " ymm6, ymm6, ymm7\n",
            $instruction,
            " ymm4, ymm4, ymm6\n",
            fold_four!($instruction),
            "\n",
            $instruction,
            " ymm0, ymm0, ymm4",
        )
    };
}

/// [`Vector::find`]. `$one` leaves in ymm0 which bytes of the vector at rdi are sought; `$turn` a vector that is not zero if one of
/// the eight from there on has such a byte. They may use the registers before ymm8 and k1; ymm8 is `$wanted`, ymm9 zero.
macro_rules! find {
    ($from:ident, $end:ident, $wanted:expr, one: $one:expr, turn: $($turn:expr),*) => {{
        let found;
        // SAFETY: what is loaded is aligned and holds a byte before the one sought and the end; a turn is an aligned area.
        unsafe {
            asm!(
                // The first vector, without what is before `from`.
                $one,
                "vpmovmskb eax, ymm0",
                "shrx eax, eax, ecx",
                "shlx eax, eax, ecx",
                "test eax, eax",
                "jne 6f",
                // One at a time to a multiple of a turn.
                ".p2align 5",
                "2:",
                "add rdi, 32",
                "cmp rdi, rsi",
                "jae 7f",
                "test dil, dil",
                "je 3f",
                $one,
                "vpmovmskb eax, ymm0",
                "test eax, eax",
                "je 2b",
                "jmp 6f",
                // Turns.
                ".p2align 5",
                "3:",
                $($turn,)*
                "vpmovmskb eax, ymm0",
                "add rdi, 256",
                ".p2align 4",
                "test eax, eax",
                "jne 4f",
                "cmp rdi, rsi",
                "jb 3b",
                "jmp 7f",
                // Which of the turn it is.
                "4:",
                "sub rdi, 288",
                ".p2align 5",
                "5:",
                "add rdi, 32",
                $one,
                "vpmovmskb eax, ymm0",
                "test eax, eax",
                "je 5b",
                "6:",
                "tzcnt eax, eax",
                "add rdi, rax",
                "7:",
                inout("rdi") $from / Wide::SIZE * Wide::SIZE => found,
                in("rsi") $end,
                in("rcx") $from % Wide::SIZE,
                out("rax") _,
                in("ymm8") $wanted,
                in("ymm9") _mm256_setzero_si256(),
                out("ymm0") _, out("ymm1") _, out("ymm2") _, out("ymm3") _,
                out("ymm4") _, out("ymm5") _, out("ymm6") _, out("ymm7") _,
                out("k1") _,
                options(readonly, nostack),
            );
        }
        found
    }};
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) unsafe fn find_zero(from: usize, end: usize) -> usize {
    find!(
        from, end, _mm256_setzero_si256(),
        one: "vpcmpeqb ymm0, ymm9, ymmword ptr [rdi]",
        turn: ".irp i, 0, 1, 2, 3",
        "vmovdqa ymm\\i, ymmword ptr [rdi + 64 * \\i]",
        "vpminub ymm\\i, ymm\\i, ymmword ptr [rdi + 64 * \\i + 32]",
        ".endr",
        fold_four!("vpminub"),
        "vpcmpeqb ymm0, ymm0, ymm9"
    )
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) unsafe fn find_byte(from: usize, end: usize, byte: u8) -> usize {
    find!(
        from, end, _mm256_set1_epi8(byte as i8),
        one: "vpcmpeqb ymm0, ymm8, ymmword ptr [rdi]",
        turn: ".irp i, 0, 1, 2, 3, 4, 5, 6, 7",
        "vpcmpeqb ymm\\i, ymm8, ymmword ptr [rdi + 32 * \\i]",
        ".endr",
        fold_eight!("vpor")
    )
}

/// Which bytes of the vector at rdi are zero or those of ymm8.
macro_rules! which_is_byte_or_zero {
    () => {
        concat!(
            "vpxor ymm0, ymm8, ymmword ptr [rdi]\n",
            "vpminub ymm0, ymm0, ymmword ptr [rdi]\n",
            "vpcmpeqb ymm0, ymm0, ymm9",
        )
    };
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) unsafe fn find_byte_or_zero(from: usize, end: usize, byte: u8) -> usize {
    find!(
        from, end, _mm256_set1_epi8(byte as i8),
        one: which_is_byte_or_zero!(),
        turn: ".irp i, 0, 1, 2, 3, 4, 5, 6, 7",
        "vpxor ymm\\i, ymm8, ymmword ptr [rdi + 32 * \\i]",
        "vpminub ymm\\i, ymm\\i, ymmword ptr [rdi + 32 * \\i]",
        ".endr",
        fold_eight!("vpminub"),
        "vpcmpeqb ymm0, ymm0, ymm9"
    )
}

/// [`find_byte_or_zero`] with the masks of AVX-512. Half of the vectors are made zero where they have the byte by a mask, which keeps
/// other parts of the CPU busy than the minimum with the difference does.
///
/// # Safety
/// As there; the CPU has AVX-512 for bytes and for vectors of 32.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) unsafe fn find_byte_or_zero_with_masks(from: usize, end: usize, byte: u8) -> usize {
    find!(
        from, end, _mm256_set1_epi8(byte as i8),
        one: which_is_byte_or_zero!(),
        turn: ".irp i, 0, 1, 2, 3",
        "vmovdqa ymm\\i, ymmword ptr [rdi + 64 * \\i]",
        "vpxor ymm4, ymm8, ymm\\i",
        "vpminub ymm\\i, ymm\\i, ymm4",
        "vpcmpneqb k1, ymm8, ymmword ptr [rdi + 64 * \\i + 32]",
        "vpminub ymm\\i {{k1}} {{z}}, ymm\\i, ymmword ptr [rdi + 64 * \\i + 32]",
        ".endr",
        fold_four!("vpminub"),
        "vpcmpeqb ymm0, ymm0, ymm9"
    )
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) unsafe fn find_zero_word(from: usize, end: usize) -> usize {
    find!(
        from, end, _mm256_setzero_si256(),
        one: "vpcmpeqd ymm0, ymm9, ymmword ptr [rdi]",
        turn: ".irp i, 0, 1, 2, 3",
        "vmovdqa ymm\\i, ymmword ptr [rdi + 64 * \\i]",
        "vpminud ymm\\i, ymm\\i, ymmword ptr [rdi + 64 * \\i + 32]",
        ".endr",
        fold_four!("vpminud"),
        "vpcmpeqd ymm0, ymm0, ymm9"
    )
}

/// How many bytes of `$count` pass, `$turn` at a time, until `$code` clears the zero flag; it has moved `a` and `b` on. It may
/// use eax and the registers before ymm8; ymm9 is zero.
macro_rules! compare {
    ($a:expr, $b:expr, $count:expr, $turn:literal, $($code:expr),*) => {{
        let left: usize;
        // SAFETY: the caller says the bytes are on readable pages.
        unsafe {
            asm!(
                ".p2align 5",
                "2:",
                $($code,)*
                "jne 3f",
                concat!("sub {left}, ", $turn),
                "jne 2b",
                "3:",
                a = inout(reg) $a => _,
                b = inout(reg) $b => _,
                left = inout(reg) $count => left,
                out("eax") _,
                in("ymm9") _mm256_setzero_si256(),
                out("ymm0") _, out("ymm1") _, out("ymm2") _, out("ymm3") _,
                out("ymm4") _, out("ymm5") _, out("ymm6") _, out("ymm7") _,
                options(readonly, nostack),
            );
        }
        $count - left
    }};
}

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

    // The loops look at eight vectors a turn and read each in the instruction that looks at it: how many instructions a cycle takes
    // is what bounds them. No jump crosses a multiple of 32 bytes, or ends at one: some CPUs decode such code anew each time.
    const TURN: usize = 8 * Self::SIZE;

    #[inline(always)]
    unsafe fn find(sought: impl Sought, from: usize, end: usize) -> usize {
        // SAFETY: the caller's promise.
        unsafe { sought.find_with_32(from, end) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn pass_equal(a: *const u8, b: *const u8, count: usize) -> usize {
        compare!(
            a,
            b,
            count,
            256,
            ".irp i, 0, 1, 2, 3, 4, 5, 6, 7",
            "vmovdqu ymm\\i, ymmword ptr [{a} + 32 * \\i]",
            "vpxor ymm\\i, ymm\\i, ymmword ptr [{b} + 32 * \\i]",
            ".endr",
            fold_eight!("vpor"),
            "add {a}, 256",
            "add {b}, 256",
            "vptest ymm0, ymm0",
            ".p2align 4"
        )
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn pass_equal_nonzero(a: *const u8, b: *const u8, count: usize) -> usize {
        // A byte that differs becomes zero.
        compare!(
            a,
            b,
            count,
            128,
            ".irp i, 0, 1, 2, 3",
            "vmovdqu ymm\\i, ymmword ptr [{a} + 32 * \\i]",
            "vpcmpeqb ymm4, ymm\\i, ymmword ptr [{b} + 32 * \\i]",
            "vpand ymm\\i, ymm\\i, ymm4",
            ".endr",
            fold_four!("vpminub"),
            "sub {a}, -128",
            "sub {b}, -128",
            "vpcmpeqb ymm0, ymm0, ymm9",
            "vpmovmskb eax, ymm0",
            ".p2align 4",
            "test eax, eax"
        )
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn copy_nonzero(target: *mut u8, source: *const u8) -> usize {
        let past: usize;
        // SAFETY: the caller vouches for what is loaded and stored.
        unsafe {
            asm!(
                ".p2align 5",
                "2:",
                ".irp i, 0, 1, 2, 3, 4, 5, 6, 7",
                "vmovdqa ymm\\i, ymmword ptr [{source} + 32 * \\i]",
                ".endr",
                "vpminub ymm8, ymm0, ymm1",
                "vpminub ymm9, ymm2, ymm3",
                "vpminub ymm10, ymm4, ymm5",
                "vpminub ymm11, ymm6, ymm7",
                "vpminub ymm8, ymm8, ymm9",
                "vpminub ymm10, ymm10, ymm11",
                "vpminub ymm8, ymm8, ymm10",
                "vpcmpeqb ymm8, ymm8, {zero}",
                "vpmovmskb {hits:e}, ymm8",
                "add {source}, 256",
                ".p2align 4",
                "test {hits:e}, {hits:e}",
                "jne 3f",
                ".irp i, 0, 1, 2, 3, 4, 5, 6, 7",
                "vmovdqu ymmword ptr [{target} + 32 * \\i], ymm\\i",
                ".endr",
                "add {target}, 256",
                ".p2align 4",
                "jmp 2b",
                "3:",
                source = inout(reg) source => _,
                target = inout(reg) target => past,
                hits = out(reg) _,
                zero = in(ymm_reg) _mm256_setzero_si256(),
                out("ymm0") _, out("ymm1") _, out("ymm2") _, out("ymm3") _, out("ymm4") _, out("ymm5") _,
                out("ymm6") _, out("ymm7") _, out("ymm8") _, out("ymm9") _, out("ymm10") _, out("ymm11") _,
                options(nostack),
            );
        }
        past - target as usize
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
