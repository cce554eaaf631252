//! Open files, by the numbers under which clients know them.

use crate::tree::Inode;

/// What a number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// An open file description.
    File {
        inode: Inode,
        reads: bool,
        writes: bool,
    },
    /// A process that may hold record locks: open as long as it lives.
    LockOwner { pid: i32 },
}

/// All that is open. Numbers begin at 1 and are used again.
#[derive(Debug, Default)]
pub struct Opens {
    slots: Vec<Option<Open>>,
    free: Vec<usize>,
}

impl Opens {
    /// A number for `open`.
    pub fn insert(&mut self, open: Open) -> u64 {
        let index = self.free.pop().unwrap_or(self.slots.len());
        if index == self.slots.len() {
            self.slots.push(None);
        }
        self.slots[index] = Some(open);
        index as u64 + 1
    }

    pub fn get(&self, number: u64) -> Option<Open> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        *self.slots.get(index)?
    }

    pub fn remove(&mut self, number: u64) -> Option<Open> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let open = self.slots.get_mut(index)?.take()?;
        self.free.push(index);
        Some(open)
    }

    /// Whether the process may hold record locks.
    pub fn has_lock_owner(&self, pid: i32) -> bool {
        self.slots.contains(&Some(Open::LockOwner { pid }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_never_0_and_come_back_when_free() {
        let mut opens = Opens::default();
        let owner = Open::LockOwner { pid: 7 };
        let (one, two) = (opens.insert(owner), opens.insert(owner));
        assert!(one != 0 && two != 0 && one != two);
        assert_eq!(opens.remove(one), Some(owner));
        assert_eq!(opens.remove(one), None);
        assert!(opens.has_lock_owner(7) && !opens.has_lock_owner(8));
        assert_eq!(opens.insert(owner), one);
        assert_eq!(opens.get(0), None);
        assert_eq!(opens.get(99), None);
    }
}
