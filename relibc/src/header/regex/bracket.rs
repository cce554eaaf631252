//! Bracket expressions (POSIX.1-2024, XBD 9.3.5), shared with fnmatch.
//!
//! Ranges go by code point, which is the collation order of every locale here. A collating
//! symbol or equivalence class holds one character: no locale here has longer ones.

use super::parse::{next_char, Options};
use super::set::SetBuilder;
use super::Error;
use crate::header::wctype::class::Class;

/// One element of the list between the brackets.
enum Element {
    /// A character, which may begin or end a range.
    Char(u32),
    /// A class such as `[:alpha:]`, or an equivalence class: not an end of a range.
    Other,
}

/// Parses the list after an opening bracket, and takes it and the closing bracket off `rest`.
pub fn parse(rest: &mut &[u8], options: Options) -> Result<SetBuilder, Error> {
    let mut set = SetBuilder::default();
    if let Some(after) = rest.strip_prefix(b"^") {
        set.negated = true;
        *rest = after;
    }
    let mut first = true;
    loop {
        match rest {
            [] => return Err(Error::Bracket),
            [b']', after @ ..] if !first => {
                *rest = after;
                return Ok(set);
            }
            _ => {}
        }
        first = false;
        let begin = element(rest, &mut set, options)?;
        match (rest.first(), rest.get(1)) {
            (Some(b'-'), Some(after)) if *after != b']' => {
                *rest = &rest[1..];
                let end = element(rest, &mut set, options)?;
                let (Element::Char(begin), Element::Char(end)) = (begin, end) else {
                    return Err(Error::Range);
                };
                if begin > end {
                    return Err(Error::Range);
                }
                set.ranges.push((begin, end));
            }
            _ => {
                if let Element::Char(wide) = begin {
                    set.push(wide);
                }
            }
        }
    }
}

fn element(rest: &mut &[u8], set: &mut SetBuilder, options: Options) -> Result<Element, Error> {
    let kind = match rest {
        [b'[', kind @ (b':' | b'=' | b'.'), ..] => *kind,
        _ => {
            return next_char(rest, options.encoding)
                .map(Element::Char)
                .ok_or(Error::Bracket);
        }
    };
    let inside = &rest[2..];
    let len = inside
        .windows(2)
        .position(|pair| pair == [kind, b']'])
        .ok_or(Error::Bracket)?;
    let mut name = &inside[..len];
    *rest = &inside[len + 2..];
    if kind == b':' {
        let class = Class::from_name(name).ok_or(Error::Class)?;
        match class {
            // Under case folding these two are the same class.
            Class::Lower | Class::Upper if options.fold_case => {
                set.classes.extend([Class::Lower, Class::Upper]);
            }
            _ => set.classes.push(class),
        }
        return Ok(Element::Other);
    }
    let wide = next_char(&mut name, options.encoding).ok_or(Error::Collating)?;
    if !name.is_empty() {
        return Err(Error::Collating);
    }
    if kind == b'=' {
        set.push(wide);
        return Ok(Element::Other);
    }
    Ok(Element::Char(wide))
}
