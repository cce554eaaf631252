//! `sin` and `cos` of `double`: a multiple of half pi is taken off in two parts, and the series of both functions are computed, of
//! which the multiple chooses one. To compute both costs less than a jump that is not foreseen.
//!
//! The error is at most 0.85 units in the last place. Tiny and large arguments, those near a multiple of half pi, and those
//! from which another rounding mode takes too much or too little, are left to the `libm` crate.

use core::f64::consts::FRAC_2_PI;

use super::exponential::{biased_exponent, ROUNDER};
use crate::arch::Doubles;
pub use libm::{cosf, sincosf, sinf};

/// The biased exponents of 2^-26 and 2^20: between them the multiple is exact, and results differ from 1 and from the argument.
const SMALL: u64 = 1023 - 26;
const LARGE: u64 = 1023 + 20;

/// Half pi: the first 33 bits, whose product with 20 bits is exact, and the rest.
const HALF_PI: f64 = 1.5707963267341256;
const HALF_PI_REST: f64 = 6.077100506506192e-11;

/// Half the distance between multiples, and a little more, as the multiple is found by a rounded product.
const MOST: f64 = 0.786;

/// (sin r / r - 1) / r^2 and (cos r - 1 + r^2 / 2) / r^4 as polynomials in r^2: to 2^-58 of sin r and 2^-64 up to [`MOST`].
const SERIES: [(f64, f64); 6] = [
    (-0.16666666666666632, 0.041666666666666595),
    (0.008333333333322205, -0.001388888888887384),
    (-0.000198412698296328, 2.4801587289297328e-5),
    (2.7557313628719097e-6, -2.755731429666889e-7),
    (-2.505074785918404e-8, 2.0875715420029673e-9),
    (1.5896181619883905e-10, -1.135922724365942e-11),
];

#[inline]
pub fn sin(x: f64) -> f64 {
    match Parts::new(x) {
        Some(parts) => parts.of_quarter(0),
        None => libm::sin(x),
    }
}

#[inline]
pub fn cos(x: f64) -> f64 {
    match Parts::new(x) {
        Some(parts) => parts.of_quarter(1),
        None => libm::cos(x),
    }
}

#[inline]
pub fn sincos(x: f64) -> (f64, f64) {
    match Parts::new(x) {
        Some(parts) => (parts.of_quarter(0), parts.of_quarter(1)),
        None => libm::sincos(x),
    }
}

/// What makes the functions of an argument.
struct Parts {
    /// The sine and the cosine of what is left of it.
    both: Doubles,
    /// How often half pi was taken off, in the lowest two bits.
    quarters: u64,
}

impl Parts {
    /// The sine of the argument and as many quarters of the circle more.
    #[inline(always)]
    fn of_quarter(&self, more: u64) -> f64 {
        let quarters = self.quarters.wrapping_add(more);
        let all = 0u64.wrapping_sub(quarters & 1);
        let chosen = self.both.first().to_bits() & !all | self.both.second().to_bits() & all;
        f64::from_bits(chosen ^ (quarters << 62 & 1 << 63))
    }

    /// Nothing for what is left to others.
    #[inline(always)]
    fn new(x: f64) -> Option<Self> {
        let exponent = biased_exponent(x);
        if exponent.wrapping_sub(SMALL) >= LARGE - SMALL {
            return None;
        }
        let shifted = x * FRAC_2_PI + ROUNDER;
        let multiple = shifted - ROUNDER;
        let near = x - multiple * HALF_PI;
        let rest = multiple * HALF_PI_REST;
        let high = near - rest;
        let low = (near - high) - rest;
        // What is taken off is wrong by 2^-87 of the argument at most, so that 28 bits may cancel.
        let size = high.abs();
        if !(size <= MOST && size * (1u64 << 28) as f64 > x.abs()) {
            return None;
        }
        let square = high * high;
        let fourth = square * square;
        let term = |index: usize| Doubles::new(SERIES[index].0, SERIES[index].1);
        let step = Doubles::both(square);
        let first = term(0) + step * term(1);
        let second = term(2) + step * term(3);
        let third = term(4) + step * term(5);
        let step = Doubles::both(fourth);
        let series = first + step * (second + step * third);
        let half = 0.5 * square;
        let one = 1.0 - half;
        let lost = Doubles::new(low * one, ((1.0 - one) - half) - high * low);
        let both = Doubles::new(high, one) + (lost + Doubles::new(high * square, fourth) * series);
        Some(Self {
            both,
            quarters: shifted.to_bits(),
        })
    }
}
