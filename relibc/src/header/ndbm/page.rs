//! A page of `.pag`: pairs of a key and its content that fall to one place.
//!
//! ```text
//! bytes 0..2    number of pairs
//! byte  2       depth: how many bits of the hash all keys here have in common
//! byte  3       0
//! from 4 on     for each pair: length of the key and of the content, two bytes each, then both
//! ```
//!
//! Numbers are little-endian. What is behind the last pair is zeros.

use crate::errno::Errno;
use alloc::vec::Vec;

pub(super) const SIZE: usize = 4096;
const HEADER: usize = 4;
const PAIR: usize = 4;
/// Most bytes of a key and its content together: a page must hold them. POSIX asks for 1023 at least.
pub(super) const PAIR_MAX: usize = SIZE - HEADER - PAIR;

/// A page in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub depth: u8,
    pub pairs: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Page {
    /// Reads a page; EIO if it is none.
    pub fn parse(bytes: &[u8; SIZE]) -> Result<Self, Errno> {
        let number = |at: usize| {
            let pair = bytes.get(at..at + 2)?;
            Some(usize::from(u16::from_le_bytes([pair[0], pair[1]])))
        };
        let mut at = HEADER;
        let mut pair = || {
            let (key, content) = (number(at)?, number(at + 2)?);
            let middle = at + PAIR + key;
            let pair = (
                bytes.get(at + PAIR..middle)?.to_vec(),
                bytes.get(middle..middle + content)?.to_vec(),
            );
            at = middle + content;
            Some(pair)
        };
        let count = number(0).unwrap_or(0);
        let pairs = (0..count).map(|_| pair()).collect::<Option<Vec<_>>>();
        Ok(Self {
            depth: bytes[2],
            pairs: pairs.ok_or(Errno::EIO)?,
        })
    }

    /// How many bytes the page takes.
    pub fn length(&self) -> usize {
        let pairs = self.pairs.iter();
        HEADER
            + pairs
                .map(|(key, content)| PAIR + key.len() + content.len())
                .sum::<usize>()
    }

    /// The page as bytes; it must fit.
    pub fn bytes(&self) -> [u8; SIZE] {
        let mut out = Vec::with_capacity(SIZE);
        out.extend_from_slice(&(self.pairs.len() as u16).to_le_bytes());
        out.extend_from_slice(&[self.depth, 0]);
        for (key, content) in &self.pairs {
            out.extend_from_slice(&(key.len() as u16).to_le_bytes());
            out.extend_from_slice(&(content.len() as u16).to_le_bytes());
            out.extend_from_slice(key);
            out.extend_from_slice(content);
        }
        let mut page = [0; SIZE];
        page[..out.len()].copy_from_slice(&out);
        page
    }

    /// Where a key is.
    pub fn find(&self, key: &[u8]) -> Option<usize> {
        self.pairs.iter().position(|(own, _)| own == key)
    }
}
