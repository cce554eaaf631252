//! Vectors of bytes, as wide as the CPU has them.
//!
//! The string functions begin with [`Block`], which every x86-64 has, and go on with [`widest!`] once a scan
//! turns out to be long. What the CPU has is asked at the first long scan and not at start: CPUID is a trap
//! to a hypervisor, and most programs are short.

mod avx2;
mod avx512;
mod sought;
mod sse2;

use core::arch::x86_64::{__cpuid, __cpuid_count};
use core::sync::atomic::{AtomicBool, AtomicU8, Ordering};

pub use avx2::Wide;
pub use avx512::Widest;
use sought::find_in_turns;
pub use sought::{Byte, ByteOrZero, Sought, Zero, ZeroWord};
pub use sse2::Block;

/// A vector of [`Vector::SIZE`] bytes.
///
/// # Safety
/// For every function: the CPU has the instructions of the vector. That is so in what [`widest!`] calls.
pub trait Vector: Copy {
    /// Bytes in a vector: 16, 32 or 64. An aligned load of as many never crosses a page.
    const SIZE: usize;
    /// A yes or no for each byte.
    type Hits: Copy;

    /// A vector whose bytes are all `byte`.
    unsafe fn splat(byte: u8) -> Self;

    /// Loads the aligned vector at `at`. It may pass the end of the C object, but not of its page.
    ///
    /// # Safety
    /// `at` is a multiple of [`Vector::SIZE`] and at least one byte of the vector is readable.
    unsafe fn load_aligned(at: *const u8) -> Self;

    /// Loads the vector at `at`, of any alignment.
    ///
    /// # Safety
    /// The page or pages that hold the bytes are readable.
    unsafe fn load(at: *const u8) -> Self;

    /// Stores the vector at `at`, of any alignment.
    ///
    /// # Safety
    /// The bytes are writable.
    unsafe fn store(self, at: *mut u8);

    /// Loads four vectors, one after the other.
    ///
    /// # Safety
    /// As [`Vector::load`].
    unsafe fn load_four(at: *const u8) -> [Self; 4];

    /// Stores four vectors, one after the other.
    ///
    /// # Safety
    /// The bytes are writable.
    unsafe fn store_four(four: [Self; 4], at: *mut u8);

    /// Which bytes equal those of `other`.
    unsafe fn equal(self, other: Self) -> Self::Hits;

    /// Which bytes are zero.
    unsafe fn zero(self) -> Self::Hits;

    /// The smaller of each pair of bytes.
    unsafe fn min(self, other: Self) -> Self;

    unsafe fn xor(self, other: Self) -> Self;

    unsafe fn or(self, other: Self) -> Self;

    /// Bytes that the loops below look at in a turn: some vectors, within one page where they begin at a multiple of it.
    const TURN: usize = 4 * Self::SIZE;

    /// The address of the first byte from `from` on that is sought, or one at or after `end`, which is more than `from`.
    ///
    /// # Safety
    /// The bytes up to the one sought, or to the end, whichever is first, are readable.
    #[inline(always)]
    unsafe fn find(sought: impl Sought, from: usize, end: usize) -> usize {
        // SAFETY: the caller's promise.
        unsafe { find_in_turns::<Self>(sought, from, end) }
    }

    /// How many bytes from `a` on are those from `b` on: a multiple of [`Vector::TURN`], at most `count`, which is one.
    ///
    /// # Safety
    /// `count` bytes are readable at both.
    #[inline(always)]
    unsafe fn pass_equal(a: *const u8, b: *const u8, count: usize) -> usize {
        let mut at = 0;
        // SAFETY: the caller's promise.
        unsafe {
            while at < count {
                let different = differences(Self::load_four(a.add(at)), b.add(at));
                if Self::mask(different.zero()) != Self::ALL {
                    break;
                }
                at += Self::TURN;
            }
        }
        at
    }

    /// How many bytes from `a` on are those from `b` on and not zero: a multiple of four vectors, at most `count`, which is one
    /// and not zero.
    ///
    /// # Safety
    /// `count` bytes are on readable pages at both.
    #[inline(always)]
    unsafe fn pass_equal_nonzero(a: *const u8, b: *const u8, count: usize) -> usize {
        let mut at = 0;
        // SAFETY: the caller's promise.
        unsafe {
            while at < count {
                let four = Self::load_four(a.add(at));
                let is_equal = Self::mask(differences(four, b.add(at)).zero()) == Self::ALL;
                if !is_equal || has_zero(four) {
                    break;
                }
                at += 4 * Self::SIZE;
            }
        }
        at
    }

    /// Copies turns of a string up to the one that has its terminator; how many bytes.
    ///
    /// # Safety
    /// `source` is a multiple of [`Vector::TURN`], the string goes to it or on, and `target` takes what is copied.
    #[inline(always)]
    unsafe fn copy_nonzero(target: *mut u8, source: *const u8) -> usize {
        let mut at = 0;
        // SAFETY: the caller's promise.
        unsafe {
            loop {
                let four = Self::load_four(source.wrapping_add(at));
                if has_zero(four) {
                    return at;
                }
                Self::store_four(four, target.add(at));
                at += Self::TURN;
            }
        }
    }

    /// Where either says yes.
    unsafe fn either(a: Self::Hits, b: Self::Hits) -> Self::Hits;

    /// Where both say yes.
    unsafe fn both(a: Self::Hits, b: Self::Hits) -> Self::Hits;

    /// Bit `i` is set when byte `i` says yes.
    unsafe fn mask(hits: Self::Hits) -> u64;

    /// The mask in which every byte says yes.
    const ALL: u64 = u64::MAX >> (64 - Self::SIZE);
}

/// The smallest byte at each place of four vectors.
#[inline(always)]
unsafe fn least<V: Vector>([a, b, c, d]: [V; 4]) -> V {
    // SAFETY: the caller has the instructions.
    unsafe { a.min(b).min(c.min(d)) }
}

#[inline(always)]
unsafe fn has_zero<V: Vector>(four: [V; 4]) -> bool {
    // SAFETY: the caller has the instructions.
    unsafe { V::mask(least(four).zero()) != 0 }
}

/// The bits in which four vectors differ from those at `other`, laid over each other.
#[inline(always)]
unsafe fn differences<V: Vector>(four: [V; 4], other: *const u8) -> V {
    // SAFETY: the caller may load four vectors there.
    unsafe {
        let [a, b, c, d] = V::load_four(other);
        let first = four[0].xor(a).or(four[1].xor(b));
        first.or(four[2].xor(c).or(four[3].xor(d)))
    }
}

/// Defines a function that calls a generic one, whose first parameter is the vector, with the widest vectors
/// that the CPU has. The generic one is `#[inline(always)]`, so that it is compiled for each width.
macro_rules! widest {
    ($(#[$attribute:meta])* $visibility:vis unsafe fn $name:ident($($argument:ident: $type:ty),*) -> $output:ty = $generic:ident) => {
        $(#[$attribute])*
        #[inline(always)]
        $visibility unsafe fn $name($($argument: $type),*) -> $output {
            use $crate::arch::vector::{ask, width, Block, Wide, Widest, Width};
            #[inline(never)]
            #[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi1,bmi2")]
            unsafe fn with_64($($argument: $type),*) -> $output {
                // SAFETY: the CPU was asked; the rest is the caller's promise.
                unsafe { $generic::<Widest>($($argument),*) }
            }
            #[inline(never)]
            #[target_feature(enable = "avx2,bmi1,bmi2")]
            unsafe fn with_32($($argument: $type),*) -> $output {
                // SAFETY: the CPU was asked; the rest is the caller's promise.
                unsafe { $generic::<Wide>($($argument),*) }
            }
            #[inline(never)]
            unsafe fn with_16($($argument: $type),*) -> $output {
                // SAFETY: the caller's promise.
                unsafe { $generic::<Block>($($argument),*) }
            }
            // A function of its own, so that the others are reached by a jump with nothing to keep. The first time of all is
            // done with what every CPU has, as that is a jump, too.
            #[cold]
            #[inline(never)]
            unsafe fn once($($argument: $type),*) -> $output {
                ask();
                // SAFETY: the caller's promise.
                unsafe { with_16($($argument),*) }
            }
            // SAFETY: the CPU was asked; the rest is the caller's promise.
            unsafe {
                match width() {
                    None => once($($argument),*),
                    Some(Width::Bytes16) => with_16($($argument),*),
                    Some(Width::Bytes64) => with_64($($argument),*),
                    Some(Width::Bytes32 | Width::Bytes32WithMasks) => with_32($($argument),*),
                }
            }
        }
    };
}
pub(crate) use widest;

/// The loads and stores of a vector. They are in assembly because a load may pass the end of the C object (never
/// of its page), which the language has no way to say, and because the compiler would recognise a loop of stores and
/// replace it by a call to the very function that it implements.
macro_rules! loads_and_stores {
    ($register:ident, $pointer:literal, $aligned:literal, $unaligned:literal, $two:literal, $three:literal, $four:literal
     $(, $feature:literal)?) => {
        #[inline]
        $(#[target_feature(enable = $feature)])?
        unsafe fn load_aligned(at: *const u8) -> Self {
            let vector;
            // SAFETY: an aligned vector lies within one page, and the caller says part of it is readable.
            unsafe {
                asm!(concat!($aligned, " {0}, ", $pointer, " ptr [{1}]"), out($register) vector, in(reg) at,
                     options(pure, readonly, nostack, preserves_flags));
            }
            Self(vector)
        }

        #[inline]
        $(#[target_feature(enable = $feature)])?
        unsafe fn load(at: *const u8) -> Self {
            let vector;
            // SAFETY: the caller says the bytes are on readable pages.
            unsafe {
                asm!(concat!($unaligned, " {0}, ", $pointer, " ptr [{1}]"), out($register) vector, in(reg) at,
                     options(pure, readonly, nostack, preserves_flags));
            }
            Self(vector)
        }

        #[inline]
        $(#[target_feature(enable = $feature)])?
        unsafe fn store(self, at: *mut u8) {
            // SAFETY: the caller says the bytes are writable.
            unsafe {
                asm!(concat!($unaligned, " ", $pointer, " ptr [{1}], {0}"), in($register) self.0, in(reg) at,
                     options(nostack, preserves_flags));
            }
        }

        #[inline]
        $(#[target_feature(enable = $feature)])?
        unsafe fn load_four(at: *const u8) -> [Self; 4] {
            let (a, b, c, d);
            // SAFETY: the caller says the bytes are on readable pages.
            unsafe {
                asm!(concat!($unaligned, " {0}, ", $pointer, " ptr [{4}]"),
                     concat!($unaligned, " {1}, ", $pointer, " ptr [{4} + ", $two, "]"),
                     concat!($unaligned, " {2}, ", $pointer, " ptr [{4} + ", $three, "]"),
                     concat!($unaligned, " {3}, ", $pointer, " ptr [{4} + ", $four, "]"),
                     out($register) a, out($register) b, out($register) c, lateout($register) d, in(reg) at,
                     options(pure, readonly, nostack, preserves_flags));
            }
            [Self(a), Self(b), Self(c), Self(d)]
        }

        #[inline]
        $(#[target_feature(enable = $feature)])?
        unsafe fn store_four(four: [Self; 4], at: *mut u8) {
            // SAFETY: the caller says the bytes are writable.
            unsafe {
                asm!(concat!($unaligned, " ", $pointer, " ptr [{4}], {0}"),
                     concat!($unaligned, " ", $pointer, " ptr [{4} + ", $two, "], {1}"),
                     concat!($unaligned, " ", $pointer, " ptr [{4} + ", $three, "], {2}"),
                     concat!($unaligned, " ", $pointer, " ptr [{4} + ", $four, "], {3}"),
                     in($register) four[0].0, in($register) four[1].0, in($register) four[2].0, in($register) four[3].0,
                     in(reg) at, options(nostack, preserves_flags));
            }
        }
    };
}
use loads_and_stores;

/// The widest vectors worth using.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Width {
    Bytes16,
    Bytes32,
    /// With AVX-512's instructions for them.
    Bytes32WithMasks,
    Bytes64,
}

/// 0: not asked yet.
static WIDTH: AtomicU8 = AtomicU8::new(0);

/// What this CPU has, and the kernel keeps for each thread; nothing before [`ask`].
#[inline(always)]
pub fn width() -> Option<Width> {
    match WIDTH.load(Ordering::Relaxed) {
        1 => Some(Width::Bytes16),
        2 => Some(Width::Bytes32),
        3 => Some(Width::Bytes32WithMasks),
        4 => Some(Width::Bytes64),
        _ => None,
    }
}

/// Whether `rep movsb` copies in steps of its own choice (ERMS). No before [`ask`].
pub fn has_fast_repeat() -> bool {
    FAST_REPEAT.load(Ordering::Relaxed)
}

static FAST_REPEAT: AtomicBool = AtomicBool::new(false);

#[cold]
pub fn ask() {
    let (width, has_erms) = detect();
    FAST_REPEAT.store(has_erms, Ordering::Relaxed);
    WIDTH.store(width as u8 + 1, Ordering::Relaxed);
}

/// Sixteen bytes at a time until [`ask_when_needed`]. For the loader: in a virtual machine each CPUID leaves it, and a program that
/// never asks starts a tenth sooner.
pub fn stay_narrow() {
    WIDTH.store(Width::Bytes16 as u8 + 1, Ordering::Relaxed);
}

/// Undoes [`stay_narrow`].
pub fn ask_when_needed() {
    WIDTH.store(0, Ordering::Relaxed);
}

/// CPUID and XCR0 (Intel's manual, volume 1, 14.3 and 15.2): the width, and ERMS. AVX-512's vectors are taken from the generation on that has
/// VPOPCNTDQ: those before lower their clock for them.
fn detect() -> (Width, bool) {
    // With FMA, which `fused!` takes for granted where there are wide vectors.
    const OSXSAVE_AVX_FMA: u32 = 1 << 27 | 1 << 28 | 1 << 12;
    const AVX2_AND_BMI: u32 = 1 << 3 | 1 << 5 | 1 << 8;
    const AVX512: u32 = 1 << 16 | 1 << 30 | 1 << 31;
    const VPOPCNTDQ: u32 = 1 << 14;
    const ERMS: u32 = 1 << 9;
    if __cpuid(0).eax < 7 {
        return (Width::Bytes16, false);
    }
    let features = __cpuid_count(7, 0);
    let has_erms = features.ebx & ERMS != 0;
    if __cpuid(1).ecx & OSXSAVE_AVX_FMA != OSXSAVE_AVX_FMA {
        return (Width::Bytes16, has_erms);
    }
    // SAFETY: the operating system has enabled the instruction.
    let kept = unsafe { extended_control() };
    if kept & 0b110 != 0b110 || features.ebx & AVX2_AND_BMI != AVX2_AND_BMI {
        return (Width::Bytes16, has_erms);
    }
    let has_avx512 = features.ebx & AVX512 == AVX512 && kept & 0b1110_0110 == 0b1110_0110;
    let width = match has_avx512 {
        true if features.ecx & VPOPCNTDQ != 0 => Width::Bytes64,
        true => Width::Bytes32WithMasks,
        false => Width::Bytes32,
    };
    (width, has_erms)
}

/// XCR0: which registers the kernel keeps.
///
/// # Safety
/// CPUID says OSXSAVE.
unsafe fn extended_control() -> u32 {
    let low;
    // SAFETY: the caller's promise.
    unsafe {
        core::arch::asm!("xgetbv", in("ecx") 0, out("eax") low, out("edx") _,
            options(nomem, nostack, preserves_flags));
    }
    low
}

/// The widths that this machine has, also where they are not worth using.
#[cfg(test)]
pub fn widths() -> std::vec::Vec<Width> {
    let mut all = std::vec![
        Width::Bytes16,
        Width::Bytes32,
        Width::Bytes32WithMasks,
        Width::Bytes64
    ];
    let has_64 =
        std::is_x86_feature_detected!("avx512bw") && std::is_x86_feature_detected!("avx512vl");
    all.truncate(if has_64 { 4 } else { detect().0 as usize + 1 });
    all
}

/// Makes tests go on with a width of [`widths`].
#[cfg(test)]
pub fn set_width(width: Width) {
    WIDTH.store(width as u8 + 1, Ordering::Relaxed);
}
