//! Reading integers: the subject sequences of `strtol` (C17 7.22.1.4).

/// An integer that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Integer {
    /// The value without its sign; the largest when it does not fit.
    pub magnitude: u64,
    /// Whether a minus sign stood before it.
    pub negative: bool,
    /// Whether it did not fit into 64 bits.
    pub overflow: bool,
    /// How many characters form the number; 0 when there is none.
    pub length: usize,
}

/// The digit that a character is in the largest base; 0xff for none.
static DIGITS: [u8; 256] = {
    let mut digits = [0xff; 256];
    let mut digit = 0;
    while digit < 36 {
        let letter = if digit < 10 {
            b'0' + digit
        } else {
            b'a' - 10 + digit
        };
        digits[letter as usize] = digit;
        digits[letter.to_ascii_uppercase() as usize] = digit;
        digit += 1;
    }
    digits
};

/// Below this, another digit fits in any base.
const SAFE: u64 = u64::MAX / 36;

/// Reads an integer in `base`, from 2 to 36; 0 means that a prefix says it (`0x`, `0`, or none for
/// ten). `at` gives the characters by index, as ASCII. White space is not skipped.
pub fn parse_integer(at: impl Fn(usize) -> u8, base: u32) -> Integer {
    let sign = at(0);
    let negative = sign == b'-';
    let mut start = usize::from(negative || sign == b'+');
    let hex =
        at(start) == b'0' && at(start + 1) | 0x20 == b'x' && at(start + 2).is_ascii_hexdigit();
    let base = match base {
        0 | 16 if hex => {
            start += 2;
            16
        }
        0 if at(start) == b'0' => 8,
        0 => 10,
        base => base,
    };
    let mut number = Integer {
        magnitude: 0,
        negative,
        overflow: false,
        length: 0,
    };
    let mut end = start;
    while let Some(digit) = digit(at(end), base) {
        number.push(base, digit);
        end += 1;
    }
    number.length = if end == start { 0 } else { end };
    number
}

/// The digit that an ASCII character is in a base.
#[inline]
pub fn digit(byte: u8, base: u32) -> Option<u32> {
    let digit = u32::from(DIGITS[usize::from(byte)]);
    (digit < base).then_some(digit)
}

impl Integer {
    /// Appends a digit.
    #[inline]
    pub fn push(&mut self, base: u32, digit: u32) {
        let (base, digit) = (u64::from(base), u64::from(digit));
        if self.magnitude < SAFE {
            self.magnitude = self.magnitude * base + digit;
            return;
        }
        let sum = self.magnitude.checked_mul(base);
        match sum.and_then(|value| value.checked_add(digit)) {
            Some(sum) if !self.overflow => self.magnitude = sum,
            _ => (self.magnitude, self.overflow) = (u64::MAX, true),
        }
    }

    /// The value as a signed number from `min` to `max`, and whether it fit.
    pub fn signed(&self, min: i64, max: i64) -> (i64, bool) {
        let limit = if self.negative {
            min.unsigned_abs()
        } else {
            max as u64
        };
        if self.overflow || self.magnitude > limit {
            return (if self.negative { min } else { max }, false);
        }
        let value = if self.negative {
            self.magnitude.wrapping_neg()
        } else {
            self.magnitude
        };
        (value as i64, true)
    }

    /// The value as an unsigned number up to `max`, negated in its type if a minus sign was there, and
    /// whether it fit.
    pub fn unsigned(&self, max: u64) -> (u64, bool) {
        if self.overflow || self.magnitude > max {
            return (max, false);
        }
        let value = if self.negative {
            self.magnitude.wrapping_neg() & max
        } else {
            self.magnitude
        };
        (value, true)
    }
}
