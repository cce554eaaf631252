//! The file operations, on the tree.

use crate::content::Content;
use crate::directory::Link;
use crate::events::stat_of_instance;
use crate::fifo::{Fifos, Opening};
use crate::locks::Locks;
use crate::opens::{Open, OpenFile, Opens};
use crate::tree::{self, Credentials, Inode, LastLink, Node, Place, Stop, Tree, ROOT};
use crate::watches::Watches;
use abi::errno::{Errno, Result};
use abi::file::{StreamState, Transfers};
use abi::message::SCHEME_ROOT;
use abi::Handle;
use posix::kernel::system;
use posix::protocol::{Lookup, OpenFlags, RenameFlags};
use posix::server::{Failure, FileServer, Incoming, Opened, Outcome, Output, Plain, Scheme};
use posix::types::constants::inotify::{IN_ACCESS, IN_ATTRIB, IN_DELETE, IN_ISDIR, IN_MODIFY};
use posix::types::constants::ioctl::FIONREAD;
use posix::types::constants::mode::{UTIME_NOW, UTIME_OMIT};
use posix::types::{write_dirent, DirentType, Flock, Stat, StatFs, Timespec};
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

/// `f_type` that Linux gives for tmpfs (statfs(2)).
const TMPFS_MAGIC: u64 = 0x0102_1994;
pub(crate) const BLOCK: u64 = 4096;
/// Device number of the file system, as `st_dev`.
const DEVICE: u64 = 1;

/// The server: a tree whose files are kernel objects.
pub struct RamFs {
    pub(crate) tree: Tree<Content>,
    pub(crate) scheme: Scheme,
    pub(crate) opens: Opens,
    pub(crate) watches: Watches,
    fifos: Fifos,
    pub(crate) locks: Locks,
}

/// Now, in nanoseconds since 1970.
pub fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_nanos() as i64)
}

pub(crate) fn who(call: &Incoming) -> Credentials {
    let caller = call.caller();
    Credentials {
        uid: caller.euid,
        gid: caller.egid,
        groups: Vec::new(),
    }
}

fn timespec(nanoseconds: i64) -> Timespec {
    Timespec {
        sec: nanoseconds.div_euclid(1_000_000_000),
        nsec: nanoseconds.rem_euclid(1_000_000_000),
    }
}

fn last_link(call: &Incoming) -> LastLink {
    if call.lookup().contains(Lookup::NO_FOLLOW) {
        LastLink::Keep
    } else {
        LastLink::Follow
    }
}

/// A walk's failure, as the client is to hear of it.
fn stopped(stop: Stop, output: &mut Output<'_>) -> Failure {
    match stop {
        Stop::Error(errno) => errno.into(),
        Stop::Redirect(path) => output.redirect(&path),
    }
}

impl RamFs {
    /// Serves `tree` on `scheme`.
    pub fn new(tree: Tree<Content>, scheme: Scheme) -> Self {
        Self {
            tree,
            scheme,
            opens: Opens::default(),
            watches: Watches::default(),
            fifos: Fifos::default(),
            locks: Locks::default(),
        }
    }

    /// The node called on. EBADF for what is no file.
    pub(crate) fn start(&self, call: &Incoming) -> Result<Inode> {
        match (call.file(), self.opens.file(call.file())) {
            (SCHEME_ROOT, _) => Ok(ROOT),
            (_, Some(open)) => Ok(open.inode),
            _ => Err(Errno::EBADF),
        }
    }

    /// Whether the file called on was opened for writing.
    fn is_open_for_writing(&self, call: &Incoming) -> bool {
        let open = self.opens.file(call.file());
        open.is_some_and(|open| open.writes)
    }

    fn walk<'p>(
        &self,
        call: &Incoming<'p>,
        last: LastLink,
        output: &mut Output<'_>,
    ) -> Outcome<Place<'p>> {
        let start = self.start(call)?;
        let found = self.tree.walk(start, call.name(), last, &who(call));
        found.map_err(|stop| stopped(stop, output))
    }

    /// The second path of an operation on two.
    fn walk_second<'p>(&self, call: &Incoming<'p>, output: &mut Output<'_>) -> Outcome<Place<'p>> {
        let start = self.start(call)?;
        let found = self
            .tree
            .walk(start, call.input(), LastLink::Never, &who(call));
        found.map_err(|stop| match stop {
            Stop::Error(errno) => errno.into(),
            Stop::Redirect(path) => output.redirect_second(&path),
        })
    }

    /// The node that a path leads to.
    fn find(&self, call: &Incoming, output: &mut Output<'_>) -> Outcome<Inode> {
        self.find_place(call, output).map(|(inode, _)| inode)
    }

    /// The node that a path leads to, and where it is.
    pub(crate) fn find_place<'p>(
        &self,
        call: &Incoming<'p>,
        output: &mut Output<'_>,
    ) -> Outcome<(Inode, Place<'p>)> {
        let place = self.walk(call, last_link(call), output)?;
        let inode = place.node.ok_or(Errno::ENOENT)?;
        Ok((inode, place))
    }

    /// Brings times that the kernel keeps in the stream to the node; the stream's state.
    fn refresh_times(&mut self, inode: Inode) -> Result<StreamState> {
        let node = self.tree.node_mut(inode)?;
        let tree::Content::File(content) = &mut node.content else {
            return Ok(StreamState::default());
        };
        let state = content.state()?;
        let (read, write) = content.take_times(&state);
        if let Some(time) = read {
            node.times.access = node.times.access.max(time);
        }
        if let Some(time) = write {
            node.times.modify = node.times.modify.max(time);
            node.times.change = node.times.change.max(time);
        }
        Ok(state)
    }

    pub(crate) fn stat_of(&mut self, inode: Inode) -> Result<Stat> {
        let state = self.refresh_times(inode)?;
        let node = self.tree.node(inode)?;
        let size = match &node.content {
            tree::Content::Symlink(target) => target.len() as u64,
            tree::Content::Directory(_) => BLOCK,
            _ => state.size,
        };
        Ok(Stat {
            dev: DEVICE,
            ino: inode,
            nlink: node.links().into(),
            mode: node.mode,
            uid: node.uid,
            gid: node.gid,
            size: size as i64,
            blksize: BLOCK as i64,
            blocks: (state.resident_pages * (BLOCK / 512)) as i64,
            atime: timespec(node.times.access),
            mtime: timespec(node.times.modify),
            ctime: timespec(node.times.change),
            ..Stat::default()
        })
    }

    /// A number for a node that is opened as `flags` say, by the name `link`.
    fn number(&mut self, inode: Inode, flags: OpenFlags, link: Option<Rc<Link>>) -> Result<u64> {
        self.tree.open(inode)?;
        let usable = !flags.contains(OpenFlags::PATH_ONLY);
        Ok(self.opens.insert(Open::File(OpenFile {
            inode,
            reads: usable && flags.reads(),
            writes: usable && flags.writes(),
            link,
        })))
    }

    /// Takes a number back.
    fn forget(&mut self, number: u64) {
        if let Some(Open::File(OpenFile { inode, .. })) = self.opens.remove(number) {
            drop(self.tree.close(inode));
            self.tell_if_gone(inode);
        }
    }

    /// Opens a named pipe.
    fn open_fifo(
        &mut self,
        request: u64,
        inode: Inode,
        flags: OpenFlags,
        link: Option<Rc<Link>>,
    ) -> Outcome<Opened> {
        let number = self.number(inode, flags, link)?;
        let mut answered = Vec::new();
        let outcome = self
            .fifos
            .open(self.scheme, inode, (request, number), flags, &mut answered);
        if matches!(outcome, Ok(Opening::Now(_))) {
            answered.push(number);
        }
        for number in answered {
            self.tell_opened(number);
        }
        match outcome {
            Ok(Opening::Now(opened)) => Ok(opened),
            Ok(Opening::Later) => Err(Failure::Later),
            Err(errno) => {
                self.forget(number);
                Err(errno.into())
            }
        }
    }

    /// The name by which a call opens what is at `place`.
    fn link(&mut self, call: &Incoming<'_>, place: &Place) -> Option<Rc<Link>> {
        match self.opens.file(call.file()) {
            Some(open) if call.name().is_empty() => open.link.clone(),
            _ => self.tree.link_of(place),
        }
    }

    /// Opens a node that is there.
    fn open_node(
        &mut self,
        call: &Incoming<'_>,
        place: &Place,
        inode: Inode,
        flags: OpenFlags,
        who: &Credentials,
    ) -> Outcome<Opened> {
        let node = self.tree.node(inode)?;
        let path_only = flags.contains(OpenFlags::PATH_ONLY);
        match &node.content {
            tree::Content::Symlink(_) if !path_only => return Err(Errno::ELOOP.into()),
            tree::Content::Directory(_) if flags.writes() => return Err(Errno::EISDIR.into()),
            tree::Content::Directory(_) if flags.contains(OpenFlags::EXECUTE) => {
                return Err(Errno::EACCES.into())
            }
            tree::Content::Directory(_) => {}
            _ if flags.contains(OpenFlags::DIRECTORY) => return Err(Errno::ENOTDIR.into()),
            tree::Content::Socket if !path_only => return Err(Errno::ENXIO.into()),
            tree::Content::Fifo if flags.contains(OpenFlags::EXECUTE) => {
                return Err(Errno::EACCES.into())
            }
            _ => {}
        }
        let is_fifo = matches!(node.content, tree::Content::Fifo);
        let truncates =
            flags.contains(OpenFlags::TRUNCATE) && matches!(node.content, tree::Content::File(_));
        if !path_only {
            let bit = |wanted, access| if wanted { access } else { 0 };
            let execute = flags.contains(OpenFlags::EXECUTE);
            let access = bit(flags.reads() && !execute, tree::READ)
                | bit(flags.writes() || truncates, tree::WRITE)
                | bit(execute, tree::EXECUTE);
            self.tree.check_access(inode, access, who)?;
        }
        let link = self.link(call, place);
        if is_fifo && !path_only {
            return self.open_fifo(call.id(), inode, flags, link);
        }
        let mut stream = Handle::NONE;
        if let tree::Content::File(content) = &self.tree.node(inode)?.content {
            if truncates && !path_only {
                content.set_size(0)?;
            }
            stream = content.stream();
        }
        let number = self.number(inode, flags, link)?;
        self.tell_opened(number);
        if truncates && !path_only {
            self.tell_used(number, IN_MODIFY);
        }
        Ok(Opened::new(number, flags).with_stream(stream))
    }

    /// Makes what `open` with CREATE or `mknod` asks for.
    fn create_file(&mut self, place: &Place, mode: u32, who: &Credentials) -> Result<Inode> {
        if place.directory_wanted {
            return Err(Errno::EISDIR);
        }
        let content = tree::Content::File(Content::new()?);
        let inode = self
            .tree
            .create(place, tree::S_IFREG | mode, content, who, now())?;
        self.tell_created(place, inode);
        Ok(inode)
    }
}

impl FileServer for RamFs {
    fn open(
        &mut self,
        call: &Incoming<'_>,
        flags: OpenFlags,
        mode: u32,
        output: &mut Output<'_>,
    ) -> Outcome<Opened> {
        if flags.contains(OpenFlags::LOCK_OWNER) {
            return Ok(self.open_lock_owner(call, flags));
        }
        let creates = flags.contains(OpenFlags::CREATE);
        let exclusive = creates && flags.contains(OpenFlags::EXCLUSIVE);
        let last = if exclusive {
            LastLink::Never
        } else if flags.contains(OpenFlags::NO_FOLLOW) {
            LastLink::Keep
        } else {
            LastLink::Follow
        };
        if flags.contains(OpenFlags::TEMPORARY) {
            return Err(Errno::EOPNOTSUPP.into());
        }
        let who = who(call);
        let place = self.walk(call, last, output)?;
        if exclusive && place.directory_wanted && !place.name.is_empty() {
            return Err(Errno::EISDIR.into());
        }
        match place.node {
            Some(_) if exclusive => Err(Errno::EEXIST.into()),
            Some(inode) if creates && self.tree.node(inode)?.is_directory() => {
                Err(Errno::EISDIR.into())
            }
            Some(inode) => self.open_node(call, &place, inode, flags, &who),
            None if !creates => Err(Errno::ENOENT.into()),
            None => {
                let inode = self.create_file(&place, mode, &who)?;
                // The creator may write whatever the mode says.
                let content = match &self.tree.node(inode)?.content {
                    tree::Content::File(content) => content.stream(),
                    _ => return Err(Errno::EIO.into()),
                };
                let link = self.tree.link_of(&place);
                let number = self.number(inode, flags, link)?;
                self.tell_opened(number);
                Ok(Opened::new(number, flags).with_stream(content))
            }
        }
    }

    fn close(&mut self, file: u64) {
        match self.opens.remove(file) {
            Some(Open::File(open)) => {
                self.fifos.close(open.inode, open.reads, open.writes);
                let granted = self.locks.unset_whole(open.inode, file);
                self.answer_granted(granted);
                self.tell_closed(&open);
                drop(self.tree.close(open.inode));
                self.tell_if_gone(open.inode);
            }
            Some(Open::Instance) => self.watches.close(file),
            Some(Open::LockOwner { pid }) if !self.opens.has_lock_owner(pid) => {
                let granted = self.locks.release_owner(pid);
                self.answer_granted(granted);
            }
            _ => {}
        }
    }

    fn cancel(&mut self, id: u64) {
        if let Some(number) = self.fifos.cancel(id) {
            self.forget(number);
        } else if !self.locks.cancel(id) && !self.watches.cancel(id) {
            // It has been answered meanwhile.
            return;
        }
        let _ = self.scheme.reply_with(id, Err(Errno::EINTR), &[]);
    }

    fn record_lock(
        &mut self,
        call: &Incoming<'_>,
        command: i32,
        position: u64,
        lock: Flock,
    ) -> Outcome<Flock> {
        self.ask_record_lock(call, command, position, lock)
    }

    fn whole_lock(&mut self, call: &Incoming<'_>, operation: i32) -> Outcome<()> {
        self.ask_whole_lock(call, operation)
    }

    fn stat(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<Stat> {
        if let Some(Open::Instance) = self.opens.get(call.file()) {
            return Ok(stat_of_instance(call.file()));
        }
        let inode = self.find(call, output)?;
        self.stat_of(inode).map_err(Into::into)
    }

    fn path(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        let inode = self.start(call)?;
        if !self.tree.node(inode)?.is_directory() {
            return Err(Errno::ENOENT.into());
        }
        output.push(&self.tree.path_of(inode)?);
        Ok(())
    }

    fn read_directory(
        &mut self,
        call: &Incoming<'_>,
        position: u64,
        output: &mut Output<'_>,
    ) -> Outcome<u64> {
        let inode = self.start(call)?;
        let mut next = position;
        let mut left = call.output_max();
        for (after, entry, name) in self.tree.entries(inode, position)? {
            let kind = DirentType::of_mode(self.tree.node(entry).map_or(0, |node| node.mode));
            let room = output.room();
            let len = left.min(room.len());
            let Some(written) = write_dirent(&mut room[..len], entry, after, kind, name) else {
                if next == position {
                    return Err(Errno::EINVAL.into());
                }
                break;
            };
            output.advance(written);
            left -= written;
            next = after;
        }
        self.tree.node_mut(inode)?.times.access = now();
        self.tell_used(call.file(), IN_ACCESS);
        Ok(next)
    }

    fn read_link(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        let place = self.walk(call, LastLink::Keep, output)?;
        let inode = place.node.ok_or(Errno::ENOENT)?;
        match &self.tree.node(inode)?.content {
            tree::Content::Symlink(target) => output.push(target),
            _ => return Err(Errno::EINVAL.into()),
        }
        Ok(())
    }

    fn access(&mut self, call: &Incoming<'_>, mode: u32, output: &mut Output<'_>) -> Outcome<()> {
        let inode = self.find(call, output)?;
        let mut who = who(call);
        if !call.lookup().contains(Lookup::EFFECTIVE_IDS) {
            (who.uid, who.gid) = (call.caller().ruid, call.caller().rgid);
        }
        self.tree
            .check_access(inode, mode & 7, &who)
            .map_err(Into::into)
    }

    fn unlink(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        let place = self.walk(call, LastLink::Never, output)?;
        drop(self.tree.unlink(&place, &who(call), now())?);
        if let Some(inode) = place.node {
            self.tell_unlinked(inode);
        }
        self.tell_name(&place, IN_DELETE);
        Ok(())
    }

    fn make_directory(
        &mut self,
        call: &Incoming<'_>,
        mode: u32,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        let place = self.walk(call, LastLink::Never, output)?;
        let inode = self
            .tree
            .create_directory(&place, mode, &who(call), now())?;
        self.tell_created(&place, inode);
        Ok(())
    }

    fn remove_directory(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        let place = self.walk(call, LastLink::Never, output)?;
        self.tree.remove_directory(&place, &who(call), now())?;
        if let Some(inode) = place.node {
            self.tell_if_gone(inode);
        }
        self.tell_name(&place, IN_DELETE | IN_ISDIR);
        Ok(())
    }

    fn rename(
        &mut self,
        call: &Incoming<'_>,
        flags: RenameFlags,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        let from = self.walk(call, LastLink::Never, output)?;
        let to = self.walk_second(call, output)?;
        if flags.contains(RenameFlags::EXCHANGE) {
            self.tree.exchange(&from, &to, &who(call), now())?;
            self.tell_exchanged(&from, &to);
            return Ok(());
        }
        if flags.contains(RenameFlags::NO_REPLACE) && to.node.is_some() {
            return Err(Errno::EEXIST.into());
        }
        drop(self.tree.rename(&from, &to, &who(call), now())?);
        self.tell_renamed(&from, &to);
        Ok(())
    }

    fn link(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        let inode = self.find(call, output)?;
        let to = self.walk_second(call, output)?;
        self.tree.link(inode, &to, &who(call), now())?;
        self.tell_linked(inode, &to);
        Ok(())
    }

    fn symbolic_link(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        let target = call.input();
        if target.is_empty() {
            return Err(Errno::ENOENT.into());
        }
        if target.len() >= tree::PATH_MAX {
            return Err(Errno::ENAMETOOLONG.into());
        }
        let place = self.walk(call, LastLink::Never, output)?;
        let content = tree::Content::Symlink(target.into());
        let mode = tree::S_IFLNK | 0o777;
        let inode = self.tree.create(&place, mode, content, &who(call), now())?;
        self.tell_created(&place, inode);
        Ok(())
    }

    fn make_node(
        &mut self,
        call: &Incoming<'_>,
        mode: u32,
        _device: u64,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        let place = self.walk(call, LastLink::Never, output)?;
        let who = who(call);
        let (kind, content) = match mode & tree::S_IFMT {
            0 | tree::S_IFREG => {
                self.create_file(&place, mode & 0o7777, &who)?;
                return Ok(());
            }
            tree::S_IFIFO => (tree::S_IFIFO, tree::Content::Fifo),
            tree::S_IFSOCK => (tree::S_IFSOCK, tree::Content::Socket),
            // Devices are files of their servers, not numbers.
            _ => return Err(Errno::EPERM.into()),
        };
        let mode = kind | mode & 0o7777;
        let inode = self.tree.create(&place, mode, content, &who, now())?;
        self.tell_created(&place, inode);
        Ok(())
    }

    fn change_mode(
        &mut self,
        call: &Incoming<'_>,
        mode: u32,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        let (inode, place) = self.find_place(call, output)?;
        self.tree.set_mode(inode, mode, &who(call), now())?;
        self.tell_changed(call, &place, IN_ATTRIB);
        Ok(())
    }

    fn change_owner(
        &mut self,
        call: &Incoming<'_>,
        user: Option<u32>,
        group: Option<u32>,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        let (inode, place) = self.find_place(call, output)?;
        self.tree.set_owner(inode, user, group, &who(call), now())?;
        if user.is_some() || group.is_some() {
            self.tell_changed(call, &place, IN_ATTRIB);
        }
        Ok(())
    }

    fn set_times(
        &mut self,
        call: &Incoming<'_>,
        times: [Timespec; 2],
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        let (inode, place) = self.find_place(call, output)?;
        let who = who(call);
        let to_now = times.iter().all(|time| time.nsec == UTIME_NOW);
        if self.tree.check_owner(inode, &who).is_err() {
            // Who may write may set the times to now (POSIX `utimensat`).
            if !to_now {
                return Err(Errno::EPERM.into());
            }
            self.tree.check_access(inode, tree::WRITE, &who)?;
        }
        self.refresh_times(inode)?;
        let now = now();
        let new = |time: &Timespec| match time.nsec {
            UTIME_OMIT => Ok(None),
            UTIME_NOW => Ok(Some(now)),
            nsec if (0..1_000_000_000).contains(&nsec) => {
                let ns = time
                    .sec
                    .checked_mul(1_000_000_000)
                    .and_then(|ns| ns.checked_add(nsec));
                Ok(Some(ns.unwrap_or(if time.sec < 0 {
                    i64::MIN
                } else {
                    i64::MAX
                })))
            }
            _ => Err(Errno::EINVAL),
        };
        let (access, modify) = (new(&times[0])?, new(&times[1])?);
        let node = self.tree.node_mut(inode)?;
        node.times.access = access.unwrap_or(node.times.access);
        node.times.modify = modify.unwrap_or(node.times.modify);
        node.times.change = now;
        let event = match (access, modify) {
            (Some(_), Some(_)) => IN_ATTRIB,
            (Some(_), None) => IN_ACCESS,
            (None, Some(_)) => IN_MODIFY,
            (None, None) => 0,
        };
        self.tell_changed(call, &place, event);
        Ok(())
    }

    fn truncate(&mut self, call: &Incoming<'_>, size: u64, output: &mut Output<'_>) -> Outcome<()> {
        let (inode, place) = self.find_place(call, output)?;
        let node: &Node<Content> = self.tree.node(inode)?;
        let tree::Content::File(content) = &node.content else {
            return Err(if node.is_directory() {
                Errno::EISDIR
            } else {
                Errno::EINVAL
            }
            .into());
        };
        // Who has it open for writing may; by path, permission decides.
        if !call.name().is_empty() {
            self.tree.check_access(inode, tree::WRITE, &who(call))?;
        } else if !self.is_open_for_writing(call) {
            return Err(Errno::EINVAL.into());
        }
        content.set_size(size)?;
        self.tell_changed(call, &place, IN_MODIFY);
        Ok(())
    }

    fn allocate(&mut self, call: &Incoming<'_>, mode: u32, offset: u64, len: u64) -> Outcome<()> {
        const KEEP_SIZE: u32 = 1;
        if mode & !KEEP_SIZE != 0 {
            return Err(Errno::EOPNOTSUPP.into());
        }
        let content = match &self.tree.node(self.start(call)?)?.content {
            tree::Content::File(content) => content,
            tree::Content::Fifo => return Err(Errno::ESPIPE.into()),
            _ => return Err(Errno::ENODEV.into()),
        };
        if !self.is_open_for_writing(call) {
            return Err(Errno::EBADF.into());
        }
        let end = offset.checked_add(len).ok_or(Errno::EFBIG)?;
        if mode & KEEP_SIZE == 0 && end > content.state()?.size {
            content.set_size(end)?;
        }
        self.tell_used(call.file(), IN_MODIFY);
        Ok(())
    }

    fn read(
        &mut self,
        call: &Incoming<'_>,
        _offset: u64,
        len: usize,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        self.read_events(call, len, output)
    }

    fn control(
        &mut self,
        call: &Incoming<'_>,
        request: u64,
        _argument: u64,
        output: &mut Output<'_>,
    ) -> Outcome<Plain> {
        match self.watches.readable(call.file()) {
            Ok(bytes) if request == FIONREAD => {
                output.push(&(bytes as i32).to_ne_bytes());
                Ok(Plain::OK)
            }
            _ => Err(Errno::ENOTTY.into()),
        }
    }

    fn watch_create(&mut self, call: &Incoming<'_>) -> Outcome<Opened> {
        self.create_instance(call)
    }

    fn watch_add(
        &mut self,
        call: &Incoming<'_>,
        mask: u32,
        output: &mut Output<'_>,
    ) -> Outcome<i32> {
        self.add_watch(call, mask, output)
    }

    fn watch_remove(&mut self, call: &Incoming<'_>, watch: i32) -> Outcome<()> {
        self.watches.remove(call.file(), watch).map_err(Into::into)
    }

    fn transferred(&mut self, file: u64, transfers: Transfers) {
        self.tell_transferred(file, transfers);
    }

    fn served(&mut self) {
        self.tell_news();
    }

    fn stat_fs(&mut self, _: &Incoming<'_>, _: &mut Output<'_>) -> Outcome<StatFs> {
        let memory = system::info()?;
        Ok(StatFs {
            kind: TMPFS_MAGIC,
            bsize: BLOCK,
            blocks: memory.total_frames,
            bfree: memory.free_frames,
            bavail: memory.free_frames,
            files: self.tree.node_count() as u64 + memory.free_frames,
            ffree: memory.free_frames,
            namelen: tree::NAME_MAX as u64,
            frsize: BLOCK,
            ..StatFs::default()
        })
    }
}
