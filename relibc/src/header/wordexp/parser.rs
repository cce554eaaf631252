//! The words themselves: quoting, tilde expansion, and where an expansion begins and ends.

use super::fields::{Fields, Flat, Sink, Text};
use super::parameter::variable;
use super::{arithmetic, command, parameter, Failure, Settings};
use crate::header::glob::home_of;
use alloc::vec::Vec;

/// How deep expansions may be within each other.
const DEPTH_MAX: usize = 64;

/// Where text is: what it may contain differs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Words with blanks between them.
    Words,
    /// The word of `${name-word}`: blanks are part of it, and split it like a value.
    Operand,
    /// The same for a pattern: nothing is split.
    Pattern,
    /// Between double quotes, or an expression: quotes have no meaning but `"`.
    Quotes,
    /// An arithmetic expression.
    Expression,
}

/// Expands words to fields, before pathname expansion.
pub(super) fn expand(words: &[u8], settings: Settings) -> Result<Vec<Text>, Failure> {
    let separators = variable(b"IFS").unwrap_or_else(|| b" \t\n".to_vec());
    let mut fields = Fields::new(separators);
    let mut rest = words;
    let expander = Expander { settings, depth: 0 };
    loop {
        let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t'));
        rest = &rest[blanks.count()..];
        if rest.is_empty() {
            return Ok(fields.finish());
        }
        rest = expander.text(rest, Place::Words, &mut fields)?;
        fields.end_word();
    }
}

/// The expansion of one text; those within it are deeper.
#[derive(Clone, Copy)]
pub(super) struct Expander {
    pub settings: Settings,
    depth: usize,
}

impl Expander {
    /// For what is within.
    pub fn deeper(&self) -> Result<Self, Failure> {
        match self.depth {
            DEPTH_MAX => Err(Failure::Syntax),
            depth => Ok(Self {
                depth: depth + 1,
                ..*self
            }),
        }
    }

    /// Expands all of a text, unsplit.
    pub fn flat(&self, text: &[u8], place: Place) -> Result<Text, Failure> {
        let mut flat = Flat::default();
        self.deeper()?.text(text, place, &mut flat)?;
        Ok(flat.0)
    }

    /// Expands a text, or one of several words; what is left.
    pub fn text<'t>(
        &self,
        text: &'t [u8],
        place: Place,
        sink: &mut dyn Sink,
    ) -> Result<&'t [u8], Failure> {
        let in_quotes = matches!(place, Place::Quotes | Place::Expression);
        let mut rest = match in_quotes {
            true => text,
            false => tilde(text, sink),
        };
        while let [byte, after @ ..] = rest {
            rest = match byte {
                b'$' => self.dollar(after, in_quotes, sink)?,
                b'`' => {
                    let (text, after) = command::between_backquotes(after, in_quotes)?;
                    sink.value(&command::output(&text, self.settings)?, in_quotes);
                    after
                }
                b'\\' => escape(after, in_quotes, sink)?,
                b'\'' if !in_quotes => {
                    let end = memchr::memchr(b'\'', after).ok_or(Failure::Syntax)?;
                    sink.quotes();
                    sink.value(&after[..end], true);
                    &after[end + 1..]
                }
                b'"' if place != Place::Expression => {
                    // Within the word of "${name-word}" they only switch the quoting off and on.
                    let scanned = Scan::new(after).until_quote(after);
                    let (inner, after) = scanned.ok_or(Failure::Syntax)?;
                    sink.quotes();
                    self.deeper()?.text(inner, Place::Quotes, sink)?;
                    after
                }
                b' ' | b'\t' if place == Place::Words => return Ok(rest),
                b'\n' | b'|' | b'&' | b';' | b'<' | b'>' | b'(' | b')' | b'{' | b'}'
                    if place == Place::Words =>
                {
                    return Err(Failure::BadCharacter);
                }
                _ => {
                    match place {
                        Place::Operand => sink.value(&[*byte], false),
                        _ => sink.literal(*byte, in_quotes),
                    }
                    after
                }
            };
        }
        Ok(rest)
    }

    /// What stands behind a dollar sign.
    fn dollar<'t>(
        &self,
        text: &'t [u8],
        in_quotes: bool,
        sink: &mut dyn Sink,
    ) -> Result<&'t [u8], Failure> {
        if let [b'(', b'(', inner @ ..] = text {
            if let Some((expression, after)) = Scan::new(inner).arithmetic_end(inner) {
                let expanded = self.flat(expression, Place::Expression)?;
                let number = arithmetic::evaluate(&super::fields::bytes(&expanded), self.settings)?;
                sink.value(alloc::format!("{number}").as_bytes(), in_quotes);
                return Ok(after);
            }
        }
        match text {
            [b'(', inner @ ..] => {
                let scanned = Scan::new(inner).parenthesis_end(inner);
                let end = scanned.ok_or(Failure::Syntax)?;
                let output = command::output(&inner[..end], self.settings)?;
                sink.value(&output, in_quotes);
                Ok(&inner[end + 1..])
            }
            [b'{', inner @ ..] => {
                let scanned = Scan::new(inner).brace_end(inner);
                let end = scanned.ok_or(Failure::Syntax)?;
                parameter::braced(self, &inner[..end], in_quotes, sink)?;
                Ok(&inner[end + 1..])
            }
            _ => parameter::plain(self, text, in_quotes, sink),
        }
    }
}

/// A backslash: it quotes what is behind it; between double quotes, only what has a meaning there.
fn escape<'t>(text: &'t [u8], in_quotes: bool, sink: &mut dyn Sink) -> Result<&'t [u8], Failure> {
    match text {
        [] => Err(Failure::Syntax),
        [b'\n', after @ ..] => Ok(after),
        [byte, after @ ..] if !in_quotes || matches!(byte, b'$' | b'`' | b'"' | b'\\' | b'}') => {
            sink.quotes();
            sink.literal(*byte, true);
            Ok(after)
        }
        _ => {
            sink.literal(b'\\', true);
            Ok(text)
        }
    }
}

/// A tilde at the start stands for a home folder (XCU 2.6.1), if there is such a user; what is behind it.
fn tilde<'t>(text: &'t [u8], sink: &mut dyn Sink) -> &'t [u8] {
    let Some(rest) = text.strip_prefix(b"~") else {
        return text;
    };
    let ends = |byte: &u8| !(byte.is_ascii_alphanumeric() || b"._-+@".contains(byte));
    let length = rest.iter().position(ends).unwrap_or(rest.len());
    let (user, after) = rest.split_at(length);
    let whole = matches!(after, [] | [b'/' | b' ' | b'\t' | b'}', ..]);
    match whole.then(|| home_of(user)).flatten() {
        Some(home) => {
            sink.quotes();
            // `~/x` in the root folder is `/x`.
            let home = match after {
                [b'/', ..] => home.strip_suffix(b"/").unwrap_or(&home),
                _ => &home,
            };
            sink.value(home, true);
            after
        }
        None => {
            sink.literal(b'~', false);
            rest
        }
    }
}

/// Looks for where something ends, over what is quoted and nested in it. What nests too deeply has no end, nor what would
/// be gone through again and again: `$((` may be an expression, or a command that begins with a parenthesis.
struct Scan {
    depth: usize,
    /// Elements that may still be gone through.
    left: usize,
}

impl Scan {
    fn new(text: &[u8]) -> Self {
        Self {
            depth: 0,
            left: 16 * text.len() + 64,
        }
    }

    /// The text before a double quote, and behind it.
    fn until_quote<'t>(&mut self, text: &'t [u8]) -> Option<(&'t [u8], &'t [u8])> {
        let mut at = 0;
        while *text.get(at)? != b'"' {
            at = self.skip(text, at, true)?;
        }
        Some((&text[..at], &text[at + 1..]))
    }

    /// Where the element at `at` ends: a quoted text, an expansion, or one byte.
    fn skip(&mut self, text: &[u8], at: usize, in_quotes: bool) -> Option<usize> {
        self.left = self.left.checked_sub(1)?;
        if self.depth == DEPTH_MAX {
            return None;
        }
        self.depth += 1;
        let end = self.end_of(text, at, in_quotes);
        self.depth -= 1;
        end
    }

    fn end_of(&mut self, text: &[u8], at: usize, in_quotes: bool) -> Option<usize> {
        let after = &text[at + 1..];
        Some(match text[at] {
            b'\\' => at + 1 + after.len().min(1),
            b'\'' if !in_quotes => at + 2 + memchr::memchr(b'\'', after)?,
            b'"' if !in_quotes => text.len() - self.until_quote(after)?.1.len(),
            b'`' => text.len() - command::between_backquotes(after, in_quotes).ok()?.1.len(),
            b'$' => match after {
                [b'(', inner @ ..] => {
                    let expression = inner.strip_prefix(b"(");
                    match expression.and_then(|inner| self.arithmetic_end(inner)) {
                        Some((_, rest)) => text.len() - rest.len(),
                        None => at + 3 + self.parenthesis_end(inner)?,
                    }
                }
                [b'{', inner @ ..] => at + 3 + self.brace_end(inner)?,
                _ => at + 1,
            },
            _ => at + 1,
        })
    }

    /// Where the brace of `${` is closed.
    fn brace_end(&mut self, text: &[u8]) -> Option<usize> {
        let mut at = 0;
        while *text.get(at)? != b'}' {
            at = self.skip(text, at, false)?;
        }
        Some(at)
    }

    /// Where the parenthesis of `$(` is closed.
    fn parenthesis_end(&mut self, text: &[u8]) -> Option<usize> {
        let (mut at, mut open, mut begins_word) = (0, 0, true);
        loop {
            let byte = *text.get(at)?;
            match byte {
                b')' if open == 0 => return Some(at),
                b')' => open -= 1,
                b'(' => open += 1,
                b'#' if begins_word => {
                    at += memchr::memchr(b'\n', &text[at..])?;
                    continue;
                }
                _ => {}
            }
            begins_word = matches!(byte, b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'(');
            at = self.skip(text, at, false)?;
        }
    }

    /// The expression of `$((`, and what is behind `))`.
    fn arithmetic_end<'t>(&mut self, text: &'t [u8]) -> Option<(&'t [u8], &'t [u8])> {
        let (mut at, mut open) = (0, 0);
        loop {
            match *text.get(at)? {
                b')' if open == 0 => {
                    return match text.get(at + 1)? {
                        b')' => Some((&text[..at], &text[at + 2..])),
                        _ => None,
                    }
                }
                b')' => open -= 1,
                b'(' => open += 1,
                _ => {}
            }
            at = self.skip(text, at, true)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With commands forbidden.
    fn expanded(words: &[u8]) -> Result<usize, Failure> {
        expand(words, Settings::new(super::super::WRDE_NOCMD)).map(|fields| fields.len())
    }

    #[test]
    fn what_nests_without_end_is_a_syntax_error_soon() {
        for part in [&b"$(("[..], b"${", b"\"${", b"$(", b"${x:-\"", b"$((1+("] {
            assert!(expanded(&part.repeat(100_000)).is_err());
        }
        // Each may be an expression or a command.
        let words = [b"$((".repeat(40), b") )".repeat(40)].concat();
        assert!(expanded(&words).is_err());
    }

    #[test]
    fn what_nests_a_little_is_expanded() {
        assert_eq!(expanded(b"$((1+$((2*$((3))))))"), Ok(1));
        assert_eq!(expanded(b"${none:-\"${none:-a b}\"} ${none:-c d}"), Ok(3));
    }
}
