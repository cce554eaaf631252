//! The kernel log: a ring of the last lines, copied to the debug console as they come.
//!
//! Not for hot paths: each line takes a global lock and writes to a slow device.

use crate::lock::{Rank, SpinLock};
use crate::machine;
use core::fmt::{self, Write};

/// Bytes kept.
pub const CAPACITY: usize = 1 << 16;

struct Ring {
    bytes: [u8; CAPACITY],
    /// Bytes written since boot; the ring holds the last [`CAPACITY`] of them.
    written: u64,
}

static RING: SpinLock<Ring> = SpinLock::new(
    Rank::LOG,
    Ring {
        bytes: [0; CAPACITY],
        written: 0,
    },
);

impl Ring {
    fn push(&mut self, text: &[u8]) {
        for &byte in text {
            self.bytes[self.written as usize % CAPACITY] = byte;
            self.written += 1;
        }
    }
}

/// Appends `text` as it is.
pub fn write(text: &[u8]) {
    let mut ring = RING.lock();
    ring.push(text);
    if let Some(machine) = machine::installed() {
        machine.debug_write(text);
    }
}

/// Copies bytes from `offset` (counted from boot) on; what has been overwritten is skipped.
/// Returns the bytes copied.
pub fn read(offset: u64, into: &mut [u8]) -> usize {
    copy(&RING.lock(), offset, into)
}

/// Copies the last bytes of the log, for a panic: never waits for the lock.
pub fn tail(into: &mut [u8]) -> usize {
    match RING.try_lock() {
        Some(ring) => copy(&ring, ring.written.saturating_sub(into.len() as u64), into),
        None => 0,
    }
}

fn copy(ring: &Ring, offset: u64, into: &mut [u8]) -> usize {
    let oldest = ring.written.saturating_sub(CAPACITY as u64);
    let start = offset.max(oldest);
    let len = ring.written.saturating_sub(start).min(into.len() as u64) as usize;
    for (index, byte) in into[..len].iter_mut().enumerate() {
        *byte = ring.bytes[(start as usize + index) % CAPACITY];
    }
    len
}

/// One line being built, so that lines of several CPUs do not mix.
struct Line {
    bytes: [u8; 256],
    len: usize,
}

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = self.bytes.len() - 1 - self.len;
        let text = &text.as_bytes()[..text.len().min(room)];
        self.bytes[self.len..self.len + text.len()].copy_from_slice(text);
        self.len += text.len();
        Ok(())
    }
}

/// Logs one formatted line with the time since boot; see [`crate::info!`]. Cut at 255 bytes.
pub fn line(arguments: fmt::Arguments) {
    let now = machine::installed().map_or(0, |machine| machine.now_ns());
    let mut line = Line {
        bytes: [0; 256],
        len: 0,
    };
    // A `Line` takes everything: it cuts what is too long.
    let _ = write!(
        line,
        "[{:5}.{:06}] {}",
        now / 1_000_000_000,
        now / 1000 % 1_000_000,
        arguments
    );
    line.bytes[line.len] = b'\n';
    write(&line.bytes[..line.len + 1]);
}

/// Logs one formatted line.
#[macro_export]
macro_rules! info {
    ($($argument:tt)*) => { $crate::log::line(format_args!($($argument)*)) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_keeps_the_last_bytes_and_skips_what_is_gone() {
        let mut ring = Box::new(Ring {
            bytes: [0; CAPACITY],
            written: 0,
        });
        ring.push(b"hello");
        let mut out = [0; 8];
        assert_eq!(copy(&ring, 1, &mut out), 4);
        assert_eq!(&out[..4], b"ello");
        ring.push(&vec![b'x'; CAPACITY]);
        assert_eq!(copy(&ring, 0, &mut out), 8);
        assert_eq!(&out, b"xxxxxxxx");
        assert_eq!(copy(&ring, CAPACITY as u64 + 5, &mut out), 0);
    }
}
