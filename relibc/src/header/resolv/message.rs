//! DNS messages (RFC 1035, section 4; RFC 6891 for EDNS).

use super::name::Name;
use alloc::vec::Vec;

/// Bytes of the header.
pub const HEADER: usize = 12;
/// Bytes of the OPT record that [`query`] ends with.
const OPT: usize = 11;
/// What an answer may have by UDP without being cut by networks (RFC 9715).
const UDP_SIZE: u16 = 1232;

pub const CLASS_IN: u16 = 1;
pub const TYPE_A: u16 = 1;
pub const TYPE_CNAME: u16 = 5;
pub const TYPE_PTR: u16 = 12;
pub const TYPE_AAAA: u16 = 28;

/// Answer codes (RFC 1035, section 4.1.1).
pub mod code {
    pub const NO_ERROR: u8 = 0;
    pub const FORMAT_ERROR: u8 = 1;
    pub const SERVER_FAILURE: u8 = 2;
    pub const NO_SUCH_NAME: u8 = 3;
    pub const NOT_IMPLEMENTED: u8 = 4;
    pub const REFUSED: u8 = 5;
}

/// A question for `name`, with recursion wanted; `opcode` is 0 but for `res_mkquery`.
pub fn question(id: u16, opcode: u8, name: &Name, kind: u16, class: u16) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + name.as_bytes().len() + 4 + OPT);
    bytes.extend(id.to_be_bytes());
    bytes.extend([opcode << 3 | 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    bytes.extend_from_slice(name.as_bytes());
    bytes.extend(kind.to_be_bytes());
    bytes.extend(class.to_be_bytes());
    bytes
}

/// The same with an OPT record that says how long an answer by UDP may be.
pub fn question_with_edns(id: u16, name: &Name, kind: u16) -> Vec<u8> {
    let mut bytes = question(id, 0, name, kind, CLASS_IN);
    bytes[11] = 1;
    bytes.extend([0, 0, 41]);
    bytes.extend(UDP_SIZE.to_be_bytes());
    bytes.extend([0; 6]);
    bytes
}

/// A question of [`question_with_edns`] for a server that does not know EDNS; none if there is nothing to leave out.
pub fn without_edns(query: &[u8]) -> Option<Vec<u8>> {
    let mut plain = query.to_vec();
    let record = plain.len().checked_sub(OPT).filter(|at| *at >= HEADER)?;
    if plain[10..12] != [0, 1] || plain[record..record + 3] != [0, 0, 41] {
        return None;
    }
    plain.truncate(record);
    plain[11] = 0;
    Some(plain)
}

/// A message that has at least a header.
#[derive(Clone, Copy)]
pub struct Message<'m>(&'m [u8]);

/// One record of a message.
pub struct Record<'m> {
    pub owner: Name,
    pub kind: u16,
    pub class: u16,
    pub data: &'m [u8],
    /// Where the data begins in the message: names in it may point anywhere before.
    pub at: usize,
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

impl<'m> Message<'m> {
    pub fn new(bytes: &'m [u8]) -> Option<Self> {
        (bytes.len() >= HEADER).then_some(Self(bytes))
    }

    pub fn bytes(&self) -> &'m [u8] {
        self.0
    }

    pub fn is_response(&self) -> bool {
        self.0[2] & 0x80 != 0
    }

    pub fn is_truncated(&self) -> bool {
        self.0[2] & 2 != 0
    }

    pub fn code(&self) -> u8 {
        self.0[3] & 15
    }

    fn id_and_opcode(&self) -> (&[u8], u8) {
        (&self.0[..2], self.0[2] & 0x78)
    }

    /// Records in a section: 0 questions, 1 answers, 2 authorities, 3 others.
    pub fn count(&self, section: usize) -> u16 {
        word(self.0, 4 + 2 * section).unwrap_or(0)
    }

    /// The only question, and where the answers begin.
    pub fn question(&self) -> Option<(Name, u16, u16, usize)> {
        if self.count(0) != 1 {
            return None;
        }
        let (name, end) = Name::in_message(self.0, HEADER)?;
        Some((name, word(self.0, end)?, word(self.0, end + 2)?, end + 4))
    }

    /// Whether this is what a server may say to a query: same number and operation, same question. A server that finds no
    /// sense in a query may leave the question out.
    pub fn answers(&self, query: &Self) -> bool {
        if !self.is_response() || self.id_and_opcode() != query.id_and_opcode() {
            return false;
        }
        if self.count(0) == 0 {
            return self.code() == code::FORMAT_ERROR;
        }
        match (self.question(), query.question()) {
            (Some((a, kind_a, class_a, _)), Some((b, kind_b, class_b, _))) => {
                a == b && kind_a == kind_b && class_a == class_b
            }
            _ => false,
        }
    }

    /// The records of the answer section, up to the first that is damaged.
    pub fn answer_records(&self) -> impl Iterator<Item = Record<'m>> {
        let bytes = self.0;
        let mut place = self.question().map(|(.., end)| end);
        (0..self.count(1)).map_while(move |_| {
            let (record, end) = record(bytes, place?)?;
            place = Some(end);
            Some(record)
        })
    }

    /// Follows aliases from the question's name: every name on the way, the last of which the records are of. Twelve are
    /// more than a chain has that means well.
    pub fn aliases(&self) -> Vec<Name> {
        let mut chain: Vec<Name> = self.question().map(|(name, ..)| name).into_iter().collect();
        while let Some(name) = chain.last().filter(|_| chain.len() <= 12) {
            let alias = |record: &Record| {
                record.kind == TYPE_CNAME && record.class == CLASS_IN && record.owner == *name
            };
            let Some(record) = self.answer_records().find(alias) else {
                break;
            };
            match Name::in_message(self.0, record.at) {
                Some((target, _)) if !chain.contains(&target) => chain.push(target),
                _ => break,
            }
        }
        chain
    }
}

/// The length of what stands for a name at the begin of `bytes`; a pointer is not followed.
pub fn skip_name(bytes: &[u8]) -> Option<usize> {
    let mut place = 0;
    loop {
        let length = usize::from(*bytes.get(place)?);
        place += match length >> 6 {
            0 => 1 + length,
            3 => 2,
            _ => return None,
        };
        match (length == 0 || length >= 64, place <= bytes.len()) {
            (_, false) => return None,
            (true, true) => return Some(place),
            (false, true) => {}
        }
    }
}

/// The record at an offset, and where the next begins.
pub fn record(bytes: &[u8], offset: usize) -> Option<(Record<'_>, usize)> {
    let (owner, at) = Name::in_message(bytes, offset)?;
    let length = usize::from(word(bytes, at + 8)?);
    let data = bytes.get(at + 10..at + 10 + length)?;
    let record = Record {
        owner,
        kind: word(bytes, at)?,
        class: word(bytes, at + 2)?,
        data,
        at: at + 10,
    };
    Some((record, at + 10 + length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answer_to(query: &[u8], records: &[&[u8]]) -> Vec<u8> {
        let mut bytes = query.to_vec();
        bytes[2] |= 0x80;
        bytes[7] = records.len() as u8;
        records
            .iter()
            .for_each(|record| bytes.extend_from_slice(record));
        bytes
    }

    fn name(text: &str) -> Name {
        Name::from_text(text.as_bytes()).unwrap()
    }

    fn query() -> Vec<u8> {
        question(0x1234, 0, &name("www.example"), TYPE_A, CLASS_IN)
    }

    #[test]
    fn a_query_has_the_bytes_of_rfc_1035_and_edns_comes_off_again() {
        let plain = query();
        assert_eq!(
            plain,
            b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x03www\x07example\0\0\x01\0\x01"
        );
        let edns = question_with_edns(0x1234, &name("www.example"), TYPE_A);
        assert_eq!(edns.len(), plain.len() + 11);
        assert_eq!(without_edns(&edns).unwrap(), plain);
        assert!(without_edns(&plain).is_none());
    }

    #[test]
    fn only_an_answer_to_the_question_counts() {
        let query = query();
        let asked = Message::new(&query).unwrap();
        let good = answer_to(&query, &[]);
        let answers = |bytes: &[u8]| Message::new(bytes).unwrap().answers(&asked);
        assert!(answers(&good));
        let mut other_case = good.clone();
        other_case[13] = b'W';
        assert!(answers(&other_case));
        // The query itself, another number, another operation, another name, another type, no question.
        for (at, value) in [(2, 1), (0, 9), (2, 0x89), (13, b'x'), (26, 28), (5, 0)] {
            let mut bad = good.clone();
            assert_ne!(bad[at], value);
            bad[at] = value;
            assert!(!answers(&bad), "byte {at}");
        }
    }

    #[test]
    fn aliases_are_followed_in_any_order_and_a_circle_ends() {
        let a_to_b = b"\x01b\0\0\x05\0\x01\0\0\0\0\0\x03\x01c\0";
        let www_to_b = b"\xc0\x0c\0\x05\0\x01\0\0\0\0\0\x03\x01b\0";
        let bytes = answer_to(&query(), &[a_to_b, www_to_b]);
        let chain = Message::new(&bytes).unwrap().aliases();
        assert_eq!(chain, [name("www.example"), name("b"), name("c")]);
        let to_itself = b"\xc0\x0c\0\x05\0\x01\0\0\0\0\0\x02\xc0\x0c";
        let bytes = answer_to(&query(), &[to_itself]);
        assert_eq!(Message::new(&bytes).unwrap().aliases().len(), 1);
    }

    #[test]
    fn a_count_that_is_too_large_ends_with_the_records_there_are() {
        let mut bytes = answer_to(
            &query(),
            &[b"\xc0\x0c\0\x01\0\x01\0\0\0\0\0\x04\x01\x02\x03\x04"],
        );
        bytes[6..8].copy_from_slice(&[0xff, 0xff]);
        let records: Vec<_> = Message::new(&bytes).unwrap().answer_records().collect();
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].data, [1, 2, 3, 4]);
        bytes.truncate(bytes.len() - 1);
        assert_eq!(Message::new(&bytes).unwrap().answer_records().count(), 0);
    }

    proptest! {
        #[test]
        fn no_message_does_harm(noise in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12), cut in 0_usize..20) {
            let mut bytes = answer_to(&query(), &[
                b"\xc0\x0c\0\x05\0\x01\0\0\0\0\0\x03\x01b\0",
                b"\x01b\0\0\x01\0\x01\0\0\0\0\0\x04\x01\x02\x03\x04",
            ]);
            for (index, value) in noise {
                let at = index.index(bytes.len());
                bytes[at] = value;
            }
            bytes.truncate(bytes.len() - cut);
            let message = Message::new(&bytes).unwrap();
            let chain = message.aliases();
            prop_assert!(chain.len() <= 13);
            prop_assert!(message.answer_records().count() <= bytes.len());
        }
    }
}
