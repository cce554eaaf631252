//! Event queues: interest in many handles, and a list of those that became ready.
//!
//! An [`Interest`] sits in its queue (by handle and object) and on the object's wait lists. When the
//! object changes, the interest goes on the queue's ready list, once; a wait takes it off, looks at
//! the object, and for a level-triggered interest that is still ready puts it back. An interest
//! does not keep its object alive.

use crate::file::{Body, File};
use crate::handle::Object;
use crate::interrupt::Interrupt;
use crate::ipc::SchemeEnd;
use crate::lock::{Rank, SpinLock};
use crate::memory::frame;
use crate::process::Process;
use crate::scheduler;
use crate::thread::Thread;
use crate::wait::{Interruptible, WaitList};
use abi::event::{Event, EventFlags, EventOperation, Ready};
use abi::{Errno, Handle};
use alloc::collections::{BTreeMap, VecDeque};
use alloc::sync::{Arc, Weak};
use alloc::vec::Vec;
use core::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};

/// An object that can be watched, without keeping it.
enum Watched {
    File(Weak<File>),
    Scheme(Weak<SchemeEnd>),
    Process(Weak<Process>),
    Interrupt(Weak<Interrupt>),
    Events(Weak<EventQueue>),
}

impl Watched {
    /// EPERM for objects that never change.
    fn of(object: &Object) -> Result<Self, Errno> {
        Ok(match object {
            Object::File(file) if !file.changes() => return Err(Errno::EPERM),
            Object::File(file) => Self::File(Arc::downgrade(file)),
            Object::Scheme(end) => Self::Scheme(Arc::downgrade(end)),
            Object::Process(process) => Self::Process(Arc::downgrade(process)),
            Object::Interrupt(interrupt) => Self::Interrupt(Arc::downgrade(interrupt)),
            Object::Events(queue) => Self::Events(Arc::downgrade(queue)),
            _ => return Err(Errno::EPERM),
        })
    }

    /// The object, if it is still there.
    fn object(&self) -> Option<Object> {
        Some(match self {
            Self::File(file) => Object::File(file.upgrade()?),
            Self::Scheme(end) => Object::Scheme(end.upgrade()?),
            Self::Process(process) => Object::Process(process.upgrade()?),
            Self::Interrupt(interrupt) => Object::Interrupt(interrupt.upgrade()?),
            Self::Events(queue) => Object::Events(queue.upgrade()?),
        })
    }

    /// Where the object is in memory: tells objects apart.
    fn identity(&self) -> usize {
        match self {
            Self::File(file) => file.as_ptr() as usize,
            Self::Scheme(end) => end.as_ptr() as usize,
            Self::Process(process) => process.as_ptr() as usize,
            Self::Interrupt(interrupt) => interrupt.as_ptr() as usize,
            Self::Events(queue) => queue.as_ptr() as usize,
        }
    }
}

/// Calls `each` with every wait list of an object: of notifications, with that of the calling process.
pub fn for_each_list(
    object: &Object,
    mut each: impl FnMut(&WaitList) -> Result<(), Errno>,
) -> Result<(), Errno> {
    match object {
        Object::File(file) if matches!(file.body(), Body::Notifications(_)) => {
            each(scheduler::current().process().notified())
        }
        Object::File(file) => file.watchers().into_iter().flatten().try_for_each(each),
        Object::Scheme(end) => each(end.scheme().watchers()),
        Object::Process(process) => each(process.changed()),
        Object::Interrupt(interrupt) => each(interrupt.watchers()),
        Object::Events(queue) => each(&queue.waiters),
        _ => Ok(()),
    }
}

/// Interest of one queue in one handle.
pub struct Interest {
    queue: Weak<EventQueue>,
    own: Weak<Interest>,
    watched: Watched,
    /// [`Ready`] bits and [`EventFlags`]; 0 while disarmed (one-shot).
    events: AtomicU32,
    data: AtomicU64,
    /// On the ready list.
    listed: AtomicBool,
}

impl Interest {
    fn wanted(&self) -> Ready {
        Ready::from_bits_truncate(self.events.load(Ordering::Acquire))
    }

    fn is_armed(&self) -> bool {
        self.events.load(Ordering::Acquire) & !Self::ARMLESS != 0
    }

    const ARMLESS: u32 = EventFlags::all().bits();

    /// The object became `ready`.
    pub fn became(&self, ready: Ready) {
        let heard = self.wanted() | Ready::ERR | Ready::HUP;
        if self.is_armed() && (ready.is_empty() || ready.intersects(heard)) {
            self.list();
        }
    }

    /// Puts itself on the ready list and wakes who waits.
    fn list(&self) {
        let (Some(queue), Some(own)) = (self.queue.upgrade(), self.own.upgrade()) else {
            return;
        };
        if !self.listed.swap(true, Ordering::AcqRel) {
            queue.ready.lock().push_back(own);
            queue.waiters.wake(Ready::IN);
        }
    }

    /// What to report now.
    fn found(&self) -> Option<Ready> {
        let ready = self.watched.object()?.ready();
        let found = ready & (self.wanted() | Ready::ERR | Ready::HUP);
        (self.is_armed() && !found.is_empty()).then_some(found)
    }
}

type Key = (Handle, usize);

/// Interests at which a queue first looks for dead ones.
const PRUNE_FIRST: usize = 64;

/// An event queue.
pub struct EventQueue {
    own: Weak<EventQueue>,
    interests: SpinLock<BTreeMap<Key, Arc<Interest>>>,
    ready: SpinLock<VecDeque<Arc<Interest>>>,
    waiters: WaitList,
    /// Interests at which the next look for dead ones is due: twice as many as were left by the last.
    prune_at: AtomicUsize,
    /// Watches another queue: such a queue cannot be watched by a queue itself, so there are no
    /// circles.
    nests: AtomicBool,
}

impl EventQueue {
    pub fn new() -> Arc<Self> {
        Arc::new_cyclic(|own| Self {
            own: own.clone(),
            interests: SpinLock::new(Rank::EVENT_INTERESTS, BTreeMap::new()),
            ready: SpinLock::new(Rank::EVENT_READY, VecDeque::new()),
            waiters: WaitList::new(),
            prune_at: AtomicUsize::new(PRUNE_FIRST),
            nests: AtomicBool::new(false),
        })
    }

    /// IN when something is on the ready list.
    pub fn ready(&self) -> Ready {
        let listed: Vec<Arc<Interest>> = self.ready.lock().iter().cloned().collect();
        if listed.iter().any(|interest| interest.found().is_some()) {
            Ready::IN
        } else {
            Ready::empty()
        }
    }

    /// Adds, changes or removes interest in an object behind `handle`. EEXIST, ENOENT, EPERM,
    /// ELOOP, EINVAL, ENOMEM.
    pub fn control(
        &self,
        operation: u64,
        handle: Handle,
        object: &Object,
        event: Event,
    ) -> Result<(), Errno> {
        let watched = Watched::of(object)?;
        let key = (handle, watched.identity());
        match operation {
            op if op == EventOperation::Add as u64 => self.add(key, watched, object, event),
            op if op == EventOperation::Remove as u64 => self.remove(key, object),
            op if op == EventOperation::Modify as u64 => self.modify(key, event),
            _ => Err(Errno::EINVAL),
        }
    }

    fn add(&self, key: Key, watched: Watched, object: &Object, event: Event) -> Result<(), Errno> {
        if self.interests.lock().len() >= self.prune_at.load(Ordering::Relaxed) {
            self.prune();
        }
        if frame::is_short() {
            return Err(Errno::ENOMEM);
        }
        if let Object::Events(inner) = object {
            if core::ptr::eq(&**inner, self) {
                return Err(Errno::EINVAL);
            }
            if inner.nests.load(Ordering::Acquire) {
                return Err(Errno::ELOOP);
            }
            self.nests.store(true, Ordering::Release);
        }
        let interest = Arc::new_cyclic(|own| Interest {
            queue: self.own.clone(),
            own: own.clone(),
            watched,
            events: AtomicU32::new(event.ready),
            data: AtomicU64::new(event.data),
            listed: AtomicBool::new(false),
        });
        let replaced = {
            let mut interests = self.interests.lock();
            match interests.get(&key) {
                Some(old) if old.watched.object().is_some() => return Err(Errno::EEXIST),
                _ => interests.insert(key, interest.clone()),
            }
        };
        drop(replaced);
        for_each_list(object, |list| list.add_interest(&interest))?;
        if interest.found().is_some() {
            interest.list();
        }
        Ok(())
    }

    fn remove(&self, key: Key, object: &Object) -> Result<(), Errno> {
        let interest = self.interests.lock().remove(&key).ok_or(Errno::ENOENT)?;
        interest.events.store(0, Ordering::Release);
        for_each_list(object, |list| {
            list.remove_interest(&interest);
            Ok(())
        })
    }

    fn modify(&self, key: Key, event: Event) -> Result<(), Errno> {
        let interest = self
            .interests
            .lock()
            .get(&key)
            .cloned()
            .ok_or(Errno::ENOENT)?;
        interest.data.store(event.data, Ordering::Relaxed);
        interest.events.store(event.ready, Ordering::Release);
        if interest.found().is_some() {
            interest.list();
        }
        Ok(())
    }

    /// Forgets interests whose object is gone.
    fn prune(&self) {
        let dead: Vec<Arc<Interest>> = {
            let mut interests = self.interests.lock();
            let keys: Vec<Key> = interests
                .iter()
                .filter(|(_, interest)| interest.watched.object().is_none())
                .map(|(key, _)| *key)
                .collect();
            keys.iter()
                .filter_map(|key| interests.remove(key))
                .collect()
        };
        let left = self.interests.lock().len();
        self.prune_at
            .store(left.max(PRUNE_FIRST) * 2, Ordering::Relaxed);
        drop(dead);
    }

    /// Takes up to `most` events that hold now.
    fn collect(&self, most: usize) -> Vec<Event> {
        let mut events = Vec::new();
        let mut again = VecDeque::new();
        let listed = self.ready.lock().len();
        for _ in 0..listed {
            if events.len() == most {
                break;
            }
            let taken = self.ready.lock().pop_front();
            let Some(interest) = taken else { break };
            interest.listed.store(false, Ordering::Release);
            let Some(found) = interest.found() else {
                continue;
            };
            events.push(Event {
                ready: found.bits(),
                reserved: 0,
                data: interest.data.load(Ordering::Relaxed),
            });
            let flags = interest.events.load(Ordering::Acquire);
            if flags & EventFlags::ONE_SHOT.bits() != 0 {
                interest.events.fetch_and(Self::DISARM, Ordering::AcqRel);
            } else if flags & EventFlags::EDGE.bits() == 0 {
                again.push_back(interest);
            }
        }
        for interest in again {
            if !interest.listed.swap(true, Ordering::AcqRel) {
                self.ready.lock().push_back(interest);
            }
        }
        events
    }

    const DISARM: u32 = EventFlags::all().bits();

    /// Takes every interest off the lists of the objects that are still there.
    fn leave_objects(&mut self) {
        for interest in core::mem::take(self.interests.get_mut()).into_values() {
            if let Some(object) = interest.watched.object() {
                // Taking an interest off a list cannot fail.
                let _ = for_each_list(&object, |list| {
                    list.remove_interest(&interest);
                    Ok(())
                });
            }
        }
    }

    /// Waits for events, up to `most`. None at the deadline. EINTR, ENOMEM.
    pub fn wait(
        &self,
        thread: &Arc<Thread>,
        most: usize,
        deadline_ns: u64,
    ) -> Result<Vec<Event>, Errno> {
        let ready = || {
            let events = self.collect(most);
            (!events.is_empty()).then_some(events)
        };
        match self
            .waiters
            .wait(thread, deadline_ns, Interruptible::Yes, ready)
        {
            Err(Errno::ETIMEDOUT) => Ok(Vec::new()),
            outcome => outcome,
        }
    }
}

impl Drop for EventQueue {
    fn drop(&mut self) {
        self.leave_objects();
    }
}
