//! The tables and constants of exponentials and logarithms, computed by the compiler in 128-bit integers.

use super::precise;
use crate::number::whole_product;

/// ln 2 · 2^128.
const LN_2: u128 = precise::LN_2.mantissa;

/// A positive constant in two parts; the second is what the first leaves.
#[derive(Clone, Copy)]
pub(crate) struct Pair {
    pub high: f64,
    pub low: f64,
}

/// The places after the point of what is to be multiplied by a whole number, or added to such a product, exactly.
const PLACES: u32 = 42;

/// 2^`-power`.
const fn negative_power(power: u32) -> f64 {
    f64::from_bits((1023 - power as u64) << 52)
}

/// `value` / 2^`scale`, the first part with [`PLACES`].
const fn short(value: u128, scale: u32) -> Pair {
    let high = value >> (scale - PLACES);
    let low = value - (high << (scale - PLACES));
    Pair {
        high: high as f64 * negative_power(PLACES),
        low: low as f64 * negative_power(scale),
    }
}

/// `value` / 2^`scale`, the first part rounded.
const fn rounded(value: u128, scale: u32) -> Pair {
    let high = value as f64;
    Pair {
        high: high * negative_power(scale),
        low: value.wrapping_sub(high as u128) as i128 as f64 * negative_power(scale),
    }
}

/// `a` / `b` · 2^126, where that is below 2^128 and `b` below 2^127.
const fn quotient(a: u128, b: u128) -> u128 {
    let (mut whole, mut rest) = (a / b, a % b);
    let mut place = 0;
    while place < 126 {
        (whole, rest) = (whole << 1, rest << 1);
        if rest >= b {
            (whole, rest) = (whole | 1, rest - b);
        }
        place += 1;
    }
    whole
}

/// ln 10 · 2^124.
const LN_10: u128 = precise::LN_10.mantissa >> 2;

pub const LN_2_SHORT: Pair = short(LN_2, 128);
pub const ONE_OVER_LN_2: Pair = rounded(quotient(1 << 126, LN_2 >> 2), 126);
pub const ONE_OVER_LN_10: Pair = rounded(quotient(1 << 124, LN_10), 126);
/// log10 2, over the steps between powers of two.
pub const LOG10_2_STEP: Pair = short(quotient(LN_2 >> 4, LN_10), 126 + STEP_BITS);
/// ln 2, over the steps between powers of two.
pub const LN_2_STEP: Pair = short(LN_2 >> 8, 120 + STEP_BITS);

/// The table of powers has 2^`STEP_BITS` from each power of two to the next.
pub(crate) const STEP_BITS: u32 = 7;
pub(crate) const STEPS: usize = 1 << STEP_BITS;

/// A power 2^(i / [`STEPS`]).
#[derive(Clone, Copy)]
pub struct Power {
    /// What rounding left of it, over it.
    pub tail: f64,
    /// Its bits, less i in the place where a sum of i and the power of two's multiple of [`STEPS`] is added.
    pub bits: u64,
}

pub static POWERS: [Power; STEPS] = {
    let mut table = [Power { tail: 0.0, bits: 0 }; STEPS];
    let mut index = 0;
    while index < STEPS {
        let exact = exp((LN_2 >> (2 + STEP_BITS)) * index as u128);
        let Pair { high, low } = rounded(exact, 126);
        table[index] = Power {
            tail: low / high,
            bits: high.to_bits() - ((index as u64) << (52 - STEP_BITS)),
        };
        index += 1;
    }
    table
};

/// e^x of 126 binary places for x below 1: its series.
const fn exp(x: u128) -> u128 {
    let mut term = 1 << 126;
    let (mut sum, mut index) = (term, 1);
    while term != 0 {
        let (high, low) = whole_product(term, x);
        term = (high << 2 | low >> 126) / index;
        sum += term;
        index += 1;
    }
    sum
}

/// Pieces of the range of the logarithm's argument, from [`LOWEST`] to twice that: each a 512th long below 1 and a 256th above.
pub(crate) const PIECES: usize = 256;

/// The bits of the argument's lower bound, 362/512.
pub(crate) const LOWEST: u64 = 0x3fe << 52 | (362 - 256) << 44;

/// For a piece: a short number near the reciprocal of its middle, and that number's logarithm's negative.
#[derive(Clone, Copy)]
pub struct Piece {
    pub reciprocal: f64,
    pub high: f64,
    pub low: f64,
}

pub static LOGARITHMS: [Piece; PIECES] = {
    let zero = Piece {
        reciprocal: 0.0,
        high: 0.0,
        low: 0.0,
    };
    let mut table = [zero; PIECES];
    let mut index = 0;
    while index < PIECES {
        let reciprocal = reciprocal(index as u32);
        let Pair { high, low } = minus_ln(reciprocal);
        table[index] = Piece {
            reciprocal: reciprocal as f64 * negative_power(9),
            high,
            low,
        };
        index += 1;
    }
    table
};

/// 512 times the short reciprocal for a piece. It has 8 binary places below 1 and 9 above: then a product with an argument
/// of the piece, less 1, is smaller than 2^-8 and needs no more than 53 bits. Next to 1 it is 1, so that nothing cancels.
const fn reciprocal(index: u32) -> u32 {
    // The middle of the piece is `middle` / 1024, and what it is divided into is rounded.
    match index {
        148..=150 => 512,
        ..=147 => {
            let middle = 2 * (362 + index) + 1;
            2 * ((2 * 256 * 1024 / middle + 1) / 2)
        }
        _ => {
            let middle = 2 * (512 + 2 * (index - 150) + 1);
            (2 * 512 * 1024 / middle + 1) / 2
        }
    }
}

/// -ln(`m` / 512) = 2 artanh((512 - m) / (512 + m)), by its series with 104 binary places.
const fn minus_ln(m: u32) -> Pair {
    let (top, bottom) = (m.abs_diff(512) as u128, 512 + m as u128);
    let mut power = (top << 104) / bottom;
    let (mut sum, mut index) = (0, 1);
    while power != 0 {
        sum += power / index;
        power = power * (top * top) / (bottom * bottom);
        index += 2;
    }
    let Pair { high, low } = short(sum, 103);
    match m > 512 {
        true => Pair {
            high: -high,
            low: -low,
        },
        false => Pair { high, low },
    }
}
