//! A process's handles: two arrays (low and high range), each with a two-level bitmap of what is
//! in use, so that the lowest free number is found in a few steps however many are taken.

use super::Entry;
use abi::handle::{HandleFlags, HIGH_BASE, HIGH_LIMIT, LOW_LIMIT};
use abi::{Errno, Handle};
use alloc::vec::Vec;
use core::sync::atomic::{AtomicU64, Ordering};

static COUNT: AtomicU64 = AtomicU64::new(0);

/// Handles of all processes together.
pub fn count() -> u64 {
    COUNT.load(Ordering::Relaxed)
}

/// Words of the upper bitmap: one bit per word of the lower, 64 numbers per word.
const FULL_WORDS: usize = LOW_LIMIT as usize / 64 / 64;

/// One range of handles, numbered from 0.
struct Slots {
    entries: Vec<Option<Entry>>,
    /// Bit per number: in use.
    used: Vec<u64>,
    /// Bit per word of `used`: all ones.
    full: [u64; FULL_WORDS],
    /// Entries in use.
    len: usize,
}

impl Slots {
    const fn new() -> Self {
        Self {
            entries: Vec::new(),
            used: Vec::new(),
            full: [0; FULL_WORDS],
            len: 0,
        }
    }

    fn get(&self, index: usize) -> Option<&Entry> {
        self.entries.get(index)?.as_ref()
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut Entry> {
        self.entries.get_mut(index)?.as_mut()
    }

    /// The lowest free number at or above `from`.
    fn lowest_free(&self, from: usize) -> usize {
        let word = from / 64;
        let Some(used) = self.used.get(word) else {
            return from;
        };
        let free = !used & (u64::MAX << (from % 64));
        if free != 0 {
            return word * 64 + free.trailing_zeros() as usize;
        }
        let next = word + 1;
        let mut mask = u64::MAX << (next % 64);
        for upper in next / 64..FULL_WORDS {
            let open = !self.full[upper] & mask;
            if open != 0 {
                let word = upper * 64 + open.trailing_zeros() as usize;
                let used = self.used.get(word).copied().unwrap_or(0);
                return word * 64 + used.trailing_ones() as usize;
            }
            mask = u64::MAX;
        }
        usize::MAX
    }

    /// Puts an entry at a number; what was there. ENOMEM.
    fn set(&mut self, index: usize, entry: Entry) -> Result<Option<Entry>, Errno> {
        if index >= self.entries.len() {
            let len = (index + 1).next_multiple_of(64);
            let more = len - self.entries.len();
            self.entries.try_reserve(more).map_err(|_| Errno::ENOMEM)?;
            self.used
                .try_reserve(len / 64 - self.used.len())
                .map_err(|_| Errno::ENOMEM)?;
            self.entries.resize(len, None);
            self.used.resize(len / 64, 0);
        }
        let old = self.entries[index].replace(entry);
        if old.is_none() {
            self.len += 1;
            COUNT.fetch_add(1, Ordering::Relaxed);
        }
        let word = index / 64;
        self.used[word] |= 1 << (index % 64);
        if self.used[word] == u64::MAX {
            self.full[word / 64] |= 1 << (word % 64);
        }
        Ok(old)
    }

    fn remove(&mut self, index: usize) -> Option<Entry> {
        let entry = self.entries.get_mut(index)?.take()?;
        let word = index / 64;
        self.used[word] &= !(1 << (index % 64));
        self.full[word / 64] &= !(1 << (word % 64));
        self.len -= 1;
        COUNT.fetch_sub(1, Ordering::Relaxed);
        Some(entry)
    }

    /// A copy without the entries that bear `flag`. ENOMEM.
    fn copy_without(&self, flag: HandleFlags) -> Result<Self, Errno> {
        let mut copy = Self::new();
        for (index, entry) in self.in_use(0, usize::MAX) {
            if !entry.flags.intersects(flag) {
                copy.set(index, entry.clone())?;
            }
        }
        Ok(copy)
    }

    /// Entries from `first` to `last`, both included.
    fn in_use(&self, first: usize, last: usize) -> impl Iterator<Item = (usize, &Entry)> {
        let end = last.saturating_add(1).min(self.entries.len());
        let start = first.min(end);
        self.entries[start..end]
            .iter()
            .enumerate()
            .filter_map(move |(index, entry)| Some((start + index, entry.as_ref()?)))
    }
}

impl Drop for Slots {
    fn drop(&mut self) {
        COUNT.fetch_sub(self.len as u64, Ordering::Relaxed);
    }
}

/// A process's handles. Entries that come out of it are dropped by the caller, after the table's
/// lock is open: their `Drop` may lock and send messages.
pub struct HandleTable {
    low: Slots,
    high: Slots,
    /// Low handles stay below this.
    limit: u32,
}

impl Default for HandleTable {
    fn default() -> Self {
        Self::new()
    }
}

impl HandleTable {
    /// An empty table.
    pub const fn new() -> Self {
        Self {
            low: Slots::new(),
            high: Slots::new(),
            limit: LOW_LIMIT,
        }
    }

    fn range(&self, handle: Handle) -> (&Slots, usize) {
        if handle.0 < HIGH_BASE {
            (&self.low, handle.0 as usize)
        } else {
            (&self.high, (handle.0 - HIGH_BASE) as usize)
        }
    }

    fn range_mut(&mut self, handle: Handle) -> (&mut Slots, usize) {
        if handle.0 < HIGH_BASE {
            (&mut self.low, handle.0 as usize)
        } else {
            (&mut self.high, (handle.0 - HIGH_BASE) as usize)
        }
    }

    /// EBADF.
    #[inline]
    pub fn get(&self, handle: Handle) -> Result<&Entry, Errno> {
        let (slots, index) = self.range(handle);
        slots.get(index).ok_or(Errno::EBADF)
    }

    /// EBADF.
    pub fn get_mut(&mut self, handle: Handle) -> Result<&mut Entry, Errno> {
        let (slots, index) = self.range_mut(handle);
        slots.get_mut(index).ok_or(Errno::EBADF)
    }

    /// Installs an entry at the lowest free number: in the high range if its flags say so, and
    /// there never at the numbers with a fixed meaning. EMFILE, ENOMEM.
    pub fn insert(&mut self, entry: Entry) -> Result<Handle, Errno> {
        let from = if entry.flags.contains(HandleFlags::HIGH) {
            Handle::FIRST_FREE
        } else {
            Handle(0)
        };
        self.insert_from(from, entry)
    }

    /// Installs an entry at the lowest free number at or above `from`, in its range. EMFILE,
    /// EINVAL if `from` is beyond the limit, ENOMEM.
    pub fn insert_from(&mut self, from: Handle, mut entry: Entry) -> Result<Handle, Errno> {
        let (limit, base) = if from.0 < HIGH_BASE {
            (self.limit, 0)
        } else {
            (HIGH_LIMIT, HIGH_BASE)
        };
        let (slots, start) = self.range_mut(from);
        if start >= limit as usize {
            return Err(if start == 0 {
                Errno::EMFILE
            } else {
                Errno::EINVAL
            });
        }
        entry.flags &= HandleFlags::CLOSE_ON_EXEC | HandleFlags::CLOSE_ON_FORK;
        let index = slots.lowest_free(start);
        if index >= limit as usize {
            return Err(Errno::EMFILE);
        }
        slots.set(index, entry)?;
        Ok(Handle(base + index as u32))
    }

    /// Installs an entry exactly there; what was there. EBADF beyond the limit, ENOMEM.
    pub fn insert_at(&mut self, handle: Handle, mut entry: Entry) -> Result<Option<Entry>, Errno> {
        let limit = if handle.0 < HIGH_BASE {
            self.limit
        } else {
            HIGH_LIMIT
        };
        let (slots, index) = self.range_mut(handle);
        if index >= limit as usize {
            return Err(Errno::EBADF);
        }
        entry.flags &= HandleFlags::CLOSE_ON_EXEC | HandleFlags::CLOSE_ON_FORK;
        slots.set(index, entry)
    }

    /// EBADF.
    pub fn remove(&mut self, handle: Handle) -> Result<Entry, Errno> {
        let (slots, index) = self.range_mut(handle);
        slots.remove(index).ok_or(Errno::EBADF)
    }

    /// The first handle in use from `first` to `last` that `wanted` picks, for closing ranges one
    /// by one.
    pub fn first_in(
        &self,
        first: Handle,
        last: Handle,
        wanted: impl Fn(&Entry) -> bool,
    ) -> Option<Handle> {
        let pick = |slots: &Slots, base: u32, range: u32| {
            if last.0 < base || first.0 >= base.saturating_add(range) {
                return None;
            }
            slots
                .in_use(
                    first.0.saturating_sub(base) as usize,
                    (last.0 - base).min(range - 1) as usize,
                )
                .find(|(_, entry)| wanted(entry))
                .map(|(index, _)| Handle(base + index as u32))
        };
        pick(&self.low, 0, LOW_LIMIT).or_else(|| pick(&self.high, HIGH_BASE, HIGH_LIMIT))
    }

    /// The table of a forked child. ENOMEM.
    pub fn fork(&self) -> Result<Self, Errno> {
        Ok(Self {
            low: self.low.copy_without(HandleFlags::CLOSE_ON_FORK)?,
            high: self.high.copy_without(HandleFlags::CLOSE_ON_FORK)?,
            limit: self.limit,
        })
    }

    /// Handles in use.
    pub fn len(&self) -> usize {
        self.low.len + self.high.len
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Low handles stay below this from now on.
    pub fn set_limit(&mut self, limit: u32) {
        self.limit = limit.min(LOW_LIMIT);
    }

    pub fn limit(&self) -> u32 {
        self.limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handle::Object;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn entry() -> Entry {
        Entry::new(Object::Factory)
    }

    #[test]
    fn the_lowest_free_number_is_handed_out() {
        let mut table = HandleTable::new();
        for expected in 0..200 {
            assert_eq!(table.insert(entry()), Ok(Handle(expected)));
        }
        table.remove(Handle(70)).unwrap();
        table.remove(Handle(3)).unwrap();
        assert_eq!(table.insert_from(Handle(10), entry()), Ok(Handle(70)));
        assert_eq!(table.insert(entry()), Ok(Handle(3)));
        assert_eq!(table.insert(entry()), Ok(Handle(200)));
    }

    #[test]
    fn a_full_table_says_so() {
        let mut table = HandleTable::new();
        for _ in 0..LOW_LIMIT {
            table.insert(entry()).unwrap();
        }
        assert_eq!(table.insert(entry()), Err(Errno::EMFILE));
        table.remove(Handle(LOW_LIMIT - 1)).unwrap();
        assert_eq!(table.insert(entry()), Ok(Handle(LOW_LIMIT - 1)));
        table.set_limit(10);
        assert_eq!(table.insert(entry()), Err(Errno::EMFILE));
        assert_eq!(table.insert_from(Handle(10), entry()), Err(Errno::EINVAL));
    }

    #[test]
    fn a_forked_table_lacks_what_is_closed_on_fork() {
        let mut table = HandleTable::new();
        table.insert(entry()).unwrap();
        let mut private = entry();
        private.flags = HandleFlags::CLOSE_ON_FORK | HandleFlags::HIGH;
        let high = table.insert(private).unwrap();
        assert_eq!(high, Handle::FIRST_FREE);
        let child = table.fork().unwrap();
        assert_eq!(child.len(), 1);
        assert!(child.get(high).is_err());
        assert!(child.get(Handle(0)).is_ok());
    }

    proptest! {
        #[test]
        fn a_table_behaves_like_a_sorted_map(steps in proptest::collection::vec((0..3u8, 0..300u32), 1..200)) {
            let mut table = HandleTable::new();
            let mut model = BTreeMap::new();
            for (step, number) in steps {
                match step {
                    0 => {
                        let expected = (number..).find(|n| !model.contains_key(n)).unwrap();
                        prop_assert_eq!(table.insert_from(Handle(number), entry()), Ok(Handle(expected)));
                        model.insert(expected, ());
                    }
                    1 => {
                        let old = table.insert_at(Handle(number), entry()).unwrap();
                        prop_assert_eq!(old.is_some(), model.insert(number, ()).is_some());
                    }
                    _ => prop_assert_eq!(table.remove(Handle(number)).is_ok(), model.remove(&number).is_some()),
                }
                prop_assert_eq!(table.len(), model.len());
                let first = table.first_in(Handle(number), Handle(LOW_LIMIT), |_| true);
                prop_assert_eq!(first.map(|h| h.0), model.range(number..).next().map(|(n, _)| *n));
            }
        }
    }
}
