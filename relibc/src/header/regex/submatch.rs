//! Divides a match among the groups by POSIX's rule: from left to right, each part of the
//! expression takes the longest string that lets the rest still match (XBD 9.1).
//!
//! For each part, one pass backwards over the match ([`super::reach`]) finds, for every place where the part may
//! begin, the farthest good place where it can end, or the nearest for one that takes the shortest. Every level of the expression
//! costs at most its instructions times the length of the match, so the time is linear in the text.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::program::{Part, PartKind, Program};
use super::reach::{self, Farthest, Runner, Value, NOWHERE, WANTED};
use super::search::Text;
use super::shortest::Nearest;

/// The offsets of each group's text, group 0 being the whole match.
pub(crate) type Groups = Vec<Option<(usize, usize)>>;

/// Divides the match `range` of `text`.
pub fn divide(program: &Program, text: &Text, range: Range<usize>) -> Groups {
    match program.shortest.is_empty() {
        true => Divider::<Farthest>::divide(program, text, range),
        false => Divider::<Nearest>::divide(program, text, range),
    }
}

struct Divider<'a, V: Value> {
    runner: Runner<'a, V>,
    groups: Vec<Option<(usize, usize)>>,
}

impl<V: Value> Divider<'_, V> {
    fn divide(program: &Program, text: &Text, range: Range<usize>) -> Groups {
        let (chars, offsets) = reach::decode(text, range.start, range.end, usize::MAX);
        let len = chars.len();
        let mut divider = Divider::<V> {
            runner: Runner::new(program, text, chars, range.clone()),
            groups: vec![None; program.groups as usize + 1],
        };
        let mut ends: Vec<usize> = (0..=len).collect();
        ends[len] = WANTED;
        divider.assign(&program.root, 0..len, &ends);
        let to_offsets = |(begin, end): (usize, usize)| (offsets[begin], offsets[end]);
        let mut groups: Groups = divider
            .groups
            .into_iter()
            .map(|group| group.map(to_offsets))
            .collect();
        groups[0] = Some((range.start, range.end));
        groups
    }

    /// Gives groups their text, knowing that the part takes exactly `range`. Where it could end instead, `ends` tells what that would
    /// lead to.
    fn assign(&mut self, part: &Part, range: Range<usize>, ends: &[usize]) {
        match &part.kind {
            PartKind::Plain => {}
            PartKind::Group(number, body) => {
                self.groups[*number as usize] = Some((range.start, range.end));
                self.assign(body, range, ends);
            }
            PartKind::Concat(parts) => self.assign_concat(parts, range, ends),
            PartKind::Alternate(parts) => {
                let last = parts.len() - 1;
                let chosen = parts[..last]
                    .iter()
                    .position(|part| self.matches(part, &range, ends))
                    .unwrap_or(last);
                self.assign(&parts[chosen], range, ends);
            }
            PartKind::Repeat(body, min, max) => self.assign_repeat(body, *min, *max, range, ends),
            PartKind::Shortest(repeat) => {
                // No turn is shorter than an empty one: "a null string shall be considered to be longer than no match at all".
                let is_free = matches!(repeat.kind, PartKind::Repeat(_, 0, _));
                if !(is_free && range.is_empty()) {
                    let mut ends = vec![NOWHERE; range.len() + 1];
                    ends[range.len()] = WANTED;
                    self.assign(repeat, range, &ends);
                }
            }
        }
    }

    fn matches(&mut self, part: &Part, range: &Range<usize>, ends: &[usize]) -> bool {
        let value = self.runner.reach(part, range, ends)[0];
        value.end() == WANTED && value.place() == range.end
    }

    fn assign_concat(&mut self, parts: &[Part], range: Range<usize>, ends: &[usize]) {
        let mut ends = ends.to_vec();
        let mut reaches = Vec::with_capacity(parts.len());
        for part in parts.iter().rev() {
            let reach = self.runner.reach(part, &range, &ends);
            let before = reach.iter().map(|value| value.end()).collect();
            reaches.push((reach, core::mem::replace(&mut ends, before)));
        }
        let mut place = range.start;
        for (part, (reach, ends)) in parts.iter().zip(reaches.iter().rev()) {
            let value = reach[place - range.start];
            if value.end() != WANTED {
                return;
            }
            let taken = place..value.place();
            place = taken.end;
            if !matches!(part.kind, PartKind::Plain) {
                let ends = within(ends, &range, &taken);
                self.assign(part, taken, &ends);
            }
        }
    }

    /// Only the last turn leaves its groups behind. A turn beyond the minimum is not empty, except
    /// that a loop matching the empty string takes one empty turn where it can.
    fn assign_repeat(
        &mut self,
        body: &Part,
        min: u32,
        max: Option<u32>,
        range: Range<usize>,
        ends: &[usize],
    ) {
        if max == Some(0) {
            return;
        }
        if range.is_empty() {
            if self.matches(body, &range, ends) {
                self.assign(body, range, ends);
            }
            return;
        }
        let turns = max.unwrap_or(min) as usize;
        // What leads on from where a turn may begin, or the repetition be left.
        let or_leave = |reach: &[V]| -> Vec<usize> {
            let all = (range.start..).zip(reach.iter().zip(ends));
            all.map(|(place, (turn, end))| turn.better(V::leave(place, *end)).end())
                .collect()
        };
        let mut next = ends.to_vec();
        let unlimited = match max {
            Some(_) => None,
            None => {
                let reach = self.runner.reach_repeatedly(body, &range, ends);
                next = or_leave(&reach);
                Some((reach, next.clone()))
            }
        };
        let mut reaches = Vec::with_capacity(turns);
        for turn in (0..turns).rev() {
            let reach = self.runner.reach(body, &range, &next);
            let before = match turn >= min as usize {
                true => or_leave(&reach),
                false => reach.iter().map(|value| value.end()).collect(),
            };
            reaches.push((reach, core::mem::replace(&mut next, before)));
        }
        let mut place = range.start;
        let mut last = None;
        for (turn, (reach, ends)) in reaches.iter().rev().enumerate() {
            if place == range.end && turn >= min as usize {
                break;
            }
            let value = reach[place - range.start];
            if value.end() != WANTED {
                break;
            }
            // A turn that the minimum requires may be empty, but takes nothing from a longer one.
            if value.place() > place || last.is_none() {
                last = Some((place..value.place(), ends));
            }
            place = value.place();
        }
        if let Some((reach, ends)) = &unlimited {
            while place < range.end {
                let value = reach[place - range.start];
                if value.end() != WANTED || value.place() == place {
                    break;
                }
                last = Some((place..value.place(), ends));
                place = value.place();
            }
        }
        if let Some((taken, ends)) = last {
            let ends = within(ends, &range, &taken);
            self.assign(body, taken, &ends);
        }
    }
}

/// The ends for the places of `taken`, a part of `range`, of which the last is the one wanted.
fn within(ends: &[usize], range: &Range<usize>, taken: &Range<usize>) -> Vec<usize> {
    let mut ends = ends[taken.start - range.start..=taken.end - range.start].to_vec();
    for end in &mut ends {
        if *end == WANTED {
            *end = 0;
        }
    }
    ends[taken.len()] = WANTED;
    ends
}
