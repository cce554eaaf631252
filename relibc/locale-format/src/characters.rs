//! Classes and maps of characters that a locale has beside those of every locale, or instead of them (XBD 7.3.1).
//!
//! ```text
//! u32: how many classes, how many maps
//! u32 each class, then each map: offset and length of its name, offset of its rows and how many; from the section's begin
//! row of a class: u32 first and last character
//! row of a map:   u32 first and last character, the step from one to the next, what is added to each, wrapping
//! ```
//!
//! Rows are sorted, and none reaches into the next. Maps `toupper` and `tolower` have only what differs from [`crate::case`].

use super::number;

const HEADER: usize = 8;
const ENTRY: usize = 16;
const CLASS_ROW: usize = 8;
const MAP_ROW: usize = 16;

/// A section of classes and maps.
#[derive(Clone, Copy, Debug)]
pub struct Characters<'f> {
    bytes: &'f [u8],
    class_count: usize,
    map_count: usize,
}

impl<'f> Characters<'f> {
    pub(crate) fn new(bytes: &'f [u8]) -> Option<Self> {
        Some(Self {
            bytes,
            class_count: number(bytes, 0)?,
            map_count: number(bytes, 4)?,
        })
    }

    fn part(&self, offset: usize, length: usize) -> Option<&'f [u8]> {
        self.bytes.get(offset..offset.checked_add(length)?)
    }

    /// The word of an entry: 0 and 1 are its name, 2 and 3 its rows.
    fn word(&self, entry: usize, word: usize) -> Option<usize> {
        let at = entry.checked_mul(ENTRY)?.checked_add(HEADER + 4 * word)?;
        number(self.bytes, at)
    }

    fn is_named(&self, entry: usize, name: &[u8]) -> Option<bool> {
        let known = self.part(self.word(entry, 0)?, self.word(entry, 1)?)?;
        Some(known == name)
    }

    fn rows(&self, entry: usize, size: usize) -> Option<&'f [u8]> {
        self.part(
            self.word(entry, 2)?,
            self.word(entry, 3)?.checked_mul(size)?,
        )
    }

    /// The number of a class, from 0.
    pub fn class_number(&self, name: &[u8]) -> Option<usize> {
        (0..self.class_count)
            .map_while(|number| Some((number, self.is_named(number, name)?)))
            .find_map(|(number, is_named)| is_named.then_some(number))
    }

    /// The class with a number.
    pub fn class(&self, number: usize) -> Option<Class<'f>> {
        if number >= self.class_count {
            return None;
        }
        self.rows(number, CLASS_ROW).map(Class)
    }

    /// The number of a map, from 0.
    pub fn map_number(&self, name: &[u8]) -> Option<usize> {
        (0..self.map_count)
            .map_while(|number| {
                let entry = self.class_count.checked_add(number)?;
                Some((number, self.is_named(entry, name)?))
            })
            .find_map(|(number, is_named)| is_named.then_some(number))
    }

    /// The map with a number.
    pub fn map(&self, number: usize) -> Option<Map<'f>> {
        if number >= self.map_count {
            return None;
        }
        self.rows(self.class_count.checked_add(number)?, MAP_ROW)
            .map(Map)
    }
}

/// The last row, of those with so many bytes, that begins with a character not behind `wide`.
fn row(rows: &[u8], size: usize, wide: u32) -> Option<&[u8]> {
    let (mut low, mut high) = (0, rows.len() / size);
    while low < high {
        let middle = low + (high - low) / 2;
        match number(rows, middle * size)? <= wide as usize {
            true => low = middle + 1,
            false => high = middle,
        }
    }
    let at = low.checked_sub(1)? * size;
    rows.get(at..at + size)
}

/// A set of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class<'f>(&'f [u8]);

impl Class<'_> {
    pub fn contains(&self, wide: u32) -> bool {
        let last = row(self.0, CLASS_ROW, wide).and_then(|row| number(row, 4));
        last.is_some_and(|last| wide as usize <= last)
    }
}

/// Characters that stand for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Map<'f>(&'f [u8]);

impl Map<'_> {
    /// Whether no character is mapped.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a character is mapped to, which is a character; none if nothing is said of it.
    pub fn get(&self, wide: u32) -> Option<u32> {
        let row = row(self.0, MAP_ROW, wide)?;
        let word = |index: usize| number(row, 4 * index).map(|word| word as u32);
        let distance = wide.checked_sub(word(0)?)?;
        let is_there = wide <= word(1)? && distance.checked_rem(word(2)?)? == 0;
        let mapped = wide.wrapping_add(word(3)?);
        (is_there && char::from_u32(mapped).is_some()).then_some(mapped)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::vec::Vec;

    /// A class `vowel` of a to c and of x, a map `next` of every other letter from a to e.
    fn sample() -> Vec<u8> {
        let words: [u32; 18] = [
            1, 1, // counts
            72, 5, 40, 2, // vowel
            77, 4, 56, 1, // next
            'a' as u32, 'c' as u32, 'x' as u32, 'x' as u32, // its rows
            'a' as u32, 'e' as u32, 2, 1,
        ];
        let mut bytes: Vec<u8> = words.into_iter().flat_map(u32::to_le_bytes).collect();
        bytes.extend(b"vowelnext");
        bytes
    }

    #[test]
    fn classes_and_maps_are_found_by_name() {
        let bytes = sample();
        let characters = Characters::new(&bytes).unwrap();
        assert_eq!(characters.class_number(b"vowel"), Some(0));
        assert_eq!(characters.class_number(b"next"), None);
        assert_eq!(characters.map_number(b"next"), Some(0));
        assert_eq!(characters.map_number(b"vowel"), None);
        assert!(characters.class(1).is_none() && characters.map(1).is_none());
        let class = characters.class(0).unwrap();
        let members: Vec<char> = ('A'..='~')
            .filter(|c| class.contains(u32::from(*c)))
            .collect();
        assert_eq!(members, ['a', 'b', 'c', 'x']);
        let map = characters.map(0).unwrap();
        let mapped: Vec<Option<u32>> = "`abcdef".chars().map(|c| map.get(u32::from(c))).collect();
        let is = |c: char| Some(u32::from(c));
        assert_eq!(mapped, [None, is('b'), None, is('d'), None, is('f'), None]);
    }

    #[test]
    fn numbers_that_point_anywhere_do_no_harm() {
        let bytes = sample();
        for at in 0..bytes.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] = value;
                let Some(characters) = Characters::new(&damaged) else {
                    continue;
                };
                let _ = (
                    characters.class_number(b"vowel"),
                    characters.map_number(b"none"),
                );
                for number in [0, 1, usize::MAX] {
                    for wide in [0, 'a' as u32, 'b' as u32, u32::MAX] {
                        let class = characters.class(number);
                        let _ = class.is_some_and(|class| class.contains(wide));
                        let mapped = characters.map(number).and_then(|map| map.get(wide));
                        assert!(mapped.is_none_or(|mapped| char::from_u32(mapped).is_some()));
                    }
                }
            }
        }
    }
}
