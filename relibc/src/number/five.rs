//! Powers of five, to 128 bits: those of a small table times those of a coarse one, which the compiler computes.

use super::wide::whole_product;

/// 5^q: at least `bits` · 2^`exponent`, and less than [`Power::error`] units more. The highest bit is set.
pub struct Power {
    pub bits: u128,
    pub exponent: i32,
    pub is_exact: bool,
}

impl Power {
    /// In units of the lowest bit: what both tables' products lost, doubled where the product was shifted.
    pub const fn error(&self) -> u128 {
        match self.is_exact {
            true => 0,
            false => 4,
        }
    }
}

/// From one power in the coarse table to the next: 5^27 is the last that a word holds.
const STRIDE: i64 = 28;

/// The coarse table's first and last powers: as far as values of a `double` need them.
const FIRST: i64 = -13;
const LAST: i64 = 11;

/// 5^`power`, where the tables go so far.
#[inline]
pub fn power_of_five(power: i64) -> Option<Power> {
    let coarse = power.div_euclid(STRIDE);
    if !(FIRST..=LAST).contains(&coarse) {
        return None;
    }
    let small = SMALL[power.rem_euclid(STRIDE) as usize];
    let shift = small.leading_zeros();
    if coarse == 0 {
        return Some(Power {
            bits: u128::from(small) << 64 << shift,
            exponent: -64 - shift as i32,
            is_exact: true,
        });
    }
    let Entry { bits, exponent } = COARSE[(coarse - FIRST) as usize];
    let (high, low) = whole_product(bits, u128::from(small) << 64 << shift);
    let left = high.leading_zeros();
    Some(Power {
        bits: high << left | (low >> 1 >> (127 - left)),
        exponent: exponent - shift as i32 + 64 - left as i32,
        is_exact: false,
    })
}

static SMALL: [u64; STRIDE as usize] = {
    let mut table = [1; STRIDE as usize];
    let mut index = 1;
    while index < table.len() {
        table[index] = table[index - 1] * 5;
        index += 1;
    }
    table
};

/// 5^(28 k) is at least `bits` · 2^`exponent`, and less than one unit more.
#[derive(Clone, Copy)]
struct Entry {
    bits: u128,
    exponent: i32,
}

static COARSE: [Entry; (LAST - FIRST + 1) as usize] = {
    let mut table = [Entry {
        bits: 0,
        exponent: 0,
    }; (LAST - FIRST + 1) as usize];
    // Up from 1, and down from a power of two that leaves enough bits: a quotient rounded down, divided and rounded down again, is
    // as if divided once.
    let mut up = Number { words: [0; WORDS] };
    up.words[0] = 1;
    let mut down = Number { words: [0; WORDS] };
    down.words[WORDS - 1] = 1;
    table[-FIRST as usize] = up.leading(0);
    let mut index = 1;
    while index <= -FIRST {
        let mut step = 0;
        while step < 4 {
            up.multiply(5u32.pow(STRIDE as u32 / 4));
            down.divide(5u32.pow(STRIDE as u32 / 4));
            step += 1;
        }
        if index <= LAST {
            table[(index - FIRST) as usize] = up.leading(0);
        }
        table[(-index - FIRST) as usize] = down.leading(32 * (WORDS as i32 - 1));
        index += 1;
    }
    table
};

/// Words of a number that the table is made from, the lowest first.
const WORDS: usize = 36;

struct Number {
    words: [u32; WORDS],
}

impl Number {
    const fn multiply(&mut self, factor: u32) {
        let (mut carry, mut index) = (0u64, 0);
        while index < WORDS {
            carry += self.words[index] as u64 * factor as u64;
            self.words[index] = carry as u32;
            carry >>= 32;
            index += 1;
        }
    }

    const fn divide(&mut self, divisor: u32) {
        let (mut rest, mut index) = (0u64, WORDS);
        while index > 0 {
            index -= 1;
            rest = rest << 32 | self.words[index] as u64;
            self.words[index] = (rest / divisor as u64) as u32;
            rest %= divisor as u64;
        }
    }

    /// The leading 128 bits of this / 2^`scale`.
    const fn leading(&self, scale: i32) -> Entry {
        let mut top = WORDS - 1;
        while self.words[top] == 0 {
            top -= 1;
        }
        let shift = self.words[top].leading_zeros();
        let (mut bits, mut index) = (0u128, 0);
        while index < 5 {
            let word = if index <= top {
                self.words[top - index]
            } else {
                0
            };
            bits = match index {
                // The last word fills up what the first leaves.
                4 => bits << shift | (word as u64 >> (32 - shift)) as u128,
                _ => bits << 32 | word as u128,
            };
            index += 1;
        }
        Entry {
            bits,
            exponent: 32 * (top as i32 - 3) - shift as i32 - scale,
        }
    }
}
