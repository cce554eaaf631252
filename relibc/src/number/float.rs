//! Floating-point values as sign, class and integer mantissa.

use crate::arch::Extended;

/// A finite value is `mantissa` × 2^`exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Not a number.
    Nan,
    /// Infinity.
    Infinite,
    /// Anything else; zero has the mantissa 0.
    Finite {
        /// The significand as an integer. A normal number has the format's full precision.
        mantissa: u64,
        /// The power of two of the mantissa's lowest bit.
        exponent: i32,
    },
}

/// A floating-point value taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Float {
    /// Whether the sign bit is set (it can be, too, for zero and for not-a-number).
    pub negative: bool,
    /// What remains without the sign.
    pub class: Class,
}

/// How a value that lies between two is rounded (C's `FLT_ROUNDS`, IEEE 754 section 4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearer, and to the even one when both are as near.
    Nearest,
    /// Towards minus infinity.
    Down,
    /// Towards plus infinity.
    Up,
    /// Towards zero.
    Zero,
}

impl Rounding {
    /// Whether to take the larger magnitude. `rest` is how what is cut off compares with half a unit,
    /// `exact` whether nothing is cut off, `odd` whether the kept part is odd.
    pub fn away(self, negative: bool, odd: bool, exact: bool, rest: core::cmp::Ordering) -> bool {
        match self {
            Rounding::Nearest => rest.is_gt() || (rest.is_eq() && odd),
            Rounding::Zero => false,
            Rounding::Up => !exact && !negative,
            Rounding::Down => !exact && negative,
        }
    }
}

/// A binary floating-point format.
pub trait Format: Copy {
    /// Bits of the significand, with the leading one.
    const PRECISION: u32;
    /// Power of two of the lowest bit of a subnormal number.
    const MIN_EXPONENT: i32;
    /// Power of two of the leading bit of the largest number.
    const MAX_EXPONENT: i32;
    /// The value that has these parts; `mantissa` and `exponent` fit the format.
    fn join(float: Float) -> Self;
    /// The parts of this value.
    fn split(self) -> Float;
}

macro_rules! ieee {
    ($type:ty, $bits:ty, $precision:literal, $max:literal) => {
        impl Format for $type {
            const PRECISION: u32 = $precision;
            const MIN_EXPONENT: i32 = 1 - $max - ($precision - 1);
            const MAX_EXPONENT: i32 = $max;

            fn join(float: Float) -> $type {
                const FRACTION_BITS: u32 = $precision - 1;
                const HIDDEN: u64 = 1 << FRACTION_BITS;
                let magnitude: u64 = match float.class {
                    Class::Nan => {
                        return if float.negative {
                            -<$type>::NAN
                        } else {
                            <$type>::NAN
                        }
                    }
                    Class::Infinite => ((2 * $max + 1) as u64) << FRACTION_BITS,
                    Class::Finite { mantissa, .. } if mantissa < HIDDEN => mantissa,
                    Class::Finite { mantissa, exponent } => {
                        let biased = (exponent - Self::MIN_EXPONENT + 1) as u64;
                        (biased << FRACTION_BITS) + (mantissa - HIDDEN)
                    }
                };
                let sign = (float.negative as $bits) << (<$bits>::BITS - 1);
                <$type>::from_bits(magnitude as $bits | sign)
            }

            fn split(self) -> Float {
                const FRACTION_BITS: u32 = $precision - 1;
                let bits = self.to_bits();
                let fraction = u64::from(bits & ((1 << FRACTION_BITS) - 1));
                let biased = ((bits >> FRACTION_BITS) as i32) & (2 * $max + 1);
                let class = match biased {
                    0 => Class::Finite {
                        mantissa: fraction,
                        exponent: Self::MIN_EXPONENT,
                    },
                    _ if biased == 2 * $max + 1 && fraction == 0 => Class::Infinite,
                    _ if biased == 2 * $max + 1 => Class::Nan,
                    _ => Class::Finite {
                        mantissa: fraction | 1 << FRACTION_BITS,
                        exponent: biased - 1 + Self::MIN_EXPONENT,
                    },
                };
                Float {
                    negative: bits >> (<$bits>::BITS - 1) != 0,
                    class,
                }
            }
        }
    };
}

ieee!(f32, u32, 24, 127);
ieee!(f64, u64, 53, 1023);

impl Format for Extended {
    const PRECISION: u32 = 64;
    const MIN_EXPONENT: i32 = -16445;
    const MAX_EXPONENT: i32 = 16383;

    fn join(float: Float) -> Extended {
        let (mantissa, biased) = match float.class {
            Class::Nan => (3 << 62, 0x7fff),
            Class::Infinite => (1 << 63, 0x7fff),
            Class::Finite { mantissa, .. } if mantissa >> 63 == 0 => (mantissa, 0),
            Class::Finite { mantissa, exponent } => {
                (mantissa, (exponent - Self::MIN_EXPONENT + 1) as u16)
            }
        };
        Extended::new(mantissa, biased | u16::from(float.negative) << 15)
    }

    fn split(self) -> Float {
        let biased = i32::from(self.sign_exponent() & 0x7fff);
        let mantissa = self.mantissa();
        let class = match biased {
            0x7fff if mantissa == 1 << 63 => Class::Infinite,
            0x7fff => Class::Nan,
            // Without its leading bit such a value is none that the hardware makes (an "unnormal").
            _ if biased != 0 && mantissa >> 63 == 0 => Class::Nan,
            _ => Class::Finite {
                mantissa,
                exponent: biased.max(1) - 1 + Self::MIN_EXPONENT,
            },
        };
        Float {
            negative: self.sign_exponent() >> 15 != 0,
            class,
        }
    }
}
