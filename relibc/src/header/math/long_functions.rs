//! `long double` functions that the x87 unit has no instruction for, by its arithmetic.
//!
//! The exponential takes n ln 2 off its argument, with ln 2 in two parts, and leaves the rest to the unit. What is written
//! with it here is good to within a few units in the last place.

use crate::arch::Extended;
use crate::number::{Class, Format};
use crate::types::*;

fn zero() -> Extended {
    0.0.into()
}

fn one() -> Extended {
    1.0.into()
}

fn absolute(x: Extended) -> Extended {
    Extended::new(x.mantissa(), x.sign_exponent() & 0x7fff)
}

/// The value with the sign of another.
fn signed_as(x: Extended, sign: Extended) -> Extended {
    Extended::new(
        x.mantissa(),
        (x.sign_exponent() & 0x7fff) | (sign.sign_exponent() & 0x8000),
    )
}

fn is_finite(x: Extended) -> bool {
    matches!(x.split().class, Class::Finite { .. })
}

fn is_infinite(x: Extended) -> bool {
    x.split().class == Class::Infinite
}

fn is_zero(x: Extended) -> bool {
    matches!(x.split().class, Class::Finite { mantissa: 0, .. })
}

/// Whether the magnitude is less than that of a positive `double`.
fn is_below(x: Extended, limit: f64) -> bool {
    let limit: Extended = limit.into();
    (x.sign_exponent() & 0x7fff, x.mantissa()) < (limit.sign_exponent(), limit.mantissa())
}

/// e^x = 2^n e^r with |r| at most (ln 2) / 2: n, and e^r - 1.
fn reduced(x: Extended) -> (Extended, Extended) {
    const LOG2_E: Extended = Extended::new(0xb8aa_3b29_5c17_f0bc, 0x3fff);
    // ln 2 = 0.b17217f7d1cf79abc9e3b39803f2f6af…: the first 32 bits, whose product with n is exact, and the next 64.
    const LN_2_HIGH: Extended = Extended::new(0xb172_17f7_0000_0000, 0x3ffe);
    const LN_2_LOW: Extended = Extended::new(0xd1cf_79ab_c9e3_b398, 0x3fde);
    let n = x.times(LOG2_E).whole();
    let rest = x.minus(n.times(LN_2_HIGH)).minus(n.times(LN_2_LOW));
    (n, rest.times(LOG2_E).power_of_two_less_one())
}

fn exp(x: Extended) -> Extended {
    if is_infinite(x) {
        return if x.split().negative { zero() } else { x };
    }
    // Beyond this all is 0 or infinity, but n would lose its last bits.
    let x = if is_finite(x) && !is_below(x, 20_000.0) {
        signed_as(20_000.0.into(), x)
    } else {
        x
    };
    let (n, less_one) = reduced(x);
    less_one.plus(one()).scaled_by(n)
}

fn exp_m1(x: Extended) -> Extended {
    if is_below(x, 0.3) {
        return if is_zero(x) { x } else { reduced(x).1 };
    }
    exp(x).minus(one())
}

fn ln(x: Extended) -> Extended {
    const LN_2: Extended = Extended::new(0xb172_17f7_d1cf_79ac, 0x3ffe);
    x.log2_times(LN_2)
}

/// The natural logarithm of 1 + x.
fn ln_1p(x: Extended) -> Extended {
    if is_below(x, 0.25) {
        return x.log_of_one_more();
    }
    ln(x.plus(one()))
}

/// 2^x for a finite x.
fn exp2(x: Extended) -> Extended {
    let x = if is_below(x, 40_000.0) {
        x
    } else {
        signed_as(40_000.0.into(), x)
    };
    let n = x.whole();
    x.minus(n).power_of_two_less_one().plus(one()).scaled_by(n)
}

/// x^n by squaring.
fn integer_power(x: Extended, n: Extended) -> Extended {
    let mut exponent = match n.split().class {
        Class::Finite { mantissa, exponent } if mantissa != 0 => {
            mantissa >> (-exponent).clamp(0, 63)
        }
        _ => return one(),
    };
    let (mut result, mut square) = (one(), x);
    loop {
        if exponent & 1 != 0 {
            result = result.times(square);
        }
        exponent >>= 1;
        if exponent == 0 {
            break;
        }
        square = square.times(square);
    }
    if n.split().negative {
        one().over(result)
    } else {
        result
    }
}

fn pow(x: Extended, y: Extended) -> Extended {
    if is_zero(y) || x == one() {
        return one();
    }
    let nan = [x, y]
        .into_iter()
        .find(|value| value.split().class == Class::Nan);
    if let Some(nan) = nan {
        return nan.plus(one());
    }
    if is_below(y, 9e18) && y.whole() == y {
        return integer_power(x, y);
    }
    // Every larger number is even: the sign of x does not matter. It does not either where x is infinite or 0.
    let even = !is_below(y, 9e18);
    let x = if even || is_infinite(x) || is_zero(x) {
        absolute(x)
    } else {
        x
    };
    if x == one() {
        return one();
    }
    let log = x.log2_times(y);
    match log.split().class {
        Class::Infinite if log.split().negative => zero(),
        Class::Finite { .. } => exp2(log),
        _ => log,
    }
}

fn hypot(x: Extended, y: Extended) -> Extended {
    let (x, y) = (absolute(x), absolute(y));
    if is_infinite(x) || is_infinite(y) {
        return if is_infinite(x) { x } else { y };
    }
    if x.split().class == Class::Nan || y.split().class == Class::Nan {
        return x.plus(y);
    }
    let (large, small) = if (x.sign_exponent(), x.mantissa()) < (y.sign_exponent(), y.mantissa()) {
        (y, x)
    } else {
        (x, y)
    };
    if is_zero(small) {
        return large;
    }
    // By the quotient, so that no square overflows.
    let quotient = small.over(large);
    large.times(quotient.times(quotient).plus(one()).square_root())
}

fn cbrt(x: Extended) -> Extended {
    if is_zero(x) || !is_finite(x) {
        return x.plus(x);
    }
    let a = absolute(x);
    let third = one().over(3.0.into());
    let root = exp2(a.log2_times(third));
    // One step of Newton's method: r - (r - a / r^2) / 3.
    let root = root.minus(root.minus(a.over(root.times(root))).times(third));
    signed_as(root, x)
}

fn sinh(x: Extended) -> Extended {
    let half: Extended = 0.5.into();
    let a = absolute(x);
    let result = if is_below(x, 11_000.0) {
        let t = exp_m1(a);
        t.plus(t.over(t.plus(one()))).times(half)
    } else {
        // Half of the exponential, which alone would overflow too early.
        let root = exp(a.times(half));
        root.times(half).times(root)
    };
    signed_as(result, x)
}

fn cosh(x: Extended) -> Extended {
    let half: Extended = 0.5.into();
    let a = absolute(x);
    if is_below(x, 11_000.0) {
        let e = exp(a);
        return e.plus(one().over(e)).times(half);
    }
    let root = exp(a.times(half));
    root.times(half).times(root)
}

fn tanh(x: Extended) -> Extended {
    let a = absolute(x);
    let result = if is_below(x, 40.0) {
        let t = exp_m1(a.plus(a));
        t.over(t.plus(2.0.into()))
    } else if x.split().class == Class::Nan {
        a
    } else {
        one()
    };
    signed_as(result, x)
}

fn asinh(x: Extended) -> Extended {
    if !is_finite(x) || is_zero(x) {
        return x.plus(x);
    }
    let a = absolute(x);
    let result = if is_below(x, 1e9) {
        let square = a.times(a);
        ln_1p(a.plus(square.over(one().plus(square.plus(one()).square_root()))))
    } else {
        ln(a).plus(ln(2.0.into()))
    };
    signed_as(result, x)
}

fn acosh(x: Extended) -> Extended {
    if is_finite(x) && is_below(x, 1e9) {
        let t = x.minus(one());
        return ln_1p(t.plus(t.times(t).plus(t.plus(t)).square_root()));
    }
    ln(x).plus(ln(2.0.into()))
}

fn atanh(x: Extended) -> Extended {
    if is_zero(x) {
        return x;
    }
    let a = absolute(x);
    let t = a.over(one().minus(a));
    signed_as(ln_1p(t.plus(t)).times(0.5.into()), x)
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
    exponential_less_one = exp_m1(0);
    power = pow(0, 1);
    hypotenuse = hypot(0, 1);
    cube_root = cbrt(0);
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

fn fma(x: Extended, y: Extended, z: Extended) -> Extended {
    x.times(y).plus(z)
}

fn erf(x: Extended) -> Extended {
    libm::erf(x.into()).into()
}

fn erfc(x: Extended) -> Extended {
    libm::erfc(x.into()).into()
}

fn tgamma(x: Extended) -> Extended {
    libm::tgamma(x.into()).into()
}

fn lgamma(x: Extended) -> Extended {
    super::lgamma(x.into()).into()
}

pub(super) unsafe extern "C" fn log_gamma_r(
    sign: usize,
    _: usize,
    x: *const [Extended; 2],
    result: *mut Extended,
) {
    // SAFETY: as above; the caller of lgammal_r passes a place for the sign.
    unsafe { *result = super::lgamma_r((*x)[0].into(), sign as *mut c_int).into() }
}
