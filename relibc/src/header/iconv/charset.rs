//! Character sets: one character to and from bytes.
//!
//! The Unicode forms, ASCII and Latin-1 are done here; all others by `encoding_rs`, single-byte ones through a table
//! made when a converter is opened.

use alloc::boxed::Box;

use encoding_rs::{Encoding, EUC_JP};

use super::jis::{self, Set};
use super::legacy;
use crate::header::wchar::multibyte::{Decoded, Encoding as Multibyte};

/// The character that bytes begin with.
pub use crate::header::wchar::multibyte::Decoded as Step;

/// Order of the bytes in a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Big,
    Little,
}

/// A character set, with what it must remember between characters.
pub enum Charset {
    Ascii,
    Latin1,
    Utf8,
    /// With surrogate pairs, or without them: UCS-2.
    Utf16 {
        order: Order,
        mark: Mark,
        pairs: bool,
    },
    Utf32 {
        order: Order,
        mark: Mark,
    },
    /// Upper half of a single-byte set; 0 where there is no character.
    Table(Box<[char; 128]>),
    /// A set of one to four bytes a character.
    Multiple(&'static Encoding),
    /// ISO-2022-JP.
    Jis(Set),
}

/// What a character set remembers between characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    Nothing,
    Mark(Mark),
    Set(Set),
}

/// Whether a byte order mark is expected or to be written first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    None,
    Pending,
}

/// Most bytes that a character takes, with a byte order mark before it.
pub(crate) const BYTES_MAX: usize = 8;

/// The bytes of a character.
#[derive(Debug, Default)]
pub struct Bytes {
    bytes: [u8; BYTES_MAX],
    len: usize,
}

impl Bytes {
    fn push(&mut self, bytes: &[u8]) {
        self.bytes[self.len..self.len + bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len();
    }

    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

impl Charset {
    /// The set with a name. Letters' case, and punctuation, do not matter.
    pub fn find(name: &[u8]) -> Option<Self> {
        let mut buffer = [0; 32];
        let mut len = 0;
        for byte in name.iter().filter(|byte| byte.is_ascii_alphanumeric()) {
            *buffer.get_mut(len)? = byte.to_ascii_uppercase();
            len += 1;
        }
        let utf16 = |order, mark| Self::Utf16 {
            order,
            mark,
            pairs: true,
        };
        let ucs2 = |order, mark| Self::Utf16 {
            order,
            mark,
            pairs: false,
        };
        let utf32 = |order, mark| Self::Utf32 { order, mark };
        Some(match &buffer[..len] {
            b"UTF8" => Self::Utf8,
            b"ASCII" | b"USASCII" | b"ANSIX341968" | b"ISO646US" | b"646" | b"C" | b"POSIX" => {
                Self::Ascii
            }
            b"ISO88591" | b"ISO885911987" | b"LATIN1" | b"L1" | b"88591" | b"CP819" | b"IBM819"
            | b"ISOIR100" | b"CSISOLATIN1" => Self::Latin1,
            b"ISO2022JP" | b"CSISO2022JP" => Self::Jis(Set::Ascii),
            b"UTF16" => utf16(Order::Little, Mark::Pending),
            b"UTF16BE" => utf16(Order::Big, Mark::None),
            b"UTF16LE" => utf16(Order::Little, Mark::None),
            b"UTF32" => utf32(Order::Little, Mark::Pending),
            b"UTF32BE" | b"UCS4" | b"UCS4BE" | b"ISO10646" => utf32(Order::Big, Mark::None),
            b"UTF32LE" | b"UCS4LE" | b"WCHART" | b"UCS4INTERNAL" => {
                utf32(Order::Little, Mark::None)
            }
            b"ISO10646UCS2" | b"CSUNICODE" | b"UNICODE" => ucs2(Order::Little, Mark::Pending),
            b"UCS2" | b"UCS2LE" | b"UCS2INTERNAL" | b"UNICODELITTLE" => {
                ucs2(Order::Little, Mark::None)
            }
            b"UCS2BE" | b"UNICODEBIG" => ucs2(Order::Big, Mark::None),
            plain => return Self::legacy(plain),
        })
    }

    fn legacy(plain: &[u8]) -> Option<Self> {
        let encoding = legacy::find(plain)?;
        if !encoding.is_single_byte() {
            return Some(Self::Multiple(encoding));
        }
        let mut table = Box::new(['\0'; 128]);
        for byte in 0x80..=0xff {
            let one = [byte];
            let decoded = encoding.decode_without_bom_handling_and_without_replacement(&one);
            if let Some(wide) = decoded.and_then(|text| text.chars().next()) {
                table[usize::from(byte) - 0x80] = wide;
            }
        }
        Some(Self::Table(table))
    }

    /// What it remembers.
    pub fn memory(&self) -> Memory {
        match self {
            Self::Utf16 { mark, .. } | Self::Utf32 { mark, .. } => Memory::Mark(*mark),
            Self::Jis(set) => Memory::Set(*set),
            _ => Memory::Nothing,
        }
    }

    /// Remembers what it remembered then.
    pub fn restore(&mut self, memory: Memory) {
        match (self, memory) {
            (Self::Utf16 { mark, .. } | Self::Utf32 { mark, .. }, Memory::Mark(then)) => {
                *mark = then
            }
            (Self::Jis(set), Memory::Set(then)) => *set = then,
            _ => {}
        }
    }

    /// How many bytes at the beginning only choose what the bytes after them are.
    pub fn shift(&mut self, bytes: &[u8]) -> Result<usize, Step> {
        let Self::Jis(set) = self else { return Ok(0) };
        let chosen = Set::chosen(bytes)?;
        *set = chosen.unwrap_or(*set);
        Ok(chosen.map_or(0, |set| set.escape().len()))
    }

    /// What leads back from what it remembers to where a text begins.
    pub fn end(&self) -> &'static [u8] {
        match self {
            Self::Jis(Set::Roman | Set::Kanji) => Set::Ascii.escape(),
            _ => b"",
        }
    }

    /// Decodes the first character. A byte order mark is taken off unseen: then the length is what
    /// both have.
    pub fn decode(&mut self, bytes: &[u8]) -> Step {
        let Some(first) = bytes.first() else {
            return Decoded::Incomplete;
        };
        match self {
            Self::Ascii if first.is_ascii() => Decoded::Char((*first).into(), 1),
            Self::Ascii => Decoded::Invalid,
            Self::Latin1 => Decoded::Char((*first).into(), 1),
            Self::Utf8 => Multibyte::Utf8.decode(bytes),
            Self::Table(_) if first.is_ascii() => Decoded::Char((*first).into(), 1),
            Self::Table(table) => match table[usize::from(*first) - 0x80] {
                '\0' => Decoded::Invalid,
                wide => Decoded::Char(wide.into(), 1),
            },
            Self::Multiple(encoding) if *encoding == EUC_JP => jis::decode_euc(bytes),
            Self::Multiple(encoding) => decode_multiple(encoding, bytes),
            Self::Jis(set) => set.decode(bytes),
            Self::Utf16 { order, mark, pairs } => {
                if *mark == Mark::Pending {
                    match bytes {
                        [0xff, 0xfe, ..] => *order = Order::Little,
                        [0xfe, 0xff, ..] => *order = Order::Big,
                        [_] => return Decoded::Incomplete,
                        _ => *mark = Mark::None,
                    }
                }
                let pending = core::mem::replace(mark, Mark::None) == Mark::Pending;
                after_mark(
                    pending,
                    2,
                    bytes,
                    |rest| decode_utf16(rest, *order, *pairs),
                    mark,
                )
            }
            Self::Utf32 { order, mark } => {
                if *mark == Mark::Pending {
                    match bytes {
                        [0xff, 0xfe, 0, 0, ..] => *order = Order::Little,
                        [0, 0, 0xfe, 0xff, ..] => *order = Order::Big,
                        _ if bytes.len() < 4 => return Decoded::Incomplete,
                        _ => *mark = Mark::None,
                    }
                }
                let pending = core::mem::replace(mark, Mark::None) == Mark::Pending;
                after_mark(pending, 4, bytes, |rest| decode_utf32(rest, *order), mark)
            }
        }
    }

    /// Encodes a character; `None` if the set does not have it.
    pub fn encode(&mut self, wide: char) -> Option<Bytes> {
        let mut bytes = Bytes::default();
        let value = u32::from(wide);
        match self {
            Self::Ascii | Self::Table(_) | Self::Multiple(_) if value < 0x80 => {
                bytes.push(&[value as u8])
            }
            Self::Ascii => return None,
            Self::Latin1 => bytes.push(&[u8::try_from(value).ok()?]),
            Self::Utf8 => bytes.push(wide.encode_utf8(&mut [0; 4]).as_bytes()),
            Self::Table(table) => {
                let index = table.iter().position(|each| *each == wide)?;
                bytes.push(&[index as u8 + 0x80]);
            }
            Self::Multiple(encoding) if *encoding == EUC_JP => {
                let (encoded, len) = jis::encode_euc(wide)?;
                bytes.push(&encoded[..len]);
            }
            Self::Multiple(encoding) => {
                let mut buffer = [0; 4];
                let (encoded, _, unmappable) = encoding.encode(wide.encode_utf8(&mut buffer));
                if unmappable || encoded.len() > BYTES_MAX {
                    return None;
                }
                bytes.push(&encoded);
            }
            Self::Jis(set) => {
                let (needed, character, len) = set.encode(wide)?;
                if *set != needed {
                    *set = needed;
                    bytes.push(needed.escape());
                }
                bytes.push(&character[..len]);
            }
            Self::Utf16 { order, mark, pairs } => {
                let mut units = [0; 2];
                let units = wide.encode_utf16(&mut units);
                if units.len() > 1 && !*pairs {
                    return None;
                }
                if core::mem::replace(mark, Mark::None) == Mark::Pending {
                    bytes.push(&unit16(0xfeff, *order));
                }
                units
                    .iter()
                    .for_each(|unit| bytes.push(&unit16(*unit, *order)));
            }
            Self::Utf32 { order, mark } => {
                if core::mem::replace(mark, Mark::None) == Mark::Pending {
                    bytes.push(&unit32(0xfeff, *order));
                }
                bytes.push(&unit32(value, *order));
            }
        }
        Some(bytes)
    }
}

/// Decodes behind a byte order mark. If what follows is not whole, the mark is still to come.
fn after_mark(
    has_mark: bool,
    mark_len: usize,
    bytes: &[u8],
    decode: impl FnOnce(&[u8]) -> Step,
    mark: &mut Mark,
) -> Step {
    if !has_mark {
        return decode(bytes);
    }
    match decode(&bytes[mark_len..]) {
        Decoded::Char(wide, len) => Decoded::Char(wide, len + mark_len),
        Decoded::Incomplete => {
            *mark = Mark::Pending;
            Decoded::Incomplete
        }
        Decoded::Invalid => {
            *mark = Mark::Pending;
            Decoded::Invalid
        }
    }
}

fn unit16(unit: u16, order: Order) -> [u8; 2] {
    match order {
        Order::Big => unit.to_be_bytes(),
        Order::Little => unit.to_le_bytes(),
    }
}

fn unit32(unit: u32, order: Order) -> [u8; 4] {
    match order {
        Order::Big => unit.to_be_bytes(),
        Order::Little => unit.to_le_bytes(),
    }
}

fn decode_utf16(bytes: &[u8], order: Order, pairs: bool) -> Step {
    let unit = |index: usize| {
        let pair: [u8; 2] = bytes.get(index..index + 2)?.try_into().ok()?;
        Some(match order {
            Order::Big => u16::from_be_bytes(pair),
            Order::Little => u16::from_le_bytes(pair),
        })
    };
    match unit(0) {
        None => Decoded::Incomplete,
        Some(first @ 0xd800..=0xdbff) if pairs => match unit(2) {
            None => Decoded::Incomplete,
            Some(second @ 0xdc00..=0xdfff) => {
                let wide =
                    0x1_0000 + ((u32::from(first) & 0x3ff) << 10) + (u32::from(second) & 0x3ff);
                Decoded::Char(wide, 4)
            }
            Some(_) => Decoded::Invalid,
        },
        Some(0xd800..=0xdfff) => Decoded::Invalid,
        Some(unit) => Decoded::Char(unit.into(), 2),
    }
}

fn decode_utf32(bytes: &[u8], order: Order) -> Step {
    let Some(Ok(unit)) = bytes.get(..4).map(<[u8; 4]>::try_from) else {
        return Decoded::Incomplete;
    };
    let wide = match order {
        Order::Big => u32::from_be_bytes(unit),
        Order::Little => u32::from_le_bytes(unit),
    };
    match char::from_u32(wide) {
        Some(_) => Decoded::Char(wide, 4),
        None => Decoded::Invalid,
    }
}

/// The character of a set of several bytes that bytes begin with.
pub fn decode_multiple(encoding: &'static Encoding, bytes: &[u8]) -> Step {
    if bytes[0].is_ascii() {
        return Decoded::Char(bytes[0].into(), 1);
    }
    for len in 1..=bytes.len().min(4) {
        let decoded = encoding.decode_without_bom_handling_and_without_replacement(&bytes[..len]);
        let mut chars = decoded.iter().flat_map(|text| text.chars());
        if let (Some(wide), None) = (chars.next(), chars.next()) {
            return Decoded::Char(wide.into(), len);
        }
    }
    // The longest beginning of a character is three bytes.
    if bytes.len() >= 4 || !may_go_on(encoding, bytes) {
        Decoded::Invalid
    } else {
        Decoded::Incomplete
    }
}

/// Whether some continuation makes bytes a character.
fn may_go_on(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = [0; 16];
    let (result, ..) = decoder.decode_to_utf8_without_replacement(bytes, &mut text, false);
    !matches!(result, encoding_rs::DecoderResult::Malformed(..))
}
