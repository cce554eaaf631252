//! inotify: who wants to hear of which nodes, and what is still to be read (inotify(7)).
//!
//! *Overview.* An [`Instance`] is an open file that a client reads events from; a watch joins an instance and a
//! node, with the events that are wanted. [`Watches::tell`] queues an event with every instance that wants it; a watch
//! on a directory hears of what is in it with a name. The order of events, what is merged and when watches end
//! are Linux's, as its kernel shows them to `tests/c/file/inotify.c`.
//!
//! *Limits.* Instances and watches are counted by user, events by instance, and bytes of events over all of them, so
//! that no client can fill the server's memory. Events beyond are lost, which the instance's reader is told by
//! `IN_Q_OVERFLOW`.

use crate::tree::Inode;
use abi::errno::{Errno, Result};
use posix::types::constants::inotify::{
    IN_ALL_EVENTS, IN_DELETE_SELF, IN_EXCL_UNLINK, IN_IGNORED, IN_ISDIR, IN_MASK_ADD,
    IN_MASK_CREATE, IN_MOVE_SELF, IN_ONESHOT, IN_Q_OVERFLOW,
};
use posix::types::{inotify_event_len, write_inotify_event, InotifyEvent};
use std::collections::{HashMap, VecDeque};
use std::mem::size_of;
use std::rc::Rc;

/// Most instances of one user (Linux's `max_user_instances`).
const INSTANCES_MAX: usize = 128;

/// Most watches of one user.
const WATCHES_MAX: usize = 16_384;

/// Most events in one instance's queue (Linux's `max_queued_events`).
const EVENTS_MAX: usize = 16_384;

/// Most bytes that all queues hold.
const QUEUED_MAX: usize = 16 << 20;

/// What of a mask is kept with a watch.
const KEPT: u32 = IN_ALL_EVENTS | IN_EXCL_UNLINK | IN_ONESHOT;

/// The watch number of events that belong to none.
const NO_WATCH: i32 = -1;

/// One thing to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Event {
    watch: i32,
    mask: u32,
    cookie: u32,
    name: Option<Rc<[u8]>>,
}

impl Event {
    fn name(&self) -> &[u8] {
        self.name.as_deref().unwrap_or(b"")
    }

    /// Bytes that a reader gets.
    fn len(&self) -> usize {
        inotify_event_len(self.name().len())
    }

    /// Bytes that it takes here, or a few more.
    fn cost(&self) -> usize {
        size_of::<Self>() + self.len()
    }

    /// Whether it says no more than the one before it. A cookie makes no difference, as on Linux.
    fn repeats(&self, last: &Self) -> bool {
        (self.watch, self.mask, self.name()) == (last.watch, last.mask, last.name())
    }
}

/// A client that waits for events.
#[derive(Debug)]
struct Reader {
    request: u64,
    room: usize,
}

#[derive(Debug)]
struct Instance {
    user: u32,
    last_watch: i32,
    watches: HashMap<i32, Inode>,
    queue: VecDeque<Event>,
    /// Bytes that readers would get of all of the queue.
    readable: usize,
    /// The queue has an event that tells of lost ones.
    overflowed: bool,
    readers: VecDeque<Reader>,
    /// Something was queued since [`Watches::take_news`].
    has_news: bool,
}

impl Instance {
    fn new(user: u32) -> Self {
        Self {
            user,
            last_watch: 0,
            watches: HashMap::new(),
            queue: VecDeque::new(),
            readable: 0,
            overflowed: false,
            readers: VecDeque::new(),
            has_news: false,
        }
    }

    /// Moves events into `room`, as many as fit whole; their bytes. Errors: EINVAL if the first does not fit.
    fn take(&mut self, room: &mut [u8], queued: &mut usize) -> Result<usize> {
        let mut done = 0;
        while let Some(event) = self.queue.front() {
            let told = InotifyEvent {
                watch: event.watch,
                mask: event.mask,
                cookie: event.cookie,
                name: event.name(),
            };
            let Some(len) = write_inotify_event(&mut room[done..], &told) else {
                return if done == 0 {
                    Err(Errno::EINVAL)
                } else {
                    Ok(done)
                };
            };
            done += len;
            self.readable -= len;
            *queued -= event.cost();
            self.overflowed &= event.mask != IN_Q_OVERFLOW;
            self.queue.pop_front();
        }
        Ok(done)
    }
}

/// One watch of a node.
#[derive(Clone, Copy, Debug)]
struct Watch {
    instance: u64,
    number: i32,
    mask: u32,
}

/// What happened to a node, or to a name in it.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// `IN_*`, one event and perhaps `IN_ISDIR`.
    pub mask: u32,
    /// Joins the two ends of a rename; 0 for others.
    pub cookie: u32,
    /// The name in the directory that is told of it.
    pub name: Option<&'a Rc<[u8]>>,
    /// It came by a name that was removed: `IN_EXCL_UNLINK` leaves it out.
    pub by_removed_name: bool,
}

impl<'a> Change<'a> {
    /// A change of the node itself.
    pub fn of(mask: u32) -> Self {
        Self {
            mask,
            cookie: 0,
            name: None,
            by_removed_name: false,
        }
    }

    /// The same, with the name that it is of.
    pub fn named(self, name: &'a Rc<[u8]>) -> Self {
        Self {
            name: Some(name),
            ..self
        }
    }
}

/// Instances, by the numbers of their files, and watches, by node.
#[derive(Debug, Default)]
pub struct Watches {
    instances: HashMap<u64, Instance>,
    nodes: HashMap<Inode, Vec<Watch>>,
    /// Instances with news.
    news: Vec<u64>,
    /// Bytes that all queues hold.
    queued: usize,
    last_cookie: u32,
}

impl Watches {
    /// Whether nobody watches anything.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Whether the file of that number is an instance.
    pub fn is_instance(&self, file: u64) -> bool {
        self.instances.contains_key(&file)
    }

    /// Whether the user may have another instance. Errors: EMFILE.
    pub fn check_user(&self, user: u32) -> Result<()> {
        let own = self.instances.values().filter(|one| one.user == user);
        match own.count() {
            0..INSTANCES_MAX => Ok(()),
            _ => Err(Errno::EMFILE),
        }
    }

    /// Makes the file of that number an instance of `user`.
    pub fn create(&mut self, file: u64, user: u32) {
        self.instances.insert(file, Instance::new(user));
    }

    /// An instance's file is gone.
    pub fn close(&mut self, file: u64) {
        let Some(instance) = self.instances.remove(&file) else {
            return;
        };
        self.queued -= instance.queue.iter().map(Event::cost).sum::<usize>();
        for inode in instance.watches.values() {
            self.forget(*inode, file);
        }
    }

    /// Takes an instance's watch off a node.
    fn forget(&mut self, inode: Inode, file: u64) {
        if let Some(watches) = self.nodes.get_mut(&inode) {
            watches.retain(|watch| watch.instance != file);
            if watches.is_empty() {
                self.nodes.remove(&inode);
            }
        }
    }

    /// Watches a node, or changes what is wanted of it; the watch's number. Errors: EINVAL if the file is no
    /// instance, EEXIST with `IN_MASK_CREATE`, ENOSPC if the user has too many.
    pub fn add(&mut self, file: u64, inode: Inode, mask: u32) -> Result<i32> {
        let user = self.instances.get(&file).ok_or(Errno::EINVAL)?.user;
        let watches = self.nodes.get_mut(&inode);
        if let Some(watch) = watches.and_then(|all| all.iter_mut().find(|w| w.instance == file)) {
            if mask & IN_MASK_CREATE != 0 {
                return Err(Errno::EEXIST);
            }
            let old = if mask & IN_MASK_ADD != 0 {
                watch.mask
            } else {
                0
            };
            watch.mask = old | mask & KEPT;
            return Ok(watch.number);
        }
        let own = self.instances.values().filter(|one| one.user == user);
        if own.map(|one| one.watches.len()).sum::<usize>() >= WATCHES_MAX {
            return Err(Errno::ENOSPC);
        }
        let instance = self.instances.get_mut(&file).ok_or(Errno::EINVAL)?;
        let number = instance.last_watch.checked_add(1).ok_or(Errno::ENOSPC)?;
        instance.last_watch = number;
        instance.watches.insert(number, inode);
        self.nodes.entry(inode).or_default().push(Watch {
            instance: file,
            number,
            mask: mask & KEPT,
        });
        Ok(number)
    }

    /// Ends a watch, of which the instance is told. Errors: EINVAL if it has none of that number.
    pub fn remove(&mut self, file: u64, number: i32) -> Result<()> {
        let instance = self.instances.get_mut(&file).ok_or(Errno::EINVAL)?;
        let inode = instance.watches.remove(&number).ok_or(Errno::EINVAL)?;
        self.forget(inode, file);
        self.queue(file, event(number, IN_IGNORED));
        Ok(())
    }

    /// What anybody wants to hear of a node: `IN_*`.
    pub fn wanted(&self, inode: Inode) -> u32 {
        let watches = self.nodes.get(&inode).into_iter().flatten();
        watches.fold(0, |all, watch| all | watch.mask)
    }

    /// A cookie for a rename.
    pub fn cookie(&mut self) -> u32 {
        self.last_cookie = self.last_cookie.checked_add(1).unwrap_or(1);
        self.last_cookie
    }

    /// Tells who watches the node.
    pub fn tell(&mut self, inode: Inode, change: Change<'_>) {
        let Some(watches) = self.nodes.get(&inode) else {
            return;
        };
        let mut mask = change.mask;
        if mask & (IN_DELETE_SELF | IN_MOVE_SELF) != 0 {
            // inotify(7) has no `IN_ISDIR` with these.
            mask &= !IN_ISDIR;
        }
        let excluded = |watch: &Watch| change.by_removed_name && watch.mask & IN_EXCL_UNLINK != 0;
        let wanting: Vec<Watch> = watches
            .iter()
            .filter(|watch| watch.mask & mask & IN_ALL_EVENTS != 0 && !excluded(watch))
            .copied()
            .collect();
        for watch in wanting {
            let told = Event {
                watch: watch.number,
                mask,
                cookie: change.cookie,
                name: change.name.cloned(),
            };
            self.queue(watch.instance, told);
            if watch.mask & IN_ONESHOT != 0 {
                // It is there: it was just found.
                let _ = self.remove(watch.instance, watch.number);
            }
        }
    }

    /// A node is no more: its watches end.
    pub fn gone(&mut self, inode: Inode) {
        self.tell(inode, Change::of(IN_DELETE_SELF));
        for watch in self.nodes.remove(&inode).unwrap_or_default() {
            if let Some(instance) = self.instances.get_mut(&watch.instance) {
                instance.watches.remove(&watch.number);
            }
            self.queue(watch.instance, event(watch.number, IN_IGNORED));
        }
    }

    fn queue(&mut self, file: u64, event: Event) {
        let Some(instance) = self.instances.get_mut(&file) else {
            return;
        };
        let is_full = instance.queue.len() >= EVENTS_MAX || self.queued + event.cost() > QUEUED_MAX;
        let event = if is_full {
            if instance.overflowed {
                return;
            }
            instance.overflowed = true;
            self::event(NO_WATCH, IN_Q_OVERFLOW)
        } else if instance
            .queue
            .back()
            .is_some_and(|last| event.repeats(last))
        {
            return;
        } else {
            event
        };
        instance.readable += event.len();
        self.queued += event.cost();
        instance.queue.push_back(event);
        if !instance.has_news {
            instance.has_news = true;
            self.news.push(file);
        }
    }

    /// Bytes that a reader would get. Errors: EINVAL if the file is no instance.
    pub fn readable(&self, file: u64) -> Result<usize> {
        let instance = self.instances.get(&file).ok_or(Errno::EINVAL)?;
        Ok(instance.readable)
    }

    /// Moves events into `room`: bytes, 0 if there are none. Errors: EINVAL if the first does not fit, or the file is
    /// no instance.
    pub fn read(&mut self, file: u64, room: &mut [u8]) -> Result<usize> {
        let instance = self.instances.get_mut(&file).ok_or(Errno::EINVAL)?;
        instance.take(room, &mut self.queued)
    }

    /// Keeps a reader of an instance without events.
    pub fn wait(&mut self, file: u64, request: u64, room: usize) {
        if let Some(instance) = self.instances.get_mut(&file) {
            instance.readers.push_back(Reader { request, room });
        }
    }

    /// Forgets a reader that waits; whether there was such.
    pub fn cancel(&mut self, request: u64) -> bool {
        for instance in self.instances.values_mut() {
            let readers = &mut instance.readers;
            if let Some(at) = readers.iter().position(|reader| reader.request == request) {
                readers.remove(at);
                return true;
            }
        }
        false
    }

    /// Instances of which something was queued since this was asked last.
    pub fn take_news(&mut self) -> Vec<u64> {
        let news = std::mem::take(&mut self.news);
        for file in &news {
            if let Some(instance) = self.instances.get_mut(file) {
                instance.has_news = false;
            }
        }
        news
    }

    /// The next reader that can be answered, and what it gets.
    pub fn next_answer(&mut self, file: u64) -> Option<(u64, Result<Vec<u8>>)> {
        let instance = self.instances.get_mut(&file)?;
        if instance.queue.is_empty() {
            return None;
        }
        let reader = instance.readers.pop_front()?;
        let mut room = vec![0; reader.room.min(instance.readable)];
        let taken = instance.take(&mut room, &mut self.queued);
        let events = taken.map(|len| {
            room.truncate(len);
            room
        });
        Some((reader.request, events))
    }
}

/// An event of a watch, and nothing more.
fn event(watch: i32, mask: u32) -> Event {
    Event {
        watch,
        mask,
        cookie: 0,
        name: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use posix::types::constants::inotify::{
        IN_ACCESS, IN_CREATE, IN_DELETE, IN_MODIFY, IN_MOVED_FROM, IN_MOVED_TO, IN_OPEN,
    };

    const FILE: Inode = 70;
    const DIRECTORY: Inode = 71;

    /// Watches with instances 1 and 2, of users 1000 and 1001.
    fn two() -> Watches {
        let mut watches = Watches::default();
        watches.create(1, 1000);
        watches.create(2, 1001);
        watches
    }

    fn name(text: &str) -> Rc<[u8]> {
        text.as_bytes().into()
    }

    /// All events of an instance: watch, mask, cookie, name.
    fn read(watches: &mut Watches, file: u64) -> Vec<(i32, u32, u32, String)> {
        let mut room = vec![0; 1 << 20];
        let len = watches.read(file, &mut room).expect("an instance");
        let (mut at, mut events) = (0, Vec::new());
        let word = |at: usize| u32::from_ne_bytes(room[at..at + 4].try_into().expect("four bytes"));
        while at < len {
            let end = at + 16 + word(at + 12) as usize;
            let text = String::from_utf8_lossy(&room[at + 16..end]);
            let text = text.trim_end_matches('\0').to_owned();
            events.push((word(at) as i32, word(at + 4), word(at + 8), text));
            at = end;
        }
        events
    }

    #[test]
    fn each_instance_hears_what_it_wants_and_by_its_own_number() {
        let mut watches = two();
        assert_eq!(watches.add(1, DIRECTORY, IN_CREATE), Ok(1));
        assert_eq!(watches.add(1, FILE, IN_MODIFY | IN_ACCESS), Ok(2));
        assert_eq!(watches.add(2, FILE, IN_MODIFY), Ok(1));
        assert_eq!(watches.wanted(FILE), IN_MODIFY | IN_ACCESS);
        let x = name("x");
        watches.tell(DIRECTORY, Change::of(IN_CREATE | IN_ISDIR).named(&x));
        watches.tell(DIRECTORY, Change::of(IN_DELETE).named(&x));
        watches.tell(FILE, Change::of(IN_ACCESS));
        watches.tell(FILE, Change::of(IN_MODIFY));
        watches.tell(FILE + 5, Change::of(IN_MODIFY));
        let create = (1, IN_CREATE | IN_ISDIR, 0, "x".to_owned());
        let access = (2, IN_ACCESS, 0, String::new());
        let modify = |watch| (watch, IN_MODIFY, 0, String::new());
        assert_eq!(read(&mut watches, 1), [create, access, modify(2)]);
        assert_eq!(read(&mut watches, 2), [modify(1)]);
        assert_eq!(watches.take_news(), [1, 2]);
        assert_eq!(watches.take_news(), []);
    }

    #[test]
    fn only_what_repeats_the_last_event_is_left_out() {
        let mut watches = two();
        watches.add(1, DIRECTORY, IN_ALL_EVENTS).expect("added");
        let (a, b) = (name("a"), name("b"));
        for (mask, name) in [
            (IN_MODIFY, &a),
            (IN_MODIFY, &a),
            (IN_MODIFY, &b),
            (IN_MODIFY, &a),
            (IN_OPEN, &a),
        ] {
            watches.tell(DIRECTORY, Change::of(mask).named(name));
        }
        let names: Vec<String> = read(&mut watches, 1).into_iter().map(|one| one.3).collect();
        assert_eq!(names, ["a", "b", "a", "a"]);
        // What was read is not the last any more.
        watches.tell(DIRECTORY, Change::of(IN_OPEN).named(&a));
        assert_eq!(read(&mut watches, 1).len(), 1);
    }

    #[test]
    fn both_ends_of_a_rename_have_one_cookie_and_renames_have_different_ones() {
        let mut watches = two();
        watches.add(1, DIRECTORY, IN_ALL_EVENTS).expect("added");
        for _ in 0..2 {
            let cookie = watches.cookie();
            for mask in [IN_MOVED_FROM, IN_MOVED_TO] {
                let change = Change {
                    cookie,
                    ..Change::of(mask)
                };
                watches.tell(DIRECTORY, change.named(&name("n")));
            }
        }
        let cookies: Vec<u32> = read(&mut watches, 1).into_iter().map(|one| one.2).collect();
        assert_eq!(cookies[0], cookies[1]);
        assert_eq!(cookies[2], cookies[3]);
        assert!(cookies[0] != cookies[2] && cookies[0] != 0);
    }

    #[test]
    fn a_second_watch_of_a_node_is_the_first_with_another_mask() {
        let mut watches = two();
        assert_eq!(watches.add(1, FILE, IN_OPEN), Ok(1));
        assert_eq!(watches.add(1, FILE, IN_MODIFY), Ok(1));
        assert_eq!(watches.wanted(FILE), IN_MODIFY);
        assert_eq!(watches.add(1, FILE, IN_OPEN | IN_MASK_ADD), Ok(1));
        assert_eq!(watches.wanted(FILE), IN_MODIFY | IN_OPEN);
        assert_eq!(
            watches.add(1, FILE, IN_OPEN | IN_MASK_CREATE),
            Err(Errno::EEXIST)
        );
        assert_eq!(watches.add(3, FILE, IN_OPEN), Err(Errno::EINVAL));
    }

    #[test]
    fn a_watch_that_ends_says_so_and_its_number_is_not_used_again() {
        let mut watches = two();
        watches.add(1, FILE, IN_OPEN).expect("added");
        assert_eq!(watches.remove(1, 2), Err(Errno::EINVAL));
        assert_eq!(watches.remove(2, 1), Err(Errno::EINVAL));
        assert_eq!(watches.remove(1, 1), Ok(()));
        assert_eq!(watches.remove(1, 1), Err(Errno::EINVAL));
        assert!(watches.is_empty());
        assert_eq!(watches.add(1, FILE, IN_OPEN | IN_ONESHOT), Ok(2));
        watches.tell(FILE, Change::of(IN_OPEN));
        watches.tell(FILE, Change::of(IN_OPEN));
        assert_eq!(watches.add(1, FILE, IN_DELETE_SELF), Ok(3));
        watches.gone(FILE);
        assert!(watches.is_empty());
        assert_eq!(watches.remove(1, 3), Err(Errno::EINVAL));
        let told: Vec<(i32, u32)> = read(&mut watches, 1)
            .into_iter()
            .map(|one| (one.0, one.1))
            .collect();
        assert_eq!(
            told,
            [
                (1, IN_IGNORED),
                (2, IN_OPEN),
                (2, IN_IGNORED),
                (3, IN_DELETE_SELF),
                (3, IN_IGNORED)
            ]
        );
    }

    #[test]
    fn an_event_that_came_by_a_removed_name_can_be_left_out() {
        let mut watches = two();
        watches
            .add(1, FILE, IN_OPEN | IN_EXCL_UNLINK)
            .expect("added");
        watches.add(2, FILE, IN_OPEN).expect("added");
        let change = Change {
            by_removed_name: true,
            ..Change::of(IN_OPEN)
        };
        watches.tell(FILE, change);
        assert_eq!(read(&mut watches, 1), []);
        assert_eq!(read(&mut watches, 2).len(), 1);
    }

    #[test]
    fn events_beyond_the_limit_are_lost_and_that_is_told_once() {
        let mut watches = two();
        watches.add(1, FILE, IN_ALL_EVENTS).expect("added");
        for index in 0..EVENTS_MAX + 100 {
            let mask = if index % 2 == 0 { IN_OPEN } else { IN_MODIFY };
            watches.tell(FILE, Change::of(mask));
        }
        let events = read(&mut watches, 1);
        assert_eq!(events.len(), EVENTS_MAX + 1);
        let last = events.last().expect("events");
        assert_eq!(*last, (-1, IN_Q_OVERFLOW, 0, String::new()));
        watches.tell(FILE, Change::of(IN_OPEN));
        assert_eq!(read(&mut watches, 1).len(), 1);
        assert_eq!(watches.queued, 0);
    }

    #[test]
    fn all_queues_together_hold_no_more_than_they_may() {
        let mut watches = Watches::default();
        let long = name(&"n".repeat(255));
        for file in 1..=100 {
            watches.create(file, 1000);
            watches.add(file, DIRECTORY, IN_ALL_EVENTS).expect("added");
        }
        for index in 0..2000 {
            let mask = if index % 2 == 0 { IN_OPEN } else { IN_MODIFY };
            watches.tell(DIRECTORY, Change::of(mask).named(&long));
        }
        // Each instance may have an event that tells of the loss beyond.
        let one = event(NO_WATCH, IN_Q_OVERFLOW).cost();
        assert!(watches.queued <= QUEUED_MAX + 100 * one);
        for file in 1..=100 {
            let events = read(&mut watches, file);
            assert_eq!(events.last().map(|event| event.1), Some(IN_Q_OVERFLOW));
        }
        assert_eq!(watches.queued, 0);
    }

    #[test]
    fn users_have_so_many_instances_and_watches_and_no_more() {
        let mut watches = Watches::default();
        for file in 0..INSTANCES_MAX as u64 {
            assert_eq!(watches.check_user(7), Ok(()));
            watches.create(file, 7);
        }
        assert_eq!(watches.check_user(7), Err(Errno::EMFILE));
        assert_eq!(watches.check_user(8), Ok(()));
        watches.create(5000, 8);
        for inode in 0..WATCHES_MAX as u64 {
            assert!(watches.add(inode % 2, inode, IN_OPEN).is_ok());
        }
        assert_eq!(watches.add(2, 1 << 20, IN_OPEN), Err(Errno::ENOSPC));
        assert!(watches.add(0, 0, IN_MODIFY).is_ok());
        assert!(watches.add(5000, 1 << 20, IN_OPEN).is_ok());
        watches.close(0);
        assert_eq!(watches.check_user(7), Ok(()));
        assert!(watches.add(2, 1 << 20, IN_OPEN).is_ok());
    }

    #[test]
    fn an_instance_that_is_closed_leaves_nothing() {
        let mut watches = two();
        watches.add(1, FILE, IN_OPEN).expect("added");
        watches.add(2, FILE, IN_OPEN).expect("added");
        watches.tell(FILE, Change::of(IN_OPEN));
        watches.close(1);
        assert!(!watches.is_instance(1) && watches.is_instance(2));
        assert_eq!(watches.readable(1), Err(Errno::EINVAL));
        assert_eq!(read(&mut watches, 2).len(), 1);
        watches.close(2);
        watches.close(2);
        assert!(watches.is_empty());
        assert_eq!(watches.queued, 0);
        assert_eq!(watches.next_answer(1), None);
    }

    #[test]
    fn readers_get_whole_events_in_turn_and_too_little_room_is_an_error() {
        let mut watches = two();
        watches.add(1, FILE, IN_ALL_EVENTS).expect("added");
        watches.wait(1, 90, 15);
        watches.wait(1, 91, 40);
        watches.wait(1, 92, 1000);
        watches.wait(1, 93, 1000);
        assert!(watches.cancel(92) && !watches.cancel(92));
        assert_eq!(watches.next_answer(1), None);
        for mask in [IN_OPEN, IN_MODIFY, IN_OPEN] {
            watches.tell(FILE, Change::of(mask));
        }
        assert_eq!(watches.readable(1), Ok(48));
        let mut answered = Vec::new();
        while let Some((request, events)) = watches.next_answer(1) {
            answered.push((request, events.map(|bytes| bytes.len())));
        }
        assert_eq!(
            answered,
            [(90, Err(Errno::EINVAL)), (91, Ok(32)), (93, Ok(16))]
        );
        assert_eq!(watches.readable(1), Ok(0));
        assert_eq!(watches.read(1, &mut []), Ok(0));
    }
}
