//! One amount of money as text, by a locale's conventions (XBD 7.3.3, `LC_MONETARY`).

use super::directive::Directive;
use crate::header::locale::lconv;
use crate::header::stdio::snprintf;
use crate::types::*;
use alloc::vec;
use alloc::vec::Vec;
use core::ffi::CStr;

/// Where symbol, sign and spaces go, for amounts of one sign.
#[derive(Clone, Copy)]
struct Layout<'a> {
    symbol: &'a [u8],
    /// What stands between symbol and amount, where something does.
    space: &'a [u8],
    sign: &'a [u8],
    symbol_precedes: bool,
    /// 0 none; 1 beside the amount; 2 between symbol and sign.
    separation: c_char,
    /// 0 parentheses; 1 before all; 2 behind all; 3 before the symbol; 4 behind the symbol.
    position: c_char,
}

/// A string of the conventions.
///
/// # Safety
/// `text` is a string that lives as long as the conventions.
unsafe fn text<'a>(text: *const c_char) -> &'a [u8] {
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(text) }.to_bytes()
}

/// A number of the conventions, or what is taken where the locale does not say.
fn or(value: c_char, default: c_char) -> c_char {
    match value {
        c_char::MAX => default,
        value => value,
    }
}

impl<'a> Layout<'a> {
    fn new(conventions: &'a lconv, directive: &Directive, is_negative: bool) -> Self {
        let c = conventions;
        let fields = match (directive.is_international, is_negative) {
            (false, false) => (c.p_cs_precedes, c.p_sep_by_space, c.p_sign_posn),
            (false, true) => (c.n_cs_precedes, c.n_sep_by_space, c.n_sign_posn),
            (true, false) => (c.int_p_cs_precedes, c.int_p_sep_by_space, c.int_p_sign_posn),
            (true, true) => (c.int_n_cs_precedes, c.int_n_sep_by_space, c.int_n_sign_posn),
        };
        // SAFETY: the conventions hold strings.
        let (local, international, positive, negative) = unsafe {
            (
                text(c.currency_symbol),
                text(c.int_curr_symbol),
                text(c.positive_sign),
                text(c.negative_sign),
            )
        };
        // The international symbol is three letters and what separates it from the amount.
        let (symbol, space) = match directive.is_international {
            true => international.split_at(international.len().min(3)),
            false => (local, &b" "[..]),
        };
        let shown = directive.has_symbol && !symbol.is_empty();
        Self {
            symbol: if shown { symbol } else { b"" },
            space: if space.is_empty() { b" " } else { space },
            sign: match (is_negative, directive.has_parentheses) {
                (_, true) => b"",
                // A locale without any sign would hide that an amount is negative.
                (true, false) if negative.is_empty() => b"-",
                (true, false) => negative,
                (false, false) => positive,
            },
            symbol_precedes: or(fields.0, 1) != 0,
            separation: if shown { or(fields.1, 0) } else { 0 },
            position: match (directive.has_parentheses, is_negative) {
                (true, true) => 0,
                (true, false) => 1,
                (false, _) => or(fields.2, 1),
            },
        }
    }

    /// What stands before and behind the digits.
    fn around(&self) -> (Vec<u8>, Vec<u8>) {
        let none = &b""[..];
        let between = match self.sign.is_empty() {
            false if self.separation == 2 => &b" "[..],
            _ => none,
        };
        let beside = if self.separation == 1 {
            self.space
        } else {
            none
        };
        let (sign, symbol) = (self.sign, self.symbol);
        let (before, behind): ([&[u8]; 4], [&[u8]; 4]) = match (self.symbol_precedes, self.position)
        {
            (true, 0) => ([b"(", symbol, beside, none], [b")", none, none, none]),
            (true, 2) => ([symbol, beside, none, none], [between, sign, none, none]),
            // The space is there for the amount where there is no sign.
            (true, 4) if self.separation == 2 => ([symbol, b" ", sign, none], [none; 4]),
            (true, 4) => ([symbol, between, sign, beside], [none; 4]),
            (true, _) => ([sign, between, symbol, beside], [none; 4]),
            (false, 0) => ([b"(", none, none, none], [beside, symbol, b")", none]),
            (false, 3) => ([none; 4], [beside, sign, between, symbol]),
            (false, 2 | 4) => ([none; 4], [beside, symbol, between, sign]),
            (false, _) => ([sign, between, none, none], [beside, symbol, none, none]),
        };
        (before.concat(), behind.concat())
    }
}

/// The digits before the point, in groups from the right. `sizes` is as in `struct lconv`: the last size is
/// repeated, CHAR_MAX ends the grouping.
fn grouped(digits: &[u8], sizes: &[u8], separator: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::new(), digits);
    let mut sizes = sizes.iter();
    let mut size = 0;
    loop {
        size = match sizes.next() {
            Some(&(127..)) => 0,
            Some(&next) => usize::from(next),
            None => size,
        };
        if size == 0 || rest.len() <= size || separator.is_empty() {
            return [rest, &out].concat();
        }
        let (left, group) = rest.split_at(rest.len() - size);
        out = [separator, group, &out].concat();
        rest = left;
    }
}

/// The digits of an amount without its sign: `1234.57`, with the decimal point of the current locale.
fn digits(value: f64, precision: usize) -> Vec<u8> {
    let mut buffer: Vec<u8> = vec![0; 320 + precision];
    // SAFETY: the buffer has the size that is told; the longest double has 309 digits before the point.
    let length = unsafe {
        snprintf(
            buffer.as_mut_ptr().cast(),
            buffer.len(),
            c"%.*f".as_ptr(),
            precision as c_int,
            value,
        )
    };
    buffer.truncate(length as usize);
    buffer
}

/// An amount with point, groups and fill characters, but without sign and symbol.
fn number(value: f64, directive: &Directive, c: &lconv) -> Vec<u8> {
    let default = match directive.is_international {
        true => or(c.int_frac_digits, 2),
        false => or(c.frac_digits, 2),
    };
    let precision = directive.right_precision.unwrap_or(default as usize);
    let text_of_value = digits(value, precision);
    if !value.is_finite() {
        return text_of_value;
    }
    // SAFETY: the conventions hold strings.
    let (point, separator, sizes) = unsafe {
        (
            text(c.mon_decimal_point),
            text(c.mon_thousands_sep),
            text(c.mon_grouping),
        )
    };
    let sizes = if directive.is_grouped { sizes } else { b"" };
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let end = text_of_value.iter().position(|byte| !is_digit(byte));
    let end = end.unwrap_or(text_of_value.len());
    let whole = &text_of_value[..end];
    let mut out = Vec::new();
    if let Some(room) = directive.left_precision.filter(|&room| room > whole.len()) {
        // As many bytes as so many digits would take with their separators.
        let full = grouped(&vec![b'0'; room], sizes, separator).len();
        let have = grouped(whole, sizes, separator).len();
        out.resize(full - have, directive.fill);
    }
    out.extend_from_slice(&grouped(whole, sizes, separator));
    if precision > 0 {
        out.extend_from_slice(if point.is_empty() { b"." } else { point });
        out.extend_from_slice(&text_of_value[text_of_value.len() - precision..]);
    }
    out
}

/// Writes one amount.
pub(super) fn write(value: f64, directive: &Directive, conventions: &lconv) -> Vec<u8> {
    let is_negative = value.is_sign_negative() && !value.is_nan();
    let around = |is_negative| Layout::new(conventions, directive, is_negative).around();
    let (mut before, mut behind) = around(is_negative);
    if directive.left_precision.is_some() {
        // Columns of amounts stay straight whatever their sign.
        let other = around(!is_negative);
        let pad = |have: &[u8], other: &[u8]| vec![b' '; other.len().saturating_sub(have.len())];
        before = [pad(&before, &other.0), before].concat();
        let padding = pad(&behind, &other.1);
        behind.extend_from_slice(&padding);
    }
    let out = [before, number(value.abs(), directive, conventions), behind].concat();
    let padding = vec![b' '; directive.width.saturating_sub(out.len())];
    match directive.is_left_justified {
        true => [out, padding].concat(),
        false => [padding, out].concat(),
    }
}
