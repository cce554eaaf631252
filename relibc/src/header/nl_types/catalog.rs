//! The format of BSD's `gencat`, which musl reads too: big-endian words. A header (magic number, number of
//! sets, length, offset of the messages, offset of the texts; offsets count from the header's end), then sets
//! (number, count of messages, index of the first), messages (number, length, offset of the text), texts.

use alloc::vec::Vec;
use core::ffi::CStr;

const MAGIC: u32 = 0xff88_ff89;
const HEADER_LEN: usize = 20;
const ENTRY_LEN: usize = 12;

/// A catalog.
pub struct Catalog {
    file: Vec<u8>,
}

impl Catalog {
    /// Checks a file's beginning; what its words point to is checked when it is used.
    pub fn parse(file: Vec<u8>) -> Option<Self> {
        let catalog = Self { file };
        (catalog.word(0)? == MAGIC && catalog.file.len() >= HEADER_LEN).then_some(catalog)
    }

    fn word(&self, offset: usize) -> Option<u32> {
        let bytes = self.file.get(offset..offset.checked_add(4)?)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    }

    /// The entry with a number among `count` sorted ones; answers its other two words.
    fn find(&self, offset: usize, count: u32, number: u32) -> Option<(u32, u32)> {
        let (mut low, mut high) = (0, count as usize);
        while low < high {
            let middle = low + (high - low) / 2;
            let entry = offset.checked_add(middle.checked_mul(ENTRY_LEN)?)?;
            match self.word(entry)?.cmp(&number) {
                core::cmp::Ordering::Less => low = middle + 1,
                core::cmp::Ordering::Greater => high = middle,
                core::cmp::Ordering::Equal => {
                    return Some((self.word(entry + 4)?, self.word(entry + 8)?));
                }
            }
        }
        None
    }

    /// A message's text.
    pub fn message(&self, set: u32, number: u32) -> Option<&CStr> {
        let (count, first) = self.find(HEADER_LEN, self.word(4)?, set)?;
        let messages = HEADER_LEN + self.word(12)? as usize + first as usize * ENTRY_LEN;
        let (_, offset) = self.find(messages, count, number)?;
        let text = HEADER_LEN + self.word(16)? as usize + offset as usize;
        CStr::from_bytes_until_nul(self.file.get(text..)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_found_by_set_and_number() {
        let mut file = Vec::new();
        let words = [
            MAGIC,
            2,
            0,
            24,
            24 + 36, // header: two sets, then three messages, then texts
            1,
            2,
            0,
            5,
            1,
            2, // set 1 has messages 0 and 1, set 5 message 2
            1,
            3,
            0,
            7,
            4,
            4,
            1,
            3,
            9,
        ];
        words
            .iter()
            .for_each(|word: &u32| file.extend_from_slice(&word.to_be_bytes()));
        file.extend_from_slice(b"one\0four\0uno\0");
        let catalog = Catalog::parse(file.clone()).unwrap();
        assert_eq!(catalog.message(1, 1), Some(c"one"));
        assert_eq!(catalog.message(1, 7), Some(c"four"));
        assert_eq!(catalog.message(5, 1), Some(c"uno"));
        assert_eq!(catalog.message(5, 7), None);
        assert_eq!(catalog.message(2, 1), None);
        for len in 0..file.len() {
            // Cut off anywhere, it is refused or has fewer messages.
            Catalog::parse(file[..len].to_vec()).map(|catalog| catalog.message(5, 1).is_none());
        }
    }
}
