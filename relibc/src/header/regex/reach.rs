//! Runs a part of a program backwards over a text, and so knows for every place of it how best to go on from there.
//!
//! What is best is a [`Value`]: [`Farthest`] for expressions all of whose repetitions take the longest, else
//! [`super::shortest::Nearest`]. Every pass costs at most the part's instructions times the length of the text, and that
//! once for each level of loops in it.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::program::{Instruction, Part, Program};
use super::search::Text;

/// No place: the rest cannot match.
pub const NOWHERE: usize = usize::MAX;

/// The end that is wanted: better than any place.
pub const WANTED: usize = usize::MAX - 1;

/// How going on from an instruction at a place turns out best.
pub trait Value: Copy + PartialEq {
    /// It leads nowhere.
    const NOWHERE: Self;

    /// Whether a turn of a loop that takes nothing counts, as the last one.
    const TAKES_EMPTY_TURNS: bool;

    /// The part is left at `place`, from where the rest leads to `end`.
    fn leave(place: usize, end: usize) -> Self;

    /// The better of two.
    fn better(self, other: Self) -> Self;

    /// Where the part is left.
    fn place(self) -> usize;

    /// Where that leads to.
    fn end(self) -> usize;

    /// What is to be known of a part.
    type Marks: Default;

    /// Looks at a part.
    fn mark(program: &Program, part: &Part) -> Self::Marks;

    /// The value of going on at `to`, seen from the instruction `from`; both count from the part's first.
    fn seen(runner: &Runner<Self>, from: usize, to: usize, place: usize, value: Self) -> Self;

    /// Computes the values at `place`, where `wide` may be taken, from those ahead; that of leaving the part is there.
    fn settle(runner: &mut Runner<Self>, part: &Part, place: usize, wide: Option<u32>);
}

/// Takes each part as far as it goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Farthest(usize);

impl Value for Farthest {
    const NOWHERE: Self = Self(NOWHERE);
    const TAKES_EMPTY_TURNS: bool = false;

    fn leave(place: usize, end: usize) -> Self {
        Self(if end == WANTED { place } else { NOWHERE })
    }

    fn better(self, other: Self) -> Self {
        match (self, other) {
            (Self::NOWHERE, value) | (value, Self::NOWHERE) => value,
            _ => self.max(other),
        }
    }

    fn place(self) -> usize {
        self.0
    }

    fn end(self) -> usize {
        if self == Self::NOWHERE {
            NOWHERE
        } else {
            WANTED
        }
    }

    type Marks = ();

    fn mark(_program: &Program, _part: &Part) -> Self::Marks {}

    fn seen(_runner: &Runner<Self>, _from: usize, _to: usize, _place: usize, value: Self) -> Self {
        value
    }

    /// Going through the instructions backwards, every target but a loop's is known already; loops are gone through again
    /// until nothing changes.
    fn settle(runner: &mut Runner<Self>, part: &Part, place: usize, wide: Option<u32>) {
        loop {
            for index in (0..part.code.len()).rev() {
                runner.values[index] = runner.value(part, index, place, wide);
            }
            if !runner.jumps_are_stale(part) {
                return;
            }
        }
    }
}

/// A program on its way through a text.
pub struct Runner<'a, V: Value> {
    pub program: &'a Program,
    text: &'a Text<'a>,
    /// The characters; places are indices into it.
    chars: Vec<u32>,
    /// The characters around them.
    before: Option<u32>,
    after: Option<u32>,
    /// For each instruction of the part being run and for leaving it, at this place and at the next.
    pub values: Vec<V>,
    ahead: Vec<V>,
    /// What else is known of the part.
    pub marks: V::Marks,
}

impl<'a, V: Value> Runner<'a, V> {
    /// To run over the characters of `range`.
    pub fn new(
        program: &'a Program,
        text: &'a Text<'a>,
        chars: Vec<u32>,
        range: Range<usize>,
    ) -> Self {
        Self {
            program,
            text,
            chars,
            before: text.char_before(range.start),
            after: text.char_at(range.end).map(|(wide, _)| wide),
            values: Vec::new(),
            ahead: Vec::new(),
            marks: V::Marks::default(),
        }
    }

    /// The values of beginning the part at each place of the range, where leaving it at a place leads to an end.
    pub fn reach(&mut self, part: &Part, range: &Range<usize>, ends: &[usize]) -> Vec<V> {
        let mut reach = vec![V::NOWHERE; range.len() + 1];
        self.begin(part, V::NOWHERE);
        for place in (range.start..=range.end).rev() {
            let index = place - range.start;
            self.step_back(part, place, range.end, V::leave(place, ends[index]));
            reach[index] = self.first(part, place);
        }
        reach
    }

    /// The same for one turn of a loop around the part that can be left at a place for an end. Only a turn that takes nothing may not be
    /// followed by another.
    pub fn reach_repeatedly(
        &mut self,
        part: &Part,
        range: &Range<usize>,
        ends: &[usize],
    ) -> Vec<V> {
        let mut reach = vec![V::NOWHERE; range.len() + 1];
        self.begin(part, V::NOWHERE);
        for place in (range.start..=range.end).rev() {
            let index = place - range.start;
            let leave = V::leave(place, ends[index]);
            let empty_turn = match V::TAKES_EMPTY_TURNS {
                true => leave,
                false => V::NOWHERE,
            };
            self.step_back(part, place, range.end, empty_turn);
            reach[index] = self.first(part, place);
            let end = reach[index].better(leave).end();
            if end != NOWHERE {
                self.settle(part, place, range.end, V::leave(place, end));
            }
        }
        reach
    }

    /// Prepares for a part, where beyond the text everything has the value `beyond`.
    pub fn begin(&mut self, part: &Part, beyond: V) {
        let len = part.code.len() + 1;
        self.values.clear();
        self.values.resize(len, beyond);
        self.ahead.clear();
        self.ahead.resize(len, beyond);
        self.marks = V::mark(self.program, part);
    }

    /// Moves from the place after `place` to `place`; `leave` is the value of leaving the part.
    pub fn step_back(&mut self, part: &Part, place: usize, end: usize, leave: V) {
        core::mem::swap(&mut self.values, &mut self.ahead);
        self.values.fill(V::NOWHERE);
        self.settle(part, place, end, leave);
    }

    /// The value of beginning the part.
    pub fn first(&self, part: &Part, place: usize) -> V {
        V::seen(self, part.code.len(), 0, place, self.values[0])
    }

    fn settle(&mut self, part: &Part, place: usize, end: usize, leave: V) {
        self.values[part.code.len()] = leave;
        let wide = (place < end).then(|| self.chars[place]);
        V::settle(self, part, place, wide);
    }

    /// The value of one instruction of the part.
    #[inline(always)]
    pub fn value(&self, part: &Part, index: usize, place: usize, wide: Option<u32>) -> V {
        let to = |target: u32| {
            let target = (target - part.code.start) as usize;
            V::seen(self, index, target, place, self.values[target])
        };
        let next = || V::seen(self, index, index + 1, place, self.values[index + 1]);
        let taken = || V::seen(self, index, index + 1, place + 1, self.ahead[index + 1]);
        match &self.program.code[part.code.start as usize + index] {
            Instruction::Char(expected) if wide == Some(*expected) => taken(),
            Instruction::Set(number)
                if wide.is_some_and(|wide| self.program.sets[*number as usize].contains(wide)) =>
            {
                taken()
            }
            Instruction::Split(one, other) => to(*one).better(to(*other)),
            Instruction::Jump(target) => to(*target),
            Instruction::Assert(assertion) => {
                match self
                    .text
                    .holds(*assertion, self.char_before(place), self.char_at(place))
                {
                    true => next(),
                    false => V::NOWHERE,
                }
            }
            Instruction::Open(_) | Instruction::Close(_) | Instruction::Forget(..) => next(),
            _ => V::NOWHERE,
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

/// Decodes the characters from `start` on up to `end` or up to `count` of them; answers them and their offsets, with the one after
/// the last.
pub fn decode(text: &Text, start: usize, end: usize, count: usize) -> (Vec<u32>, Vec<usize>) {
    let mut chars = Vec::new();
    let mut offsets = Vec::new();
    let mut offset = start;
    while offset < end && chars.len() < count {
        let Some((wide, len)) = text.char_at(offset) else {
            break;
        };
        chars.push(wide);
        offsets.push(offset);
        offset += len;
    }
    offsets.push(offset);
    (chars, offsets)
}
