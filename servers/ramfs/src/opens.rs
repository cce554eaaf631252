//! Open files, by the numbers under which clients know them.

use crate::directory::Link;
use crate::tree::Inode;
use std::rc::Rc;

/// An open file description.
#[derive(Clone, Debug)]
pub struct OpenFile {
    pub inode: Inode,
    /// Neither: it stands for a path alone.
    pub reads: bool,
    pub writes: bool,
    /// The name by which it was opened.
    pub link: Option<Rc<Link>>,
}

impl OpenFile {
    /// Whether opening and closing it is something to tell of.
    pub fn is_path_only(&self) -> bool {
        !self.reads && !self.writes
    }
}

/// What a number stands for.
#[derive(Debug)]
pub enum Open {
    File(OpenFile),
    /// A process that may hold record locks: open as long as it lives.
    LockOwner {
        pid: i32,
    },
    /// What events are read from: an instance of [`crate::watches`].
    Instance,
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

    pub fn get(&self, number: u64) -> Option<&Open> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        self.slots.get(index)?.as_ref()
    }

    /// The open file of that number.
    pub fn file(&self, number: u64) -> Option<&OpenFile> {
        match self.get(number) {
            Some(Open::File(file)) => Some(file),
            _ => None,
        }
    }

    /// Every open file.
    pub fn files(&self) -> impl Iterator<Item = &OpenFile> {
        self.slots.iter().filter_map(|open| match open {
            Some(Open::File(file)) => Some(file),
            _ => None,
        })
    }

    pub fn remove(&mut self, number: u64) -> Option<Open> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let open = self.slots.get_mut(index)?.take()?;
        self.free.push(index);
        Some(open)
    }

    /// Whether the process may hold record locks.
    pub fn has_lock_owner(&self, pid: i32) -> bool {
        let owns =
            |open: &Option<Open>| matches!(open, Some(Open::LockOwner { pid: one }) if *one == pid);
        self.slots.iter().any(owns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_never_0_and_come_back_when_free() {
        let mut opens = Opens::default();
        let owner = || Open::LockOwner { pid: 7 };
        let (one, two) = (opens.insert(owner()), opens.insert(owner()));
        assert!(one != 0 && two != 0 && one != two);
        assert!(opens.remove(one).is_some());
        assert!(opens.remove(one).is_none());
        assert!(opens.has_lock_owner(7) && !opens.has_lock_owner(8));
        assert_eq!(opens.insert(owner()), one);
        assert!(opens.get(0).is_none());
        assert!(opens.get(99).is_none());
    }
}
