//! LC_COLLATE: the order of elements as its lines put them, and the weights that come of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{bail, ensure, Context as _, Result};
use locale_format::LEVELS;

use crate::source::{character, Line, Operand};

/// Most characters of a contraction (`locale_format`).
const CONTRACTION_MAX: usize = 8;

type Index = usize;

/// A character, a collating symbol or a collating element, in a chain of all.
#[derive(Default)]
struct Node {
    /// What it stands for in text; none for a symbol.
    text: Vec<char>,
    /// Its weights on each level, as other nodes; none if it has not been given any.
    weights: Option<[Vec<Index>; LEVELS]>,
    before: Option<Index>,
    after: Option<Index>,
    is_listed: bool,
}

/// Characters that stand one after the other, each its own weight on the first level.
struct Range {
    first: Index,
    last: Index,
}

/// An order in the making.
#[derive(Default)]
pub struct Order {
    nodes: Vec<Node>,
    names: HashMap<String, Index>,
    head: Option<Index>,
    /// Behind which the next line goes.
    cursor: Option<Index>,
    ranges: Vec<Range>,
}

/// The name of a character's node.
fn name_of(character: char) -> String {
    format!("<U{:04X}>", u32::from(character))
}

impl Order {
    /// Reads the category's lines.
    pub fn read(lines: &[Line]) -> Result<Self> {
        let mut order = Self::default();
        let mut open_range = None;
        for line in lines {
            match line.keyword.as_str() {
                "script" | "collating-symbol" | "order_end" | "reorder-end" | "order_start" => {}
                "collating-element" => order.collating_element(line)?,
                "reorder-after" => {
                    let name = line
                        .operands
                        .first()
                        .context("reorder-after: after what?")?;
                    order.cursor = Some(order.node(name.text()));
                    ensure!(
                        order.nodes[order.cursor.unwrap_or(0)].is_listed,
                        "reorder-after {}: it has no place",
                        name.text()
                    );
                }
                ".." => open_range = order.cursor,
                "UNDEFINED" => {}
                name => {
                    let node = order.put(name, &line.operands)?;
                    if let Some(first) = open_range.take() {
                        order.ranges.push(Range { first, last: node });
                    }
                }
            }
        }
        ensure!(order.head.is_some(), "nothing is put in order");
        Ok(order)
    }

    /// The node of a name `<…>`, or of a character that stands for itself.
    fn node(&mut self, name: &str) -> Index {
        let inner = name
            .strip_prefix('<')
            .and_then(|name| name.strip_suffix('>'));
        let known = inner.and_then(character).or_else(|| {
            let mut characters = name.chars();
            characters.next().filter(|_| characters.next().is_none())
        });
        let name = known.map_or_else(|| name.to_owned(), name_of);
        *self.names.entry(name).or_insert_with(|| {
            self.nodes.push(Node {
                text: known.into_iter().collect(),
                ..Node::default()
            });
            self.nodes.len() - 1
        })
    }

    /// `collating-element <ch> from "ch"`.
    fn collating_element(&mut self, line: &Line) -> Result<()> {
        let [name, from, Operand::Text(text)] = line.operands.as_slice() else {
            bail!("collating-element: {:?}", line.operands);
        };
        ensure!(
            from.text() == "from",
            "collating-element: {:?}",
            line.operands
        );
        let node = self.node(name.text());
        self.nodes[node].text = text.chars().collect();
        ensure!(
            (2..=CONTRACTION_MAX).contains(&self.nodes[node].text.len()),
            "collating-element {}: {} characters",
            name.text(),
            text.chars().count()
        );
        Ok(())
    }

    /// Puts what a line names at the cursor, and gives it the weights that the line has.
    fn put(&mut self, name: &str, operands: &[Operand]) -> Result<Index> {
        let node = self.node(name);
        self.unlink(node);
        let after = match self.cursor {
            Some(cursor) => self.nodes[cursor].after.replace(node),
            None => self.head.replace(node),
        };
        self.nodes[node].before = self.cursor;
        self.nodes[node].after = after;
        self.nodes[node].is_listed = true;
        if let Some(after) = after {
            self.nodes[after].before = Some(node);
        }
        self.cursor = Some(node);
        ensure!(
            operands.len() <= LEVELS,
            "{name}: {} levels",
            operands.len()
        );
        if !operands.is_empty() {
            let mut weights: [Vec<Index>; LEVELS] = Default::default();
            for (level, operand) in operands.iter().enumerate() {
                weights[level] = self.weights(operand, node);
            }
            // What is not said is the last that is said (XBD 7.3.2.4 has the element itself; sources say all).
            self.nodes[node].weights = Some(weights);
        }
        Ok(node)
    }

    fn unlink(&mut self, node: Index) {
        if !self.nodes[node].is_listed {
            return;
        }
        let (before, after) = (self.nodes[node].before, self.nodes[node].after);
        match before {
            Some(before) => self.nodes[before].after = after,
            None => self.head = after,
        }
        if let Some(after) = after {
            self.nodes[after].before = before;
        }
        if self.cursor == Some(node) {
            self.cursor = before;
        }
    }

    /// The nodes that an operand names.
    fn weights(&mut self, operand: &Operand, own: Index) -> Vec<Index> {
        match operand {
            Operand::Word(word) if word == "IGNORE" => Vec::new(),
            Operand::Word(word) if word == ".." => vec![own],
            Operand::Word(word) => vec![self.node(word)],
            Operand::Text(text) => {
                let mut list = Vec::new();
                let mut rest = text.as_str();
                while let Some(c) = rest.chars().next() {
                    let end = match c {
                        '<' => rest.find('>').map_or(rest.len(), |end| end + 1),
                        c => c.len_utf8(),
                    };
                    list.push(self.node(&rest[..end]));
                    rest = &rest[end..];
                }
                list
            }
        }
    }

    /// All nodes in order.
    fn listed(&self) -> Vec<Index> {
        let mut list = Vec::new();
        let mut next = self.head;
        while let Some(node) = next {
            list.push(node);
            next = self.nodes[node].after;
        }
        list
    }

    /// The weights of a node: those given, or itself on every level.
    fn weights_of(&self, node: Index, level: usize) -> Vec<Index> {
        match &self.nodes[node].weights {
            Some(weights) => weights[level].clone(),
            None => vec![node],
        }
    }

    /// The section, in the layout that `locale_format::Collation` reads.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let listed = self.listed();
        let rank: HashMap<Index, usize> = listed.iter().copied().zip(0..).collect();
        let texts: Vec<Index> = listed
            .iter()
            .copied()
            .filter(|node| !self.nodes[*node].text.is_empty())
            .collect();
        // Numbers of the weights that a level uses, from 1 on, as they come in the order.
        let mut numbers: Vec<HashMap<Index, u16>> = Vec::new();
        for level in 0..LEVELS {
            let used: BTreeSet<(usize, Index)> = texts
                .iter()
                .flat_map(|node| self.weights_of(*node, level))
                .filter_map(|weight| Some((*rank.get(&weight)?, weight)))
                .collect();
            ensure!(
                used.len() < 0xfff0,
                "level {}: {} weights",
                level + 1,
                used.len()
            );
            numbers.push(used.iter().map(|(_, node)| *node).zip(1..).collect());
        }
        let mut out = Section::default();
        for node in &texts {
            let weights: Vec<Vec<u16>> = (0..LEVELS)
                .map(|level| {
                    let own = self.weights_of(*node, level);
                    own.iter()
                        .filter_map(|weight| numbers[level].get(weight).copied())
                        .collect()
                })
                .collect();
            let element = out
                .element(&weights)
                .with_context(|| format!("{:?}", self.nodes[*node].text))?;
            match self.nodes[*node].text.as_slice() {
                [character] => drop(out.characters.insert(u32::from(*character), element)),
                several => out.contractions.push((several.to_vec(), element)),
            }
        }
        for range in &self.ranges {
            self.range(range, &numbers, &mut out)?;
        }
        Ok(out.bytes())
    }

    /// A range gets weights behind all that are listed: those of its ends do not count, nor does what stands behind it.
    fn range(
        &self,
        range: &Range,
        numbers: &[HashMap<Index, u16>],
        out: &mut Section,
    ) -> Result<()> {
        let (Some(first), Some(last)) = (
            self.nodes[range.first].text.first(),
            self.nodes[range.last].text.first(),
        ) else {
            bail!("a range is of characters");
        };
        let (first, last) = (u32::from(*first), u32::from(*last));
        let used: u32 = out
            .ranges
            .iter()
            .map(|(first, last, _)| last - first + 1)
            .sum();
        let weight = numbers[0].len() as u32 + 1 + used;
        ensure!(
            first < last && weight + (last - first) < 0xfff0,
            "a range from U+{first:04X} to U+{last:04X}"
        );
        out.characters.remove(&first);
        out.characters.remove(&last);
        out.ranges.push((first, last, weight));
        Ok(())
    }
}

/// The parts of the section.
#[derive(Default)]
struct Section {
    elements: Vec<u8>,
    known: HashMap<Vec<Vec<u16>>, u32>,
    characters: BTreeMap<u32, u32>,
    contractions: Vec<(Vec<char>, u32)>,
    ranges: Vec<(u32, u32, u32)>,
}

impl Section {
    /// Stores weights, once; what refers to them.
    fn element(&mut self, weights: &[Vec<u16>]) -> Result<u32> {
        if let Some(known) = self.known.get(weights) {
            return Ok(*known);
        }
        let reference = (self.elements.len() / 2) as u32 + 1;
        let mut head = 0_u16;
        for (level, list) in weights.iter().enumerate() {
            ensure!(
                list.len() < 16,
                "level {}: {} weights",
                level + 1,
                list.len()
            );
            head |= (list.len() as u16) << (4 * level);
        }
        self.elements.extend(head.to_le_bytes());
        for weight in weights.iter().flatten() {
            self.elements.extend(weight.to_le_bytes());
        }
        self.known.insert(weights.to_vec(), reference);
        Ok(reference)
    }

    fn bytes(mut self) -> Vec<u8> {
        const HEADER: usize = 28;
        let page_count = self
            .characters
            .keys()
            .next_back()
            .map_or(0, |last| (last >> 8) + 1) as usize;
        self.contractions
            .sort_by(|(a, _), (b, _)| a[0].cmp(&b[0]).then(b.len().cmp(&a.len())));
        let used: BTreeSet<u32> = self
            .characters
            .keys()
            .map(|character| character >> 8)
            .collect();
        let pages = HEADER;
        let blocks = pages + 4 * page_count;
        let contractions = blocks + 1024 * used.len();
        let ranges = contractions + self.contractions.len() * (4 + 4 * CONTRACTION_MAX);
        let elements = ranges + 12 * self.ranges.len();
        let mut words: Vec<u32> = [
            pages,
            contractions,
            ranges,
            elements,
            page_count,
            self.contractions.len(),
            self.ranges.len(),
        ]
        .map(|word| word as u32)
        .to_vec();
        let mut block = blocks as u32;
        for page in 0..page_count as u32 {
            let is_used = used.contains(&page);
            words.push(if is_used { block } else { 0 });
            block += if is_used { 1024 } else { 0 };
        }
        for page in used {
            let element = |low| {
                self.characters
                    .get(&(page << 8 | low))
                    .copied()
                    .unwrap_or(0)
            };
            words.extend((0..256).map(element));
        }
        for (text, element) in &self.contractions {
            words.push(*element);
            let padded = text
                .iter()
                .map(|c| u32::from(*c))
                .chain(std::iter::repeat(0));
            words.extend(padded.take(CONTRACTION_MAX));
        }
        words.extend(
            self.ranges
                .iter()
                .flat_map(|(first, last, weight)| [*first, *last, *weight]),
        );
        let mut out: Vec<u8> = words.into_iter().flat_map(u32::to_le_bytes).collect();
        out.extend(self.elements);
        out
    }
}
