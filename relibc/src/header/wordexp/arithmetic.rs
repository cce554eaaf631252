//! Arithmetic expansion (XCU 2.6.4): C's integer expressions over `long`, with environment variables.

use super::parameter::{assign, name_length, variable};
use super::{Failure, Settings};

/// The value of an expression whose parameters have been expanded.
pub(super) fn evaluate(text: &[u8], settings: Settings) -> Result<i64, Failure> {
    let mut parser = Parser {
        rest: text,
        settings,
        is_skipped: false,
        depth: 0,
    };
    parser.blanks();
    if parser.rest.is_empty() {
        return Ok(0);
    }
    let value = parser.assignment()?;
    match parser.rest.is_empty() {
        true => Ok(value.number),
        false => Err(Failure::Syntax),
    }
}

/// A number, and the variable it is of.
#[derive(Clone, Copy)]
struct Value<'t> {
    number: i64,
    name: Option<&'t [u8]>,
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self { number, name: None }
    }
}

struct Parser<'t> {
    rest: &'t [u8],
    settings: Settings,
    /// Nothing is assigned or complained of: the other branch counts.
    is_skipped: bool,
    depth: usize,
}

/// Binary operators and how tightly they bind. Longer ones come before their beginnings.
const OPERATORS: [(&[u8], u32); 18] = [
    (b"||", 1),
    (b"&&", 2),
    (b"<<", 8),
    (b">>", 8),
    (b"<=", 7),
    (b">=", 7),
    (b"==", 6),
    (b"!=", 6),
    (b"|", 3),
    (b"^", 4),
    (b"&", 5),
    (b"<", 7),
    (b">", 7),
    (b"+", 9),
    (b"-", 9),
    (b"*", 10),
    (b"/", 10),
    (b"%", 10),
];

const DEPTH_MAX: usize = 100;

impl<'t> Parser<'t> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }

    /// Takes a symbol and the blanks behind it.
    fn take(&mut self, symbol: &[u8]) -> bool {
        match self.rest.strip_prefix(symbol) {
            Some(rest) => {
                self.rest = rest;
                self.blanks();
                true
            }
            None => false,
        }
    }

    /// Deeper into the expression.
    fn nested<T>(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if self.depth == DEPTH_MAX {
            return Err(Failure::Syntax);
        }
        self.depth += 1;
        let result = parse(self);
        self.depth -= 1;
        result
    }

    /// Parses what does not count if `skip`.
    fn skipped<T>(
        &mut self,
        skip: bool,
        parse: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let before = self.is_skipped;
        self.is_skipped |= skip;
        let result = parse(self);
        self.is_skipped = before;
        result
    }

    fn assignment(&mut self) -> Result<Value<'t>, Failure> {
        self.nested(|parser| {
            let left = parser.conditional()?;
            let Some(name) = left.name else {
                return Ok(left);
            };
            let operators: [&[u8]; 11] = [
                b"<<=", b">>=", b"*=", b"/=", b"%=", b"+=", b"-=", b"&=", b"^=", b"|=", b"=",
            ];
            for operator in operators {
                if operator == b"=" && parser.rest.starts_with(b"==") {
                    break;
                }
                if parser.take(operator) {
                    let right = parser.assignment()?.number;
                    let number = match &operator[..operator.len() - 1] {
                        b"" => right,
                        operator => parser.apply(operator, left.number, right)?,
                    };
                    if !parser.is_skipped {
                        assign(name, alloc::format!("{number}").as_bytes())?;
                    }
                    return Ok(number.into());
                }
            }
            Ok(left)
        })
    }

    fn conditional(&mut self) -> Result<Value<'t>, Failure> {
        let condition = self.binary(1)?;
        if !self.take(b"?") {
            return Ok(condition);
        }
        let is_true = condition.number != 0;
        let first = self.skipped(!is_true, Self::assignment)?;
        if !self.take(b":") {
            return Err(Failure::Syntax);
        }
        let second = self.skipped(is_true, |parser| parser.nested(Self::conditional))?;
        Ok(if is_true { first.number } else { second.number }.into())
    }

    /// Operators that bind at least as tightly as `least`.
    fn binary(&mut self, least: u32) -> Result<Value<'t>, Failure> {
        let mut left = self.unary()?;
        loop {
            let found = OPERATORS
                .iter()
                .find(|(symbol, _)| self.rest.starts_with(symbol));
            let Some(&(symbol, strength)) = found.filter(|(symbol, strength)| {
                // `a -= b` and its like are assignments.
                let after = &self.rest[symbol.len()..];
                let assigns = after.starts_with(b"=") && !matches!(*strength, 1 | 2 | 6 | 7);
                *strength >= least && !assigns
            }) else {
                return Ok(left);
            };
            self.take(symbol);
            let decided = match symbol {
                b"||" => left.number != 0,
                b"&&" => left.number == 0,
                _ => false,
            };
            let right = self.skipped(decided, |parser| parser.binary(strength + 1))?;
            left = self.apply(symbol, left.number, right.number)?.into();
        }
    }

    fn unary(&mut self) -> Result<Value<'t>, Failure> {
        self.nested(|parser| {
            let operation: fn(i64) -> i64 = match parser.rest {
                [b'+', ..] => |n| n,
                [b'-', ..] => i64::wrapping_neg,
                [b'~', ..] => |n| !n,
                [b'!', ..] => |n| i64::from(n == 0),
                _ => return parser.primary(),
            };
            parser.rest = &parser.rest[1..];
            parser.blanks();
            Ok(operation(parser.unary()?.number).into())
        })
    }

    fn primary(&mut self) -> Result<Value<'t>, Failure> {
        if self.take(b"(") {
            let value = self.assignment()?;
            return match self.take(b")") {
                true => Ok(value.number.into()),
                false => Err(Failure::Syntax),
            };
        }
        let length = name_length(self.rest);
        if length > 0 {
            let (name, rest) = self.rest.split_at(length);
            self.rest = rest;
            self.blanks();
            let number = self.value_of(name)?;
            return Ok(Value {
                number,
                name: Some(name),
            });
        }
        let digits = self
            .rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        let (text, rest) = self.rest.split_at(digits);
        self.rest = rest;
        self.blanks();
        number(text).map(Value::from).ok_or(Failure::Syntax)
    }

    /// The number in a variable: 0 if it is not set or empty.
    fn value_of(&self, name: &[u8]) -> Result<i64, Failure> {
        let value = match (variable(name), self.settings.undefined) {
            (Some(value), _) => value,
            (None, true) => return Ok(0),
            (None, false) => return Err(Failure::BadValue),
        };
        let (sign, digits) = match value.trim_ascii() {
            [] => return Ok(0),
            [b'-', digits @ ..] => (-1, digits),
            [b'+', digits @ ..] => (1, digits),
            digits => (1, digits),
        };
        number(digits)
            .map(|number| number.wrapping_mul(sign))
            .ok_or(Failure::Syntax)
    }

    fn apply(&self, symbol: &[u8], a: i64, b: i64) -> Result<i64, Failure> {
        let truth = i64::from;
        Ok(match symbol {
            b"||" => truth(a != 0 || b != 0),
            b"&&" => truth(a != 0 && b != 0),
            b"|" => a | b,
            b"^" => a ^ b,
            b"&" => a & b,
            b"==" => truth(a == b),
            b"!=" => truth(a != b),
            b"<=" => truth(a <= b),
            b">=" => truth(a >= b),
            b"<" => truth(a < b),
            b">" => truth(a > b),
            b"<<" => a.wrapping_shl(b as u32),
            b">>" => a.wrapping_shr(b as u32),
            b"+" => a.wrapping_add(b),
            b"-" => a.wrapping_sub(b),
            b"*" => a.wrapping_mul(b),
            _ if b == 0 && self.is_skipped => 0,
            _ if b == 0 => return Err(Failure::Syntax),
            b"/" => a.wrapping_div(b),
            _ => a.wrapping_rem(b),
        })
    }
}

/// A constant of C: decimal, octal or hexadecimal.
fn number(text: &[u8]) -> Option<i64> {
    let (digits, base) = match text {
        [b'0', b'x' | b'X', digits @ ..] => (digits, 16),
        [b'0', digits @ ..] if !digits.is_empty() => (digits, 8),
        digits => (digits, 10),
    };
    let digits = core::str::from_utf8(digits)
        .ok()
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_alphanumeric()))?;
    i64::from_str_radix(digits, base).ok()
}
