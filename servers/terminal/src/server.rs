//! Names and file operations of terminals.

use crate::manager;
use crate::terminal::{Answer, Answers, Line, Terminal};
use abi::errno::{Errno, Result};
use abi::event::Ready;
use abi::file::FileFlags;
use abi::message::SCHEME_ROOT;
use posix::identity::Credentials;
use posix::protocol::{OpenFlags, Operation};
use posix::server::{Failure, FileServer, Incoming, Opened, Outcome, Output, Plain, Scheme};
use posix::types::constants::ioctl::*;
use posix::types::{make_device, write_dirent, DirentType, Stat, Termios, Winsize};
use std::collections::{BTreeMap, HashMap};

const S_IFCHR: u32 = 0o020_000;
const S_IFDIR: u32 = 0o040_000;
/// Device number of the names, as `st_dev`.
const DEVICE: u64 = 6;
/// Major device numbers, as on Linux.
const SERIAL_MAJOR: u32 = 4;
const PTY_MAJOR: u32 = 136;

/// Which terminal: serial lines come first, then pseudo-terminals.
type TerminalNumber = usize;

/// What an open file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// The directory `/dev/pts`.
    Directory,
    Terminal(TerminalNumber),
    Master(TerminalNumber),
}

/// The server.
pub struct Terminals {
    scheme: Scheme,
    terminals: BTreeMap<TerminalNumber, Terminal>,
    /// Terminals that are not pseudo-terminals.
    serials: usize,
    files: HashMap<u64, Side>,
    next_file: u64,
    /// Readiness last told to the kernel, per file.
    told: HashMap<u64, Ready>,
    /// Which terminal a request waits at.
    waiting: HashMap<u64, TerminalNumber>,
    answers: Answers,
}

impl Terminals {
    /// Serves these serial lines (`ttyS0` and on) on a scheme.
    pub fn new(scheme: Scheme, lines: Vec<Line>) -> Self {
        let terminal = |(number, line): (usize, Line)| {
            let device = make_device(SERIAL_MAJOR, 64 + number as u32);
            (
                number,
                Terminal::new(format!("/dev/ttyS{number}"), device, line),
            )
        };
        let serials = lines.len();
        Self {
            scheme,
            terminals: lines.into_iter().enumerate().map(terminal).collect(),
            serials,
            files: HashMap::new(),
            next_file: 1,
            told: HashMap::new(),
            waiting: HashMap::new(),
            answers: Answers::default(),
        }
    }

    /// The serial lines, for the loop that waits for their interrupts.
    pub fn serials(&mut self) -> impl Iterator<Item = &mut Terminal> {
        self.terminals
            .range_mut(..self.serials)
            .map(|(_, terminal)| terminal)
    }

    /// Answers all that can be answered, and tells the kernel of changed readiness.
    pub fn settle(&mut self, now: u64) {
        for terminal in self.terminals.values_mut() {
            terminal.settle(now, &mut self.answers);
        }
        self.tell_readiness();
        for (id, answer) in self.answers.0.drain(..) {
            self.waiting.remove(&id);
            reply(&self.scheme, id, answer);
        }
    }

    /// Tells the kernel of changed readiness. Before an answer that changed it: who has it may ask at once, and
    /// must not be told of what it has just taken.
    fn tell_readiness(&mut self) {
        for (&file, side) in &self.files {
            let ready = match side {
                Side::Terminal(number) => self.terminals.get(number).map(Terminal::ready),
                Side::Master(number) => self.terminals.get(number).map(Terminal::master_ready),
                Side::Directory => None,
            };
            let Some(ready) = ready else { continue };
            if self.told.insert(file, ready) != Some(ready) {
                // A file that is just being closed needs no readiness.
                let _ = self.scheme.notify(file, ready);
            }
        }
    }

    /// When to call [`Self::settle`] if nothing happens before; nanoseconds since boot.
    pub fn next_deadline(&self) -> Option<u64> {
        self.terminals
            .values()
            .filter_map(Terminal::next_deadline)
            .min()
    }

    fn side(&self, file: u64) -> Result<Side> {
        self.files.get(&file).copied().ok_or(Errno::EBADF)
    }

    /// The terminal that a name means.
    fn find(&self, call: &Incoming) -> Result<Side> {
        let base = match call.file() {
            SCHEME_ROOT => None,
            file => Some(self.side(file)?),
        };
        let name = std::str::from_utf8(call.name()).map_err(|_| Errno::ENOENT)?;
        let (directory, rest) = match base {
            Some(side) if name.is_empty() => return Ok(side),
            Some(Side::Directory) => (true, name),
            Some(_) => return Err(Errno::ENOTDIR),
            None => match name.strip_prefix("pts") {
                Some(rest) if rest.is_empty() || rest.starts_with('/') => (true, rest),
                _ => (false, name),
            },
        };
        let rest = rest.trim_matches('/');
        if directory {
            if matches!(rest, "" | ".") {
                return Ok(Side::Directory);
            }
            let index: usize = rest.parse().map_err(|_| Errno::ENOENT)?;
            let number = self.serials + index;
            let known = self
                .terminals
                .get(&number)
                .filter(|terminal| !terminal.hung_up());
            return known.map(|_| Side::Terminal(number)).ok_or(Errno::ENOENT);
        }
        match rest {
            "tty" => {
                let session = call.caller().sid;
                let mut owned = self
                    .terminals
                    .iter()
                    .filter(|(_, t)| t.session == session && session != 0);
                owned
                    .next()
                    .map(|(&number, _)| Side::Terminal(number))
                    .ok_or(Errno::ENXIO)
            }
            "console" if self.serials > 0 => Ok(Side::Terminal(0)),
            _ => {
                let index = rest.strip_prefix("ttyS").and_then(|text| text.parse().ok());
                let index = index.filter(|&index: &usize| index < self.serials);
                index.map(Side::Terminal).ok_or(Errno::ENXIO)
            }
        }
    }

    fn terminal(&mut self, number: TerminalNumber) -> Result<&mut Terminal> {
        self.terminals.get_mut(&number).ok_or(Errno::EIO)
    }

    fn add_file(&mut self, side: Side) -> u64 {
        let file = self.next_file;
        self.next_file += 1;
        self.files.insert(file, side);
        file
    }

    /// A new pseudo-terminal; its number.
    fn create_pty(&mut self) -> TerminalNumber {
        let taken = |number: &usize| self.terminals.contains_key(number);
        let number = (self.serials..)
            .find(|number| !taken(number))
            .unwrap_or(self.serials);
        let index = number - self.serials;
        let line = Line::Pty {
            master_open: true,
            slave_was_opened: false,
        };
        let device = make_device(PTY_MAJOR, index as u32);
        let mut terminal = Terminal::new(format!("/dev/pts/{index}"), device, line);
        terminal.locked = true;
        terminal.size = Winsize::default();
        self.terminals.insert(number, terminal);
        number
    }

    fn open_terminal(
        &mut self,
        number: TerminalNumber,
        flags: OpenFlags,
        caller: &Credentials,
    ) -> Result<Opened> {
        let terminal = self.terminal(number)?;
        if terminal.locked || terminal.hung_up() {
            return Err(Errno::EIO);
        }
        let leads = caller.pid == caller.sid && caller.sid != 0;
        if leads && !flags.contains(OpenFlags::NO_CONTROLLING_TERMINAL) {
            // A session that has a terminal already, or a terminal that has one, stays as it is.
            let has_one = self
                .terminals
                .values()
                .any(|other| other.session == caller.sid);
            if !has_one {
                let _ = self.terminal(number)?.adopt_session(caller);
            }
        }
        let terminal = self.terminal(number)?;
        terminal.opens += 1;
        if let Line::Pty {
            slave_was_opened, ..
        } = &mut terminal.line
        {
            *slave_was_opened = true;
        }
        let ready = terminal.ready();
        let file = self.add_file(Side::Terminal(number));
        self.told.insert(file, ready);
        Ok(Opened::new(file, flags).not_seekable(ready))
    }

    fn open_master(&mut self, flags: OpenFlags) -> Result<Opened> {
        let number = self.create_pty();
        let ready = self.terminal(number)?.master_ready();
        let file = self.add_file(Side::Master(number));
        self.told.insert(file, ready);
        Ok(Opened::new(file, flags).not_seekable(ready))
    }

    fn stat_of(&self, side: Side) -> Stat {
        let (ino, mode, rdev) = match side {
            Side::Directory => (1, S_IFDIR | 0o755, 0),
            Side::Master(_) => (2, S_IFCHR | 0o666, make_device(5, 2)),
            Side::Terminal(number) => {
                let device = self
                    .terminals
                    .get(&number)
                    .map_or(0, |terminal| terminal.device);
                (number as u64 + 16, S_IFCHR | 0o620, device)
            }
        };
        Stat {
            dev: DEVICE,
            ino,
            nlink: 1,
            mode,
            rdev,
            blksize: 1024,
            ..Stat::default()
        }
    }

    /// `ioctl` requests that both sides know.
    fn control_terminal(
        &mut self,
        number: TerminalNumber,
        is_master: bool,
        call: &Incoming,
        (request, argument): (u64, u64),
        output: &mut Output,
    ) -> Result<Plain> {
        let caller = call.caller();
        let has_terminal = self
            .terminals
            .values()
            .any(|other| other.session == caller.sid);
        let serials = self.serials;
        let terminal = self.terminal(number)?;
        if terminal.hung_up() && !is_master {
            return Err(Errno::EIO);
        }
        let changes = matches!(
            request,
            TCSETS | TCSETSW | TCSETSF | TIOCSPGRP | TCFLSH | TCSBRK | TCSBRKP | TCXONC
        );
        if changes && !is_master && call.arg(2) == 0 {
            terminal.check_foreground(&caller)?;
        }
        match request {
            TCGETS => output.push(bytemuck::bytes_of(terminal.discipline.termios())),
            TCSETS | TCSETSW | TCSETSF => {
                let termios: Termios = call.input_as()?;
                if request == TCSETSF {
                    terminal.discipline.flush_input();
                }
                terminal.discipline.set_termios(termios);
            }
            TIOCGWINSZ => output.push(bytemuck::bytes_of(&terminal.size)),
            TIOCSWINSZ => {
                let size: Winsize = call.input_as()?;
                if size != terminal.size {
                    terminal.size = size;
                    manager::signal_group(terminal.foreground, libc::SIGWINCH);
                }
            }
            TIOCGPGRP => {
                if !is_master && terminal.session != caller.sid {
                    return Err(Errno::ENOTTY);
                }
                output.push(&terminal.foreground.to_ne_bytes());
            }
            TIOCSPGRP => {
                let group: i32 = call.input_as()?;
                if terminal.session == 0 || terminal.session != caller.sid {
                    return Err(Errno::ENOTTY);
                }
                if group < 0 {
                    return Err(Errno::EINVAL);
                }
                if manager::query_group(group)?.session != terminal.session {
                    return Err(Errno::EPERM);
                }
                terminal.foreground = group;
                manager::set_terminal(terminal.session, terminal.device, group);
            }
            TIOCGSID => {
                if terminal.session == 0 {
                    return Err(Errno::ENOTTY);
                }
                output.push(&terminal.session.to_ne_bytes());
            }
            TIOCSCTTY => {
                if has_terminal && terminal.session != caller.sid {
                    return Err(Errno::EPERM);
                }
                terminal.adopt_session(&caller)?;
            }
            TIOCNOTTY => {
                if terminal.session != caller.sid {
                    return Err(Errno::ENOTTY);
                }
                if caller.pid == caller.sid {
                    manager::signal_group(terminal.foreground, libc::SIGHUP);
                    manager::signal_group(terminal.foreground, libc::SIGCONT);
                    manager::set_terminal(terminal.session, 0, 0);
                    terminal.session = 0;
                    terminal.foreground = 0;
                }
            }
            TIOCOUTQ => output.push(&0_i32.to_ne_bytes()),
            TIOCSTI => {
                if caller.euid != 0 && terminal.session != caller.sid {
                    return Err(Errno::EPERM);
                }
                terminal.receive(call.input());
            }
            TCFLSH => {
                let (input, sent) = match argument {
                    0 => (true, false),
                    1 => (false, true),
                    2 => (true, true),
                    _ => return Err(Errno::EINVAL),
                };
                if input {
                    terminal.discipline.flush_input();
                }
                if sent {
                    terminal.flush_output();
                }
            }
            TCXONC => match argument {
                0 => terminal.discipline.set_stopped(true),
                1 => terminal.discipline.set_stopped(false),
                // Asking the other side to stop and go on: lines here have no such side.
                2 | 3 => {}
                _ => return Err(Errno::EINVAL),
            },
            // Output is sent at once; a break has no meaning on these lines.
            TCSBRK | TCSBRKP | TIOCEXCL | TIOCNXCL => {}
            TIOCGPTN if is_master => output.push(&((number - serials) as u32).to_ne_bytes()),
            TIOCSPTLCK if is_master => terminal.locked = call.input_as::<i32>()? != 0,
            _ => return Err(Errno::ENOTTY),
        }
        Ok(Plain::OK)
    }

    /// A request's result now, or later.
    fn now_or_later<T>(
        &mut self,
        id: u64,
        number: TerminalNumber,
        result: Result<Option<T>>,
    ) -> Outcome<T> {
        match result {
            Ok(Some(value)) => Ok(value),
            Ok(None) => {
                self.waiting.insert(id, number);
                Err(Failure::Later)
            }
            Err(errno) => Err(errno.into()),
        }
    }
}

fn reply(scheme: &Scheme, id: u64, answer: Result<Answer>) {
    // The client may have been killed meanwhile.
    let _ = match answer {
        Ok(Answer::Data(bytes)) => scheme.reply_with(id, Ok(bytes.len() as u64), &bytes),
        Ok(Answer::Taken(count)) => scheme.reply_with(id, Ok(count as u64), b""),
        Err(errno) => scheme.reply_with(id, Err(errno), b""),
    };
}

/// Nanoseconds since boot.
pub fn now() -> u64 {
    posix::kernel::time::get(abi::time::Clock::Monotonic).unwrap_or(0)
}

impl FileServer for Terminals {
    fn open(
        &mut self,
        call: &Incoming<'_>,
        flags: OpenFlags,
        _mode: u32,
        _output: &mut Output<'_>,
    ) -> Outcome<Opened> {
        if call.file() == SCHEME_ROOT && call.name() == b"ptmx" {
            return self.open_master(flags).map_err(Into::into);
        }
        let opened = match self.find(call)? {
            Side::Directory if flags.writes() => Err(Errno::EISDIR),
            Side::Directory => {
                let file = self.add_file(Side::Directory);
                Ok(Opened::new(file, flags))
            }
            _ if flags.contains(OpenFlags::DIRECTORY) => Err(Errno::ENOTDIR),
            Side::Terminal(number) => self.open_terminal(number, flags, &call.caller()),
            Side::Master(_) => Err(Errno::EIO),
        };
        opened.map_err(Into::into)
    }

    fn close(&mut self, file: u64) {
        self.told.remove(&file);
        match self.files.remove(&file) {
            Some(Side::Terminal(number)) => {
                let Some(terminal) = self.terminals.get_mut(&number) else {
                    return;
                };
                terminal.opens = terminal.opens.saturating_sub(1);
                if terminal.opens == 0 && terminal.hung_up() {
                    self.terminals.remove(&number);
                }
            }
            Some(Side::Master(number)) => {
                let Some(terminal) = self.terminals.get_mut(&number) else {
                    return;
                };
                terminal.hang_up();
                terminal.settle(now(), &mut self.answers);
                if terminal.opens == 0 {
                    self.terminals.remove(&number);
                }
            }
            _ => {}
        }
    }

    fn stat(&mut self, call: &Incoming<'_>, _: &mut Output<'_>) -> Outcome<Stat> {
        if call.file() == SCHEME_ROOT && call.name() == b"ptmx" {
            return Ok(self.stat_of(Side::Master(0)));
        }
        let mut stat = match self.find(call) {
            // `/dev/tty` is there whether the caller has a terminal or not.
            Err(Errno::ENXIO) if call.name() == b"tty" => {
                let rdev = make_device(5, 0);
                Stat {
                    ino: 3,
                    rdev,
                    ..self.stat_of(Side::Master(0))
                }
            }
            found => self.stat_of(found?),
        };
        if stat.mode & S_IFCHR != 0 {
            stat.nlink = 1;
        }
        Ok(stat)
    }

    fn access(&mut self, call: &Incoming<'_>, mode: u32, _: &mut Output<'_>) -> Outcome<()> {
        let is_name = call.file() == SCHEME_ROOT && matches!(call.name(), b"ptmx" | b"tty");
        if !is_name {
            self.find(call)?;
        }
        let executes = mode & 1 != 0;
        if executes {
            Err(Errno::EACCES.into())
        } else {
            Ok(())
        }
    }

    fn path(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        match self.side(call.file())? {
            Side::Directory => output.push(b"/dev/pts"),
            Side::Master(_) => output.push(b"/dev/ptmx"),
            Side::Terminal(number) => {
                let name = self.terminal(number)?.name.clone();
                output.push(name.as_bytes());
            }
        }
        Ok(())
    }

    fn read(
        &mut self,
        call: &Incoming<'_>,
        _offset: u64,
        len: usize,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        let nonblocking = call.file_flags().contains(FileFlags::NONBLOCK);
        let (number, result) = match self.side(call.file())? {
            Side::Directory => return Err(Errno::EISDIR.into()),
            Side::Terminal(number) => {
                let terminal = self.terminal(number)?;
                (
                    number,
                    terminal.read(call.id(), len, nonblocking, &call.caller(), now()),
                )
            }
            Side::Master(number) => (
                number,
                self.terminal(number)?
                    .master_read(call.id(), len, nonblocking),
            ),
        };
        let bytes = self.now_or_later(call.id(), number, result)?;
        output.push(&bytes);
        self.tell_readiness();
        Ok(())
    }

    fn write(&mut self, call: &Incoming<'_>, _offset: u64) -> Outcome<usize> {
        let nonblocking = call.file_flags().contains(FileFlags::NONBLOCK);
        match self.side(call.file())? {
            Side::Directory => Err(Errno::EBADF.into()),
            Side::Terminal(number) => {
                let terminal = self.terminal(number)?;
                let caller = call.caller();
                let result = terminal.write(call.id(), call.input(), nonblocking, Some(&caller));
                self.tell_readiness();
                self.now_or_later(call.id(), number, result)
            }
            Side::Master(number) => {
                let terminal = self.terminal(number)?;
                let taken = call.input().len().min(terminal.input_room());
                if taken == 0 && !call.input().is_empty() {
                    // A canonical line that is full: as Linux, what cannot be kept is dropped.
                    terminal.receive(call.input());
                    return Ok(call.input().len());
                }
                terminal.receive(&call.input()[..taken]);
                self.tell_readiness();
                Ok(taken)
            }
        }
    }

    fn read_directory(
        &mut self,
        call: &Incoming<'_>,
        position: u64,
        output: &mut Output<'_>,
    ) -> Outcome<u64> {
        let is_directory = self.side(call.file())? == Side::Directory;
        if !is_directory {
            return Err(Errno::ENOTDIR.into());
        }
        let dots = [
            (1, S_IFDIR, ".".to_string()),
            (1, S_IFDIR, "..".to_string()),
        ];
        let ptys = self.terminals.range(self.serials..).map(|(&number, _)| {
            (
                number as u64 + 16,
                S_IFCHR,
                (number - self.serials).to_string(),
            )
        });
        let mut next = position;
        let mut left = call.output_max();
        for (inode, kind, name) in dots.into_iter().chain(ptys).skip(position as usize) {
            let room = output.room();
            let len = left.min(room.len());
            let kind = DirentType::of_mode(kind);
            let Some(written) =
                write_dirent(&mut room[..len], inode, next + 1, kind, name.as_bytes())
            else {
                if next == position {
                    return Err(Errno::EINVAL.into());
                }
                break;
            };
            output.advance(written);
            left -= written;
            next += 1;
        }
        Ok(next)
    }

    fn other(
        &mut self,
        call: &Incoming<'_>,
        operation: Operation,
        _: &mut Output<'_>,
    ) -> Outcome<Plain> {
        let (Operation::WriteAnyway, Side::Terminal(number)) = (operation, self.side(call.file())?)
        else {
            return Err(Errno::ENOSYS.into());
        };
        let nonblocking = call.file_flags().contains(FileFlags::NONBLOCK);
        let terminal = self.terminal(number)?;
        let result = terminal.write(call.id(), call.input(), nonblocking, None);
        let taken = self.now_or_later(call.id(), number, result)?;
        Ok(Plain::of(taken as u64))
    }

    fn control(
        &mut self,
        call: &Incoming<'_>,
        request: u64,
        argument: u64,
        output: &mut Output<'_>,
    ) -> Outcome<Plain> {
        let (number, is_master) = match self.side(call.file())? {
            Side::Directory => return Err(Errno::ENOTTY.into()),
            Side::Terminal(number) => (number, false),
            Side::Master(number) => (number, true),
        };
        let done = self.control_terminal(number, is_master, call, (request, argument), output);
        self.tell_readiness();
        done.map_err(Into::into)
    }

    fn cancel(&mut self, id: u64) {
        let Some(number) = self.waiting.remove(&id) else {
            return;
        };
        let answer = self
            .terminals
            .get_mut(&number)
            .and_then(|terminal| terminal.cancel(id));
        if let Some(answer) = answer {
            reply(&self.scheme, id, answer);
        }
    }

    /// Terminals have nothing to synchronise (POSIX `fsync`).
    fn synchronise(&mut self, _: &Incoming<'_>, _: bool) -> Outcome<()> {
        Err(Errno::EINVAL.into())
    }
}
