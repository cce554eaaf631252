//! The directory tree: nodes, names, attributes and permission checks.
//!
//! *Overview.* [`Tree`] owns every node by number. [`Tree::walk`] resolves a whole path in one go
//! (POSIX.1-2024, XBD 4.16 "Pathname Resolution"), following symbolic links inside the tree; an
//! absolute link, or a directory that something is mounted on, stops it with
//! [`Stop::Redirect`], because only the client knows what lies there. The other methods are one
//! per operation on names. What a file contains is the type parameter `C`: kernel objects in the
//! server, anything in tests.
//!
//! *Lifetime of a node.* A node lives while it has a name (`links`) or is open (`opens`);
//! [`Tree::close`] and the removal of the last name give its content back to be dropped.

use crate::directory::{Directory, Link, FIRST_COOKIE};
use crate::nodes::Nodes;
use abi::errno::{Errno, Result};
use std::borrow::Cow;
use std::rc::Rc;

/// Number of a node; unique for the life of the server, never 0.
pub type Inode = u64;

/// The root directory's number.
pub const ROOT: Inode = 1;

/// Longest name in a directory, in bytes (POSIX `NAME_MAX`).
pub const NAME_MAX: usize = 255;

/// Longest path, in bytes with its end (POSIX `PATH_MAX`).
pub const PATH_MAX: usize = 4096;

/// Most symbolic links in one resolution (POSIX `SYMLOOP_MAX`, as Linux).
const SYMLOOP_MAX: usize = 40;

/// Most names of one node.
const LINK_MAX: u32 = 65_000;

pub const S_IFMT: u32 = 0o170_000;
pub const S_IFDIR: u32 = 0o040_000;
pub const S_IFREG: u32 = 0o100_000;
pub const S_IFLNK: u32 = 0o120_000;
pub const S_IFIFO: u32 = 0o010_000;
pub const S_IFSOCK: u32 = 0o140_000;
const S_ISUID: u32 = 0o4000;
const S_ISGID: u32 = 0o2000;
const S_ISVTX: u32 = 0o1000;

/// Access asked for, as bits of one `rwx` group.
pub const READ: u32 = 4;
pub const WRITE: u32 = 2;
pub const EXECUTE: u32 = 1;

/// On whose behalf an operation is done.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    pub uid: u32,
    pub gid: u32,
    pub groups: Vec<u32>,
}

impl Credentials {
    fn is_superuser(&self) -> bool {
        self.uid == 0
    }

    fn in_group(&self, gid: u32) -> bool {
        self.gid == gid || self.groups.contains(&gid)
    }
}

/// What a node is.
#[derive(Debug)]
pub enum Content<C> {
    Directory(Directory),
    File(C),
    Symlink(Box<[u8]>),
    Fifo,
    Socket,
}

/// Times of a node, in nanoseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    pub access: i64,
    pub modify: i64,
    pub change: i64,
    pub birth: i64,
}

/// A node: file, directory, link.
#[derive(Debug)]
pub struct Node<C> {
    /// File type and permission bits, as in `st_mode`.
    pub mode: u32,
    pub uid: u32,
    pub gid: u32,
    pub times: Times,
    pub content: Content<C>,
    links: u32,
    opens: u32,
}

impl<C> Node<C> {
    /// Names of the node; for a directory, its own `.` and its subdirectories' `..` included.
    pub fn links(&self) -> u32 {
        self.links
    }

    pub fn is_directory(&self) -> bool {
        matches!(self.content, Content::Directory(_))
    }

    pub fn is_open(&self) -> bool {
        self.opens != 0
    }

    fn directory(&self) -> Result<&Directory> {
        match &self.content {
            Content::Directory(directory) => Ok(directory),
            _ => Err(Errno::ENOTDIR),
        }
    }

    /// See [`Tree::check_access`].
    fn check_access(&self, access: u32, who: &Credentials) -> Result<()> {
        if who.is_superuser() {
            let executable = self.is_directory() || self.mode & 0o111 != 0;
            let wanted = access & EXECUTE == 0 || executable;
            return wanted.then_some(()).ok_or(Errno::EACCES);
        }
        let shift = if self.uid == who.uid {
            6
        } else if who.in_group(self.gid) {
            3
        } else {
            0
        };
        let granted = self.mode >> shift & 7;
        (granted & access == access)
            .then_some(())
            .ok_or(Errno::EACCES)
    }
}

/// Why a walk ended without a node.
#[derive(Debug, PartialEq, Eq)]
pub enum Stop {
    Error(Errno),
    /// Go on there: an absolute path.
    Redirect(Vec<u8>),
}

impl From<Errno> for Stop {
    fn from(error: Errno) -> Self {
        Self::Error(error)
    }
}

/// Whether a symbolic link at the end of a path is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastLink {
    Follow,
    /// Not followed, unless a slash behind it asks for a directory.
    Keep,
    /// Never looked through: for operations on the name itself (make, remove, rename).
    Never,
}

/// The end of a walk: a directory and the last name in it, which may not exist.
#[derive(Debug, PartialEq, Eq)]
pub struct Place<'p> {
    pub directory: Inode,
    /// Empty for the start directory itself, `.` and `..`.
    pub name: Cow<'p, [u8]>,
    pub node: Option<Inode>,
    /// The path ended in a slash: only a directory will do.
    pub directory_wanted: bool,
}

/// All nodes of one file system.
#[derive(Debug)]
pub struct Tree<C> {
    nodes: Nodes<Node<C>>,
}

impl<C> Tree<C> {
    /// A tree with an empty root directory that belongs to the superuser.
    pub fn new(now: i64) -> Self {
        let times = Times {
            access: now,
            modify: now,
            change: now,
            birth: now,
        };
        let root = Node {
            mode: S_IFDIR | 0o755,
            uid: 0,
            gid: 0,
            times,
            content: Content::Directory(Directory::new(ROOT)),
            links: 2,
            opens: 0,
        };
        Self {
            nodes: Nodes::with_first(root),
        }
    }

    /// Nodes alive.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    pub fn node(&self, inode: Inode) -> Result<&Node<C>> {
        self.nodes.get(inode).ok_or(Errno::ESTALE)
    }

    pub fn node_mut(&mut self, inode: Inode) -> Result<&mut Node<C>> {
        self.nodes.get_mut(inode).ok_or(Errno::ESTALE)
    }

    fn directory(&self, inode: Inode) -> Result<&Directory> {
        self.node(inode)?.directory()
    }

    fn directory_mut(&mut self, inode: Inode) -> Result<&mut Directory> {
        match &mut self.node_mut(inode)?.content {
            Content::Directory(directory) => Ok(directory),
            _ => Err(Errno::ENOTDIR),
        }
    }

    /// Checks that `who` has all of `access` on the node: EACCES if not. The superuser may do
    /// anything, but execute only what somebody may execute (POSIX, XBD 4.7).
    pub fn check_access(&self, inode: Inode, access: u32, who: &Credentials) -> Result<()> {
        self.node(inode)?.check_access(access, who)
    }

    /// Resolves `path`, relative to `start`. Every directory passed needs search permission.
    pub fn walk<'p>(
        &self,
        start: Inode,
        path: &'p [u8],
        last: LastLink,
        who: &Credentials,
    ) -> std::result::Result<Place<'p>, Stop> {
        if path.len() >= PATH_MAX {
            return Err(Errno::ENAMETOOLONG.into());
        }
        let mut rest: Cow<'p, [u8]> = Cow::Borrowed(path);
        let mut position = 0;
        let mut links = 0;
        let mut here = start;
        let mut place = Place {
            directory: start,
            name: Cow::Borrowed(b""),
            node: Some(start),
            directory_wanted: false,
        };
        loop {
            while rest.get(position) == Some(&b'/') {
                position += 1;
            }
            if position >= rest.len() {
                return Ok(place);
            }
            let end = rest[position..]
                .iter()
                .position(|&b| b == b'/')
                .map(|n| position + n);
            let stop = end.unwrap_or(rest.len());
            let is_last = rest[stop..].iter().all(|&b| b == b'/');
            let trailing_slash = is_last && stop < rest.len();
            let follows = match last {
                LastLink::Follow => true,
                LastLink::Keep => trailing_slash,
                LastLink::Never => false,
            };
            let name = cut(&rest, position, stop);
            position = stop;
            let parent = self.node(here)?;
            let directory = parent.directory()?;
            parent.check_access(EXECUTE, who)?;
            let next = match &name[..] {
                b"." => Some(here),
                b".." => Some(directory.parent),
                _ if name.len() > NAME_MAX => return Err(Errno::ENAMETOOLONG.into()),
                // No program could name it, nor remove it.
                _ if name.contains(&0) => return Err(Errno::EINVAL.into()),
                _ => directory.get(&name),
            };
            let special = matches!(&name[..], b"." | b"..");
            let Some(node) = next else {
                if !is_last {
                    return Err(Errno::ENOENT.into());
                }
                let directory_wanted = trailing_slash;
                return Ok(Place {
                    directory: here,
                    name,
                    node: None,
                    directory_wanted,
                });
            };
            match &self.node(node)?.content {
                Content::Symlink(target) if !is_last || follows => {
                    links += 1;
                    if links > SYMLOOP_MAX {
                        return Err(Errno::ELOOP.into());
                    }
                    let mut joined = target.to_vec();
                    joined.extend_from_slice(&rest[position..]);
                    if joined.len() >= PATH_MAX {
                        return Err(Errno::ENAMETOOLONG.into());
                    }
                    if target.first() == Some(&b'/') {
                        return Err(Stop::Redirect(joined));
                    }
                    rest = Cow::Owned(joined);
                    position = 0;
                    place = Place {
                        directory: here,
                        name: Cow::Borrowed(b""),
                        node: Some(here),
                        directory_wanted: false,
                    };
                    continue;
                }
                Content::Directory(Directory {
                    mounted: Some(path),
                    ..
                }) => {
                    let mut redirect = path.to_vec();
                    redirect.extend_from_slice(&rest[position..]);
                    return Err(Stop::Redirect(redirect));
                }
                Content::Directory(_) => {}
                _ if !is_last => return Err(Errno::ENOTDIR.into()),
                _ if trailing_slash && last != LastLink::Never => return Err(Errno::ENOTDIR.into()),
                _ => {}
            }
            place = Place {
                directory: if special { node } else { here },
                name: if special { Cow::Borrowed(b"") } else { name },
                node: Some(node),
                directory_wanted: trailing_slash,
            };
            here = node;
        }
    }

    /// Checks that a name may be added to a directory: it exists still, and `who` may write.
    fn check_new_name(&self, place: &Place, who: &Credentials) -> Result<()> {
        if place.node.is_some() {
            return Err(Errno::EEXIST);
        }
        if self.node(place.directory)?.links == 0 {
            return Err(Errno::ENOENT);
        }
        self.check_access(place.directory, WRITE | EXECUTE, who)
    }

    /// Makes a node at a place that has none: EEXIST, EACCES, ENOENT. `mode` has the file type
    /// and the permission bits, umask applied. The group follows a set-group-ID directory.
    pub fn create(
        &mut self,
        place: &Place,
        mode: u32,
        content: Content<C>,
        who: &Credentials,
        now: i64,
    ) -> Result<Inode> {
        self.check_new_name(place, who)?;
        let is_directory = matches!(content, Content::Directory(_));
        if place.directory_wanted && !is_directory {
            return Err(Errno::ENOENT);
        }
        let parent = self.node(place.directory)?;
        let inherits = parent.mode & S_ISGID != 0;
        let gid = if inherits { parent.gid } else { who.gid };
        let mode = if inherits && is_directory {
            mode | S_ISGID
        } else {
            mode
        };
        let times = Times {
            access: now,
            modify: now,
            change: now,
            birth: now,
        };
        let links = if is_directory { 2 } else { 1 };
        let node = Node {
            mode,
            uid: who.uid,
            gid,
            times,
            content,
            links,
            opens: 0,
        };
        let inode = self.nodes.insert(node);
        self.directory_mut(place.directory)?
            .insert(&place.name, inode);
        if is_directory {
            self.node_mut(place.directory)?.links += 1;
        }
        self.touch_directory(place.directory, now)?;
        Ok(inode)
    }

    /// Makes a directory.
    pub fn create_directory(
        &mut self,
        place: &Place,
        mode: u32,
        who: &Credentials,
        now: i64,
    ) -> Result<Inode> {
        let content = Content::Directory(Directory::new(place.directory));
        self.create(place, S_IFDIR | (mode & 0o7777), content, who, now)
    }

    /// Gives a node another name. Directories are refused with EPERM.
    pub fn link(&mut self, inode: Inode, to: &Place, who: &Credentials, now: i64) -> Result<()> {
        self.check_new_name(to, who)?;
        if to.directory_wanted {
            return Err(Errno::ENOENT);
        }
        if self.node(inode)?.is_directory() {
            return Err(Errno::EPERM);
        }
        let node = self.node_mut(inode)?;
        if node.links >= LINK_MAX {
            return Err(Errno::EMLINK);
        }
        node.links += 1;
        node.times.change = now;
        self.directory_mut(to.directory)?.insert(&to.name, inode);
        self.touch_directory(to.directory, now)
    }

    /// Removes a name of something that is not a directory. Gives the content back if that was
    /// the last name and nobody has it open.
    pub fn unlink(
        &mut self,
        place: &Place,
        who: &Credentials,
        now: i64,
    ) -> Result<Option<Node<C>>> {
        let inode = place.node.ok_or(Errno::ENOENT)?;
        if self.node(inode)?.is_directory() {
            return Err(Errno::EISDIR);
        }
        if place.directory_wanted {
            return Err(Errno::ENOTDIR);
        }
        self.check_removal(place, inode, who)?;
        self.directory_mut(place.directory)?.remove(&place.name);
        self.touch_directory(place.directory, now)?;
        self.drop_link(inode, now)
    }

    /// Removes an empty directory.
    pub fn remove_directory(&mut self, place: &Place, who: &Credentials, now: i64) -> Result<()> {
        let inode = place.node.ok_or(Errno::ENOENT)?;
        let directory = self.directory(inode)?;
        if directory.mounted.is_some() || inode == ROOT {
            return Err(Errno::EBUSY);
        }
        if place.name.is_empty() {
            return Err(Errno::EINVAL);
        }
        if !directory.by_name.is_empty() {
            return Err(Errno::ENOTEMPTY);
        }
        self.check_removal(place, inode, who)?;
        self.directory_mut(place.directory)?.remove(&place.name);
        self.node_mut(place.directory)?.links -= 1;
        self.touch_directory(place.directory, now)?;
        self.drop_directory(inode);
        Ok(())
    }

    /// Write permission on the directory, and in a sticky one, ownership (POSIX, XBD 4.5).
    fn check_removal(&self, place: &Place, inode: Inode, who: &Credentials) -> Result<()> {
        self.check_access(place.directory, WRITE | EXECUTE, who)?;
        let directory = self.node(place.directory)?;
        let owns =
            who.is_superuser() || directory.uid == who.uid || self.node(inode)?.uid == who.uid;
        if directory.mode & S_ISVTX != 0 && !owns {
            return Err(Errno::EPERM);
        }
        Ok(())
    }

    /// Renames (POSIX `rename`): replaces what is at `to` in one step.
    pub fn rename(
        &mut self,
        from: &Place,
        to: &Place,
        who: &Credentials,
        now: i64,
    ) -> Result<Option<Node<C>>> {
        let inode = from.node.ok_or(Errno::ENOENT)?;
        let is_directory = self.node(inode)?.is_directory();
        if from.name.is_empty() || (to.name.is_empty() && to.node.is_some()) {
            return Err(Errno::EBUSY);
        }
        if (from.directory_wanted || to.directory_wanted) && !is_directory {
            return Err(Errno::ENOTDIR);
        }
        if is_directory && self.is_within(to.directory, inode)? {
            return Err(Errno::EINVAL);
        }
        if let Some(target) = to.node {
            if self.node(target)?.is_directory() && self.is_within(from.directory, target)? {
                return Err(Errno::ENOTEMPTY);
            }
        }
        self.check_removal(from, inode, who)?;
        if to.node == Some(inode) {
            return Ok(None);
        }
        let replaced = match to.node {
            Some(target) => {
                self.check_replacement(is_directory, target)?;
                self.check_removal(to, target, who)?;
                self.directory_mut(to.directory)?.replace(&to.name, inode);
                if is_directory {
                    self.node_mut(to.directory)?.links -= 1;
                    self.drop_directory(target);
                    None
                } else {
                    self.drop_link(target, now)?
                }
            }
            None => {
                self.check_new_name(to, who)?;
                self.directory_mut(to.directory)?.insert(&to.name, inode);
                None
            }
        };
        let link = self.directory_mut(from.directory)?.remove(&from.name);
        self.directory_mut(to.directory)?
            .adopt(to.directory, &to.name, link);
        if is_directory {
            self.node_mut(from.directory)?.links -= 1;
            self.node_mut(to.directory)?.links += 1;
            self.directory_mut(inode)?.parent = to.directory;
        }
        self.node_mut(inode)?.times.change = now;
        self.touch_directory(from.directory, now)?;
        self.touch_directory(to.directory, now)?;
        Ok(replaced)
    }

    /// Exchanges two names in one step (`RENAME_EXCHANGE`).
    pub fn exchange(&mut self, a: &Place, b: &Place, who: &Credentials, now: i64) -> Result<()> {
        let (first, second) = (a.node.ok_or(Errno::ENOENT)?, b.node.ok_or(Errno::ENOENT)?);
        if a.name.is_empty() || b.name.is_empty() {
            return Err(Errno::EBUSY);
        }
        self.check_removal(a, first, who)?;
        self.check_removal(b, second, who)?;
        for (inode, other) in [(first, b), (second, a)] {
            if self.node(inode)?.is_directory() && self.is_within(other.directory, inode)? {
                return Err(Errno::EINVAL);
            }
        }
        let link = self.directory_mut(a.directory)?.replace(&a.name, second);
        let other = self.directory_mut(b.directory)?.replace(&b.name, first);
        self.directory_mut(a.directory)?
            .adopt(a.directory, &a.name, other);
        self.directory_mut(b.directory)?
            .adopt(b.directory, &b.name, link);
        for (inode, from, to) in [(first, a, b), (second, b, a)] {
            if self.node(inode)?.is_directory() {
                self.node_mut(from.directory)?.links -= 1;
                self.node_mut(to.directory)?.links += 1;
                self.directory_mut(inode)?.parent = to.directory;
            }
            self.node_mut(inode)?.times.change = now;
        }
        self.touch_directory(a.directory, now)?;
        self.touch_directory(b.directory, now)
    }

    fn check_replacement(&self, is_directory: bool, target: Inode) -> Result<()> {
        match &self.node(target)?.content {
            Content::Directory(_) if !is_directory => Err(Errno::EISDIR),
            Content::Directory(directory) if directory.mounted.is_some() => Err(Errno::EBUSY),
            Content::Directory(directory) if !directory.by_name.is_empty() => Err(Errno::ENOTEMPTY),
            Content::Directory(_) => Ok(()),
            _ if is_directory => Err(Errno::ENOTDIR),
            _ => Ok(()),
        }
    }

    /// Whether `inode` is `ancestor` or lies below it.
    fn is_within(&self, mut inode: Inode, ancestor: Inode) -> Result<bool> {
        while inode != ancestor {
            if inode == ROOT {
                return Ok(false);
            }
            inode = self.directory(inode)?.parent;
        }
        Ok(true)
    }

    /// Marks a directory as a mount point: walks that reach it are sent to `path`.
    pub fn set_mounted(&mut self, inode: Inode, path: Option<&[u8]>) -> Result<()> {
        self.directory_mut(inode)?.mounted = path.map(Into::into);
        Ok(())
    }

    /// Absolute path of a directory in this tree.
    pub fn path_of(&self, inode: Inode) -> Result<Vec<u8>> {
        let mut parts: Vec<&[u8]> = Vec::new();
        let mut here = inode;
        while here != ROOT {
            if self.node(here)?.links == 0 {
                return Err(Errno::ENOENT);
            }
            let parent = self.directory(here)?.parent;
            let names = &self.directory(parent)?.by_name;
            let found = names.iter().find(|(_, entry)| entry.node == here);
            parts.push(found.ok_or(Errno::ENOENT)?.0);
            here = parent;
        }
        if parts.is_empty() {
            return Ok(b"/".to_vec());
        }
        let mut path = Vec::new();
        for part in parts.iter().rev() {
            path.push(b'/');
            path.extend_from_slice(part);
        }
        Ok(path)
    }

    /// The link of a name that a walk ended at, for what is opened by it; none for `.`, `..` and a walk of no steps.
    pub fn link_of(&mut self, place: &Place) -> Option<Rc<Link>> {
        let directory = self.directory_mut(place.directory).ok()?;
        directory.link(place.directory, &place.name)
    }

    /// The directory of a directory.
    pub fn parent_of(&self, inode: Inode) -> Result<Inode> {
        Ok(self.directory(inode)?.parent)
    }

    /// The name of a directory in the one above it, which it takes a search to find. ENOENT if it has none any more.
    pub fn name_of(&self, inode: Inode) -> Result<Rc<[u8]>> {
        let names = &self.directory(self.parent_of(inode)?)?.by_name;
        let found = names.iter().find(|(_, entry)| entry.node == inode);
        Ok(found.ok_or(Errno::ENOENT)?.0.clone())
    }

    /// Entries of a directory from `cookie` on: (cookie of the next, number, name).
    pub fn entries(
        &self,
        inode: Inode,
        cookie: u64,
    ) -> Result<impl Iterator<Item = (u64, Inode, &[u8])>> {
        let directory = self.directory(inode)?;
        let dots: [(u64, Inode, &[u8]); 2] = [(1, inode, b"."), (2, directory.parent, b"..")];
        let names = directory.by_cookie.range(cookie.max(FIRST_COOKIE)..);
        let named = names.map(|(&cookie, name)| {
            let node = directory.get(name).unwrap_or(0);
            (cookie + 1, node, &name[..])
        });
        Ok(dots.into_iter().skip(cookie.min(2) as usize).chain(named))
    }

    /// A node is opened.
    pub fn open(&mut self, inode: Inode) -> Result<()> {
        self.node_mut(inode)?.opens += 1;
        Ok(())
    }

    /// An open of a node ends. Gives the content back if no name is left.
    pub fn close(&mut self, inode: Inode) -> Option<Node<C>> {
        let node = self.nodes.get_mut(inode)?;
        node.opens = node.opens.saturating_sub(1);
        let gone = node.links == 0 && node.opens == 0;
        if gone {
            self.nodes.remove(inode)
        } else {
            None
        }
    }

    /// Changes permission bits: EPERM unless owner or superuser.
    pub fn set_mode(&mut self, inode: Inode, mode: u32, who: &Credentials, now: i64) -> Result<()> {
        self.check_owner(inode, who)?;
        let node = self.node_mut(inode)?;
        let mut bits = mode & 0o7777;
        if !who.is_superuser() && !who.in_group(node.gid) && !node.is_directory() {
            bits &= !S_ISGID;
        }
        node.mode = node.mode & S_IFMT | bits;
        node.times.change = now;
        Ok(())
    }

    /// Changes owner and group; `None` keeps. Only the superuser changes the owner; an owner may
    /// choose among its groups. Set-ID bits of executables are cleared (POSIX `chown`).
    pub fn set_owner(
        &mut self,
        inode: Inode,
        uid: Option<u32>,
        gid: Option<u32>,
        who: &Credentials,
        now: i64,
    ) -> Result<()> {
        let node = self.node(inode)?;
        let owns = node.uid == who.uid;
        let uid_allowed = uid.is_none_or(|uid| owns && uid == node.uid);
        let gid_allowed = gid.is_none_or(|gid| owns && (gid == node.gid || who.in_group(gid)));
        if !(who.is_superuser() || uid_allowed && gid_allowed) {
            return Err(Errno::EPERM);
        }
        let node = self.node_mut(inode)?;
        node.uid = uid.unwrap_or(node.uid);
        node.gid = gid.unwrap_or(node.gid);
        if !node.is_directory() && node.mode & 0o111 != 0 {
            node.mode &= !(S_ISUID | S_ISGID);
        }
        node.times.change = now;
        Ok(())
    }

    /// EPERM unless owner or superuser.
    pub fn check_owner(&self, inode: Inode, who: &Credentials) -> Result<()> {
        let owns = who.is_superuser() || self.node(inode)?.uid == who.uid;
        owns.then_some(()).ok_or(Errno::EPERM)
    }

    fn touch_directory(&mut self, inode: Inode, now: i64) -> Result<()> {
        let times = &mut self.node_mut(inode)?.times;
        times.modify = now;
        times.change = now;
        Ok(())
    }

    fn drop_link(&mut self, inode: Inode, now: i64) -> Result<Option<Node<C>>> {
        let node = self.node_mut(inode)?;
        node.links -= 1;
        node.times.change = now;
        let gone = node.links == 0 && node.opens == 0;
        Ok(if gone { self.nodes.remove(inode) } else { None })
    }

    fn drop_directory(&mut self, inode: Inode) {
        if let Some(node) = self.nodes.get_mut(inode) {
            node.links = 0;
            if node.opens == 0 {
                self.nodes.remove(inode);
            }
        }
    }
}

/// The part of a path, borrowed as long as the path itself is.
fn cut<'p>(path: &Cow<'p, [u8]>, start: usize, end: usize) -> Cow<'p, [u8]> {
    match path {
        Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[start..end]),
        Cow::Owned(bytes) => Cow::Owned(bytes[start..end].to_vec()),
    }
}
