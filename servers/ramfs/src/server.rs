//! The file operations, on the tree.

use crate::content::Content;
use crate::tree::{self, Credentials, Inode, LastLink, Node, Place, Stop, Tree, ROOT};
use abi::errno::{Errno, Result};
use abi::file::StreamState;
use abi::message::SCHEME_ROOT;
use posix::kernel::system;
use posix::protocol::{Lookup, OpenFlags, RenameFlags};
use posix::server::{Failure, FileServer, Incoming, Opened, Outcome, Output};
use posix::types::constants::mode::{UTIME_NOW, UTIME_OMIT};
use posix::types::{write_dirent, DirentType, Stat, StatFs, Timespec};
use std::time::{SystemTime, UNIX_EPOCH};

/// `f_type` that Linux gives for tmpfs (statfs(2)).
const TMPFS_MAGIC: u64 = 0x0102_1994;
const BLOCK: u64 = 4096;
/// Device number of the file system, as `st_dev`.
const DEVICE: u64 = 1;

/// The server: a tree whose files are kernel objects.
pub struct RamFs {
    pub tree: Tree<Content>,
}

/// Now, in nanoseconds since 1970.
pub fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_nanos() as i64)
}

fn who(call: &Incoming) -> Credentials {
    let caller = call.caller();
    Credentials {
        uid: caller.euid,
        gid: caller.egid,
        groups: Vec::new(),
    }
}

fn start(call: &Incoming) -> Inode {
    match call.file() {
        SCHEME_ROOT => ROOT,
        inode => inode,
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
    fn walk<'p>(
        &self,
        call: &Incoming<'p>,
        last: LastLink,
        output: &mut Output<'_>,
    ) -> Outcome<Place<'p>> {
        let found = self.tree.walk(start(call), call.name(), last, &who(call));
        found.map_err(|stop| stopped(stop, output))
    }

    /// The second path of an operation on two.
    fn walk_second<'p>(&self, call: &Incoming<'p>, output: &mut Output<'_>) -> Outcome<Place<'p>> {
        let found = self
            .tree
            .walk(start(call), call.input(), LastLink::Never, &who(call));
        found.map_err(|stop| match stop {
            Stop::Error(errno) => errno.into(),
            Stop::Redirect(path) => output.redirect_second(&path),
        })
    }

    /// The node that a path leads to.
    fn find(&self, call: &Incoming, output: &mut Output<'_>) -> Outcome<Inode> {
        let place = self.walk(call, last_link(call), output)?;
        place.node.ok_or(Errno::ENOENT.into())
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

    fn stat_of(&mut self, inode: Inode) -> Result<Stat> {
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

    /// Opens a node that is there.
    fn open_node(&mut self, inode: Inode, flags: OpenFlags, who: &Credentials) -> Result<Opened> {
        let node = self.tree.node(inode)?;
        let path_only = flags.contains(OpenFlags::PATH_ONLY);
        match &node.content {
            tree::Content::Symlink(_) if !path_only => return Err(Errno::ELOOP),
            tree::Content::Directory(_) if flags.writes() => return Err(Errno::EISDIR),
            tree::Content::Directory(_) if flags.contains(OpenFlags::EXECUTE) => {
                return Err(Errno::EACCES)
            }
            tree::Content::Directory(_) => {}
            _ if flags.contains(OpenFlags::DIRECTORY) => return Err(Errno::ENOTDIR),
            tree::Content::Socket if !path_only => return Err(Errno::ENXIO),
            // Named pipes are not served yet.
            tree::Content::Fifo if !path_only => return Err(Errno::EOPNOTSUPP),
            _ => {}
        }
        if !path_only {
            let bit = |wanted, access| if wanted { access } else { 0 };
            let execute = flags.contains(OpenFlags::EXECUTE);
            let access = bit(flags.reads() && !execute, tree::READ)
                | bit(flags.writes(), tree::WRITE)
                | bit(execute, tree::EXECUTE);
            self.tree.check_access(inode, access, who)?;
        }
        let mut opened = Opened::new(inode, flags);
        if let tree::Content::File(content) = &self.tree.node(inode)?.content {
            if flags.contains(OpenFlags::TRUNCATE) && flags.writes() {
                content.set_size(0)?;
            }
            opened = opened.with_stream(content.stream());
        }
        self.tree.open(inode)?;
        Ok(opened)
    }

    /// Makes what `open` with CREATE or `mknod` asks for.
    fn create_file(&mut self, place: &Place, mode: u32, who: &Credentials) -> Result<Inode> {
        if place.directory_wanted {
            return Err(Errno::EISDIR);
        }
        let content = tree::Content::File(Content::new()?);
        self.tree
            .create(place, tree::S_IFREG | mode, content, who, now())
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
        let opened = match place.node {
            Some(_) if exclusive => Err(Errno::EEXIST),
            Some(inode) if creates && self.tree.node(inode)?.is_directory() => Err(Errno::EISDIR),
            Some(inode) => self.open_node(inode, flags, &who),
            None if !creates => Err(Errno::ENOENT),
            None => {
                let inode = self.create_file(&place, mode, &who)?;
                // The creator may write whatever the mode says.
                let content = match &self.tree.node(inode)?.content {
                    tree::Content::File(content) => content.stream(),
                    _ => return Err(Errno::EIO.into()),
                };
                self.tree.open(inode)?;
                Ok(Opened::new(inode, flags).with_stream(content))
            }
        };
        opened.map_err(Into::into)
    }

    fn close(&mut self, file: u64) {
        drop(self.tree.close(file));
    }

    fn stat(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<Stat> {
        let inode = self.find(call, output)?;
        self.stat_of(inode).map_err(Into::into)
    }

    fn path(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        let inode = start(call);
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
        let inode = start(call);
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
        Ok(())
    }

    fn make_directory(
        &mut self,
        call: &Incoming<'_>,
        mode: u32,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        let place = self.walk(call, LastLink::Never, output)?;
        self.tree
            .create_directory(&place, mode, &who(call), now())?;
        Ok(())
    }

    fn remove_directory(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        let place = self.walk(call, LastLink::Never, output)?;
        self.tree
            .remove_directory(&place, &who(call), now())
            .map_err(Into::into)
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
            return self
                .tree
                .exchange(&from, &to, &who(call), now())
                .map_err(Into::into);
        }
        if flags.contains(RenameFlags::NO_REPLACE) && to.node.is_some() {
            return Err(Errno::EEXIST.into());
        }
        drop(self.tree.rename(&from, &to, &who(call), now())?);
        Ok(())
    }

    fn link(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        let inode = self.find(call, output)?;
        let to = self.walk_second(call, output)?;
        self.tree
            .link(inode, &to, &who(call), now())
            .map_err(Into::into)
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
        self.tree
            .create(&place, tree::S_IFLNK | 0o777, content, &who(call), now())?;
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
        self.tree
            .create(&place, kind | mode & 0o7777, content, &who, now())?;
        Ok(())
    }

    fn change_mode(
        &mut self,
        call: &Incoming<'_>,
        mode: u32,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        let inode = self.find(call, output)?;
        self.tree
            .set_mode(inode, mode, &who(call), now())
            .map_err(Into::into)
    }

    fn change_owner(
        &mut self,
        call: &Incoming<'_>,
        user: Option<u32>,
        group: Option<u32>,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        let inode = self.find(call, output)?;
        self.tree
            .set_owner(inode, user, group, &who(call), now())
            .map_err(Into::into)
    }

    fn set_times(
        &mut self,
        call: &Incoming<'_>,
        times: [Timespec; 2],
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        let inode = self.find(call, output)?;
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
        Ok(())
    }

    fn truncate(&mut self, call: &Incoming<'_>, size: u64, output: &mut Output<'_>) -> Outcome<()> {
        let inode = self.find(call, output)?;
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
        }
        content.set_size(size).map_err(Into::into)
    }

    fn allocate(&mut self, call: &Incoming<'_>, mode: u32, offset: u64, len: u64) -> Outcome<()> {
        const KEEP_SIZE: u32 = 1;
        if mode & !KEEP_SIZE != 0 {
            return Err(Errno::EOPNOTSUPP.into());
        }
        let tree::Content::File(content) = &self.tree.node(start(call))?.content else {
            return Err(Errno::ENODEV.into());
        };
        let end = offset.checked_add(len).ok_or(Errno::EFBIG)?;
        if mode & KEEP_SIZE == 0 && end > content.state()?.size {
            content.set_size(end)?;
        }
        Ok(())
    }

    fn stat_fs(&mut self, _: &Incoming<'_>, _: &mut Output<'_>) -> Outcome<StatFs> {
        let memory = system::info()?;
        Ok(StatFs {
            kind: TMPFS_MAGIC,
            bsize: BLOCK,
            blocks: memory.total_frames,
            bfree: memory.free_frames,
            bavail: memory.free_frames,
            files: self.tree.len() as u64 + memory.free_frames,
            ffree: memory.free_frames,
            namelen: tree::NAME_MAX as u64,
            frsize: BLOCK,
            ..StatFs::default()
        })
    }
}
