//! `sin`, `cos` and `tan`: a multiple of half pi is taken off in two parts, and the series of sine and cosine are computed, of
//! which the multiple chooses one. To compute both costs less than a jump that is not foreseen.
//!
//! The error is at most 0.85 units in the last place, and 0.95 of `tan`. From large arguments, those near a multiple of half pi,
//! and those from which another rounding mode takes too much or too little, [`precise::quarter`] takes the multiple off, which is
//! made of integers. Tiny arguments are left to the `libm` crate. `float` functions compute in `double`, with less of the series.

use core::f64::consts::FRAC_2_PI;

use super::exponential::{biased_exponent, INFINITE, ROUNDER};
use super::precise;
use super::tables::Pair;
use crate::arch::{fused, Doubles, Products};
use crate::number::{Rounding, Wide};

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

/// Below this, the results of `float` functions are nearest to 1 and to the argument.
const SMALL_FLOAT: f32 = 1.0 / 4096.0;

macro_rules! functions {
    ($($double:ident $float:ident $of:ident $of_float:ident $($more:literal)?;)*) => {$(
        #[inline]
        pub fn $double(x: f64) -> f64 {
            match Rest::new(x) {
                Some(rest) => rest.$of($($more)?),
                None => unusual(x, libm::$double, |rest| rest.$of($($more)?)),
            }
        }

        pub fn $float(x: f32) -> f32 {
            if !(x.abs() >= SMALL_FLOAT && x.is_finite()) {
                return libm::$float(x);
            }
            let x = f64::from(x);
            let rest = Rest::new(x).unwrap_or_else(|| Rest::of_integers(x));
            rest.short_parts().$of_float($($more)?) as f32
        }
    )*};
}

functions! {
    sin sinf sine of_quarter 0;
    cos cosf sine of_quarter 1;
    tan tanf tangent quotient;
}

#[inline]
pub fn sincos(x: f64) -> (f64, f64) {
    let both = |rest: Rest| {
        let parts = rest.parts();
        (parts.of_quarter(0), parts.of_quarter(1))
    };
    match Rest::new(x) {
        Some(rest) => both(rest),
        None => unusual(x, libm::sincos, both),
    }
}

pub fn sincosf(x: f32) -> (f32, f32) {
    (sinf(x), cosf(x))
}

/// For what [`Rest::new`] does not do: of arguments that are tiny or not finite, the result is `other`'s.
#[cold]
#[inline(never)]
fn unusual<T>(x: f64, other: impl FnOnce(f64) -> T, function: impl FnOnce(Rest) -> T) -> T {
    match biased_exponent(x) {
        ..SMALL | INFINITE => other(x),
        _ => function(Rest::of_integers(x)),
    }
}

/// What is left of an argument, in two parts, and how often half pi was taken off, in the lowest two bits.
struct Rest {
    high: f64,
    low: f64,
    quarters: u64,
}

impl Rest {
    /// Nothing for what is left to [`unusual`].
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
        Some(Self {
            high,
            low,
            quarters: shifted.to_bits(),
        })
    }

    /// Of any finite argument, in any rounding mode.
    #[cold]
    #[inline(never)]
    fn of_integers(x: f64) -> Self {
        let (rest, quarters) = precise::quarter(Wide::new(x));
        let high: f64 = rest.round(Rounding::Nearest).0;
        let low = (rest - Wide::new(high)).round(Rounding::Nearest).0;
        Self {
            high,
            low,
            quarters: quarters.into(),
        }
    }

    #[inline(always)]
    fn parts(self) -> Parts {
        let Self {
            high,
            low,
            quarters,
        } = self;
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
        Parts {
            first: Doubles::new(high, one),
            more: lost + Doubles::new(high * square, fourth) * series,
            quarters,
        }
    }
}

impl Rest {
    /// The sine of the argument and as many quarters of the circle more.
    #[inline(always)]
    fn sine(self, more: u64) -> f64 {
        self.parts().of_quarter(more)
    }

    #[inline(always)]
    fn tangent(self) -> f64 {
        tangent(self.high, self.low, self.quarters)
    }

    /// [`Rest::parts`] to 2^-28: what follows is smaller than the last term here times 2^-12.
    #[inline(always)]
    fn short_parts(self) -> Parts {
        let high = self.high;
        let square = high * high;
        let fourth = square * square;
        let term = |index: usize| Doubles::new(SERIES[index].0, SERIES[index].1);
        let step = Doubles::both(square);
        let first = term(0) + step * term(1);
        let second = term(2) + step * term(3);
        let series = first + Doubles::both(fourth) * second;
        Parts {
            first: Doubles::new(high, 1.0 - 0.5 * square),
            more: Doubles::new(high * square, fourth) * series,
            quarters: self.quarters,
        }
    }
}

/// The sine and the cosine of a [`Rest`], each the sum of two numbers.
struct Parts {
    first: Doubles,
    more: Doubles,
    quarters: u64,
}

impl Parts {
    /// The sine of the argument and as many quarters of the circle more.
    #[inline(always)]
    fn of_quarter(&self, more: u64) -> f64 {
        let quarters = self.quarters.wrapping_add(more);
        let (sine, _) = chosen(self.first + self.more, quarters);
        f64::from_bits(sine.to_bits() ^ (quarters << 62 & 1 << 63))
    }

    /// The tangent of the argument as a quotient of rounded numbers.
    #[inline(always)]
    fn quotient(&self) -> f64 {
        let (sine, cosine) = chosen(self.first + self.more, self.quarters);
        f64::from_bits((sine / cosine).to_bits() ^ self.quarters << 63)
    }
}

/// The sine and the cosine of what is left of an argument, each in two parts.
#[inline(always)]
unsafe fn both_with<P: Products>(high: f64, low: f64, quarters: u64) -> (Doubles, Doubles) {
    let parts = Rest {
        high,
        low,
        quarters,
    }
    .parts();
    let square = high * high;
    // SAFETY: the caller's promise.
    let square_low = unsafe { P::error(high, high, square) };
    let more = parts.more + Doubles::new(0.0, -0.5 * square_low);
    let sum = parts.first + more;
    (sum, (parts.first - sum) + more)
}

/// The sine of `x` and none or one quarter of the circle; `x` is a quarter of pi at most.
///
/// # Safety
/// As [`Products`].
#[inline(always)]
pub unsafe fn sine_pair<P: Products>(x: Pair, quarters: u64) -> Pair {
    // SAFETY: the caller's promise.
    let (sum, low) = unsafe { both_with::<P>(x.high, x.low, quarters) };
    Pair {
        high: chosen(sum, quarters).0,
        low: chosen(low, quarters).0,
    }
}

/// The tangent of the argument with this [`Rest`]: a quotient, and what its product with the divisor lacks, over the divisor.
#[inline(always)]
unsafe fn tangent_with<P: Products>(high: f64, low: f64, quarters: u64) -> f64 {
    // SAFETY: the caller's promise.
    let (sum, low) = unsafe { both_with::<P>(high, low, quarters) };
    let (sine, cosine) = chosen(sum, quarters);
    let (sine_low, cosine_low) = chosen(low, quarters);
    let quotient = sine / cosine;
    let product = quotient * cosine;
    // SAFETY: the caller's promise.
    let error = unsafe { P::error(quotient, cosine, product) };
    let rest = ((sine - product) - error) + (sine_low - quotient * cosine_low);
    let tangent = quotient + rest / cosine;
    f64::from_bits(tangent.to_bits() ^ quarters << 63)
}

fused! { fn tangent(high: f64, low: f64, quarters: u64) -> f64 = tangent_with }

/// The numbers in their order, or the other way round after an odd number of quarters.
#[inline(always)]
fn chosen(both: Doubles, quarters: u64) -> (f64, f64) {
    let all = 0u64.wrapping_sub(quarters & 1);
    let (first, second) = (both.first().to_bits(), both.second().to_bits());
    let other = (first ^ second) & all;
    (
        f64::from_bits(first ^ other),
        f64::from_bits(second ^ other),
    )
}
