//! The two files: extendible hashing (Fagin and others, "Extendible Hashing", ACM TODS 1979).
//!
//! `.pag` is an array of [`page`](super::page)s. `.dir` says which page a key is in:
//!
//! ```text
//! bytes 0..8    "OchreDB1"
//! bytes 8..12   depth of the directory
//! bytes 12..16  number of pages
//! from 16 on    2 to the power of the depth page numbers, four bytes each
//! ```
//!
//! A key's entry is the lowest bits of its hash (FNV-1a, 64 bits). A page that is full is split by the next bit; if the
//! directory does not know that bit yet, it doubles. Numbers are little-endian. A new page is written before the
//! directory leads to it, and the old one last: a program that is stopped in between loses no pair.

use super::page::{Page, PAIR_MAX, SIZE};
use crate::descriptor;
use crate::errno::Errno;
use crate::platform::Sys;
use crate::types::*;
use alloc::ffi::CString;
use alloc::vec;
use alloc::vec::Vec;

const MAGIC: &[u8; 8] = b"OchreDB1";
const HEADER: usize = 16;
/// Beyond that keys have the same hash on purpose.
const DEPTH_MAX: u32 = 24;
const O_CLOEXEC: c_int = 0o2000000;
const O_ACCMODE: c_int = 3;
const O_WRONLY: c_int = 1;
const O_RDWR: c_int = 2;
const O_APPEND: c_int = 0o2000;

/// An open file, closed with its owner.
struct File(c_int);

impl Drop for File {
    fn drop(&mut self) {
        // SAFETY: the descriptor is ours.
        let _ = unsafe { descriptor::close(self.0) };
    }
}

impl File {
    fn open(name: &[u8], suffix: &[u8], flags: c_int, mode: mode_t) -> Result<Self, Errno> {
        let path = CString::new([name, suffix].concat()).map_err(|_| Errno::EINVAL)?;
        // SAFETY: a string.
        unsafe {
            descriptor::open(flags | O_CLOEXEC, |flags| {
                Sys::openat(-100, path.as_ptr(), flags, mode)
            })
        }
        .map(Self)
    }

    /// Reads at a place; how much was there.
    fn read(&self, mut buffer: &mut [u8], mut offset: u64) -> Result<usize, Errno> {
        let mut total = 0;
        while !buffer.is_empty() {
            let place = buffer.as_mut_ptr().cast();
            // SAFETY: the buffer is writable.
            match unsafe { Sys::pread64(self.0, place, buffer.len(), offset as off_t) } {
                Err(Errno::EINTR) => {}
                Ok(0) => break,
                result => {
                    let count = result? as usize;
                    total += count;
                    offset += count as u64;
                    buffer = &mut buffer[count..];
                }
            }
        }
        Ok(total)
    }

    fn write(&self, mut bytes: &[u8], mut offset: u64) -> Result<(), Errno> {
        while !bytes.is_empty() {
            let place = bytes.as_ptr().cast();
            // SAFETY: the bytes are readable.
            match unsafe { Sys::pwrite64(self.0, place, bytes.len(), offset as off_t) } {
                Err(Errno::EINTR) => {}
                result => {
                    let count = result? as usize;
                    offset += count as u64;
                    bytes = &bytes[count..];
                }
            }
        }
        Ok(())
    }
}

/// Where the next key is: a page and a pair in it.
#[derive(Clone, Copy, Default)]
struct Cursor {
    page: u32,
    pair: usize,
}

/// An open database.
pub(super) struct Database {
    directory: File,
    pages: File,
    is_writable: bool,
    cursor: Cursor,
}

/// FNV-1a (the parameters are those of its authors' page).
fn hash(key: &[u8]) -> u64 {
    key.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What the directory's header says.
#[derive(Clone, Copy)]
struct Header {
    depth: u32,
    pages: u32,
}

impl Database {
    /// Opens both files. Opening for writing only is for reading, too (POSIX).
    pub fn open(name: &[u8], flags: c_int, mode: mode_t) -> Result<Self, Errno> {
        let flags = match flags & O_ACCMODE {
            O_WRONLY => flags & !O_ACCMODE | O_RDWR,
            _ => flags,
        } & !O_APPEND;
        Ok(Self {
            directory: File::open(name, b".dir", flags, mode)?,
            pages: File::open(name, b".pag", flags, mode)?,
            is_writable: flags & O_ACCMODE == O_RDWR,
            cursor: Cursor::default(),
        })
    }

    /// The header; of an empty file, that of a database with one page.
    fn header(&self) -> Result<Header, Errno> {
        let mut bytes = [0; HEADER];
        let word = |bytes: &[u8; HEADER], at: usize| {
            u32::from_le_bytes([0, 1, 2, 3].map(|index| bytes[at + index]))
        };
        match self.directory.read(&mut bytes, 0)? {
            0 => Ok(Header { depth: 0, pages: 1 }),
            HEADER if bytes[..8] == *MAGIC && word(&bytes, 8) <= DEPTH_MAX => Ok(Header {
                depth: word(&bytes, 8),
                pages: word(&bytes, 12),
            }),
            // Files of another kind.
            _ => Err(Errno::EIO),
        }
    }

    fn write_header(&self, header: Header) -> Result<(), Errno> {
        let numbers = [header.depth.to_le_bytes(), header.pages.to_le_bytes()].concat();
        self.directory.write(&[&MAGIC[..], &numbers].concat(), 0)
    }

    /// The page of a key. The directory of a database with one page may not be written yet: then it is page 0.
    fn page_of(&self, header: Header, hash: u64) -> Result<u32, Errno> {
        let index = hash & ((1 << header.depth) - 1);
        let mut bytes = [0; 4];
        self.directory.read(&mut bytes, HEADER as u64 + 4 * index)?;
        Ok(u32::from_le_bytes(bytes))
    }

    /// Reads a page; one that was never written is empty.
    fn read_page(&self, number: u32) -> Result<Page, Errno> {
        let mut bytes = [0; SIZE];
        self.pages
            .read(&mut bytes, u64::from(number) * SIZE as u64)?;
        Page::parse(&bytes)
    }

    fn write_page(&self, number: u32, page: &Page) -> Result<(), Errno> {
        self.pages
            .write(&page.bytes(), u64::from(number) * SIZE as u64)
    }

    /// What is stored by a key.
    pub fn fetch(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Errno> {
        let page = self.read_page(self.page_of(self.header()?, hash(key))?)?;
        Ok(page.find(key).map(|index| page.pairs[index].1.clone()))
    }

    /// Stores a pair; false if the key is there and not to be replaced.
    pub fn store(&mut self, key: &[u8], content: &[u8], replace: bool) -> Result<bool, Errno> {
        if key.len() + content.len() > PAIR_MAX {
            return Err(Errno::EINVAL);
        }
        if !self.is_writable {
            return Err(Errno::EPERM);
        }
        loop {
            let header = self.header()?;
            let number = self.page_of(header, hash(key))?;
            let mut page = self.read_page(number)?;
            match page.find(key) {
                Some(_) if !replace => return Ok(false),
                Some(index) => page.pairs[index].1 = content.to_vec(),
                None => page.pairs.push((key.to_vec(), content.to_vec())),
            }
            if page.length() <= SIZE {
                self.write_page(number, &page)?;
                return Ok(true);
            }
            // The page is split as it was; then the pair is tried again.
            let before = self.read_page(number)?;
            self.split(header, number, before, hash(key))?;
        }
    }

    /// Moves the half of a page's keys that have the next bit to a new page.
    fn split(&self, mut header: Header, number: u32, page: Page, of_key: u64) -> Result<(), Errno> {
        let depth = u32::from(page.depth);
        if depth >= DEPTH_MAX {
            return Err(Errno::ENOSPC);
        }
        let bit = 1_u64 << depth;
        // After a split that was stopped, some of the pairs are elsewhere already.
        let mut own = Vec::new();
        for pair in page.pairs {
            if self.page_of(header, hash(&pair.0))? == number {
                own.push(pair);
            }
        }
        let (high, low) = own.into_iter().partition(|(key, _)| hash(key) & bit != 0);
        let half = |pairs| Page {
            depth: page.depth + 1,
            pairs,
        };
        let new = header.pages;
        self.write_page(new, &half(high))?;
        if depth == header.depth {
            self.double(&mut header)?;
        }
        header.pages += 1;
        self.write_header(header)?;
        // Every entry of the page whose next bit is set.
        let first = of_key & (bit - 1) | bit;
        for index in (first..1 << header.depth).step_by(1 << (depth + 1)) {
            if self.page_of(header, index)? == number {
                let place = HEADER as u64 + 4 * index;
                self.directory.write(&new.to_le_bytes(), place)?;
            }
        }
        self.write_page(number, &half(low))
    }

    /// Doubles the directory: its second half is as its first.
    fn double(&self, header: &mut Header) -> Result<(), Errno> {
        let length = 4 << header.depth;
        let mut entries = vec![0; length];
        self.directory.read(&mut entries, HEADER as u64)?;
        self.directory.write(&entries, (HEADER + length) as u64)?;
        header.depth += 1;
        Ok(())
    }

    /// Deletes a pair; false if there is no such key.
    pub fn delete(&mut self, key: &[u8]) -> Result<bool, Errno> {
        if !self.is_writable {
            return Err(Errno::EPERM);
        }
        let number = self.page_of(self.header()?, hash(key))?;
        let mut page = self.read_page(number)?;
        let Some(index) = page.find(key) else {
            return Ok(false);
        };
        page.pairs.remove(index);
        self.write_page(number, &page)?;
        // A walk goes on behind the pair that it gave out last.
        if self.cursor.page == number && index < self.cursor.pair {
            self.cursor.pair -= 1;
        }
        Ok(true)
    }

    /// The walk over the keys begins anew.
    pub fn rewind(&mut self) {
        self.cursor = Cursor::default();
    }

    /// The next key of the walk.
    pub fn next_key(&mut self) -> Result<Option<Vec<u8>>, Errno> {
        let header = self.header()?;
        while self.cursor.page < header.pages {
            let page = self.read_page(self.cursor.page)?;
            // A pair that a stopped split has left twice counts where the directory leads.
            while let Some((key, _)) = page.pairs.get(self.cursor.pair) {
                self.cursor.pair += 1;
                if self.page_of(header, hash(key))? == self.cursor.page {
                    return Ok(Some(key.clone()));
                }
            }
            self.cursor = Cursor {
                page: self.cursor.page + 1,
                pair: 0,
            };
        }
        Ok(None)
    }
}
