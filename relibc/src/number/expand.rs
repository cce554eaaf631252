//! Writing a binary value in decimal, exactly, to any precision, correctly rounded.
//!
//! A binary fraction has a finite decimal expansion. [`Expand`] keeps it in groups of nine digits: the
//! integer part by dividing a long number by 10^9, the fraction by multiplying what is left of it by 10^9,
//! group after group, for as long as digits are asked for. Whether anything is left then, and how it
//! compares with a half, decides the rounding.

use core::cmp::Ordering;

use super::big::Big;
use super::float::Rounding;

/// Digits in a group, and ten to that power.
const GROUP: usize = 9;
const GROUP_SIZE: u32 = 1_000_000_000;

/// A number in decimal: the digits of [`Expand`], rounded at some place.
pub struct Decimal<'a> {
    groups: &'a [u32],
    /// Index among the groups' digits of the first that counts, and of the one after the last.
    first: usize,
    end: usize,
    /// The first digit stands for so many times ten to this power.
    pub exponent: i32,
}

impl Decimal<'_> {
    /// How many digits there are, from the first that is not 0. All further ones are 0.
    pub fn len(&self) -> usize {
        self.end - self.first
    }

    /// The digit at `index` as ASCII; 0 beyond the last.
    pub fn digit(&self, index: usize) -> u8 {
        let place = self.first + index;
        if place >= self.end {
            return b'0';
        }
        let scale = POWERS[GROUP - 1 - place % GROUP];
        b'0' + (self.groups[place / GROUP] / scale % 10) as u8
    }

    /// Writes the digits from `start` to `start + target.len()`.
    pub fn write(&self, start: usize, target: &mut [u8]) {
        for (offset, byte) in target.iter_mut().enumerate() {
            *byte = self.digit(start + offset);
        }
    }
}

const POWERS: [u32; GROUP + 1] = [
    1,
    10,
    100,
    1000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    GROUP_SIZE,
];

/// Room for the expansion of one value. `WORDS` 32-bit words hold its integer or its fraction in
/// binary, `GROUPS` groups all its digits and one more for a carry.
pub struct Expand<const WORDS: usize, const GROUPS: usize> {
    groups: [u32; GROUPS],
    /// Groups in use.
    length: usize,
    /// Groups before the decimal point, or, negative, groups of zeros after it that were left out.
    point: i32,
    /// What is left of the fraction, times 2^`fraction_bits`.
    fraction: [u32; WORDS],
    /// Words of the fraction in use: from `low` (those below are 0) to `high`.
    low: usize,
    high: usize,
    negative: bool,
    rounding: Rounding,
}

impl<const WORDS: usize, const GROUPS: usize> Expand<WORDS, GROUPS> {
    /// Takes up the value `mantissa` × 2^`exponent`, to be rounded by the rule given.
    pub fn new(mantissa: u64, exponent: i32, negative: bool, rounding: Rounding) -> Self {
        let mut this = Expand {
            groups: [0; GROUPS],
            // The first group stays 0, for a carry.
            length: 1,
            point: 1,
            fraction: [0; WORDS],
            low: 0,
            high: 0,
            negative,
            rounding,
        };
        if exponent >= 0 {
            let mut big = Big::<WORDS>::new(mantissa);
            big.shift_left(exponent as usize);
            this.set_integer(big);
        } else {
            let below = exponent.unsigned_abs();
            let integer = mantissa.checked_shr(below).unwrap_or(0);
            this.set_integer(Big::<WORDS>::new(integer));
            // Words hold the fraction from the point down; `shift` aligns the mantissa with them.
            this.high = below.div_ceil(32) as usize;
            let shift = this.high as u32 * 32 - below;
            let fraction = mantissa ^ integer.checked_shl(below).unwrap_or(0);
            let wide = u128::from(fraction) << shift;
            for (index, word) in this.fraction[..this.high].iter_mut().take(3).enumerate() {
                *word = (wide >> (32 * index)) as u32;
            }
            this.skip_zero_words();
        }
        this
    }

    fn set_integer(&mut self, mut big: Big<WORDS>) {
        let start = self.length;
        while big.bits() > 0 {
            self.groups[self.length] = big.divide(GROUP_SIZE);
            self.length += 1;
        }
        self.groups[start..self.length].reverse();
        self.point = self.length as i32;
    }

    fn skip_zero_words(&mut self) {
        while self.low < self.high && self.fraction[self.low] == 0 {
            self.low += 1;
        }
    }

    /// Takes the next group of nine digits off the fraction. Groups of zeros before any other digit are
    /// only counted.
    fn next_group(&mut self) {
        let mut carry = 0u64;
        for word in &mut self.fraction[self.low..self.high] {
            carry += u64::from(*word) * u64::from(GROUP_SIZE);
            *word = carry as u32;
            carry >>= 32;
        }
        self.skip_zero_words();
        if carry == 0 && self.length == 1 {
            self.point -= 1;
        } else {
            self.groups[self.length] = carry as u32;
            self.length += 1;
        }
    }

    /// The number with `places` digits after the decimal point.
    pub fn fixed(&mut self, places: usize) -> Decimal<'_> {
        let places = places.min(i32::MAX as usize / 2) as i32;
        self.round_at(|this, _| this.point * GROUP as i32 + places)
    }

    /// The number with `count` digits (at least one) from the first that is not 0.
    pub fn significant(&mut self, count: usize) -> Decimal<'_> {
        let count = count.min(i32::MAX as usize / 2) as i32;
        self.round_at(|_, first| first + count)
    }

    /// Rounds at the place that `end` gives for the place of the first digit: what is at that place and after it
    /// is cut off. Places count the groups' digits.
    fn round_at(&mut self, end: impl Fn(&Self, i32) -> i32) -> Decimal<'_> {
        while self.length == 1 && self.low < self.high && end(self, GROUP as i32) > GROUP as i32 {
            self.next_group();
        }
        let mut first = self.first_digit();
        let end = end(self, first);
        while (self.length * GROUP) as i32 <= end && self.low < self.high {
            self.next_group();
        }
        let have = self.length * GROUP;
        let cut = usize::try_from(end).unwrap_or(0).min(have);
        if self.round_up_at(cut) {
            first = self.first_digit();
        }
        let first = (first as usize).min(cut);
        Decimal {
            groups: &self.groups[..self.length],
            first,
            end: cut,
            exponent: self.point * GROUP as i32 - 1 - first as i32,
        }
    }

    /// Place of the first digit that is not 0; that of the first digit after the groups when there is none.
    fn first_digit(&self) -> i32 {
        for (index, &group) in self.groups[..self.length].iter().enumerate() {
            if group != 0 {
                return (index * GROUP + GROUP - 1 - group.ilog10() as usize) as i32;
            }
        }
        (self.length * GROUP) as i32
    }

    /// Rounds to the digits before the place `cut`, which makes those after it meaningless. Returns
    /// whether the number grew.
    fn round_up_at(&mut self, cut: usize) -> bool {
        let index = cut / GROUP;
        let left = self.low < self.high;
        // The digits cut off within their group, and the unit of the last one kept.
        let unit = POWERS[GROUP - cut % GROUP];
        let below = if index < self.length {
            self.groups[index] % unit
        } else {
            0
        };
        let more = left
            || (index + 1 < self.length
                && self.groups[index + 1..self.length].iter().any(|&g| g != 0));
        let exact = below == 0 && !more;
        if exact {
            return false;
        }
        let half = match below.cmp(&(unit / 2)) {
            Ordering::Equal if more => Ordering::Greater,
            order => order,
        };
        let last_kept = match cut.checked_sub(1) {
            Some(last) => self.groups[last / GROUP] / POWERS[GROUP - 1 - last % GROUP],
            None => 0,
        };
        if !self
            .rounding
            .away(self.negative, last_kept % 2 != 0, false, half)
        {
            return false;
        }
        // One more in the last kept digit, which is the last of the group before when the cut is between
        // groups.
        let (mut place, mut step) = if cut % GROUP == 0 {
            (index.wrapping_sub(1), 1)
        } else {
            (index, unit)
        };
        loop {
            let base = self.groups[place] - self.groups[place] % step;
            if base + step < GROUP_SIZE {
                self.groups[place] = base + step;
                return true;
            }
            self.groups[place] = 0;
            place -= 1;
            step = 1;
        }
    }
}
