//! The error functions and the gamma function of finite values, in [`Wide`] arithmetic.

use super::precise::{exp, ln, ln_1p, series, sin_pi, PI};
use crate::number::Wide;

/// 2 / sqrt(pi).
const TWO_OVER_ROOT_PI: Wide = Wide::constant(0x906e_ba82_14db_688d_71d4_8a7f_6bfe_c344, -127);
/// ln(2 pi) / 2.
const HALF_LN_TWO_PI: Wide = Wide::constant(0xeb3f_8e43_25f5_a534_94bc_9001_4419_2024, -128);
/// Euler's constant.
const EULER: Wide = Wide::constant(0x93c4_67e3_7db0_c7a4_d1be_3f81_0152_cb57, -128);
/// zeta(2), zeta(3) and so on.
const ZETA: [Wide; 7] = [
    Wide::constant(0xd28d_3312_983e_9918_73d8_9122_00ba_ce5f, -127),
    Wide::constant(0x99dd_0027_8031_09c1_b8b8_ae2c_f348_3f8e, -127),
    Wide::constant(0x8a89_9156_3ec2_41b5_f912_1119_6e52_35fc, -127),
    Wide::constant(0x84ba_0c76_53e6_6dbd_1182_71e8_ccff_a30a, -127),
    Wide::constant(0x8238_4c26_0492_247b_ed97_85a8_0782_2b3c, -127),
    Wide::constant(0x8111_96d0_a679_c46d_4dfa_cd44_2d62_16fb, -127),
    Wide::constant(0x8085_9b57_c31c_b745_f2ce_526e_dad3_266e, -127),
];

/// Stirling's series: the Bernoulli numbers B(2k) over 2k (2k - 1).
const STIRLING: [(i64, u64); 15] = [
    (1, 12),
    (-1, 360),
    (1, 1260),
    (-1, 1680),
    (1, 1188),
    (-691, 360_360),
    (1, 156),
    (-3617, 122_400),
    (43_867, 244_188),
    (-174_611, 125_400),
    (77_683, 5796),
    (-236_364_091, 1_506_960),
    (657_931, 300),
    (-3_392_780_147, 93_960),
    (1_723_168_255_201, 2_492_028),
];

/// From here on Stirling's series has full precision.
const LARGE: i32 = 40;

/// Below this the error function is the sum of its series, above a continued fraction gives what it lacks of 1.
const LIMIT: i32 = 3;

pub fn erf(x: Wide) -> Wide {
    if Wide::from(LIMIT).is_less(x.abs()) {
        return (Wide::ONE - erfc(x.abs())).with_sign(x.negative);
    }
    let square = x * x;
    // 2 / sqrt(pi) e^(-x^2) times the sum of 2^n x^(2n + 1) / (1 · 3 · … · (2n + 1)): nothing cancels out.
    let double = square.scaled(1);
    let sum = series(x, |term, n| (term * double).over(2 * n + 1));
    TWO_OVER_ROOT_PI * exp(-square) * sum
}

pub fn erfc(x: Wide) -> Wide {
    if x.negative || x.is_less(Wide::from(LIMIT)) {
        return Wide::ONE - erf(x);
    }
    if Wide::from(200).is_less(x) {
        // Out of every format's range, whatever the fraction.
        return exp(-(x * x));
    }
    let mut fraction = x;
    for k in (1..=100).rev() {
        fraction = x + Wide::from(k).scaled(-1) / fraction;
    }
    TWO_OVER_ROOT_PI.scaled(-1) * exp(-(x * x)) / fraction
}

/// The logarithm of the gamma function of a large value.
fn stirling(z: Wide) -> Wide {
    let square = z * z;
    let mut power = z;
    let mut sum = Wide::ZERO;
    for (numerator, denominator) in STIRLING {
        let value = Wide::from_integer(u128::from(numerator.unsigned_abs()));
        sum = sum + (value / power).over(denominator).with_sign(numerator < 0);
        power = power * square;
    }
    (z - Wide::HALF) * ln(z) - z + HALF_LN_TWO_PI + sum
}

/// A large z that differs from `x` by an integer, and the product x (x + 1) … (z - 1).
fn shifted(x: Wide) -> (Wide, Wide) {
    let (mut z, mut product) = (x, Wide::ONE);
    while z.is_less(Wide::from(LARGE)) {
        product = product * z;
        z = z + Wide::ONE;
    }
    (z, product)
}

/// ln(gamma(1 + t)) for a small t, by its series with the zeta function.
fn ln_gamma_near_one(t: Wide) -> Wide {
    let mut power = t;
    let mut sum = -(EULER * t);
    for (index, zeta) in ZETA.into_iter().enumerate() {
        power = -(power * t);
        sum = sum - (zeta * power).over(index as u64 + 2);
    }
    sum
}

/// The logarithm of the gamma function of a positive value.
fn ln_gamma_positive(x: Wide) -> Wide {
    let t = x - Wide::ONE;
    if t.is_zero() || t.magnitude() < -16 {
        return ln_gamma_near_one(t);
    }
    let t = t - Wide::ONE;
    if t.is_zero() || t.magnitude() < -16 {
        return ln_1p(t) + ln_gamma_near_one(t);
    }
    let (z, product) = shifted(x);
    stirling(z) - ln(product)
}

/// The gamma function of a value that is neither zero nor a negative integer.
pub fn gamma(x: Wide) -> Wide {
    if x.negative {
        return -(PI / (x * sin_pi(x) * gamma(-x)));
    }
    let (z, product) = shifted(x);
    // Beyond this it is out of range.
    if Wide::from(4000).is_less(x) {
        return exp(Wide::from(30_000));
    }
    exp(stirling(z)) / product
}

/// The logarithm of the gamma function's magnitude, and whether the function is negative there.
pub fn ln_gamma(x: Wide) -> (Wide, bool) {
    if !x.negative {
        return (ln_gamma_positive(x), false);
    }
    let sine = sin_pi(x);
    let (a, size) = (x.abs(), sine.abs());
    (ln(PI / (a * size)) - ln_gamma_positive(a), sine.negative)
}
