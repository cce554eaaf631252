//! The control channel between `cook` on the host and the agent in the guest, as bytes.
//!
//! The two talk over a serial line, which may carry anything before and between frames: a boot loader's
//! or a kernel's text, or half a frame of an agent that was killed. So a frame begins with a magic number
//! and carries a checksum of itself; [`Decoder`] drops what is not a frame and finds the next one.
//!
//! ```text
//! offset  size  a frame
//! 0       2     magic, 0x9c 0xc0
//! 2       1     kind of message
//! 3       1     stream, where the message concerns one; else 0
//! 4       4     id of the program or file concerned, little endian; else 0
//! 8       4     length of the payload, little endian, at most 16384
//! 12      4     CRC-32 (IEEE 802.3) of bytes 0 to 11 and the payload, little endian
//! 16            payload
//! ```
//!
//! Data flows by credit: the sender of a stream may have [`WINDOW`] bytes under way; the receiver grants
//! more with [`Message::Credit`] as it passes them on. So a program that prints much does not fill
//! anyone's memory, and one that reads nothing does not block the others' frames.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod decoder;
mod frame;
mod message;

pub use decoder::Decoder;
pub use frame::MAX_PAYLOAD;
pub use message::{Exec, Message, Status, Stream};

/// The protocol's version, in [`Message::Hello`].
pub const VERSION: u32 = 1;

/// How many bytes of a stream may be under way, unacknowledged.
pub const WINDOW: u32 = 64 * 1024;
