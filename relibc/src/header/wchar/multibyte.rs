//! The multibyte encodings: UTF-8, and the 8-bit clean encoding of the C locale.
//!
//! Pure functions over slices; everything in the library that must step over characters (the
//! `mbrtowc` family, stdio's wide functions, regex, fnmatch, wcwidth's callers) uses these.
//!
//! In the C locale a byte below 0x80 is itself and a byte `b` of 0x80 or more is the wide
//! character `0xDF00 | b` (0xDF80 to 0xDFFF), as musl has it: a range of low surrogates that no
//! valid text contains, so that every byte string survives a round trip (POSIX.1-2024, XBD 6.2).

/// How the bytes of a locale's text stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// One byte is one character: the C locale.
    Bytes,
    /// UTF-8 as RFC 3629 has it: no surrogates, nothing above U+10FFFF, no overlong forms.
    Utf8,
}

/// What the beginning of a byte string holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// A whole character and the number of bytes it took.
    Char(u32, usize),
    /// The bytes are the beginning of a character, and more are needed.
    Incomplete,
    /// No character begins with these bytes.
    Invalid,
}

/// Most bytes in one character, in any encoding (`MB_LEN_MAX` is at least this).
pub(crate) const MAX_BYTES: usize = 4;

impl Encoding {
    /// `MB_CUR_MAX`: most bytes in one character of this encoding.
    pub const fn max_bytes(self) -> usize {
        match self {
            Self::Bytes => 1,
            Self::Utf8 => MAX_BYTES,
        }
    }

    /// Decodes the first character of `bytes`. A null byte is the character 0, of length 1.
    pub const fn decode(self, bytes: &[u8]) -> Decoded {
        if bytes.is_empty() {
            return Decoded::Incomplete;
        }
        if bytes[0] < 0x80 {
            return Decoded::Char(bytes[0] as u32, 1);
        }
        match self {
            Self::Bytes => Decoded::Char(byte_to_wide(bytes[0]), 1),
            Self::Utf8 => decode_utf8_sequence(bytes),
        }
    }

    /// Encodes `wide`; `None` when the encoding has no such character.
    #[inline]
    pub fn encode(self, wide: u32) -> Option<Encoded> {
        if wide < 0x80 {
            return Some(Encoded::new([wide as u8, 0, 0, 0], 1));
        }
        match self {
            Self::Bytes => wide_to_byte(wide).map(|byte| Encoded::new([byte, 0, 0, 0], 1)),
            Self::Utf8 => encode_utf8_sequence(wide),
        }
    }
}

/// The bytes of one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoded {
    bytes: [u8; MAX_BYTES],
    len: u8,
}

impl Encoded {
    const fn new(bytes: [u8; MAX_BYTES], len: u8) -> Self {
        Self { bytes, len }
    }

    /// The bytes, one to four of them.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len as usize]
    }
}

/// The wide character that the C locale gives to a byte.
pub const fn byte_to_wide(byte: u8) -> u32 {
    if byte < 0x80 {
        byte as u32
    } else {
        0xdf00 | byte as u32
    }
}

/// The byte that a wide character stands for in the C locale.
pub const fn wide_to_byte(wide: u32) -> Option<u8> {
    match wide {
        0..=0x7f | 0xdf80..=0xdfff => Some(wide as u8),
        _ => None,
    }
}

/// Decodes a sequence whose first byte is 0x80 or more (RFC 3629, section 4). A second byte that
/// no character allows makes the sequence invalid at once, even when later bytes are missing.
const fn decode_utf8_sequence(bytes: &[u8]) -> Decoded {
    let first = bytes[0];
    let (len, low, high) = match first {
        0xc2..=0xdf => (2, 0x80, 0xbf),
        0xe0 => (3, 0xa0, 0xbf),
        0xed => (3, 0x80, 0x9f),
        0xe1..=0xec | 0xee..=0xef => (3, 0x80, 0xbf),
        0xf0 => (4, 0x90, 0xbf),
        0xf1..=0xf3 => (4, 0x80, 0xbf),
        0xf4 => (4, 0x80, 0x8f),
        _ => return Decoded::Invalid,
    };
    if bytes.len() < 2 {
        return Decoded::Incomplete;
    }
    if bytes[1] < low || bytes[1] > high {
        return Decoded::Invalid;
    }
    let mut value = (first as u32 & (0x7f >> len)) << 6 | (bytes[1] as u32 & 0x3f);
    let mut index = 2;
    while index < len {
        if index >= bytes.len() {
            return Decoded::Incomplete;
        }
        if bytes[index] & 0xc0 != 0x80 {
            return Decoded::Invalid;
        }
        value = value << 6 | (bytes[index] as u32 & 0x3f);
        index += 1;
    }
    Decoded::Char(value, len)
}

/// Decodes a whole, valid sequence whose first byte is 0x80 or more; `at` gives the bytes by index, and is asked for one only after
/// those before it were right. Of anything else nothing is said.
#[inline(always)]
pub fn whole_utf8_sequence(at: impl Fn(usize) -> u8) -> Option<(u32, usize)> {
    let first = u32::from(at(0));
    let tail = |index| match at(index) {
        byte @ 0x80..=0xbf => Some(u32::from(byte & 0x3f)),
        _ => None,
    };
    match first {
        0xc2..=0xdf => Some(((first & 0x1f) << 6 | tail(1)?, 2)),
        0xe0..=0xef => {
            let value = (first & 0xf) << 12 | tail(1)? << 6 | tail(2)?;
            (value >= 0x800 && !(0xd800..=0xdfff).contains(&value)).then_some((value, 3))
        }
        0xf0..=0xf4 => {
            let value = (first & 7) << 18 | tail(1)? << 12 | tail(2)? << 6 | tail(3)?;
            (0x1_0000..0x11_0000).contains(&value).then_some((value, 4))
        }
        _ => None,
    }
}

/// Encodes a scalar value of 0x80 or more.
#[inline]
fn encode_utf8_sequence(wide: u32) -> Option<Encoded> {
    let tail = |shift: u32| (wide >> shift & 0x3f) as u8 | 0x80;
    Some(match wide {
        ..=0x7ff => Encoded::new([(wide >> 6) as u8 | 0xc0, tail(0), 0, 0], 2),
        0xd800..=0xdfff | 0x11_0000.. => return None,
        ..=0xffff => Encoded::new([(wide >> 12) as u8 | 0xe0, tail(6), tail(0), 0], 3),
        _ => Encoded::new([(wide >> 18) as u8 | 0xf0, tail(12), tail(6), tail(0)], 4),
    })
}

/// The contents of an `mbstate_t`: the bytes of a character that earlier calls have seen.
///
/// Word 0 holds up to three bytes, first byte lowest, and their number in the top byte; so a
/// zeroed object is the initial state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Partial(pub u32);

impl Partial {
    /// No bytes seen.
    pub const INITIAL: Self = Self(0);

    /// Number of bytes seen, 0 to 3.
    pub const fn seen(self) -> usize {
        (self.0 >> 24) as usize & 3
    }

    /// Whether this is the initial state.
    pub const fn is_initial(self) -> bool {
        self.0 == 0
    }

    const fn push(self, byte: u8) -> Self {
        let count = self.seen() as u32;
        Self((self.0 & 0xff_ffff) | (byte as u32) << (8 * count) | (count + 1) << 24)
    }

    /// Decodes the character that the bytes seen so far and `bytes` make up.
    ///
    /// The length in the answer counts only bytes of `bytes`. After `Incomplete` the state holds
    /// all of `bytes`; after anything else it is initial.
    pub fn decode(&mut self, encoding: Encoding, bytes: &[u8]) -> Decoded {
        let seen = self.seen();
        if seen == 0 {
            let decoded = encoding.decode(bytes);
            if decoded == Decoded::Incomplete {
                bytes.iter().for_each(|byte| *self = self.push(*byte));
            }
            return decoded;
        }
        let mut buffer = [0; MAX_BYTES];
        let added = bytes.len().min(MAX_BYTES - seen);
        buffer[..3].copy_from_slice(&self.0.to_le_bytes()[..3]);
        buffer[seen..seen + added].copy_from_slice(&bytes[..added]);
        match encoding.decode(&buffer[..seen + added]) {
            Decoded::Char(wide, len) => {
                *self = Self::INITIAL;
                Decoded::Char(wide, len.saturating_sub(seen))
            }
            Decoded::Incomplete => {
                bytes.iter().for_each(|byte| *self = self.push(*byte));
                Decoded::Incomplete
            }
            Decoded::Invalid => {
                *self = Self::INITIAL;
                Decoded::Invalid
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_sequences_are_what_the_decoder_takes_whole() {
        // Bytes at the borders of what may follow what.
        let bytes = [
            0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef,
            0xf0, 0xf1, 0xf4, 0xf5, 0xff, 0x7f, 0,
        ];
        for index in 0..bytes.len().pow(4) {
            let part = |power: u32| bytes[index / bytes.len().pow(power) % bytes.len()];
            let text: [u8; 4] = [part(0), part(1), part(2), part(3)];
            if text[0] < 0x80 {
                continue;
            }
            let expected = match Encoding::Utf8.decode(&text) {
                Decoded::Char(wide, length) => Some((wide, length)),
                _ => None,
            };
            assert_eq!(
                whole_utf8_sequence(|index| text[index]),
                expected,
                "{text:x?}"
            );
        }
    }

    #[test]
    fn utf8_encodes_and_decodes_every_scalar_value_as_core_does() {
        for wide in 0..0x11_0100u32 {
            match char::from_u32(wide) {
                Some(scalar) => {
                    let mut buffer = [0; 4];
                    let expected = scalar.encode_utf8(&mut buffer).as_bytes();
                    let encoded = Encoding::Utf8.encode(wide).unwrap();
                    assert_eq!(encoded.as_bytes(), expected);
                    let decoded = Encoding::Utf8.decode(expected);
                    assert_eq!(decoded, Decoded::Char(wide, expected.len()));
                }
                None => assert_eq!(Encoding::Utf8.encode(wide), None),
            }
        }
    }

    #[test]
    fn three_byte_strings_are_judged_as_core_judges_them() {
        for first in 0x80..=0xffu8 {
            for second in 0..=0xffu8 {
                for third in [0, 0x7f, 0x80, 0xbf, 0xc0, 0xff] {
                    let bytes = [first, second, third];
                    let expected = match core::str::from_utf8(&bytes) {
                        Ok(_) => true,
                        Err(error) => error.valid_up_to() > 0,
                    };
                    let decoded = Encoding::Utf8.decode(&bytes);
                    assert_eq!(matches!(decoded, Decoded::Char(..)), expected, "{bytes:x?}");
                    if let Err(error) = core::str::from_utf8(&bytes) {
                        if error.valid_up_to() == 0 {
                            let incomplete = error.error_len().is_none();
                            assert_eq!(decoded == Decoded::Incomplete, incomplete, "{bytes:x?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_character_may_arrive_one_byte_at_a_time() {
        let mut state = Partial::INITIAL;
        for byte in &"😀".as_bytes()[..3] {
            assert_eq!(state.decode(Encoding::Utf8, &[*byte]), Decoded::Incomplete);
        }
        assert_eq!(state.seen(), 3);
        let last = "😀".as_bytes()[3];
        assert_eq!(
            state.decode(Encoding::Utf8, &[last, b'x']),
            Decoded::Char(0x1f600, 1)
        );
        assert!(state.is_initial());
    }

    #[test]
    fn every_byte_survives_the_c_locale() {
        for byte in 0..=0xff {
            let Decoded::Char(wide, 1) = Encoding::Bytes.decode(&[byte]) else {
                panic!("{byte:#x} is not a character");
            };
            assert_eq!(Encoding::Bytes.encode(wide).unwrap().as_bytes(), [byte]);
        }
        assert_eq!(Encoding::Bytes.encode(0xe9), None);
    }
}
