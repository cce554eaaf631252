//! Rounding a number to a floating-point format.

use core::cmp::Ordering;

use super::big::Leading;
use super::float::{Class, Float, Format, Rounding};

/// Whether the format could hold a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// It could, perhaps not exactly.
    Fits,
    /// It is too large; the result is infinite or the largest number.
    Overflow,
    /// It is below the smallest normal number and not exact.
    Underflow,
}

/// The value of type `F` nearest to `leading` by the rule `rounding`.
pub fn round<F: Format>(leading: &Leading, negative: bool, rounding: Rounding) -> (F, Range) {
    let top = leading.exponent + 127;
    let lowest = (top - (F::PRECISION as i32 - 1)).max(F::MIN_EXPONENT);
    // At least 64 bits go: the precision is at most 64.
    let cut = (lowest - leading.exponent) as u32;
    let (kept, rest) = match cut {
        ..=127 => (leading.bits >> cut, leading.bits << (128 - cut)),
        128 => (0, leading.bits),
        // Less than half of the smallest number, but not nothing.
        _ => (0, 1),
    };
    let exact = rest == 0 && !leading.sticky;
    let away = |kept: u128, rest: u128| {
        let half = match rest.cmp(&(1 << 127)) {
            Ordering::Equal if leading.sticky => Ordering::Greater,
            order => order,
        };
        rounding.away(negative, kept & 1 != 0, rest == 0 && !leading.sticky, half)
    };
    let mut mantissa = kept;
    let mut exponent = lowest;
    if away(kept, rest) {
        mantissa += 1;
        if mantissa >> F::PRECISION != 0 {
            mantissa >>= 1;
            exponent += 1;
        }
    }
    if exponent + F::PRECISION as i32 - 1 > F::MAX_EXPONENT {
        return (overflow(negative, rounding), Range::Overflow);
    }
    // Tiny is what would be below the normal numbers if the exponent had no limit (IEEE 754 section 7.5, after rounding):
    // then one more bit of it were kept.
    let tiny = mantissa >> (F::PRECISION - 1) == 0
        || kept >> (F::PRECISION - 1) == 0 && {
            let (kept, rest) = (leading.bits >> (cut - 1), leading.bits << (129 - cut));
            (kept + u128::from(away(kept, rest))) >> F::PRECISION == 0
        };
    let class = Class::Finite {
        mantissa: mantissa as u64,
        exponent,
    };
    let range = if tiny && !exact {
        Range::Underflow
    } else {
        Range::Fits
    };
    (F::join(Float { negative, class }), range)
}

/// What stands for a number too large for the format (IEEE 754 section 7.4).
pub fn overflow<F: Format>(negative: bool, rounding: Rounding) -> F {
    let class = if rounding.away(negative, true, false, Ordering::Greater) {
        Class::Infinite
    } else {
        Class::Finite {
            mantissa: u64::MAX >> (64 - F::PRECISION),
            exponent: F::MAX_EXPONENT - (F::PRECISION as i32 - 1),
        }
    };
    F::join(Float { negative, class })
}

/// What stands for a number far below the smallest of the format.
pub fn underflow<F: Format>(negative: bool, rounding: Rounding) -> F {
    let mantissa = u64::from(rounding.away(negative, false, false, Ordering::Less));
    F::join(Float {
        negative,
        class: Class::Finite {
            mantissa,
            exponent: F::MIN_EXPONENT,
        },
    })
}
