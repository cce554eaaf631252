//! Characters on their way to fields, and field splitting (XCU 2.6.5).

use alloc::vec::Vec;
use core::mem::take;

/// A byte, and whether it is quoted: then it is no pattern and not split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub byte: u8,
    pub is_quoted: bool,
}

/// Text with its quoting.
pub(super) type Text = Vec<Unit>;

/// The bytes alone: quote removal.
pub(super) fn bytes(text: &[Unit]) -> Vec<u8> {
    text.iter().map(|unit| unit.byte).collect()
}

/// The text as a pattern: what is quoted stands for itself.
pub(super) fn pattern(text: &[Unit]) -> Vec<u8> {
    let mut out = Vec::new();
    for unit in text {
        if unit.is_quoted || unit.byte == b'\\' {
            out.push(b'\\');
        }
        out.push(unit.byte);
    }
    out
}

/// Where expanded text goes.
pub(super) trait Sink {
    /// A byte of the words themselves.
    fn literal(&mut self, byte: u8, is_quoted: bool);
    /// The result of an expansion, which is split if it is not quoted.
    fn value(&mut self, text: &[u8], is_quoted: bool);
    /// There are quotes here: the field exists though nothing may be in it.
    fn quotes(&mut self);
}

/// Text that is not split: a pattern, a value to assign.
#[derive(Default)]
pub(super) struct Flat(pub Text);

impl Sink for Flat {
    fn literal(&mut self, byte: u8, is_quoted: bool) {
        self.0.push(Unit { byte, is_quoted });
    }

    fn value(&mut self, text: &[u8], is_quoted: bool) {
        self.0
            .extend(text.iter().map(|&byte| Unit { byte, is_quoted }));
    }

    fn quotes(&mut self) {}
}

/// Fields under way.
pub(super) struct Fields {
    /// The separators: `IFS`.
    separators: Vec<u8>,
    done: Vec<Text>,
    current: Text,
    /// The current field exists though it may be empty.
    is_there: bool,
}

impl Fields {
    pub fn new(separators: Vec<u8>) -> Self {
        Self {
            separators,
            done: Vec::new(),
            current: Text::new(),
            is_there: false,
        }
    }

    fn is_separator(&self, byte: u8) -> bool {
        self.separators.contains(&byte)
    }

    /// A separator that is white space: a run of it is one.
    fn is_space(&self, byte: u8) -> bool {
        self.is_separator(byte) && matches!(byte, b' ' | b'\t' | b'\n')
    }

    /// Ends the current field. One without anything counts if `always`.
    fn end_field(&mut self, always: bool) {
        if always || self.is_there || !self.current.is_empty() {
            self.done.push(take(&mut self.current));
        }
        self.is_there = false;
    }

    /// The end of a word.
    pub fn end_word(&mut self) {
        self.end_field(false);
    }

    pub fn finish(mut self) -> Vec<Text> {
        self.end_word();
        self.done
    }
}

impl Sink for Fields {
    fn literal(&mut self, byte: u8, is_quoted: bool) {
        self.current.push(Unit { byte, is_quoted });
    }

    fn value(&mut self, text: &[u8], is_quoted: bool) {
        let mut rest = text;
        while let [byte, after @ ..] = rest {
            rest = after;
            if is_quoted || !self.is_separator(*byte) {
                self.literal(*byte, is_quoted);
                continue;
            }
            // White space around one other separator belongs to it.
            let spaces = |text: &[u8]| text.iter().take_while(|&&b| self.is_space(b)).count();
            let mut is_hard = !self.is_space(*byte);
            rest = &rest[spaces(rest)..];
            if let (false, [next, after @ ..]) = (is_hard, rest) {
                if self.is_separator(*next) {
                    is_hard = true;
                    rest = &after[spaces(after)..];
                }
            }
            self.end_field(is_hard);
        }
    }

    fn quotes(&mut self) {
        self.is_there = true;
    }
}
