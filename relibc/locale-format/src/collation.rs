//! The order of characters by weights on several levels (ISO/IEC 14651; XBD 7.3.2).
//!
//! ```text
//! u32: offsets, from the section's begin, of: pages, contractions, ranges, elements; counts of pages, contractions, ranges
//! pages:        u32 each: the offset of 256 u32, the elements of characters with these upper bits; 0 for none
//! contractions: u32 each: the element, and eight characters, 0 behind the last; sorted by the first, long before short
//! ranges:       u32 each: first and last character, and the first one's weight: each has one, on the first level
//! element:      u16 each: four bits a level how many weights there, then the weights; its offset is from the elements'
//!               begin, in u16, and 1 more, for 0 is none
//! ```

use super::number;

/// Levels of weights. The last counts what is ignored before a weight as well (`forward,position`).
pub const LEVELS: usize = 4;
/// Most characters of a contraction.
pub const CONTRACTION_MAX: usize = 8;
const CONTRACTION_SIZE: usize = 4 + 4 * CONTRACTION_MAX;
const RANGE_SIZE: usize = 12;

/// A section of collation.
#[derive(Clone, Copy, Debug)]
pub struct Collation<'f> {
    bytes: &'f [u8],
    pages: usize,
    contractions: usize,
    ranges: usize,
    elements: usize,
    page_count: usize,
    contraction_count: usize,
    range_count: usize,
}

/// What a character, or some together, count as.
#[derive(Clone, Copy, Debug)]
enum Element<'f> {
    /// The weights of all levels in little-endian u16, and how many each level has.
    Listed(&'f [u8], [u8; LEVELS]),
    /// One weight on the first level.
    Ranged(u16),
    /// None is said: after all others, by code.
    Unknown(u32),
}

impl<'f> Collation<'f> {
    pub(crate) fn new(bytes: &'f [u8]) -> Option<Self> {
        let word = |index: usize| number(bytes, 4 * index);
        Some(Self {
            bytes,
            pages: word(0)?,
            contractions: word(1)?,
            ranges: word(2)?,
            elements: word(3)?,
            page_count: word(4)?,
            contraction_count: word(5)?,
            range_count: word(6)?,
        })
    }

    fn listed(&self, reference: usize) -> Option<Element<'f>> {
        let at = reference
            .checked_sub(1)?
            .checked_mul(2)?
            .checked_add(self.elements)?;
        let head = self.bytes.get(at..at.checked_add(2)?)?;
        let head = u16::from_le_bytes(head.try_into().ok()?);
        let counts = core::array::from_fn(|level| (head >> (4 * level) & 15) as u8);
        let total: usize = counts.iter().map(|count| usize::from(*count)).sum();
        let weights = self.bytes.get(at + 2..at + 2 + 2 * total)?;
        Some(Element::Listed(weights, counts))
    }

    fn single(&self, character: u32) -> Option<Element<'f>> {
        let page = (character >> 8) as usize;
        if page < self.page_count {
            let place = self.pages.checked_add(4 * page)?;
            let offset = number(self.bytes, place).filter(|offset| *offset != 0)?;
            let place = offset.checked_add(4 * (character & 0xff) as usize)?;
            if let Some(element) = number(self.bytes, place).and_then(|at| self.listed(at)) {
                return Some(element);
            }
        }
        None
    }

    fn in_range(&self, character: u32) -> Option<Element<'f>> {
        (0..self.range_count.min(16)).find_map(|index| {
            let place = self.ranges.checked_add(RANGE_SIZE * index)?;
            let (first, last) = (number(self.bytes, place)?, number(self.bytes, place + 4)?);
            let distance = (character as usize).checked_sub(first)?;
            let weight = number(self.bytes, place + 8)?.checked_add(distance)?;
            (character as usize <= last).then_some(Element::Ranged(weight.min(0xfffe) as u16))
        })
    }

    /// The place of the first contraction that begins with a character not before `first`.
    fn contraction_from(&self, first: u32) -> usize {
        let (mut low, mut high) = (0, self.contraction_count);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.contraction_character(middle, 0) {
                Some(character) if character < first => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    fn contraction_character(&self, index: usize, place: usize) -> Option<u32> {
        let at = index
            .checked_mul(CONTRACTION_SIZE)?
            .checked_add(self.contractions)?;
        number(self.bytes, at.checked_add(4 + 4 * place)?).map(|character| character as u32)
    }

    /// The longest contraction that `first` and what follows begin with, and how many of these it takes.
    fn contraction(
        &self,
        first: u32,
        rest: impl Iterator<Item = u32> + Clone,
    ) -> Option<(Element<'f>, usize)> {
        if self.contraction_count == 0 {
            return None;
        }
        let mut index = self.contraction_from(first);
        while self.contraction_character(index, 0) == Some(first) && index < self.contraction_count
        {
            let mut rest = rest.clone();
            let mut length = 0;
            let fits = (1..CONTRACTION_MAX)
                .map_while(|place| self.contraction_character(index, place).filter(|c| *c != 0))
                .all(|wanted| {
                    length += 1;
                    rest.next() == Some(wanted)
                });
            if fits && length > 0 {
                let at = self.contractions + index * CONTRACTION_SIZE;
                let element = self.listed(number(self.bytes, at)?)?;
                return Some((element, length));
            }
            index += 1;
        }
        None
    }

    /// The elements of a text.
    fn elements<I: Iterator<Item = u32> + Clone>(&self, text: I) -> Elements<'f, I> {
        Elements {
            collation: *self,
            text,
        }
    }

    /// The weights of a text on one level, from 0; those of the last level come behind how many elements before each have
    /// none there, and 1. No weight is 0.
    pub fn weights<I: Iterator<Item = u32> + Clone>(
        &self,
        text: I,
        level: usize,
    ) -> Weights<'f, I> {
        Weights {
            elements: self.elements(text),
            level,
            pending: &[],
            extra: [0; 3],
            ignored: 0,
            position: 0,
        }
    }
}

/// Goes through a text's elements.
#[derive(Clone)]
pub struct Elements<'f, I> {
    collation: Collation<'f>,
    text: I,
}

impl<'f, I: Iterator<Item = u32> + Clone> Elements<'f, I> {
    fn next(&mut self) -> Option<Element<'f>> {
        let character = self.text.next()?;
        let collation = &self.collation;
        if let Some((element, taken)) = collation.contraction(character, self.text.clone()) {
            self.text.nth(taken - 1);
            return Some(element);
        }
        let known = collation
            .single(character)
            .or_else(|| collation.in_range(character));
        Some(known.unwrap_or(Element::Unknown(character)))
    }
}

/// Goes through a text's weights on one level.
#[derive(Clone)]
pub struct Weights<'f, I> {
    elements: Elements<'f, I>,
    level: usize,
    /// Weights of the element that is being gone through.
    pending: &'f [u8],
    /// More of them, of elements that no file lists, the next one last.
    extra: [u16; 3],
    ignored: u16,
    /// How many were ignored before the pending weight, and 1; 0 if that has been said.
    position: u16,
}

impl<'f, I: Iterator<Item = u32> + Clone> Weights<'f, I> {
    /// Makes an element's weights the pending ones.
    fn take(&mut self, element: Element<'f>) {
        match element {
            Element::Listed(weights, counts) => {
                let count = |level: usize| 2 * usize::from(counts[level]);
                let begin = (0..self.level).map(count).sum();
                self.pending = &weights[begin..begin + count(self.level)];
            }
            Element::Ranged(weight) if self.level == 0 => self.extra = [0, 0, weight],
            Element::Unknown(character) if self.level == 0 => {
                let (high, low) = ((character >> 12) as u16 + 1, (character & 0xfff) as u16 + 1);
                self.extra = [low, high, u16::MAX];
            }
            _ => {}
        }
    }

    fn pop(&mut self) -> Option<u16> {
        if let Some((weight, rest)) = self.pending.split_first_chunk() {
            self.pending = rest;
            return Some(u16::from_le_bytes(*weight).max(1));
        }
        let [third, second, first] = self.extra;
        self.extra = [0, third, second];
        (first != 0).then_some(first)
    }
}

impl<I: Iterator<Item = u32> + Clone> Iterator for Weights<'_, I> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        loop {
            let has_one = !self.pending.is_empty() || self.extra[2] != 0;
            if has_one && self.position != 0 {
                return Some(core::mem::take(&mut self.position));
            }
            if let Some(weight) = self.pop() {
                return Some(weight);
            }
            let element = self.elements.next()?;
            self.take(element);
            let is_ignored = self.pending.is_empty() && self.extra[2] == 0;
            if is_ignored {
                self.ignored = self.ignored.saturating_add(1).min(u16::MAX - 2);
            } else if self.level == LEVELS - 1 {
                self.position = self.ignored + 1;
                self.ignored = 0;
            }
        }
    }
}
