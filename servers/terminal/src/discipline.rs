//! The POSIX line discipline: what happens between a line's bytes and a program's reads and writes.
//!
//! *Overview.* [`Discipline`] holds one terminal's modes (POSIX.1-2024, XBD 11 "General Terminal
//! Interface"), its input queue and the line being edited. Bytes that arrive go through
//! [`Discipline::receive`], which echoes and finds signals; a program's output goes through
//! [`Discipline::process_output`]. It does no input or output itself: everything that must leave
//! is appended to an [`Effects`]. Where POSIX leaves room, it does as Linux does (`ECHOCTL`,
//! `ECHOKE`, `IUTF8`, `IEXTEN`'s characters); `tests/against_linux_pty.rs` compares the two.
//!
//! *Boundary.* Who may read, who waits, and who is signalled is the business of `terminal.rs`.

use posix::types::Termios;
use std::collections::VecDeque;

/// Bytes of input kept, as on Linux: a line (with its end) fits in it.
pub const INPUT_MAX: usize = 4096;

/// One element of the input queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Byte(u8),
    /// The byte that ends a line (NL, EOL or EOL2); it is part of what is read.
    LineEnd(u8),
    /// VEOF: ends a read without a byte.
    EndOfFile,
}

/// A signal that a special character asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecialSignal {
    Interrupt,
    Quit,
    Suspend,
}

/// What receiving bytes leads to, besides input becoming readable.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// Bytes to send to the line: echo.
    pub echo: Vec<u8>,
    /// Signals for the foreground process group, in order.
    pub signals: Vec<SpecialSignal>,
    /// Output that was not yet sent is to be dropped.
    pub flush_output: bool,
}

/// One terminal's modes and input.
#[derive(Debug)]
pub struct Discipline {
    termios: Termios,
    /// Complete input, oldest first.
    ready: VecDeque<Unit>,
    /// Canonical mode: the line being edited.
    line: Vec<u8>,
    /// The next byte is taken as it is (VLNEXT came before).
    literal_next: bool,
    /// VSTOP came: output waits.
    stopped: bool,
    /// Column of the cursor, for tabs and erasing.
    column: usize,
    /// Column where the echo of the line being edited begins.
    line_column: usize,
}

const fn control(letter: u8) -> u8 {
    letter & 0x1f
}

/// Modes of a terminal just opened: Linux's defaults.
pub fn initial_termios() -> Termios {
    let mut cc = [0u8; 19];
    cc[libc::VINTR] = control(b'C');
    cc[libc::VQUIT] = control(b'\\');
    cc[libc::VERASE] = 0x7f;
    cc[libc::VKILL] = control(b'U');
    cc[libc::VEOF] = control(b'D');
    cc[libc::VMIN] = 1;
    cc[libc::VSTART] = control(b'Q');
    cc[libc::VSTOP] = control(b'S');
    cc[libc::VSUSP] = control(b'Z');
    cc[libc::VREPRINT] = control(b'R');
    cc[libc::VDISCARD] = control(b'O');
    cc[libc::VWERASE] = control(b'W');
    cc[libc::VLNEXT] = control(b'V');
    Termios {
        iflag: libc::ICRNL | libc::IXON,
        oflag: libc::OPOST | libc::ONLCR,
        cflag: libc::B38400 | libc::CS8 | libc::CREAD | libc::HUPCL,
        lflag: libc::ISIG
            | libc::ICANON
            | libc::ECHO
            | libc::ECHOE
            | libc::ECHOK
            | libc::ECHOCTL
            | libc::ECHOKE
            | libc::IEXTEN,
        line: 0,
        cc,
    }
}

impl Default for Discipline {
    fn default() -> Self {
        Self {
            termios: initial_termios(),
            ready: VecDeque::new(),
            line: Vec::new(),
            literal_next: false,
            stopped: false,
            column: 0,
            line_column: 0,
        }
    }
}

impl Discipline {
    /// The modes in force.
    pub fn termios(&self) -> &Termios {
        &self.termios
    }

    /// Changes the modes. A line being edited becomes readable when canonical mode ends.
    pub fn set_termios(&mut self, termios: Termios) {
        let was_canonical = self.canonical();
        self.termios = termios;
        if was_canonical && !self.canonical() {
            let line = std::mem::take(&mut self.line);
            self.ready.extend(line.into_iter().map(Unit::Byte));
            self.literal_next = false;
        }
        if !self.input_mode(libc::IXON) {
            self.stopped = false;
        }
    }

    /// Whether output waits for VSTART.
    pub fn stopped(&self) -> bool {
        self.stopped
    }

    /// Stops or restarts output, as VSTOP and VSTART do (`tcflow`).
    pub fn set_stopped(&mut self, stopped: bool) {
        self.stopped = stopped;
    }

    /// Drops all input (`tcflush`).
    pub fn flush_input(&mut self) {
        self.ready.clear();
        self.line.clear();
        self.literal_next = false;
    }

    /// Bytes that a read may take now at most (`FIONREAD`).
    pub fn bytes_readable(&self) -> usize {
        if !self.canonical() {
            return self.ready.len();
        }
        let ends = |unit: &Unit| !matches!(unit, Unit::Byte(_));
        match self.ready.iter().rposition(ends) {
            Some(last) => self
                .ready
                .iter()
                .take(last + 1)
                .filter(|unit| **unit != Unit::EndOfFile)
                .count(),
            None => 0,
        }
    }

    /// Whether a read would give something (or end of file): a whole line in canonical mode, at
    /// least `minimum` bytes otherwise.
    pub fn readable(&self, minimum: usize) -> bool {
        if self.canonical() {
            self.ready.iter().any(|unit| !matches!(unit, Unit::Byte(_)))
        } else {
            self.ready.len() >= minimum.max(1)
        }
    }

    /// Room for input, in bytes. Nothing more should be received when it is 0.
    pub fn room(&self) -> usize {
        INPUT_MAX.saturating_sub(self.ready.len() + self.line.len())
    }

    /// Takes at most `max` bytes: in canonical mode no more than one line, and none at an end of
    /// file. Call it only when [`Self::readable`] says so.
    pub fn read(&mut self, max: usize) -> Vec<u8> {
        let canonical = self.canonical();
        let mut bytes = Vec::with_capacity(max.min(self.ready.len()));
        while bytes.len() < max {
            match self.ready.pop_front() {
                Some(Unit::Byte(byte)) => bytes.push(byte),
                Some(Unit::LineEnd(byte)) => {
                    bytes.push(byte);
                    if canonical {
                        return bytes;
                    }
                }
                Some(Unit::EndOfFile) if canonical => return bytes,
                Some(Unit::EndOfFile) => bytes.push(self.character(libc::VEOF)),
                None => return bytes,
            }
        }
        // A line cut exactly before its VEOF: that VEOF ends this read, not the next.
        if canonical && !bytes.is_empty() && self.ready.front() == Some(&Unit::EndOfFile) {
            self.ready.pop_front();
        }
        bytes
    }

    /// Bytes arrive from the line.
    pub fn receive(&mut self, bytes: &[u8], effects: &mut Effects) {
        for &byte in bytes {
            self.receive_byte(byte, effects);
        }
    }

    /// The line sent a break.
    pub fn receive_break(&mut self, effects: &mut Effects) {
        if self.input_mode(libc::IGNBRK) {
            return;
        }
        if self.input_mode(libc::BRKINT) {
            self.special_signal(SpecialSignal::Interrupt, None, effects);
        } else {
            self.receive_byte(0, effects);
        }
    }

    /// Turns a program's output into what goes to the line.
    pub fn process_output(&mut self, bytes: &[u8], into: &mut Vec<u8>) {
        for &byte in bytes {
            self.output_byte(byte, into);
        }
    }

    fn receive_byte(&mut self, mut byte: u8, effects: &mut Effects) {
        if self.input_mode(libc::ISTRIP) {
            byte &= 0x7f;
        }
        if self.literal_next {
            self.literal_next = false;
            if self.line.len() + 1 < INPUT_MAX {
                self.echo_line_byte(byte, effects);
                self.line.push(byte);
            }
            return;
        }
        if self.extended() && self.input_mode(libc::IUCLC) {
            byte = byte.to_ascii_lowercase();
        }
        if self.flow_control(byte) || self.signal_character(byte, effects) {
            return;
        }
        let typed = byte;
        match byte {
            b'\r' if self.input_mode(libc::IGNCR) => return,
            b'\r' if self.input_mode(libc::ICRNL) => byte = b'\n',
            b'\n' if self.input_mode(libc::INLCR) => byte = b'\r',
            _ => {}
        }
        if self.canonical() {
            self.receive_canonical(byte, effects);
        } else if self.room() > 0 {
            // As on Linux: a new line that was typed as a carriage return is echoed as one.
            if byte == b'\n' && typed == b'\r' && self.local_mode(libc::ECHO) {
                self.output_byte(byte, &mut effects.echo);
            } else {
                self.echo_byte(byte, effects);
            }
            self.ready.push_back(Unit::Byte(byte));
        }
    }

    fn flow_control(&mut self, byte: u8) -> bool {
        if !self.input_mode(libc::IXON) {
            return false;
        }
        if self.is_character(libc::VSTART, byte) {
            self.stopped = false;
            return true;
        }
        if self.is_character(libc::VSTOP, byte) {
            self.stopped = true;
            return true;
        }
        if self.stopped && self.input_mode(libc::IXANY) {
            self.stopped = false;
        }
        false
    }

    fn signal_character(&mut self, byte: u8, effects: &mut Effects) -> bool {
        if !self.local_mode(libc::ISIG) {
            return false;
        }
        let signal = if self.is_character(libc::VINTR, byte) {
            SpecialSignal::Interrupt
        } else if self.is_character(libc::VQUIT, byte) {
            SpecialSignal::Quit
        } else if self.is_character(libc::VSUSP, byte) {
            SpecialSignal::Suspend
        } else {
            return false;
        };
        self.special_signal(signal, Some(byte), effects);
        true
    }

    fn special_signal(&mut self, signal: SpecialSignal, byte: Option<u8>, effects: &mut Effects) {
        if !self.local_mode(libc::NOFLSH) {
            self.flush_input();
            effects.flush_output = true;
            effects.echo.clear();
        }
        self.stopped = false;
        if let Some(byte) = byte {
            self.echo_byte(byte, effects);
        }
        effects.signals.push(signal);
    }

    fn receive_canonical(&mut self, byte: u8, effects: &mut Effects) {
        if self.is_character(libc::VERASE, byte) {
            return self.erase_character(byte, effects);
        }
        if self.is_character(libc::VKILL, byte) {
            return self.kill_line(byte, effects);
        }
        if self.extended() && self.is_character(libc::VWERASE, byte) {
            return self.erase_word(effects);
        }
        if self.extended() && self.is_character(libc::VLNEXT, byte) {
            self.literal_next = true;
            if self.local_mode(libc::ECHO) && self.local_mode(libc::ECHOCTL) {
                effects.echo.extend_from_slice(b"^\x08");
            }
            return;
        }
        if self.extended() && self.local_mode(libc::ECHO) && self.is_character(libc::VREPRINT, byte)
        {
            return self.reprint(byte, effects);
        }
        if self.is_character(libc::VEOF, byte) {
            return self.end_line(Unit::EndOfFile);
        }
        if byte == b'\n' {
            if self.local_mode(libc::ECHO) || self.local_mode(libc::ECHONL) {
                self.output_byte(b'\n', &mut effects.echo);
            }
            return self.end_line(Unit::LineEnd(byte));
        }
        let second_end = self.extended() && self.is_character(libc::VEOL2, byte);
        if second_end || self.is_character(libc::VEOL, byte) {
            self.echo_byte(byte, effects);
            return self.end_line(Unit::LineEnd(byte));
        }
        // The last place is kept for the line's end, so that a line can always be ended.
        if self.room() > 1 {
            self.echo_line_byte(byte, effects);
            self.line.push(byte);
        } else if self.input_mode(libc::IMAXBEL) {
            effects.echo.push(0x07);
        }
    }

    fn end_line(&mut self, end: Unit) {
        let line = std::mem::take(&mut self.line);
        self.ready.extend(line.into_iter().map(Unit::Byte));
        self.ready.push_back(end);
    }

    /// Removes the last character of the line; its first byte. `None` if there is none, or only the
    /// tail of one.
    fn remove_last(&mut self) -> Option<u8> {
        let continues = |byte: &u8| self.input_mode(libc::IUTF8) && byte & 0xc0 == 0x80;
        let start = self.line.iter().rposition(|byte| !continues(byte))?;
        let first = self.line[start];
        self.line.truncate(start);
        Some(first)
    }

    fn erase_character(&mut self, byte: u8, effects: &mut Effects) {
        if self.local_mode(libc::ECHOE) {
            self.erase_last(effects);
        } else if self.remove_last().is_some() {
            self.echo_byte(byte, effects);
        }
    }

    /// Removes the last character and wipes it from the screen. False if there is none.
    fn erase_last(&mut self, effects: &mut Effects) -> bool {
        let Some(first) = self.remove_last() else {
            return false;
        };
        if !self.local_mode(libc::ECHO) {
            return true;
        }
        if first == b'\t' {
            for _ in 0..8 - self.columns_before_tab() % 8 {
                effects.echo.push(0x08);
                self.column = self.column.saturating_sub(1);
            }
            return true;
        }
        for _ in 0..self.width(first) {
            for &byte in b"\x08 \x08" {
                self.output_byte(byte, &mut effects.echo);
            }
        }
        true
    }

    /// Columns that the echo of a byte takes, tab excepted.
    fn width(&self, byte: u8) -> usize {
        let is_control = byte < 0x20 || byte == 0x7f;
        match (is_control, self.local_mode(libc::ECHOCTL)) {
            (true, true) => 2,
            (true, false) => 0,
            (false, _) => 1,
        }
    }

    /// Columns from the last tab, or from the line's own start on the screen, to the end of the
    /// line being edited; right modulo 8.
    fn columns_before_tab(&self) -> usize {
        let mut columns = 0;
        for &byte in self.line.iter().rev() {
            let continuation = self.input_mode(libc::IUTF8) && byte & 0xc0 == 0x80;
            match byte {
                b'\t' => return columns,
                _ if continuation => {}
                _ => columns += self.width(byte),
            }
        }
        columns + self.line_column
    }

    fn erase_word(&mut self, effects: &mut Effects) {
        // Linux takes bytes for Latin-1 here.
        let latin_letter = |byte: u8| byte >= 0xc0 && byte != 0xd7 && byte != 0xf7;
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || latin_letter(byte);
        let mut seen_word = false;
        loop {
            let continues = |byte: &u8| self.input_mode(libc::IUTF8) && byte & 0xc0 == 0x80;
            let Some(&first) = self.line.iter().rev().find(|byte| !continues(byte)) else {
                return;
            };
            if is_word(first) {
                seen_word = true;
            } else if seen_word {
                return;
            }
            self.erase_last(effects);
        }
    }

    fn kill_line(&mut self, byte: u8, effects: &mut Effects) {
        if self.line.is_empty() {
            return;
        }
        let wipes = self.local_mode(libc::ECHOK)
            && self.local_mode(libc::ECHOKE)
            && self.local_mode(libc::ECHOE);
        if self.local_mode(libc::ECHO) && wipes {
            while self.erase_last(effects) {}
            return;
        }
        self.line.clear();
        if self.local_mode(libc::ECHO) {
            self.echo_byte(byte, effects);
            if self.local_mode(libc::ECHOK) {
                self.output_byte(b'\n', &mut effects.echo);
            }
        }
    }

    fn reprint(&mut self, byte: u8, effects: &mut Effects) {
        self.echo_byte(byte, effects);
        self.output_byte(b'\n', &mut effects.echo);
        for byte in self.line.clone() {
            self.echo_byte(byte, effects);
        }
    }

    /// Echoes a byte that joins the line being edited.
    fn echo_line_byte(&mut self, byte: u8, effects: &mut Effects) {
        if self.line.is_empty() {
            self.line_column = self.column;
        }
        self.echo_byte(byte, effects);
    }

    /// Echoes one byte where the modes say so: `ECHO`, and `ECHOCTL` for control characters.
    fn echo_byte(&mut self, byte: u8, effects: &mut Effects) {
        if !self.local_mode(libc::ECHO) {
            return;
        }
        let is_control = byte < 0x20 || byte == 0x7f;
        let plain = byte == b'\t';
        if is_control && !plain && self.local_mode(libc::ECHOCTL) {
            effects.echo.extend_from_slice(&[b'^', byte ^ 0x40]);
            self.column += 2;
        } else {
            self.output_byte(byte, &mut effects.echo);
        }
    }

    fn output_byte(&mut self, byte: u8, into: &mut Vec<u8>) {
        if self.termios.oflag & libc::OPOST == 0 {
            into.push(byte);
            return;
        }
        match byte {
            b'\n' => {
                if self.output_mode(libc::ONLCR) {
                    into.push(b'\r');
                }
                if self.output_mode(libc::ONLCR) || self.output_mode(libc::ONLRET) {
                    self.column = 0;
                }
                into.push(b'\n');
            }
            b'\r' if self.output_mode(libc::ONOCR) && self.column == 0 => {}
            b'\r' if self.output_mode(libc::OCRNL) => {
                if self.output_mode(libc::ONLRET) {
                    self.column = 0;
                }
                into.push(b'\n');
            }
            b'\r' => {
                self.column = 0;
                into.push(b'\r');
            }
            b'\t' => {
                let next = (self.column | 7) + 1;
                if self.termios.oflag & libc::TABDLY == libc::TAB3 as libc::tcflag_t {
                    into.extend(std::iter::repeat_n(b' ', next - self.column));
                } else {
                    into.push(b'\t');
                }
                self.column = next;
            }
            0x08 => {
                self.column = self.column.saturating_sub(1);
                into.push(byte);
            }
            _ => {
                let continuation = self.input_mode(libc::IUTF8) && byte & 0xc0 == 0x80;
                if byte >= 0x20 && byte != 0x7f && !continuation {
                    self.column += 1;
                }
                let upper = self.output_mode(libc::OLCUC);
                into.push(if upper {
                    byte.to_ascii_uppercase()
                } else {
                    byte
                });
            }
        }
    }

    fn canonical(&self) -> bool {
        self.local_mode(libc::ICANON)
    }

    fn extended(&self) -> bool {
        self.local_mode(libc::IEXTEN)
    }

    fn input_mode(&self, mode: u32) -> bool {
        self.termios.iflag & mode != 0
    }

    fn output_mode(&self, mode: u32) -> bool {
        self.termios.oflag & mode != 0
    }

    fn local_mode(&self, mode: u32) -> bool {
        self.termios.lflag & mode != 0
    }

    fn character(&self, which: usize) -> u8 {
        self.termios.cc[which]
    }

    /// Whether `byte` is that special character; 0 (`_POSIX_VDISABLE`) never is.
    fn is_character(&self, which: usize, byte: u8) -> bool {
        let character = self.character(which);
        character != 0 && character == byte
    }
}
