//! What a directory has under its names, and the names as those know them who opened something by one.

use crate::tree::Inode;
use foldhash::fast::RandomState;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// A name, as those know it who opened something by it: it moves with renames, and is what it was last when it is
/// removed.
#[derive(Debug)]
pub struct Link {
    place: RefCell<(Inode, Rc<[u8]>)>,
    is_removed: Cell<bool>,
}

impl Link {
    /// The directory that has it, or had it last.
    pub fn directory(&self) -> Inode {
        self.place.borrow().0
    }

    pub fn name(&self) -> Rc<[u8]> {
        self.place.borrow().1.clone()
    }

    pub fn is_removed(&self) -> bool {
        self.is_removed.get()
    }
}

/// What a directory has under a name.
#[derive(Debug)]
pub(crate) struct Entry {
    pub cookie: u64,
    pub node: Inode,
    /// Made when something is first opened by the name.
    link: Option<Rc<Link>>,
}

/// The entries of a directory. Each has a cookie, growing with time, so that a reader who comes
/// back after changes neither misses nor repeats a name that was there throughout.
#[derive(Debug, Default)]
pub struct Directory {
    pub(crate) parent: Inode,
    pub(crate) by_name: HashMap<Rc<[u8]>, Entry, RandomState>,
    pub(crate) by_cookie: BTreeMap<u64, Rc<[u8]>>,
    next_cookie: u64,
    /// Path under which something is mounted here.
    pub(crate) mounted: Option<Box<[u8]>>,
}

/// Cookies 0 and 1 stand for `.` and `..`.
pub(crate) const FIRST_COOKIE: u64 = 2;

impl Directory {
    pub(crate) fn new(parent: Inode) -> Self {
        Self {
            parent,
            next_cookie: FIRST_COOKIE,
            ..Self::default()
        }
    }

    pub(crate) fn get(&self, name: &[u8]) -> Option<Inode> {
        self.by_name.get(name).map(|entry| entry.node)
    }

    pub(crate) fn insert(&mut self, name: &[u8], node: Inode) {
        let cookie = self.next_cookie;
        self.next_cookie += 1;
        let name: Rc<[u8]> = name.into();
        self.by_cookie.insert(cookie, name.clone());
        let entry = Entry {
            cookie,
            node,
            link: None,
        };
        self.by_name.insert(name, entry);
    }

    /// Removes a name; its link goes on as that of a removed name, or is moved.
    pub(crate) fn remove(&mut self, name: &[u8]) -> Option<Rc<Link>> {
        let entry = self.by_name.remove(name)?;
        self.by_cookie.remove(&entry.cookie);
        if let Some(link) = &entry.link {
            link.is_removed.set(true);
        }
        entry.link
    }

    /// Gives a name to another node; the link of the old one is as one of a removed name.
    pub(crate) fn replace(&mut self, name: &[u8], node: Inode) -> Option<Rc<Link>> {
        let entry = self.by_name.get_mut(name)?;
        entry.node = node;
        let link = entry.link.take()?;
        link.is_removed.set(true);
        Some(link)
    }

    /// Makes `link`, which had another place, that of a name of this directory, `own`.
    pub(crate) fn adopt(&mut self, own: Inode, name: &[u8], link: Option<Rc<Link>>) {
        let Some(link) = link else { return };
        let Some((name, _)) = self.by_name.get_key_value(name) else {
            return;
        };
        let name = name.clone();
        if let Some(entry) = self.by_name.get_mut(&name) {
            *link.place.borrow_mut() = (own, name);
            link.is_removed.set(false);
            entry.link = Some(link);
        }
    }

    /// The link of a name of this directory, `own`.
    pub(crate) fn link(&mut self, own: Inode, name: &[u8]) -> Option<Rc<Link>> {
        let (known, _) = self.by_name.get_key_value(name)?;
        let known = known.clone();
        let entry = self.by_name.get_mut(name)?;
        let link = entry.link.get_or_insert_with(|| {
            Rc::new(Link {
                place: RefCell::new((own, known)),
                is_removed: Cell::new(false),
            })
        });
        Some(link.clone())
    }
}
