//! From messages to the manager, and `/proc` as a file server.

use crate::kernel::Kernel;
use abi::errno::Result;
use abi::message::ReplyFlags;
use abi::process::{ForkFlags, ForkRequest};
use abi::system::SystemOperation;
use abi::{Errno, Handle};
use core::fmt::Write;
use posix::kernel::{handle, memory, page, process, system};
use posix::path::MountTable;
use posix::protocol::{IdentityChange, OpenFlags, Operation};
use posix::server::boot::{HARDWARE, PROCESS_FACTORY};
use posix::server::{FileServer, Incoming, Opened, Outcome, Output, Plain, Scheme};
use posix::types::constants::mode::{S_IFDIR, S_IFLNK, S_IFREG};
use posix::types::constants::resource::RUSAGE_CHILDREN;
use posix::types::{bytes_of, write_dirent, DirentType, Stat, StatFs, Timespec};
use procd::files::node::{Directory, ProcessFile, HOME, NAMES, PROCESS_FILES};
use procd::files::system::Facts;
use procd::files::{self, Node, Walked};
use procd::manager::Manager;
use procd::process::{Pid, Process};
use procd::signal::Sent;
use procd::wait::{Selector, Waited};

/// Processes at once.
pub const PROCESSES_MAX: usize = 2048;

/// `PROC_SUPER_MAGIC` (statfs(2)).
const MAGIC: u64 = 0x9fa0;

/// The server: all its state is the manager's.
pub struct Server {
    pub manager: Manager<Kernel, PROCESSES_MAX>,
}

/// A message that only servers of the superuser may send.
fn check_privileged(call: &Incoming<'_>) -> Result<()> {
    match call.caller().is_privileged() {
        true => Ok(()),
        false => Err(Errno::EPERM),
    }
}

fn pid_result(pid: Pid) -> Plain {
    Plain::of(pid as u32 as u64)
}

impl Server {
    fn fork(&mut self, call: &Incoming<'_>) -> Outcome<Plain> {
        let child = self.manager.prepare_fork(call.caller().pid)?;
        let page = child.credentials().page(child.ppid);
        let flags = match call.arg(0) {
            0 => ForkFlags::empty(),
            1 => ForkFlags::SHARE_ADDRESS_SPACE,
            _ => return Err(Errno::EINVAL.into()),
        };
        let request = ForkRequest {
            request: call.id(),
            scheme: Scheme::inherited().handle(),
            flags: flags.bits(),
            cookie: child.pid as u64,
            identity: page.identity,
            extra: page.extra,
        };
        let made = process::fork(PROCESS_FACTORY, &request)?;
        Ok(pid_result(self.manager.finish_fork(child, made)?))
    }

    fn wait(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<Plain> {
        let selector = Selector::new(call.arg_i32(0), call.arg_i32(1), call.arg_i32(2))?;
        match self.manager.wait(call.caller().pid, selector, call.id())? {
            Waited::Report(report) => {
                output.push(bytes_of(&report));
                Ok(pid_result(report.pid))
            }
            Waited::Nothing => Ok(Plain::OK),
            Waited::Pending => Err(posix::server::Failure::Later),
        }
    }

    fn adopt(&mut self, call: &Incoming<'_>) -> Outcome<Plain> {
        check_privileged(call)?;
        let handle = call.take_handle(0)?;
        let mut adopted = Process::new(call.arg_i32(0), call.arg_i32(3), handle);
        (adopted.pgid, adopted.sid) = (call.arg_i32(1), call.arg_i32(2));
        adopted.command.set(call.name());
        adopted.started_ns = page::clock().0;
        if let Err(errno) = self.manager.adopt(adopted) {
            handle::close(handle)?;
            return Err(errno.into());
        }
        Ok(Plain::OK)
    }

    fn set_identity(&mut self, call: &Incoming<'_>) -> Outcome<Plain> {
        let change = IdentityChange::from_number(call.arg(0)).ok_or(Errno::EINVAL)?;
        let ids = [call.arg(1) as u32, call.arg(2) as u32, call.arg(3) as u32];
        self.manager.set_identity(call.caller().pid, change, ids)?;
        Ok(Plain::OK)
    }

    fn resource_limit(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<Plain> {
        let new = match call.input() {
            [] => None,
            _ => Some(call.input_as()?),
        };
        let old = self
            .manager
            .limit(call.caller().pid, call.arg_i32(0), call.arg_i32(1), new)?;
        output.push(bytes_of(&old));
        Ok(Plain::OK)
    }

    fn resource_usage(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<Plain> {
        if call.arg_i32(0) != RUSAGE_CHILDREN {
            return Err(Errno::EINVAL.into());
        }
        let usage = self.manager.process(call.caller().pid)?.children_usage;
        output.push(bytes_of(&usage));
        Ok(Plain::OK)
    }

    /// What concerns the caller itself or its children.
    fn own(
        &mut self,
        call: &Incoming<'_>,
        operation: Operation,
        output: &mut Output<'_>,
    ) -> Outcome<Plain> {
        let caller = call.caller().pid;
        let manager = &mut self.manager;
        match operation {
            Operation::Fork => self.fork(call),
            Operation::Wait => self.wait(call, output),
            Operation::SetProcessGroup => {
                manager.set_group(caller, call.arg_i32(0), call.arg_i32(1))?;
                Ok(Plain::OK)
            }
            Operation::GetProcessGroup => Ok(pid_result(manager.group(caller, call.arg_i32(0))?)),
            Operation::SetSession => Ok(pid_result(manager.set_session(caller)?)),
            Operation::GetSession => Ok(pid_result(manager.session(caller, call.arg_i32(0))?)),
            Operation::SetIdentity => self.set_identity(call),
            Operation::SetGroups => {
                manager.set_groups(caller, call.input())?;
                Ok(Plain::OK)
            }
            Operation::GetGroups => {
                let groups = manager.process(caller)?.groups();
                groups
                    .iter()
                    .for_each(|group| output.push(&group.to_ne_bytes()));
                Ok(Plain::of(groups.len() as u64))
            }
            Operation::GetSavedIds => {
                let process = manager.process(caller)?;
                Ok(Plain {
                    result: 0,
                    values: [process.suid.into(), process.sgid.into()],
                })
            }
            Operation::ResourceLimit => self.resource_limit(call, output),
            Operation::ResourceUsage => self.resource_usage(call, output),
            Operation::Executed => {
                let (name, arguments) = split_string(call.input());
                manager.executed(caller, call.name(), name, arguments)?;
                Ok(Plain::OK)
            }
            Operation::Stop => {
                manager.stop_self(caller, call.arg_i32(0))?;
                Ok(Plain::OK)
            }
            Operation::ChildPolicy => {
                manager.set_child_policy(caller, call.arg(0))?;
                Ok(Plain::OK)
            }
            other => self.others(call, other),
        }
    }

    /// What concerns any process.
    fn others(&mut self, call: &Incoming<'_>, operation: Operation) -> Outcome<Plain> {
        let caller = call.caller().pid;
        let manager = &mut self.manager;
        match operation {
            Operation::Kill => {
                let sent = Sent {
                    signal: call.arg_i32(1),
                    code: call.arg_i32(2),
                    value: call.arg(3),
                };
                manager.kill(caller, call.arg_i32(0), sent)?;
                Ok(Plain::OK)
            }
            Operation::GetPriority => {
                let nice = manager.priority(caller, call.arg_i32(0), call.arg_i32(1))?;
                Ok(Plain::of((20 - nice) as u64))
            }
            Operation::SetPriority => {
                manager.set_priority(caller, call.arg_i32(0), call.arg_i32(1), call.arg_i32(2))?;
                Ok(Plain::OK)
            }
            Operation::CpuTime => Ok(Plain::of(manager.cpu_time(call.arg_i32(0))?)),
            Operation::SetRealtime => {
                check_privileged(call)?;
                system::control(HARDWARE, SystemOperation::SetRealtime, call.arg(0))?;
                Ok(Plain::OK)
            }
            Operation::Adopt => self.adopt(call),
            other => {
                check_privileged(call)?;
                self.for_servers(call, other)
            }
        }
    }

    fn for_servers(&mut self, call: &Incoming<'_>, operation: Operation) -> Outcome<Plain> {
        match operation {
            Operation::SignalGroup => {
                self.manager
                    .signal_group(call.arg_i32(0), call.arg_i32(1))?;
                Ok(Plain::OK)
            }
            Operation::QueryGroup => {
                let (session, orphaned) = self.manager.query_group(call.arg_i32(0))?;
                Ok(Plain {
                    result: 0,
                    values: [session as u64, orphaned.into()],
                })
            }
            Operation::SetTerminal => {
                self.manager
                    .set_terminal(call.arg_i32(0), call.arg(1), call.arg_i32(2))?;
                Ok(Plain::OK)
            }
            Operation::QueryMember => {
                let groups = self.manager.process(call.arg_i32(0))?.groups();
                Ok(Plain::of(groups.contains(&(call.arg(1) as u32)).into()))
            }
            _ => Err(Errno::ENOSYS.into()),
        }
    }

    /// Resolves the path of a call.
    fn walk(
        &self,
        call: &Incoming<'_>,
        follow_last: bool,
        output: &mut Output<'_>,
    ) -> Outcome<Node> {
        let start = Node::of_number(call.file()).ok_or(Errno::EBADF)?;
        let exists = |pid| self.manager.table().get(pid).is_some();
        match files::walk(start, call.name(), follow_last, call.caller().pid, exists)? {
            Walked::At(node) => Ok(node),
            Walked::Above(rest) => {
                let mut path = [0; 512];
                let path = join(b"", rest, &mut path)?;
                Err(output.redirect(path))
            }
            Walked::Link(Node::ProcessFile(pid, _), rest) => {
                let target = self.manager.process(pid)?.path.get();
                if target.first() != Some(&b'/') {
                    return Err(Errno::ENOENT.into());
                }
                let mut path = [0; 512];
                let path = join(target, rest, &mut path)?;
                Err(output.redirect(path))
            }
            Walked::Link(..) => Err(Errno::EINVAL.into()),
        }
    }

    fn walk_as_asked(&self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<Node> {
        let follows = !call.lookup().contains(posix::protocol::Lookup::NO_FOLLOW);
        self.walk(call, follows, output)
    }

    fn write_process_file(
        &self,
        pid: Pid,
        file: ProcessFile,
        output: &mut Output<'_>,
    ) -> Result<()> {
        let process = self.manager.process(pid)?;
        let info = || process::get_info(process.handle).unwrap_or_default();
        // The output cuts what does not fit, and never fails.
        let _ = match file {
            ProcessFile::Stat => {
                let terminal = self.manager.terminal_of(process.sid);
                files::process::stat(process, &info(), terminal, output)
            }
            ProcessFile::Status => files::process::status(process, &info(), output),
            ProcessFile::Statm => files::process::statm(&info(), output),
            ProcessFile::CommandLine => {
                output.push(process.arguments.get());
                Ok(())
            }
            ProcessFile::Command => {
                output.push(process.command.get());
                output.write_char('\n')
            }
            ProcessFile::Maps => files::process::maps(mappings(process.handle), output),
            ProcessFile::Mounts => files::system::mounts(&MountTable::defaults(), output),
            ProcessFile::Program => return Err(Errno::EINVAL),
        };
        Ok(())
    }

    fn facts(&self) -> Facts {
        let (monotonic, offset) = page::clock();
        let now = monotonic.wrapping_add(offset);
        let newest = self.manager.table().iter().map(|process| process.pid).max();
        Facts {
            info: system::info().unwrap_or_default(),
            boot_time: now.saturating_sub(monotonic) / 1_000_000_000,
            last_pid: newest.unwrap_or(0),
        }
    }
}

/// The string at the start of `bytes`, and what is behind its NUL.
fn split_string(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|&byte| byte == 0);
    let end = end.unwrap_or(bytes.len());
    (&bytes[..end], bytes.get(end + 1..).unwrap_or_default())
}

/// The mappings of a process, lowest first.
fn mappings(process: Handle) -> impl Iterator<Item = abi::memory::MapInfo> {
    let mut address = 0;
    core::iter::from_fn(move || {
        let found = memory::query(process, address).ok()?;
        address = found.address + found.len;
        Some(found)
    })
}

/// `first` and `rest` as one absolute path.
fn join<'a>(first: &[u8], rest: &[u8], buffer: &'a mut [u8]) -> Result<&'a [u8]> {
    let mut output = Output::new(buffer);
    output.push(first);
    if rest.is_empty() && first.is_empty() {
        output.push(b"/");
    }
    output.push(rest);
    if output.bytes().len() < first.len() + rest.len() {
        return Err(Errno::ENAMETOOLONG);
    }
    let len = output.bytes().len();
    Ok(&buffer[..len])
}

impl FileServer for Server {
    fn open(
        &mut self,
        call: &Incoming<'_>,
        flags: OpenFlags,
        _: u32,
        output: &mut Output<'_>,
    ) -> Outcome<Opened> {
        let path_only = flags.contains(OpenFlags::PATH_ONLY);
        let node = self.walk(call, !flags.contains(OpenFlags::NO_FOLLOW), output)?;
        if flags.contains(OpenFlags::CREATE | OpenFlags::EXCLUSIVE) {
            return Err(Errno::EEXIST.into());
        }
        if node.is_link() && !path_only {
            return Err(Errno::ELOOP.into());
        }
        if flags.contains(OpenFlags::DIRECTORY) && !node.is_directory() {
            return Err(Errno::ENOTDIR.into());
        }
        if flags.contains(OpenFlags::EXECUTE) || (flags.writes() && !path_only) {
            return Err(Errno::EACCES.into());
        }
        let mut opened = Opened::new(node.number(), flags);
        opened.flags |= ReplyFlags::NO_CLOSE_NOTICE;
        opened.ready = abi::event::Ready::IN | abi::event::Ready::OUT;
        Ok(opened)
    }

    fn stat(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<Stat> {
        let node = self.walk_as_asked(call, output)?;
        let (mode, nlink) = match node {
            node if node.is_directory() => (S_IFDIR | 0o555, 2),
            node if node.is_link() => (S_IFLNK | 0o777, 1),
            _ => (S_IFREG | 0o444, 1),
        };
        let owner = match node {
            Node::Process(pid) | Node::ProcessFile(pid, _) => Some(self.manager.process(pid)?),
            _ => None,
        };
        let (monotonic, offset) = page::clock();
        let time = Timespec::from_nanoseconds(monotonic.wrapping_add(offset));
        Ok(Stat {
            dev: 4,
            ino: node.number(),
            nlink,
            mode,
            uid: owner.map_or(0, |process| process.euid),
            gid: owner.map_or(0, |process| process.egid),
            blksize: 4096,
            atime: time,
            mtime: time,
            ctime: time,
            ..Stat::default()
        })
    }

    fn path(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        let node = self.walk_as_asked(call, output)?;
        output.push(HOME);
        if node != Node::ROOT {
            output.push(b"/");
        }
        node.write_path(output).map_err(|_| Errno::EIO)?;
        Ok(())
    }

    fn access(&mut self, call: &Incoming<'_>, mode: u32, output: &mut Output<'_>) -> Outcome<()> {
        let node = self.walk_as_asked(call, output)?;
        let denied = if node.is_directory() { 2 } else { 3 };
        match mode & denied {
            0 => Ok(()),
            _ => Err(Errno::EACCES.into()),
        }
    }

    fn read(
        &mut self,
        call: &Incoming<'_>,
        offset: u64,
        len: usize,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        match Node::of_number(call.file()).ok_or(Errno::EBADF)? {
            Node::ProcessFile(pid, file) => self.write_process_file(pid, file, output)?,
            Node::SystemFile(file) => {
                // The output cuts what does not fit, and never fails.
                let _ = files::system::write(file, &self.facts(), output);
            }
            _ => return Err(Errno::EISDIR.into()),
        }
        output.keep(offset, len);
        Ok(())
    }

    fn read_link(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        // The output cuts what does not fit, and never fails.
        let _ = match self.walk(call, false, output)? {
            Node::Caller => write!(output, "{}", call.caller().pid),
            Node::CallerMounts => output.write_str("self/mounts"),
            Node::ProcessFile(pid, ProcessFile::Program) => {
                match self.manager.process(pid)?.path.get() {
                    b"" => return Err(Errno::ENOENT.into()),
                    path => {
                        output.push(path);
                        Ok(())
                    }
                }
            }
            _ => return Err(Errno::EINVAL.into()),
        };
        Ok(())
    }

    /// Positions: 0 and 1 are `.` and `..`; then the fixed names; then processes by number.
    fn read_directory(
        &mut self,
        call: &Incoming<'_>,
        position: u64,
        output: &mut Output<'_>,
    ) -> Outcome<u64> {
        let node = Node::of_number(call.file()).ok_or(Errno::EBADF)?;
        let mut list = Listing {
            position,
            index: 0,
            next: position,
            room: call.output_max(),
            is_full: false,
            output,
        };
        list.entry(b".", node);
        list.entry(b"..", Node::ROOT);
        match node {
            Node::Process(pid) => {
                self.manager.process(pid)?;
                PROCESS_FILES
                    .iter()
                    .for_each(|&(name, file)| list.entry(name, Node::ProcessFile(pid, file)));
            }
            Node::Directory(directory) => {
                let own = NAMES.iter().filter(|&&(home, ..)| home == directory);
                own.for_each(|&(_, name, node)| list.entry(name, node));
                if directory == Directory::Root {
                    self.list_processes(&mut list);
                }
            }
            _ => return Err(Errno::ENOTDIR.into()),
        }
        match (list.is_full, list.output.bytes().is_empty()) {
            (true, true) => Err(Errno::EINVAL.into()),
            _ => Ok(list.next),
        }
    }

    fn stat_fs(&mut self, _: &Incoming<'_>, _: &mut Output<'_>) -> Outcome<StatFs> {
        Ok(StatFs {
            kind: MAGIC,
            bsize: 4096,
            frsize: 4096,
            namelen: 255,
            ..StatFs::default()
        })
    }

    fn other(
        &mut self,
        call: &Incoming<'_>,
        operation: Operation,
        output: &mut Output<'_>,
    ) -> Outcome<Plain> {
        self.own(call, operation, output)
    }

    fn cancel(&mut self, id: u64) {
        self.manager.cancel_wait(id);
    }

    fn process_exited(&mut self, cookie: u64, end: [u64; 4]) {
        self.manager.exited(cookie as Pid, end);
    }
}

impl Server {
    fn list_processes(&self, list: &mut Listing<'_, '_>) {
        // From this position on, a position is a process's number above the base.
        const BASE: u64 = 1 << 20;
        let mut pid = list.position.checked_sub(BASE).map_or(0, |pid| pid as Pid);
        while let Some(process) = self.manager.table().next_above(pid) {
            pid = process.pid;
            let mut name = [0; 12];
            let mut text = Output::new(&mut name);
            // Twelve bytes hold every number.
            let _ = write!(text, "{pid}");
            list.put(text.bytes(), Node::Process(pid), BASE + pid as u64);
        }
    }
}

/// Directory records under way.
struct Listing<'a, 'b> {
    /// Where the reading begins.
    position: u64,
    index: u64,
    next: u64,
    room: usize,
    is_full: bool,
    output: &'a mut Output<'b>,
}

impl Listing<'_, '_> {
    /// The next of the fixed entries.
    fn entry(&mut self, name: &[u8], node: Node) {
        self.index += 1;
        if self.index > self.position {
            self.put(name, node, self.index);
        }
    }

    fn put(&mut self, name: &[u8], node: Node, next: u64) {
        let mode = match node {
            node if node.is_directory() => S_IFDIR,
            node if node.is_link() => S_IFLNK,
            _ => S_IFREG,
        };
        let left = self.room - self.output.bytes().len();
        let room = self.output.room();
        let room_len = room.len().min(left);
        let kind = DirentType::of_mode(mode);
        let written = match self.is_full {
            true => None,
            false => write_dirent(&mut room[..room_len], node.number(), next, kind, name),
        };
        match written {
            Some(len) => {
                self.output.advance(len);
                self.next = next;
            }
            None => self.is_full = true,
        }
    }
}
