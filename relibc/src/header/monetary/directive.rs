//! What `strfmon`'s format asks for (XSH, `strfmon`): `%[=f][^][+|(][!][-][w][#n][.p]n`, or `i`.

use crate::errno::Errno;

/// How one amount is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Directive {
    /// Fills up the digits of the left precision.
    pub fill: u8,
    pub is_grouped: bool,
    /// Negative amounts are in parentheses.
    pub has_parentheses: bool,
    pub has_symbol: bool,
    pub is_left_justified: bool,
    /// Least bytes.
    pub width: usize,
    /// Digits before the point to leave room for.
    pub left_precision: Option<usize>,
    /// Digits behind the point.
    pub right_precision: Option<usize>,
    pub is_international: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a [u8]),
    Amount(Directive),
}

/// Longest width or precision that is taken.
const MOST: usize = 1 << 20;

/// Cuts a number off; `None` if there are no digits.
fn number(rest: &mut &[u8]) -> Result<Option<usize>, Errno> {
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (text, after) = rest.split_at(digits);
    *rest = after;
    let value = text.iter().try_fold(0, |value: usize, digit| {
        Some(value * 10 + usize::from(digit - b'0')).filter(|&value| value <= MOST)
    });
    match (digits, value) {
        (0, _) => Ok(None),
        (_, Some(value)) => Ok(Some(value)),
        (_, None) => Err(Errno::EINVAL),
    }
}

/// The first piece of a format that is not empty, and what follows it.
pub(super) fn next(format: &[u8]) -> Result<(Piece<'_>, &[u8]), Errno> {
    let text = memchr::memchr(b'%', format).unwrap_or(format.len());
    if text > 0 {
        return Ok((Piece::Text(&format[..text]), &format[text..]));
    }
    if format.get(1) == Some(&b'%') {
        return Ok((Piece::Text(&format[..1]), &format[2..]));
    }
    amount(&format[1..])
}

fn amount(mut rest: &[u8]) -> Result<(Piece<'_>, &[u8]), Errno> {
    let mut directive = Directive {
        fill: b' ',
        is_grouped: true,
        has_parentheses: false,
        has_symbol: true,
        is_left_justified: false,
        width: 0,
        left_precision: None,
        right_precision: None,
        is_international: false,
    };
    let mut sign_style = None;
    while let [flag, after @ ..] = rest {
        match flag {
            b'=' => {
                let (fill, after) = after.split_first().ok_or(Errno::EINVAL)?;
                directive.fill = *fill;
                rest = after;
                continue;
            }
            b'^' => directive.is_grouped = false,
            b'+' | b'(' if sign_style.is_none() => sign_style = Some(*flag),
            b'!' => directive.has_symbol = false,
            b'-' => directive.is_left_justified = true,
            _ => break,
        }
        rest = after;
    }
    directive.has_parentheses = sign_style == Some(b'(');
    directive.width = number(&mut rest)?.unwrap_or(0);
    if let [b'#', after @ ..] = rest {
        rest = after;
        directive.left_precision = Some(number(&mut rest)?.ok_or(Errno::EINVAL)?);
    }
    if let [b'.', after @ ..] = rest {
        rest = after;
        directive.right_precision = Some(number(&mut rest)?.ok_or(Errno::EINVAL)?);
    }
    let (letter, rest) = rest.split_first().ok_or(Errno::EINVAL)?;
    directive.is_international = match letter {
        b'i' => true,
        b'n' => false,
        _ => return Err(Errno::EINVAL),
    };
    Ok((Piece::Amount(directive), rest))
}
