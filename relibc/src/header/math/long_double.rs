//! Functions of `long double` that are made of its bits. The shims pass addresses of the arguments and of the result.

use super::exceptions::raise_invalid;
use super::long_functions::*;
use crate::arch::Extended;
use crate::number::{Class, Float, Format, Range};
use crate::types::*;

const INTEGER_BIT: u64 = 1 << 63;
const QUIET_BIT: u64 = 1 << 62;
const BIAS: i32 = 16383;

fn is_nan(x: Extended) -> bool {
    x.split().class == Class::Nan
}

fn magnitude(x: Extended) -> (u16, u64) {
    (x.sign_exponent() & 0x7fff, x.mantissa())
}

fn is_zero(x: Extended) -> bool {
    magnitude(x) == (0, 0)
}

fn is_negative(x: Extended) -> bool {
    x.sign_exponent() >> 15 != 0
}

fn with_sign(x: Extended, negative: bool) -> Extended {
    Extended::new(
        x.mantissa(),
        (x.sign_exponent() & 0x7fff) | u16::from(negative) << 15,
    )
}

fn quiet(x: Extended) -> Extended {
    Extended::new(x.mantissa() | QUIET_BIT, x.sign_exponent())
}

/// A whole number of small size.
fn integer(value: i32) -> Extended {
    let mantissa = u64::from(value.unsigned_abs());
    if mantissa == 0 {
        return Extended::new(0, 0);
    }
    let shift = mantissa.leading_zeros();
    let exponent = (BIAS + 63 - shift as i32) as u16;
    Extended::new(mantissa << shift, exponent | u16::from(value < 0) << 15)
}

/// Order of two values, neither of them not-a-number.
fn less(x: Extended, y: Extended) -> bool {
    match (is_negative(x), is_negative(y)) {
        (false, false) => magnitude(x) < magnitude(y),
        (true, true) => magnitude(x) > magnitude(y),
        (negative, _) => negative && !(is_zero(x) && is_zero(y)),
    }
}

/// As [`less`], with -0 before 0.
fn before(x: Extended, y: Extended) -> bool {
    less(x, y) || is_zero(x) && is_zero(y) && is_negative(x) && !is_negative(y)
}

/// Mantissa with its leading bit set, and the power of two of that bit, of a value other than 0 and infinity.
fn normalised(x: Extended) -> (u64, i32) {
    let (exponent, mantissa) = magnitude(x);
    let shift = mantissa.leading_zeros();
    (
        mantissa << shift,
        i32::from(exponent.max(1)) - BIAS - shift as i32,
    )
}

crate::arch::long_double_to_long_double!(
    /// C: `copysignl`.
    copysignl = copy_sign;
    /// C: `fmaxl`.
    fmaxl = maximum;
    /// C: `fminl`.
    fminl = minimum;
    /// C: `frexpl`.
    frexpl = split_power;
    /// C: `logbl`.
    logbl = exponent_of;
    /// C: `modfl`.
    modfl = split_integer;
    /// C: `nextafterl`.
    nextafterl = next_after;
    /// C: `nexttowardl`.
    nexttowardl = next_after;
    /// C: `roundl`.
    roundl = round_half_away;
    /// C: `truncl`.
    truncl = truncate;
    /// C: `nanl`.
    nanl = not_a_number;
    /// C: `expl`.
    expl = exponential;
    /// C: `exp2l`.
    exp2l = exponential_of_two;
    /// GNU: `exp10l`.
    exp10l = exponential_of_ten;
    /// C: `logl`.
    logl = natural_logarithm;
    /// C: `log2l`.
    log2l = binary_logarithm;
    /// C: `log10l`.
    log10l = decimal_logarithm;
    /// C: `log1pl`.
    log1pl = logarithm_of_one_more;
    /// C: `sinl`.
    sinl = sine;
    /// C: `cosl`.
    cosl = cosine;
    /// C: `tanl`.
    tanl = tangent;
    /// C: `asinl`.
    asinl = arc_sine;
    /// C: `acosl`.
    acosl = arc_cosine;
    /// C: `atanl`.
    atanl = arc_tangent;
    /// C: `atan2l`.
    atan2l = angle;
    /// C: `cargl`: its argument lies in memory like two of `atan2l`, the other way round.
    cargl = angle_of_complex;
    /// C: `remquol`.
    remquol = remainder_and_quotient;
    /// C: `expm1l`.
    expm1l = exponential_less_one;
    /// C: `powl`.
    powl = power;
    /// C: `hypotl`.
    hypotl = hypotenuse;
    /// C: `cabsl`: its argument lies in memory like two of `hypotl`.
    cabsl = hypotenuse;
    /// C: `cbrtl`.
    cbrtl = cube_root;
    /// C: `sinhl`.
    sinhl = hyperbolic_sine;
    /// C: `coshl`.
    coshl = hyperbolic_cosine;
    /// C: `tanhl`.
    tanhl = hyperbolic_tangent;
    /// C: `asinhl`.
    asinhl = area_sine;
    /// C: `acoshl`.
    acoshl = area_cosine;
    /// C: `atanhl`.
    atanhl = area_tangent;
    /// C: `erfl`.
    erfl = error_function;
    /// C: `erfcl`.
    erfcl = complementary_error_function;
    /// C: `tgammal`.
    tgammal = gamma;
    /// C: `lgammal`.
    lgammal = log_gamma;
    /// BSD: `lgammal_r`.
    lgammal_r = log_gamma_r;
    /// C: `fmal`.
    fmal = multiply_add
);

unsafe extern "C" fn copy_sign(_: usize, _: usize, x: *const [Extended; 2], result: *mut Extended) {
    // SAFETY: the shim passes the arguments and a place for the result; so below.
    unsafe { *result = with_sign((*x)[0], is_negative((*x)[1])) }
}

unsafe extern "C" fn maximum(_: usize, _: usize, x: *const [Extended; 2], result: *mut Extended) {
    // SAFETY: as in copy_sign.
    unsafe {
        let [a, b] = *x;
        let larger = |a, b| is_nan(a) || !is_nan(b) && before(a, b);
        *result = if larger(a, b) { b } else { a };
    }
}

unsafe extern "C" fn minimum(_: usize, _: usize, x: *const [Extended; 2], result: *mut Extended) {
    // SAFETY: as in copy_sign.
    unsafe {
        let [a, b] = *x;
        let smaller = |a, b| is_nan(a) || !is_nan(b) && before(b, a);
        *result = if smaller(a, b) { b } else { a };
    }
}

unsafe extern "C" fn split_power(
    power: usize,
    _: usize,
    x: *const [Extended; 2],
    result: *mut Extended,
) {
    // SAFETY: as in copy_sign; the caller of frexpl passes a place for the power.
    unsafe {
        let x = (*x)[0];
        let finite = x.sign_exponent() & 0x7fff != 0x7fff && !is_zero(x);
        let (mantissa, exponent) = if finite { normalised(x) } else { (0, -1) };
        *(power as *mut c_int) = exponent + 1;
        *result = match finite {
            true => with_sign(Extended::new(mantissa, (BIAS - 1) as u16), is_negative(x)),
            false => x,
        };
    }
}

unsafe extern "C" fn exponent_of(
    _: usize,
    _: usize,
    x: *const [Extended; 2],
    result: *mut Extended,
) {
    // SAFETY: as in copy_sign.
    unsafe {
        let x = (*x)[0];
        *result = match x.split().class {
            Class::Nan => quiet(x),
            Class::Infinite => with_sign(x, false),
            // With FE_DIVBYZERO.
            Class::Finite { mantissa: 0, .. } => Extended::from(-1.0).over(0.0.into()),
            Class::Finite { .. } => integer(normalised(x).1),
        };
    }
}

/// The value without what is after the point.
fn truncated(x: Extended) -> Extended {
    let power = i32::from(x.sign_exponent() & 0x7fff) - BIAS;
    match power {
        // Among these are infinity and not-a-number.
        63.. => x,
        ..0 => with_sign(Extended::new(0, 0), is_negative(x)),
        _ => Extended::new(x.mantissa() & !(u64::MAX >> 1 >> power), x.sign_exponent()),
    }
}

unsafe extern "C" fn truncate(_: usize, _: usize, x: *const [Extended; 2], result: *mut Extended) {
    // SAFETY: as in copy_sign.
    unsafe { *result = truncated((*x)[0]) }
}

unsafe extern "C" fn split_integer(
    whole: usize,
    _: usize,
    x: *const [Extended; 2],
    result: *mut Extended,
) {
    // SAFETY: as in copy_sign; the caller of modfl passes a place for the whole part.
    unsafe {
        let x = (*x)[0];
        let integer = truncated(x);
        integer.write(whole as *mut u8);
        let rest = x.mantissa() & !integer.mantissa();
        let zero = Extended::new(0, 0);
        *result = match (x.split().class, integer.sign_exponent() & 0x7fff) {
            (Class::Nan, _) => quiet(x),
            // All of it is after the point.
            (Class::Finite { .. }, 0) => x,
            (Class::Finite { .. }, exponent) if rest != 0 => {
                let shift = rest.leading_zeros();
                with_sign(
                    Extended::new(rest << shift, exponent - shift as u16),
                    is_negative(x),
                )
            }
            _ => with_sign(zero, is_negative(x)),
        };
    }
}

/// The nearest whole number, away from 0 when two are as near.
fn rounded_half_away(x: Extended) -> Extended {
    let power = i32::from(x.sign_exponent() & 0x7fff) - BIAS;
    match power {
        63.. => x,
        -1 => with_sign(integer(1), is_negative(x)),
        ..0 => with_sign(Extended::new(0, 0), is_negative(x)),
        _ => {
            let half = INTEGER_BIT >> 1 >> power;
            match x.mantissa().overflowing_add(half) {
                (sum, false) => truncated(Extended::new(sum, x.sign_exponent())),
                (sum, true) => {
                    truncated(Extended::new(INTEGER_BIT | sum >> 1, x.sign_exponent() + 1))
                }
            }
        }
    }
}

unsafe extern "C" fn round_half_away(
    _: usize,
    _: usize,
    x: *const [Extended; 2],
    result: *mut Extended,
) {
    // SAFETY: as in copy_sign.
    unsafe { *result = rounded_half_away((*x)[0]) }
}

unsafe extern "C" fn next_after(
    _: usize,
    _: usize,
    x: *const [Extended; 2],
    result: *mut Extended,
) {
    // SAFETY: as in copy_sign.
    unsafe {
        let [x, y] = *x;
        *result = if is_nan(x) || is_nan(y) {
            quiet(if is_nan(x) { x } else { y })
        } else {
            neighbour(x, y)
        };
    }
}

/// The value next to `x` in the direction of `y`, with the exceptions of what is out of range.
fn neighbour(x: Extended, y: Extended) -> Extended {
    if !less(x, y) && !less(y, x) {
        return y;
    }
    if is_zero(x) {
        raise(Range::Underflow);
        return with_sign(Extended::new(1, 0), is_negative(y));
    }
    let (exponent, mantissa) = magnitude(x);
    let away = less(x, y) != is_negative(x);
    let (exponent, mantissa) = match (away, exponent, mantissa) {
        (true, exponent, u64::MAX) => (exponent + 1, INTEGER_BIT),
        // The largest subnormal number is followed by the smallest normal one.
        (true, 0, mantissa) if mantissa + 1 == INTEGER_BIT => (1, INTEGER_BIT),
        (true, exponent, mantissa) => (exponent, mantissa + 1),
        (false, 1, INTEGER_BIT) => (0, INTEGER_BIT - 1),
        (false, exponent, INTEGER_BIT) => (exponent - 1, u64::MAX),
        (false, exponent, mantissa) => (exponent, mantissa - 1),
    };
    raise(match exponent {
        0 => Range::Underflow,
        0x7fff => Range::Overflow,
        _ => Range::Fits,
    });
    with_sign(Extended::new(mantissa, exponent), is_negative(x))
}

unsafe extern "C" fn not_a_number(
    _: usize,
    _: usize,
    _: *const [Extended; 2],
    result: *mut Extended,
) {
    // SAFETY: as in copy_sign.
    unsafe {
        *result = Extended::join(Float {
            negative: false,
            class: Class::Nan,
        })
    }
}

crate::arch::takes_long_double!(
    /// C: `ilogbl`.
    ilogbl = integer_exponent;
    /// GNU: `sincosl`.
    sincosl = sine_and_cosine
);

crate::arch::takes_long_double!(
    /// C: `lroundl`.
    lroundl = to_long;
    /// C: `llroundl`.
    llroundl = to_long
);

unsafe extern "C" fn to_long(_: usize, _: usize, x: *const Extended) -> c_long {
    // SAFETY: the shim passes the argument.
    let x = rounded_half_away(unsafe { *x });
    let (mantissa, power) = (x.mantissa(), i32::from(x.sign_exponent() & 0x7fff) - BIAS);
    match (power, is_negative(x)) {
        (63, true) if mantissa == INTEGER_BIT => c_long::MIN,
        // What does not fit, not-a-number among it, is the smallest number, as the hardware has it.
        (63.., _) => {
            raise_invalid();
            c_long::MIN
        }
        (..0, _) => 0,
        (_, false) => (mantissa >> (63 - power)) as c_long,
        (_, true) => -((mantissa >> (63 - power)) as c_long),
    }
}

unsafe extern "C" fn integer_exponent(_: usize, _: usize, x: *const Extended) -> c_int {
    // SAFETY: the shim passes the argument.
    let x = unsafe { *x };
    match x.split().class {
        Class::Infinite => {
            raise_invalid();
            c_int::MAX
        }
        Class::Nan | Class::Finite { mantissa: 0, .. } => {
            raise_invalid();
            c_int::MIN
        }
        Class::Finite { .. } => normalised(x).1,
    }
}

/// The next value of a narrower format towards a `long double`.
fn toward<F: Format>(
    x: F,
    y: Extended,
    up: impl Fn(F) -> F,
    down: impl Fn(F) -> F,
    equal: impl Fn(bool) -> F,
) -> F {
    let wide = widen(x);
    if is_nan(wide) || is_nan(y) {
        return F::join(Float {
            negative: false,
            class: Class::Nan,
        });
    }
    if less(wide, y) {
        up(x)
    } else if less(y, wide) {
        down(x)
    } else if is_zero(wide) {
        equal(is_negative(y))
    } else {
        x
    }
}

/// The same value as a `long double`.
fn widen<F: Format>(x: F) -> Extended {
    let Float { negative, class } = x.split();
    match class {
        Class::Finite { mantissa, exponent } if mantissa != 0 => {
            let shift = mantissa.leading_zeros();
            let class = Class::Finite {
                mantissa: mantissa << shift,
                exponent: exponent - shift as i32,
            };
            Extended::join(Float { negative, class })
        }
        Class::Finite { .. } => with_sign(Extended::new(0, 0), negative),
        class => Extended::join(Float { negative, class }),
    }
}

crate::arch::long_double_to_double!(
    /// C: `nexttoward`.
    nexttoward(c_double) = double_toward;
    /// C: `nexttowardf`.
    nexttowardf(c_float) = float_toward
);

unsafe extern "C" fn double_toward(x: c_double, y: *const Extended) -> c_double {
    let zero = |negative| if negative { -0.0 } else { 0.0 };
    let step = |end: f64| move |x| libm::nextafter(x, end);
    toward(
        x,
        // SAFETY: the shim passes the argument.
        unsafe { *y },
        step(f64::INFINITY),
        step(f64::NEG_INFINITY),
        zero,
    )
}

unsafe extern "C" fn float_toward(x: c_float, y: *const Extended) -> c_float {
    let zero = |negative| if negative { -0.0 } else { 0.0 };
    let step = |end: f32| move |x| libm::nextafterf(x, end);
    toward(
        x,
        // SAFETY: the shim passes the argument.
        unsafe { *y },
        step(f32::INFINITY),
        step(f32::NEG_INFINITY),
        zero,
    )
}
