//! Sets of characters: bracket expressions, `.`, and `\w` and its like.

use alloc::vec::Vec;

use crate::header::wctype::class::{to_lower, to_upper, Class};

/// First of the values that stand for bytes that are no character; they are `INVALID + byte`.
///
/// Such a byte is matched by the same byte in the pattern and by nothing else.
pub(crate) const INVALID: u32 = 0x11_0000;

/// A set of characters, ready for membership tests.
#[derive(Debug)]
pub struct Set {
    /// Answers for ASCII, with negation, case and newline already taken into account.
    ascii: [u64; 2],
    ranges: Vec<(u32, u32)>,
    classes: Vec<Class>,
    negated: bool,
    fold_case: bool,
}

/// A set under construction.
#[derive(Debug, Default)]
pub struct SetBuilder {
    /// Inclusive ranges of code points.
    pub ranges: Vec<(u32, u32)>,
    /// Named classes.
    pub classes: Vec<Class>,
    /// Whether the set holds everything except these.
    pub negated: bool,
    /// Whether characters that differ in case only are the same.
    pub fold_case: bool,
    /// Whether a newline is left out whatever the rest says.
    pub without_newline: bool,
}

impl SetBuilder {
    /// Adds one character.
    pub fn push(&mut self, wide: u32) {
        self.ranges.push((wide, wide));
    }

    /// Makes the set.
    pub fn build(self) -> Set {
        let mut set = Set {
            ascii: [0; 2],
            ranges: self.ranges,
            classes: self.classes,
            negated: self.negated,
            fold_case: self.fold_case,
        };
        for wide in 0..128u32 {
            let left_out = self.without_newline && wide == u32::from(b'\n');
            if set.contains_slowly(wide) && !left_out {
                set.ascii[wide as usize / 64] |= 1 << (wide % 64);
            }
        }
        set
    }
}

impl Set {
    /// Whether the set holds the character.
    #[inline]
    pub fn contains(&self, wide: u32) -> bool {
        if wide < 128 {
            self.ascii[wide as usize / 64] >> (wide % 64) & 1 != 0
        } else {
            self.contains_slowly(wide)
        }
    }

    /// Whether the set holds no character above ASCII. May say no when it holds none.
    pub fn is_ascii_only(&self) -> bool {
        !self.negated
            && !self.fold_case
            && self
                .classes
                .iter()
                .all(|class| matches!(class, Class::Digit | Class::Xdigit))
            && self.ranges.iter().all(|(_, last)| *last < 128)
    }

    fn contains_slowly(&self, wide: u32) -> bool {
        if wide >= INVALID {
            return false;
        }
        let found = self.lists(wide)
            || self.fold_case && (self.lists(to_lower(wide)) || self.lists(to_upper(wide)));
        found != self.negated
    }

    fn lists(&self, wide: u32) -> bool {
        self.ranges
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&wide))
            || self.classes.iter().any(|class| class.contains(wide))
    }
}

/// Whether the character is part of a word for `\w`, `\b` and their like: a letter, a digit or
/// the underscore.
pub fn is_word(wide: u32) -> bool {
    wide == u32::from(b'_') || Class::Alnum.contains(wide)
}
