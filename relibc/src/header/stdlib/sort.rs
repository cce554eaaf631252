//! `qsort` and `bsearch`.
//!
//! The sort is an introsort without allocation: quicksort on the median of three, a heap sort for parts where that
//! goes too deep, an insertion sort for what is small. Time is O(n log n) in the worst case, space O(log n).

use crate::types::*;
use core::ptr::null_mut;

/// Parts up to this many items are sorted by insertion.
const SMALL: usize = 12;
/// Bytes exchanged at a time.
const CHUNK: usize = 64;

/// An array of items of any size, with a way to compare two of them.
struct Array<C: FnMut(*const c_void, *const c_void) -> c_int> {
    base: *mut u8,
    size: usize,
    compare: C,
}

impl<C: FnMut(*const c_void, *const c_void) -> c_int> Array<C> {
    fn at(&self, index: usize) -> *mut u8 {
        self.base.wrapping_add(index * self.size)
    }

    fn less(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.at(a), self.at(b));
        (self.compare)(a.cast(), b.cast()) < 0
    }

    /// Exchanges two items. The indices are within the array.
    fn swap(&mut self, a: usize, b: usize) {
        let (a, b) = (self.at(a), self.at(b));
        // SAFETY: both items are within the array that the caller of qsort passed.
        unsafe {
            match self.size {
                8 => a.cast::<[u8; 8]>().swap(b.cast()),
                4 => a.cast::<[u8; 4]>().swap(b.cast()),
                16 => a.cast::<[u8; 16]>().swap(b.cast()),
                size => {
                    let mut done = 0;
                    while size - done >= CHUNK {
                        a.add(done).cast::<[u8; CHUNK]>().swap(b.add(done).cast());
                        done += CHUNK;
                    }
                    while done < size {
                        a.add(done).swap(b.add(done));
                        done += 1;
                    }
                }
            }
        }
    }

    fn sort(&mut self, mut from: usize, mut to: usize, mut depth: u32) {
        while to - from > SMALL {
            if depth == 0 {
                return self.heap_sort(from, to);
            }
            depth -= 1;
            let (less_end, greater_start) = self.partition(from, to);
            // The smaller part by recursion, the larger by the loop: the stack stays O(log n).
            if less_end - from < to - greater_start {
                self.sort(from, less_end, depth);
                from = greater_start;
            } else {
                self.sort(greater_start, to, depth);
                to = less_end;
            }
        }
        for index in from + 1..to.max(from + 1) {
            let mut place = index;
            while place > from && self.less(place, place - 1) {
                self.swap(place, place - 1);
                place -= 1;
            }
        }
    }

    /// Splits into what is less than the pivot, the pivot, and what is not; gives the ends of the outer parts.
    fn partition(&mut self, from: usize, to: usize) -> (usize, usize) {
        let (middle, last) = (from + (to - from) / 2, to - 1);
        // The median of the first, the middle and the last goes to the front.
        if self.less(middle, from) {
            self.swap(middle, from);
        }
        if self.less(last, middle) {
            self.swap(last, middle);
            if self.less(middle, from) {
                self.swap(middle, from);
            }
        }
        self.swap(from, middle);
        let (mut left, mut right) = (from, to);
        loop {
            // Both scans stop at items equal to the pivot, which keeps the parts even. The bounds hold for any
            // comparison, even one that contradicts itself.
            left += 1;
            while left < to && self.less(left, from) {
                left += 1;
            }
            right -= 1;
            while right > from && self.less(from, right) {
                right -= 1;
            }
            if left >= right {
                break;
            }
            self.swap(left, right);
        }
        self.swap(from, right);
        (right, right + 1)
    }

    fn heap_sort(&mut self, from: usize, to: usize) {
        let count = to - from;
        for root in (0..count / 2).rev() {
            self.sift(from, root, count);
        }
        for end in (1..count).rev() {
            self.swap(from, from + end);
            self.sift(from, 0, end);
        }
    }

    /// Moves the item at `root` down to its place in the heap of `count` items at `from`.
    fn sift(&mut self, from: usize, mut root: usize, count: usize) {
        loop {
            let mut child = 2 * root + 1;
            if child >= count {
                return;
            }
            if child + 1 < count && self.less(from + child, from + child + 1) {
                child += 1;
            }
            if !self.less(from + root, from + child) {
                return;
            }
            self.swap(from + root, from + child);
            root = child;
        }
    }
}

/// Sorts `count` items of `size` bytes at `base`.
///
/// # Safety
/// The items are there.
unsafe fn sort(
    base: *mut c_void,
    count: usize,
    size: usize,
    compare: impl FnMut(*const c_void, *const c_void) -> c_int,
) {
    if count < 2 || size == 0 {
        return;
    }
    let depth = 2 * (usize::BITS - count.leading_zeros());
    Array {
        base: base.cast(),
        size,
        compare,
    }
    .sort(0, count, depth);
}

/// C: `qsort`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn qsort(
    base: *mut c_void,
    count: size_t,
    size: size_t,
    compare: unsafe extern "C" fn(*const c_void, *const c_void) -> c_int,
) {
    // SAFETY: the caller passes that many items, and a function that compares two.
    unsafe { sort(base, count, size, |a, b| compare(a, b)) }
}

/// POSIX.1-2024: `qsort_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn qsort_r(
    base: *mut c_void,
    count: size_t,
    size: size_t,
    compare: unsafe extern "C" fn(*const c_void, *const c_void, *mut c_void) -> c_int,
    argument: *mut c_void,
) {
    // SAFETY: the caller passes that many items, and a function that compares two.
    unsafe { sort(base, count, size, |a, b| compare(a, b, argument)) }
}

/// C: `bsearch`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn bsearch(
    key: *const c_void,
    base: *const c_void,
    count: size_t,
    size: size_t,
    compare: unsafe extern "C" fn(*const c_void, *const c_void) -> c_int,
) -> *mut c_void {
    // What is left begins at `start`. Which half goes on is chosen without a branch: it cannot be foretold.
    let (mut start, mut left) = (base, count);
    while left != 0 {
        let half = left / 2;
        let item = start.wrapping_byte_add(half * size);
        // SAFETY: the item is within the array; the caller's function compares a key with an item.
        let order = unsafe { compare(key, item) };
        if order == 0 {
            return item.cast_mut();
        }
        let after = order > 0;
        start = core::hint::select_unpredictable(after, item.wrapping_byte_add(size), start);
        left = core::hint::select_unpredictable(after, left - half - 1, half);
    }
    null_mut()
}
