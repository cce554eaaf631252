//! Elementary functions of finite values, in [`Wide`] arithmetic: good to some 115 bits.
//!
//! Exponentials and the sine's family are sums of their series after the argument was reduced; their inverses start with
//! the `double` function's result, which one step of a method of the third order takes to full precision.

use super::two_over_pi::TWO_OVER_PI;
use crate::number::Wide;

/// Pi.
pub const PI: Wide = Wide::constant(0xc90f_daa2_2168_c234_c4c6_628b_80dc_1cd1, -126);
/// ln 2.
pub const LN_2: Wide = Wide::constant(0xb172_17f7_d1cf_79ab_c9e3_b398_03f2_f6af, -128);
/// ln 10.
pub const LN_10: Wide = Wide::constant(0x935d_8ddd_aaa8_ac16_ea56_d62b_82d3_0a29, -126);

/// Beyond this every exponential is out of range of every format, and so is its reciprocal.
const ENOUGH: i32 = 40_000;

/// The sum of `first`, and of the terms that `next` makes each of the one before, until they do not count.
pub fn series(first: Wide, mut next: impl FnMut(Wide, u64) -> Wide) -> Wide {
    let (mut sum, mut term) = (first, first);
    for index in 1.. {
        term = next(term, index);
        if term.is_zero() || term.magnitude() < sum.magnitude() - 128 {
            break;
        }
        sum = sum + term;
    }
    sum
}

/// e^x - 1 = 2^n (1 + t) - 1 with x - n ln 2 at most (ln 2) / 2: n and t.
fn reduced(x: Wide) -> (i32, Wide) {
    if x.is_zero() {
        return (0, x);
    }
    let limit = Wide::from(ENOUGH);
    let x = match x.abs().is_less(limit) {
        true => x,
        false => limit.with_sign(x.negative),
    };
    let n = (x / LN_2).nearest();
    let r = x - LN_2 * Wide::from(n);
    if r.is_zero() {
        return (n, r);
    }
    // The series of a 256th of it, squared eight times.
    let small = r.scaled(-8);
    let mut t = series(small, |term, index| (term * small).over(index + 1));
    for _ in 0..8 {
        t = t * (t + Wide::from(2));
    }
    (n, t)
}

pub fn exp(x: Wide) -> Wide {
    let (n, t) = reduced(x);
    (t + Wide::ONE).scaled(n)
}

/// e^x - 1.
pub fn exp_m1(x: Wide) -> Wide {
    match reduced(x) {
        (0, t) => t,
        (n, t) => (t + Wide::ONE).scaled(n) - Wide::ONE,
    }
}

/// 2^x.
pub fn exp2(x: Wide) -> Wide {
    if Wide::from(ENOUGH).is_less(x.abs()) {
        return exp(x);
    }
    let n = x.nearest();
    exp((x - Wide::from(n)) * LN_2).scaled(n)
}

/// ln(1 + x) from the `double` function's result: Halley's method for e^y - 1 = x.
fn halley_ln(x: Wide, guess: f64) -> Wide {
    let y = Wide::new(guess);
    let t = exp_m1(y);
    y + ((x - t) / (Wide::from(2) + x + t)).scaled(1)
}

/// ln(1 + x) for x greater than -1.
pub fn ln_1p(x: Wide) -> Wide {
    match x.magnitude() {
        // The next term is x^2 / 2.
        ..=-140 => x,
        -139..=-3 => halley_ln(x, libm::log1p(x.guess())),
        _ => ln(Wide::ONE + x),
    }
}

/// x = 2^n (1 + t) with 1 + t between the roots of 1/2 and of 2: n and ln(1 + t).
fn ln_parts(x: Wide) -> (i32, Wide) {
    // The leading digits of the root of 2.
    const ROOT_2: u128 = 0xb504_f333_f9de_6484 << 64;
    let n = x.magnitude() + i32::from(x.mantissa > ROOT_2);
    let t = x.scaled(-n) - Wide::ONE;
    match t.magnitude() {
        ..=-140 => (n, t),
        _ => (n, halley_ln(t, libm::log1p(t.guess()))),
    }
}

/// The natural logarithm of a positive value.
pub fn ln(x: Wide) -> Wide {
    let (n, rest) = ln_parts(x);
    Wide::from(n) * LN_2 + rest
}

/// The logarithm to the base 2, exact for powers of two.
pub fn log2(x: Wide) -> Wide {
    let (n, rest) = ln_parts(x);
    Wide::from(n) + rest / LN_2
}

pub fn log10(x: Wide) -> Wide {
    ln(x) / LN_10
}

/// x^y for a positive x.
pub fn pow(x: Wide, y: Wide) -> Wide {
    exp2(log2(x) * y)
}

pub fn hypot(x: Wide, y: Wide) -> Wide {
    (x * x + y * y).sqrt()
}

pub fn cbrt(x: Wide) -> Wide {
    if x.is_zero() {
        return x;
    }
    let power = x.magnitude().div_euclid(3);
    let a = x.abs().scaled(-3 * power);
    let r = Wide::new(libm::cbrt(a.guess()));
    let cube = r * r * r;
    let root = r + r * (a - cube) / (cube.scaled(1) + a);
    root.scaled(power).with_sign(x.negative)
}

/// x less the nearest multiple of pi / 2, and that multiple's number modulo 4. `x` has at most 64 significant bits.
///
/// Of 2 / pi only the digits count whose products with x are neither multiples of 4 nor too small (Payne and Hanek).
pub fn quarter(x: Wide) -> (Wide, u32) {
    if x.magnitude() < -1 {
        return (x, 0);
    }
    let mantissa = (x.mantissa >> 64) as u64;
    let exponent = x.exponent + 64;
    let skipped = (exponent - 2).max(0) as usize;
    // 320 digits from there on, highest word first.
    let word = |index: usize| {
        let (place, bits) = ((skipped / 64) + index, skipped % 64);
        let digits = |at: usize| u128::from(TWO_OVER_PI[at]);
        ((digits(place) << 64 | digits(place + 1)) << bits >> 64) as u64
    };
    let mut product = [0u64; 6];
    let mut carry = 0u128;
    for index in (0..5).rev() {
        carry += u128::from(word(index)) * u128::from(mantissa);
        product[index + 1] = carry as u64;
        carry >>= 64;
    }
    product[0] = carry as u64;
    // The binary point: this many bits of the product's 384 are after it.
    let fraction_bits = (320 + skipped as i32 - exponent) as u32;
    let lead = 384 - fraction_bits;
    let shifted = |index: usize| {
        let at = |bit: u32| {
            let (word, bits) = ((bit / 64) as usize, bit % 64);
            let get = |word: usize| u128::from(product.get(word).copied().unwrap_or(0));
            ((get(word) << 64 | get(word + 1)) << bits >> 64) as u64
        };
        at(lead + 64 * index as u32)
    };
    let whole = match lead {
        0 => 0,
        1 => product[0] >> 63,
        _ => {
            let bit = lead - 2;
            let (word, bits) = ((bit / 64) as usize, bit % 64);
            let pair = u128::from(product[word]) << 64
                | u128::from(product.get(word + 1).copied().unwrap_or(0));
            (pair << bits >> 126) as u64
        }
    } as u32;
    let mut fraction = [shifted(0), shifted(1), shifted(2), shifted(3)];
    let up = fraction[0] >> 63 != 0;
    if up {
        // One less the fraction, up to a unit of its last place.
        fraction = fraction.map(|word| !word);
    }
    let high = u128::from(fraction[0]) << 64 | u128::from(fraction[1]);
    let low = u128::from(fraction[2]) << 64 | u128::from(fraction[3]);
    let high = Wide::from_integer(high).scaled(-128);
    let rest = high + Wide::from_integer(low).scaled(-256);
    let rest = (rest * PI).scaled(-1).with_sign(up);
    let quarters = (whole + u32::from(up)) & 3;
    match x.negative {
        true => (-rest, (4 - quarters) & 3),
        false => (rest, quarters),
    }
}

/// Sine and cosine of a value of at most two or so.
fn small_sin_cos(x: Wide) -> (Wide, Wide) {
    if x.is_zero() {
        return (x, Wide::ONE);
    }
    let square = -(x * x);
    let sine = series(x, |term, n| (term * square).over(2 * n * (2 * n + 1)));
    let cosine = series(Wide::ONE, |term, n| {
        (term * square).over((2 * n - 1) * (2 * n))
    });
    (sine, cosine)
}

/// Sine and cosine of a value with at most 64 significant bits.
pub fn sin_cos(x: Wide) -> (Wide, Wide) {
    let (rest, quarters) = quarter(x);
    by_quarters(rest, quarters)
}

/// Sine and cosine of that many quarters of the circle and the rest.
fn by_quarters(rest: Wide, quarters: u32) -> (Wide, Wide) {
    let (sine, cosine) = small_sin_cos(rest);
    match quarters {
        0 => (sine, cosine),
        1 => (cosine, -sine),
        2 => (-sine, -cosine),
        _ => (-cosine, sine),
    }
}

/// Sine and cosine of any value: of large ones the first 64 bits count.
pub fn sin_cos_of_any(x: Wide) -> (Wide, Wide) {
    if x.magnitude() > 28 {
        return sin_cos(x);
    }
    let half_pi = PI.scaled(-1);
    let n = (x / half_pi).nearest();
    by_quarters(x - Wide::from(n) * half_pi, (n & 3) as u32)
}

/// Sine of pi x.
pub fn sin_pi(x: Wide) -> Wide {
    // Of the distance to the nearest integer, whose parity gives the sign. Larger values are even integers.
    if x.magnitude() > 30 {
        return big_sin_pi(x);
    }
    let n = x.nearest();
    let sine = small_sin_cos((x - Wide::from(n)) * PI).0;
    match n & 1 {
        0 => sine,
        _ => -sine,
    }
}

fn big_sin_pi(x: Wide) -> Wide {
    // Less the multiple of 2^20 below it, which is even.
    let cut = (x.magnitude() - 20).min(127) as u32;
    let kept = Wide {
        mantissa: x.mantissa >> (127 - cut) << (127 - cut),
        ..x
    };
    match x.magnitude() {
        ..=126 => sin_pi(x - kept),
        _ => Wide::ZERO,
    }
}

pub fn atan(x: Wide) -> Wide {
    let half_pi = PI.scaled(-1).with_sign(x.negative);
    match x.magnitude() {
        ..=-70 => x - x * x * x.over(3),
        60.. => half_pi - atan(Wide::ONE / x),
        _ => {
            let y = Wide::new(libm::atan(x.guess()));
            let (sine, cosine) = small_sin_cos(y);
            // tan(y + d) = x.
            let d = (x * cosine - sine) / (cosine + x * sine);
            y + d - d * d * d.over(3)
        }
    }
}

/// The angle of the point (x, y), not both zero; the sign of a zero counts.
pub fn atan2(y: Wide, x: Wide) -> Wide {
    let angle = if y.is_zero() {
        Wide::ZERO
    } else if x.is_zero() || x.magnitude() < y.magnitude() - 300 {
        PI.scaled(-1)
    } else {
        atan((y / x).abs())
    };
    let angle = if x.negative && (!x.is_zero() || y.is_zero()) {
        PI - angle
    } else {
        angle
    };
    angle.with_sign(y.negative)
}

/// For |x| at most 1.
pub fn asin(x: Wide) -> Wide {
    atan2(x, ((Wide::ONE - x) * (Wide::ONE + x)).sqrt())
}

/// For |x| at most 1.
pub fn acos(x: Wide) -> Wide {
    let opposite = ((Wide::ONE - x) * (Wide::ONE + x)).sqrt();
    match x.is_zero() {
        true => PI.scaled(-1),
        false => atan2(opposite, x),
    }
}

/// Hyperbolic sine and cosine.
pub fn sinh_cosh(x: Wide) -> (Wide, Wide) {
    let t = exp_m1(x.abs());
    let e = t + Wide::ONE;
    let sine = (t + t / e).scaled(-1).with_sign(x.negative);
    (sine, (e + Wide::ONE / e).scaled(-1))
}

pub fn tanh(x: Wide) -> Wide {
    let t = exp_m1(x.abs().scaled(1));
    (t / (t + Wide::from(2))).with_sign(x.negative)
}

pub fn asinh(x: Wide) -> Wide {
    if x.is_zero() {
        return x;
    }
    let a = x.abs();
    let square = a * a;
    let result = match a.magnitude() {
        200.. => ln(a) + LN_2,
        _ => ln_1p(a + square / (Wide::ONE + (square + Wide::ONE).sqrt())),
    };
    result.with_sign(x.negative)
}

/// For x of at least 1.
pub fn acosh(x: Wide) -> Wide {
    let t = x - Wide::ONE;
    match x.magnitude() {
        200.. => ln(x) + LN_2,
        _ => ln_1p(t + (t * t + t.scaled(1)).sqrt()),
    }
}

/// For |x| below 1.
pub fn atanh(x: Wide) -> Wide {
    let a = x.abs();
    ln_1p(a.scaled(1) / (Wide::ONE - a))
        .scaled(-1)
        .with_sign(x.negative)
}
