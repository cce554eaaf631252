//! Multiplication and addition with one rounding (FMA3), where the CPU has it, and what does without it.

use core::arch::x86_64::{_mm_cvtsd_f64, _mm_fmadd_sd, _mm_set_sd};

/// How products are computed exactly.
///
/// # Safety
/// For every function: the CPU has the instructions. That is so in what [`fused!`] calls.
pub trait Products {
    /// What rounding took from `product`, which is `a * b` rounded: `a * b - product`.
    unsafe fn error(a: f64, b: f64, product: f64) -> f64;

    /// `a * short - 1` for a `short` of at most 26 bits, where the result needs no rounding.
    unsafe fn less_one(a: f64, short: f64) -> f64;

    /// `a * b + c`, rounded once or twice.
    unsafe fn sum(a: f64, b: f64, c: f64) -> f64;
}

/// With the instruction.
pub struct Fused;

/// With products of halves (Dekker).
pub struct Halves;

impl Fused {
    #[inline]
    #[target_feature(enable = "fma")]
    fn multiply_add(a: f64, b: f64, c: f64) -> f64 {
        _mm_cvtsd_f64(_mm_fmadd_sd(_mm_set_sd(a), _mm_set_sd(b), _mm_set_sd(c)))
    }
}

impl Products for Fused {
    #[inline]
    #[target_feature(enable = "fma")]
    unsafe fn error(a: f64, b: f64, product: f64) -> f64 {
        Fused::multiply_add(a, b, -product)
    }

    #[inline]
    #[target_feature(enable = "fma")]
    unsafe fn less_one(a: f64, short: f64) -> f64 {
        Fused::multiply_add(a, short, -1.0)
    }

    #[inline]
    #[target_feature(enable = "fma")]
    unsafe fn sum(a: f64, b: f64, c: f64) -> f64 {
        Fused::multiply_add(a, b, c)
    }
}

impl Halves {
    /// The upper half of a number's bits and the lower.
    #[inline(always)]
    fn split(a: f64) -> (f64, f64) {
        let upper = f64::from_bits(a.to_bits() & !0 << 27);
        (upper, a - upper)
    }
}

impl Products for Halves {
    #[inline(always)]
    unsafe fn error(a: f64, b: f64, product: f64) -> f64 {
        let ((a1, a0), (b1, b0)) = (Halves::split(a), Halves::split(b));
        a0 * b0 - (((product - a1 * b1) - a0 * b1) - a1 * b0)
    }

    #[inline(always)]
    unsafe fn less_one(a: f64, short: f64) -> f64 {
        let (upper, lower) = Halves::split(a);
        (upper * short - 1.0) + lower * short
    }

    #[inline(always)]
    unsafe fn sum(a: f64, b: f64, c: f64) -> f64 {
        a * b + c
    }
}

/// Defines a function that calls a generic one, whose first parameter is of [`Products`], with what the CPU has.
/// The generic one is `#[inline(always)]`, so that it is compiled for each.
macro_rules! fused {
    ($visibility:vis fn $name:ident($($argument:ident: $type:ty),*) -> $output:ty = $generic:ident) => {
        #[inline(always)]
        $visibility fn $name($($argument: $type),*) -> $output {
            use $crate::arch::{vector::{ask, width, Width}, Fused, Halves};
            #[inline(never)]
            #[target_feature(enable = "fma")]
            fn with_instruction($($argument: $type),*) -> $output {
                // SAFETY: the CPU was asked.
                unsafe { $generic::<Fused>($($argument),*) }
            }
            #[inline(never)]
            fn without($($argument: $type),*) -> $output {
                // SAFETY: this needs no special instruction.
                unsafe { $generic::<Halves>($($argument),*) }
            }
            #[cold]
            #[inline(never)]
            fn once($($argument: $type),*) -> $output {
                ask();
                $name($($argument),*)
            }
            match width() {
                None => once($($argument),*),
                Some(Width::Bytes16) => without($($argument),*),
                // SAFETY: wider vectors are used only where this instruction is, too.
                Some(_) => unsafe { with_instruction($($argument),*) },
            }
        }
    };
}
pub(crate) use fused;
