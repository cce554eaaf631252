//! `struct inotify_event` (inotify(7)).

/// Bytes before the name: watch, mask, cookie, length of the name.
const HEAD: usize = 16;

/// A change, as a reader is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InotifyEvent<'a> {
    pub watch: i32,
    pub mask: u32,
    pub cookie: u32,
    /// Empty: none.
    pub name: &'a [u8],
}

/// Bytes of the name with its NUL, and more of them up to a multiple of the head's size.
const fn padded(name_len: usize) -> usize {
    match name_len {
        0 => 0,
        len => (len + 1).next_multiple_of(HEAD),
    }
}

/// Bytes of the record of an event with a name of that length.
pub const fn inotify_event_len(name_len: usize) -> usize {
    HEAD + padded(name_len)
}

/// Writes an event at the start of `room`; its bytes, or `None` if it does not fit.
pub fn write_inotify_event(room: &mut [u8], event: &InotifyEvent<'_>) -> Option<usize> {
    let len = inotify_event_len(event.name.len());
    let room = room.get_mut(..len)?;
    let words = [
        event.watch as u32,
        event.mask,
        event.cookie,
        (len - HEAD) as u32,
    ];
    for (place, word) in room.chunks_exact_mut(4).zip(words) {
        place.copy_from_slice(&word.to_ne_bytes());
    }
    let (name, rest) = room[HEAD..].split_at_mut(event.name.len());
    name.copy_from_slice(event.name);
    rest.fill(0);
    Some(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &[u8], room: usize) -> Option<Vec<u8>> {
        let event = InotifyEvent {
            watch: -1,
            mask: 0x4000_0100,
            cookie: 7,
            name,
        };
        let mut bytes = vec![0xff; room];
        let len = write_inotify_event(&mut bytes, &event)?;
        assert_eq!(len, inotify_event_len(name.len()));
        bytes.truncate(len);
        Some(bytes)
    }

    #[test]
    fn an_event_without_a_name_is_its_head() {
        let mut expected = Vec::new();
        for word in [u32::MAX, 0x4000_0100, 7, 0] {
            expected.extend(word.to_ne_bytes());
        }
        assert_eq!(written(b"", 16), Some(expected));
        assert_eq!(written(b"", 15), None);
    }

    #[test]
    fn a_name_ends_with_nuls_up_to_a_multiple_of_16() {
        for (len, padded) in [(1, 16), (15, 16), (16, 32), (255, 256)] {
            let name = vec![b'n'; len];
            let bytes = written(&name, 16 + padded).expect("it fits");
            assert_eq!(bytes.len(), 16 + padded);
            assert_eq!(bytes[12..16], (padded as u32).to_ne_bytes());
            assert_eq!(bytes[16..16 + len], name);
            assert!(bytes[16 + len..].iter().all(|&byte| byte == 0));
            assert_eq!(written(&name, 16 + padded - 1), None);
        }
    }
}
