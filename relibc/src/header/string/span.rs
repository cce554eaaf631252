//! Spans of bytes within or without a set: `strspn`, `strcspn`, `strpbrk`.

use core::ffi::c_char;
use core::ptr::null_mut;

use super::find::strchrnul;

/// A set of bytes, one bit each.
struct ByteSet([u64; 4]);

impl ByteSet {
    /// The bytes of a terminated string, without the terminator.
    ///
    /// # Safety
    /// `s` is a terminated string.
    #[inline]
    unsafe fn of(mut s: *const u8) -> ByteSet {
        let mut set = ByteSet([0; 4]);
        // SAFETY: the loop stops at the terminator.
        unsafe {
            while *s != 0 {
                set.insert(*s);
                s = s.add(1);
            }
        }
        set
    }

    #[inline]
    fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    #[inline]
    fn contains(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 != 0
    }
}

/// Length of the part of `s` at its start that has only bytes of `accept`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strspn(s: *const c_char, accept: *const c_char) -> usize {
    // SAFETY: both strings are terminated, and the terminator is not in the set.
    unsafe {
        let set = ByteSet::of(accept.cast());
        let mut length = 0;
        while set.contains(*s.add(length) as u8) {
            length += 1;
        }
        length
    }
}

/// Length of the part of `s` at its start that has no byte of `reject`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strcspn(s: *const c_char, reject: *const c_char) -> usize {
    // SAFETY: both strings are terminated, and the terminator is put into the set.
    unsafe {
        if *reject == 0 || *reject.add(1) == 0 {
            return strchrnul(s, (*reject).into()).offset_from_unsigned(s);
        }
        let mut set = ByteSet::of(reject.cast());
        set.insert(0);
        let mut length = 0;
        while !set.contains(*s.add(length) as u8) {
            length += 1;
        }
        length
    }
}

/// The first byte of `s` that is in `accept`; null when there is none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strpbrk(s: *const c_char, accept: *const c_char) -> *mut c_char {
    // SAFETY: both strings are terminated; strcspn stays within the first.
    unsafe {
        let at = s.cast_mut().add(strcspn(s, accept));
        if *at == 0 {
            null_mut()
        } else {
            at
        }
    }
}
