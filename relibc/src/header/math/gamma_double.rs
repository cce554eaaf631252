//! The gamma function of `double`, and its logarithm below 0: Stirling's series of an argument that is [`LARGE`] at least, over
//! the product of what was added to make it so, with the reflection formula below 0. All of it is computed in two parts.
//!
//! The error is at most 0.85 units in the last place. Tiny arguments, poles, what is out of range, and the logarithm above 0 are
//! left to the `libm` crate.

use core::ffi::c_int;

use super::area::two_sum;
use super::exponential::{factors, reduced_with};
use super::logarithm::ln_pair;
use super::precise::sin_pi;
use super::precise_gamma;
use super::sine::sine_pair;
use super::tables::Pair;
use crate::arch::{fused, Halves, Products};
use crate::number::{Rounding, Wide};

/// From here on the series below has full precision.
const LARGE: f64 = 12.0;

/// Stirling's series: the Bernoulli numbers B(2k) over 2k (2k - 1). The first counts in two parts.
const TWELFTH: Pair = Pair {
    high: 1.0 / 12.0,
    low: 1.0 / 12.0 * (1.0 / (1u64 << 54) as f64),
};
const STIRLING: [f64; 7] = [
    -1.0 / 360.0,
    1.0 / 1260.0,
    -1.0 / 1680.0,
    1.0 / 1188.0,
    -691.0 / 360_360.0,
    1.0 / 156.0,
    -3617.0 / 122_400.0,
];

const PI: Pair = Pair {
    high: core::f64::consts::PI,
    low: 1.224_646_799_147_353_2e-16,
};
const LN_2: Pair = Pair {
    high: core::f64::consts::LN_2,
    low: 2.319_046_813_846_299_6e-17,
};
const HALF_LN_TWO_PI: Pair = Pair {
    high: 0.918_938_533_204_672_8,
    low: -3.878_294_158_067_241e-17,
};

/// Below this, gamma is nearest to the reciprocal. Beyond [`MOST`] it is out of range on either side.
const TINY: f64 = 1.0 / (1u64 << 54) as f64;
const MOST: f64 = 184.0;

/// From here on the function is computed over 2^[`SHIFT`], so that neither it nor its product with the argument is too large.
const SHIFTED: f64 = 150.0;
const SHIFT: i32 = 128;

/// The largest whole argument whose factorial has a place in the `libm` crate's table.
const LAST_FACTORIAL: f64 = 23.0;

/// Of a logarithm below 0 that is smaller than this, so many bits cancel that the sine's 57 are too few; of one that is smaller
/// than [`NEAREST_ZERO`], so many that two parts are.
const NEAR_ZERO: f64 = 0.25;
const NEAREST_ZERO: f64 = 1.0 / 256.0;

fn whole(high: f64) -> Pair {
    Pair { high, low: 0.0 }
}

#[inline(always)]
fn sum(a: Pair, b: Pair) -> Pair {
    let sum = two_sum(a.high, b.high);
    two_sum(sum.high, sum.low + (a.low + b.low))
}

#[inline(always)]
unsafe fn product<P: Products>(a: Pair, b: Pair) -> Pair {
    let high = a.high * b.high;
    // SAFETY: the caller's promise.
    let error = unsafe { P::error(a.high, b.high, high) };
    two_sum(high, error + (a.high * b.low + a.low * b.high))
}

#[inline(always)]
unsafe fn quotient<P: Products>(a: Pair, b: Pair) -> Pair {
    let high = a.high / b.high;
    let again = high * b.high;
    // SAFETY: the caller's promise.
    let error = unsafe { P::error(high, b.high, again) };
    let rest = ((a.high - again) - error) + (a.low - high * b.low);
    two_sum(high, rest / b.high)
}

/// x (x + 1) … (z - 1), and the logarithm of gamma of z, which is [`LARGE`] at least.
#[inline(always)]
unsafe fn stirling<P: Products>(x: f64) -> (Pair, Pair) {
    let (mut z, mut below) = (whole(x), whole(1.0));
    let mut count = 0.0;
    while z.high < LARGE {
        // SAFETY: the caller's promise.
        below = unsafe { product::<P>(below, z) };
        count += 1.0;
        z = two_sum(x, count);
    }
    // SAFETY: as above.
    let ln = unsafe { ln_pair::<P>(z.high.to_bits()) };
    // SAFETY: as above.
    let first = unsafe { product::<P>(whole(z.high - 0.5), ln) };
    // SAFETY: as above.
    let twelfth = unsafe { quotient::<P>(TWELFTH, z) };
    let one_over = 12.0 * twelfth.high;
    let square = one_over * one_over;
    let series = STIRLING
        .iter()
        .rev()
        .fold(0.0, |sum, term| sum * square + term);
    // Of what is left of z the derivative is enough.
    let small = series * (square * one_over) + z.low * (ln.high - 0.5 * one_over);
    let rest = Pair {
        high: HALF_LN_TWO_PI.high,
        low: HALF_LN_TWO_PI.low + small,
    };
    (below, sum(sum(first, whole(-z.high)), sum(rest, twelfth)))
}

/// e^x, of an x whose exponential is not out of range.
#[inline(always)]
unsafe fn exponential<P: Products>(x: Pair) -> Pair {
    // SAFETY: the caller's promise.
    let (bits, less_one) = unsafe {
        let (steps, rest) = reduced_with::<P>(x.high);
        factors::<P>(steps, rest + x.low, 0)
    };
    let power = f64::from_bits(bits);
    two_sum(power, power * less_one)
}

/// As [`stirling`], but of gamma itself, and over 2 to the power of the third result.
#[inline(always)]
unsafe fn over_product<P: Products>(x: f64) -> (Pair, Pair, i32) {
    // SAFETY: the caller's promise.
    let (below, ln) = unsafe { stirling::<P>(x) };
    let shift = if x < SHIFTED { 0 } else { SHIFT };
    let less = Pair {
        high: LN_2.high * f64::from(-shift),
        low: LN_2.low * f64::from(-shift),
    };
    // SAFETY: as above.
    (below, unsafe { exponential::<P>(sum(ln, less)) }, shift)
}

#[inline(always)]
unsafe fn positive_with<P: Products>(x: f64) -> f64 {
    // SAFETY: the caller's promise.
    let (result, shift) = unsafe {
        let (below, power, shift) = over_product::<P>(x);
        (quotient::<P>(power, below), shift)
    };
    scaled(result.high, shift)
}

fn scaled(x: f64, power: i32) -> f64 {
    match power {
        0 => x,
        _ => libm::scalbn(x, power),
    }
}

/// |sin(pi x)| for a positive x that is not whole.
#[inline(always)]
unsafe fn sine<P: Products>(x: f64) -> Pair {
    let distance = (x - super::round(x)).abs();
    // Of more than a quarter of the circle's half, the cosine of what is lacking.
    let (distance, quarters) = match distance > 0.25 {
        true => (0.5 - distance, 1),
        false => (distance, 0),
    };
    // SAFETY: the caller's promise.
    unsafe {
        let angle = product::<P>(whole(distance), PI);
        sine_pair::<P>(angle, quarters)
    }
}

/// |gamma(-x)|.
#[inline(always)]
unsafe fn negative_with<P: Products>(x: f64) -> f64 {
    // SAFETY: the caller's promise.
    let (result, shift) = unsafe {
        let (below, power, shift) = over_product::<P>(x);
        let divisor = product::<P>(product::<P>(whole(x), sine::<P>(x)), power);
        (quotient::<P>(product::<P>(PI, below), divisor), shift)
    };
    scaled(result.high, -shift)
}

/// ln |gamma(-x)|.
#[inline(always)]
unsafe fn ln_negative_with<P: Products>(x: f64) -> f64 {
    // SAFETY: the caller's promise.
    unsafe { ln_negative_of_sine::<P>(x, sine::<P>(x)) }
}

#[inline(always)]
unsafe fn ln_negative_of_sine<P: Products>(x: f64, sine: Pair) -> f64 {
    // SAFETY: the caller's promise.
    let (factor, ln_factor, ln) = unsafe {
        let (below, ln) = stirling::<P>(x);
        let divisor = product::<P>(whole(x), sine);
        let factor = quotient::<P>(product::<P>(PI, below), divisor);
        (factor, ln_pair::<P>(factor.high.to_bits()), ln)
    };
    let less = Pair {
        high: -ln.high,
        low: factor.low / factor.high - ln.low,
    };
    sum(ln_factor, less).high
}

/// As [`ln_negative_with`] where it is near a zero of the logarithm.
#[cold]
fn ln_negative_near_zero(x: f64) -> f64 {
    let nearest = |value: Wide| value.round::<f64>(Rounding::Nearest).0;
    let sine = sin_pi(Wide::new(x)).abs();
    let high = nearest(sine);
    let low = nearest(sine - Wide::new(high));
    // SAFETY: this needs no special instruction.
    let found = unsafe { ln_negative_of_sine::<Halves>(x, Pair { high, low }) };
    match found.abs() < NEAREST_ZERO {
        true => nearest(precise_gamma::ln_gamma(-Wide::new(x)).0),
        false => found,
    }
}

fused! { fn positive(x: f64) -> f64 = positive_with }
fused! { fn negative(x: f64) -> f64 = negative_with }
fused! { fn ln_negative(x: f64) -> f64 = ln_negative_with }

/// The sign of gamma of a number below 0 that is not whole.
fn sign(x: f64) -> f64 {
    match libm::floor(x) as i64 & 1 == 0 {
        true => 1.0,
        false => -1.0,
    }
}

pub fn tgamma(x: f64) -> f64 {
    let size = x.abs();
    let is_whole = x == libm::floor(x);
    if !(TINY..MOST).contains(&size) || is_whole && x <= LAST_FACTORIAL {
        return libm::tgamma(x);
    }
    match x > 0.0 {
        true => positive(x),
        false => negative(size) * sign(x),
    }
}

/// The logarithm, and the sign of the function.
pub fn lgamma_r(x: f64) -> (f64, c_int) {
    if !(x < -TINY && x != libm::floor(x)) {
        return libm::lgamma_r(x);
    }
    let value = match ln_negative(-x) {
        found if found.abs() < NEAR_ZERO => ln_negative_near_zero(-x),
        found => found,
    };
    (value, sign(x) as c_int)
}

/// Below 0, where parts of the logarithm cancel, by that of `double`.
pub fn lgammaf_r(x: f32) -> (f32, c_int) {
    if x < -TINY as f32 {
        let (value, sign) = lgamma_r(x.into());
        return (value as f32, sign);
    }
    libm::lgammaf_r(x)
}

pub use libm::tgammaf;
