//! Results that come with a floating-point exception. The operations are hidden from the compiler, which would otherwise compute
//! them itself and raise nothing.

use core::hint::black_box;

/// Not-a-number, with FE_INVALID.
#[cold]
pub fn invalid() -> f64 {
    black_box(0.0) / black_box(0.0)
}

/// Infinity with the sign of `sign`, with FE_DIVBYZERO.
#[cold]
pub fn pole(sign: f64) -> f64 {
    1f64.copysign(sign) / black_box(0.0)
}

/// Infinity with its exceptions, and the sign bit `sign`; the largest number, in a mode that rounds away from infinity.
#[cold]
pub fn overflow(sign: u64) -> f64 {
    let huge = f64::from_bits(0x7fe << 52);
    black_box(huge) * black_box(f64::from_bits(huge.to_bits() | sign))
}

/// Zero with its exceptions, and the sign bit `sign`; the smallest number, in a mode that rounds away from zero.
#[cold]
pub fn underflow(sign: u64) -> f64 {
    let tiny = f64::MIN_POSITIVE;
    black_box(tiny) * black_box(f64::from_bits(tiny.to_bits() | sign))
}

/// Raises FE_INVALID only.
pub fn raise_invalid() {
    black_box(invalid());
}

/// Raises FE_UNDERFLOW and FE_INEXACT: for a result below the normal numbers that stands for one that differs from it by less than
/// its last place.
#[cold]
pub fn raise_underflow() {
    black_box(underflow(0));
}
