//! Inputs that end where no memory follows: whoever reads one byte too many is told by a fault.

use std::ffi::c_char;

const PAGE: usize = 4096;

/// A copy of some bytes, right before a page that cannot be read.
pub struct Fenced {
    mapping: *mut u8,
    mapped: usize,
    start: *mut u8,
}

impl Fenced {
    pub fn new(bytes: &[u8]) -> Self {
        let room = bytes.len().next_multiple_of(PAGE);
        let mapped = room + PAGE;
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
        // SAFETY: a mapping of its own; its last page is made unreadable, the bytes are put before it.
        unsafe {
            let mapping = libc::mmap(std::ptr::null_mut(), mapped, protection, flags, -1, 0);
            assert_ne!(mapping, libc::MAP_FAILED, "no memory for an input");
            let mapping = mapping.cast::<u8>();
            assert_eq!(
                libc::mprotect(mapping.add(room).cast(), PAGE, libc::PROT_NONE),
                0
            );
            let start = mapping.add(room - bytes.len());
            start.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
            Self {
                mapping,
                mapped,
                start,
            }
        }
    }

    /// A C string: the bytes up to the first null byte, and one behind them.
    pub fn string(bytes: &[u8]) -> Self {
        let text = bytes.split(|&byte| byte == 0).next().unwrap_or_default();
        Self::new(&[text, &[0]].concat())
    }

    pub fn as_ptr(&self) -> *const u8 {
        self.start
    }

    pub fn as_mut_ptr(&self) -> *mut u8 {
        self.start
    }

    pub fn as_c(&self) -> *const c_char {
        self.start.cast()
    }
}

impl Drop for Fenced {
    fn drop(&mut self) {
        // SAFETY: the mapping is this object's own.
        unsafe { libc::munmap(self.mapping.cast(), self.mapped) };
    }
}
