//! What the server tells the watches: which events an operation gives, and who hears of them.
//!
//! A change of a node is told to those who watch it, and with the name by which it was reached to those who watch that
//! name's directory, who hear first. Which events there are and in which order is inotify(7)'s and, where that is
//! silent, as Linux does it. Reading and writing does not come here: the kernel tells of it while somebody wants to
//! know ([`abi::Call::StreamWatch`]), and the client waits meanwhile.

use crate::opens::{Open, OpenFile};
use crate::server::{RamFs, BLOCK};
use crate::tree::{self, Inode, Place};
use crate::watches::Change;
use abi::errno::Errno;
use abi::event::Ready;
use abi::file::{FileFlags, Transfers};
use posix::kernel::handle;
use posix::protocol::OpenFlags;
use posix::server::{Failure, Incoming, Opened, Outcome, Output};
use posix::types::constants::inotify::{
    IN_ACCESS, IN_ATTRIB, IN_CLOSE_NOWRITE, IN_CLOSE_WRITE, IN_CREATE, IN_ISDIR, IN_MODIFY,
    IN_MOVED_FROM, IN_MOVED_TO, IN_MOVE_SELF, IN_ONLYDIR, IN_OPEN,
};
use posix::types::Stat;
use std::rc::Rc;

/// The name by which a node was reached.
#[derive(Clone)]
pub(crate) struct Origin {
    directory: Inode,
    name: Rc<[u8]>,
    is_removed: bool,
}

impl Origin {
    /// The name that a walk ended at; none for `.`, `..` and a walk of no steps.
    fn of_place(place: &Place) -> Option<Self> {
        let named = !place.name.is_empty();
        named.then(|| Self {
            directory: place.directory,
            name: place.name[..].into(),
            is_removed: false,
        })
    }
}

/// `stat` of what events are read from: no file of the tree.
pub(crate) fn stat_of_instance(number: u64) -> Stat {
    Stat {
        ino: number,
        nlink: 1,
        mode: 0o600,
        blksize: BLOCK as i64,
        ..Stat::default()
    }
}

/// The transfers of which there is something to tell to who wants these events.
fn transfers(wanted: u32) -> Transfers {
    let mut transfers = Transfers::empty();
    transfers.set(Transfers::READ, wanted & IN_ACCESS != 0);
    transfers.set(Transfers::WRITE, wanted & IN_MODIFY != 0);
    transfers
}

impl RamFs {
    fn directory_bit(&self, inode: Inode) -> u32 {
        match self.tree.node(inode) {
            Ok(node) if node.is_directory() => IN_ISDIR,
            _ => 0,
        }
    }

    /// The name of a directory that was reached without one.
    fn origin_of_directory(&self, inode: Inode) -> Option<Origin> {
        let directory = self.tree.parent_of(inode).ok()?;
        if inode == tree::ROOT || self.watches.wanted(directory) == 0 {
            return None;
        }
        Some(Origin {
            directory,
            name: self.tree.name_of(inode).ok()?,
            is_removed: false,
        })
    }

    fn origin_of_open(&self, open: &OpenFile) -> Option<Origin> {
        match &open.link {
            Some(link) => Some(Origin {
                directory: link.directory(),
                name: link.name(),
                is_removed: link.is_removed(),
            }),
            None => self.origin_of_directory(open.inode),
        }
    }

    /// How a call reached the node at `place`.
    fn origin(&self, call: &Incoming<'_>, place: &Place) -> Option<Origin> {
        let by_file = call.name().is_empty();
        match self.opens.file(call.file()) {
            Some(open) if by_file => self.origin_of_open(open),
            _ => Origin::of_place(place).or_else(|| self.origin_of_directory(place.node?)),
        }
    }

    fn tell_both(&mut self, inode: Inode, origin: Option<Origin>, change: Change<'_>) {
        let mask = change.mask | self.directory_bit(inode);
        let change = Change { mask, ..change };
        if let Some(origin) = &origin {
            self.watches
                .tell(origin.directory, change.named(&origin.name));
        }
        self.watches.tell(inode, change);
    }

    /// Tells of what a call did to the node at `place`.
    pub(crate) fn tell_changed(&mut self, call: &Incoming<'_>, place: &Place, mask: u32) {
        let Some(inode) = place.node.filter(|_| !self.watches.is_empty() && mask != 0) else {
            return;
        };
        let origin = self.origin(call, place);
        self.tell_both(inode, origin, Change::of(mask));
    }

    /// Tells of what was done through the open file of that number.
    pub(crate) fn tell_used(&mut self, number: u64, mask: u32) {
        let Some(open) = self
            .opens
            .file(number)
            .filter(|_| !self.watches.is_empty())
            .cloned()
        else {
            return;
        };
        self.tell_used_open(&open, mask);
    }

    fn tell_used_open(&mut self, open: &OpenFile, mask: u32) {
        let origin = self.origin_of_open(open);
        let by_removed_name = origin.as_ref().is_some_and(|origin| origin.is_removed);
        let change = Change {
            by_removed_name,
            ..Change::of(mask)
        };
        self.tell_both(open.inode, origin, change);
    }

    /// Tells of the opening of a file, whose transfers are told of from now on, if anybody wants to hear of them.
    pub(crate) fn tell_opened(&mut self, number: u64) {
        let Some(open) = self
            .opens
            .file(number)
            .filter(|open| !self.watches.is_empty() && !open.is_path_only())
            .cloned()
        else {
            return;
        };
        self.tell_used_open(&open, IN_OPEN);
        let directory = open.link.as_ref().map(|link| link.directory());
        let by_name = directory.map_or(0, |directory| self.watches.wanted(directory));
        let wanted = by_name | self.watches.wanted(open.inode);
        self.watch_stream(open.inode, transfers(wanted), Transfers::all());
    }

    /// Tells of the closing of a file, before it is forgotten.
    pub(crate) fn tell_closed(&mut self, open: &OpenFile) {
        if !self.watches.is_empty() && !open.is_path_only() {
            let mask = match open.writes {
                true => IN_CLOSE_WRITE,
                false => IN_CLOSE_NOWRITE,
            };
            self.tell_used_open(open, mask);
        }
    }

    /// Tells that a node has a name less, and if that was the last, that it is gone.
    pub(crate) fn tell_unlinked(&mut self, inode: Inode) {
        self.watches.tell(inode, Change::of(IN_ATTRIB));
        self.tell_if_gone(inode);
    }

    /// Ends the watches of a node that is no more.
    pub(crate) fn tell_if_gone(&mut self, inode: Inode) {
        if !self.watches.is_empty() && self.tree.node(inode).is_err() {
            self.watches.gone(inode);
        }
    }

    /// Tells of a name that was made or removed.
    pub(crate) fn tell_name(&mut self, place: &Place, mask: u32) {
        if !self.watches.is_empty() {
            let name = place.name[..].into();
            self.watches
                .tell(place.directory, Change::of(mask).named(&name));
        }
    }

    /// Tells of a new node.
    pub(crate) fn tell_created(&mut self, place: &Place, inode: Inode) {
        let kind = self.directory_bit(inode);
        self.tell_name(place, IN_CREATE | kind);
    }

    /// Tells of another name of a node.
    pub(crate) fn tell_linked(&mut self, inode: Inode, to: &Place) {
        self.watches.tell(inode, Change::of(IN_ATTRIB));
        self.tell_name(to, IN_CREATE);
    }

    /// Tells of a rename that was done.
    pub(crate) fn tell_renamed(&mut self, from: &Place, to: &Place) {
        // Of two names of one file nothing was done.
        let moves = !self.watches.is_empty() && to.node != from.node;
        if let Some(inode) = from.node.filter(|_| moves) {
            self.tell_moved(inode, from, to, to.node);
            self.rewatch_stream(inode);
        }
    }

    /// Tells of two names that were exchanged.
    pub(crate) fn tell_exchanged(&mut self, one: &Place, other: &Place) {
        for (from, to) in [(one, other), (other, one)] {
            if let Some(inode) = from.node.filter(|_| !self.watches.is_empty()) {
                self.tell_moved(inode, from, to, None);
                self.rewatch_stream(inode);
            }
        }
    }

    /// Tells of a node that moved from one name to another, which `replaced` had.
    fn tell_moved(&mut self, inode: Inode, from: &Place, to: &Place, replaced: Option<Inode>) {
        let kind = self.directory_bit(inode);
        let cookie = self.watches.cookie();
        for (place, mask) in [(from, IN_MOVED_FROM), (to, IN_MOVED_TO)] {
            let name = place.name[..].into();
            let change = Change {
                cookie,
                ..Change::of(mask | kind)
            };
            self.watches.tell(place.directory, change.named(&name));
        }
        if let Some(replaced) = replaced {
            // Only a directory takes the place of a directory.
            self.watches.tell(replaced, Change::of(IN_ATTRIB | kind));
        }
        self.watches.tell(inode, Change::of(IN_MOVE_SELF));
        if let Some(replaced) = replaced {
            self.tell_if_gone(replaced);
        }
    }

    /// Has the kernel tell of transfers through a node's stream: of these, and of those of which it tells now and that are
    /// in `kept`.
    fn watch_stream(&mut self, inode: Inode, more: Transfers, kept: Transfers) {
        let node = self.tree.node_mut(inode);
        if let Ok(tree::Content::File(content)) = node.map(|node| &mut node.content) {
            content.watch(content.watched() & kept | more);
        }
    }

    /// Has the kernel tell of the transfers through a node's stream that somebody wants to hear of, and of no others.
    fn rewatch_stream(&mut self, inode: Inode) {
        if !self.tree.node(inode).is_ok_and(|node| node.is_open()) {
            // It is seen to when it is opened.
            return;
        }
        let opens = self.opens.files().filter(|open| open.inode == inode);
        let directories = opens.filter_map(|open| Some(open.link.as_ref()?.directory()));
        let wanted = directories.fold(self.watches.wanted(inode), |all, directory| {
            all | self.watches.wanted(directory)
        });
        self.watch_stream(inode, transfers(wanted), Transfers::empty());
    }

    /// [`posix::server::FileServer::transferred`].
    pub(crate) fn tell_transferred(&mut self, number: u64, told: Transfers) {
        let Some(open) = self.opens.file(number).cloned() else {
            return;
        };
        let events = [(Transfers::READ, IN_ACCESS), (Transfers::WRITE, IN_MODIFY)];
        for (transfer, mask) in events {
            if told.contains(transfer) {
                self.tell_used_open(&open, mask);
            }
        }
        // Watches that ended are found out here: nobody looks for streams when they end.
        let directory = open.link.as_ref().map_or(0, |link| link.directory());
        let wanted = self.watches.wanted(open.inode) | self.watches.wanted(directory);
        if !transfers(wanted).contains(told) {
            self.rewatch_stream(open.inode);
        }
    }

    /// Makes an instance for the caller.
    pub(crate) fn create_instance(&mut self, call: &Incoming<'_>) -> Outcome<Opened> {
        let user = call.caller().ruid;
        self.watches.check_user(user)?;
        let number = self.opens.insert(Open::Instance);
        self.watches.create(number, user);
        Ok(Opened::new(number, OpenFlags::empty()).not_seekable(Ready::empty()))
    }

    /// Watches the file of a path for the instance that the client lent.
    pub(crate) fn add_watch(
        &mut self,
        call: &Incoming<'_>,
        mask: u32,
        output: &mut Output<'_>,
    ) -> Outcome<i32> {
        let lent = call.take_handle(0)?;
        let found = self.scheme.file_of(lent);
        handle::close(lent)?;
        let instance = found?;
        if !self.watches.is_instance(instance) {
            return Err(Errno::EINVAL.into());
        }
        let (inode, _) = self.find_place(call, output)?;
        let is_directory = self.tree.node(inode)?.is_directory();
        if mask & IN_ONLYDIR != 0 && !is_directory {
            return Err(Errno::ENOTDIR.into());
        }
        self.tree
            .check_access(inode, tree::READ, &crate::server::who(call))?;
        let watch = self.watches.add(instance, inode, mask)?;
        let wanted = transfers(self.watches.wanted(inode));
        self.watch_stream(inode, wanted, Transfers::all());
        if is_directory && !wanted.is_empty() {
            let within = |open: &&OpenFile| {
                let link = open.link.as_ref();
                link.is_some_and(|link| link.directory() == inode)
            };
            let open: Vec<Inode> = self
                .opens
                .files()
                .filter(within)
                .map(|open| open.inode)
                .collect();
            for inode in open {
                self.watch_stream(inode, wanted, Transfers::all());
            }
        }
        Ok(watch)
    }

    /// Reads an instance: events, or the client waits for one.
    pub(crate) fn read_events(
        &mut self,
        call: &Incoming<'_>,
        len: usize,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        let instance = call.file();
        if !self.watches.is_instance(instance) {
            return Err(Errno::EINVAL.into());
        }
        let done = self.watches.read(instance, &mut output.room()[..len])?;
        output.advance(done);
        if done > 0 {
            if self.watches.readable(instance)? == 0 {
                // The client has it open: it is there.
                let _ = self.scheme.notify(instance, Ready::empty());
            }
            return Ok(());
        }
        if call.file_flags().contains(FileFlags::NONBLOCK) {
            return Err(Errno::EAGAIN.into());
        }
        self.watches.wait(instance, call.id(), len);
        Err(Failure::Later)
    }

    /// Answers readers of instances with news, and says that the others can be read.
    pub(crate) fn tell_news(&mut self) {
        for instance in self.watches.take_news() {
            while let Some((request, events)) = self.watches.next_answer(instance) {
                let result = events.as_ref().map(|bytes| bytes.len() as u64);
                let payload = events.as_deref().unwrap_or(&[]);
                // A client that is gone wants no events.
                let _ = self
                    .scheme
                    .reply_with(request, result.map_err(|errno| *errno), payload);
            }
            let ready = match self.watches.readable(instance) {
                Ok(0) | Err(_) => Ready::empty(),
                Ok(_) => Ready::IN,
            };
            // Its file may be gone, and the notice of that on its way.
            let _ = self.scheme.notify(instance, ready);
        }
    }
}
