//! Parameter expansion (XCU 2.6.2).

use super::fields::{bytes, pattern, Sink};
use super::parser::{Expander, Place};
use super::Failure;
use crate::header::fnmatch::{pattern as matcher, Options};
use crate::header::locale::current_encoding;
use crate::header::stdlib::env::{getenv, setenv};
use crate::io::RawStderr;
use crate::platform::Sys;
use alloc::ffi::CString;
use alloc::format;
use alloc::vec::Vec;
use core::ffi::CStr;

/// The value of an environment variable.
pub(super) fn variable(name: &[u8]) -> Option<Vec<u8>> {
    let name = CString::new(name).ok()?;
    // SAFETY: a string; the environment holds strings.
    unsafe {
        let value = getenv(name.as_ptr());
        (!value.is_null()).then(|| CStr::from_ptr(value).to_bytes().to_vec())
    }
}

/// Sets an environment variable.
pub(super) fn assign(name: &[u8], value: &[u8]) -> Result<(), Failure> {
    let (Ok(name), Ok(value)) = (CString::new(name), CString::new(value)) else {
        return Err(Failure::Syntax);
    };
    // SAFETY: strings.
    match unsafe { setenv(name.as_ptr(), value.as_ptr(), 1) } {
        0 => Ok(()),
        _ => Err(Failure::NoSpace),
    }
}

/// How long the name at the start of a text is.
pub(super) fn name_length(text: &[u8]) -> usize {
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
    match text {
        [first, ..] if first.is_ascii_digit() => 0,
        _ => text.iter().take_while(is_part).count(),
    }
}

/// How long the parameter at the start of a text is: a name, a number, a special parameter.
fn parameter_length(text: &[u8], in_braces: bool) -> usize {
    match text {
        [first, ..] if first.is_ascii_digit() => match in_braces {
            true => text.iter().take_while(|b| b.is_ascii_digit()).count(),
            false => 1,
        },
        [first, ..] if b"@*#?-$!".contains(first) => 1,
        _ => name_length(text),
    }
}

/// The value of a parameter. There are no positional parameters and no commands before.
fn value_of(name: &[u8]) -> Option<Vec<u8>> {
    match name {
        // SAFETY: takes no pointers.
        b"$" => Some(format!("{}", unsafe { Sys::getpid() }.unwrap_or(0)).into_bytes()),
        b"#" | b"?" => Some(b"0".to_vec()),
        b"-" => Some(Vec::new()),
        [first, ..] if first.is_ascii_digit() || b"@*!".contains(first) => None,
        name => variable(name),
    }
}

impl Expander {
    /// The value of a parameter, which must be set with WRDE_UNDEF.
    fn defined(&self, value: Option<Vec<u8>>) -> Result<Vec<u8>, Failure> {
        match (value, self.settings.undefined) {
            (Some(value), _) => Ok(value),
            (None, true) => Ok(Vec::new()),
            (None, false) => Err(Failure::BadValue),
        }
    }
}

/// `$name`, or a dollar sign that is no more than that; what is left of the text.
pub(super) fn plain<'t>(
    expander: &Expander,
    text: &'t [u8],
    in_quotes: bool,
    sink: &mut dyn Sink,
) -> Result<&'t [u8], Failure> {
    let (name, rest) = text.split_at(parameter_length(text, false));
    match name {
        b"" => sink.literal(b'$', in_quotes),
        name => sink.value(&expander.defined(value_of(name))?, in_quotes),
    }
    Ok(rest)
}

/// What stands between braces: a parameter, and maybe an operator with its word.
pub(super) fn braced(
    expander: &Expander,
    text: &[u8],
    in_quotes: bool,
    sink: &mut dyn Sink,
) -> Result<(), Failure> {
    if let [b'#', name @ ..] = text {
        let length = parameter_length(name, true);
        if length > 0 && length == name.len() {
            let value = expander.defined(value_of(name))?;
            let count = characters(&value);
            sink.value(format!("{count}").as_bytes(), in_quotes);
            return Ok(());
        }
    }
    let (name, rest) = text.split_at(parameter_length(text, true));
    if name.is_empty() {
        return Err(Failure::Syntax);
    }
    let value = value_of(name);
    let (colon, operation) = match rest {
        [b':', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    // With a colon a null value is as good as none.
    let given = value
        .as_ref()
        .filter(|value| !colon || !value.is_empty())
        .cloned();
    let place = if in_quotes {
        Place::Quotes
    } else {
        Place::Operand
    };
    match (operation, given) {
        ([], _) if !colon => {
            sink.value(&expander.defined(value)?, in_quotes);
        }
        ([b'-' | b'=' | b'?', ..], Some(value)) => sink.value(&value, in_quotes),
        ([b'+', ..], None) => {}
        ([b'-', word @ ..], None) | ([b'+', word @ ..], Some(_)) => {
            expander.deeper()?.text(word, place, sink)?;
        }
        ([b'=', word @ ..], None) => {
            if name_length(name) != name.len() {
                return Err(Failure::Syntax);
            }
            let value = bytes(&expander.flat(word, flat_place(in_quotes))?);
            assign(name, &value)?;
            sink.value(&value, in_quotes);
        }
        ([b'?', word @ ..], None) => {
            let message = bytes(&expander.flat(word, flat_place(in_quotes))?);
            complain(name, &message);
            return Err(Failure::Syntax);
        }
        ([end @ (b'%' | b'#'), word @ ..], _) if !colon => {
            let value = expander.defined(value)?;
            let (longest, word) = match word {
                [second, word @ ..] if second == end => (true, word),
                word => (false, word),
            };
            let pattern = pattern(&expander.flat(word, Place::Pattern)?);
            sink.value(trimmed(&value, &pattern, *end == b'#', longest), in_quotes);
        }
        _ => return Err(Failure::Syntax),
    }
    Ok(())
}

/// Where a word is that becomes a value.
fn flat_place(in_quotes: bool) -> Place {
    match in_quotes {
        true => Place::Quotes,
        false => Place::Pattern,
    }
}

/// Says on standard error that a parameter is not set.
fn complain(name: &[u8], message: &[u8]) {
    let message = match message {
        b"" => &b"parameter null or not set"[..],
        message => message,
    };
    // There is nothing to be done about a standard error that cannot be written to.
    let _ = RawStderr.write_bytes(&[name, b": ", message, b"\n"].concat());
}

/// The number of characters.
fn characters(text: &[u8]) -> usize {
    match core::str::from_utf8(text) {
        Ok(text) if current_encoding() == crate::header::wchar::multibyte::Encoding::Utf8 => {
            text.chars().count()
        }
        _ => text.len(),
    }
}

/// A value without the shortest or longest beginning or end that matches a pattern.
fn trimmed<'v>(value: &'v [u8], pattern: &[u8], at_start: bool, longest: bool) -> &'v [u8] {
    let options = Options::new(0, current_encoding());
    let left = |cut: usize| match at_start {
        true => (&value[..cut], &value[cut..]),
        false => (&value[value.len() - cut..], &value[..value.len() - cut]),
    };
    let matches = |cut: &usize| matcher::matches(pattern, left(*cut).0, &options);
    let cut = match longest {
        true => (0..=value.len()).rev().find(matches),
        false => (0..=value.len()).find(matches),
    };
    cut.map_or(value, |cut| left(cut).1)
}
