//! Exponentials of `double`, after P. T. P. Tang: 2^(k/128) of a table times e^r, with r at most ln 2 / 256.
//!
//! The error is at most 0.52 units in the last place: 0.5 from the last sum, the rest from the series' rounding. `float` functions
//! compute in `double` and round.

use super::exceptions::{overflow, raise_underflow, underflow};
use super::tables::{Power, LN_2_STEP, LOG10_2_STEP, POWERS, STEPS, STEP_BITS};
use crate::arch::{fused, Halves, Products};

/// What is added to a value, and taken off again, to round it to whole numbers; its lower bits then are that number.
pub(super) const ROUNDER: f64 = 1.5 * (1u64 << 52) as f64;

const EXPONENT_MASK: u64 = 0x7ff;

/// The biased exponent of infinity.
pub(super) const INFINITE: u64 = EXPONENT_MASK;

/// The biased exponent of 2^-56: of less than that, every exponential is nearest to 1.
const TINY: u64 = 1023 - 56;

/// The biased exponent of 512: from there on a result may be out of the range of normal numbers.
const LARGE: u64 = 1023 + 9;

/// The exponent's bits.
#[inline(always)]
pub fn biased_exponent(x: f64) -> u64 {
    x.to_bits() >> 52 & EXPONENT_MASK
}

#[inline]
pub fn exp(x: f64) -> f64 {
    if is_usual(x, LARGE) {
        return exp_of_usual(x);
    }
    unusual(x, 1100.0, reduced)
}

fused! { fn exp_of_usual(x: f64) -> f64 = exp_with }

#[inline(always)]
unsafe fn exp_with<P: Products>(x: f64) -> f64 {
    // SAFETY: the caller's promise.
    unsafe {
        let (steps, rest) = reduced_with::<P>(x);
        scaled_with::<P>(steps, rest, 0)
    }
}

#[inline]
pub fn exp2(x: f64) -> f64 {
    exponential(x, LARGE, 1100.0, |x| {
        let shifted = x + ROUNDER / STEPS as f64;
        let rest = x - (shifted - ROUNDER / STEPS as f64);
        (shifted.to_bits(), rest * core::f64::consts::LN_2)
    })
}

#[inline]
pub fn exp10(x: f64) -> f64 {
    exponential(x, LARGE - 1, 330.0, |x| {
        let shifted = x * (core::f64::consts::LOG2_10 * STEPS as f64) + ROUNDER;
        let steps = shifted - ROUNDER;
        let rest = (x - steps * LOG10_2_STEP.high) - steps * LOG10_2_STEP.low;
        (shifted.to_bits(), rest * core::f64::consts::LN_10)
    })
}

/// An exponential function: `reduce` gives what [`scaled`] takes; results for arguments beyond ±`most` are out of range, and for
/// those with a biased exponent below `large` they are normal numbers.
#[inline(always)]
fn exponential(x: f64, large: u64, most: f64, reduce: impl Fn(f64) -> (u64, f64)) -> f64 {
    if is_usual(x, large) {
        let (steps, rest) = reduce(x);
        return scaled(steps, rest, 0);
    }
    unusual(x, most, reduce)
}

/// Whether the biased exponent is below `large`, and not so small that the exponential is 1.
#[inline(always)]
fn is_usual(x: f64, large: u64) -> bool {
    biased_exponent(x).wrapping_sub(TINY) < large - TINY
}

#[cold]
#[inline(never)]
fn unusual(x: f64, most: f64, reduce: impl Fn(f64) -> (u64, f64)) -> f64 {
    at_the_edge(x, most).unwrap_or_else(|| {
        let (steps, rest) = reduce(x);
        extreme(steps, rest, 0)
    })
}

/// e^x = 2^(steps / 128) · e^rest: a number whose lower bits are the steps, and the rest.
#[inline(always)]
pub fn reduced(x: f64) -> (u64, f64) {
    // SAFETY: this needs no special instruction.
    unsafe { reduced_with::<Halves>(x) }
}

/// [`reduced`], with the CPU's way of products.
///
/// # Safety
/// As [`Products`].
#[inline(always)]
pub unsafe fn reduced_with<P: Products>(x: f64) -> (u64, f64) {
    const STEPS_IN_ONE: f64 = core::f64::consts::LOG2_E * STEPS as f64;
    // SAFETY: the caller's promise.
    unsafe {
        let shifted = P::sum(x, STEPS_IN_ONE, ROUNDER);
        let steps = shifted - ROUNDER;
        let rest = P::sum(-LN_2_STEP.high, steps, x);
        (shifted.to_bits(), P::sum(-LN_2_STEP.low, steps, rest))
    }
}

/// 2^(`steps` / 128) · e^`r` with the sign bit `sign`, where that is a normal number; of `steps` the lower bits are looked at.
#[inline(always)]
fn scaled(steps: u64, r: f64, sign: u64) -> f64 {
    // SAFETY: this needs no special instruction.
    unsafe { scaled_with::<Halves>(steps, r, sign) }
}

/// [`scaled`], with the CPU's way of products.
///
/// # Safety
/// As [`Products`].
#[inline(always)]
pub unsafe fn scaled_with<P: Products>(steps: u64, r: f64, sign: u64) -> f64 {
    // SAFETY: the caller's promise.
    unsafe {
        let (bits, less_one) = factors::<P>(steps, r, sign);
        let power = f64::from_bits(bits);
        P::sum(power, less_one, power)
    }
}

/// The bits of the power of two, and e^`r` - 1.
///
/// # Safety
/// As [`Products`].
#[inline(always)]
pub unsafe fn factors<P: Products>(steps: u64, r: f64, sign: u64) -> (u64, f64) {
    let Power { tail, bits } = POWERS[steps as usize % STEPS];
    let bits = bits
        .wrapping_add(steps << (52 - STEP_BITS))
        .wrapping_add(sign);
    let square = r * r;
    // SAFETY: the caller's promise.
    unsafe {
        let second = P::sum(r, 1.0 / 6.0, 1.0 / 2.0);
        let fourth = P::sum(r, 1.0 / 120.0, 1.0 / 24.0);
        let first = P::sum(square, second, tail + r);
        (bits, P::sum(square * square, fourth, first))
    }
}

/// [`scaled`] where the power of two may be out of range.
#[cold]
pub fn extreme(steps: u64, r: f64, sign: u64) -> f64 {
    const HALF: u64 = 1009;
    const LEAST: u64 = 1022;
    // SAFETY: this needs no special instruction.
    let (bits, less_one) = unsafe { factors::<Halves>(steps, r, sign) };
    let is_negative = steps & 1 << 31 != 0;
    if !is_negative {
        let power = f64::from_bits(bits.wrapping_sub(HALF << 52));
        return (power + power * less_one) * f64::from_bits((1023 + HALF) << 52);
    }
    let power = f64::from_bits(bits.wrapping_add(LEAST << 52));
    let more = power * less_one;
    let mut result = power + more;
    if result.abs() < 1.0 {
        // Subnormal. Beside a 1 it has the same last place, and is rounded once.
        let one = 1f64.copysign(result);
        let lost = power - result + more;
        let sum = one + result;
        let rounded = (sum + (one - sum + result + lost)) - one;
        if rounded != result || lost != 0.0 {
            raise_underflow();
        }
        result = rounded.copysign(result);
    }
    result * f64::from_bits((1023 - LEAST) << 52)
}

/// The result for what is tiny, not finite, or so large (`most`) that the result is out of range; of others none.
#[cold]
fn at_the_edge(x: f64, most: f64) -> Option<f64> {
    match biased_exponent(x) {
        ..TINY => Some(1.0 + x),
        EXPONENT_MASK if x == f64::NEG_INFINITY => Some(0.0),
        // Infinity, or not a number.
        EXPONENT_MASK => Some(x + x),
        _ if x >= most => Some(overflow(0)),
        _ if x <= -most => Some(underflow(0)),
        _ => None,
    }
}

pub fn expf(x: f32) -> f32 {
    exp(x.into()) as f32
}

pub fn exp2f(x: f32) -> f32 {
    exp2(x.into()) as f32
}

pub fn exp10f(x: f32) -> f32 {
    exp10(x.into()) as f32
}
