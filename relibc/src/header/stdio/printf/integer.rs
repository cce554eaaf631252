//! Integers.

use super::format::{Layout, Output};
use super::group::Grouping;
use super::Unit;

/// The two digits of each number below 100.
pub static PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

/// The digits of a number; none for 0.
pub struct Digits {
    bytes: [u8; 64],
    first: usize,
}

impl Digits {
    /// In base ten.
    pub fn decimal(mut value: u64) -> Digits {
        let mut digits = Digits {
            bytes: [0; 64],
            first: 64,
        };
        while value >= 10 {
            digits.first -= 2;
            digits.bytes[digits.first..digits.first + 2]
                .copy_from_slice(&PAIRS[(value % 100) as usize]);
            value /= 100;
        }
        if value > 0 {
            digits.first -= 1;
            digits.bytes[digits.first] = b'0' + value as u8;
        }
        digits
    }

    /// In base 2^`bits`, with the letters of `alphabet`.
    fn binary(mut value: u64, bits: u32, alphabet: &[u8; 16]) -> Digits {
        let mut digits = Digits {
            bytes: [0; 64],
            first: 64,
        };
        while value != 0 {
            digits.first -= 1;
            digits.bytes[digits.first] = alphabet[(value & ((1 << bits) - 1)) as usize];
            value >>= bits;
        }
        digits
    }

    /// The digits.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[self.first..]
    }
}

/// `%d` and `%i`.
pub fn signed<U: Unit>(out: &mut Output<U>, layout: Layout, value: i64) {
    let prefix: &[u8] = match value {
        ..0 => b"-",
        _ if layout.spec.plus => b"+",
        _ if layout.spec.space => b" ",
        _ => b"",
    };
    put(out, layout, prefix, &Digits::decimal(value.unsigned_abs()));
}

/// `%u`, `%x`, `%o` and `%b`.
pub fn unsigned<U: Unit>(out: &mut Output<U>, mut layout: Layout, value: u64) {
    const SMALL: &[u8; 16] = b"0123456789abcdef";
    let prefixed = layout.spec.alternate && value != 0;
    let (digits, prefix): (_, &[u8]) = match layout.spec.conversion {
        b'x' => (Digits::binary(value, 4, SMALL), b"0x"),
        b'X' => (Digits::binary(value, 4, b"0123456789ABCDEF"), b"0X"),
        b'b' => (Digits::binary(value, 1, SMALL), b"0b"),
        b'B' => (Digits::binary(value, 1, SMALL), b"0B"),
        b'o' => {
            let digits = Digits::binary(value, 3, SMALL);
            if layout.spec.alternate {
                // The flag makes the first digit a 0, by precision.
                let least = digits.bytes().len() + 1;
                if layout.precision.is_none_or(|precision| precision < least) {
                    return put_with(out, layout, b"", &digits, least);
                }
            }
            (digits, b"")
        }
        _ => (Digits::decimal(value), b""),
    };
    layout.spec.alternate = false;
    put(out, layout, if prefixed { prefix } else { b"" }, &digits);
}

/// `%p`.
pub fn pointer<U: Unit>(out: &mut Output<U>, mut layout: Layout, value: u64) {
    if value == 0 {
        return out.padded(&layout, 5, |out| out.ascii(b"(nil)"));
    }
    let prefix: &[u8] = match (layout.spec.plus, layout.spec.space) {
        (true, _) => b"+0x",
        (_, true) => b" 0x",
        _ => b"0x",
    };
    layout.spec.alternate = false;
    put(
        out,
        layout,
        prefix,
        &Digits::binary(value, 4, b"0123456789abcdef"),
    );
}

/// Puts digits out, at least as many as the precision says; by default one.
fn put<U: Unit>(out: &mut Output<U>, mut layout: Layout, prefix: &[u8], digits: &Digits) {
    // A precision turns the flag 0 off.
    layout.spec.zero &= layout.precision.is_none();
    put_with(out, layout, prefix, digits, layout.precision.unwrap_or(1));
}

fn put_with<U: Unit>(
    out: &mut Output<U>,
    mut layout: Layout,
    prefix: &[u8],
    digits: &Digits,
    least: usize,
) {
    layout.spec.zero &= layout.precision.is_none();
    let bytes = digits.bytes();
    if layout.spec.grouped {
        if let Some(grouping) = Grouping::of_locale().filter(|_| layout.spec.is_decimal()) {
            return grouping.put(out, &layout, prefix, bytes, least);
        }
    }
    let zeros = least.saturating_sub(bytes.len());
    out.number(&layout, prefix, zeros, bytes.len(), |out| out.ascii(bytes));
}
