//! A set of descriptors that grows and takes no lock: a list of blocks of bits, each for a range of numbers. Blocks are
//! only ever added, at the front; most programs that have one have one.

use crate::errno::Errno;
use crate::platform::Sys;
use crate::types::*;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

const WORDS: usize = 510;
/// Descriptors in one block.
const RANGE: usize = WORDS * 64;

/// One page. All zeros are an empty block for the lowest numbers.
#[repr(C)]
struct Block {
    next: AtomicPtr<Block>,
    /// Which range it is for. Does not change once the block is in the list.
    range: usize,
    words: [AtomicU64; WORDS],
}

const _: () = assert!(size_of::<Block>() == 4096);

/// The set.
pub struct Marks {
    first: AtomicPtr<Block>,
}

impl Marks {
    pub const fn new() -> Self {
        Self {
            first: AtomicPtr::new(null_mut()),
        }
    }

    /// Whether anything has ever been in the set.
    #[inline]
    pub fn is_used(&self) -> bool {
        !self.first.load(Ordering::Relaxed).is_null()
    }

    fn blocks(&self) -> impl Iterator<Item = &Block> {
        let mut next = &self.first;
        core::iter::from_fn(move || {
            // SAFETY: null or a block, which lives as long as the set.
            let block = unsafe { next.load(Ordering::Acquire).as_ref() }?;
            next = &block.next;
            Some(block)
        })
    }

    fn block(&self, fd: usize) -> Option<&Block> {
        self.blocks().find(|block| block.range == fd / RANGE)
    }

    /// The word of a descriptor and its bit there. No such word stands for a word of zeros.
    fn place(&self, fd: c_int) -> Option<(&AtomicU64, u64)> {
        let fd = usize::try_from(fd).ok()?;
        let word = &self.block(fd)?.words[fd % RANGE / 64];
        Some((word, 1 << (fd % 64)))
    }

    pub fn contains(&self, fd: c_int) -> bool {
        self.place(fd)
            .is_some_and(|(word, bit)| word.load(Ordering::Relaxed) & bit != 0)
    }

    /// Puts a descriptor in. Errors: ENOMEM, EBADF for a negative one.
    pub fn set(&self, fd: c_int) -> Result<(), Errno> {
        self.make_room(fd)?;
        let (word, bit) = self.place(fd).ok_or(Errno::EBADF)?;
        word.fetch_or(bit, Ordering::Release);
        Ok(())
    }

    pub fn clear(&self, fd: c_int) {
        if let Some((word, bit)) = self.place(fd) {
            word.fetch_and(!bit, Ordering::Release);
        }
    }

    /// Takes all from `first` to `last` out.
    pub fn clear_range(&self, first: c_uint, last: c_uint) {
        self.each_word(|start, word| {
            let (first, last) = (first as usize, last as usize);
            if start > last || start + 63 < first {
                return;
            }
            let from = u64::MAX << first.saturating_sub(start);
            let to = u64::MAX >> (start + 63).saturating_sub(last);
            word.fetch_and(!(from & to), Ordering::Release);
        });
    }

    /// Takes everything out, one after the other.
    pub fn take_each(&self, mut visit: impl FnMut(c_int)) {
        self.each_word(|start, word| {
            let mut bits = word.swap(0, Ordering::Acquire);
            while bits != 0 {
                visit((start + bits.trailing_zeros() as usize) as c_int);
                bits &= bits - 1;
            }
        });
    }

    /// Every word that is not zero, with the descriptor of its lowest bit.
    fn each_word(&self, mut visit: impl FnMut(usize, &AtomicU64)) {
        for block in self.blocks() {
            for (index, word) in block.words.iter().enumerate() {
                if word.load(Ordering::Relaxed) != 0 {
                    visit(block.range * RANGE + index * 64, word);
                }
            }
        }
    }

    /// Makes a block for a descriptor if it has none: [`Self::set`] cannot fail then. Errors: ENOMEM.
    pub fn make_room(&self, fd: c_int) -> Result<(), Errno> {
        let fd = usize::try_from(fd).map_err(|_| Errno::EBADF)?;
        if self.block(fd).is_some() {
            return Ok(());
        }
        let new: *mut Block = Sys::map_memory(size_of::<Block>())?.cast();
        // SAFETY: fresh memory, of zeros, that nobody else knows yet.
        unsafe { (*new).range = fd / RANGE };
        let mut first = self.first.load(Ordering::Acquire);
        loop {
            // SAFETY: as before.
            unsafe { (*new).next.store(first, Ordering::Relaxed) };
            match self
                .first
                .compare_exchange(first, new, Ordering::AcqRel, Ordering::Acquire)
            {
                Ok(_) => return Ok(()),
                // Two threads may have made the same block: the one that came first stays.
                Err(_) if self.block(fd).is_some() => {
                    // SAFETY: still nobody else's.
                    return unsafe { Sys::munmap(new.cast(), size_of::<Block>()) };
                }
                Err(now) => first = now,
            }
        }
    }
}
