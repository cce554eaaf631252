//! What fits a register of a system call.

use core::ffi::c_void;

/// A type that a system call takes or gives in one register.
pub trait Word {
    fn into_word(self) -> usize;
    fn from_word(word: usize) -> Self;
}

macro_rules! integers {
    ($($type:ty)*) => { $(impl Word for $type {
        #[inline(always)]
        fn into_word(self) -> usize { self as usize }
        #[inline(always)]
        fn from_word(word: usize) -> Self { word as Self }
    })* };
}
integers!(i32 u32 i64 u64 isize usize);

impl<T> Word for *const T {
    #[inline(always)]
    fn into_word(self) -> usize {
        self as usize
    }
    #[inline(always)]
    fn from_word(word: usize) -> Self {
        word as *const T
    }
}

impl<T> Word for *mut T {
    #[inline(always)]
    fn into_word(self) -> usize {
        self as usize
    }
    #[inline(always)]
    fn from_word(word: usize) -> Self {
        word as *mut T
    }
}

impl Word for () {
    #[inline(always)]
    fn into_word(self) -> usize {
        0
    }
    #[inline(always)]
    fn from_word(_: usize) {}
}

/// `void *` of `syscall()`.
pub type Opaque = *mut c_void;
