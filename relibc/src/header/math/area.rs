//! `asinh` and `acosh` of `double`: the logarithm of x + √(x² ± 1), with that sum in two parts. The error is at most 0.6 units in
//! the last place. Tiny arguments are left to the `libm` crate, and `float` functions, too.

use super::exceptions::raise_underflow;
use super::exponential::{biased_exponent, INFINITE};
use super::logarithm::ln_pair;
use super::tables::Pair;
use crate::arch::{fused, Products};
pub use libm::acoshf;

/// The biased exponents of 2^-28, below which `asinh` is nearest to its argument; of 2^-12, below which three terms of its series do;
/// and of 2^28, from where on the 1 in the root does not count.
const TINY: u64 = 1023 - 28;
const SMALL: u64 = 1023 - 12;
const LARGE: u64 = 1023 + 28;

/// A sum, and what rounding took from it.
#[inline(always)]
pub fn two_sum(a: f64, b: f64) -> Pair {
    let high = a + b;
    let part = high - a;
    let low = (a - (high - part)) + (b - part);
    Pair { high, low }
}

/// ln(x + √(x² + `one`)).
#[inline(always)]
unsafe fn area_with<P: Products>(x: f64, one: f64) -> f64 {
    let square = x * x;
    let sum = two_sum(square, one);
    let root = libm::sqrt(sum.high);
    let again = root * root;
    // SAFETY: the caller's promise; so below.
    let (square_low, again_low) = unsafe { (P::error(x, x, square), P::error(root, root, again)) };
    let rest = ((sum.high - again) - again_low) + (sum.low + square_low);
    let all = two_sum(x, root);
    let all_low = all.low + rest / (root + root);
    // SAFETY: as above.
    let ln = unsafe { ln_pair::<P>(all.high.to_bits()) };
    ln.high + (ln.low + all_low / all.high)
}

/// ln 2x.
#[inline(always)]
unsafe fn ln_of_double_with<P: Products>(x: f64) -> f64 {
    // ln 2, and what the constant lacks of it.
    const LN_2_LOW: f64 = 2.319_046_813_846_299_6e-17;
    // SAFETY: the caller's promise.
    let ln = unsafe { ln_pair::<P>(x.to_bits()) };
    let sum = two_sum(ln.high, core::f64::consts::LN_2);
    sum.high + (sum.low + (ln.low + LN_2_LOW))
}

fused! { fn area(x: f64, one: f64) -> f64 = area_with }
fused! { fn ln_of_double(x: f64) -> f64 = ln_of_double_with }

pub fn asinh(x: f64) -> f64 {
    match biased_exponent(x) {
        TINY..SMALL => {
            let square = x * x;
            x + x * square * (square * (3.0 / 40.0) - 1.0 / 6.0)
        }
        SMALL..LARGE => area(x.abs(), 1.0).copysign(x),
        LARGE..INFINITE => ln_of_double(x.abs()).copysign(x),
        _ => {
            if x.is_subnormal() {
                raise_underflow();
            }
            libm::asinh(x)
        }
    }
}

pub fn acosh(x: f64) -> f64 {
    if !(x > 1.0 && x.is_finite()) {
        return libm::acosh(x);
    }
    match biased_exponent(x) {
        ..LARGE => area(x, -1.0),
        _ => ln_of_double(x),
    }
}

pub fn asinhf(x: f32) -> f32 {
    if x.is_subnormal() {
        raise_underflow();
    }
    libm::asinhf(x)
}
