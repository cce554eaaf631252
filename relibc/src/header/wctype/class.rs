//! Character classes and simple case mapping of wide characters, from core's Unicode tables.
//!
//! They do not depend on the locale: in the C locale the wide characters of high bytes are low
//! surrogates, which belong to no class.

/// A class of XBD 7.3.1; the number is the `wctype_t` that stands for it (musl's numbers).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Class {
    Alnum = 1,
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
}

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
    /// The class with this name, as in `[:name:]`.
    pub fn from_name(name: &[u8]) -> Option<Self> {
        CLASSES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, class)| *class)
    }

    /// The class that a `wctype_t` stands for; 0 and unknown numbers stand for none.
    pub fn from_number(number: usize) -> Option<Self> {
        number
            .checked_sub(1)
            .and_then(|index| CLASSES.get(index))
            .map(|(_, class)| *class)
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

/// Upper-case form where it is one character, else the character itself (Unicode's simple
/// mapping).
pub fn to_upper(wide: u32) -> u32 {
    if wide < 0x80 {
        return wide as u8 as char as u32 & !(u32::from((wide as u8).is_ascii_lowercase()) << 5);
    }
    match wide {
        // Greek letters with iota subscript: the full mapping is two letters, the simple one the
        // titlecase letter.
        0x1f80..=0x1faf => wide | 8,
        0x1fb3 | 0x1fc3 | 0x1ff3 => wide + 9,
        _ => single(scalar(wide).map(char::to_uppercase), wide),
    }
}

/// Lower-case form where it is one character, else the character itself.
pub fn to_lower(wide: u32) -> u32 {
    if wide < 0x80 {
        return wide | u32::from((wide as u8).is_ascii_uppercase()) << 5;
    }
    match wide {
        // Capital I with dot above: the full mapping adds a combining dot.
        0x130 => 'i' as u32,
        _ => single(scalar(wide).map(char::to_lowercase), wide),
    }
}

fn single(mapped: Option<impl Iterator<Item = char>>, otherwise: u32) -> u32 {
    let Some(mut mapped) = mapped else {
        return otherwise;
    };
    match (mapped.next(), mapped.next()) {
        (Some(only), None) => only as u32,
        _ => otherwise,
    }
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
            assert_eq!(to_upper(byte.into()), byte.to_ascii_uppercase().into());
            assert_eq!(to_lower(byte.into()), byte.to_ascii_lowercase().into());
        }
    }

    #[test]
    fn iota_subscript_letters_map_to_their_titlecase_letters() {
        // UnicodeData.txt, simple uppercase mapping: 1F80 -> 1F88, 1FB3 -> 1FBC, 1FC3 -> 1FCC.
        assert_eq!(to_upper(0x1f80), 0x1f88);
        assert_eq!(to_upper(0x1fb3), 0x1fbc);
        assert_eq!(to_upper(0x1fc3), 0x1fcc);
        assert_eq!(to_lower(0x1f88), 0x1f80);
        assert_eq!(to_upper('ß' as u32), 'ß' as u32);
    }
}
