//! `pow`: e^(y ln x), with the logarithm and the product in two parts. The error is at most 0.53 units in the last place.

use core::hint::black_box;

use super::exponential::{
    biased_exponent, exp, extreme, overflow, reduced, reduced_with, scaled_with, underflow,
};
use super::logarithm::{ln_pair, log, normal};
use super::tables::Pair;
use crate::arch::{fused, Products};

const SIGN: u64 = 1 << 63;

/// The biased exponents of 2^-65 and 2^63: with a y that is smaller, the result is nearly 1; with one that is larger, it is out
/// of range, as ln x is at least 2^-53.
const SMALL: u64 = 1023 - 65;
const BIG: u64 = 1023 + 63;

#[inline]
pub fn pow(x: f64, y: f64) -> f64 {
    let exponent = biased_exponent(y);
    let is_usual = x.to_bits().wrapping_sub(1 << 52) < 0x7fe << 52
        && exponent.wrapping_sub(SMALL) < BIG - SMALL;
    match is_usual {
        true => pow_of_bits(x.to_bits(), y, 0),
        false => unusual(x, y),
    }
}

pub fn powf(x: f32, y: f32) -> f32 {
    if x > 0.0 && x.is_finite() && y.is_finite() {
        return exp(f64::from(y) * log(x.into())) as f32;
    }
    pow(x.into(), y.into()) as f32
}

fused! { fn pow_of_bits(bits: u64, y: f64, sign: u64) -> f64 = pow_with }

/// For a positive finite number's bits (those of a subnormal one as [`normal`] makes them), and the sign of the result.
#[inline(always)]
unsafe fn pow_with<P: Products>(bits: u64, y: f64, sign: u64) -> f64 {
    // SAFETY: the caller's promise.
    let Pair { high, low } = unsafe { ln_pair::<P>(bits) };
    let product = y * high;
    // SAFETY: the caller's promise.
    let product_low = unsafe { P::error(y, high, product) } + y * low;
    let exponent = biased_exponent(product);
    if exponent.wrapping_sub(1023 - 54) >= 9 + 54 {
        return far(product, product_low, sign);
    }
    // SAFETY: the caller's promise.
    unsafe {
        let (steps, rest) = reduced_with::<P>(product);
        scaled_with::<P>(steps, rest + product_low, sign)
    }
}

/// e^`x` where `x` is tiny or large.
#[cold]
fn far(x: f64, low: f64, sign: u64) -> f64 {
    let signed = |result: f64| f64::from_bits(result.to_bits() | sign);
    match x {
        1100.0.. => overflow(sign),
        ..=-1100.0 => underflow(sign),
        -1.0..=1.0 => signed(1.0 + x),
        _ => {
            let (steps, rest) = reduced(x);
            extreme(steps, rest + low, sign)
        }
    }
}

/// How a number divides by two.
#[derive(PartialEq)]
enum Parity {
    NotWhole,
    Even,
    Odd,
}

/// Of a number that is not 0, and not NaN.
fn parity(y: f64) -> Parity {
    match biased_exponent(y) {
        ..1023 => Parity::NotWhole,
        exponent @ 1023..=1075 => {
            let ones = 1u64 << (1075 - exponent);
            match y.to_bits() {
                bits if bits & (ones - 1) != 0 => Parity::NotWhole,
                // Where the ones' bit is the one that is not written, the exponent's lowest is in its place, and is set.
                bits if bits & ones != 0 => Parity::Odd,
                _ => Parity::Even,
            }
        }
        _ => Parity::Even,
    }
}

/// The standard's special values (C, F.10.4.4), and negative or subnormal x.
#[cold]
fn unusual(x: f64, y: f64) -> f64 {
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    if x.is_nan() || y.is_nan() {
        return x + y;
    }
    let size = x.abs();
    if y.is_infinite() {
        return match (size > 1.0) == (y > 0.0) {
            _ if size == 1.0 => 1.0,
            true => f64::INFINITY,
            false => 0.0,
        };
    }
    let parity = parity(y);
    let sign = match x.is_sign_negative() && parity == Parity::Odd {
        true => SIGN,
        false => 0,
    };
    let signed = |result: f64| f64::from_bits(result.to_bits() | sign);
    if size == 0.0 || size.is_infinite() {
        return signed(match (size == 0.0, y < 0.0) {
            (true, true) => 1.0 / black_box(size),
            (true, false) | (false, true) => 0.0,
            (false, false) => size,
        });
    }
    if x < 0.0 && parity == Parity::NotWhole {
        return black_box(0.0) / black_box(0.0);
    }
    if size == 1.0 {
        return signed(1.0);
    }
    match biased_exponent(y) {
        ..SMALL if size > 1.0 => 1.0 + y,
        ..SMALL => 1.0 - y,
        BIG.. if (size > 1.0) == (y > 0.0) => overflow(sign),
        BIG.. => underflow(sign),
        _ if size < f64::MIN_POSITIVE => pow_of_bits(normal(size), y, sign),
        _ => pow_of_bits(size.to_bits(), y, sign),
    }
}
