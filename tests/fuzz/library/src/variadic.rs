//! Lists of arguments made at run time: `va_list` of the AMD64 supplement (3.5.7) with all registers used up, so
//! that every argument is taken from memory.

use std::ffi::c_void;

/// One element of a `va_list`.
#[repr(C)]
pub struct List {
    general: u32,
    floating: u32,
    memory: *const c_void,
    registers: *const c_void,
}

/// Arguments in the order of their conversions.
#[derive(Default)]
pub struct Arguments {
    words: Vec<u128>,
    /// The second half of the last element is free.
    half: bool,
}

impl Arguments {
    pub fn word(&mut self, value: u64) {
        match self.words.last_mut().filter(|_| self.half) {
            Some(last) => *last |= u128::from(value) << 64,
            None => self.words.push(value.into()),
        }
        self.half = !self.half;
    }

    /// The ten bytes of an extended float, which takes sixteen, aligned.
    pub fn extended(&mut self, value: [u8; 10]) {
        let mut bytes = [0; 16];
        bytes[..10].copy_from_slice(&value);
        self.words.push(u128::from_le_bytes(bytes));
        self.half = false;
    }

    /// A list that begins with the first.
    pub fn list(&self) -> List {
        List {
            general: 48,
            floating: 304,
            memory: self.words.as_ptr().cast(),
            registers: std::ptr::null(),
        }
    }
}
