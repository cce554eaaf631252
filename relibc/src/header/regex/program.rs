//! Compiles a parsed expression to a program for a nondeterministic automaton.
//!
//! A node's instructions are contiguous, control leaves them only for the one after the last, and
//! only loops jump backwards. [`Part`] keeps which instructions belong to which node, so that
//! [`super::submatch`] can run a node alone.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use super::parse::{Assertion, Node, Parsed};
use super::set::Set;
use super::Error;

/// Most instructions in a program: nested intervals multiply.
const PROGRAM_MAX: usize = 1 << 19;

/// One instruction. Targets are instruction numbers.
#[derive(Debug)]
pub enum Instruction {
    /// Take this character.
    Char(u32),
    /// Take a character of this set (an index into [`Program::sets`]).
    Set(u32),
    /// Go on if the place is right.
    Assert(Assertion),
    /// Go on at both, preferably the first.
    Split(u32, u32),
    /// Go on there.
    Jump(u32),
    /// Note where a group begins (backtracking only; elsewhere it does nothing).
    Open(u32),
    /// Note where a group ends.
    Close(u32),
    /// Forget what these groups matched, before the next turn of a loop around them.
    Forget(u32, u32),
    /// Take the text that a group matched.
    BackReference(u32),
    /// The end of the expression.
    Match,
}

/// A node's instructions, and its children where groups are below it.
#[derive(Debug)]
pub struct Part {
    /// First instruction, and the one after the last.
    pub code: Range<u32>,
    /// What it is made of.
    pub kind: PartKind,
}

/// What a [`Part`] is made of.
#[derive(Debug)]
pub enum PartKind {
    /// No group is inside.
    Plain,
    /// A group and its contents.
    Group(u32, Box<Part>),
    /// One after the other.
    Concat(Vec<Part>),
    /// One of several.
    Alternate(Vec<Part>),
    /// Repetition; the part is the first copy of what is repeated.
    Repeat(Box<Part>, u32, Option<u32>),
    /// A repetition that takes the shortest.
    Shortest(Box<Part>),
}

/// A compiled expression.
#[derive(Debug)]
pub struct Program {
    /// The instructions; the last is the only `Match`.
    pub code: Vec<Instruction>,
    /// The sets that instructions refer to.
    pub sets: Vec<Set>,
    /// The whole expression.
    pub root: Part,
    /// The code of each repetition that takes the shortest, the outer before the inner.
    pub shortest: Vec<Range<u32>>,
    /// Number of groups.
    pub groups: u32,
    /// Whether it refers back to groups.
    pub has_back_references: bool,
}

/// Compiles a parsed expression.
pub fn compile(parsed: Parsed) -> Result<Program, Error> {
    let mut compiler = Compiler {
        code: Vec::new(),
        sets: Vec::new(),
        shortest: Vec::new(),
    };
    let root = compiler.node(&mut { parsed.root })?;
    compiler.push(Instruction::Match)?;
    Ok(Program {
        code: compiler.code,
        sets: compiler.sets,
        root,
        shortest: compiler.shortest,
        groups: parsed.groups,
        has_back_references: parsed.has_back_references,
    })
}

struct Compiler {
    code: Vec<Instruction>,
    sets: Vec<Set>,
    shortest: Vec<Range<u32>>,
}

impl Compiler {
    fn here(&self) -> u32 {
        self.code.len() as u32
    }

    fn push(&mut self, instruction: Instruction) -> Result<u32, Error> {
        if self.code.len() >= PROGRAM_MAX {
            return Err(Error::Space);
        }
        self.code.push(instruction);
        Ok(self.here() - 1)
    }

    /// Emits a node. Sets are moved out of the tree the first time; a repeated node's sets are
    /// replaced by their number.
    fn node(&mut self, node: &mut Node) -> Result<Part, Error> {
        let begin = self.here();
        let kind = match node {
            Node::Empty => PartKind::Plain,
            Node::Char(wide) => self.plain(Instruction::Char(*wide))?,
            Node::Set(_) => {
                let number = self.sets.len() as u32;
                if let Node::Set(set) = core::mem::replace(node, Node::NumberedSet(number)) {
                    self.sets.push(*set);
                }
                self.plain(Instruction::Set(number))?
            }
            Node::NumberedSet(number) => self.plain(Instruction::Set(*number))?,
            Node::Assert(assertion) => self.plain(Instruction::Assert(*assertion))?,
            Node::BackReference(group) => self.plain(Instruction::BackReference(*group))?,
            Node::Group(number, body) => {
                self.push(Instruction::Open(*number))?;
                let body = self.node(body)?;
                self.push(Instruction::Close(*number))?;
                PartKind::Group(*number, Box::new(body))
            }
            Node::Concat(nodes) => self.concat(nodes)?,
            Node::Alternate(nodes) => self.alternate(nodes)?,
            Node::Repeat(body, min, max) => self.repeat(body, *min, *max, Instruction::Split)?,
            Node::Shortest(repeat) => self.shortest(repeat)?,
        };
        Ok(Part {
            code: begin..self.here(),
            kind,
        })
    }

    fn plain(&mut self, instruction: Instruction) -> Result<PartKind, Error> {
        self.push(instruction)?;
        Ok(PartKind::Plain)
    }

    /// Neighbouring parts of one character each become one part: they leave no choice about who
    /// takes what.
    fn concat(&mut self, nodes: &mut [Node]) -> Result<PartKind, Error> {
        let mut parts: Vec<Part> = Vec::with_capacity(nodes.len());
        let mut last_is_fixed = false;
        for node in nodes {
            let is_fixed = matches!(
                node,
                Node::Char(_) | Node::Set(_) | Node::NumberedSet(_) | Node::Assert(_)
            );
            let part = self.node(node)?;
            match parts.last_mut() {
                Some(last) if is_fixed && last_is_fixed => last.code.end = part.code.end,
                _ => parts.push(part),
            }
            last_is_fixed = is_fixed;
        }
        Ok(
            match parts
                .iter()
                .all(|part| matches!(part.kind, PartKind::Plain))
            {
                true => PartKind::Plain,
                false => PartKind::Concat(parts),
            },
        )
    }

    fn alternate(&mut self, nodes: &mut [Node]) -> Result<PartKind, Error> {
        let mut parts = Vec::with_capacity(nodes.len());
        let mut jumps = Vec::with_capacity(nodes.len());
        let last = nodes.len() - 1;
        for (index, node) in nodes.iter_mut().enumerate() {
            if index == last {
                parts.push(self.node(node)?);
                break;
            }
            let split = self.push(Instruction::Split(0, 0))?;
            let part = self.node(node)?;
            // Every alternative but the last leaves by a jump to the common end; alone, it ends
            // before that jump.
            jumps.push(self.push(Instruction::Jump(0))?);
            self.code[split as usize] = Instruction::Split(split + 1, self.here());
            parts.push(part);
        }
        for jump in jumps {
            self.code[jump as usize] = Instruction::Jump(self.here());
        }
        Ok(
            match parts
                .iter()
                .all(|part| matches!(part.kind, PartKind::Plain))
            {
                true => PartKind::Plain,
                false => PartKind::Alternate(parts),
            },
        )
    }

    /// `x{2,4}` becomes `xx(x(x)?)?`, `x{2,}` becomes `xxx*`, and `x+` a loop after one copy.
    /// `split` says which of another turn and leaving is tried first.
    fn repeat(
        &mut self,
        body: &mut Node,
        min: u32,
        max: Option<u32>,
        split: fn(u32, u32) -> Instruction,
    ) -> Result<PartKind, Error> {
        let inside = groups(body);
        let mut first = None;
        for _ in 0..min {
            let part = self.turn(body, &inside)?;
            first.get_or_insert(part);
        }
        match max {
            None => {
                let head = self.push(Instruction::Split(0, 0))?;
                let part = self.turn(body, &inside)?;
                first.get_or_insert(part);
                self.push(Instruction::Jump(head))?;
                self.code[head as usize] = split(head + 1, self.here());
            }
            Some(max) => {
                let mut heads = Vec::new();
                for _ in min..max {
                    heads.push(self.push(Instruction::Split(0, 0))?);
                    let part = self.turn(body, &inside)?;
                    first.get_or_insert(part);
                }
                for head in heads {
                    self.code[head as usize] = split(head + 1, self.here());
                }
            }
        }
        Ok(match first {
            Some(part) if !matches!(part.kind, PartKind::Plain) => {
                PartKind::Repeat(Box::new(part), min, max)
            }
            _ => PartKind::Plain,
        })
    }

    /// Backtracking, which follows a split's first target first, is to leave such a repetition as soon as it can.
    fn shortest(&mut self, repeat: &mut Node) -> Result<PartKind, Error> {
        let Node::Repeat(body, min, max) = repeat else {
            return Err(Error::Repeat);
        };
        let index = self.shortest.len();
        let begin = self.here();
        self.shortest.push(begin..begin);
        let kind = self.repeat(body, *min, *max, |turn, leave| {
            Instruction::Split(leave, turn)
        })?;
        let code = begin..self.here();
        self.shortest[index] = code.clone();
        Ok(match kind {
            PartKind::Plain => PartKind::Plain,
            kind => PartKind::Shortest(Box::new(Part { code, kind })),
        })
    }

    /// One copy of a repeated node, forgetting first what its groups matched the turn before.
    fn turn(&mut self, body: &mut Node, inside: &Option<Range<u32>>) -> Result<Part, Error> {
        if let Some(inside) = inside {
            self.push(Instruction::Forget(inside.start, inside.end))?;
        }
        self.node(body)
    }
}

/// The numbers of the groups in a node: they are consecutive, because groups are numbered by
/// their opening parentheses.
fn groups(node: &Node) -> Option<Range<u32>> {
    match node {
        Node::Group(number, body) => {
            let end = groups(body).map_or(number + 1, |inside| inside.end);
            Some(*number..end)
        }
        Node::Concat(nodes) | Node::Alternate(nodes) => {
            let mut all = nodes.iter().filter_map(groups);
            let first = all.next()?;
            Some(first.start..all.next_back().map_or(first.end, |last| last.end))
        }
        Node::Repeat(body, ..) | Node::Shortest(body) => groups(body),
        _ => None,
    }
}
