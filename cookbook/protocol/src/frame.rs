//! Frames: header, payload, checksum.

use alloc::vec::Vec;

/// What a frame begins with. The first byte is no ASCII, and no valid start of UTF-8.
pub(crate) const MAGIC: [u8; 2] = [0x9c, 0xc0];

/// The length of a header.
pub(crate) const HEADER: usize = 16;

/// The longest payload of a frame.
pub const MAX_PAYLOAD: usize = 16 * 1024;

/// A frame, not yet understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Frame<'a> {
    pub kind: u8,
    pub stream: u8,
    pub id: u32,
    pub payload: &'a [u8],
}

/// What [`Frame::parse`] found at the front of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Parsed<'a> {
    /// A frame, and how many bytes it takes.
    Frame(Frame<'a>, usize),
    /// The beginning of a frame, perhaps.
    Incomplete,
    /// This many bytes are not part of any frame.
    Garbage(usize),
}

impl<'a> Frame<'a> {
    /// Appends the frame's bytes.
    pub fn encode(&self, bytes: &mut Vec<u8>) {
        debug_assert!(self.payload.len() <= MAX_PAYLOAD);
        let start = bytes.len();
        bytes.extend_from_slice(&MAGIC);
        bytes.push(self.kind);
        bytes.push(self.stream);
        bytes.extend_from_slice(&self.id.to_le_bytes());
        bytes.extend_from_slice(&(self.payload.len() as u32).to_le_bytes());
        let sum = checksum(&bytes[start..], self.payload);
        bytes.extend_from_slice(&sum.to_le_bytes());
        bytes.extend_from_slice(self.payload);
    }

    /// Looks for a frame at the front of `bytes`.
    pub fn parse(bytes: &'a [u8]) -> Parsed<'a> {
        let start = bytes
            .iter()
            .position(|b| *b == MAGIC[0])
            .unwrap_or(bytes.len());
        if start > 0 {
            return Parsed::Garbage(start);
        }
        if bytes.get(1).is_some_and(|b| *b != MAGIC[1]) {
            return Parsed::Garbage(1);
        }
        let Some((header, rest)) = bytes.split_first_chunk::<HEADER>() else {
            return Parsed::Incomplete;
        };
        let word = |at: usize| {
            u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
        };
        let length = word(8) as usize;
        if length > MAX_PAYLOAD {
            return Parsed::Garbage(1);
        }
        let Some(payload) = rest.get(..length) else {
            return Parsed::Incomplete;
        };
        if checksum(&header[..12], payload) != word(12) {
            return Parsed::Garbage(1);
        }
        let frame = Frame {
            kind: header[2],
            stream: header[3],
            id: word(4),
            payload,
        };
        Parsed::Frame(frame, HEADER + length)
    }
}

fn checksum(header: &[u8], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(header);
    hasher.update(payload);
    hasher.finalize()
}
