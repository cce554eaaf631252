//! `pow`: e^(y ln x), with the logarithm and the product in two parts. The error is at most 0.53 units in the last place.

use super::exceptions::{invalid, overflow, pole, underflow};
use super::exponential::{biased_exponent, extreme, reduced, reduced_with, scaled_with};
use super::logarithm::{ln_pair, ln_with, normal};
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

/// The error in `double`, of some 2^-46, only counts where it decides whether the result is out of range.
pub fn powf(x: f32, y: f32) -> f32 {
    let bits = f64::from(x).to_bits();
    let is_usual = bits.wrapping_sub(1 << 52) < 0x7fe << 52 && y.is_finite();
    let power = match is_usual {
        true => float_power_of_bits(bits, y.into()),
        false => unusual_float(x.into(), y.into()),
    };
    power as f32
}

fused! { fn float_power_of_bits(bits: u64, y: f64) -> f64 = float_power_with }

/// For a positive finite number's bits and a finite exponent.
#[inline(always)]
unsafe fn float_power_with<P: Products>(bits: u64, y: f64) -> f64 {
    /// Less than the logarithms of the largest and of the smallest normal `float`.
    const MOST: f64 = 87.0;
    // SAFETY: the caller's promise.
    let product = y * unsafe { ln_with::<P>(bits) };
    if product.abs() >= MOST {
        return unusual_float(f64::from_bits(bits), y);
    }
    // SAFETY: the caller's promise.
    unsafe {
        let (steps, rest) = reduced_with::<P>(product);
        scaled_with::<P>(steps, rest, 0)
    }
}

#[cold]
#[inline(never)]
fn unusual_float(x: f64, y: f64) -> f64 {
    match y == 1.0 {
        true => x,
        false => pow(x, y),
    }
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
        return far(bits, y, product, product_low, sign);
    }
    // SAFETY: the caller's promise.
    unsafe {
        let (steps, rest) = reduced_with::<P>(product);
        scaled_with::<P>(steps, rest + product_low, sign)
    }
}

/// e^`x` where `x` is tiny or large; it is `y` times the logarithm of the number of these bits.
#[cold]
fn far(bits: u64, y: f64, x: f64, low: f64, sign: u64) -> f64 {
    let signed = |result: f64| f64::from_bits(result.to_bits() | sign);
    match x {
        1100.0.. => overflow(sign),
        ..=-1100.0 => underflow(sign),
        -1.0..=1.0 => signed(1.0 + x),
        _ => {
            if x < LN_SMALLEST {
                if let Some(power) = exact_subnormal(bits, y) {
                    return signed(power);
                }
            }
            let (steps, rest) = reduced(x);
            extreme(steps, rest + low, sign)
        }
    }
}

/// A little more than the logarithm of the smallest normal number.
const LN_SMALLEST: f64 = -708.0;

/// The power of a positive number, if that is a subnormal number and exact: nothing is to be raised then.
fn exact_subnormal(bits: u64, mut y: f64) -> Option<f64> {
    const LOWEST: i32 = -1074;
    let mantissa = bits & ((1 << 52) - 1) | 1 << 52;
    let zeros = mantissa.trailing_zeros();
    let mut odd = mantissa >> zeros;
    let mut power = (bits as i64 >> 52) as i32 - 1075 + zeros as i32;
    // A root of the number to the power of twice the exponent, until that is a whole number.
    while y != libm::trunc(y) {
        let root = libm::sqrt(odd as f64) as u64;
        if root * root != odd || power % 2 != 0 {
            return None;
        }
        (odd, power, y) = (root, power / 2, y * 2.0);
    }
    let place = f64::from(power) * y - f64::from(LOWEST);
    if !(0.0..=52.0).contains(&place) || odd != 1 && y < 0.0 {
        return None;
    }
    let odd = match odd {
        1 => 1,
        _ => odd.checked_pow(y as u32)?,
    };
    // Of a subnormal number, and of the smallest normal one, the bits are the multiple of the lowest.
    match odd.leading_zeros() >= place as u32 + 11 {
        true => Some(f64::from_bits(odd << place as u32)),
        false => None,
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
            (true, true) => pole(1.0),
            (true, false) | (false, true) => 0.0,
            (false, false) => size,
        });
    }
    if x < 0.0 && parity == Parity::NotWhole {
        return invalid();
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
