//! Natural numbers of bounded length: 32-bit words, the lowest first.

/// A natural number of at most `N` words. Operations that would pass the bound panic by index, and
/// the callers' bounds are worked out so that none does.
pub struct Big<const N: usize> {
    words: [u32; N],
    /// Words in use; the highest of them is not 0.
    length: usize,
}

impl<const N: usize> Big<N> {
    /// The number `value`.
    pub fn new(value: u64) -> Big<N> {
        let mut big = Big {
            words: [0; N],
            length: 2,
        };
        big.words[0] = value as u32;
        big.words[1] = (value >> 32) as u32;
        big.trim();
        big
    }

    fn trim(&mut self) {
        while self.length > 0 && self.words[self.length - 1] == 0 {
            self.length -= 1;
        }
    }

    /// The words in use.
    pub fn words(&self) -> &[u32] {
        &self.words[..self.length]
    }

    /// Number of bits up to the highest that is set.
    pub fn bits(&self) -> usize {
        match self.words().last() {
            Some(top) => self.length * 32 - top.leading_zeros() as usize,
            None => 0,
        }
    }

    /// Multiplies by `factor` and adds `term`.
    pub fn multiply_add(&mut self, factor: u32, term: u32) {
        let mut carry = u64::from(term);
        for word in &mut self.words[..self.length] {
            carry += u64::from(*word) * u64::from(factor);
            *word = carry as u32;
            carry >>= 32;
        }
        if carry != 0 {
            self.words[self.length] = carry as u32;
            self.length += 1;
        }
    }

    /// Multiplies by 5^`power`.
    pub fn multiply_power_of_five(&mut self, mut power: u32) {
        // The largest power of five below 2^32.
        const STEP: u32 = 13;
        while power >= STEP {
            self.multiply_add(5u32.pow(STEP), 0);
            power -= STEP;
        }
        self.multiply_add(5u32.pow(power), 0);
    }

    /// Multiplies by 2^`count`.
    pub fn shift_left(&mut self, count: usize) {
        let (whole, part) = (count / 32, count % 32);
        if self.length == 0 {
            return;
        }
        if whole > 0 {
            self.words.copy_within(..self.length, whole);
            self.words[..whole].fill(0);
            self.length += whole;
        }
        if part > 0 {
            self.multiply_add(1 << part, 0);
        }
    }

    /// Divides by `divisor` and returns the remainder.
    pub fn divide(&mut self, divisor: u32) -> u32 {
        let mut rest = 0u64;
        for word in self.words[..self.length].iter_mut().rev() {
            let part = (rest << 32) | u64::from(*word);
            *word = (part / u64::from(divisor)) as u32;
            rest = part % u64::from(divisor);
        }
        self.trim();
        rest as u32
    }
}

/// The quotient of two numbers as its leading 128 bits: the value is `bits` × 2^`exponent`, and a
/// little more when `sticky`. `bits` has its highest bit set.
pub struct Leading {
    pub bits: u128,
    pub exponent: i32,
    pub sticky: bool,
}

impl Leading {
    /// The leading bits of `value` × 2^`exponent`, which is exact. `value` is not 0.
    pub fn of(value: u128, exponent: i32, sticky: bool) -> Leading {
        let shift = value.leading_zeros();
        Leading {
            bits: value << shift,
            exponent: exponent - shift as i32,
            sticky,
        }
    }

    /// The leading bits of a number other than 0, which is used up.
    pub fn of_big<const N: usize>(value: &mut Big<N>) -> Leading {
        let free = value.length * 32 - value.bits();
        value.shift_left(free);
        let words = value.words();
        let split = words.len().saturating_sub(4);
        let top = words[split..]
            .iter()
            .rev()
            .chain(core::iter::repeat(&0))
            .take(4);
        Leading {
            bits: top.fold(0, |bits, &word| bits << 32 | u128::from(word)),
            exponent: (words.len() as i32 - 4) * 32 - free as i32,
            sticky: words[..split].iter().any(|&word| word != 0),
        }
    }

    /// The leading bits of `numerator` / `denominator`, both not 0; both are used up.
    ///
    /// Schoolbook division (Knuth, The Art of Computer Programming 4.3.1, algorithm D), of which only the
    /// first five words of the quotient are wanted.
    pub fn of_quotient<const N: usize>(
        numerator: &mut Big<N>,
        denominator: &mut Big<N>,
    ) -> Leading {
        const QUOTIENT_WORDS: usize = 5;
        let mut exponent = 0i32;
        // Both get their highest bit into the highest bit of a word, and the numerator is made
        // longer by four words; the quotient then has 128 or 129 bits.
        for (number, sign) in [(&mut *numerator, -1), (&mut *denominator, 1)] {
            let free = number.length * 32 - number.bits();
            number.shift_left(free);
            exponent += sign * free as i32;
        }
        let divisor = denominator.words();
        let length = divisor.len();
        let wanted = length + QUOTIENT_WORDS - 1;
        let have = numerator.length;
        let mut sticky = false;
        let low = if have < wanted {
            numerator.shift_left((wanted - have) * 32);
            exponent -= ((wanted - have) * 32) as i32;
            0
        } else {
            exponent += ((have - wanted) * 32) as i32;
            sticky = numerator.words[..have - wanted]
                .iter()
                .any(|&word| word != 0);
            have - wanted
        };
        let rest = &mut numerator.words[low..low + wanted + 1];
        rest[wanted] = 0;
        let mut quotient = [0u32; QUOTIENT_WORDS];
        for step in (0..QUOTIENT_WORDS).rev() {
            quotient[step] = divide_step(&mut rest[step..step + length + 1], divisor);
        }
        sticky |= rest.iter().any(|&word| word != 0);
        let low_part = quotient[..4]
            .iter()
            .rev()
            .fold(0u128, |bits, &word| bits << 32 | u128::from(word));
        if quotient[4] == 0 {
            return Leading {
                bits: low_part,
                exponent,
                sticky,
            };
        }
        // 129 bits: the highest word is 1.
        Leading {
            bits: low_part >> 1 | 1 << 127,
            exponent: exponent + 1,
            sticky: sticky || low_part & 1 != 0,
        }
    }
}

/// One word of a quotient: divides `rest`, which is one word longer than `divisor` and less than
/// 2^32 times it, and leaves the remainder. The divisor has its highest bit set.
fn divide_step(rest: &mut [u32], divisor: &[u32]) -> u32 {
    let length = divisor.len();
    let top = u64::from(divisor[length - 1]);
    let head = u64::from(rest[length]) << 32 | u64::from(rest[length - 1]);
    let (mut guess, mut left) = (head / top, head % top);
    if length >= 2 {
        let second = u64::from(divisor[length - 2]);
        let next = u64::from(rest[length - 2]);
        while guess >> 32 != 0 || guess * second > (left << 32 | next) {
            guess -= 1;
            left += top;
            if left >> 32 != 0 {
                break;
            }
        }
    }
    let mut borrow = 0u64;
    let mut carry = 0u64;
    for (word, &factor) in rest.iter_mut().zip(divisor.iter().chain([&0])) {
        carry += guess * u64::from(factor);
        let difference = u64::from(*word)
            .wrapping_sub(carry & 0xffff_ffff)
            .wrapping_sub(borrow);
        *word = difference as u32;
        borrow = difference >> 63;
        carry >>= 32;
    }
    if borrow != 0 {
        // The guess was one too large.
        guess -= 1;
        let mut carry = 0u64;
        for (word, &part) in rest.iter_mut().zip(divisor.iter().chain([&0])) {
            carry += u64::from(*word) + u64::from(part);
            *word = carry as u32;
            carry >>= 32;
        }
    }
    guess as u32
}
