//! Text files of one record a line with fields between colons: `/etc/passwd` and its like.
//!
//! Shared by `pwd`, `grp` and `shadow`. A C structure's strings are packed into a buffer of the
//! caller, or into one of the library's own that grows ([`table`]).

mod table;

pub use table::{find, hand_over, Shared, Table};

use crate::errno::Errno;
use crate::header::stdio::{flockfile, funlockfile, getc_unlocked, FILE};
use crate::io::read_file;
use alloc::vec::Vec;
use core::ffi::{c_char, CStr};

/// Longest file that is read.
const FILE_MAX: usize = 1 << 26;

/// A file read whole, and how far its lines have been given out.
#[derive(Debug, Default)]
pub struct Lines {
    contents: Vec<u8>,
    offset: usize,
}

impl Lines {
    /// Reads a file; one that is missing has no lines.
    pub fn read(path: &CStr) -> Result<Self, Errno> {
        match Self::read_present(path) {
            Err(Errno::ENOENT | Errno::ENOTDIR) => Ok(Self::default()),
            result => result,
        }
    }

    /// Reads a file that must be there.
    pub fn read_present(path: &CStr) -> Result<Self, Errno> {
        let contents = read_file(path, FILE_MAX)?;
        Ok(Self {
            contents,
            offset: 0,
        })
    }

    /// The lines of a text that is part of the library.
    pub fn of(text: &[u8]) -> Self {
        Self {
            contents: text.to_vec(),
            offset: 0,
        }
    }

    /// The next line without its newline.
    pub fn next_line(&mut self) -> Option<&[u8]> {
        let rest = self
            .contents
            .get(self.offset..)
            .filter(|rest| !rest.is_empty())?;
        let len = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.offset += len + 1;
        Some(&rest[..len])
    }
}

/// The fields of a line; `None` unless there are exactly `N`.
pub fn fields<const N: usize>(line: &[u8]) -> Option<[&[u8]; N]> {
    let mut fields = line.split(|byte| *byte == b':');
    let mut all = [&line[..0]; N];
    for field in &mut all {
        *field = fields.next()?;
    }
    fields.next().is_none().then_some(all)
}

/// The words of a line between blanks, up to a comment: `/etc/hosts`, `/etc/services` and their like.
pub fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    let end = memchr::memchr(b'#', line).unwrap_or(line.len());
    line[..end]
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
}

/// An unsigned decimal number, and nothing else.
pub fn number<T: core::str::FromStr>(field: &[u8]) -> Option<T> {
    field.first().filter(|byte| byte.is_ascii_digit())?;
    core::str::from_utf8(field).ok()?.parse().ok()
}

/// Puts strings, and arrays of pointers to them, into a buffer.
pub struct Packer<'a> {
    buffer: &'a mut [c_char],
    used: usize,
}

impl<'a> Packer<'a> {
    /// A packer into an empty buffer.
    pub fn new(buffer: &'a mut [c_char]) -> Self {
        Self { buffer, used: 0 }
    }

    /// Packs a string, or bytes, and a null byte; `ERANGE` if there is no room.
    pub fn string(&mut self, text: &[u8]) -> Result<*mut c_char, Errno> {
        let end = self.used + text.len();
        let room = self.buffer.get_mut(self.used..=end).ok_or(Errno::ERANGE)?;
        room.iter_mut()
            .zip(text)
            .for_each(|(to, from)| *to = *from as c_char);
        room[text.len()] = 0;
        self.used = end + 1;
        Ok(room.as_mut_ptr())
    }

    /// Makes room for an array of pointers; `ERANGE` if there is none.
    pub fn array(&mut self, len: usize) -> Result<*mut *mut c_char, Errno> {
        let begin = self.buffer[self.used..].as_mut_ptr();
        let aligned = self.used + begin.align_offset(align_of::<*mut c_char>());
        let end = aligned + len * size_of::<*mut c_char>();
        let room = self.buffer.get_mut(aligned..end).ok_or(Errno::ERANGE)?;
        self.used = end;
        Ok(room.as_mut_ptr().cast())
    }

    /// Packs strings and the array of pointers to them, which ends in null.
    pub fn strings<'t>(
        &mut self,
        texts: impl Iterator<Item = &'t [u8]> + Clone,
    ) -> Result<*mut *mut c_char, Errno> {
        let array = self.array(texts.clone().count() + 1)?;
        let mut place = array;
        for text in texts {
            let string = self.string(text)?;
            // SAFETY: the array has room for each and the end; the buffer is this packer's own.
            unsafe {
                *place = string;
                place = place.add(1);
            }
        }
        // SAFETY: as above.
        unsafe { *place = core::ptr::null_mut() };
        Ok(array)
    }
}

/// Reads the next line of a stream, without its newline; answers whether there was one.
///
/// # Safety
/// The stream is open.
pub unsafe fn next_line_of(stream: *mut FILE, line: &mut Vec<u8>) -> bool {
    line.clear();
    // SAFETY: the caller's promise. The lock is held over the line, as getline holds it.
    unsafe {
        flockfile(stream);
        let found = loop {
            match getc_unlocked(stream) {
                -1 => break !line.is_empty(),
                0x0a => break true,
                byte => line.push(byte as u8),
            }
        };
        funlockfile(stream);
        found
    }
}

/// Calls `fill` with a buffer that grows until what is wanted fits.
pub fn with_growing_buffer<T>(
    buffer: &mut Vec<c_char>,
    mut fill: impl FnMut(&mut [c_char]) -> Result<T, Errno>,
) -> Result<T, Errno> {
    loop {
        match fill(buffer) {
            Err(Errno::ERANGE) => {
                let len = (buffer.len() * 2).max(1024);
                buffer
                    .try_reserve(len - buffer.len())
                    .map_err(|_| Errno::ENOMEM)?;
                buffer.resize(len, 0);
            }
            result => return result,
        }
    }
}
