//! Comparing texts in a locale's order: by the weights of their characters, level after level (XBD 7.3.2). What is
//! no character counts as one behind all others.

use super::data::Known;
use crate::header::wchar::multibyte::{Decoded, Encoding};
use alloc::vec::Vec;
use core::cmp::Ordering;
use locale_format::{Collation, LEVELS};

/// The characters of a text in UTF-8.
#[derive(Clone)]
pub(crate) struct Characters<'t>(pub &'t [u8]);

impl Iterator for Characters<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let (first, rest) = self.0.split_first()?;
        match Encoding::Utf8.decode(self.0) {
            Decoded::Char(character, used) if used > 0 => {
                self.0 = &self.0[used..];
                Some(character)
            }
            _ => {
                self.0 = rest;
                Some(0x11_0000 + u32::from(*first))
            }
        }
    }
}

/// The order of a locale's texts, if it is not that of the bytes.
pub(crate) fn of(data: Known) -> Option<Collation<'static>> {
    data?.file.collation()
}

/// Compares two texts.
pub(crate) fn compare<I>(collation: &Collation, a: I, b: I) -> Ordering
where
    I: Iterator<Item = u32> + Clone,
{
    (0..LEVELS)
        .map(|level| {
            collation
                .weights(a.clone(), level)
                .cmp(collation.weights(b.clone(), level))
        })
        .find(|ordering| ordering.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// The weights of a text on all levels, 0 between them.
fn all_weights<'c, I>(collation: &'c Collation<'c>, text: I) -> impl Iterator<Item = u16> + 'c
where
    I: Iterator<Item = u32> + Clone + 'c,
{
    (0..LEVELS).flat_map(move |level| {
        let separator = (level > 0).then_some(0);
        separator
            .into_iter()
            .chain(collation.weights(text.clone(), level))
    })
}

/// Bytes, none of them 0, whose order is that of the texts: for each weight, a byte from 2 on, or three from 0x80 on; 1
/// between levels.
pub(crate) fn key<I>(collation: &Collation, text: I) -> Vec<u8>
where
    I: Iterator<Item = u32> + Clone,
{
    let mut out = Vec::new();
    for weight in all_weights(collation, text) {
        let low = |shift: u32| 0x80 | (weight >> shift) as u8 & 0x7f;
        match weight {
            0..0x7f => out.push(weight as u8 + 1),
            _ => out.extend([0x80 | (weight >> 14) as u8, low(7), low(0)]),
        }
    }
    out
}

/// As [`key`], in wide characters.
pub(crate) fn wide_key<I>(collation: &Collation, text: I) -> Vec<i32>
where
    I: Iterator<Item = u32> + Clone,
{
    all_weights(collation, text)
        .map(|weight| i32::from(weight) + 1)
        .collect()
}
