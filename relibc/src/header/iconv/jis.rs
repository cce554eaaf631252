//! ISO-2022-JP (RFC 1468): escape sequences say which set the bytes after them are of. Its characters of two bytes are those of
//! EUC-JP without the upper bits. And where EUC-JP is not the Web's, which also writes nothing of JIS X 0212.

use super::charset::{decode_multiple, Step};
use crate::header::wchar::multibyte::Decoded;
use crate::sync::across_fork::hold_across_fork;
use crate::sync::Mutex;
use alloc::vec::Vec;

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

/// The characters of JIS X 0212 with their bytes after 0x8f, sorted: the Web's EUC-JP reads them and writes none.
static SUPPLEMENT: Mutex<Vec<(u16, [u8; 2])>> = Mutex::new(Vec::new());
hold_across_fork!(SUPPLEMENT);

/// A character in EUC-JP, and its length. Rows that makers of computers have filled, and the Web's tables have (13 and those above
/// 84), come after JIS X 0212.
pub fn encode_euc(wide: char) -> Option<([u8; 3], usize)> {
    let mut buffer = [0; 4];
    let webs = of_web(wide).and_then(|webs| {
        let (encoded, _, unmappable) = encoding_rs::EUC_JP.encode(webs.encode_utf8(&mut buffer));
        match *encoded {
            _ if unmappable => None,
            // A yen sign and an overline.
            [byte] => Some(([byte, 0, 0], 1)),
            [first, second] => Some(([first, second, 0], 2)),
            _ => None,
        }
    });
    match webs {
        None | Some(([0xad | 0xf5.., ..], _)) => {
            let supplement = encode_supplement(wide).map(|encoded| (encoded, 3));
            supplement.or(webs)
        }
        common => common,
    }
}

/// A character of JIS X 0212 in EUC-JP. None also without memory for the table, which the first call makes.
fn encode_supplement(wide: char) -> Option<[u8; 3]> {
    let wide = u16::try_from(u32::from(wide)).ok()?;
    let mut table = SUPPLEMENT.lock();
    if table.is_empty() {
        fill(&mut table)?;
    }
    let index = table.binary_search_by_key(&wide, |(each, _)| *each).ok()?;
    let [row, cell] = table.get(index)?.1;
    Some([0x8f, row, cell])
}

fn fill(table: &mut Vec<(u16, [u8; 2])>) -> Option<()> {
    const CHARACTERS: usize = 6067;
    table.try_reserve_exact(CHARACTERS).ok()?;
    for row in 0xa1..=0xfe {
        for cell in 0xa1..=0xfe {
            if let Decoded::Char(wide, 3) = decode_euc(&[0x8f, row, cell]) {
                table.try_reserve(1).ok()?;
                table.push((u16::try_from(wide).ok()?, [row, cell]));
            }
        }
    }
    table.sort_unstable();
    Some(())
}

/// The character of EUC-JP that bytes begin with.
pub fn decode_euc(bytes: &[u8]) -> Step {
    match decode_multiple(encoding_rs::EUC_JP, bytes) {
        Decoded::Char(wide, 2) => Decoded::Char(usual(wide), 2),
        step => step,
    }
}

/// What the Web's EUC-JP has in a character's place; nothing where it has that character for another one.
fn of_web(wide: char) -> Option<char> {
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
