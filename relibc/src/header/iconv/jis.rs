//! ISO-2022-JP (RFC 1468): escape sequences say which set the bytes after them are of. Its characters of two bytes are those of
//! EUC-JP without the upper bits. And where EUC-JP is not the Web's.

use super::charset::{decode_multiple, Step};
use crate::header::wchar::multibyte::Decoded;

const ESCAPE: u8 = 0x1b;

/// Characters of JIS X 0208 for which the Web's tables, which encoding_rs has, and those of C libraries differ: the former first.
const DIFFERENT: [(char, char); 6] = [
    ('\u{ff5e}', '\u{301c}'),
    ('\u{2225}', '\u{2016}'),
    ('\u{ff0d}', '\u{2212}'),
    ('\u{ffe0}', '\u{a2}'),
    ('\u{ffe1}', '\u{a3}'),
    ('\u{ffe2}', '\u{ac}'),
];

/// A set that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    Ascii,
    /// JIS X 0201: a yen sign and an overline in place of backslash and tilde.
    Roman,
    /// JIS X 0208.
    Kanji,
}

impl Set {
    /// The sequence that chooses it.
    pub fn escape(self) -> &'static [u8; 3] {
        match self {
            Self::Ascii => b"\x1b(B",
            Self::Roman => b"\x1b(J",
            Self::Kanji => b"\x1b$B",
        }
    }

    /// What the escape sequence that bytes begin with chooses; an error if it is not whole, nothing
    /// if there is none.
    pub fn chosen(bytes: &[u8]) -> Result<Option<Self>, Step> {
        match bytes {
            [ESCAPE, b'(', b'B', ..] => Ok(Some(Self::Ascii)),
            [ESCAPE, b'(', b'J', ..] => Ok(Some(Self::Roman)),
            [ESCAPE, b'$', b'B' | b'@', ..] => Ok(Some(Self::Kanji)),
            [ESCAPE] | [ESCAPE, b'(' | b'$'] => Err(Decoded::Incomplete),
            _ => Ok(None),
        }
    }

    /// The character that bytes begin with.
    pub fn decode(self, bytes: &[u8]) -> Step {
        match (self, bytes) {
            (_, []) => Decoded::Incomplete,
            (_, [0x80..=0xff, ..]) => Decoded::Invalid,
            (Self::Roman, [b'\\', ..]) => Decoded::Char('¥'.into(), 1),
            (Self::Roman, [b'~', ..]) => Decoded::Char('‾'.into(), 1),
            (Self::Kanji, [0x21..=0x7e]) => Decoded::Incomplete,
            (Self::Kanji, [first @ 0x21..=0x7e, second @ 0x21..=0x7e, ..]) => {
                match decode_multiple(encoding_rs::EUC_JP, &[first | 0x80, second | 0x80]) {
                    Decoded::Char(wide, 2) => Decoded::Char(usual(wide), 2),
                    _ => Decoded::Invalid,
                }
            }
            (Self::Kanji, [0x21..=0x7e, ..]) => Decoded::Invalid,
            (_, [first, ..]) => Decoded::Char((*first).into(), 1),
        }
    }

    /// The set in which a character can be written after this one, and its one or two bytes there.
    pub fn encode(self, wide: char) -> Option<(Self, [u8; 2], usize)> {
        match wide {
            '¥' => return Some((Self::Roman, [b'\\', 0], 1)),
            '‾' => return Some((Self::Roman, [b'~', 0], 1)),
            '\0'..='\x7f' => {
                let stays = self == Self::Roman && matches!(wide, '!'..='}') && wide != '\\';
                let set = if stays { Self::Roman } else { Self::Ascii };
                return Some((set, [wide as u8, 0], 1));
            }
            _ => {}
        }
        let wide = of_web(wide)?;
        let mut buffer = [0; 4];
        let (encoded, _, unmappable) = encoding_rs::EUC_JP.encode(wide.encode_utf8(&mut buffer));
        match *encoded {
            // The first byte of kana of one byte is 0x8e.
            [first @ 0xa1..=0xff, second] if !unmappable => {
                Some((Self::Kanji, [first & 0x7f, second & 0x7f], 2))
            }
            _ => None,
        }
    }
}

/// The character of EUC-JP that bytes begin with.
pub fn decode_euc(bytes: &[u8]) -> Step {
    match decode_multiple(encoding_rs::EUC_JP, bytes) {
        Decoded::Char(wide, 2) => Decoded::Char(usual(wide), 2),
        step => step,
    }
}

/// What the Web's EUC-JP has in a character's place; nothing where it has that character for another one.
pub fn of_web(wide: char) -> Option<char> {
    match DIFFERENT.iter().find(|(_, usual)| *usual == wide) {
        Some((webs, _)) => Some(*webs),
        None => DIFFERENT
            .iter()
            .all(|(webs, _)| *webs != wide)
            .then_some(wide),
    }
}

fn usual(wide: u32) -> u32 {
    let found = DIFFERENT.iter().find(|(webs, _)| u32::from(*webs) == wide);
    found.map_or(wide, |(_, usual)| u32::from(*usual))
}
