//! Floating-point numbers: `%e`, `%f`, `%g` and `%a`, rounded correctly to any precision.

use super::format::{Layout, Output};
use super::group::Grouping;
use super::integer::Digits;
use super::{units_of, Unit};
use crate::arch::{rounding, Extended};
use crate::header::locale::data::numeric;
use crate::number::{Class, Decimal, Expand, Float, Format};
use core::ffi::CStr;
use core::ops::RangeInclusive;

/// A finite value with its layout.
struct Number<'a> {
    layout: &'a Layout,
    negative: bool,
    mantissa: u64,
    exponent: i32,
}

/// Room for each `double`: 1074 bits after the point are 34 words; 1024 before it are 35 groups; 1074 places are 120 groups.
const SMALL_WORDS: usize = 36;
const SMALL_GROUPS: usize = 128;

/// Exponents of 64-bit mantissas for which that is enough.
const SMALL: RangeInclusive<i32> = -1074..=960;

/// Converts a `double`.
pub fn double<U: Unit>(out: &mut Output<U>, layout: &Layout, value: f64) {
    convert::<U, f64, SMALL_WORDS, SMALL_GROUPS>(out, layout, value);
}

/// Converts a `long double`.
pub fn long_double<U: Unit>(out: &mut Output<U>, layout: &Layout, value: Extended) {
    // 16445 bits after the point are 514 words, and as many places 1828 groups.
    convert::<U, Extended, 516, 1836>(out, layout, value);
}

fn convert<U: Unit, F: Format, const WORDS: usize, const GROUPS: usize>(
    out: &mut Output<U>,
    layout: &Layout,
    value: F,
) {
    let Float { negative, class } = value.split();
    let upper = layout.spec.conversion.is_ascii_uppercase();
    let special: &[u8] = match class {
        Class::Nan if upper => b"NAN",
        Class::Nan => b"nan",
        Class::Infinite if upper => b"INF",
        Class::Infinite => b"inf",
        Class::Finite { mantissa, exponent } => {
            let number = Number {
                layout,
                negative,
                mantissa,
                exponent,
            };
            if layout.spec.conversion | 0x20 == b'a' {
                return hexadecimal::<U, F>(out, &number);
            }
            return match SMALL.contains(&exponent) {
                true => decimal::<U, SMALL_WORDS, SMALL_GROUPS>(out, &number),
                false => decimal::<U, WORDS, GROUPS>(out, &number),
            };
        }
    };
    let mut layout = *layout;
    layout.spec.zero = false;
    out.number(&layout, sign(&layout, negative), 0, special.len(), |out| {
        out.ascii(special)
    });
}

fn sign(layout: &Layout, negative: bool) -> &'static [u8] {
    match (negative, layout.spec.plus, layout.spec.space) {
        (true, ..) => b"-",
        (_, true, _) => b"+",
        (_, _, true) => b" ",
        _ => b"",
    }
}

/// A function of its own: for a large `long double` it uses ten kilobytes of stack.
#[inline(never)]
fn decimal<U: Unit, const WORDS: usize, const GROUPS: usize>(out: &mut Output<U>, number: &Number) {
    let mut expand = Expand::<WORDS, GROUPS>::new(
        number.mantissa,
        number.exponent,
        number.negative,
        rounding(),
    );
    let precision = number.layout.precision.unwrap_or(6);
    match number.layout.spec.conversion | 0x20 {
        b'f' => fixed(out, number, &expand.fixed(precision), precision),
        b'e' => {
            let digits = expand.significant(precision.saturating_add(1));
            scientific(out, number, &digits, precision);
        }
        _ => {
            let precision = precision.max(1);
            let digits = expand.significant(precision);
            let exponent = if number.mantissa == 0 {
                0
            } else {
                digits.exponent
            };
            // Zeros at the end go, unless the flag # keeps them.
            let kept = if number.layout.spec.alternate {
                precision
            } else {
                significant(&digits, precision)
            };
            if exponent >= -4 && (exponent as i64) < precision as i64 {
                let places = (kept as i64 - 1 - i64::from(exponent)).max(0) as usize;
                fixed(out, number, &digits, places);
            } else {
                scientific(out, number, &digits, kept - 1);
            }
        }
    }
}

/// How many of the first `count` digits there are up to the last that is not 0; at least one.
fn significant(digits: &Decimal, count: usize) -> usize {
    let have = digits.len().min(count);
    (1..have)
        .rev()
        .find(|&index| digits.digit(index) != b'0')
        .map_or(1, |last| last + 1)
}

/// Puts `count` digits out from the one for ten to the power `place` on.
fn digits_from<U: Unit>(out: &mut Output<U>, digits: &Decimal, place: i64, count: usize) {
    // Zeros before the first digit, the digits there are, zeros after them.
    let have = digits.len();
    let before = if have == 0 {
        count
    } else {
        // Not `clamp`, whose complaint about its bounds is formatted.
        let distance = place - i64::from(digits.exponent);
        distance.max(0).min(count as i64) as usize
    };
    out.fill(b'0', before);
    let mut index = (i64::from(digits.exponent) - place).max(0) as usize;
    let mut rest = count - before;
    let mut chunk = [0; 63];
    while rest > 0 && index < have {
        let part = rest.min(have - index).min(chunk.len());
        digits.write(index, &mut chunk[..part]);
        out.ascii(&chunk[..part]);
        index += part;
        rest -= part;
    }
    out.fill(b'0', rest);
}

/// Units of the locale's decimal point, if it is put out.
#[inline]
fn point_length<U: Unit>(is_put: bool, point: &CStr) -> usize {
    match is_put {
        false => 0,
        true => units_of::<U>(point),
    }
}

/// Puts the locale's decimal point out; in wide output one character, a full stop where it cannot be decoded.
#[inline]
fn put_point<U: Unit>(out: &mut Output<U>, point: &CStr) {
    U::put_point(out, point.to_bytes());
}

fn fixed<U: Unit>(out: &mut Output<U>, number: &Number, digits: &Decimal, places: usize) {
    let top = if digits.len() == 0 {
        0
    } else {
        digits.exponent.max(0)
    };
    let point = places > 0 || number.layout.spec.alternate;
    let separator = numeric().point;
    let whole = top as usize + 1;
    let mut length = whole + point_length::<U>(point, separator) + places;
    let grouping = match number.layout.spec.grouped {
        true => Grouping::of_locale(),
        false => None,
    };
    if let Some(grouping) = grouping {
        length += grouping.units::<U>(whole);
    }
    out.number(
        number.layout,
        sign(number.layout, number.negative),
        0,
        length,
        |out| {
            match grouping {
                None => digits_from(out, digits, top.into(), whole),
                Some(grouping) => grouping.each(out, whole, |out, index, length| {
                    digits_from(out, digits, i64::from(top) - index as i64, length);
                }),
            }
            if point {
                put_point(out, separator);
            }
            digits_from(out, digits, -1, places);
        },
    );
}

fn scientific<U: Unit>(out: &mut Output<U>, number: &Number, digits: &Decimal, places: usize) {
    let exponent = if number.mantissa == 0 {
        0
    } else {
        digits.exponent
    };
    let point = places > 0 || number.layout.spec.alternate;
    let separator = numeric().point;
    let letter = if number.layout.spec.conversion.is_ascii_uppercase() {
        b'E'
    } else {
        b'e'
    };
    let power = Power::new(letter, exponent, 2);
    let length = 1 + point_length::<U>(point, separator) + places + power.bytes().len();
    out.number(
        number.layout,
        sign(number.layout, number.negative),
        0,
        length,
        |out| {
            let first = i64::from(digits.exponent);
            digits_from(out, digits, first, 1);
            if point {
                put_point(out, separator);
            }
            digits_from(out, digits, first - 1, places);
            out.ascii(power.bytes());
        },
    );
}

/// The exponent of a number: a letter, a sign, digits.
struct Power {
    bytes: [u8; 8],
    length: usize,
}

impl Power {
    fn new(letter: u8, exponent: i32, least: usize) -> Power {
        let digits = Digits::decimal(exponent.unsigned_abs().into());
        let digits = digits.bytes();
        let mut power = Power {
            bytes: [b'0'; 8],
            length: 2 + digits.len().max(least),
        };
        power.bytes[0] = letter;
        power.bytes[1] = if exponent < 0 { b'-' } else { b'+' };
        power.bytes[power.length - digits.len()..power.length].copy_from_slice(digits);
        power
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// `%a`: the mantissa's bits as they are. The digit before the point holds what is left over when the
/// bits after it come in fours: one bit of a `double`, four of a `long double`.
fn hexadecimal<U: Unit, F: Format>(out: &mut Output<U>, number: &Number) {
    let layout = number.layout;
    let upper = layout.spec.conversion == b'A';
    let fraction_bits = (F::PRECISION - 1) / 4 * 4;
    let mut mantissa = u128::from(number.mantissa);
    let exact_places = (fraction_bits / 4) as usize
        - (number.mantissa.trailing_zeros().min(fraction_bits) / 4) as usize;
    let places = layout.precision.unwrap_or(exact_places);
    if places < exact_places {
        let cut = fraction_bits - 4 * places as u32;
        let (kept, rest) = (mantissa >> cut, mantissa & ((1 << cut) - 1));
        let up = rounding().away(
            number.negative,
            kept & 1 != 0,
            rest == 0,
            rest.cmp(&(1 << (cut - 1))),
        );
        mantissa = (kept + u128::from(up)) << cut;
    }
    let mut exponent = if number.mantissa == 0 {
        0
    } else {
        number.exponent + fraction_bits as i32
    };
    let mut lead = (mantissa >> fraction_bits) as usize;
    if lead > 15 {
        // Rounding a long double up carried out of its leading digit: 0x10 becomes 0x1, four powers up.
        lead >>= 4;
        exponent += 4;
    }
    let alphabet = if upper {
        b"0123456789ABCDEF"
    } else {
        b"0123456789abcdef"
    };
    let mut digits = [b'0'; 16];
    for (index, digit) in digits[..(fraction_bits / 4) as usize]
        .iter_mut()
        .enumerate()
    {
        *digit = alphabet[(mantissa >> (fraction_bits - 4 * (index as u32 + 1))) as usize & 15];
    }
    let point = places > 0 || layout.spec.alternate;
    let separator = numeric().point;
    let power = Power::new(if upper { b'P' } else { b'p' }, exponent, 1);
    let mut prefix = [0; 3];
    let sign = sign(layout, number.negative);
    prefix[..sign.len()].copy_from_slice(sign);
    prefix[sign.len()..sign.len() + 2].copy_from_slice(if upper { b"0X" } else { b"0x" });
    let length = 1 + point_length::<U>(point, separator) + places + power.bytes().len();
    out.number(layout, &prefix[..sign.len() + 2], 0, length, |out| {
        out.ascii(&alphabet[lead..=lead]);
        if point {
            put_point(out, separator);
        }
        let have = places.min(digits.len());
        out.ascii(&digits[..have]);
        out.fill(b'0', places - have);
        out.ascii(power.bytes());
    });
}
