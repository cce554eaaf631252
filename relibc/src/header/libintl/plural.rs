//! The expression in a catalog's `Plural-Forms` that says which form a number takes: C's operators over
//! `n` (GNU gettext manual, "Additional functions for plural forms").

use alloc::boxed::Box;

/// Deepest nesting.
const DEPTH_MAX: u32 = 50;

/// Longest expression, in bytes: operators in a row nest, too, when it is evaluated. The longest of any language has about 400.
const LEN_MAX: usize = 1000;

/// An expression.
#[derive(Debug)]
pub enum Expression {
    N,
    Number(u64),
    Not(Box<Expression>),
    Binary(Operator, Box<(Expression, Expression)>),
    Choose(Box<(Expression, Expression, Expression)>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    LessEqual,
    GreaterEqual,
    Less,
    Greater,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// Operators by precedence, weakest first; of two that begin alike the longer comes first.
const LEVELS: [&[(&[u8], Operator)]; 6] = [
    &[(b"||", Operator::Or)],
    &[(b"&&", Operator::And)],
    &[(b"==", Operator::Equal), (b"!=", Operator::NotEqual)],
    &[
        (b"<=", Operator::LessEqual),
        (b">=", Operator::GreaterEqual),
        (b"<", Operator::Less),
        (b">", Operator::Greater),
    ],
    &[(b"+", Operator::Add), (b"-", Operator::Subtract)],
    &[
        (b"*", Operator::Multiply),
        (b"/", Operator::Divide),
        (b"%", Operator::Remainder),
    ],
];

impl Expression {
    /// Parses an expression up to a semicolon or the end.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let mut rest = text.split(|byte| *byte == b';').next()?;
        if rest.len() > LEN_MAX {
            return None;
        }
        let expression = choice(&mut rest, 0)?;
        skip_space(&mut rest).is_empty().then_some(expression)
    }

    /// The value for a number. Division by zero gives 0.
    pub fn value(&self, n: u64) -> u64 {
        match self {
            Self::N => n,
            Self::Number(number) => *number,
            Self::Not(one) => u64::from(one.value(n) == 0),
            Self::Choose(all) => match all.0.value(n) {
                0 => all.2.value(n),
                _ => all.1.value(n),
            },
            Self::Binary(operator, sides) => {
                let (one, other) = (sides.0.value(n), sides.1.value(n));
                match operator {
                    Operator::Or => u64::from(one != 0 || other != 0),
                    Operator::And => u64::from(one != 0 && other != 0),
                    Operator::Equal => u64::from(one == other),
                    Operator::NotEqual => u64::from(one != other),
                    Operator::LessEqual => u64::from(one <= other),
                    Operator::GreaterEqual => u64::from(one >= other),
                    Operator::Less => u64::from(one < other),
                    Operator::Greater => u64::from(one > other),
                    Operator::Add => one.wrapping_add(other),
                    Operator::Subtract => one.wrapping_sub(other),
                    Operator::Multiply => one.wrapping_mul(other),
                    Operator::Divide => one.checked_div(other).unwrap_or(0),
                    Operator::Remainder => one.checked_rem(other).unwrap_or(0),
                }
            }
        }
    }
}

fn skip_space<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    *rest = rest.trim_ascii_start();
    rest
}

fn take(rest: &mut &[u8], word: &[u8]) -> bool {
    match skip_space(rest).strip_prefix(word) {
        Some(after) => {
            *rest = after;
            true
        }
        None => false,
    }
}

fn choice(rest: &mut &[u8], depth: u32) -> Option<Expression> {
    if depth > DEPTH_MAX {
        return None;
    }
    let condition = binary(rest, 0, depth)?;
    if !take(rest, b"?") {
        return Some(condition);
    }
    let then = choice(rest, depth + 1)?;
    if !take(rest, b":") {
        return None;
    }
    let otherwise = choice(rest, depth + 1)?;
    Some(Expression::Choose(Box::new((condition, then, otherwise))))
}

fn binary(rest: &mut &[u8], level: usize, depth: u32) -> Option<Expression> {
    let Some(operators) = LEVELS.get(level) else {
        return primary(rest, depth);
    };
    let mut left = binary(rest, level + 1, depth)?;
    while let Some((_, operator)) = operators.iter().find(|(word, _)| take(rest, word)) {
        let right = binary(rest, level + 1, depth)?;
        left = Expression::Binary(*operator, Box::new((left, right)));
    }
    Some(left)
}

fn primary(rest: &mut &[u8], depth: u32) -> Option<Expression> {
    if depth > DEPTH_MAX {
        return None;
    }
    if take(rest, b"n") {
        return Some(Expression::N);
    }
    if take(rest, b"!") {
        return Some(Expression::Not(Box::new(primary(rest, depth + 1)?)));
    }
    if take(rest, b"(") {
        let inner = choice(rest, depth + 1)?;
        return take(rest, b")").then_some(inner);
    }
    let len = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, after) = rest.split_at(len);
    *rest = after;
    core::str::from_utf8(digits)
        .ok()?
        .parse()
        .ok()
        .map(Expression::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::ToOwned;

    #[test]
    fn forms_are_chosen_as_the_manual_shows() {
        let value = |text: &str, n| Expression::parse(text.as_bytes()).unwrap().value(n);
        // Examples of the GNU gettext manual: Germanic, French, Polish.
        assert_eq!([0, 1, 2].map(|n| value("n != 1;", n)), [1, 0, 1]);
        assert_eq!([0, 1, 2].map(|n| value("n>1", n)), [0, 0, 1]);
        let polish = "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2";
        assert_eq!(
            [1, 2, 5, 12, 22, 25].map(|n| value(polish, n)),
            [0, 1, 2, 2, 1, 2]
        );
        assert!(Expression::parse(b"n ==").is_none());
        assert!(Expression::parse("(".repeat(10_000).as_bytes()).is_none());
    }

    #[test]
    fn operators_in_a_row_do_not_use_up_the_stack() {
        let text = "n".to_owned() + &"+n".repeat(1_000_000);
        assert!(Expression::parse(text.as_bytes()).is_none_or(|all| all.value(1) == 1_000_001));
        let longest = "n".to_owned() + &"+n".repeat(499);
        assert_eq!(
            Expression::parse(longest.as_bytes()).unwrap().value(2),
            1000
        );
    }
}
