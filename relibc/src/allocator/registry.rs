//! The set of all segments, asked before an address that a program frees is believed: an open-addressed
//! table with linear probing. Changes are made under a lock; questions take none, and only an
//! address that is not found (a bad one, or one whose entry is just being shifted) is looked up again
//! under the lock.

use super::segment::SEGMENT;
use super::system;
use crate::sync::Mutex;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

/// Held while the set changes.
pub static LOCK: Mutex<()> = Mutex::new(());

const INLINE: usize = 32;

struct First([AtomicUsize; INLINE]);

/// The first table. Entries are segments' addresses; 0 is free. There are a power of two of them.
static FIRST: First = First([const { AtomicUsize::new(0) }; INLINE]);

/// The table that replaced [`FIRST`], if any: one less than the number of entries, and then the entries.
/// Tables that were replaced stay: someone may be reading.
static CURRENT: AtomicPtr<usize> = AtomicPtr::new(null_mut());

/// Number of segments. Changed under the lock.
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// A table's entries; an index is taken modulo their number.
#[derive(Clone, Copy)]
struct Entries {
    mask: usize,
    first: *const AtomicUsize,
}

impl Entries {
    #[inline(always)]
    fn current() -> Self {
        let table = CURRENT.load(Ordering::Acquire);
        if table.is_null() {
            return Self {
                mask: INLINE - 1,
                first: FIRST.0.as_ptr(),
            };
        }
        // SAFETY: `grow` made a whole table, which is never unmapped.
        unsafe { Self::of(table) }
    }

    /// # Safety
    /// `table` is its mask, and then its entries, and stays.
    #[inline(always)]
    unsafe fn of(table: *mut usize) -> Self {
        // SAFETY: the caller's promise.
        unsafe {
            Self {
                mask: *table,
                first: table.add(1).cast(),
            }
        }
    }

    #[inline(always)]
    fn at(&self, index: usize) -> &AtomicUsize {
        // SAFETY: the mask keeps the index below the number of entries.
        unsafe { &*self.first.add(index & self.mask) }
    }

    #[inline(always)]
    fn find(&self, segment: usize) -> Option<usize> {
        let mut index = segment / SEGMENT;
        loop {
            match self.at(index).load(Ordering::Acquire) {
                0 => return None,
                entry if entry == segment => return Some(index & self.mask),
                _ => index += 1,
            }
        }
    }

    fn put(&self, segment: usize) {
        let mut index = segment / SEGMENT;
        while self.at(index).load(Ordering::Relaxed) != 0 {
            index += 1;
        }
        self.at(index).store(segment, Ordering::Release);
    }
}

/// Whether a segment begins at the address.
#[inline]
pub fn contains(segment: usize) -> bool {
    Entries::current().find(segment).is_some() || contains_for_sure(segment)
}

#[cold]
#[inline(never)]
fn contains_for_sure(segment: usize) -> bool {
    let _lock = LOCK.lock();
    segment != 0 && Entries::current().find(segment).is_some()
}

/// Adds a segment. Whether there was memory for it.
#[optimize(size)]
#[inline(never)]
pub fn insert(segment: usize) -> bool {
    let _lock = LOCK.lock();
    let count = COUNT.load(Ordering::Relaxed) + 1;
    // Half full at most, so that probes are short and end.
    if count * 2 > Entries::current().mask && !grow() {
        return false;
    }
    COUNT.store(count, Ordering::Relaxed);
    Entries::current().put(segment);
    true
}

#[optimize(size)]
fn grow() -> bool {
    let old = Entries::current();
    let count = ((old.mask + 1) * 2).max(512);
    let table: *mut usize = system::map_table((count + 1) * size_of::<usize>()).cast();
    if table.is_null() {
        return false;
    }
    // SAFETY: new, zeroed and large enough: a table of free entries.
    let new = unsafe {
        *table = count - 1;
        Entries::of(table)
    };
    for index in 0..=old.mask {
        match old.at(index).load(Ordering::Relaxed) {
            0 => {}
            segment => new.put(segment),
        }
    }
    CURRENT.store(table, Ordering::Release);
    true
}

/// Removes a segment, before it is unmapped. Later entries of its run move up (Knuth, 6.4, algorithm R).
#[optimize(size)]
#[inline(never)]
pub fn remove(segment: usize) {
    let _lock = LOCK.lock();
    let entries = Entries::current();
    let Some(mut hole) = entries.find(segment) else {
        return;
    };
    COUNT.store(COUNT.load(Ordering::Relaxed) - 1, Ordering::Relaxed);
    let mut index = hole;
    loop {
        index += 1;
        let entry = entries.at(index).load(Ordering::Relaxed);
        if entry == 0 {
            break;
        }
        let home = entry / SEGMENT;
        // The entry may fill the hole if its home is not between the two.
        if index.wrapping_sub(home) & entries.mask >= index.wrapping_sub(hole) & entries.mask {
            entries.at(hole).store(entry, Ordering::Release);
            hole = index;
        }
    }
    entries.at(hole).store(0, Ordering::Release);
}
