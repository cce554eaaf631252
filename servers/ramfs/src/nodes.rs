//! The nodes of a tree, by number: an array, so that finding one is a step or two.
//!
//! A number is the index of a slot and, above it, how often the slot was used before, so that no number
//! is given twice. A slot whose uses are counted out is not used again.

use crate::tree::Inode;

/// Where the count of earlier uses begins in a number.
const INDEX_BITS: u32 = 32;

#[derive(Debug)]
struct Slot<T> {
    uses: u32,
    node: Option<T>,
}

/// Nodes by number.
#[derive(Debug)]
pub struct Nodes<T> {
    slots: Vec<Slot<T>>,
    free: Vec<u32>,
    len: usize,
}

impl<T> Nodes<T> {
    /// One node, whose number is 1. Slot 0 stays empty: 0 is no number.
    pub fn with_first(node: T) -> Self {
        let (empty, first) = (
            Slot {
                uses: 0,
                node: None,
            },
            Slot {
                uses: 0,
                node: Some(node),
            },
        );
        Self {
            slots: vec![empty, first],
            free: Vec::new(),
            len: 1,
        }
    }

    /// Nodes alive.
    pub fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub fn get(&self, inode: Inode) -> Option<&T> {
        let slot = self.slots.get(inode as u32 as usize)?;
        let same = u64::from(slot.uses) == inode >> INDEX_BITS;
        slot.node.as_ref().filter(|_| same)
    }

    #[inline]
    pub fn get_mut(&mut self, inode: Inode) -> Option<&mut T> {
        let slot = self.slots.get_mut(inode as u32 as usize)?;
        let same = u64::from(slot.uses) == inode >> INDEX_BITS;
        slot.node.as_mut().filter(|_| same)
    }

    /// Adds a node; its number.
    pub fn insert(&mut self, node: T) -> Inode {
        self.len += 1;
        match self.free.pop() {
            Some(index) => {
                let slot = &mut self.slots[index as usize];
                slot.node = Some(node);
                u64::from(slot.uses) << INDEX_BITS | u64::from(index)
            }
            None => {
                let index = self.slots.len() as u64;
                self.slots.push(Slot {
                    uses: 0,
                    node: Some(node),
                });
                index
            }
        }
    }

    pub fn remove(&mut self, inode: Inode) -> Option<T> {
        self.get(inode)?;
        let index = inode as u32;
        let slot = &mut self.slots[index as usize];
        if let Some(uses) = slot.uses.checked_add(1) {
            slot.uses = uses;
            self.free.push(index);
        }
        self.len -= 1;
        slot.node.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_not_given_twice_though_its_slot_is() {
        let mut nodes = Nodes::with_first('r');
        assert_eq!(nodes.get(1), Some(&'r'));
        let first = nodes.insert('a');
        assert_eq!(nodes.remove(first), Some('a'));
        assert_eq!(nodes.remove(first), None);
        let second = nodes.insert('b');
        assert_ne!(first, second);
        assert_eq!((nodes.get(first), nodes.get(second)), (None, Some(&'b')));
        assert_eq!(nodes.get_mut(first), None);
        assert_eq!(nodes.len(), 2);
    }

    #[test]
    fn numbers_that_were_never_given_are_nobodys() {
        let nodes = Nodes::with_first(());
        for inode in [0, 2, 1 << 32, u64::MAX] {
            assert_eq!(nodes.get(inode), None);
        }
    }

    #[test]
    fn a_slot_whose_uses_are_counted_out_is_left_alone() {
        let mut nodes = Nodes::with_first(());
        nodes.slots[1].uses = u32::MAX;
        let last = u64::from(u32::MAX) << INDEX_BITS | 1;
        assert_eq!(nodes.remove(last), Some(()));
        assert_eq!(nodes.insert(()), 2);
        assert_eq!(nodes.get(last), None);
    }
}
