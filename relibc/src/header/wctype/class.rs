//! Character classes and simple case mapping of wide characters, from core's Unicode tables, and what a locale's file has
//! beside them: classes of its own, and letters whose case is another.
//!
//! In the C locale the wide characters of high bytes are low surrogates, which belong to no class.

use crate::header::locale::{cases, data};
use locale_format::Characters;

/// A class of XBD 7.3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Class {
    Alnum,
    Alpha,
    Blank,
    Cntrl,
    Digit,
    Graph,
    Lower,
    Print,
    Punct,
    Space,
    Upper,
    Xdigit,
    /// One of a locale's own.
    Own(locale_format::Class<'static>),
}

/// The place of a class, and 1 more, is the `wctype_t` that stands for it (musl's numbers). Behind them are those of a
/// locale's file.
const CLASSES: [(&[u8], Class); 12] = [
    (b"alnum", Class::Alnum),
    (b"alpha", Class::Alpha),
    (b"blank", Class::Blank),
    (b"cntrl", Class::Cntrl),
    (b"digit", Class::Digit),
    (b"graph", Class::Graph),
    (b"lower", Class::Lower),
    (b"print", Class::Print),
    (b"punct", Class::Punct),
    (b"space", Class::Space),
    (b"upper", Class::Upper),
    (b"xdigit", Class::Xdigit),
];

impl Class {
    /// The class with this name, as in `[:name:]`, in the calling thread's locale.
    pub fn from_name(name: &[u8]) -> Option<Self> {
        Self::from_number(Self::number_of(name, data::characters)?, data::characters)
    }

    /// The `wctype_t` of the class with this name, in a locale whose own classes `characters` gives.
    pub fn number_of(
        name: &[u8],
        characters: impl FnOnce() -> Option<Characters<'static>>,
    ) -> Option<usize> {
        let usual = CLASSES.iter().position(|(known, _)| *known == name);
        let own = || Some(CLASSES.len() + characters()?.class_number(name)?);
        Some(usual.or_else(own)? + 1)
    }

    /// The class that a `wctype_t` stands for, in a locale whose own classes `characters` gives; 0 and unknown numbers
    /// stand for none.
    #[inline]
    pub fn from_number(
        number: usize,
        characters: impl FnOnce() -> Option<Characters<'static>>,
    ) -> Option<Self> {
        let place = number.checked_sub(1)?;
        match CLASSES.get(place) {
            Some((_, class)) => Some(*class),
            None => characters()?.class(place - CLASSES.len()).map(Self::Own),
        }
    }

    /// Whether the wide character belongs to the class.
    pub fn contains(self, wide: u32) -> bool {
        match self {
            Self::Alnum => is_alpha(wide) || is_digit(wide),
            Self::Alpha => is_alpha(wide),
            Self::Blank => is_blank(wide),
            Self::Cntrl => is_cntrl(wide),
            Self::Digit => is_digit(wide),
            Self::Graph => is_graph(wide),
            Self::Lower => scalar(wide).is_some_and(char::is_lowercase) || has_only_upper(wide),
            Self::Print => is_print(wide),
            Self::Punct => is_graph(wide) && !is_alpha(wide) && !is_digit(wide),
            Self::Space => is_space(wide),
            Self::Upper => scalar(wide).is_some_and(char::is_uppercase),
            Self::Xdigit => scalar(wide).is_some_and(|c| c.is_ascii_hexdigit()),
            Self::Own(class) => class.contains(wide),
        }
    }
}

fn scalar(wide: u32) -> Option<char> {
    char::from_u32(wide)
}

fn is_alpha(wide: u32) -> bool {
    scalar(wide).is_some_and(char::is_alphabetic)
}

/// Only the ten ASCII digits (XBD 7.3.1, "digit").
fn is_digit(wide: u32) -> bool {
    scalar(wide).is_some_and(|c| c.is_ascii_digit())
}

/// Spaces at which a line may be broken; the three no-break spaces are punctuation.
fn is_space(wide: u32) -> bool {
    !matches!(wide, 0xa0 | 0x2007 | 0x202f) && scalar(wide).is_some_and(char::is_whitespace)
}

fn is_blank(wide: u32) -> bool {
    wide == 0x09 || is_space(wide) && !is_cntrl(wide)
}

/// Controls, line and paragraph separators, and the interlinear annotation marks.
fn is_cntrl(wide: u32) -> bool {
    matches!(wide, 0..=0x1f | 0x7f..=0x9f | 0x2028 | 0x2029 | 0xfff9..=0xfffb)
}

/// Everything except controls, surrogates and noncharacters. Code points that Unicode has not
/// assigned count, so that text newer than our tables can be shown.
fn is_print(wide: u32) -> bool {
    !is_cntrl(wide) && scalar(wide).is_some() && wide & 0xfffe != 0xfffe
}

fn is_graph(wide: u32) -> bool {
    is_print(wide) && !is_space(wide)
}

/// Titlecase letters have a lower form and are not lower case; Unicode's Lowercase property
/// already has all lower-case letters, so this is only U+0345, which maps to a capital.
fn has_only_upper(wide: u32) -> bool {
    wide == 0x345
}

/// Upper-case form in the calling thread's locale.
#[inline]
pub fn to_upper(wide: u32) -> u32 {
    cases::current().upper(wide)
}

/// Lower-case form in the calling thread's locale.
#[inline]
pub fn to_lower(wide: u32) -> u32 {
    cases::current().lower(wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_is_classified_as_core_classifies_it() {
        for byte in 0..0x80u8 {
            let is = |class: Class| class.contains(u32::from(byte));
            assert_eq!(is(Class::Alnum), byte.is_ascii_alphanumeric());
            assert_eq!(is(Class::Alpha), byte.is_ascii_alphabetic());
            assert_eq!(is(Class::Blank), byte == b' ' || byte == b'\t');
            assert_eq!(is(Class::Cntrl), byte.is_ascii_control());
            assert_eq!(is(Class::Digit), byte.is_ascii_digit());
            assert_eq!(is(Class::Graph), byte.is_ascii_graphic());
            assert_eq!(is(Class::Lower), byte.is_ascii_lowercase());
            assert_eq!(is(Class::Print), byte.is_ascii_graphic() || byte == b' ');
            assert_eq!(is(Class::Punct), byte.is_ascii_punctuation());
            assert_eq!(is(Class::Space), byte.is_ascii_whitespace() || byte == 0x0b);
            assert_eq!(is(Class::Upper), byte.is_ascii_uppercase());
            assert_eq!(is(Class::Xdigit), byte.is_ascii_hexdigit());
        }
    }
}
