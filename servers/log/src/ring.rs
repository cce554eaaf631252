//! The lines kept: the newest, up to a number of bytes.

use std::collections::VecDeque;

/// Lines with their source and time, oldest first.
#[derive(Debug)]
pub struct Ring {
    lines: VecDeque<String>,
    bytes: usize,
    max: usize,
    /// Lines dropped so far, so that a reader's position stays true.
    dropped: usize,
}

impl Ring {
    /// Keeps at most `max` bytes.
    pub fn new(max: usize) -> Self {
        Self {
            lines: VecDeque::new(),
            bytes: 0,
            max,
            dropped: 0,
        }
    }

    /// Adds a line (without its end), dropping old ones to make room.
    pub fn add(&mut self, line: String) {
        self.bytes += line.len() + 1;
        self.lines.push_back(line);
        while self.bytes > self.max {
            let Some(old) = self.lines.pop_front() else {
                break;
            };
            self.bytes -= old.len() + 1;
            self.dropped += 1;
        }
    }

    /// The line of that number, counted from the first ever; where that is gone, the oldest there
    /// is. With the number of the next.
    pub fn get(&self, number: usize) -> Option<(usize, &str)> {
        let index = number.saturating_sub(self.dropped);
        let line = self.lines.get(index)?;
        Some((self.dropped + index + 1, line))
    }
}

/// Bytes as a service writes them, cut into lines.
#[derive(Debug, Default)]
pub struct Splitter {
    rest: Vec<u8>,
}

/// Longest line kept whole, in bytes.
const LINE_MAX: usize = 1024;

impl Splitter {
    /// Takes bytes and gives the lines that they complete. Overlong ones are cut.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        for &byte in bytes {
            if byte != b'\n' {
                self.rest.push(byte);
            }
            if byte == b'\n' || self.rest.len() >= LINE_MAX {
                lines.push(String::from_utf8_lossy(&self.rest).into_owned());
                self.rest.clear();
            }
        }
        lines
    }

    /// What was written without an end, when the writer is gone.
    pub fn finish(self) -> Option<String> {
        let rest = self.rest;
        (!rest.is_empty()).then(|| String::from_utf8_lossy(&rest).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_whole_however_they_were_written() {
        let mut splitter = Splitter::default();
        assert!(splitter.take(b"one ").is_empty());
        assert_eq!(splitter.take(b"line\ntwo\nthr"), ["one line", "two"]);
        assert_eq!(splitter.finish().as_deref(), Some("thr"));
    }

    #[test]
    fn a_line_without_end_does_not_grow_for_ever() {
        let mut splitter = Splitter::default();
        let lines = splitter.take(&[b'x'; 10 * LINE_MAX]);
        assert_eq!(lines.len(), 10);
    }

    #[test]
    fn a_reader_that_falls_behind_goes_on_with_the_oldest_line() {
        let mut ring = Ring::new(12);
        for text in ["aaa", "bbb", "ccc", "ddd"] {
            ring.add(text.to_string());
        }
        // 4 bytes a line: three fit.
        assert_eq!(ring.get(0), Some((2, "bbb")));
        assert_eq!(ring.get(2), Some((3, "ccc")));
        assert_eq!(ring.get(4), None);
    }
}
