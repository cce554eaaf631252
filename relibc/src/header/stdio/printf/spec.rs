//! Conversion specifications: what stands between `%` and the conversion character.

use super::Unit;

/// A width or precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// Not given.
    None,
    /// A number in the format.
    Given(usize),
    /// `*`: the next argument.
    Next,
    /// `*n$`: the argument at that position, from 1.
    At(usize),
}

/// The smallest number that no `int` holds.
const TOO_LARGE: usize = 1 << 31;

/// Length modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// None: `int`, `double`, bytes.
    Int,
    /// `hh`
    Char,
    /// `h`
    Short,
    /// `l`, and `j`, `z` and `t`, which have as many bits.
    Long,
    /// `L`, `ll` and `q`: `long double`, or a 64-bit integer.
    Longest,
}

/// One conversion specification.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// `-`
    pub left: bool,
    /// `+`
    pub plus: bool,
    /// space
    pub space: bool,
    /// `#`
    pub alternate: bool,
    /// `0`
    pub zero: bool,
    /// `'`
    pub grouped: bool,
    /// Position of the argument, from 1, where one is given.
    pub position: Option<usize>,
    pub width: Amount,
    pub precision: Amount,
    pub length: Length,
    /// The conversion character; 0 when the format ends early.
    pub conversion: u8,
}

impl Spec {
    /// Whether an integer is put out in base ten.
    pub fn is_decimal(&self) -> bool {
        matches!(self.conversion, b'd' | b'i' | b'u')
    }
}

/// Reads units of a terminated format string, one after the other.
#[derive(Clone, Copy)]
pub struct Cursor<U>(*const U);

impl<U: Unit> Cursor<U> {
    /// # Safety
    /// `text` is terminated; the cursor is not moved beyond the terminator.
    pub unsafe fn new(text: *const U) -> Self {
        Cursor(text)
    }

    /// Where the cursor is.
    pub fn place(&self) -> *const U {
        self.0
    }

    /// Moves by `count` units, which the caller knows to be there.
    pub fn skip(&mut self, count: usize) {
        self.0 = self.0.wrapping_add(count);
    }

    /// The unit at the cursor as ASCII; 0 at the end.
    pub fn peek(&self) -> u8 {
        // SAFETY: `new`'s promise: the cursor is within the string or at its terminator.
        unsafe { *self.0 }.ascii()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == byte;
        self.skip(usize::from(found));
        found
    }

    /// A decimal number, held at one more than the largest `int`; `None` when there is no digit.
    pub fn number(&mut self) -> Option<usize> {
        let mut value = None;
        while self.peek().is_ascii_digit() {
            let digit = usize::from(self.peek() - b'0');
            value = Some((value.unwrap_or(0usize) * 10 + digit).min(TOO_LARGE));
            self.skip(1);
        }
        value
    }

    /// `n$`: a position, from 1. Without a `$` the cursor stays.
    pub fn position(&mut self) -> Option<usize> {
        let start = self.0;
        if let Some(number) = self.number() {
            if number > 0 && self.eat(b'$') {
                return Some(number);
            }
        }
        self.0 = start;
        None
    }

    fn amount(&mut self) -> Amount {
        if self.eat(b'*') {
            return self.position().map_or(Amount::Next, Amount::At);
        }
        self.number().map_or(Amount::None, Amount::Given)
    }

    /// Reads the specification after a `%`, its conversion character included.
    pub fn spec(&mut self) -> Spec {
        let first = self.peek();
        let mut spec = Spec {
            left: false,
            plus: false,
            space: false,
            alternate: false,
            zero: false,
            grouped: false,
            position: None,
            width: Amount::None,
            precision: Amount::None,
            length: Length::Int,
            conversion: first,
        };
        // Most are a letter alone.
        if matches!(first, b'd' | b's' | b'c' | b'u' | b'x' | b'i' | b'f' | b'g') {
            self.skip(1);
            return spec;
        }
        if first.is_ascii_digit() {
            spec.position = self.position();
        }
        loop {
            match self.peek() {
                b'-' => spec.left = true,
                b'+' => spec.plus = true,
                b' ' => spec.space = true,
                b'#' => spec.alternate = true,
                b'0' => spec.zero = true,
                b'\'' => spec.grouped = true,
                _ => break,
            }
            self.skip(1);
        }
        spec.width = self.amount();
        if self.eat(b'.') {
            spec.precision = match self.amount() {
                Amount::None => {
                    // "%.-5d": a negative precision is as none, where a number was written.
                    if self.eat(b'-') {
                        self.number();
                        Amount::None
                    } else {
                        Amount::Given(0)
                    }
                }
                amount => amount,
            };
        }
        spec.length = self.length();
        spec.conversion = self.peek();
        if spec.conversion != 0 {
            self.skip(1);
        }
        spec
    }

    /// A length modifier.
    pub fn length(&mut self) -> Length {
        if self.eat(b'h') {
            return if self.eat(b'h') {
                Length::Char
            } else {
                Length::Short
            };
        }
        if self.eat(b'l') {
            return if self.eat(b'l') {
                Length::Longest
            } else {
                Length::Long
            };
        }
        if self.eat(b'L') || self.eat(b'q') {
            return Length::Longest;
        }
        if self.eat(b'j') || self.eat(b'z') || self.eat(b't') || self.eat(b'Z') {
            return Length::Long;
        }
        Length::Int
    }
}
