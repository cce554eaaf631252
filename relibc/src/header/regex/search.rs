//! Finds the leftmost longest match in one pass over the text (Thompson's construction).
//!
//! All states that the automaton can be in are kept side by side, each with the earliest start
//! from which it can be reached, so the time is at most the program's length for each character.

use alloc::vec;
use alloc::vec::Vec;

use super::parse::Assertion;
use super::program::{Instruction, Program};
use super::set::{is_word, INVALID};
use crate::header::wchar::multibyte::{Decoded, Encoding};

/// The text to search, and how its ends count.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The text; the search may begin inside it.
    pub bytes: &'a [u8],
    /// Its encoding.
    pub encoding: Encoding,
    /// The beginning of the text is not the beginning of a line (`REG_NOTBOL`).
    pub not_line_start: bool,
    /// The end of the text is not the end of a line (`REG_NOTEOL`).
    pub not_line_end: bool,
    /// `^` and `$` also match around newlines (`REG_NEWLINE`).
    pub newline: bool,
}

impl Text<'_> {
    /// The character at an offset and its length in bytes.
    #[inline]
    pub fn char_at(&self, offset: usize) -> Option<(u32, usize)> {
        let first = *self.bytes.get(offset)?;
        if first < 0x80 {
            return Some((first.into(), 1));
        }
        Some(match self.encoding.decode(&self.bytes[offset..]) {
            Decoded::Char(wide, len) => (wide, len),
            _ => (INVALID + u32::from(first), 1),
        })
    }

    /// The character that ends at an offset.
    pub fn char_before(&self, offset: usize) -> Option<u32> {
        let last = offset.checked_sub(1)?;
        for len in 2..=self.encoding.max_bytes().min(offset) {
            if let Some((wide, decoded_len)) = self.char_at(offset - len) {
                if decoded_len == len {
                    return Some(wide);
                }
            }
        }
        self.char_at(last).map(|(wide, _)| wide)
    }

    /// Whether an assertion holds between two characters; none means an end of the text.
    pub fn holds(&self, assertion: Assertion, before: Option<u32>, after: Option<u32>) -> bool {
        const NEWLINE: u32 = b'\n' as u32;
        let word_before = || before.is_some_and(is_word);
        let word_after = || after.is_some_and(is_word);
        match assertion {
            Assertion::LineStart => match before {
                None => !self.not_line_start,
                Some(wide) => self.newline && wide == NEWLINE,
            },
            Assertion::LineEnd => match after {
                None => !self.not_line_end,
                Some(wide) => self.newline && wide == NEWLINE,
            },
            Assertion::TextStart => before.is_none(),
            Assertion::TextEnd => after.is_none(),
            Assertion::WordBoundary => word_before() != word_after(),
            Assertion::NotWordBoundary => word_before() == word_after(),
            Assertion::WordStart => !word_before() && word_after(),
            Assertion::WordEnd => word_before() && !word_after(),
        }
    }
}

/// Whether a match ends the search at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// Any match will do: only whether there is one matters.
    Any,
    /// The leftmost; where it ends does not matter.
    Leftmost,
    /// The leftmost, and of those the longest.
    LeftmostLongest,
}

/// Finds a match that starts at `start` or later; answers its first offset and its end.
pub fn find(
    program: &Program,
    hints: &Hints,
    text: &Text,
    start: usize,
    want: Want,
) -> Option<(usize, usize)> {
    let mut search = Search {
        program,
        text,
        current: States::new(program.code.len()),
        next: States::new(program.code.len()),
        stack: Vec::new(),
        best: None,
    };
    let mut offset = start;
    let mut before = text.char_before(start);
    loop {
        if search.current.list.is_empty() {
            if search.best.is_some() {
                break;
            }
            let skipped = hints.skip(text.bytes, offset)?;
            if skipped != offset {
                offset = skipped;
                before = text.char_before(offset);
            }
        }
        let after = text.char_at(offset);
        if search.best.is_none() && (!hints.anchored || offset == 0) {
            search.enter(0, offset, before, after.map(|(wide, _)| wide), offset);
        }
        search.drop_later_starts();
        if want == Want::Any && search.best.is_some() {
            break;
        }
        let Some((wide, len)) = after else { break };
        search.step(wide, offset + len);
        offset += len;
        before = Some(wide);
        if hints.anchored && search.current.list.is_empty() {
            break;
        }
    }
    search.best
}

/// What can be said about a program's matches without running it.
#[derive(Debug)]
pub struct Hints {
    /// Every match begins at the beginning of the text.
    pub anchored: bool,
    /// Bytes that a match can begin with; none when a match may be empty.
    first_bytes: Option<[u64; 4]>,
    /// The only byte that a match can begin with.
    single_first_byte: Option<u8>,
}

impl Hints {
    /// Looks at a program.
    pub fn new(program: &Program, encoding: Encoding, newline: bool) -> Self {
        let mut first_bytes = Some([0u64; 4]);
        let mut seen = vec![false; program.code.len()];
        let mut stack = vec![0u32];
        while let Some(state) = stack.pop() {
            if core::mem::replace(&mut seen[state as usize], true) {
                continue;
            }
            let mut add = |range: core::ops::RangeInclusive<u8>| {
                if let Some(bytes) = &mut first_bytes {
                    range.for_each(|byte| bytes[byte as usize / 64] |= 1 << (byte % 64));
                }
            };
            match &program.code[state as usize] {
                // Such a byte may also stand inside a character, where it does not count.
                Instruction::Char(wide) if *wide >= INVALID => first_bytes = None,
                Instruction::Char(wide) => match encoding.encode(*wide) {
                    Some(encoded) => add(encoded.as_bytes()[0]..=encoded.as_bytes()[0]),
                    None => first_bytes = None,
                },
                Instruction::Set(number) => {
                    let set = &program.sets[*number as usize];
                    (0..128u8)
                        .filter(|byte| set.contains((*byte).into()))
                        .for_each(|b| add(b..=b));
                    if !set.is_ascii_only() {
                        add(0x80..=0xff);
                    }
                }
                Instruction::Split(one, other) => stack.extend([*one, *other]),
                Instruction::Jump(target) => stack.push(*target),
                Instruction::BackReference(_) | Instruction::Match => first_bytes = None,
                _ => stack.push(state + 1),
            }
        }
        let single_first_byte = first_bytes.and_then(|bytes| {
            let count: u32 = bytes.iter().map(|word| word.count_ones()).sum();
            let word = bytes.iter().position(|word| *word != 0)?;
            (count == 1).then(|| (word * 64) as u8 + bytes[word].trailing_zeros() as u8)
        });
        let anchored = match program
            .code
            .iter()
            .find(|i| !matches!(i, Instruction::Open(_)))
        {
            Some(Instruction::Assert(Assertion::LineStart)) => !newline,
            Some(Instruction::Assert(Assertion::TextStart)) => true,
            _ => false,
        };
        Self {
            anchored,
            first_bytes,
            single_first_byte,
        }
    }

    /// Whether only one byte can begin a match, so that [`Hints::skip`] is quick.
    pub fn has_single_first_byte(&self) -> bool {
        self.single_first_byte.is_some()
    }

    /// The first offset from `offset` where a match may begin.
    ///
    /// `offset` must be at the beginning of a character; so is the answer, because in UTF-8 no
    /// character's first byte occurs inside another character.
    pub fn skip(&self, bytes: &[u8], offset: usize) -> Option<usize> {
        let rest = bytes.get(offset..)?;
        let found = match (&self.single_first_byte, &self.first_bytes) {
            (Some(byte), _) => memchr::memchr(*byte, rest)?,
            (None, Some(set)) => rest
                .iter()
                .position(|byte| set[*byte as usize / 64] >> (byte % 64) & 1 != 0)?,
            (None, None) => 0,
        };
        Some(offset + found)
    }
}

/// A list of states in order of their starts, without duplicates (Briggs and Torczon's sparse
/// set, so that clearing is free).
struct States {
    list: Vec<(u32, usize)>,
    index: Vec<u32>,
}

impl States {
    fn new(len: usize) -> Self {
        Self {
            list: Vec::new(),
            index: vec![0; len],
        }
    }

    fn insert(&mut self, state: u32, start: usize) -> bool {
        let index = self.index[state as usize] as usize;
        if self
            .list
            .get(index)
            .is_some_and(|(known, _)| *known == state)
        {
            return false;
        }
        self.index[state as usize] = self.list.len() as u32;
        self.list.push((state, start));
        true
    }
}

struct Search<'a> {
    program: &'a Program,
    text: &'a Text<'a>,
    current: States,
    next: States,
    stack: Vec<u32>,
    best: Option<(usize, usize)>,
}

impl Search<'_> {
    /// Adds to the current states whatever can be reached from `state` without a character.
    fn enter(
        &mut self,
        state: u32,
        start: usize,
        before: Option<u32>,
        after: Option<u32>,
        offset: usize,
    ) {
        self.stack.push(state);
        while let Some(state) = self.stack.pop() {
            if !self.current.insert(state, start) {
                continue;
            }
            match &self.program.code[state as usize] {
                Instruction::Split(one, other) => self.stack.extend([*other, *one]),
                Instruction::Jump(target) => self.stack.push(*target),
                Instruction::Assert(assertion) => {
                    if self.text.holds(*assertion, before, after) {
                        self.stack.push(state + 1);
                    }
                }
                Instruction::Open(_) | Instruction::Close(_) | Instruction::Forget(..) => {
                    self.stack.push(state + 1);
                }
                Instruction::Match => {
                    if self.best.is_none_or(|(best, _)| start <= best) {
                        self.best = Some((start, offset));
                    }
                }
                Instruction::Char(_) | Instruction::Set(_) | Instruction::BackReference(_) => {}
            }
        }
    }

    /// Once there is a match, drops the states that started later than it.
    fn drop_later_starts(&mut self) {
        if let Some((best, _)) = self.best {
            let keep = self
                .current
                .list
                .partition_point(|(_, start)| *start <= best);
            self.current.list.truncate(keep);
        }
    }

    /// Takes a character; afterwards the current states are those before `offset`.
    fn step(&mut self, wide: u32, offset: usize) {
        core::mem::swap(&mut self.current, &mut self.next);
        self.current.list.clear();
        let after = self.text.char_at(offset).map(|(wide, _)| wide);
        let previous = core::mem::take(&mut self.next.list);
        for (state, start) in &previous {
            let taken = match &self.program.code[*state as usize] {
                Instruction::Char(expected) => *expected == wide,
                Instruction::Set(number) => self.program.sets[*number as usize].contains(wide),
                _ => false,
            };
            if taken {
                self.enter(state + 1, *start, Some(wide), after, offset);
            }
        }
        self.next.list = previous;
    }
}
