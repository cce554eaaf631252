//! Finds where a match lies with a deterministic automaton, which is built as far as texts need it (the subset construction).
//!
//! A state stands for a set of the program's instructions, and for what came before, where an assertion asks for that. A
//! transition tells, too, whether a match ended before the character that it takes: so assertions see what comes next. The
//! first pass finds where the match that ends first ends, or that there is none; for the leftmost longest match the places
//! before that end are tried one after the other. States are kept from search to search, up to [`SIZE_MAX`] bytes; threads that
//! search at the same time have caches of their own. Whatever grows too large or takes too long is left to [`super::search`].

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};

use hashbrown::HashMap;

use super::parse::Assertion;
use super::program::{Instruction, Program};
use super::search::{Hints, Text, Want};
use super::set::is_word;

/// Bytes of states that a cache may have.
const SIZE_MAX: usize = 256 << 10;

/// How often a cache may be emptied in a search.
const FLUSHES_MAX: usize = 3;

/// Caches that are kept, for threads that search at the same time.
const CACHES: usize = 4;

/// Bytes of ASCII.
const ASCII: usize = 128;

/// What is made of a program at once, and the caches.
#[derive(Debug)]
pub struct Automaton {
    /// For each byte the column of a table that has its transition. Bytes in one column are alike to the program.
    columns: [u8; 256],
    /// Columns of bytes below 128.
    classes: usize,
    /// Whether an assertion asks what came before.
    looks_back: bool,
    /// Null, or a [`Cache`] in a box that no search uses.
    caches: [AtomicPtr<Cache>; CACHES],
}

/// The search is to be done in another way.
pub struct GiveUp;

impl Automaton {
    /// Looks at a program.
    pub fn new(program: &Program) -> Self {
        let (mut looks_back, mut asks_newline, mut asks_word) = (false, false, false);
        let mut classes = Classes::new();
        let mut characters = [false; ASCII];
        for instruction in &program.code {
            match instruction {
                Instruction::Char(wide) if *wide < ASCII as u32 => {
                    if !core::mem::replace(&mut characters[*wide as usize], true) {
                        classes.split(|byte| u32::from(byte) == *wide);
                    }
                }
                Instruction::Assert(assertion) => {
                    use Assertion::*;
                    looks_back |= !matches!(assertion, LineEnd | TextEnd);
                    match assertion {
                        LineStart | LineEnd => asks_newline = true,
                        TextStart | TextEnd => {}
                        _ => asks_word = true,
                    }
                }
                _ => {}
            }
        }
        for set in &program.sets {
            classes.split(|byte| set.contains(byte.into()));
        }
        // A state knows what came before: a newline, a letter, or neither.
        if asks_newline || looks_back {
            classes.split(|byte| byte == b'\n');
        }
        if asks_word || looks_back {
            classes.split(|byte| is_word(byte.into()));
        }
        let mut columns = [classes.count as u8; 256];
        columns[..ASCII].copy_from_slice(&classes.of);
        Self {
            columns,
            classes: classes.count,
            looks_back,
            caches: [const { AtomicPtr::new(null_mut()) }; CACHES],
        }
    }

    /// Finds a match that starts at `start` or later; answers its first offset and its end. If any will do, the first offset
    /// has no meaning; if only the leftmost is wanted, some match that begins there ends at the end.
    pub fn find(
        &self,
        program: &Program,
        hints: &Hints,
        text: &Text,
        start: usize,
        want: Want,
    ) -> Result<Option<(usize, usize)>, GiveUp> {
        let mut cache = self.take(program);
        cache.flushes = 0;
        let mut search = Search {
            automaton: self,
            program,
            hints,
            text,
            cache: &mut cache,
        };
        let result = search.find(start, want);
        self.give_back(cache);
        result
    }

    /// A cache that nobody else has.
    fn take(&self, program: &Program) -> Box<Cache> {
        for slot in &self.caches {
            if slot.load(Ordering::Relaxed).is_null() {
                continue;
            }
            let cache = slot.swap(null_mut(), Ordering::Acquire);
            if !cache.is_null() {
                // SAFETY: it is from `Box::into_raw`, and who swaps it out has it alone.
                return unsafe { Box::from_raw(cache) };
            }
        }
        Box::new(Cache::new(program))
    }

    fn give_back(&self, cache: Box<Cache>) {
        let cache = Box::into_raw(cache);
        for slot in &self.caches {
            if slot
                .compare_exchange(null_mut(), cache, Ordering::Release, Ordering::Relaxed)
                .is_ok()
            {
                return;
            }
        }
        // SAFETY: it was put into no slot.
        drop(unsafe { Box::from_raw(cache) });
    }

    /// A state's entries: for the classes, for characters beyond ASCII (never filled in), and for two kinds of end.
    fn stride(&self) -> usize {
        self.classes + 3
    }
}

impl Drop for Automaton {
    fn drop(&mut self) {
        for slot in &mut self.caches {
            let cache = *slot.get_mut();
            if !cache.is_null() {
                // SAFETY: it is from `Box::into_raw`, and no search goes on.
                drop(unsafe { Box::from_raw(cache) });
            }
        }
    }
}

/// Classes of ASCII bytes that a program cannot tell apart.
struct Classes {
    of: [u8; ASCII],
    count: usize,
}

impl Classes {
    fn new() -> Self {
        Self {
            of: [0; ASCII],
            count: 1,
        }
    }

    /// Parts the bytes of which `test` is true from the others.
    fn split(&mut self, test: impl Fn(u8) -> bool) {
        // For each class: whether its first byte passed, and where those go that differ from it.
        let mut first = [None; ASCII];
        let mut other = [None; ASCII];
        for (byte, of) in self.of.iter_mut().enumerate() {
            let class = *of as usize;
            let passed = test(byte as u8);
            if *first[class].get_or_insert(passed) != passed {
                *of = *other[class].get_or_insert_with(|| {
                    self.count += 1;
                    self.count as u8 - 1
                });
            }
        }
    }
}

/// Where a state's entries begin in the table, with these flags.
type Entry = u32;

/// A match ended before the character.
const MATCHED: Entry = 1 << 31;
/// Nothing was begun: no byte but the one that matches begin with leads on from here.
const IDLE: Entry = 1 << 30;
/// No match can come any more.
const DEAD: Entry = 1 << 29;
/// Not computed yet.
const UNKNOWN: Entry = 1 << 28;
const PLACE: Entry = UNKNOWN - 1;

/// What came before a state's place, as far as assertions ask.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Other,
    Word,
    Newline,
    Start,
    StartInLine,
}

const BEFORES: [Before; 5] = [
    Before::Other,
    Before::Word,
    Before::Newline,
    Before::Start,
    Before::StartInLine,
];

impl Before {
    /// A character that stands for it.
    fn character(self) -> Option<u32> {
        match self {
            Before::Other => Some(b' '.into()),
            Before::Word => Some(b'a'.into()),
            Before::Newline => Some(b'\n'.into()),
            Before::Start | Before::StartInLine => None,
        }
    }
}

/// Where matches may begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// At the first place only.
    Anchored,
    /// At every place.
    Anywhere,
}

/// The states built so far.
struct Cache {
    /// [`Automaton::stride`] entries a state.
    table: Vec<Entry>,
    /// For each state, [`Key`].
    keys: Vec<Key>,
    numbers: HashMap<Key, u32>,
    /// First states by mode and what came before, or [`UNKNOWN`].
    first: [Entry; 2 * BEFORES.len()],
    /// Transitions for characters beyond ASCII: state, character and entry, where a hash of the first two puts them.
    rare: Vec<(Entry, u32, Entry)>,
    /// Bytes in use.
    size: usize,
    flushes: usize,
    current: Set,
    next: Set,
    stack: Vec<u32>,
    /// The instructions of a state in which nothing was begun.
    idle: Vec<u32>,
}

/// A state: [`Mode`] and [`Before`], then its instructions in order.
type Key = Box<[u32]>;

const RARE: usize = 256;

impl Cache {
    fn new(program: &Program) -> Self {
        let mut cache = Self {
            table: Vec::new(),
            keys: Vec::new(),
            numbers: HashMap::new(),
            first: [UNKNOWN; 2 * BEFORES.len()],
            rare: Vec::new(),
            size: 0,
            flushes: 0,
            current: Set::new(program.code.len()),
            next: Set::new(program.code.len()),
            stack: Vec::new(),
            idle: Vec::new(),
        };
        cache.current.reach(program, &mut cache.stack, 0);
        cache
            .idle
            .extend_from_slice(cache.current.essential(program));
        cache
    }

    fn flush(&mut self) {
        self.table.clear();
        self.keys.clear();
        self.numbers.clear();
        self.first.fill(UNKNOWN);
        self.rare.clear();
        self.size = 0;
        self.flushes += 1;
    }
}

/// A set of instructions (Briggs and Torczon's sparse set, so that clearing is free).
struct Set {
    list: Vec<u32>,
    index: Vec<u32>,
}

impl Set {
    fn new(len: usize) -> Self {
        Self {
            list: Vec::new(),
            index: vec![0; len],
        }
    }

    fn insert(&mut self, member: u32) -> bool {
        let index = self.index[member as usize] as usize;
        if self.list.get(index) == Some(&member) {
            return false;
        }
        self.index[member as usize] = self.list.len() as u32;
        self.list.push(member);
        true
    }

    /// Adds the instructions that take characters, end matches or ask for assertions, and can be come to from `state` without any
    /// of that. `stack` is empty.
    fn reach(&mut self, program: &Program, stack: &mut Vec<u32>, state: u32) {
        stack.push(state);
        while let Some(state) = stack.pop() {
            if !self.insert(state) {
                continue;
            }
            match &program.code[state as usize] {
                Instruction::Split(one, other) => stack.extend([*other, *one]),
                Instruction::Jump(target) => stack.push(*target),
                Instruction::Open(_) | Instruction::Close(_) | Instruction::Forget(..) => {
                    stack.push(state + 1)
                }
                _ => {}
            }
        }
    }

    /// The members in order, without those that only lead to others. Nothing can be added before the set is cleared.
    fn essential(&mut self, program: &Program) -> &[u32] {
        self.list.retain(|member| {
            matches!(
                program.code[*member as usize],
                Instruction::Char(_)
                    | Instruction::Set(_)
                    | Instruction::Assert(_)
                    | Instruction::Match
            )
        });
        self.list.sort_unstable();
        &self.list
    }
}

struct Search<'a> {
    automaton: &'a Automaton,
    program: &'a Program,
    hints: &'a Hints,
    text: &'a Text<'a>,
    cache: &'a mut Cache,
}

impl Search<'_> {
    fn find(&mut self, start: usize, want: Want) -> Result<Option<(usize, usize)>, GiveUp> {
        if self.hints.anchored {
            if start != 0 {
                return Ok(None);
            }
            let mut work = 0;
            return Ok(self.end(0, want, &mut work)?.map(|end| (0, end)));
        }
        let Some(end) = self.earliest_end(start)? else {
            return Ok(None);
        };
        if want == Want::Any {
            return Ok(Some((start, end)));
        }
        // Each place may cost as much as the text is long, but not all of them.
        let mut work = 0;
        let work_max = 8 * (self.text.bytes.len() - start) + 1024;
        let mut offset = start;
        while let Some(begin) = self.hints.skip(self.text.bytes, offset) {
            if let Some(end) = self.end(begin, want, &mut work)? {
                return Ok(Some((begin, end)));
            }
            let Some((_, len)) = self.text.char_at(begin) else {
                break;
            };
            offset = begin + len;
            if work > work_max {
                break;
            }
        }
        Err(GiveUp)
    }

    /// Where the match that ends first ends.
    fn earliest_end(&mut self, start: usize) -> Result<Option<usize>, GiveUp> {
        let mut offset = start;
        let mut state = self.first(Mode::Anywhere, offset)?;
        loop {
            let (entry, at) = self.follow(state, offset)?;
            if entry & MATCHED != 0 {
                return Ok(Some(at));
            }
            if entry & DEAD != 0 {
                return Ok(None);
            }
            state = entry & PLACE;
            offset = at + self.text.char_at(at).map_or(0, |(_, len)| len);
            if entry & IDLE != 0 {
                let Some(skipped) = self.hints.skip(self.text.bytes, offset) else {
                    return Ok(None);
                };
                if skipped != offset {
                    offset = skipped;
                    state = self.first(Mode::Anywhere, offset)?;
                }
            }
        }
    }

    /// The end of the match wanted that begins at `start`. The characters looked at are added to `work`.
    fn end(&mut self, start: usize, want: Want, work: &mut usize) -> Result<Option<usize>, GiveUp> {
        let mut best = None;
        let mut offset = start;
        let mut state = self.first(Mode::Anchored, offset)?;
        loop {
            let (entry, at) = self.follow(state, offset)?;
            if entry & MATCHED != 0 {
                best = Some(at);
                if want != Want::LeftmostLongest {
                    return Ok(best);
                }
            }
            if entry & DEAD != 0 {
                *work += at - start;
                return Ok(best);
            }
            state = entry & PLACE;
            offset = at + self.text.char_at(at).map_or(0, |(_, len)| len);
        }
    }

    /// Follows transitions until one has something to tell, or takes a character beyond ASCII, and answers that one and where its
    /// character is.
    fn follow(&mut self, mut state: Entry, mut offset: usize) -> Result<(Entry, usize), GiveUp> {
        let bytes = self.text.bytes;
        loop {
            let table = &self.cache.table[..];
            while let Some(byte) = bytes.get(offset) {
                let column = self.automaton.columns[*byte as usize];
                let entry = table[state as usize + column as usize];
                if entry > PLACE {
                    break;
                }
                state = entry;
                offset += 1;
            }
            let Some(byte) = bytes.get(offset) else {
                let column = self.automaton.classes + 1 + usize::from(self.text.not_line_end);
                let entry = match self.cache.table[state as usize + column] {
                    UNKNOWN => self.transition(state, None, Some(column))?,
                    entry => entry,
                };
                return Ok((entry, offset));
            };
            if !byte.is_ascii() {
                return Ok((self.rare_transition(state, offset)?, offset));
            }
            let column = self.automaton.columns[*byte as usize] as usize;
            let entry = match self.cache.table[state as usize + column] {
                UNKNOWN => self.transition(state, Some((*byte).into()), Some(column))?,
                entry => return Ok((entry, offset)),
            };
            if entry > PLACE {
                return Ok((entry, offset));
            }
            state = entry;
            offset += 1;
        }
    }

    fn rare_transition(&mut self, state: Entry, offset: usize) -> Result<Entry, GiveUp> {
        let wide = self.text.char_at(offset).map(|(wide, _)| wide);
        let Some(wide) = wide else {
            return Err(GiveUp);
        };
        let slot = (state.wrapping_mul(0x9e37_79b1) ^ wide.wrapping_mul(0x85eb_ca6b)) >> 24;
        match self.cache.rare.get(slot as usize % RARE) {
            Some((known, character, entry)) if (*known, *character) == (state, wide) => {
                return Ok(*entry)
            }
            _ => {}
        }
        let flushes = self.cache.flushes;
        let entry = self.transition(state, Some(wide), None)?;
        if self.cache.flushes == flushes {
            self.cache.rare.resize(RARE, (UNKNOWN, 0, UNKNOWN));
            self.cache.rare[slot as usize % RARE] = (state, wide, entry);
        }
        Ok(entry)
    }

    /// What came before a place, as far as assertions ask.
    fn before(&self, character: Option<u32>) -> Before {
        match character {
            _ if !self.automaton.looks_back => Before::Other,
            None if self.text.not_line_start => Before::StartInLine,
            None => Before::Start,
            Some(wide) if wide == u32::from(b'\n') => Before::Newline,
            Some(wide) if is_word(wide) => Before::Word,
            Some(_) => Before::Other,
        }
    }

    /// The state before any character is taken at `offset`.
    fn first(&mut self, mode: Mode, offset: usize) -> Result<Entry, GiveUp> {
        let before = match self.automaton.looks_back {
            true => self.before(self.text.char_before(offset)),
            false => Before::Other,
        };
        let index = before as usize * 2 + mode as usize;
        if self.cache.first[index] == UNKNOWN {
            let cache = &mut *self.cache;
            cache.next.list.clear();
            cache.next.reach(self.program, &mut cache.stack, 0);
            let state = self.number(mode, before)?;
            self.cache.first[index] = state;
        }
        Ok(self.cache.first[index] & PLACE)
    }

    /// Computes a transition, and puts it into its column unless the cache was emptied for it.
    fn transition(
        &mut self,
        state: Entry,
        character: Option<u32>,
        column: Option<usize>,
    ) -> Result<Entry, GiveUp> {
        let stride = self.automaton.stride();
        let cache = &mut *self.cache;
        let key = &cache.keys[state as usize / stride];
        let mode = match key[0] & 1 {
            0 => Mode::Anchored,
            _ => Mode::Anywhere,
        };
        let before = BEFORES[key[0] as usize / 2].character();
        cache.current.list.clear();
        for member in &key[1..] {
            cache.current.insert(*member);
        }
        let mut matched = 0;
        cache.next.list.clear();
        let mut index = 0;
        while let Some(member) = cache.current.list.get(index).copied() {
            index += 1;
            let taken = match (&self.program.code[member as usize], character) {
                (Instruction::Assert(assertion), _) => {
                    if self.text.holds(*assertion, before, character) {
                        let (set, stack) = (&mut cache.current, &mut cache.stack);
                        set.reach(self.program, stack, member + 1);
                    }
                    false
                }
                (Instruction::Match, _) => {
                    matched = MATCHED;
                    false
                }
                (Instruction::Char(expected), Some(wide)) => *expected == wide,
                (Instruction::Set(number), Some(wide)) => {
                    self.program.sets[*number as usize].contains(wide)
                }
                _ => false,
            };
            if taken {
                let (set, stack) = (&mut cache.next, &mut cache.stack);
                set.reach(self.program, stack, member + 1);
            }
        }
        let entry = match character {
            None => DEAD,
            Some(_) if mode == Mode::Anchored && cache.next.list.is_empty() => DEAD,
            Some(wide) => {
                if mode == Mode::Anywhere {
                    cache.next.reach(self.program, &mut cache.stack, 0);
                }
                let flushes = cache.flushes;
                let before = self.before(Some(wide));
                let entry = self.number(mode, before)?;
                if self.cache.flushes != flushes {
                    return Ok(entry | matched);
                }
                entry
            }
        };
        if let Some(column) = column {
            self.cache.table[state as usize + column] = entry | matched;
        }
        Ok(entry | matched)
    }

    /// The state of the next instructions, made if it is new, with its flags.
    fn number(&mut self, mode: Mode, before: Before) -> Result<Entry, GiveUp> {
        let cache = &mut *self.cache;
        let members = cache.next.essential(self.program);
        let mut key = Vec::with_capacity(members.len() + 1);
        key.push(before as u32 * 2 + mode as u32);
        key.extend_from_slice(members);
        let is_idle =
            mode == Mode::Anywhere && self.hints.has_single_first_byte() && cache.idle == key[1..];
        let idle = if is_idle { IDLE } else { 0 };
        if let Some(number) = cache.numbers.get(&key[..]) {
            return Ok(number | idle);
        }
        let stride = self.automaton.stride();
        let size = 2 * size_of_val(&key[..]) + stride * size_of::<Entry>() + 64;
        if size > SIZE_MAX / 4 {
            return Err(GiveUp);
        }
        if cache.size + size > SIZE_MAX {
            if cache.flushes == FLUSHES_MAX {
                return Err(GiveUp);
            }
            cache.flush();
        }
        cache.size += size;
        let number = cache.table.len() as Entry;
        cache.table.resize(cache.table.len() + stride, UNKNOWN);
        let key = key.into_boxed_slice();
        cache.keys.push(key.clone());
        cache.numbers.insert(key, number);
        Ok(number | idle)
    }
}
