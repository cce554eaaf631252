//! Parses basic and extended regular expressions (POSIX.1-2024, XBD 9), with GNU's escapes.
//!
//! Where POSIX leaves a case undefined (`a|*b`, `^*`, a lone `)`), it does what GNU's regcomp does.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use super::bracket;
use super::set::{Set, SetBuilder, INVALID};
use super::Error;
use crate::header::wchar::multibyte::{Decoded, Encoding};
use crate::header::wctype::class::{to_lower, to_upper, Class};

/// Most repetitions that an interval may ask for.
const DUP_MAX: u32 = 0x7fff;

/// Deepest nesting of groups: later passes recurse on the tree.
const DEPTH_MAX: usize = 500;

/// What regcomp was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Extended rather than basic syntax.
    pub extended: bool,
    /// Characters that differ in case only are the same.
    pub fold_case: bool,
    /// `.` and negated brackets leave out newline, `^` and `$` match at each line.
    pub newline: bool,
    /// Repetitions take the shortest (`REG_MINIMAL`).
    pub minimal: bool,
    /// Encoding of the pattern and of the text.
    pub encoding: Encoding,
}

/// A place that an assertion asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assertion {
    /// `^`
    LineStart,
    /// `$`
    LineEnd,
    /// GNU's backslash and backquote: the beginning of the text.
    TextStart,
    /// GNU's backslash and quote: the end of the text.
    TextEnd,
    /// `\b`
    WordBoundary,
    /// `\B`
    NotWordBoundary,
    /// `\<`
    WordStart,
    /// `\>`
    WordEnd,
}

/// A parsed expression.
#[derive(Debug)]
pub enum Node {
    /// Matches the empty string.
    Empty,
    /// One character.
    Char(u32),
    /// One character of a set.
    Set(Box<Set>),
    /// A set that the compiler has already taken, and the number it gave it.
    NumberedSet(u32),
    /// The empty string at certain places.
    Assert(Assertion),
    /// A parenthesised expression; groups count from 1.
    Group(u32, Box<Node>),
    /// The text that a group matched.
    BackReference(u32),
    /// One after the other.
    Concat(Vec<Node>),
    /// One of several.
    Alternate(Vec<Node>),
    /// `min` to `max` times; without `max`, any number.
    Repeat(Box<Node>, u32, Option<u32>),
    /// A repetition that takes the shortest.
    Shortest(Box<Node>),
}

/// What parsing yields.
#[derive(Debug)]
pub struct Parsed {
    /// The expression.
    pub root: Node,
    /// Number of groups.
    pub groups: u32,
    /// Whether it refers back to groups.
    pub has_back_references: bool,
}

/// Parses a pattern.
pub fn parse(pattern: &[u8], options: Options) -> Result<Parsed, Error> {
    let mut parser = Parser {
        rest: pattern,
        options,
        groups: 0,
        closed: Vec::new(),
        has_back_references: false,
    };
    let root = parser.alternatives(0)?;
    if !parser.rest.is_empty() {
        // Only a closing parenthesis ends an expression early, and at depth 0 only in BREs.
        return Err(Error::Paren);
    }
    Ok(Parsed {
        root,
        groups: parser.groups,
        has_back_references: parser.has_back_references,
    })
}

/// Takes the first character off `bytes`, a byte that is no character as `INVALID` and its value.
pub fn next_char(bytes: &mut &[u8], encoding: Encoding) -> Option<u32> {
    let first = *bytes.first()?;
    let (wide, len) = match encoding.decode(bytes) {
        Decoded::Char(wide, len) => (wide, len),
        _ => (INVALID + u32::from(first), 1),
    };
    *bytes = &bytes[len..];
    Some(wide)
}

struct Parser<'a> {
    rest: &'a [u8],
    options: Options,
    groups: u32,
    /// Groups whose closing parenthesis has been seen.
    closed: Vec<u32>,
    has_back_references: bool,
}

/// What stands at the current place, where an operator may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    Open,
    Close,
    Alternate,
    Star,
    Plus,
    Question,
    Interval,
}

impl Parser<'_> {
    /// The operator at the current place and its length in bytes.
    fn operator(&self) -> Option<(Operator, usize)> {
        let extended = self.options.extended;
        let (byte, escaped) = match self.rest {
            [b'*', ..] => return Some((Operator::Star, 1)),
            [b'\\', byte, ..] if !extended => (byte, true),
            [byte, ..] if extended => (byte, false),
            _ => return None,
        };
        let operator = match byte {
            b'(' => Operator::Open,
            b')' => Operator::Close,
            b'|' => Operator::Alternate,
            b'+' => Operator::Plus,
            b'?' => Operator::Question,
            b'{' => Operator::Interval,
            _ => return None,
        };
        Some((operator, 1 + usize::from(escaped)))
    }

    /// Whether this place ends an alternative. A closing parenthesis that opens nothing is an
    /// ordinary character in an ERE.
    fn at_end(&self, depth: usize) -> bool {
        match self.operator() {
            None => self.rest.is_empty(),
            Some((Operator::Alternate, _)) => true,
            Some((Operator::Close, _)) => depth > 0 || !self.options.extended,
            _ => false,
        }
    }

    fn alternatives(&mut self, depth: usize) -> Result<Node, Error> {
        let mut all = vec![self.concatenation(depth)?];
        while let Some((Operator::Alternate, len)) = self.operator() {
            self.rest = &self.rest[len..];
            all.push(self.concatenation(depth)?);
        }
        Ok(match all.len() {
            1 => all.remove(0),
            _ => Node::Alternate(all),
        })
    }

    fn concatenation(&mut self, depth: usize) -> Result<Node, Error> {
        let mut all = Vec::new();
        // Whether only anchors came so far: here `*` is ordinary in a BRE, an error in an ERE.
        let mut at_start = true;
        while !self.at_end(depth) {
            if let Some(anchor) = self.anchor(at_start) {
                all.push(Node::Assert(anchor));
                at_start = true;
                continue;
            }
            let atom = self.atom(at_start, depth)?;
            all.push(self.repetitions(atom)?);
            at_start = false;
        }
        Ok(match all.len() {
            0 => Node::Empty,
            1 => all.remove(0),
            _ => Node::Concat(all),
        })
    }

    /// Takes an assertion, which no repetition may follow.
    fn anchor(&mut self, at_start: bool) -> Option<Assertion> {
        let extended = self.options.extended;
        let (assertion, len) = match self.rest {
            [b'^', ..] if extended || at_start => (Assertion::LineStart, 1),
            [b'$', after @ ..] if extended || self.ends_basic(after) => (Assertion::LineEnd, 1),
            [b'\\', byte, ..] => match byte {
                b'`' => (Assertion::TextStart, 2),
                b'\'' => (Assertion::TextEnd, 2),
                b'b' => (Assertion::WordBoundary, 2),
                b'B' => (Assertion::NotWordBoundary, 2),
                b'<' => (Assertion::WordStart, 2),
                b'>' => (Assertion::WordEnd, 2),
                _ => return None,
            },
            _ => return None,
        };
        self.rest = &self.rest[len..];
        Some(assertion)
    }

    /// Whether a BRE's alternative ends before `after`.
    fn ends_basic(&self, after: &[u8]) -> bool {
        matches!(after, [] | [b'\\', b')' | b'|', ..])
    }

    fn atom(&mut self, at_start: bool, depth: usize) -> Result<Node, Error> {
        if let Some((operator, len)) = self.operator() {
            match operator {
                Operator::Open => return self.group(len, depth),
                Operator::Interval if at_start => return Err(Error::Repeat),
                Operator::Star | Operator::Plus | Operator::Question
                    if at_start && self.options.extended =>
                {
                    return Err(Error::Repeat);
                }
                // An operator with nothing to apply to stands for its character.
                _ => {
                    let byte = self.rest[len - 1];
                    self.rest = &self.rest[len..];
                    return Ok(Node::Char(byte.into()));
                }
            }
        }
        match self.rest {
            [b'.', ..] => {
                self.rest = &self.rest[1..];
                Ok(self.set(SetBuilder {
                    negated: true,
                    ..SetBuilder::default()
                }))
            }
            [b'[', ..] => {
                self.rest = &self.rest[1..];
                let set = bracket::parse(&mut self.rest, self.options)?;
                Ok(self.set(set))
            }
            [b'\\', ..] => self.escape(),
            _ => Ok(self.literal()),
        }
    }

    fn group(&mut self, open_len: usize, depth: usize) -> Result<Node, Error> {
        if depth == DEPTH_MAX {
            return Err(Error::Space);
        }
        self.rest = &self.rest[open_len..];
        self.groups += 1;
        let number = self.groups;
        let body = self.alternatives(depth + 1)?;
        match self.operator() {
            Some((Operator::Close, len)) => self.rest = &self.rest[len..],
            _ => return Err(Error::Paren),
        }
        self.closed.push(number);
        Ok(Node::Group(number, Box::new(body)))
    }

    fn escape(&mut self) -> Result<Node, Error> {
        self.rest = &self.rest[1..];
        let byte = *self.rest.first().ok_or(Error::Escape)?;
        let class = match byte {
            b'1'..=b'9' => {
                let number = u32::from(byte - b'0');
                if !self.closed.contains(&number) {
                    return Err(Error::BackReference);
                }
                self.rest = &self.rest[1..];
                self.has_back_references = true;
                return Ok(Node::BackReference(number));
            }
            b'w' | b'W' => Class::Alnum,
            b's' | b'S' => Class::Space,
            _ => {
                return match self.literal() {
                    // As in musl; without a backslash such a byte is taken for itself, as in glibc.
                    Node::Char(INVALID..) => Err(Error::Pattern),
                    node => Ok(node),
                };
            }
        };
        self.rest = &self.rest[1..];
        let mut set = SetBuilder {
            classes: vec![class],
            negated: byte.is_ascii_uppercase(),
            ..SetBuilder::default()
        };
        if class == Class::Alnum {
            set.push(b'_'.into());
        }
        Ok(Node::Set(Box::new(set.build())))
    }

    fn literal(&mut self) -> Node {
        let Some(wide) = next_char(&mut self.rest, self.options.encoding) else {
            return Node::Empty;
        };
        if self.options.fold_case && (to_lower(wide) != wide || to_upper(wide) != wide) {
            let mut set = SetBuilder::default();
            set.push(wide);
            return self.set(set);
        }
        Node::Char(wide)
    }

    /// Makes a set under the options; only negated sets leave out newline.
    fn set(&self, mut set: SetBuilder) -> Node {
        set.fold_case = self.options.fold_case;
        set.without_newline = self.options.newline && set.negated;
        Node::Set(Box::new(set.build()))
    }

    fn repetitions(&mut self, mut node: Node) -> Result<Node, Error> {
        while let Some((operator, len)) = self.operator() {
            let (min, max) = match operator {
                Operator::Star => (0, None),
                Operator::Plus => (1, None),
                Operator::Question => (0, Some(1)),
                Operator::Interval => (0, Some(0)),
                _ => break,
            };
            self.rest = &self.rest[len..];
            let (min, max) = match operator {
                Operator::Interval => self.interval()?,
                _ => (min, max),
            };
            let shortest = self.options.minimal != self.modifier();
            node = match (node, min, max) {
                // `a**` is `a*`: without this, a long row of stars nests as deeply.
                (Node::Repeat(inner, 0, None), 0 | 1, None) if !shortest => {
                    Node::Repeat(inner, 0, None)
                }
                (node, min, max) => Node::Repeat(Box::new(node), min, max),
            };
            if shortest {
                node = Node::Shortest(Box::new(node));
            }
            if repeat_depth(&node) > DEPTH_MAX {
                return Err(Error::Space);
            }
        }
        Ok(node)
    }

    /// Takes the `?` that in an ERE turns a repetition from the longest to the shortest, or back (XBD 9.4.6).
    fn modifier(&mut self) -> bool {
        match self.rest {
            [b'?', rest @ ..] if self.options.extended => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// The numbers of an interval expression, after its opening brace.
    fn interval(&mut self) -> Result<(u32, Option<u32>), Error> {
        let min = self.number()?;
        let max = match self.rest {
            [b',', ..] => {
                self.rest = &self.rest[1..];
                self.number()?
            }
            _ if min.is_none() => return Err(self.interval_error()),
            _ => min,
        };
        let close: &[u8] = if self.options.extended { b"}" } else { b"\\}" };
        let Some(rest) = self.rest.strip_prefix(close) else {
            return Err(self.interval_error());
        };
        self.rest = rest;
        let min = min.unwrap_or(0);
        if max.is_some_and(|max| max < min) {
            return Err(Error::Interval);
        }
        Ok((min, max))
    }

    fn interval_error(&self) -> Error {
        match self.rest {
            [] => Error::Brace,
            _ => Error::Interval,
        }
    }

    fn number(&mut self) -> Result<Option<u32>, Error> {
        let mut value = None;
        while let [digit @ b'0'..=b'9', rest @ ..] = self.rest {
            let next = value.unwrap_or(0) * 10 + u32::from(digit - b'0');
            if next > DUP_MAX {
                return Err(Error::Interval);
            }
            value = Some(next);
            self.rest = rest;
        }
        Ok(value)
    }
}

/// How many repetitions are stacked directly on one another, as in `a{2}{3}`.
fn repeat_depth(mut node: &Node) -> usize {
    let mut depth = 0;
    while let Node::Repeat(inner, ..) | Node::Shortest(inner) = node {
        depth += 1;
        node = inner;
    }
    depth
}
