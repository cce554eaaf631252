//! The functions of a complex number, of any of the three types: in [`Wide`] arithmetic where its parts are finite, else by the
//! tables of C17, annex G.6. Signs of zeros choose the side of a branch cut.

use core::hint::black_box;

use super::value::Value::{Finite, Infinite, Nan};
use super::value::{Pair, Value};
use crate::header::math::precise::{self, asinh, atan2, hypot, ln, ln_1p, sin_cos, sinh_cosh, PI};
use crate::number::Wide;

/// i z.
fn turned((x, y): Pair) -> Pair {
    (y.negated(), x)
}

/// -i z.
fn turned_back((x, y): Pair) -> Pair {
    (y, x.negated())
}

/// By a function of i z.
fn rotated(function: fn(Value, Value) -> Pair, x: Value, y: Value) -> Pair {
    let (x, y) = turned((x, y));
    turned_back(function(x, y))
}

fn half_pi(negative: bool) -> Value {
    Finite(PI.scaled(-1).with_sign(negative))
}

pub fn abs(x: Value, y: Value) -> Value {
    match (x, y) {
        (Infinite(_), _) | (_, Infinite(_)) => Infinite(false),
        (Finite(x), Finite(y)) => Finite(hypot(x, y)),
        _ => Nan,
    }
}

pub fn arg(x: Value, y: Value) -> Value {
    let flat = |value: Value, other: Value| match (value, other) {
        (Infinite(negative), _) => Wide::ONE.with_sign(negative),
        (value, Infinite(_)) => Wide::ZERO.with_sign(value.is_negative()),
        (Finite(value), _) => value,
        (Nan, _) => Wide::ZERO,
    };
    match (x, y) {
        (Nan, _) | (_, Nan) => Nan,
        _ => Finite(atan2(flat(y, x), flat(x, y))),
    }
}

/// The root of finite parts.
fn root(x: Wide, y: Wide) -> (Wide, Wide) {
    if x.is_zero() && y.is_zero() {
        return (Wide::ZERO, y);
    }
    let t = (hypot(x, y) + x.abs()).scaled(-1).sqrt();
    match x.negative {
        false => (t, (y / t).scaled(-1)),
        true => ((y.abs() / t).scaled(-1), t.with_sign(y.negative)),
    }
}

pub fn sqrt(x: Value, y: Value) -> Pair {
    match (x, y) {
        (Finite(x), Finite(y)) => {
            let (x, y) = root(x, y);
            (Finite(x), Finite(y))
        }
        (_, Infinite(_)) => (Infinite(false), y),
        (Infinite(false), Finite(y)) => (x, Finite(Wide::ZERO.with_sign(y.negative))),
        (Infinite(false), Nan) => (x, Nan),
        (Infinite(true), Finite(y)) => (Finite(Wide::ZERO), Infinite(y.negative)),
        (Infinite(true), Nan) => (Nan, Infinite(false)),
        _ => (Nan, Nan),
    }
}

pub fn log(x: Value, y: Value) -> Pair {
    let angle = arg(x, y);
    let size = match (x, y) {
        (Infinite(_), _) | (_, Infinite(_)) => Infinite(false),
        (Finite(x), Finite(y)) if x.is_zero() && y.is_zero() => {
            // With FE_DIVBYZERO.
            black_box(black_box(1.0f64) / black_box(0.0f64));
            Infinite(true)
        }
        (Finite(x), Finite(y)) => Finite(log_size(x, y)),
        _ => return (Nan, Nan),
    };
    (size, angle)
}

/// ln |z|.
fn log_size(x: Wide, y: Wide) -> Wide {
    let (a, b) = match x.abs().is_less(y.abs()) {
        true => (y.abs(), x.abs()),
        false => (x.abs(), y.abs()),
    };
    match a.magnitude() {
        // Near the unit circle |z|^2 - 1 is taken in parts.
        -1..=0 => ln_1p((a - Wide::ONE) * (a + Wide::ONE) + b * b).scaled(-1),
        _ => ln(a * a + b * b).scaled(-1),
    }
}

/// An infinity or zero in the direction of an angle: `real` cos y and `imaginary` sin y.
fn directed(y: Wide, real: Value, imaginary: Value) -> Pair {
    let (sine, cosine) = sin_cos(y);
    let signed = |value: Value, negative| if negative { value.negated() } else { value };
    (
        signed(real, cosine.negative),
        signed(imaginary, sine.negative),
    )
}

pub fn exp(x: Value, y: Value) -> Pair {
    let zero = Finite(Wide::ZERO);
    match (x, y) {
        (Finite(x), Finite(y)) => {
            let (sine, cosine) = sin_cos(y);
            let size = precise::exp(x);
            (Finite(size * cosine), Finite(size * sine))
        }
        (Infinite(false), y) if y.is_zero() => (x, y),
        (Infinite(false), Finite(angle)) => directed(angle, x, x),
        (Infinite(false), _) => (x, Nan),
        (Infinite(true), Finite(angle)) => directed(angle, zero, zero),
        (Infinite(true), _) => (zero, zero),
        (Nan, y) if y.is_zero() => (Nan, y),
        _ => (Nan, Nan),
    }
}

pub fn sinh(x: Value, y: Value) -> Pair {
    match (x, y) {
        (Finite(x), Finite(y)) => {
            let ((sine, cosine), (sinh, cosh)) = (sin_cos(y), sinh_cosh(x));
            (Finite(sinh * cosine), Finite(cosh * sine))
        }
        (x, Nan | Infinite(_)) if x.is_zero() => (x, Nan),
        (Infinite(_) | Nan, y) if y.is_zero() => (x, y),
        (Infinite(_), Finite(angle)) => directed(angle, x, Infinite(false)),
        (Infinite(_), _) => (x, Nan),
        _ => (Nan, Nan),
    }
}

pub fn cosh(x: Value, y: Value) -> Pair {
    let zero = Finite(Wide::ZERO.with_sign(x.is_negative() != y.is_negative()));
    match (x, y) {
        (Finite(x), Finite(y)) => {
            let ((sine, cosine), (sinh, cosh)) = (sin_cos(y), sinh_cosh(x));
            (Finite(cosh * cosine), Finite(sinh * sine))
        }
        (x, Nan | Infinite(_)) if x.is_zero() => (Nan, zero),
        (Infinite(_), y) if y.is_zero() => (Infinite(false), zero),
        (Nan, y) if y.is_zero() => (Nan, zero),
        (Infinite(_), Finite(angle)) => directed(angle, Infinite(false), x),
        (Infinite(_), _) => (Infinite(false), Nan),
        _ => (Nan, Nan),
    }
}

pub fn tanh(x: Value, y: Value) -> Pair {
    match (x, y) {
        (Finite(x), Finite(y)) => {
            let ((sine, cosine), (sinh, cosh)) = (sin_cos(y), sinh_cosh(x));
            let divisor = sinh * sinh + cosine * cosine;
            (
                Finite(sinh * cosh / divisor),
                Finite(sine * cosine / divisor),
            )
        }
        (Infinite(negative), y) => {
            let sign = match y {
                Finite(y) => {
                    let (sine, cosine) = sin_cos(y);
                    sine.negative != cosine.negative
                }
                other => other.is_negative(),
            };
            let one = Finite(Wide::ONE.with_sign(negative));
            (one, Finite(Wide::ZERO.with_sign(sign)))
        }
        (x, Nan | Infinite(_)) if x.is_zero() => (x, Nan),
        (Nan, y) if y.is_zero() => (Nan, y),
        _ => (Nan, Nan),
    }
}

pub fn sin(x: Value, y: Value) -> Pair {
    rotated(sinh, x, y)
}

pub fn cos(x: Value, y: Value) -> Pair {
    let (x, y) = turned((x, y));
    cosh(x, y)
}

pub fn tan(x: Value, y: Value) -> Pair {
    rotated(tanh, x, y)
}

/// The roots of 1 - z and of 1 + z.
fn roots(x: Wide, y: Wide) -> ((Wide, Wide), (Wide, Wide)) {
    (root(Wide::ONE - x, -y), root(Wide::ONE + x, y))
}

/// The imaginary part of a's conjugate times b.
fn cross(a: (Wide, Wide), b: (Wide, Wide)) -> Wide {
    a.0 * b.1 - a.1 * b.0
}

/// Kahan's formula ("Branch cuts for complex elementary functions", 1987); so below.
fn finite_asin(x: Wide, y: Wide) -> (Wide, Wide) {
    let (less, more) = roots(x, y);
    let real = less.0 * more.0 - less.1 * more.1;
    (atan2(x, real), asinh(cross(less, more)))
}

pub fn area_sine(x: Value, y: Value) -> Pair {
    match (x, y) {
        (Finite(a), Finite(b)) => {
            let (real, imaginary) = finite_asin(-b, a);
            (Finite(imaginary), Finite(-real))
        }
        (Finite(_), Infinite(up)) => (Infinite(x.is_negative()), half_pi(up)),
        (Infinite(_), Finite(y)) => (x, Finite(Wide::ZERO.with_sign(y.negative))),
        (Infinite(_), Infinite(up)) => (x, Finite(PI.scaled(-2).with_sign(up))),
        (Infinite(_), Nan) => (x, Nan),
        (Nan, Infinite(_)) => (Infinite(false), Nan),
        (Nan, y) if y.is_zero() => (Nan, y),
        _ => (Nan, Nan),
    }
}

pub fn asin(x: Value, y: Value) -> Pair {
    rotated(area_sine, x, y)
}

pub fn acos(x: Value, y: Value) -> Pair {
    match (x, y) {
        (Finite(x), Finite(y)) => {
            let (less, more) = roots(x, y);
            (
                Finite(atan2(less.0, more.0).scaled(1)),
                Finite(asinh(cross(more, less))),
            )
        }
        (Finite(_) | Infinite(_), Finite(_) | Infinite(_)) => {
            (Finite(angle_of_infinity(x, y)), Infinite(!y.is_negative()))
        }
        (Infinite(_), Nan) => (Nan, Infinite(false)),
        (Nan, Infinite(up)) => (Nan, Infinite(!up)),
        (x, Nan) if x.is_zero() => (half_pi(false), Nan),
        _ => (Nan, Nan),
    }
}

/// The angle's size of a number with an infinite part.
fn angle_of_infinity(x: Value, y: Value) -> Wide {
    match arg(x, y) {
        Finite(angle) => angle.abs(),
        _ => Wide::ZERO,
    }
}

pub fn acosh(x: Value, y: Value) -> Pair {
    let (real, imaginary) = acos(x, y);
    match y.is_negative() {
        true => (imaginary, real.negated()),
        false => (imaginary.negated(), real),
    }
}

pub fn atanh(x: Value, y: Value) -> Pair {
    let zero = Finite(Wide::ZERO.with_sign(x.is_negative()));
    match (x, y) {
        (Finite(a), Finite(b)) if b.is_zero() && a.abs().compare(Wide::ONE).is_eq() => {
            // With FE_DIVBYZERO.
            black_box(black_box(1.0f64) / black_box(0.0f64));
            (Infinite(a.negative), y)
        }
        (Finite(x), Finite(y)) => {
            let a = x.abs();
            let less = Wide::ONE - a;
            let size = ln_1p(a.scaled(2) / (less * less + y * y)).scaled(-2);
            let angle = atan2(y.scaled(1), less * (Wide::ONE + a) - y * y).scaled(-1);
            (Finite(size.with_sign(x.negative)), Finite(angle))
        }
        (_, Infinite(up)) => (zero, half_pi(up)),
        (Infinite(_), Finite(y)) => (zero, half_pi(y.negative)),
        (Infinite(_), Nan) => (zero, Nan),
        (x, Nan) if x.is_zero() => (zero, Nan),
        _ => (Nan, Nan),
    }
}

pub fn atan(x: Value, y: Value) -> Pair {
    rotated(atanh, x, y)
}

/// Every infinity is the one at the real axis' end.
pub fn proj(x: Value, y: Value) -> Pair {
    match (x, y) {
        (Infinite(_), _) | (_, Infinite(_)) => (
            Infinite(false),
            Finite(Wide::ZERO.with_sign(y.is_negative())),
        ),
        _ => (x, y),
    }
}

/// z^w = e^(w ln z).
pub fn pow(x: Value, y: Value, u: Value, v: Value) -> Pair {
    let (Finite(u), Finite(v)) = (u, v) else {
        return (Nan, Nan);
    };
    let zero = Finite(Wide::ZERO);
    if u.is_zero() && v.is_zero() {
        return (Finite(Wide::ONE), zero);
    }
    match (x, y) {
        (Finite(x), Finite(y)) if x.is_zero() && y.is_zero() => match u.negative || u.is_zero() {
            true => (Nan, Nan),
            false => (zero, zero),
        },
        (Finite(x), Finite(y)) => {
            let (size, angle) = (log_size(x, y), atan2(y, x));
            let (sine, cosine) = precise::sin_cos_of_any(u * angle + v * size);
            let size = precise::exp(u * size - v * angle);
            (Finite(size * cosine), Finite(size * sine))
        }
        _ => (Nan, Nan),
    }
}
