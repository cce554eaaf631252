//! Repetitions that take the shortest (POSIX.1-2024, XBD 9.4.6: the modifier `?`, and `REG_MINIMAL`).
//!
//! Where such a repetition begins, it ends at the first place from which the rest of the expression can match. Of the ways to
//! match that are left, the longest is taken, and of those, as XBD 9.1 has it, each part from left to right takes the longest. So
//! `.*?c` stops at the first `c`, and `(.*?).*` takes everything while its group is empty. A repetition without the modifier
//! still repeats as often as it can: `(<.*?>)+` takes all of `<a><b>`. Inside one that takes the shortest, only where it ends counts.
//!
//! From an instruction and a place it is certain how to go on best, whatever came before. So one pass over the text backwards
//! tells where a match ends, in time linear in the text. It begins close behind the beginning of the match, and anew farther
//! away for as long as that is not enough: what ends early is found without reading the rest of the text.

use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::program::{Instruction, Part, Program};
use super::reach::{self, Runner, Value, NOWHERE};
use super::search::Text;

/// Characters of the first try.
const FIRST_LEN: usize = 32;

/// An end that depends on characters not looked at.
const UNKNOWN: usize = usize::MAX - 2;

/// Takes repetitions that take the shortest as near as they go, and the others as far.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Nearest {
    /// Inside a repetition that takes the shortest: where it ends. Outside 0.
    exit: usize,
    end: usize,
    place: usize,
}

/// A loop of a part; its instructions count from the part's first.
#[derive(Clone, Copy)]
struct Loop {
    head: usize,
    /// Number of loops around it.
    depth: usize,
    /// The value of its head at this place.
    value: Nearest,
}

/// What [`Nearest`] is to know of a part.
#[derive(Default)]
pub struct Marks {
    /// For each instruction and for leaving the part: the number of the outermost repetition of the part around it that takes the
    /// shortest, or 0.
    regions: Vec<u32>,
    loops: Vec<Loop>,
    /// For each loop's first instruction and for the jump back to that: the number of the loop; else 0.
    ends_of_loops: Vec<u32>,
}

impl Value for Nearest {
    const NOWHERE: Self = Self {
        exit: 0,
        end: NOWHERE,
        place: NOWHERE,
    };
    const TAKES_EMPTY_TURNS: bool = true;

    type Marks = Marks;

    fn leave(place: usize, end: usize) -> Self {
        Self {
            exit: 0,
            end,
            place,
        }
    }

    fn better(self, other: Self) -> Self {
        match (self.end, other.end) {
            (NOWHERE, _) => return other,
            (_, NOWHERE) => return self,
            _ => {}
        }
        let rank = |value: Self| (Reverse(value.exit), value.end, value.place);
        match rank(self) < rank(other) {
            true => other,
            false => self,
        }
    }

    fn place(self) -> usize {
        self.place
    }

    fn end(self) -> usize {
        self.end
    }

    fn mark(program: &Program, part: &Part) -> Marks {
        let len = part.code.len();
        let mut regions = vec![0; len + 1];
        for (number, code) in (1..).zip(&program.shortest) {
            if part.code.start <= code.start && code.end <= part.code.end && !code.is_empty() {
                let first = (code.start - part.code.start) as usize;
                if regions[first] == 0 {
                    regions[first..first + code.len()].fill(number);
                }
            }
        }
        let mut tails = vec![0; len];
        for (index, instruction) in program.code[part.code.start as usize..][..len]
            .iter()
            .enumerate()
        {
            match instruction {
                Instruction::Jump(target) if *target < part.code.start + index as u32 => {
                    tails[(target - part.code.start) as usize] = index;
                }
                _ => {}
            }
        }
        let mut loops: Vec<Loop> = Vec::new();
        let mut ends_of_loops = vec![0; len];
        let mut around: Vec<usize> = Vec::new();
        for (head, tail) in tails.into_iter().enumerate().filter(|(_, tail)| *tail != 0) {
            while around.last().is_some_and(|tail| *tail < head) {
                around.pop();
            }
            loops.push(Loop {
                head,
                depth: around.len(),
                value: Self::NOWHERE,
            });
            ends_of_loops[head] = loops.len() as u32;
            ends_of_loops[tail] = loops.len() as u32;
            around.push(tail);
        }
        Marks {
            regions,
            loops,
            ends_of_loops,
        }
    }

    fn seen(runner: &Runner<Self>, from: usize, to: usize, place: usize, value: Self) -> Self {
        let regions = &runner.marks.regions;
        if regions[from] == regions[to] {
            return value;
        }
        Self {
            exit: if regions[from] == 0 { 0 } else { place },
            ..value
        }
    }

    /// A turn of a loop that has taken nothing yet can only be followed by leaving the loop, another one by the next turn. So at
    /// first all turns count as empty; with that the values of the outermost loops' beginnings are known, and so on inwards.
    fn settle(runner: &mut Runner<Self>, part: &Part, place: usize, wide: Option<u32>) {
        for depth in 0.. {
            for index in (0..part.code.len()).rev() {
                runner.values[index] = match runner.marks.ends_of_loops[index] {
                    0 => runner.value(part, index, place, wide),
                    number => {
                        let around = runner.marks.loops[number as usize - 1];
                        if around.depth < depth {
                            around.value
                        } else if around.head == index {
                            runner.value(part, index, place, wide)
                        } else {
                            let leave = runner.values[index + 1];
                            Self::seen(runner, index, index + 1, place, leave)
                        }
                    }
                };
            }
            let mut is_done = true;
            for each in &mut runner.marks.loops {
                is_done &= each.depth < depth;
                if each.depth == depth {
                    each.value = runner.values[each.head];
                }
            }
            if is_done {
                return;
            }
        }
    }
}

/// The end of the match that begins at `start`. There is one.
pub fn end(program: &Program, text: &Text, start: usize) -> Option<usize> {
    let mut count = FIRST_LEN;
    loop {
        let (chars, offsets) = reach::decode(text, start, text.bytes.len(), count);
        let (len, end) = (chars.len(), offsets.last().copied()?);
        let is_all = end == text.bytes.len();
        let mut runner: Runner<Nearest> = Runner::new(program, text, chars, start..end);
        let root = &program.root;
        runner.begin(root, Nearest::NOWHERE);
        if !is_all {
            for (value, region) in runner.values.iter_mut().zip(&runner.marks.regions) {
                *value = Nearest {
                    exit: if *region == 0 { 0 } else { usize::MAX },
                    end: UNKNOWN,
                    place: UNKNOWN,
                };
            }
        }
        // The last character only says what comes after the others.
        let places = if is_all { len } else { len - 1 };
        for place in (0..=places).rev() {
            runner.step_back(root, place, len, Nearest::leave(place, place));
        }
        match runner.first(root, 0).end() {
            UNKNOWN => count *= 4,
            NOWHERE => return None,
            place => return Some(offsets[place]),
        }
    }
}
