//! Arithmetic with 128 bits of significand: what functions of `long double` and of complex numbers are computed in, so that
//! their results are good to the last bit when rounded. Results here are off by a few units of the 128th bit.
//!
//! Values are finite: infinities and not-a-numbers are the callers' to sort out first. The exponent has no limit that matters.

use core::cmp::Ordering;
use core::ops::{Add, Div, Mul, Neg, Sub};

use super::big::Leading;
use super::float::{Class, Format, Rounding};
use super::round::{round, Range};

/// `mantissa` × 2^`exponent`, with the mantissa's highest bit set; or zero, which has a sign too.
#[derive(Clone, Copy, Debug)]
pub struct Wide {
    pub negative: bool,
    pub exponent: i32,
    pub mantissa: u128,
}

impl Wide {
    pub const ZERO: Wide = Wide {
        negative: false,
        exponent: 0,
        mantissa: 0,
    };
    pub const ONE: Wide = Wide::constant(1 << 127, -127);
    pub const HALF: Wide = Wide::constant(1 << 127, -128);

    /// A positive constant.
    pub const fn constant(mantissa: u128, exponent: i32) -> Wide {
        Wide {
            negative: false,
            exponent,
            mantissa,
        }
    }

    fn normal(negative: bool, exponent: i32, mantissa: u128) -> Wide {
        let shift = mantissa.leading_zeros();
        match mantissa {
            0 => Wide::ZERO.with_sign(negative),
            _ => Wide {
                negative,
                exponent: exponent - shift as i32,
                mantissa: mantissa << shift,
            },
        }
    }

    /// An integer.
    pub fn from_integer(value: u128) -> Wide {
        Wide::normal(false, 0, value)
    }

    /// A finite value of any format, exactly. Of others, zero.
    pub fn new<F: Format>(value: F) -> Wide {
        let float = value.split();
        match float.class {
            Class::Finite { mantissa, exponent } => {
                Wide::normal(float.negative, exponent, u128::from(mantissa))
            }
            _ => Wide::ZERO,
        }
    }

    /// The nearest value of a format in the rounding mode that is given, and whether that could hold it.
    pub fn round<F: Format>(self, rounding: Rounding) -> (F, Range) {
        let leading = Leading {
            bits: self.mantissa,
            exponent: self.exponent,
            sticky: false,
        };
        match self.mantissa {
            0 => {
                let class = Class::Finite {
                    mantissa: 0,
                    exponent: F::MIN_EXPONENT,
                };
                let zero = super::Float {
                    negative: self.negative,
                    class,
                };
                (F::join(zero), Range::Fits)
            }
            _ => round(&leading, self.negative, rounding),
        }
    }

    /// A `double` near to it, for a first guess: zero and infinity where it is out of range.
    pub fn guess(self) -> f64 {
        self.round::<f64>(Rounding::Nearest).0
    }

    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    pub fn abs(self) -> Wide {
        self.with_sign(false)
    }

    pub fn with_sign(self, negative: bool) -> Wide {
        Wide { negative, ..self }
    }

    /// This times 2^`power`.
    pub fn scaled(self, power: i32) -> Wide {
        Wide {
            exponent: self.exponent + power,
            ..self
        }
    }

    /// One unit of the 128th bit, with this sign.
    pub fn last_place(self) -> Wide {
        Wide::normal(self.negative, self.exponent, 1)
    }

    /// The power of two of its highest bit; very small for zero.
    pub fn magnitude(self) -> i32 {
        match self.mantissa {
            0 => i32::MIN / 4,
            _ => self.exponent + 127,
        }
    }

    /// The nearest integer; for values below 2^31.
    pub fn nearest(self) -> i32 {
        let whole = match self.magnitude() {
            ..=-2 => 0,
            magnitude => {
                let halves = self.mantissa >> (126 - magnitude);
                ((halves + 1) >> 1) as i32
            }
        };
        if self.negative {
            -whole
        } else {
            whole
        }
    }

    /// Divided by a small number.
    pub fn over(self, divisor: u64) -> Wide {
        let divisor = u128::from(divisor);
        let (whole, rest) = (self.mantissa / divisor, self.mantissa % divisor);
        let shift = whole.leading_zeros();
        if self.mantissa == 0 {
            return self;
        }
        // The bits that the shift makes room for.
        let more = (rest << shift) / divisor;
        Wide {
            negative: self.negative,
            exponent: self.exponent - shift as i32,
            mantissa: whole << shift | more,
        }
    }

    /// The square root of a value that is not negative.
    pub fn sqrt(self) -> Wide {
        if self.is_zero() {
            return self;
        }
        // Of a value from 1 to 4, by Newton's method for the reciprocal root.
        let magnitude = self.magnitude();
        let power = magnitude.div_euclid(2);
        let x = self.scaled(-2 * power);
        let mut y = Wide::new(1.0 / libm::sqrt(x.guess()));
        for _ in 0..2 {
            let rest = Wide::ONE - x * y * y;
            y = y + (y * rest).scaled(-1);
        }
        let root = x * y;
        let rest = x - root * root;
        (root + (rest * y).scaled(-1)).scaled(power)
    }

    pub fn compare(self, other: Wide) -> Ordering {
        let difference = self - other;
        match (difference.is_zero(), difference.negative) {
            (true, _) => Ordering::Equal,
            (_, true) => Ordering::Less,
            _ => Ordering::Greater,
        }
    }

    pub fn is_less(self, other: Wide) -> bool {
        self.compare(other).is_lt()
    }
}

impl From<i32> for Wide {
    fn from(value: i32) -> Wide {
        Wide::normal(value < 0, 0, u128::from(value.unsigned_abs()))
    }
}

impl Neg for Wide {
    type Output = Wide;

    fn neg(self) -> Wide {
        self.with_sign(!self.negative)
    }
}

impl Add for Wide {
    type Output = Wide;

    fn add(self, other: Wide) -> Wide {
        if self.is_zero() && other.is_zero() {
            return self.with_sign(self.negative && other.negative);
        }
        let (large, small) = match self.magnitude() >= other.magnitude() {
            true => (self, other),
            false => (other, self),
        };
        let distance = (large.magnitude() - small.magnitude()) as u32;
        if small.is_zero() || distance > 127 {
            return large;
        }
        let aligned = small.mantissa >> distance;
        if large.negative == small.negative {
            return match large.mantissa.overflowing_add(aligned) {
                (sum, false) => Wide {
                    mantissa: sum,
                    ..large
                },
                (sum, true) => Wide {
                    mantissa: sum >> 1 | 1 << 127,
                    exponent: large.exponent + 1,
                    ..large
                },
            };
        }
        match large.mantissa.cmp(&aligned) {
            Ordering::Equal => Wide::ZERO,
            Ordering::Greater => {
                Wide::normal(large.negative, large.exponent, large.mantissa - aligned)
            }
            Ordering::Less => {
                Wide::normal(small.negative, large.exponent, aligned - large.mantissa)
            }
        }
    }
}

impl Sub for Wide {
    type Output = Wide;

    fn sub(self, other: Wide) -> Wide {
        self + -other
    }
}

/// The 256 bits of a product: high and low half.
#[inline]
pub const fn whole_product(a: u128, b: u128) -> (u128, u128) {
    const LOW: u128 = u64::MAX as u128;
    let (a1, a0, b1, b0) = (a >> 64, a & LOW, b >> 64, b & LOW);
    let (low, high) = (a0 * b0, a1 * b1);
    let (middle, carry) = (a1 * b0).overflowing_add(a0 * b1);
    let (low, low_carry) = low.overflowing_add(middle << 64);
    let high = high + (middle >> 64) + ((carry as u128) << 64) + low_carry as u128;
    (high, low)
}

impl Mul for Wide {
    type Output = Wide;

    fn mul(self, other: Wide) -> Wide {
        let negative = self.negative != other.negative;
        if self.is_zero() || other.is_zero() {
            return Wide::ZERO.with_sign(negative);
        }
        let (high, low) = whole_product(self.mantissa, other.mantissa);
        let exponent = self.exponent + other.exponent + 128;
        let (mantissa, exponent) = match high >> 127 {
            0 => (high << 1 | low >> 127, exponent - 1),
            _ => (high, exponent),
        };
        Wide {
            negative,
            exponent,
            mantissa,
        }
    }
}

impl Div for Wide {
    type Output = Wide;

    /// By a divisor that is not zero.
    fn div(self, divisor: Wide) -> Wide {
        let negative = self.negative != divisor.negative;
        if self.is_zero() {
            return Wide::ZERO.with_sign(negative);
        }
        // The reciprocal of a value from 1 to 2, by Newton's method; then the quotient, corrected once.
        let d = divisor.abs().scaled(-divisor.magnitude());
        let mut y = Wide::new(1.0 / d.guess());
        for _ in 0..2 {
            y = y + y * (Wide::ONE - d * y);
        }
        let x = self.abs();
        let quotient = x * y;
        let rest = x - quotient * d;
        (quotient + rest * y)
            .scaled(-divisor.magnitude())
            .with_sign(negative)
    }
}
