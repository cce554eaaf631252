//! Reading floating-point numbers: the subject sequences of `strtod` (C17 7.22.1.3), correctly rounded.
//!
//! The first 19 digits, times a power of ten that is good to 125 bits, are enough for nearly all numbers (after D. Lemire,
//! Number parsing at a gigabyte per second). The others go through [`Big`]: as many digits as can matter are kept (a
//! value half-way between two neighbours has at most so many), the rest only says "a little more".

use super::big::{Big, Leading};
use super::five::power_of_five;
use super::float::{Class, Float, Format, Rounding};
use super::round::{overflow, round, underflow, Range};
use super::wide::whole_product;

/// What was read.
#[derive(Clone, Copy, Debug)]
pub struct Parsed<F> {
    /// The value; 0 when `length` is 0.
    pub value: F,
    /// How many characters form the number; 0 when there is none.
    pub length: usize,
    /// Whether the value is in the format's range.
    pub range: Range,
}

/// Reads a number. `at` gives the characters by index, as ASCII; any other byte, 0 among them, ends
/// the number. White space is not skipped.
pub fn parse_float<F: Format>(at: impl Fn(usize) -> u8, rounding: Rounding) -> Parsed<F> {
    let (negative, start) = match at(0) {
        b'-' => (true, 1),
        b'+' => (false, 1),
        _ => (false, 0),
    };
    let special = |class, length| Parsed {
        value: F::join(Float { negative, class }),
        length,
        range: Range::Fits,
    };
    let zero = Class::Finite {
        mantissa: 0,
        exponent: F::MIN_EXPONENT,
    };
    match at(start) | 0x20 {
        b'i' if matches(&at, start, b"inf") => {
            let long = matches(&at, start, b"infinity");
            return special(Class::Infinite, start + if long { 8 } else { 3 });
        }
        b'n' if matches(&at, start, b"nan") => {
            return special(Class::Nan, start + 3 + nan_tail(&at, start + 3))
        }
        _ => {}
    }
    if at(start) == b'0' && at(start + 1) | 0x20 == b'x' {
        if let Some((leading, length)) = parse_hex(&at, start + 2) {
            return match leading {
                None => special(zero, length),
                Some(leading) => {
                    let (value, range) = round(&leading, negative, rounding);
                    Parsed {
                        value,
                        length,
                        range,
                    }
                }
            };
        }
    }
    let decimal = Digits::scan(&at, start);
    match decimal {
        None => Parsed {
            value: F::join(Float {
                negative: false,
                class: zero,
            }),
            length: 0,
            range: Range::Fits,
        },
        Some(digits) if digits.count == 0 => special(zero, digits.length),
        Some(digits) => {
            let (value, range) = digits.round(&at, negative, rounding);
            Parsed {
                value,
                length: digits.length,
                range,
            }
        }
    }
}

/// Whether the small letters `word` stand at `start`, in either case.
fn matches(at: &impl Fn(usize) -> u8, start: usize, word: &[u8]) -> bool {
    word.iter()
        .enumerate()
        .all(|(index, &letter)| at(start + index) | 0x20 == letter)
}

/// Length of `(n-char-sequence)` after "nan", or 0.
fn nan_tail(at: &impl Fn(usize) -> u8, start: usize) -> usize {
    if at(start) != b'(' {
        return 0;
    }
    let mut end = start + 1;
    while at(end).is_ascii_alphanumeric() || at(end) == b'_' {
        end += 1;
    }
    if at(end) == b')' {
        end + 1 - start
    } else {
        0
    }
}

/// An exponent part at `start`: its value, held within ±10^8, and its length; 0 and 0 when there is none.
fn exponent_part(at: &impl Fn(usize) -> u8, start: usize, letter: u8) -> (i64, usize) {
    const LIMIT: i64 = 100_000_000;
    if at(start) | 0x20 != letter {
        return (0, 0);
    }
    let sign = at(start + 1);
    let digits = start + 1 + usize::from(sign == b'-' || sign == b'+');
    let mut end = digits;
    let mut value = 0;
    while at(end).is_ascii_digit() {
        value = (value * 10 + i64::from(at(end) - b'0')).min(LIMIT);
        end += 1;
    }
    if end == digits {
        return (0, 0);
    }
    (if sign == b'-' { -value } else { value }, end - start)
}

/// A hexadecimal number whose digits begin at `start`: the value, `None` for zero, and the length of
/// the whole. `None` when there is no digit.
fn parse_hex(at: &impl Fn(usize) -> u8, start: usize) -> Option<(Option<Leading>, usize)> {
    let (mut bits, mut sticky) = (0u128, false);
    let mut exponent = 0i64;
    let (mut digits, mut point) = (false, false);
    let mut end = start;
    loop {
        let byte = at(end);
        if byte == b'.' && !point {
            point = true;
            end += 1;
            continue;
        }
        let Some(digit) = (byte as char).to_digit(16) else {
            break;
        };
        digits = true;
        end += 1;
        if bits >> 124 == 0 {
            bits = bits << 4 | u128::from(digit);
            exponent -= if point { 4 } else { 0 };
        } else {
            sticky |= digit != 0;
            exponent += if point { 0 } else { 4 };
        }
    }
    if !digits {
        return None;
    }
    let (power, length) = exponent_part(at, end, b'p');
    end += length;
    if bits == 0 {
        return Some((None, end));
    }
    // Beyond any format's range it does not matter by how much.
    let exponent = (exponent + power).clamp(-1_000_000, 1_000_000) as i32;
    Some((Some(Leading::of(bits, exponent, sticky)), end))
}

/// The digits of a decimal number.
struct Digits {
    /// Index of the first digit that is not 0.
    first: usize,
    /// Digits from there to the last that is not 0.
    count: usize,
    /// The number is those digits, as an integer, times ten to this power.
    power: i64,
    /// The first [`AT_ONCE`] digits from the first that is not 0, or as many as there are, as an integer.
    value: u64,
    /// The number is at least `value` times ten to this power.
    value_power: i64,
    /// Whether it is more than that: digits that are not 0 were left out.
    has_more: bool,
    /// Length of the whole number.
    length: usize,
}

/// Digits that a word holds.
const AT_ONCE: usize = 19;

impl Digits {
    /// Reads a decimal number at `start`; `None` when there is no digit.
    #[inline]
    fn scan(at: &impl Fn(usize) -> u8, start: usize) -> Option<Digits> {
        let mut end = start;
        let mut point = None;
        // Zeros before all else, before or after the point.
        loop {
            match at(end) {
                b'0' => {}
                b'.' if point.is_none() => point = Some(end),
                _ => break,
            }
            end += 1;
        }
        let first = end;
        // Digits from the first that is not 0, and the count at the last that is not.
        let (mut seen, mut count, mut value) = (0usize, 0, 0u64);
        loop {
            match at(end) {
                byte @ b'0'..=b'9' => {
                    if seen < AT_ONCE {
                        value = value * 10 + u64::from(byte - b'0');
                    }
                    seen += 1;
                    if byte != b'0' {
                        count = seen;
                    }
                }
                b'.' if point.is_none() => point = Some(end),
                _ => break,
            }
            end += 1;
        }
        if end - start == usize::from(point.is_some()) {
            return None;
        }
        let after_point = point.map_or(0, |point| end - point - 1);
        let (exponent, length) = exponent_part(at, end, b'e');
        let last_power = exponent - after_point as i64;
        Some(Digits {
            first,
            count,
            power: last_power + (seen - count) as i64,
            value,
            value_power: last_power + seen.saturating_sub(AT_ONCE) as i64,
            has_more: count > AT_ONCE,
            length: end + length,
        })
    }

    fn round<F: Format>(
        &self,
        at: &impl Fn(usize) -> u8,
        negative: bool,
        rounding: Rounding,
    ) -> (F, Range) {
        // The value is at least 10^(size - 1) and less than 10^size.
        let size = self.count as i64 + self.power;
        // Powers of two to powers of ten: 30103 / 100000 is log10(2), rounded up.
        let largest = i64::from(F::MAX_EXPONENT + 1) * 30103 / 100_000 + 2;
        let smallest = i64::from(F::MIN_EXPONENT - 1) * 30103 / 100_000 - 2;
        if size > largest {
            return (overflow(negative, rounding), Range::Overflow);
        }
        if size < smallest {
            return (underflow(negative, rounding), Range::Underflow);
        }
        let leading = match self.quick(F::PRECISION) {
            Some(leading) => leading,
            // A value half-way between two of the format has fewer digits than its lowest bit has
            // powers of two: 1075 and 16446, less the powers of ten before the first digit.
            None if F::PRECISION <= 53 => self.large::<96, 90>(at),
            None => self.large::<1216, 1290>(at),
        };
        round(&leading, negative, rounding)
    }

    /// The value from its first digits, unless that leaves open on which side it is of a number of `precision` bits, or of
    /// what is half-way between two of them.
    fn quick(&self, precision: u32) -> Option<Leading> {
        let five = power_of_five(self.value_power)?;
        let shift = self.value.leading_zeros();
        let value = self.value << shift;
        let exponent = self.value_power as i32 + five.exponent - shift as i32;
        let (high, low) = whole_product(five.bits, u128::from(value) << 64);
        if five.is_exact && !self.has_more && low == 0 {
            return Some(Leading::of(high, exponent + 64, false));
        }
        // The product is less than the value, by less than this.
        let mut error = 1 + five.error();
        if self.has_more {
            error += ((five.bits >> 64) + 1) << shift;
        }
        let left = high.leading_zeros();
        let bits = high << left;
        let open = 126 - precision;
        if (bits - 1) >> open != bits.checked_add(error << left)? >> open {
            return None;
        }
        Some(Leading {
            bits,
            exponent: exponent + 64 - left as i32,
            sticky: true,
        })
    }

    /// The digits' value by long arithmetic, on at most nine times `GROUPS` digits.
    fn large<const WORDS: usize, const GROUPS: usize>(&self, at: &impl Fn(usize) -> u8) -> Leading {
        let count = self.count.min(9 * GROUPS);
        let power = self.power + (self.count - count) as i64;
        let mut number = Big::<WORDS>::new(0);
        let (mut group, mut scale) = (0u32, 1u32);
        self.each(at, count, |digit| {
            group = group * 10 + u32::from(digit);
            scale *= 10;
            if scale == 1_000_000_000 {
                number.multiply_add(scale, group);
                (group, scale) = (0, 1);
            }
        });
        number.multiply_add(scale, group);
        let mut leading = if power >= 0 {
            number.multiply_power_of_five(power as u32);
            Leading::of_big(&mut number)
        } else {
            let mut divisor = Big::<WORDS>::new(1);
            divisor.multiply_power_of_five(power.unsigned_abs() as u32);
            Leading::of_quotient(&mut number, &mut divisor)
        };
        leading.exponent += power as i32;
        // The last digit of all is not 0, so what was left out is not nothing.
        leading.sticky |= count < self.count;
        leading
    }

    /// Gives the first `count` significant digits, as numbers, to `take`.
    fn each(&self, at: &impl Fn(usize) -> u8, count: usize, mut take: impl FnMut(u8)) {
        let mut index = self.first;
        for _ in 0..count {
            if at(index) == b'.' {
                index += 1;
            }
            take(at(index) - b'0');
            index += 1;
        }
    }
}
