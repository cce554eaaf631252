//! From bytes to messages.

use alloc::vec::Vec;

use crate::frame::{Frame, Parsed};
use crate::Message;

/// Finds the messages in a stream of bytes, whatever else is between them.
#[derive(Debug, Default)]
pub struct Decoder {
    bytes: Vec<u8>,
    /// How many bytes at the front are done with.
    done: usize,
}

impl Decoder {
    /// A decoder that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds bytes as they arrive.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.done > 0 {
            self.bytes.drain(..self.done);
            self.done = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// The next message, if a whole one has arrived.
    pub fn next_message(&mut self) -> Option<Message> {
        loop {
            let (message, length) = match Frame::parse(&self.bytes[self.done..]) {
                Parsed::Frame(frame, length) => (Message::decode(&frame), length),
                Parsed::Garbage(0) | Parsed::Incomplete => return None,
                Parsed::Garbage(length) => (None, length),
            };
            self.done += length;
            if message.is_some() {
                return message;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;
    use crate::{Exec, Status, Stream, MAX_PAYLOAD};
    use alloc::vec;
    use proptest::prelude::*;

    fn stream() -> impl Strategy<Value = Stream> {
        prop_oneof![
            Just(Stream::Stdin),
            Just(Stream::Stdout),
            Just(Stream::Stderr),
            Just(Stream::File)
        ]
    }

    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec(any::<u8>(), 0..40)
    }

    fn message() -> impl Strategy<Value = Message> {
        let list = || proptest::collection::vec(bytes(), 0..4);
        let status = prop_oneof![
            any::<i32>().prop_map(Status::Exited),
            any::<i32>().prop_map(Status::Signalled),
            ".{0,20}".prop_map(Status::Failed),
        ];
        prop_oneof![
            any::<u32>().prop_map(|version| Message::Hello { version }),
            (any::<u32>(), list(), list(), bytes()).prop_map(|(id, argv, env, cwd)| {
                Message::Exec {
                    id,
                    exec: Exec { argv, env, cwd },
                }
            }),
            (any::<u32>(), bytes(), any::<u32>()).prop_map(|(id, path, mode)| Message::Put {
                id,
                path,
                mode
            }),
            (any::<u32>(), stream(), bytes()).prop_map(|(id, stream, bytes)| Message::Data {
                id,
                stream,
                bytes
            }),
            (any::<u32>(), stream(), any::<u32>())
                .prop_map(|(id, stream, bytes)| Message::Credit { id, stream, bytes }),
            (any::<u32>(), status).prop_map(|(id, status)| Message::Exit { id, status }),
            (any::<u32>(), any::<i32>()).prop_map(|(id, signal)| Message::Kill { id, signal }),
            Just(Message::PowerOff),
        ]
    }

    fn decode(decoder: &mut Decoder) -> Vec<Message> {
        core::iter::from_fn(|| decoder.next_message()).collect()
    }

    proptest! {
        #[test]
        fn messages_come_out_as_they_went_in_however_the_bytes_are_cut(
            messages in proptest::collection::vec(message(), 0..8),
            step in 1usize..50,
        ) {
            let mut wire = Vec::new();
            messages.iter().for_each(|m| m.encode(&mut wire));
            let mut decoder = Decoder::new();
            let mut seen = Vec::new();
            for part in wire.chunks(step) {
                decoder.push(part);
                seen.extend(decode(&mut decoder));
            }
            prop_assert_eq!(seen, messages);
        }

        #[test]
        fn text_between_frames_is_dropped_and_loses_no_message(
            first in message(), second in message(), text in "[ -~\r\n]{0,80}",
        ) {
            let mut wire = Vec::from(text.as_bytes());
            first.encode(&mut wire);
            wire.extend(text.as_bytes());
            second.encode(&mut wire);
            let mut decoder = Decoder::new();
            decoder.push(&wire);
            prop_assert_eq!(decode(&mut decoder), vec![first, second]);
        }

        #[test]
        fn a_damaged_frame_costs_only_itself(first in message(), second in message(), at in any::<usize>()) {
            let mut wire = Vec::new();
            first.encode(&mut wire);
            // Not in the length: that may make the decoder wait for bytes that never come.
            let at = match at % wire.len() { n @ 8..=11 => n - 8, n => n };
            wire[at] ^= 0x55;
            second.encode(&mut wire);
            let mut decoder = Decoder::new();
            decoder.push(&wire);
            prop_assert_eq!(decode(&mut decoder), vec![second]);
        }

        #[test]
        fn any_bytes_at_all_are_survived(noise in proptest::collection::vec(any::<u8>(), 0..2000)) {
            let mut decoder = Decoder::new();
            decoder.push(&noise);
            decode(&mut decoder);
        }
    }

    #[test]
    fn a_frame_that_lost_its_end_is_given_up_once_enough_has_followed() {
        let mut wire = Vec::new();
        let data = vec![7; MAX_PAYLOAD];
        Message::Data {
            id: 1,
            stream: Stream::Stdout,
            bytes: data,
        }
        .encode(&mut wire);
        wire.truncate(100);
        let mut decoder = Decoder::new();
        decoder.push(&wire);
        let mut seen = Vec::new();
        for _ in 0..2000 {
            let mut hello = Vec::new();
            Message::Hello { version: 1 }.encode(&mut hello);
            decoder.push(&hello);
            seen.extend(decode(&mut decoder));
        }
        assert!(
            seen.len() > 1900,
            "{} of 2000 messages were found",
            seen.len()
        );
    }

    #[test]
    fn long_data_is_cut_into_frames_that_fit() {
        let mut wire = Vec::new();
        let bytes = vec![1; MAX_PAYLOAD * 2 + 1];
        Message::Data {
            id: 1,
            stream: Stream::Stdout,
            bytes,
        }
        .encode(&mut wire);
        let mut decoder = Decoder::new();
        decoder.push(&wire);
        let lengths: Vec<usize> = decode(&mut decoder)
            .iter()
            .map(|m| match m {
                Message::Data { bytes, .. } => bytes.len(),
                _ => 0,
            })
            .collect();
        assert_eq!(lengths, [MAX_PAYLOAD, MAX_PAYLOAD, 1]);
    }

    #[test]
    fn the_checksum_is_the_one_of_ieee_802_3() {
        // "123456789" -> 0xcbf43926: the check value every CRC-32 catalogue gives.
        assert_eq!(crc32fast::hash(b"123456789"), 0xcbf4_3926);
    }
}
