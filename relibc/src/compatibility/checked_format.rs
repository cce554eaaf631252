//! `_FORTIFY_SOURCE` from level 2: what a format may not do that whoever attacks the program could have written.

use crate::errno::Errno;
use crate::header::fcntl::{AT_FDCWD, O_CLOEXEC, O_RDONLY};
use crate::header::stdio::printf::Doubt;
use crate::platform::Sys;

/// Ends the process for a gap among positions, where an argument's kind is not known, and for `%n` in a text of which any can
/// be written to. Where no `/proc` is, nothing tells: then all is taken for read-only, as with glibc.
#[cold]
pub fn check(doubt: Doubt) {
    match doubt {
        Doubt::Gap => super::terminate("*** invalid %N$ use detected ***\n"),
        Doubt::Count(text) => {
            let (begin, end) = (text.start as usize, text.end as usize);
            if read_only_bytes(begin, end).is_some_and(|bytes| bytes < end - begin) {
                super::terminate("*** %n in writable segment detected ***\n");
            }
        }
    }
}

/// How many of the bytes lie in memory that cannot be written to, or nothing when the kernel does not say. Allocates
/// nothing: the heap may be what was attacked.
fn read_only_bytes(begin: usize, end: usize) -> Option<usize> {
    let (path, flags) = (c"/proc/self/maps", O_RDONLY | O_CLOEXEC);
    // SAFETY: the path is a string.
    let fd = unsafe { Sys::openat(AT_FDCWD, path.as_ptr(), flags, 0) }.ok()?;
    let mut lines = Mappings::default();
    let mut found = 0;
    let mut chunk = [0u8; 1024];
    loop {
        // SAFETY: the chunk has the length given.
        match unsafe { Sys::read(fd, chunk.as_mut_ptr().cast(), chunk.len()) } {
            Err(Errno::EINTR) => {}
            Ok(count) if count > 0 => {
                for &byte in &chunk[..count as usize] {
                    if let Some((from, to)) = lines.read_only(byte) {
                        found += to.min(end).saturating_sub(from.max(begin));
                    }
                }
            }
            _ => break,
        }
    }
    // SAFETY: the descriptor is ours.
    let _ = unsafe { Sys::close(fd) };
    Some(found)
}

/// Reads lines of `/proc/self/maps` (proc(5)): `begin-end rwxp …`, the addresses in hexadecimal digits.
#[derive(Default)]
struct Mappings {
    address: usize,
    begin: usize,
    place: Place,
}

#[derive(Default, Clone, Copy)]
enum Place {
    #[default]
    Begin,
    End,
    /// At the letter for reading.
    Read,
    Write,
    Rest,
}

impl Mappings {
    /// Takes the next byte. When it tells that a mapping cannot be written to, returns that.
    fn read_only(&mut self, byte: u8) -> Option<(usize, usize)> {
        if byte == b'\n' {
            *self = Mappings::default();
            return None;
        }
        match (self.place, byte) {
            (Place::Begin, b'-') => {
                self.begin = self.address;
                self.address = 0;
                self.place = Place::End;
            }
            (Place::End, b' ') => self.place = Place::Read,
            (Place::Begin | Place::End, _) => match char::from(byte).to_digit(16) {
                Some(digit) => self.address = self.address << 4 | digit as usize,
                None => self.place = Place::Rest,
            },
            (Place::Read, _) => self.place = Place::Write,
            (Place::Write, _) => {
                self.place = Place::Rest;
                return (byte == b'-').then_some((self.begin, self.address));
            }
            (Place::Rest, _) => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_lists_is_told_apart() {
        static mut WRITABLE: [u8; 4] = [1; 4];
        static CONSTANT: [u8; 4] = *b"abcd";
        let of = |place: *const u8| read_only_bytes(place as usize, place as usize + 4);
        assert_eq!(of(CONSTANT.as_ptr()), Some(4));
        assert_eq!(of((&raw const WRITABLE).cast()), Some(0));
    }

    #[test]
    fn lines_are_read_by_bytes() {
        let mut lines = Mappings::default();
        let text =
            b"1000-2000 r--p 0 00:00 0 /a-b c\n3000-4000 rw-p\nx\n7fff00000000-7fff00001000 ---p";
        let found: std::vec::Vec<_> = text.iter().filter_map(|&b| lines.read_only(b)).collect();
        assert_eq!(
            found,
            [(0x1000, 0x2000), (0x7fff_0000_0000, 0x7fff_0000_1000)]
        );
    }
}
