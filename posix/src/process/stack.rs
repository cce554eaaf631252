//! The initial stack of a program (x86-64 psABI 3.4.1): strings, state block, then from the stack
//! pointer up: argument count, argument pointers, environment pointers, auxiliary vector.

use crate::types::constants::auxv::AT_NULL;
use abi::errno::Result;
use abi::Errno;

/// Writes an initial stack into a buffer that will lie at a known address.
#[derive(Debug)]
pub struct StackBuilder<'a> {
    buffer: &'a mut [u8],
    /// Address of the buffer's first byte in the new address space.
    base: u64,
    /// Strings are written downward from the end; this is where the lowest begins.
    strings: usize,
    /// Words are written upward from here once their number is known.
    next_word: usize,
}

/// Bytes that [`StackBuilder`] needs for so many strings and auxiliary entries, of so many bytes.
pub const fn size_needed(strings: usize, string_bytes: usize, auxiliary: usize) -> usize {
    // Count, two null pointers, the final entry, alignment.
    string_bytes + 8 * (strings + 3) + 16 * (auxiliary + 1) + 64
}

impl<'a> StackBuilder<'a> {
    /// `top` is the address just behind the buffer; a multiple of 16.
    pub fn new(buffer: &'a mut [u8], top: u64) -> Self {
        let len = buffer.len();
        Self {
            base: top - len as u64,
            strings: len,
            next_word: 0,
            buffer,
        }
    }

    /// Puts bytes at the next lower place; their address. Errors: E2BIG.
    pub fn push_bytes(&mut self, bytes: &[u8]) -> Result<u64> {
        let at = self.strings.checked_sub(bytes.len()).ok_or(Errno::E2BIG)?;
        self.buffer[at..self.strings].copy_from_slice(bytes);
        self.strings = at;
        Ok(self.base + at as u64)
    }

    /// [`StackBuilder::push_bytes`] with a NUL behind them.
    pub fn push_string(&mut self, string: &[u8]) -> Result<u64> {
        self.push_bytes(b"\0")?;
        self.push_bytes(string)
    }

    /// Keeps room for strings that [`StackBuilder::write_string`] writes; its address. Errors:
    /// E2BIG.
    pub fn reserve(&mut self, len: usize) -> Result<u64> {
        self.strings = self.strings.checked_sub(len).ok_or(Errno::E2BIG)?;
        Ok(self.base + self.strings as u64)
    }

    /// Writes a string and its NUL at an address in reserved room. Errors: E2BIG if outside.
    pub fn write_string(&mut self, address: u64, string: &[u8]) -> Result<()> {
        let at = (address - self.base) as usize;
        let place = self
            .buffer
            .get_mut(at..at + string.len() + 1)
            .ok_or(Errno::E2BIG)?;
        place[..string.len()].copy_from_slice(string);
        place[string.len()] = 0;
        Ok(())
    }

    /// Aligns the place of the next bytes down to 16.
    pub fn align(&mut self) {
        self.strings &= !15;
    }

    /// Starts the words: `words` of them must end aligned below the strings. Returns the stack
    /// pointer. Errors: E2BIG.
    pub fn begin_words(&mut self, words: usize) -> Result<u64> {
        self.align();
        let start = self.strings.checked_sub(8 * words).ok_or(Errno::E2BIG)? & !15;
        self.next_word = start;
        Ok(self.base + start as u64)
    }

    /// Puts the next word. Errors: E2BIG if more are put than were announced.
    pub fn push_word(&mut self, word: u64) -> Result<()> {
        let end = self.next_word + 8;
        if end > self.strings {
            return Err(Errno::E2BIG);
        }
        self.buffer[self.next_word..end].copy_from_slice(&word.to_ne_bytes());
        self.next_word = end;
        Ok(())
    }

    /// Puts the auxiliary vector and its end.
    pub fn push_auxiliary(&mut self, entries: &[(u64, u64)]) -> Result<()> {
        for &(tag, value) in entries.iter().chain(&[(AT_NULL, 0)]) {
            self.push_word(tag)?;
            self.push_word(value)?;
        }
        Ok(())
    }

    /// The part of the buffer from an address that this builder returned up to the end.
    pub fn bytes_from(&self, address: u64) -> &[u8] {
        &self.buffer[(address - self.base) as usize..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stack_reads_as_the_psabi_says() {
        let mut buffer = [0u8; 256];
        let top = 0x7000;
        let mut builder = StackBuilder::new(&mut buffer, top);
        let argument = builder.push_string(b"sh").expect("fits");
        let variable = builder.push_string(b"A=1").expect("fits");
        let sp = builder.begin_words(1 + 2 + 2 + 4).expect("fits");
        assert_eq!(sp % 16, 0);
        for word in [1, argument, 0, variable, 0] {
            builder.push_word(word).expect("fits");
        }
        builder.push_auxiliary(&[(6, 4096)]).expect("fits");
        let bytes = builder.bytes_from(sp);
        let word = |n: usize| u64::from_ne_bytes(bytes[8 * n..8 * n + 8].try_into().expect("8"));
        assert_eq!((word(0), word(2), word(4)), (1, 0, 0));
        assert_eq!((word(5), word(6), word(7), word(8)), (6, 4096, 0, 0));
        let at = |address: u64| &bytes[(address - sp) as usize..];
        assert_eq!(&at(word(1))[..3], b"sh\0");
        assert_eq!(&at(word(3))[..4], b"A=1\0");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let mut buffer = [0u8; 16];
        let mut builder = StackBuilder::new(&mut buffer, 0x1000);
        assert_eq!(builder.push_string(&[b'x'; 16]).err(), Some(Errno::E2BIG));
        assert_eq!(builder.begin_words(3).err(), Some(Errno::E2BIG));
    }
}
