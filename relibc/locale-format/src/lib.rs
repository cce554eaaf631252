//! The file of a locale. `localedef` writes it ([`Section`] and the layouts said here), the C library maps it and reads it
//! through [`File`], [`Characters`] and [`Collation`]. A file may come from anyone: whatever its bytes are, reading gives something, and
//! nothing outside of it.
//!
//! ```text
//! "ochreloc", version, length of the file, then offset and length of each section; numbers are u32, little-endian
//! texts: offsets from the file's begin to strings that end in a null byte; the file's last byte is one
//! ```
#![no_std]
#![forbid(unsafe_code)]

pub mod case;
mod characters;
mod collation;

pub use characters::{Characters, Class, Map};
pub use collation::{Collation, Elements, Weights, LEVELS};

use core::ffi::CStr;

pub const MAGIC: &[u8; 8] = b"ochreloc";
pub const VERSION: u32 = 2;
/// Bytes before the first section.
pub const HEADER: usize = 16 + 8 * Section::COUNT;

/// The parts of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Texts: those of `nl_langinfo` from `ABDAY_1` to `ERA_T_FMT`, then twelve `ALTMON`, twelve short ones.
    Time,
    /// Texts: decimal point, separator, grouping.
    Numeric,
    /// Texts: the strings of `struct lconv` from `int_curr_symbol` on, then `CRNCYSTR`.
    Monetary,
    /// Bytes: the numbers of `struct lconv` from `int_frac_digits` on.
    MonetaryNumbers,
    /// Texts: `YESEXPR`, `NOEXPR`, `YESSTR`, `NOSTR`.
    Messages,
    /// See [`Collation`]; empty where characters are in the order of their codes.
    Collation,
    /// See [`Characters`]; empty where there are only those of every locale.
    Characters,
}

impl Section {
    pub const COUNT: usize = 7;
}

/// Texts of [`Section::Time`].
pub const TIME_TEXTS: usize = 0x32 + 24;
/// Where the alternative names of months begin in it.
pub const ALTERNATIVE_MONTHS: usize = 0x32;
pub const NUMERIC_TEXTS: usize = 3;
pub const MONETARY_TEXTS: usize = 8;
pub const MONETARY_NUMBERS: usize = 14;
pub const MESSAGES_TEXTS: usize = 4;

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?) as usize)
}

/// A file.
#[derive(Clone, Copy, Debug)]
pub struct File<'f>(&'f [u8]);

impl<'f> File<'f> {
    /// A file whose header is right and whose sections and texts are within it.
    pub fn new(bytes: &'f [u8]) -> Option<Self> {
        let file = Self(bytes);
        let is_whole = bytes.starts_with(MAGIC)
            && number(bytes, 8)? == VERSION as usize
            && number(bytes, 12)? == bytes.len()
            && bytes.last() == Some(&0);
        if !is_whole {
            return None;
        }
        let texts = [
            (Section::Time, TIME_TEXTS),
            (Section::Numeric, NUMERIC_TEXTS),
            (Section::Monetary, MONETARY_TEXTS),
            (Section::Messages, MESSAGES_TEXTS),
        ];
        for (section, count) in texts {
            if file.section(section)?.len() != 4 * count {
                return None;
            }
            for index in 0..count {
                file.find_text(section, index)?;
            }
        }
        if file.section(Section::MonetaryNumbers)?.len() != MONETARY_NUMBERS {
            return None;
        }
        file.section(Section::Collation)?;
        file.section(Section::Characters).map(|_| file)
    }

    fn section(&self, section: Section) -> Option<&'f [u8]> {
        let place = 16 + 8 * section as usize;
        let (offset, length) = (number(self.0, place)?, number(self.0, place + 4)?);
        self.0.get(offset..offset.checked_add(length)?)
    }

    fn find_text(&self, section: Section, index: usize) -> Option<&'f CStr> {
        let offset = number(self.section(section)?, 4 * index)?;
        CStr::from_bytes_until_nul(self.0.get(offset..)?).ok()
    }

    /// A text; empty if there is none.
    pub fn text(&self, section: Section, index: usize) -> &'f CStr {
        self.find_text(section, index).unwrap_or(c"")
    }

    /// A number of [`Section::MonetaryNumbers`].
    pub fn monetary_number(&self, index: usize) -> u8 {
        let bytes = self.section(Section::MonetaryNumbers).unwrap_or(&[]);
        bytes.get(index).copied().unwrap_or(u8::MAX >> 1)
    }

    /// The order of characters, if it is not that of their codes.
    pub fn collation(&self) -> Option<Collation<'f>> {
        Collation::new(self.section(Section::Collation)?)
    }

    /// Classes and maps of characters, if it has any.
    pub fn characters(&self) -> Option<Characters<'f>> {
        Characters::new(self.section(Section::Characters)?)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    /// A file whose texts are all one.
    fn sample() -> Vec<u8> {
        let mut out = Vec::from(*MAGIC);
        let counts = [
            TIME_TEXTS,
            NUMERIC_TEXTS,
            MONETARY_TEXTS,
            0,
            MESSAGES_TEXTS,
            0,
            0,
        ];
        let mut offset = HEADER;
        let put = |out: &mut Vec<u8>, value: usize| out.extend((value as u32).to_le_bytes());
        put(&mut out, VERSION as usize);
        put(&mut out, 0);
        for (section, count) in counts.into_iter().enumerate() {
            let length = if section == 3 {
                MONETARY_NUMBERS
            } else {
                4 * count
            };
            put(&mut out, offset);
            put(&mut out, length);
            offset += length;
        }
        for (section, count) in counts.into_iter().enumerate() {
            match section {
                3 => out.extend([7; MONETARY_NUMBERS]),
                _ => (0..count).for_each(|_| put(&mut out, offset)),
            }
        }
        out.extend(b"text\0");
        let length = (out.len() as u32).to_le_bytes();
        out[12..16].copy_from_slice(&length);
        out
    }

    #[test]
    fn texts_and_numbers_are_found() {
        let bytes = sample();
        let file = File::new(&bytes).unwrap();
        assert_eq!(file.text(Section::Time, TIME_TEXTS - 1), c"text");
        assert_eq!(file.text(Section::Time, TIME_TEXTS), c"");
        assert_eq!(file.monetary_number(13), 7);
        assert!(file.collation().is_none());
        assert!(file.characters().is_none());
    }

    #[test]
    fn a_file_that_is_cut_or_points_outside_is_refused() {
        let bytes = sample();
        for length in 0..bytes.len() {
            assert!(File::new(&bytes[..length]).is_none(), "{length}");
        }
        let mut outside = bytes.clone();
        outside[HEADER..HEADER + 4].copy_from_slice(&(bytes.len() as u32).to_le_bytes());
        assert!(File::new(&outside).is_none());
        let mut open = bytes;
        *open.last_mut().unwrap() = b'!';
        assert!(File::new(&open).is_none());
    }

    proptest! {
        #[test]
        fn damage_does_no_harm(damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
            let mut bytes = sample();
            for (index, value) in damage {
                let at = index.index(bytes.len());
                bytes[at] = value;
            }
            if let Some(file) = File::new(&bytes) {
                for index in 0..TIME_TEXTS {
                    prop_assert!(file.text(Section::Time, index).count_bytes() < bytes.len());
                }
                if let Some(collation) = file.collation() {
                    prop_assert!(collation.weights("text".chars().map(u32::from), 0).count() <= 4 * 65_536);
                }
            }
        }
    }
}
