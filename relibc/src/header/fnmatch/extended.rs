//! Ksh's operators `?(…)`, `*(…)`, `+(…)`, `@(…)` and `!(…)` (GNU's `FNM_EXTMATCH`).
//!
//! From the set of offsets where an element may begin follows the set where it may end. Where an alternative may end that begins at
//! an offset is found once and kept, so the time is polynomial however deeply operators nest.

use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;
use core::cell::RefCell;

use super::pattern::{any_char, first, is_leading_period, may_end, one_char, Element};
use super::Options;

/// Which offsets of the text, its end included, belong to a set.
type Offsets = Vec<bool>;

/// Deepest nesting of operators.
const DEPTH_MAX: usize = 64;

/// Most bytes that are kept of what was found.
const KNOWN_MAX: usize = 1 << 26;

/// Whether a pattern may have such an operator.
pub fn has_operator(pattern: &[u8]) -> bool {
    pattern
        .windows(2)
        .any(|pair| is_operator(pair[0]) && pair[1] == b'(')
}

fn is_operator(byte: u8) -> bool {
    matches!(byte, b'?' | b'*' | b'+' | b'@' | b'!')
}

/// Whether the pattern matches the text.
pub fn matches(pattern: &[u8], text: &[u8], options: &Options) -> bool {
    let mut starts = vec![false; text.len() + 1];
    starts[0] = true;
    let matcher = Matcher {
        text,
        options,
        known: RefCell::default(),
    };
    let ends = matcher.ends(pattern, starts, 0);
    ends.iter()
        .enumerate()
        .any(|(offset, is_end)| *is_end && may_end(text, offset, options))
}

struct Matcher<'a> {
    text: &'a [u8],
    options: &'a Options,
    /// Where an alternative, known by its address, may end that begins at an offset.
    known: RefCell<BTreeMap<(usize, usize), Offsets>>,
}

impl Matcher<'_> {
    /// Where the pattern may end when it begins at one of `starts`.
    fn ends(&self, pattern: &[u8], mut starts: Offsets, depth: usize) -> Offsets {
        let mut rest = pattern;
        loop {
            if let [operator, b'(', inside @ ..] = rest {
                if is_operator(*operator) && depth < DEPTH_MAX {
                    if let Some((alternatives, after)) = split(inside, self.options) {
                        starts = self.group(*operator, &alternatives, &starts, depth);
                        rest = after;
                        continue;
                    }
                }
            }
            let element = first(rest, self.options);
            rest = match element {
                Element::End => return starts,
                Element::Nothing => return vec![false; starts.len()],
                Element::Asterisk(after) => {
                    for (offset, start) in starts.iter_mut().enumerate() {
                        *start &= !is_leading_period(self.text, offset, self.options);
                    }
                    self.extend(&mut starts);
                    after
                }
                Element::Question(after)
                | Element::Bracket(_, after)
                | Element::Literal(_, after) => {
                    let mut ends = vec![false; starts.len()];
                    for offset in offsets(&starts) {
                        if let Some(len) = one_char(&element, self.text, offset, self.options) {
                            ends[offset + len] = true;
                        }
                    }
                    starts = ends;
                    after
                }
            };
        }
    }

    /// Adds what `*` reaches.
    fn extend(&self, set: &mut Offsets) {
        for offset in 0..self.text.len() {
            if set[offset] {
                if let Some(len) = any_char(self.text, offset, self.options) {
                    set[offset + len] = true;
                }
            }
        }
    }

    fn group(
        &self,
        operator: u8,
        alternatives: &[&[u8]],
        starts: &Offsets,
        depth: usize,
    ) -> Offsets {
        match operator {
            b'@' => self.any_of(alternatives, starts, depth),
            b'?' => union(starts.clone(), &self.any_of(alternatives, starts, depth)),
            b'!' => self.none_of(alternatives, starts, depth),
            _ => {
                let mut all = self.any_of(alternatives, starts, depth);
                if operator == b'*' {
                    all = union(all, starts);
                }
                let mut new = all.clone();
                while new.contains(&true) {
                    new = self.any_of(alternatives, &new, depth);
                    new.iter_mut().zip(&all).for_each(|(new, old)| *new &= !old);
                    all = union(all, &new);
                }
                all
            }
        }
    }

    fn any_of(&self, alternatives: &[&[u8]], starts: &Offsets, depth: usize) -> Offsets {
        let mut ends = vec![false; starts.len()];
        for offset in offsets(starts) {
            for alternative in alternatives {
                ends = self.add_ends(ends, alternative, offset, depth + 1);
            }
        }
        ends
    }

    /// Adds where one alternative may end that begins at an offset.
    fn add_ends(&self, ends: Offsets, alternative: &[u8], offset: usize, depth: usize) -> Offsets {
        let key = (alternative.as_ptr().addr(), offset);
        if let Some(found) = self.known.borrow().get(&key) {
            return union(ends, found);
        }
        let mut start = vec![false; ends.len()];
        start[offset] = true;
        let found = self.ends(alternative, start, depth);
        let ends = union(ends, &found);
        let mut known = self.known.borrow_mut();
        if known.len() < KNOWN_MAX / ends.len() {
            known.insert(key, found);
        }
        ends
    }

    /// `!(…)`: whatever `*` reaches and no alternative does.
    fn none_of(&self, alternatives: &[&[u8]], starts: &Offsets, depth: usize) -> Offsets {
        let mut ends = vec![false; starts.len()];
        for offset in offsets(starts) {
            let mut one = vec![false; starts.len()];
            one[offset] = true;
            let matched = self.any_of(alternatives, &one, depth);
            self.extend(&mut one);
            for end in offsets(&one) {
                ends[end] |= !matched[end];
            }
        }
        ends
    }
}

fn offsets(set: &Offsets) -> impl Iterator<Item = usize> + '_ {
    set.iter()
        .enumerate()
        .filter(|(_, member)| **member)
        .map(|(offset, _)| offset)
}

fn union(mut one: Offsets, other: &Offsets) -> Offsets {
    one.iter_mut()
        .zip(other)
        .for_each(|(one, other)| *one |= other);
    one
}

/// The alternatives up to the closing parenthesis, and what follows it.
fn split<'a>(inside: &'a [u8], options: &Options) -> Option<(Vec<&'a [u8]>, &'a [u8])> {
    let mut alternatives = Vec::new();
    let mut begin = inside;
    let mut rest = inside;
    let mut depth = 0;
    loop {
        let here = &begin[..begin.len() - rest.len()];
        match rest {
            [operator, b'(', after @ ..] if is_operator(*operator) => {
                depth += 1;
                rest = after;
            }
            [b')', after @ ..] if depth > 0 => {
                depth -= 1;
                rest = after;
            }
            [b')', after @ ..] => {
                alternatives.push(here);
                return Some((alternatives, after));
            }
            [b'|', after @ ..] if depth == 0 => {
                alternatives.push(here);
                begin = after;
                rest = after;
            }
            _ => match first(rest, options) {
                Element::End | Element::Nothing => return None,
                Element::Asterisk(after)
                | Element::Question(after)
                | Element::Bracket(_, after)
                | Element::Literal(_, after) => rest = after,
            },
        }
    }
}
