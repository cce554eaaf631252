//! Which frame holds which page: a radix tree of 64-way nodes.
//!
//! A lookup is one step for an object of 256 KiB, two to 16 MiB, three to 1 GiB. A slot is a
//! frame number shifted left by [`FRAME_SHIFT`], with flags below; 0 is a hole.

use crate::machine::Frame;
use alloc::boxed::Box;
use core::ops::Range;

const BITS: u32 = 6;
const WIDTH: usize = 1 << BITS;
const FRAME_SHIFT: u32 = 8;
const PRESENT: u64 = 1 << 7;

/// A page's frame and state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot(u64);

impl Slot {
    /// Differs from what the pager has.
    pub(super) const DIRTY: u64 = 1 << 0;
    /// Used since reclaim last looked.
    pub(super) const REFERENCED: u64 = 1 << 1;

    pub(super) fn new(frame: Frame, flags: u64) -> Self {
        Self(frame.0 << FRAME_SHIFT | PRESENT | flags)
    }

    #[inline]
    pub(super) fn frame(self) -> Frame {
        Frame(self.0 >> FRAME_SHIFT)
    }

    pub(super) fn has(self, flag: u64) -> bool {
        self.0 & flag != 0
    }

    #[inline]
    pub(super) fn set(&mut self, flags: u64) {
        self.0 |= flags;
    }

    pub(super) fn clear(&mut self, flags: u64) {
        self.0 &= !flags;
    }

    #[inline]
    fn is_hole(self) -> bool {
        self.0 == 0
    }
}

const HOLE: Slot = Slot(0);

enum Node {
    Empty,
    Leaf(Box<[Slot; WIDTH]>),
    Branch(Box<[Node; WIDTH]>),
}

impl Node {
    /// An empty node with `levels` levels.
    fn new(levels: u32) -> Self {
        if levels == 1 {
            Self::Leaf(Box::new([HOLE; WIDTH]))
        } else {
            Self::Branch(Box::new([const { Node::Empty }; WIDTH]))
        }
    }
}

/// The tree.
pub(super) struct Pages {
    root: Node,
    /// Levels of nodes; 0 for an empty tree.
    levels: u32,
    len: u64,
}

impl Pages {
    pub(super) const fn new() -> Self {
        Self {
            root: Node::Empty,
            levels: 0,
            len: 0,
        }
    }

    /// Pages present.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    #[inline]
    fn covers(&self, index: u64) -> bool {
        let bits = self.levels * BITS;
        bits >= u64::BITS || index >> bits == 0
    }

    /// The slot of a page that is present.
    #[inline]
    pub(super) fn get(&mut self, index: u64) -> Option<&mut Slot> {
        if !self.covers(index) {
            return None;
        }
        let mut node = &mut self.root;
        let mut levels = self.levels;
        loop {
            match node {
                Node::Empty => return None,
                Node::Leaf(slots) => {
                    let slot = &mut slots[index as usize % WIDTH];
                    return (!slot.is_hole()).then_some(slot);
                }
                Node::Branch(children) => {
                    levels -= 1;
                    node = &mut children[(index >> (levels * BITS)) as usize % WIDTH];
                }
            }
        }
    }

    /// Fills a hole. The page must not be present.
    pub(super) fn insert(&mut self, index: u64, value: Slot) {
        while !self.covers(index) || self.levels == 0 {
            let below = core::mem::replace(&mut self.root, Node::Empty);
            self.levels += 1;
            if matches!(below, Node::Empty) {
                continue;
            }
            self.root = Node::new(self.levels);
            if let Node::Branch(children) = &mut self.root {
                children[0] = below;
            }
        }
        let mut node = &mut self.root;
        let mut levels = self.levels;
        loop {
            if matches!(node, Node::Empty) {
                *node = Node::new(levels);
            }
            match node {
                Node::Empty => unreachable!("filled above"),
                Node::Leaf(slots) => {
                    let slot = &mut slots[index as usize % WIDTH];
                    debug_assert!(slot.is_hole());
                    *slot = value;
                    self.len += 1;
                    return;
                }
                Node::Branch(children) => {
                    levels -= 1;
                    node = &mut children[(index >> (levels * BITS)) as usize % WIDTH];
                }
            }
        }
    }

    /// Makes a hole.
    pub(super) fn remove(&mut self, index: u64) -> Option<Slot> {
        let slot = self.get(index)?;
        let removed = core::mem::replace(slot, HOLE);
        self.len -= 1;
        Some(removed)
    }

    /// The first page present at or after `index`.
    pub(super) fn next_present(&self, index: u64) -> Option<u64> {
        if !self.covers(index) {
            return None;
        }
        next(&self.root, self.levels, index)
    }

    /// The first hole at or after `index`.
    pub(super) fn next_hole(&mut self, mut index: u64) -> u64 {
        while self.get(index).is_some() {
            index += 1;
        }
        index
    }

    /// Visits the pages present in the range.
    #[inline]
    pub(super) fn for_each(&mut self, range: Range<u64>, mut visit: impl FnMut(u64, &mut Slot)) {
        let mut index = range.start;
        while index < range.end {
            match self.get(index) {
                Some(slot) => visit(index, slot),
                None => match self.next_present(index + 1) {
                    Some(next) => {
                        index = next;
                        continue;
                    }
                    None => return,
                },
            }
            index += 1;
        }
    }
}

/// The first page present at or after `index`, which the node with `levels` levels covers.
fn next(node: &Node, levels: u32, index: u64) -> Option<u64> {
    match node {
        Node::Empty => None,
        Node::Leaf(slots) => {
            let from = index as usize % WIDTH;
            let found = (from..WIDTH).find(|&at| !slots[at].is_hole())?;
            Some(index - from as u64 + found as u64)
        }
        Node::Branch(children) => {
            let shift = (levels - 1) * BITS;
            let from = (index >> shift) as usize % WIDTH;
            let base = match levels * BITS {
                bits if bits >= u64::BITS => 0,
                bits => index >> bits << bits,
            };
            for (at, child) in children.iter().enumerate().skip(from) {
                let start = base | (at as u64) << shift;
                if let Some(found) = next(child, levels - 1, start.max(index)) {
                    return Some(found);
                }
            }
            None
        }
    }
}

#[cfg(test)]
mod test {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_holds_what_a_map_holds(
            steps in proptest::collection::vec(
                (any::<bool>(), prop_oneof![0..200u64, 0..1u64 << 20, any::<u64>()]), 0..200)
        ) {
            let mut pages = Pages::new();
            let mut model = BTreeMap::new();
            for (insert, index) in steps {
                if insert && !model.contains_key(&index) {
                    let slot = Slot::new(Frame(index % 1000), 0);
                    pages.insert(index, slot);
                    model.insert(index, slot);
                } else {
                    prop_assert_eq!(pages.remove(index), model.remove(&index));
                }
                prop_assert_eq!(pages.len(), model.len() as u64);
                let present = model.range(index..).next().map(|(&at, _)| at);
                prop_assert_eq!(pages.next_present(index), present);
                let mut seen = Vec::new();
                pages.for_each(index / 2..index, |at, slot| seen.push((at, *slot)));
                let expected: Vec<_> =
                    model.range(index / 2..index).map(|(&at, &slot)| (at, slot)).collect();
                prop_assert_eq!(seen, expected);
            }
        }
    }
}
