//! Domain names (RFC 1035, sections 3.1, 4.1.4 and 5.1).

use alloc::vec::Vec;

/// Most bytes of a name in a message (RFC 1035, section 2.3.4).
const NAME_MAX: usize = 255;
/// Most bytes of a label.
const LABEL_MAX: usize = 63;
/// Labels of a name: each takes two bytes at least, and the root one.
const LABELS_MAX: usize = 127;

/// A name as it stands in a message, uncompressed: labels behind their lengths, the root's empty one last.
#[derive(Clone, Debug)]
pub struct Name {
    bytes: Vec<u8>,
}

impl PartialEq for Name {
    /// Without regard to case (RFC 4343). A label's length is no letter: it is at most 63.
    fn eq(&self, other: &Self) -> bool {
        self.bytes.eq_ignore_ascii_case(&other.bytes)
    }
}

impl Name {
    /// Reads text: labels between dots, `\.` and `\DDD` for bytes; a dot at the end changes nothing.
    pub fn from_text(text: &[u8]) -> Option<Self> {
        let mut bytes = Vec::with_capacity(text.len() + 2);
        let mut rest = match text {
            b"." => b"",
            text => text,
        };
        while !rest.is_empty() {
            let start = bytes.len();
            bytes.push(0);
            while let Some((&byte, after)) = rest.split_first() {
                rest = after;
                match (byte, rest) {
                    (b'.', _) => break,
                    (b'\\', [a @ b'0'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9', after @ ..]) => {
                        let digit = |c: &u8| u32::from(c - b'0');
                        let value = digit(a) * 100 + digit(b) * 10 + digit(c);
                        bytes.push(u8::try_from(value).ok()?);
                        rest = after;
                    }
                    (b'\\', [other, after @ ..]) if !other.is_ascii_digit() => {
                        bytes.push(*other);
                        rest = after;
                    }
                    (b'\\', _) => return None,
                    _ => bytes.push(byte),
                }
            }
            let length = bytes.len() - start - 1;
            if length == 0 || length > LABEL_MAX || bytes.len() >= NAME_MAX {
                return None;
            }
            bytes[start] = length as u8;
        }
        bytes.push(0);
        Some(Self { bytes })
    }

    /// Reads the name at an offset of a message, and says where what follows it begins. Pointers may lead forward (RFC 1035, 4.1.4,
    /// knows "a prior occurrence" only, other libraries follow any); as many as a name has labels, so every chain comes to an end.
    pub fn in_message(message: &[u8], offset: usize) -> Option<(Self, usize)> {
        let mut bytes = Vec::new();
        let (mut place, mut pointers, mut end) = (offset, 0, None);
        loop {
            let length = *message.get(place)?;
            match length >> 6 {
                0 => {
                    let after = place + 1 + usize::from(length);
                    bytes.extend_from_slice(message.get(place..after)?);
                    if bytes.len() > NAME_MAX {
                        return None;
                    }
                    place = after;
                    if length == 0 {
                        return Some((Self { bytes }, end.unwrap_or(place)));
                    }
                }
                3 => {
                    let low = *message.get(place + 1)?;
                    end.get_or_insert(place + 2);
                    let target = usize::from(length & 0x3f) << 8 | usize::from(low);
                    pointers += 1;
                    if pointers > LABELS_MAX {
                        return None;
                    }
                    place = target;
                }
                _ => return None,
            }
        }
    }

    /// As it stands in a message.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The labels, without the root's.
    pub fn labels(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = &self.bytes[..];
        core::iter::from_fn(move || {
            let (&length, after) = rest.split_first().filter(|(length, _)| **length > 0)?;
            let (label, next) = after.split_at(length.into());
            rest = next;
            Some(label)
        })
    }

    /// The name without its first `count` labels.
    pub fn suffix(&self, count: usize) -> Self {
        let skipped: usize = self.labels().take(count).map(|label| label.len() + 1).sum();
        Self {
            bytes: self.bytes[skipped..].to_vec(),
        }
    }

    /// The text, without a dot at the end; the root's is empty. What a master file could mistake is escaped.
    pub fn to_text(&self) -> Vec<u8> {
        let mut text = Vec::with_capacity(self.bytes.len());
        for label in self.labels() {
            if !text.is_empty() {
                text.push(b'.');
            }
            for &byte in label {
                match byte {
                    b'"' | b'.' | b';' | b'\\' | b'@' | b'$' | b'(' | b')' => {
                        text.extend_from_slice(&[b'\\', byte]);
                    }
                    0x21..=0x7e => text.push(byte),
                    _ => {
                        let digit = |value: u8| b'0' + value % 10;
                        text.push(b'\\');
                        text.extend([digit(byte / 100), digit(byte / 10), digit(byte)]);
                    }
                }
            }
        }
        text
    }

    /// Whether a host may be called so: letters, digits, hyphens, underscores; no hyphen first. A name from outside that
    /// is anything else could be mistaken for syntax by who prints or stores it.
    pub fn is_host_name(&self) -> bool {
        let good = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        self.labels().next().is_some()
            && self
                .labels()
                .all(|label| label[0] != b'-' && label.iter().all(good))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_read_with_escapes_and_written_with_them() {
        let name = Name::from_text(b"a\\.b.c\\032d.example.").unwrap();
        assert_eq!(name.as_bytes(), b"\x03a.b\x03c d\x07example\0");
        assert_eq!(name.to_text(), b"a\\.b.c\\032d.example");
        assert_eq!(Name::from_text(b".").unwrap().as_bytes(), b"\0");
        assert_eq!(Name::from_text(b"").unwrap().to_text(), b"");
        for bad in [&b"a..b"[..], b".a", b"\\256.x", b"a\\", b"a\\1", b".."] {
            assert!(Name::from_text(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn lengths_have_the_limits_of_rfc_1035() {
        let label = |n: usize| alloc::vec![b'x'; n];
        assert!(Name::from_text(&label(63)).is_some());
        assert!(Name::from_text(&label(64)).is_none());
        // Three labels of 63 and one of 61: 3 * 64 + 62 + 1 = 255 bytes.
        let long = [label(63), label(63), label(63), label(61)].join(&b'.');
        assert_eq!(Name::from_text(&long).unwrap().as_bytes().len(), 255);
        let longer = [label(63), label(63), label(63), label(62)].join(&b'.');
        assert!(Name::from_text(&longer).is_none());
    }

    #[test]
    fn pointers_lead_anywhere_but_in_circles() {
        let message = b"\x03com\0\x07example\xc0\x00\xc0\x05";
        let (name, end) = Name::in_message(message, 5).unwrap();
        assert_eq!((name.to_text().as_slice(), end), (&b"example.com"[..], 15));
        let (name, end) = Name::in_message(message, 15).unwrap();
        assert_eq!((name.to_text().as_slice(), end), (&b"example.com"[..], 17));
        let (name, end) = Name::in_message(b"\x02pq\xc0\x05\0", 0).unwrap();
        assert_eq!((name.to_text().as_slice(), end), (&b"pq"[..], 5));
        // To itself, to each other, beyond the end, a label that is cut, a kind that is none.
        for bad in [
            &b"\xc0\x00"[..],
            b"\x01a\xc0\x00",
            b"\xc0\x02\xc0\x00",
            b"\xc0\x05\x01a\0",
            b"\xc0",
            b"\x05ab",
            b"\x40\0",
            b"",
        ] {
            assert!(Name::in_message(bad, 0).is_none(), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_name_or_none(message in prop::collection::vec(prop_oneof![0_u8..4, 0xc0_u8..0xc2, any::<u8>()], 0..64), offset in 0_usize..70) {
            if let Some((name, end)) = Name::in_message(&message, offset) {
                prop_assert!(name.as_bytes().len() <= 255 && end <= message.len() && end > offset);
                let again = Name::from_text(&name.to_text()).unwrap();
                prop_assert_eq!(again.as_bytes(), name.as_bytes());
            }
        }
    }
}
