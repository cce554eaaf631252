//! Logarithms of `double`, after P. T. P. Tang: ln x = k ln 2 - ln c + ln(1 + r), where c is a short number of a table near 1/z for
//! x = 2^k z, and r = z c - 1 is exact and smaller than 2^-8.
//!
//! The error is at most 0.52 units in the last place. `float` functions compute in `double` and round.

use super::exceptions::{invalid, pole};
use super::tables::{
    Pair, Piece, LN_2_SHORT, LOGARITHMS, LOWEST, ONE_OVER_LN_10, ONE_OVER_LN_2, PIECES,
};
use crate::arch::{fused, Products};

/// The bits of the smallest normal number, of 1 and of infinity.
const NORMAL: u64 = f64::MIN_POSITIVE.to_bits();
const ONE: u64 = 1f64.to_bits();
const INFINITE: u64 = f64::INFINITY.to_bits();

/// k ln 2 - ln c and r of a positive normal number's bits, or a smaller one's that [`normal`] made. The first part is in two parts, of
/// which the upper has room for an exact sum with what is as small as r.
#[inline(always)]
unsafe fn reduced<P: Products>(bits: u64) -> (Pair, f64) {
    let above = bits.wrapping_sub(LOWEST);
    let piece: &Piece = &LOGARITHMS[(above >> 44) as usize % PIECES];
    let power = above as i64 >> 52;
    let z = f64::from_bits(bits.wrapping_sub((power << 52) as u64));
    // SAFETY: the caller's promise. What the product needs, the table's maker says.
    let r = unsafe { P::less_one(z, piece.reciprocal) };
    let power = power as f64;
    let rest = Pair {
        high: power * LN_2_SHORT.high + piece.high,
        low: power * LN_2_SHORT.low + piece.low,
    };
    (rest, r)
}

/// A positive subnormal number's bits as those of a number with more exponent.
#[cold]
pub fn normal(x: f64) -> u64 {
    (x * (1u64 << 52) as f64).to_bits().wrapping_sub(52 << 52)
}

/// The logarithm in two parts, good to some 67 bits.
///
/// # Safety
/// As [`Products`].
#[inline(always)]
pub unsafe fn ln_pair<P: Products>(bits: u64) -> Pair {
    // SAFETY: the caller's promise.
    let (Pair { high, low }, r) = unsafe { reduced::<P>(bits) };
    // high + r - r^2 / 2 exactly, but for the sum of what is small.
    let first = high + r;
    let first_low = (high - first) + r;
    let half = -0.5 * r;
    let square = half * r;
    // SAFETY: the caller's promise.
    let square_low = unsafe { P::error(half, r, square) };
    let second = first + square;
    let second_low = (first - second) + square;
    let r2 = r * r;
    let more = r
        * r2
        * ((1.0 / 3.0 - r * (1.0 / 4.0))
            + r2 * ((1.0 / 5.0 - r * (1.0 / 6.0)) + r2 * (1.0 / 7.0 - r * (1.0 / 8.0))));
    let small = (low + first_low) + (second_low + square_low) + more;
    let sum = second + small;
    Pair {
        high: sum,
        low: (second - sum) + small,
    }
}

/// The logarithm.
///
/// # Safety
/// As [`Products`].
#[inline(always)]
pub unsafe fn ln_with<P: Products>(bits: u64) -> f64 {
    // SAFETY: the caller's promise.
    let (Pair { high, low }, r) = unsafe { reduced::<P>(bits) };
    let first = high + r;
    let first_low = (high - first) + r;
    let r2 = r * r;
    let more = (r * (1.0 / 3.0) - 1.0 / 2.0)
        + r2 * ((r * (1.0 / 5.0) - 1.0 / 4.0) + r2 * (r * (1.0 / 7.0) - 1.0 / 6.0));
    first + ((low + first_low) + r2 * more)
}

/// The logarithm times a constant.
#[inline(always)]
unsafe fn ln_times<P: Products>(bits: u64, factor: Pair) -> f64 {
    // SAFETY: the caller's promise.
    let ln = unsafe { ln_pair::<P>(bits) };
    let product = ln.high * factor.high;
    // SAFETY: the caller's promise.
    let error = unsafe { P::error(ln.high, factor.high, product) };
    product + (error + (ln.high * factor.low + ln.low * factor.high))
}

#[inline(always)]
unsafe fn log2_with<P: Products>(bits: u64) -> f64 {
    // SAFETY: the caller's promise.
    unsafe { ln_times::<P>(bits, ONE_OVER_LN_2) }
}

#[inline(always)]
unsafe fn log10_with<P: Products>(bits: u64) -> f64 {
    // SAFETY: the caller's promise.
    unsafe { ln_times::<P>(bits, ONE_OVER_LN_10) }
}

fused! { fn ln_of_bits(bits: u64) -> f64 = ln_with }
fused! { fn log2_of_bits(bits: u64) -> f64 = log2_with }
fused! { fn log10_of_bits(bits: u64) -> f64 = log10_with }

macro_rules! logarithms {
    ($($double:ident $float:ident = $of_bits:ident;)*) => {$(
        #[inline]
        pub fn $double(x: f64) -> f64 {
            let bits = x.to_bits();
            if bits == ONE {
                // The sum of what cancels is -0, in a mode that rounds downwards.
                return 0.0;
            }
            if bits.wrapping_sub(NORMAL) < INFINITE - NORMAL {
                return $of_bits(bits);
            }
            match at_the_edge(x) {
                Edge::Result(result) => result,
                Edge::Bits(bits) => $of_bits(bits),
            }
        }

        pub fn $float(x: f32) -> f32 {
            $double(x.into()) as f32
        }
    )*};
}

logarithms! {
    log logf = ln_of_bits;
    log2 log2f = log2_of_bits;
    log10 log10f = log10_of_bits;
}

enum Edge {
    Result(f64),
    Bits(u64),
}

/// What is not positive, not finite or subnormal.
#[cold]
fn at_the_edge(x: f64) -> Edge {
    Edge::Result(match x {
        0.0 => pole(-1.0),
        f64::INFINITY => x,
        _ if x.is_nan() => x + x,
        ..0.0 => invalid(),
        _ => return Edge::Bits(normal(x)),
    })
}
