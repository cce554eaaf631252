//! Matching with back-references, which no finite automaton can do.
//!
//! All ways to match are tried, preferring long repetitions and early alternatives, and the
//! longest match wins. A way that comes to a point where an earlier way has been, with the same
//! text in every group that is referred to, ends there; so the work is bounded by the number of
//! such points, and it is not exponential. Where repetitions take the shortest, which POSIX.1-2024 has in EREs and back-references
//! in BREs only, the first way that matches wins, and such repetitions prefer short ones.

use alloc::vec;
use alloc::vec::Vec;

use hashbrown::HashSet;

use super::program::{Instruction, Program};
use super::search::{Hints, Text};
use super::set::INVALID;
use super::submatch::Groups;
use super::Error;
use crate::header::wctype::class::to_lower;

/// Most points remembered before the search is given up.
const POINTS_MAX: usize = 1 << 22;

/// Finds the leftmost longest match that starts at `start` or later.
pub fn find(
    program: &Program,
    hints: &Hints,
    text: &Text,
    start: usize,
    fold_case: bool,
) -> Result<Option<Groups>, Error> {
    let mut referred = Vec::new();
    for instruction in &program.code {
        if let Instruction::BackReference(group) = instruction {
            if !referred.contains(&(*group as usize)) {
                referred.push(*group as usize);
            }
        }
    }
    let mut matcher = Matcher {
        program,
        text,
        fold_case,
        referred,
        seen: HashSet::new(),
    };
    let mut offset = start;
    while let Some(begin) = hints.skip(text.bytes, offset) {
        if hints.anchored && begin != 0 {
            break;
        }
        if let Some(groups) = matcher.longest(begin)? {
            return Ok(Some(groups));
        }
        let Some((_, len)) = text.char_at(begin) else {
            break;
        };
        offset = begin + len;
    }
    Ok(None)
}

/// What the groups matched so far: begin and end of each, `UNSET` where it matched nothing.
type Captures = Vec<(usize, usize)>;

const UNSET: usize = usize::MAX;

/// Where a way of matching is.
struct Way {
    state: u32,
    offset: usize,
    captures: Captures,
}

struct Matcher<'a> {
    program: &'a Program,
    text: &'a Text<'a>,
    fold_case: bool,
    /// The groups that are referred to.
    referred: Vec<usize>,
    /// Points where a way has been: instruction, offset, text of the groups referred to.
    seen: HashSet<(u32, usize, Captures)>,
}

impl Matcher<'_> {
    fn longest(&mut self, start: usize) -> Result<Option<Groups>, Error> {
        self.seen.clear();
        let captures = vec![(UNSET, UNSET); self.program.groups as usize + 1];
        let mut ways = vec![Way {
            state: 0,
            offset: start,
            captures,
        }];
        let mut best: Option<(usize, Captures)> = None;
        while let Some(way) = ways.pop() {
            if let Some((end, captures)) = self.follow(way, &mut ways)? {
                if best.as_ref().is_none_or(|(longest, _)| end > *longest) {
                    best = Some((end, captures));
                }
                // With repetitions that take the shortest, it is the way preferred.
                if end == self.text.bytes.len() || !self.program.shortest.is_empty() {
                    break;
                }
            }
        }
        Ok(best.map(|(end, captures)| {
            let set = |(begin, end)| (end != UNSET).then_some((begin, end));
            let mut groups: Groups = captures.into_iter().map(set).collect();
            groups[0] = Some((start, end));
            groups
        }))
    }

    /// Follows one way to its end, leaving the other ways it could have taken in `ways`.
    fn follow(
        &mut self,
        mut way: Way,
        ways: &mut Vec<Way>,
    ) -> Result<Option<(usize, Captures)>, Error> {
        loop {
            let next = way.state + 1;
            way.state = match &self.program.code[way.state as usize] {
                Instruction::Match => return Ok(Some((way.offset, way.captures))),
                Instruction::Char(_) | Instruction::Set(_) => match self.take(&way) {
                    Some(len) => {
                        way.offset += len;
                        next
                    }
                    None => return Ok(None),
                },
                Instruction::BackReference(group) => match self.take_again(&way, *group as usize) {
                    Some(len) => {
                        way.offset += len;
                        next
                    }
                    None => return Ok(None),
                },
                Instruction::Assert(assertion) => {
                    let before = self.text.char_before(way.offset);
                    let after = self.text.char_at(way.offset).map(|(wide, _)| wide);
                    if !self.text.holds(*assertion, before, after) {
                        return Ok(None);
                    }
                    next
                }
                Instruction::Jump(target) => *target,
                Instruction::Split(one, other) => {
                    if !self.is_new_point(&way)? {
                        return Ok(None);
                    }
                    let captures = way.captures.clone();
                    ways.push(Way {
                        state: *other,
                        offset: way.offset,
                        captures,
                    });
                    *one
                }
                Instruction::Open(group) => {
                    way.captures[*group as usize] = (way.offset, UNSET);
                    next
                }
                Instruction::Close(group) => {
                    way.captures[*group as usize].1 = way.offset;
                    next
                }
                Instruction::Forget(first, last) => {
                    way.captures[*first as usize..*last as usize].fill((UNSET, UNSET));
                    next
                }
            };
        }
    }

    fn is_new_point(&mut self, way: &Way) -> Result<bool, Error> {
        if self.seen.len() >= POINTS_MAX {
            return Err(Error::Space);
        }
        let referred = self
            .referred
            .iter()
            .map(|group| way.captures[*group])
            .collect();
        Ok(self.seen.insert((way.state, way.offset, referred)))
    }

    /// The length of the character at this place if the instruction takes it.
    fn take(&self, way: &Way) -> Option<usize> {
        let (wide, len) = self.text.char_at(way.offset)?;
        let taken = match &self.program.code[way.state as usize] {
            Instruction::Char(expected) => *expected == wide,
            Instruction::Set(number) => self.program.sets[*number as usize].contains(wide),
            _ => false,
        };
        taken.then_some(len)
    }

    /// The length of the text at this place that repeats a group's text.
    fn take_again(&self, way: &Way, group: usize) -> Option<usize> {
        let (begin, end) = way.captures[group];
        if end == UNSET {
            return None;
        }
        let expected = &self.text.bytes[begin..end];
        let rest = &self.text.bytes[way.offset..];
        if !self.fold_case {
            return rest.starts_with(expected).then_some(expected.len());
        }
        let (mut from, mut to) = (begin, way.offset);
        while from < end {
            let (one, one_len) = self.text.char_at(from)?;
            let (other, other_len) = self.text.char_at(to)?;
            let same = one == other
                || one < INVALID && other < INVALID && to_lower(one) == to_lower(other);
            if !same {
                return None;
            }
            from += one_len;
            to += other_len;
        }
        Some(to - way.offset)
    }
}
