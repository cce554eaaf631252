//! Matching of patterns without extended operators (XCU 2.14): no allocation, and at most pattern
//! length times text length steps, because only the last asterisk is ever taken back.

use super::bracket;
use super::extended;
use super::Options;

/// A character off the front of `bytes`, a byte that is no character as a number of its own.
pub(super) use crate::header::regex::parse::next_char as take_char;

use crate::header::wctype::class::to_lower;

/// Whether the pattern matches the text.
pub fn matches(pattern: &[u8], text: &[u8], options: &Options) -> bool {
    if options.extended && extended::has_operator(pattern) {
        return extended::matches(pattern, text, options);
    }
    matches_simply(pattern, text, options)
}

/// One element of a pattern and what is behind it.
pub(super) enum Element<'a> {
    /// Nothing is left.
    End,
    /// `*`
    Asterisk(&'a [u8]),
    /// `?`
    Question(&'a [u8]),
    /// A bracket expression: its list, from after the bracket.
    Bracket(&'a [u8], &'a [u8]),
    /// A character that stands for itself.
    Literal(u32, &'a [u8]),
    /// A backslash with nothing behind it: matches nothing.
    Nothing,
}

/// Splits off the first element of a pattern.
pub(super) fn first<'a>(pattern: &'a [u8], options: &Options) -> Element<'a> {
    let mut rest = pattern;
    match pattern {
        [] => return Element::End,
        [b'*', rest @ ..] => return Element::Asterisk(rest),
        [b'?', rest @ ..] => return Element::Question(rest),
        [b'[', list @ ..] => {
            if let Some(len) = bracket::list_len(list, options) {
                return Element::Bracket(&list[..len], &list[len + 1..]);
            }
        }
        [b'\\', escaped @ ..] if options.escapes => {
            if escaped.is_empty() {
                return Element::Nothing;
            }
            rest = escaped;
        }
        _ => {}
    }
    match take_char(&mut rest, options.encoding) {
        Some(wide) => Element::Literal(wide, rest),
        None => Element::End,
    }
}

/// Whether the text at an offset is a period that only a period in the pattern matches.
pub(super) fn is_leading_period(text: &[u8], offset: usize, options: &Options) -> bool {
    options.period
        && text.get(offset) == Some(&b'.')
        && (offset == 0 || options.pathname && text[offset - 1] == b'/')
}

/// The length of the character at an offset that `?` or `*` may match.
pub(super) fn any_char(text: &[u8], offset: usize, options: &Options) -> Option<usize> {
    if is_leading_period(text, offset, options)
        || options.pathname && text.get(offset) == Some(&b'/')
    {
        return None;
    }
    let mut rest = &text[offset..];
    take_char(&mut rest, options.encoding)?;
    Some(text.len() - offset - rest.len())
}

/// The length of the character at an offset if the element matches it.
pub(super) fn one_char(
    element: &Element,
    text: &[u8],
    offset: usize,
    options: &Options,
) -> Option<usize> {
    let mut rest = &text[offset..];
    let wide = take_char(&mut rest, options.encoding)?;
    let len = text.len() - offset - rest.len();
    let matched = match element {
        Element::Question(_) => return any_char(text, offset, options),
        Element::Bracket(list, _) => {
            any_char(text, offset, options)?;
            bracket::contains(list, wide, options)
        }
        Element::Literal(literal, _) => {
            *literal == wide || options.fold_case && to_lower(*literal) == to_lower(wide)
        }
        _ => false,
    };
    matched.then_some(len)
}

/// Whether the pattern may end here: at the text's end, or with `FNM_LEADING_DIR` before a slash.
pub(super) fn may_end(text: &[u8], offset: usize, options: &Options) -> bool {
    offset == text.len() || options.leading_dir && text[offset] == b'/'
}

fn matches_simply(pattern: &[u8], text: &[u8], options: &Options) -> bool {
    let mut rest = pattern;
    let mut offset = 0;
    // What follows the last asterisk, and how far the asterisk reaches.
    let mut asterisk: Option<(&[u8], usize)> = None;
    loop {
        let element = first(rest, options);
        let advanced = match element {
            // Even an asterisk that matches nothing may not stand before a leading period.
            Element::Asterisk(_) if is_leading_period(text, offset, options) => false,
            Element::Asterisk(after) => {
                asterisk = Some((after, offset));
                rest = after;
                true
            }
            Element::End => {
                if may_end(text, offset, options) {
                    return true;
                }
                false
            }
            Element::Nothing => return false,
            Element::Question(after) | Element::Bracket(_, after) | Element::Literal(_, after) => {
                match one_char(&element, text, offset, options) {
                    Some(len) => {
                        // No asterisk reaches over a slash.
                        if options.pathname && text[offset] == b'/' {
                            asterisk = None;
                        }
                        offset += len;
                        rest = after;
                        true
                    }
                    None => false,
                }
            }
        };
        if !advanced {
            let Some((after, reach)) = asterisk else {
                return false;
            };
            let Some(len) = any_char(text, reach, options) else {
                return false;
            };
            offset = reach + len;
            asterisk = Some((after, offset));
            rest = after;
        }
    }
}
