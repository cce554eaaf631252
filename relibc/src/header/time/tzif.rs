//! Time zone files: TZif versions 1 to 4 (RFC 9636).

use alloc::vec::Vec;

use super::rule::Rule;
use super::zone::{local_time, Zone};

/// Bytes in a header (section 3.1).
const HEADER_LEN: usize = 44;

/// The counts in a header.
struct Header {
    version: u8,
    isut_count: usize,
    isstd_count: usize,
    leap_count: usize,
    time_count: usize,
    type_count: usize,
    char_count: usize,
}

impl Header {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let header = bytes.get(..HEADER_LEN)?;
        if !header.starts_with(b"TZif") {
            return None;
        }
        let count = |index: usize| {
            let bytes: [u8; 4] = core::array::from_fn(|byte| header[20 + 4 * index + byte]);
            u32::from_be_bytes(bytes) as usize
        };
        Some(Self {
            version: header[4],
            isut_count: count(0),
            isstd_count: count(1),
            leap_count: count(2),
            time_count: count(3),
            type_count: count(4),
            char_count: count(5),
        })
    }

    /// Bytes in the data block, with times of `time_len` bytes (section 3.2).
    fn data_len(&self, time_len: usize) -> usize {
        self.time_count * (time_len + 1)
            + self.type_count * 6
            + self.char_count
            + self.leap_count * (time_len + 4)
            + self.isstd_count
            + self.isut_count
    }
}

/// A signed big-endian number of 1 to 8 bytes.
fn number(bytes: &[u8]) -> i64 {
    let mut padded = [if bytes[0] & 0x80 != 0 { 0xff } else { 0 }; 8];
    padded[8 - bytes.len()..].copy_from_slice(bytes);
    i64::from_be_bytes(padded)
}

/// Parses a file; `None` if it is none, or is damaged.
pub fn parse(file: &[u8]) -> Option<Zone> {
    let header = Header::parse(file)?;
    let data = &file[HEADER_LEN..];
    if header.version == 0 {
        return parse_data(&header, data.get(..header.data_len(4))?, 4, b"");
    }
    // Newer files begin with an old block for old readers.
    let second = data.get(header.data_len(4)..)?;
    let header = Header::parse(second)?;
    let data = &second[HEADER_LEN..];
    let footer = data.get(header.data_len(8)..)?.strip_prefix(b"\n")?;
    let footer_len = footer.iter().position(|byte| *byte == b'\n')?;
    parse_data(&header, data, 8, &footer[..footer_len])
}

fn parse_data(header: &Header, data: &[u8], time_len: usize, rule: &[u8]) -> Option<Zone> {
    let (times, data) = data.split_at(header.time_count * time_len);
    let (indices, data) = data.split_at(header.time_count);
    let (types, data) = data.split_at(header.type_count * 6);
    let names = &data[..header.char_count];
    let mut kinds = Vec::with_capacity(header.type_count);
    for kind in types.chunks_exact(6) {
        let name = names.get(kind[5] as usize..)?;
        kinds.push(local_time(number(&kind[..4]), kind[4] != 0, name));
    }
    let mut transitions = Vec::with_capacity(header.time_count);
    for (time, index) in times.chunks_exact(time_len).zip(indices) {
        if *index as usize >= kinds.len() {
            return None;
        }
        transitions.push((number(time), *index as usize));
    }
    if kinds.is_empty() || !transitions.is_sorted_by_key(|(time, _)| *time) {
        return None;
    }
    let rule = match rule {
        b"" => None,
        _ => Some(Rule::parse(rule)?),
    };
    Some(Zone {
        transitions,
        kinds,
        rule,
    })
}
