//! Functions of `long double` that are computed with more bits ([`precise`]): their results are good to the last bit on
//! every machine. The x87 unit's own instructions are not (and an emulator's are worse).

use core::sync::atomic::Ordering;

use super::{precise, precise_gamma, signgam};
use crate::arch::{rounding, Extended};
use crate::number::{round, Class, Format, Leading, Range, Rounding, Wide};
use crate::types::*;

fn zero() -> Extended {
    0.0.into()
}

fn one() -> Extended {
    1.0.into()
}

/// The value with the sign of another.
fn signed_as(x: Extended, sign: Extended) -> Extended {
    Extended::new(
        x.mantissa(),
        (x.sign_exponent() & 0x7fff) | (sign.sign_exponent() & 0x8000),
    )
}

fn is_negative(x: Extended) -> bool {
    x.sign_exponent() >> 15 != 0
}

fn is_nan(x: Extended) -> bool {
    x.split().class == Class::Nan
}

fn is_infinite(x: Extended) -> bool {
    x.split().class == Class::Infinite
}

fn is_zero(x: Extended) -> bool {
    matches!(x.split().class, Class::Finite { mantissa: 0, .. })
}

/// Not-a-number where there is no result; with FE_INVALID.
fn invalid() -> Extended {
    zero().over(zero())
}

/// Infinity at a pole; with FE_DIVBYZERO.
fn pole(sign: Extended) -> Extended {
    one().over(signed_as(zero(), sign))
}

fn infinity(sign: Extended) -> Extended {
    signed_as(Extended::new(1 << 63, 0x7fff), sign)
}

/// The result in the rounding mode that is set; the exceptions of what is out of range.
pub(super) fn rounded(value: Wide) -> Extended {
    let (result, range) = value.round(rounding());
    raise(range);
    result
}

pub(super) fn raise(range: Range) {
    match range {
        Range::Fits => {}
        Range::Overflow => {
            let large = Extended::new(1 << 63, 0x7ffe);
            large.times(large);
        }
        Range::Underflow => {
            let small = Extended::new(1 << 63, 1);
            small.times(small);
        }
    }
}

/// As [`rounded`], of an integer of 256 bits (its high and its low half) times two to the power of `exponent`, and a little
/// more if `sticky`. An exact zero is negative only where the rounding is downwards.
pub(super) fn rounded_bits(
    bits: [u128; 2],
    exponent: i32,
    sticky: bool,
    negative: bool,
) -> Extended {
    let value = match bits {
        [0, 0] => {
            let down = rounding() == Rounding::Down;
            return signed_as(zero(), Extended::from(if down { -1.0 } else { 1.0 }));
        }
        [0, low] => Leading::of(low, exponent, sticky),
        [high, low] => {
            let shift = high.leading_zeros();
            let below = if shift == 0 { 0 } else { low >> (128 - shift) };
            let rest = low << shift;
            let exponent = exponent + 128 - shift as i32;
            Leading::of(high << shift | below, exponent, sticky || rest != 0)
        }
    };
    let (result, range) = round(&value, negative, rounding());
    raise(range);
    result
}

fn wide(x: Extended) -> Wide {
    Wide::new(x)
}

/// What a function is at infinity.
enum At {
    /// The same value.
    Itself,
    Zero,
    One,
    Infinity,
    Nothing,
}

/// A function of a value that may be none, with its values at plus and minus infinity.
fn unary(x: Extended, above: At, below: At, finite: impl FnOnce(Extended) -> Extended) -> Extended {
    let at = match x.split().class {
        Class::Nan => return x.plus(x),
        Class::Finite { .. } => return finite(x),
        Class::Infinite if is_negative(x) => below,
        Class::Infinite => above,
    };
    match at {
        At::Itself => x,
        At::Zero => zero(),
        At::One => signed_as(one(), x),
        At::Infinity => infinity(one()),
        At::Nothing => invalid(),
    }
}

/// On which side of a number a function lies that comes nearer to it than 128 bits can tell.
#[derive(Clone, Copy)]
enum Side {
    /// Towards 0.
    Inner,
    Outer,
}

impl Side {
    /// The outer side, of what is greater where `x` is positive.
    fn with(x: Extended) -> Side {
        match is_negative(x) {
            true => Side::Inner,
            false => Side::Outer,
        }
    }

    /// The inner side, of what is less where `x` is positive.
    fn against(x: Extended) -> Side {
        match is_negative(x) {
            true => Side::Outer,
            false => Side::Inner,
        }
    }
}

/// As [`rounded`], of an irrational function's value: one that looks as if it were a `long double` is taken to lie beside it, so
/// that it is told to be inexact and rounded as the mode says.
fn rounded_beside(value: Wide, side: Side) -> Extended {
    let is_short = value.mantissa as u64 == 0 && !value.is_zero();
    rounded(match side {
        _ if !is_short => value,
        Side::Inner => value - value.last_place(),
        Side::Outer => value + value.last_place(),
    })
}

/// A function that is 0 at 0, with its sign, and nearly its argument beside it.
fn from_zero(x: Extended, side: Side, function: impl FnOnce(Wide) -> Wide) -> Extended {
    match is_zero(x) {
        true => x,
        false => rounded_beside(function(wide(x)), side),
    }
}

/// A function that is 1 at 0, and nearly so beside it.
fn from_one(x: Extended, side: Side, function: impl FnOnce(Wide) -> Wide) -> Extended {
    let value = function(wide(x));
    match !is_zero(x) && value.compare(Wide::ONE).is_eq() {
        true => rounded_beside(value, side),
        false => rounded(value),
    }
}

fn exp(x: Extended) -> Extended {
    unary(x, At::Itself, At::Zero, |x| {
        from_one(x, Side::with(x), precise::exp)
    })
}

fn exp2(x: Extended) -> Extended {
    unary(x, At::Itself, At::Zero, |x| {
        from_one(x, Side::with(x), precise::exp2)
    })
}

fn exp10(x: Extended) -> Extended {
    unary(x, At::Itself, At::Zero, |x| {
        from_one(x, Side::with(x), |x| precise::exp(x * precise::LN_10))
    })
}

fn exp_m1(x: Extended) -> Extended {
    if is_infinite(x) && is_negative(x) {
        return signed_as(one(), x);
    }
    unary(x, At::Itself, At::Itself, |x| {
        from_zero(x, Side::with(x), precise::exp_m1)
    })
}

/// A logarithm: of 0 a pole, of what is negative nothing.
fn logarithm(x: Extended, function: impl FnOnce(Wide) -> Wide) -> Extended {
    unary(x, At::Itself, At::Nothing, |x| {
        if is_zero(x) {
            pole(Extended::from(-1.0))
        } else if is_negative(x) {
            invalid()
        } else {
            rounded(function(wide(x)))
        }
    })
}

fn ln(x: Extended) -> Extended {
    logarithm(x, precise::ln)
}

fn log2(x: Extended) -> Extended {
    logarithm(x, precise::log2)
}

fn log10(x: Extended) -> Extended {
    logarithm(x, precise::log10)
}

fn ln_1p(x: Extended) -> Extended {
    unary(x, At::Itself, At::Nothing, |x| {
        let more = wide(x) + Wide::ONE;
        if more.is_zero() {
            pole(Extended::from(-1.0))
        } else if more.negative {
            invalid()
        } else {
            from_zero(x, Side::against(x), precise::ln_1p)
        }
    })
}

/// Whether a finite value is an integer, and an odd one.
fn integrality(x: Extended) -> (bool, bool) {
    match x.split().class {
        Class::Finite { mantissa: 0, .. } => (true, false),
        Class::Finite { mantissa, exponent } => {
            let lowest = exponent + mantissa.trailing_zeros() as i32;
            (lowest >= 0, lowest == 0)
        }
        _ => (true, false),
    }
}

/// C17 F.10.4.4.
fn pow(x: Extended, y: Extended) -> Extended {
    if is_zero(y) || x == one() {
        return one();
    }
    if is_nan(x) || is_nan(y) {
        return x.plus(y);
    }
    let magnitude = wide(x).abs();
    let (integer, odd) = integrality(y);
    let sign = if odd { x } else { one() };
    if is_infinite(y) {
        if !is_infinite(x) && magnitude.compare(Wide::ONE).is_eq() {
            return one();
        }
        let small = !is_infinite(x) && magnitude.is_less(Wide::ONE);
        return match small == is_negative(y) {
            true => infinity(one()),
            false => zero(),
        };
    }
    if is_zero(x) && is_negative(y) {
        return pole(sign);
    }
    if is_zero(x) || is_infinite(x) {
        return match is_zero(x) == is_negative(y) {
            true => infinity(sign),
            false => signed_as(zero(), sign),
        };
    }
    if is_negative(x) && !integer {
        return invalid();
    }
    rounded(precise::pow(magnitude, wide(y)).with_sign(is_negative(sign)))
}

fn hypot(x: Extended, y: Extended) -> Extended {
    if is_infinite(x) || is_infinite(y) {
        return infinity(one());
    }
    match is_nan(x) || is_nan(y) {
        true => x.plus(y),
        false => rounded(precise::hypot(wide(x), wide(y))),
    }
}

fn cbrt(x: Extended) -> Extended {
    unary(x, At::Itself, At::Itself, |x| match is_zero(x) {
        true => x,
        false => rounded(precise::cbrt(wide(x))),
    })
}

fn sin(x: Extended) -> Extended {
    unary(x, At::Nothing, At::Nothing, |x| {
        from_zero(x, Side::Inner, |x| precise::sin_cos(x).0)
    })
}

fn cos(x: Extended) -> Extended {
    unary(x, At::Nothing, At::Nothing, |x| {
        from_one(x, Side::Inner, |x| precise::sin_cos(x).1)
    })
}

fn tan(x: Extended) -> Extended {
    unary(x, At::Nothing, At::Nothing, |x| {
        from_zero(x, Side::Outer, |x| {
            let (sine, cosine) = precise::sin_cos(x);
            sine / cosine
        })
    })
}

fn asin(x: Extended) -> Extended {
    unary(x, At::Nothing, At::Nothing, |x| {
        match Wide::ONE.is_less(wide(x).abs()) {
            true => invalid(),
            false => from_zero(x, Side::Outer, precise::asin),
        }
    })
}

fn acos(x: Extended) -> Extended {
    unary(x, At::Nothing, At::Nothing, |x| {
        match Wide::ONE.is_less(wide(x).abs()) {
            true => invalid(),
            false => rounded(precise::acos(wide(x))),
        }
    })
}

fn atan(x: Extended) -> Extended {
    match is_infinite(x) {
        true => rounded(precise::PI.scaled(-1).with_sign(is_negative(x))),
        false => unary(x, At::Itself, At::Itself, |x| {
            from_zero(x, Side::Inner, precise::atan)
        }),
    }
}

/// C17 F.10.1.4.
fn atan2(y: Extended, x: Extended) -> Extended {
    if is_nan(x) || is_nan(y) {
        return x.plus(y);
    }
    // Of infinities only which they are counts: as two ones beside zeros.
    let flat = |value: Extended, other: Extended| match (is_infinite(value), is_infinite(other)) {
        (true, _) => Wide::ONE.with_sign(is_negative(value)),
        (false, true) => Wide::ZERO.with_sign(is_negative(value)),
        _ => wide(value),
    };
    // Of a small angle it is the tangent that is nearly as large.
    rounded_beside(precise::atan2(flat(y, x), flat(x, y)), Side::Inner)
}

fn sinh(x: Extended) -> Extended {
    unary(x, At::Itself, At::Itself, |x| {
        from_zero(x, Side::Outer, |x| precise::sinh_cosh(x).0)
    })
}

fn cosh(x: Extended) -> Extended {
    unary(x, At::Infinity, At::Infinity, |x| {
        from_one(x, Side::Outer, |x| precise::sinh_cosh(x).1)
    })
}

fn tanh(x: Extended) -> Extended {
    unary(x, At::One, At::One, |x| {
        from_zero(x, Side::Inner, precise::tanh)
    })
}

fn asinh(x: Extended) -> Extended {
    unary(x, At::Itself, At::Itself, |x| {
        from_zero(x, Side::Inner, precise::asinh)
    })
}

fn acosh(x: Extended) -> Extended {
    unary(x, At::Itself, At::Nothing, |x| {
        match wide(x).is_less(Wide::ONE) {
            true => invalid(),
            false => rounded(precise::acosh(wide(x))),
        }
    })
}

fn atanh(x: Extended) -> Extended {
    unary(x, At::Nothing, At::Nothing, |x| {
        match wide(x).abs().compare(Wide::ONE) {
            core::cmp::Ordering::Greater => invalid(),
            core::cmp::Ordering::Equal => pole(x),
            core::cmp::Ordering::Less => from_zero(x, Side::Outer, precise::atanh),
        }
    })
}

fn erf(x: Extended) -> Extended {
    unary(x, At::One, At::One, |x| {
        from_zero(x, Side::Inner, precise_gamma::erf)
    })
}

fn erfc(x: Extended) -> Extended {
    if is_infinite(x) && is_negative(x) {
        return 2.0.into();
    }
    unary(x, At::Zero, At::Zero, |x| {
        let value = precise_gamma::erfc(wide(x));
        match value.magnitude() {
            1 => rounded_beside(value, Side::Inner),
            _ => from_one(x, Side::against(x), |_| value),
        }
    })
}

fn tgamma(x: Extended) -> Extended {
    unary(x, At::Itself, At::Nothing, |x| {
        if is_zero(x) {
            pole(x)
        } else if is_negative(x) && integrality(x).0 {
            invalid()
        } else {
            rounded(precise_gamma::gamma(wide(x)))
        }
    })
}

/// The logarithm of the gamma function, and the function's sign.
fn ln_gamma(x: Extended) -> (Extended, c_int) {
    let mut sign = 1;
    let value = unary(x, At::Itself, At::Infinity, |x| {
        if is_zero(x) || is_negative(x) && integrality(x).0 {
            sign = if is_zero(x) && is_negative(x) { -1 } else { 1 };
            return pole(one());
        }
        let (value, negative) = precise_gamma::ln_gamma(wide(x));
        sign = if negative { -1 } else { 1 };
        rounded(value)
    });
    (value, sign)
}

fn lgamma(x: Extended) -> Extended {
    let (value, sign) = ln_gamma(x);
    signgam.store(sign, Ordering::Relaxed);
    value
}

fn fma(x: Extended, y: Extended, z: Extended) -> Extended {
    let usual =
        |x: Extended| matches!(x.split().class, Class::Finite { mantissa, .. } if mantissa != 0);
    if usual(x) && usual(y) && usual(z) {
        return super::fused::multiply_add(x, y, z);
    }
    if is_infinite(z) && !is_infinite(x) && !is_infinite(y) && !is_nan(x) && !is_nan(y) {
        // Whatever the product: it is not infinite itself.
        return z;
    }
    let product = x.times(y);
    // A product that is too small is not 0, and must not take the sign that sums of zeros have.
    match is_zero(z) && usual(x) && usual(y) {
        true => product,
        false => product.plus(z),
    }
}

/// The remainder of the nearest quotient, and that quotient's low three bits with its sign. By long division: not every
/// machine's own instruction gives the quotient.
fn remquo(x: Extended, y: Extended) -> (Extended, c_int) {
    if is_nan(x) || is_nan(y) {
        return (x.plus(y), 0);
    }
    if is_infinite(x) || is_zero(y) {
        return (invalid(), 0);
    }
    if is_infinite(y) || is_zero(x) {
        return (x, 0);
    }
    let (a, b) = (wide(x), wide(y));
    let steps = a.magnitude() - b.magnitude();
    if steps < -1 {
        return (x, 0);
    }
    let (mut rest, divisor) = (a.mantissa >> 64, b.mantissa >> 64);
    let mut quotient = 0u32;
    for step in (0..=steps).rev() {
        let fits = rest >= divisor;
        rest -= if fits { divisor } else { 0 };
        quotient = quotient << 1 | u32::from(fits);
        rest <<= u32::from(step > 0);
    }
    // In halves of the divisor's last place.
    let mut halves = if steps < 0 { rest } else { rest << 1 } as i128;
    let whole = (divisor << 1) as i128;
    if halves * 2 > whole || (halves * 2 == whole && quotient & 1 != 0) {
        halves -= whole;
        quotient = quotient.wrapping_add(1);
    }
    let negative = is_negative(x) != (halves < 0);
    let rest = Wide::from_integer(halves.unsigned_abs()).scaled(b.exponent + 63);
    let bits = (quotient & 7) as c_int;
    let bits = if is_negative(x) != is_negative(y) {
        -bits
    } else {
        bits
    };
    (rounded(rest.with_sign(negative)), bits)
}

macro_rules! shims {
    ($($name:ident = $function:ident($($index:literal),*);)*) => {$(
        pub(super) unsafe extern "C" fn $name(_: usize, _: usize, x: *const [Extended; 2], result: *mut Extended) {
            // SAFETY: the shim in `long_double` passes the arguments and a place for the result.
            unsafe { *result = $function($(*x.cast::<Extended>().add($index)),*) }
        }
    )*};
}

shims! {
    exponential = exp(0);
    exponential_of_two = exp2(0);
    exponential_of_ten = exp10(0);
    exponential_less_one = exp_m1(0);
    natural_logarithm = ln(0);
    binary_logarithm = log2(0);
    decimal_logarithm = log10(0);
    logarithm_of_one_more = ln_1p(0);
    power = pow(0, 1);
    hypotenuse = hypot(0, 1);
    cube_root = cbrt(0);
    sine = sin(0);
    cosine = cos(0);
    tangent = tan(0);
    arc_sine = asin(0);
    arc_cosine = acos(0);
    arc_tangent = atan(0);
    angle = atan2(0, 1);
    angle_of_complex = atan2(1, 0);
    hyperbolic_sine = sinh(0);
    hyperbolic_cosine = cosh(0);
    hyperbolic_tangent = tanh(0);
    area_sine = asinh(0);
    area_cosine = acosh(0);
    area_tangent = atanh(0);
    error_function = erf(0);
    complementary_error_function = erfc(0);
    gamma = tgamma(0);
    log_gamma = lgamma(0);
    multiply_add = fma(0, 1, 2);
}

pub(super) unsafe extern "C" fn log_gamma_r(
    sign: usize,
    _: usize,
    x: *const [Extended; 2],
    result: *mut Extended,
) {
    // SAFETY: as above; the caller of lgammal_r passes a place for the sign.
    unsafe { (*result, *(sign as *mut c_int)) = ln_gamma((*x)[0]) }
}

pub(super) unsafe extern "C" fn remainder_and_quotient(
    quotient: usize,
    _: usize,
    x: *const [Extended; 2],
    result: *mut Extended,
) {
    // SAFETY: as above; the caller of remquol passes a place for the quotient.
    unsafe { (*result, *(quotient as *mut c_int)) = remquo((*x)[0], (*x)[1]) }
}

pub(super) unsafe extern "C" fn sine_and_cosine(sine: usize, cosine: usize, x: *const Extended) {
    // SAFETY: as above; the caller of sincosl passes places for both.
    unsafe {
        sin(*x).write(sine as *mut u8);
        cos(*x).write(cosine as *mut u8);
    }
}
