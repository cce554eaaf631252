//! Bracket expressions in patterns: as in regular expressions, but with `!` for negation, with
//! backslashes, and matched in place.

use super::pattern::take_char;
use super::Options;
use crate::header::wctype::class::{to_lower, to_upper, Class};

/// One element of a list.
enum Element {
    Char(u32),
    Class(Class),
    /// `[:name:]` with a name that there is not.
    Unknown,
}

/// The length of the list after an opening bracket, up to the closing one. `None` if there is
/// none, or if the list would hold a slash in a pathname: then the bracket stands for itself.
pub fn list_len(list: &[u8], options: &Options) -> Option<usize> {
    let mut rest = list;
    if let [b'!' | b'^', after @ ..] = rest {
        rest = after;
    }
    let mut first = true;
    loop {
        match rest {
            [] => return None,
            [b']', ..] if !first => return Some(list.len() - rest.len()),
            [b'/', ..] if options.pathname => return None,
            _ => {}
        }
        first = false;
        take_element(&mut rest, options)?;
    }
}

/// Whether a list holds a character.
pub fn contains(list: &[u8], wide: u32, options: &Options) -> bool {
    let (negated, mut rest) = match list {
        [b'!' | b'^', after @ ..] => (true, after),
        _ => (false, list),
    };
    let is_one_of = |test: &dyn Fn(u32) -> bool| {
        test(wide) || options.fold_case && (test(to_lower(wide)) || test(to_upper(wide)))
    };
    let mut found = false;
    while let Some(element) = take_element(&mut rest, options) {
        let first = match element {
            Element::Char(first) => first,
            Element::Class(class) => {
                found |= is_one_of(&|wide| class.contains(wide));
                continue;
            }
            Element::Unknown => continue,
        };
        let mut last = first;
        if let [b'-', after @ ..] = rest {
            if !after.is_empty() {
                let mut behind = after;
                if let Some(Element::Char(end)) = take_element(&mut behind, options) {
                    last = end;
                    rest = behind;
                }
            }
        }
        found |= is_one_of(&|wide| (first..=last).contains(&wide));
    }
    found != negated
}

fn take_element(rest: &mut &[u8], options: &Options) -> Option<Element> {
    match rest {
        [b'[', kind @ (b':' | b'=' | b'.'), inside @ ..] => {
            if let Some(len) = inside.windows(2).position(|pair| pair == [*kind, b']']) {
                let mut name = &inside[..len];
                if *kind == b':' {
                    *rest = &inside[len + 2..];
                    return Some(Class::from_name(name).map_or(Element::Unknown, Element::Class));
                }
                if let Some(wide) = take_char(&mut name, options.encoding) {
                    *rest = &inside[len + 2..];
                    return Some(match name.is_empty() {
                        true => Element::Char(wide),
                        false => Element::Unknown,
                    });
                }
            }
        }
        [b'\\', escaped @ ..] if options.escapes => *rest = escaped,
        _ => {}
    }
    take_char(rest, options.encoding).map(Element::Char)
}
