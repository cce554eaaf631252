//! One terminal: a line, its discipline, its session, and who waits for it.

use crate::discipline::{Discipline, Effects};
use crate::manager::{self, number};
use crate::serial::Serial;
use abi::errno::{Errno, Result};
use abi::event::Ready;
use posix::identity::Credentials;
use posix::protocol::{BACKGROUND, BACKGROUND_ORPHANED};
use posix::types::Winsize;
use std::collections::VecDeque;

/// Bytes of output that a pseudo-terminal holds for its master.
const OUTPUT_MAX: usize = 8192;

/// What the terminal's bytes come from and go to.
pub enum Line {
    Serial(Serial),
    /// A pseudo-terminal: output waits for the master.
    Pty {
        master_open: bool,
        slave_was_opened: bool,
    },
}

/// A read that waits.
#[derive(Clone, Copy, Debug)]
pub struct WaitingRead {
    pub id: u64,
    pub len: usize,
    /// Give what there is at that time (`VTIME`), in nanoseconds since boot.
    pub deadline: Option<u64>,
}

/// A write that waits: what is left of it, and how much was taken.
#[derive(Debug)]
pub struct WaitingWrite {
    pub id: u64,
    pub rest: Vec<u8>,
    pub len: usize,
}

/// Answers to requests that waited: id, and bytes or the number of bytes taken.
#[derive(Debug, Default)]
pub struct Answers(pub Vec<(u64, Result<Answer>)>);

#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    Data(Vec<u8>),
    Taken(usize),
}

/// A terminal.
pub struct Terminal {
    pub name: String,
    pub device: u64,
    pub discipline: Discipline,
    pub line: Line,
    pub size: Winsize,
    /// Session that it controls, or 0.
    pub session: i32,
    /// Foreground process group, or 0.
    pub foreground: i32,
    /// Opens of the terminal itself (not of a pseudo-terminal's master).
    pub opens: usize,
    pub locked: bool,
    output: VecDeque<u8>,
    readers: VecDeque<WaitingRead>,
    writers: VecDeque<WaitingWrite>,
    master_readers: VecDeque<WaitingRead>,
}

impl Terminal {
    pub fn new(name: String, device: u64, line: Line) -> Self {
        Self {
            name,
            device,
            discipline: Discipline::default(),
            line,
            size: Winsize {
                row: 24,
                col: 80,
                ..Winsize::default()
            },
            session: 0,
            foreground: 0,
            opens: 0,
            locked: false,
            output: VecDeque::new(),
            readers: VecDeque::new(),
            writers: VecDeque::new(),
            master_readers: VecDeque::new(),
        }
    }

    /// Whether the other side is gone for good.
    pub fn hung_up(&self) -> bool {
        matches!(
            self.line,
            Line::Pty {
                master_open: false,
                ..
            }
        )
    }

    /// Makes it the controlling terminal of the caller's session, if the caller leads one that has
    /// none and nobody else has it.
    pub fn adopt_session(&mut self, caller: &Credentials) -> Result<()> {
        if caller.pid != caller.sid {
            return Err(Errno::EPERM);
        }
        if self.session == caller.sid {
            return Ok(());
        }
        let taken = self.session != 0 && manager::query_group(self.session).is_ok();
        if taken && caller.euid != 0 {
            return Err(Errno::EPERM);
        }
        if taken {
            return Err(Errno::EBUSY);
        }
        self.session = caller.sid;
        self.foreground = caller.pgid;
        manager::set_terminal(self.session, self.device, self.foreground);
        Ok(())
    }

    /// Job control: refuses a process of the terminal's session outside of the foreground group, with
    /// [`BACKGROUND`] or [`BACKGROUND_ORPHANED`] (POSIX.1-2024, XBD 11.1.4).
    pub fn check_foreground(&self, caller: &Credentials) -> Result<()> {
        let background =
            self.session != 0 && caller.sid == self.session && caller.pgid != self.foreground;
        if !background || self.foreground == 0 {
            return Ok(());
        }
        if manager::query_group(caller.pgid).is_ok_and(|group| group.orphaned) {
            return Err(BACKGROUND_ORPHANED);
        }
        Err(BACKGROUND)
    }

    /// A program reads. `None`: it waits.
    pub fn read(
        &mut self,
        id: u64,
        len: usize,
        nonblocking: bool,
        caller: &Credentials,
        now: u64,
    ) -> Result<Option<Vec<u8>>> {
        self.check_foreground(caller)?;
        if len == 0 {
            return Ok(Some(Vec::new()));
        }
        if self.readers.is_empty() && self.discipline.readable(self.minimum(len)) {
            return Ok(Some(self.discipline.read(len)));
        }
        if self.hung_up() {
            return Ok(Some(Vec::new()));
        }
        let (minimum, tenths) = self.minimum_and_time();
        if !self.canonical() && minimum == 0 && tenths == 0 {
            return Ok(Some(self.discipline.read(len)));
        }
        if nonblocking {
            return Err(Errno::EAGAIN);
        }
        let timed = !self.canonical() && minimum == 0;
        let deadline = timed.then_some(now + tenths * 100_000_000);
        self.readers.push_back(WaitingRead { id, len, deadline });
        Ok(None)
    }

    fn canonical(&self) -> bool {
        self.discipline.termios().lflag & libc::ICANON != 0
    }

    /// `VMIN` and `VTIME` (tenths of a second).
    fn minimum_and_time(&self) -> (usize, u64) {
        let cc = &self.discipline.termios().cc;
        (cc[libc::VMIN].into(), cc[libc::VTIME].into())
    }

    /// Bytes that a read of `len` waits for.
    fn minimum(&self, len: usize) -> usize {
        self.minimum_and_time().0.min(len)
    }

    /// A program writes; without a `caller`, from the background, too. `None`: it waits.
    pub fn write(
        &mut self,
        id: u64,
        bytes: &[u8],
        nonblocking: bool,
        caller: Option<&Credentials>,
    ) -> Result<Option<usize>> {
        if let Some(caller) = caller {
            if self.discipline.termios().lflag & libc::TOSTOP != 0 {
                self.check_foreground(caller)?;
            }
        }
        if self.hung_up() {
            return Err(Errno::EIO);
        }
        let taken = if self.writers.is_empty() {
            self.put(bytes)
        } else {
            0
        };
        if taken == bytes.len() {
            return Ok(Some(taken));
        }
        if nonblocking {
            return if taken > 0 {
                Ok(Some(taken))
            } else {
                Err(Errno::EAGAIN)
            };
        }
        let rest = bytes[taken..].to_vec();
        self.writers.push_back(WaitingWrite {
            id,
            rest,
            len: bytes.len(),
        });
        Ok(None)
    }

    /// Sends as much of a program's output as can go now; how much.
    fn put(&mut self, bytes: &[u8]) -> usize {
        if self.discipline.stopped() {
            return 0;
        }
        match &mut self.line {
            Line::Serial(serial) => {
                let mut out = Vec::with_capacity(bytes.len() + 16);
                self.discipline.process_output(bytes, &mut out);
                serial.send(&out);
                bytes.len()
            }
            Line::Pty { .. } => {
                let room = OUTPUT_MAX.saturating_sub(self.output.len());
                // A byte can become several (a tab eight): half the room is always enough.
                let taken = bytes.len().min(room / 8);
                let mut out = Vec::new();
                self.discipline.process_output(&bytes[..taken], &mut out);
                self.output.extend(out);
                taken
            }
        }
    }

    /// Bytes arrive from the line: from the UART, or written to the master.
    pub fn receive(&mut self, bytes: &[u8]) {
        let mut effects = Effects::default();
        self.discipline.receive(bytes, &mut effects);
        self.apply(effects);
    }

    /// The line sent a break.
    pub fn receive_break(&mut self) {
        let mut effects = Effects::default();
        self.discipline.receive_break(&mut effects);
        self.apply(effects);
    }

    fn apply(&mut self, effects: Effects) {
        if effects.flush_output {
            self.output.clear();
        }
        match &mut self.line {
            Line::Serial(serial) => serial.send(&effects.echo),
            Line::Pty { .. } => self.output.extend(effects.echo),
        }
        for signal in effects.signals {
            manager::signal_group(self.foreground, number(signal));
        }
    }

    /// Room for input from the line.
    pub fn input_room(&self) -> usize {
        self.discipline.room()
    }

    /// Drops output that was not sent (`tcflush`).
    pub fn flush_output(&mut self) {
        self.output.clear();
    }

    /// The master reads. `None`: it waits.
    pub fn master_read(
        &mut self,
        id: u64,
        len: usize,
        nonblocking: bool,
    ) -> Result<Option<Vec<u8>>> {
        if !self.output.is_empty() {
            return Ok(Some(self.take_output(len)));
        }
        if self.slave_gone() {
            return Err(Errno::EIO);
        }
        if nonblocking {
            return Err(Errno::EAGAIN);
        }
        self.master_readers.push_back(WaitingRead {
            id,
            len,
            deadline: None,
        });
        Ok(None)
    }

    fn slave_gone(&self) -> bool {
        matches!(
            self.line,
            Line::Pty {
                slave_was_opened: true,
                ..
            }
        ) && self.opens == 0
    }

    fn take_output(&mut self, len: usize) -> Vec<u8> {
        let len = len.min(self.output.len());
        self.output.drain(..len).collect()
    }

    /// Answers what can be answered now. Call it after every change.
    pub fn settle(&mut self, now: u64, answers: &mut Answers) {
        loop {
            let progressed = self.settle_writer(answers)
                | self.settle_master(answers)
                | self.settle_reader(now, answers);
            if !progressed {
                return;
            }
        }
    }

    fn settle_writer(&mut self, answers: &mut Answers) -> bool {
        let Some(mut writer) = self.writers.pop_front() else {
            return false;
        };
        if self.hung_up() {
            answers.0.push((writer.id, Err(Errno::EIO)));
            return true;
        }
        let taken = self.put(&writer.rest);
        if taken == writer.rest.len() {
            answers.0.push((writer.id, Ok(Answer::Taken(writer.len))));
            return true;
        }
        writer.rest.drain(..taken);
        self.writers.push_front(writer);
        taken > 0
    }

    fn settle_master(&mut self, answers: &mut Answers) -> bool {
        let Some(reader) = self.master_readers.front().copied() else {
            return false;
        };
        let result = if !self.output.is_empty() {
            Ok(Answer::Data(self.take_output(reader.len)))
        } else if self.slave_gone() {
            Err(Errno::EIO)
        } else {
            return false;
        };
        self.master_readers.pop_front();
        answers.0.push((reader.id, result));
        true
    }

    fn settle_reader(&mut self, now: u64, answers: &mut Answers) -> bool {
        let Some(reader) = self.readers.front_mut() else {
            return false;
        };
        let len = reader.len;
        let expired = reader.deadline.is_some_and(|deadline| deadline <= now);
        let minimum = self.minimum(len);
        let ready = self.discipline.readable(minimum) || expired || self.hung_up();
        if !ready {
            // VTIME with VMIN counts from each byte on: from the first one that is here.
            let (minimum, tenths) = self.minimum_and_time();
            let counting =
                !self.canonical() && minimum > 0 && tenths > 0 && self.discipline.readable(1);
            if let Some(reader) = self.readers.front_mut() {
                if counting && reader.deadline.is_none() {
                    reader.deadline = Some(now + tenths * 100_000_000);
                }
            }
            return false;
        }
        let Some(reader) = self.readers.pop_front() else {
            return false;
        };
        answers.0.push((
            reader.id,
            Ok(Answer::Data(self.discipline.read(reader.len))),
        ));
        true
    }

    /// When [`Self::settle`] may have something to do though nothing happens before.
    pub fn next_deadline(&self) -> Option<u64> {
        self.readers
            .iter()
            .filter_map(|reader| reader.deadline)
            .min()
    }

    /// A waiting request's client was interrupted. The answer for it, if it was waiting here.
    pub fn cancel(&mut self, id: u64) -> Option<Result<Answer>> {
        for readers in [&mut self.readers, &mut self.master_readers] {
            if let Some(at) = readers.iter().position(|reader| reader.id == id) {
                readers.remove(at);
                return Some(Err(Errno::EINTR));
            }
        }
        let at = self.writers.iter().position(|writer| writer.id == id)?;
        let writer = self.writers.remove(at)?;
        let taken = writer.len - writer.rest.len();
        Some(if taken > 0 {
            Ok(Answer::Taken(taken))
        } else {
            Err(Errno::EINTR)
        })
    }

    /// Readiness of the terminal for poll.
    pub fn ready(&self) -> Ready {
        let mut ready = Ready::empty();
        let (minimum, tenths) = self.minimum_and_time();
        let minimum = if tenths == 0 { minimum } else { 1 };
        ready.set(Ready::IN, self.discipline.readable(minimum));
        let room = self.output.len() < OUTPUT_MAX / 2;
        ready.set(
            Ready::OUT,
            room && self.writers.is_empty() && !self.discipline.stopped(),
        );
        if self.hung_up() {
            ready |= Ready::IN | Ready::HUP | Ready::ERR;
        }
        ready
    }

    /// Readiness of the master for poll.
    pub fn master_ready(&self) -> Ready {
        let mut ready = Ready::empty();
        ready.set(Ready::IN, !self.output.is_empty());
        ready.set(Ready::OUT, self.input_room() > 0);
        if self.slave_gone() {
            ready |= Ready::HUP;
        }
        ready
    }

    /// The master is closed: the line hangs up.
    pub fn hang_up(&mut self) {
        if let Line::Pty { master_open, .. } = &mut self.line {
            *master_open = false;
        }
        manager::signal_group(self.foreground, libc::SIGHUP);
        manager::signal_group(self.foreground, libc::SIGCONT);
        if self.session != 0 && self.session != self.foreground {
            manager::signal_group(self.session, libc::SIGHUP);
            manager::signal_group(self.session, libc::SIGCONT);
        }
        if self.session != 0 {
            manager::set_terminal(self.session, 0, 0);
        }
        self.session = 0;
        self.foreground = 0;
    }
}
