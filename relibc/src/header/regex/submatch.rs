//! Divides a match among the groups by POSIX's rule: from left to right, each part of the
//! expression takes the longest string that lets the rest still match (XBD 9.1).
//!
//! For each part, one pass backwards over the match finds, for every place where the part may
//! begin, the farthest good place where it can end. Every level of the expression costs at most
//! its instructions times the length of the match, so the time is linear in the text.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::program::{Instruction, Part, PartKind, Program};
use super::search::Text;

/// The offsets of each group's text, group 0 being the whole match.
pub(crate) type Groups = Vec<Option<(usize, usize)>>;

/// Divides the match `range` of `text`.
pub fn divide(program: &Program, text: &Text, range: Range<usize>) -> Groups {
    let mut chars = Vec::new();
    let mut offsets = Vec::new();
    let mut offset = range.start;
    while offset < range.end {
        let Some((wide, len)) = text.char_at(offset) else {
            break;
        };
        chars.push(wide);
        offsets.push(offset);
        offset += len;
    }
    offsets.push(offset);
    let mut divider = Divider {
        program,
        text,
        before: text.char_before(range.start),
        after: text.char_at(range.end).map(|(wide, _)| wide),
        chars,
        values: Vec::new(),
        ahead: Vec::new(),
        groups: vec![None; program.groups as usize + 1],
    };
    let len = divider.chars.len();
    divider.assign(&program.root, 0..len);
    let to_offsets = |(begin, end): (usize, usize)| (offsets[begin], offsets[end]);
    let mut groups: Groups = divider
        .groups
        .into_iter()
        .map(|group| group.map(to_offsets))
        .collect();
    groups[0] = Some((range.start, range.end));
    groups
}

/// No place can be reached.
const NOWHERE: usize = usize::MAX;

/// For each place of a range, the farthest good place at which a part that begins there can end.
type Reach = Vec<usize>;

struct Divider<'a> {
    program: &'a Program,
    text: &'a Text<'a>,
    /// The characters of the match; places are indices into it.
    chars: Vec<u32>,
    /// The characters around the match.
    before: Option<u32>,
    after: Option<u32>,
    /// For each instruction of the part being run, the farthest end; at this place and the next.
    values: Vec<usize>,
    ahead: Vec<usize>,
    groups: Vec<Option<(usize, usize)>>,
}

impl Divider<'_> {
    /// Gives groups their text, knowing that the part matches exactly `range`.
    fn assign(&mut self, part: &Part, range: Range<usize>) {
        match &part.kind {
            PartKind::Plain => {}
            PartKind::Group(number, body) => {
                self.groups[*number as usize] = Some((range.start, range.end));
                self.assign(body, range);
            }
            PartKind::Concat(parts) => self.assign_concat(parts, range),
            PartKind::Alternate(parts) => {
                let last = parts.len() - 1;
                let chosen = parts[..last]
                    .iter()
                    .position(|part| self.matches(part, range.clone()))
                    .unwrap_or(last);
                self.assign(&parts[chosen], range);
            }
            PartKind::Repeat(body, min, max) => self.assign_repeat(body, *min, *max, range),
        }
    }

    fn matches(&mut self, part: &Part, range: Range<usize>) -> bool {
        let good = only_end(&range);
        self.reach(part, &range, &good)[0] == range.end
    }

    fn assign_concat(&mut self, parts: &[Part], range: Range<usize>) {
        let mut good = only_end(&range);
        let mut reaches = Vec::with_capacity(parts.len());
        for part in parts.iter().rev() {
            let reach = self.reach(part, &range, &good);
            good = reach.iter().map(|end| *end != NOWHERE).collect();
            reaches.push(reach);
        }
        let mut place = range.start;
        for (part, reach) in parts.iter().zip(reaches.iter().rev()) {
            let end = reach[place - range.start];
            if end == NOWHERE {
                return;
            }
            self.assign(part, place..end);
            place = end;
        }
    }

    /// Only the last turn leaves its groups behind. A turn beyond the minimum is not empty, except
    /// that a loop matching the empty string takes one empty turn where it can.
    fn assign_repeat(&mut self, body: &Part, min: u32, max: Option<u32>, range: Range<usize>) {
        if max == Some(0) {
            return;
        }
        if range.is_empty() {
            if self.matches(body, range.clone()) {
                self.assign(body, range);
            }
            return;
        }
        let (turns, loops) = match max {
            Some(max) => (max as usize, false),
            None => (min as usize, true),
        };
        let mut good = only_end(&range);
        let unlimited = loops.then(|| self.reach_repeatedly(body, &range));
        if let Some(reach) = &unlimited {
            good = reach.iter().map(|end| *end != NOWHERE).collect();
            good[range.len()] = true;
        }
        // Of the counted turns, each may stop at the end once the minimum is reached.
        let mut reaches = Vec::with_capacity(turns);
        for turn in (0..turns).rev() {
            let reach = self.reach(body, &range, &good);
            good = reach.iter().map(|end| *end != NOWHERE).collect();
            good[range.len()] |= turn >= min as usize;
            reaches.push(reach);
        }
        let mut place = range.start;
        let mut last = None;
        let counted = reaches.iter().rev().enumerate();
        for (turn, reach) in counted {
            if place == range.end && turn >= min as usize {
                break;
            }
            let end = reach[place - range.start];
            if end == NOWHERE {
                break;
            }
            // A turn that the minimum requires may be empty, but takes nothing from a longer one.
            if end > place || last.is_none() {
                last = Some(place..end);
            }
            place = end;
        }
        if let Some(reach) = unlimited {
            while place < range.end && reach[place - range.start] != NOWHERE {
                let end = reach[place - range.start];
                last = Some(place..end);
                place = end;
            }
        }
        if let Some(last) = last {
            self.assign(body, last);
        }
    }

    /// Where the part can end from each place of the range, ends being the good places.
    fn reach(&mut self, part: &Part, range: &Range<usize>, good: &[bool]) -> Reach {
        let mut reach = vec![NOWHERE; range.len() + 1];
        self.begin(part);
        for place in (range.start..=range.end).rev() {
            let index = place - range.start;
            let exit = if good[index] { place } else { NOWHERE };
            self.step_back(part, place, range.end, exit);
            reach[index] = self.values[0];
        }
        reach
    }

    /// The same for one turn of a loop, where a good place is one from which more turns, none of
    /// them empty, lead to the end of the range.
    fn reach_repeatedly(&mut self, part: &Part, range: &Range<usize>) -> Reach {
        let mut reach = vec![NOWHERE; range.len() + 1];
        self.begin(part);
        for place in (range.start..=range.end).rev() {
            let index = place - range.start;
            self.step_back(part, place, range.end, NOWHERE);
            reach[index] = self.values[0];
            if reach[index] != NOWHERE || place == range.end {
                self.settle(part, place, range.end, place);
            }
        }
        reach
    }

    fn begin(&mut self, part: &Part) {
        let len = part.code.len() + 1;
        self.values.clear();
        self.values.resize(len, NOWHERE);
        self.ahead.clear();
        self.ahead.resize(len, NOWHERE);
    }

    /// Moves from the place after `place` to `place`.
    fn step_back(&mut self, part: &Part, place: usize, end: usize, exit: usize) {
        core::mem::swap(&mut self.values, &mut self.ahead);
        self.values.fill(NOWHERE);
        self.settle(part, place, end, exit);
    }

    /// Computes the values at `place` from those ahead; `exit` is the value of leaving the part.
    ///
    /// Going through the instructions backwards, every target but a loop's is known already;
    /// loops are gone through again until nothing changes, at most once for each level.
    fn settle(&mut self, part: &Part, place: usize, end: usize, exit: usize) {
        let wide = (place < end).then(|| self.chars[place]);
        let len = part.code.len();
        self.values[len] = exit;
        loop {
            for index in (0..len).rev() {
                self.values[index] = self.value(part, index, place, wide);
            }
            if !self.jumps_are_stale(part) {
                return;
            }
        }
    }

    /// The farthest end from one instruction of the part.
    fn value(&self, part: &Part, index: usize, place: usize, wide: Option<u32>) -> usize {
        let to = |target: u32| self.values[(target - part.code.start) as usize];
        match &self.program.code[part.code.start as usize + index] {
            Instruction::Char(expected) if wide == Some(*expected) => self.ahead[index + 1],
            Instruction::Set(number)
                if wide.is_some_and(|wide| self.program.sets[*number as usize].contains(wide)) =>
            {
                self.ahead[index + 1]
            }
            Instruction::Split(one, other) => farther(to(*one), to(*other)),
            Instruction::Jump(target) => to(*target),
            Instruction::Assert(assertion) => {
                match self
                    .text
                    .holds(*assertion, self.char_before(place), self.char_at(place))
                {
                    true => self.values[index + 1],
                    false => NOWHERE,
                }
            }
            Instruction::Open(_) | Instruction::Close(_) | Instruction::Forget(..) => {
                self.values[index + 1]
            }
            _ => NOWHERE,
        }
    }

    /// Whether a backward jump was computed before its target had its value.
    fn jumps_are_stale(&self, part: &Part) -> bool {
        let code = &self.program.code[part.code.start as usize..part.code.end as usize];
        code.iter()
            .enumerate()
            .any(|(index, instruction)| match instruction {
                Instruction::Jump(target) => {
                    let target = (target - part.code.start) as usize;
                    target < index && self.values[target] != self.values[index]
                }
                _ => false,
            })
    }

    fn char_at(&self, place: usize) -> Option<u32> {
        self.chars.get(place).copied().or(self.after)
    }

    fn char_before(&self, place: usize) -> Option<u32> {
        place
            .checked_sub(1)
            .map_or(self.before, |last| Some(self.chars[last]))
    }
}

fn farther(one: usize, other: usize) -> usize {
    match (one, other) {
        (NOWHERE, end) | (end, NOWHERE) => end,
        _ => one.max(other),
    }
}

fn only_end(range: &Range<usize>) -> Vec<bool> {
    let mut good = vec![false; range.len() + 1];
    good[range.len()] = true;
    good
}
