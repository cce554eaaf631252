//! A server's endpoint.

use super::{Phase, Request};
use crate::file::ServerFile;
use crate::lock::{Rank, SpinLock};
use crate::scheduler;
use crate::thread::Thread;
use crate::wait::WaitList;
use abi::event::Ready;
use abi::message::Kind;
use abi::process::Identity;
use abi::Errno;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::sync::{Arc, Weak};
use alloc::vec::Vec;
use smallvec::SmallVec;

/// A message that needs no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    pub kind: Kind,
    pub file: u64,
    pub args: [u64; 4],
    pub caller: Identity,
}

/// What a server receives.
pub enum Message {
    Request(Arc<Request>),
    Notice(Notice),
}

/// Requests received and not answered, by index, with a generation so that a number is not soon
/// used twice.
struct Active {
    slots: Vec<Option<Arc<Request>>>,
    generations: Vec<u32>,
    free: Vec<u32>,
}

impl Active {
    fn insert(&mut self, request: Arc<Request>) -> Result<(u32, u64), Errno> {
        let index = match self.free.pop() {
            Some(index) => index,
            None => {
                let index = self.slots.len() as u32;
                self.slots.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
                self.generations.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
                self.free
                    .try_reserve(index as usize + 1)
                    .map_err(|_| Errno::ENOMEM)?;
                self.slots.push(None);
                self.generations.push(0);
                index
            }
        };
        let generation = &mut self.generations[index as usize];
        *generation = generation.wrapping_add(1).max(1);
        let id = u64::from(*generation) << 32 | u64::from(index);
        self.slots[index as usize] = Some(request);
        Ok((index, id))
    }

    fn id(&self, index: u32) -> u64 {
        u64::from(self.generations[index as usize]) << 32 | u64::from(index)
    }

    fn find(&self, id: u64) -> Option<&Arc<Request>> {
        let index = id as u32 as usize;
        if u64::from(*self.generations.get(index)?) != id >> 32 {
            return None;
        }
        self.slots[index].as_ref()
    }

    fn remove(&mut self, id: u64) -> Option<Arc<Request>> {
        self.find(id)?;
        let index = id as u32;
        self.free.push(index);
        self.slots[index as usize].take()
    }
}

struct State {
    queue: VecDeque<Message>,
    /// Server threads that wait for a message, the last to come first to go.
    receivers: Vec<Arc<Thread>>,
    active: Active,
    /// Files without a stream, by the server's number: whose readiness the server sets.
    files: BTreeMap<u64, SmallVec<[Weak<ServerFile>; 1]>>,
    dead: bool,
}

/// A server's endpoint, as clients and files hold it.
pub struct Scheme {
    state: SpinLock<State>,
    watchers: WaitList,
}

/// The receiving end: what the server's handles own. The scheme dies with the last of them.
pub struct SchemeEnd(Arc<Scheme>);

impl SchemeEnd {
    /// A new scheme.
    pub fn new() -> Arc<Self> {
        Arc::new(Self(Arc::new(Scheme {
            state: SpinLock::new(
                Rank::SCHEME,
                State {
                    queue: VecDeque::new(),
                    receivers: Vec::new(),
                    active: Active {
                        slots: Vec::new(),
                        generations: Vec::new(),
                        free: Vec::new(),
                    },
                    files: BTreeMap::new(),
                    dead: false,
                },
            ),
            watchers: WaitList::new(),
        })))
    }

    pub fn scheme(&self) -> &Arc<Scheme> {
        &self.0
    }
}

impl Drop for SchemeEnd {
    fn drop(&mut self) {
        self.0.die();
    }
}

impl Scheme {
    /// Queues a request and gives a server thread to switch to, if one waits. EIO if the server is
    /// dead, ENOMEM.
    pub fn post(&self, request: Arc<Request>) -> Result<Option<Arc<Thread>>, Errno> {
        let receiver = {
            let mut state = self.state.lock();
            if state.dead {
                return Err(Errno::EIO);
            }
            state.queue.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
            request.lock().phase = Phase::Queued;
            state.queue.push_back(Message::Request(request));
            state.receivers.pop()
        };
        self.watchers.wake(Ready::IN);
        Ok(receiver)
    }

    /// Queues a message that needs no reply, and wakes a server thread. A dead server gets none.
    pub fn notice(&self, notice: Notice) {
        let receiver = {
            let mut state = self.state.lock();
            if state.dead {
                return;
            }
            state.queue.push_back(Message::Notice(notice));
            state.receivers.pop()
        };
        if let Some(receiver) = receiver {
            scheduler::unpark(&receiver);
        }
        self.watchers.wake(Ready::IN);
    }

    /// Tells of the end of a process.
    pub fn notice_exit(&self, cookie: u64, args: [u64; 4], caller: Identity) {
        self.notice(Notice {
            kind: Kind::ProcessExited,
            file: cookie,
            args,
            caller,
        });
    }

    /// Asks the server to answer a request soon, if it has received it.
    pub fn cancel(&self, request: &Arc<Request>) {
        let id = {
            let state = self.state.lock();
            let phase = request.lock().phase;
            match phase {
                Phase::Active(index) => state.active.id(index),
                _ => return,
            }
        };
        self.notice(Notice {
            kind: Kind::Cancel,
            file: 0,
            args: [id, 0, 0, 0],
            caller: Identity::default(),
        });
    }

    /// Takes a request back that the server has not received; whether that was so.
    pub fn withdraw(&self, request: &Arc<Request>) -> bool {
        let removed = {
            let mut state = self.state.lock();
            let mut inner = request.lock();
            if inner.phase != Phase::Queued {
                return false;
            }
            inner.phase = Phase::Idle;
            inner.client = None;
            drop(inner);
            let index = state.queue.iter().position(
                |message| matches!(message, Message::Request(own) if Arc::ptr_eq(own, request)),
            );
            index.and_then(|index| state.queue.remove(index))
        };
        drop(removed);
        true
    }

    /// Gives up a request that the server has received: its answer will be dropped.
    pub fn abandon(&self, request: &Arc<Request>) {
        self.cancel(request);
        let client = {
            let mut inner = request.lock();
            inner.phase = Phase::Abandoned;
            inner.client.take()
        };
        drop(client);
    }

    /// Takes the next message, with its number if it is a request. If there is none, `waiter` is put
    /// on the list of server threads; if there is one, it is not on that list afterwards.
    pub fn receive(&self, waiter: &Arc<Thread>) -> Result<Option<(u64, Message)>, Errno> {
        let mut state = self.state.lock();
        let listed = state
            .receivers
            .iter()
            .position(|one| Arc::ptr_eq(one, waiter));
        let Some(message) = state.queue.pop_front() else {
            if listed.is_none() {
                state.receivers.push(waiter.clone());
            }
            return Ok(None);
        };
        if let Some(index) = listed {
            // The caller holds another reference, so nothing ends here.
            state.receivers.swap_remove(index);
        }
        match message {
            Message::Request(request) => match state.active.insert(request.clone()) {
                Ok((index, id)) => {
                    request.lock().phase = Phase::Active(index);
                    Ok(Some((id, Message::Request(request))))
                }
                Err(error) => {
                    state.queue.push_front(Message::Request(request));
                    Err(error)
                }
            },
            notice => Ok(Some((0, notice))),
        }
    }

    /// Takes a server thread off the list of those that wait.
    pub fn stop_receiving(&self, thread: &Arc<Thread>) {
        let mut state = self.state.lock();
        let index = state
            .receivers
            .iter()
            .position(|one| Arc::ptr_eq(one, thread));
        let gone = index.map(|index| state.receivers.swap_remove(index));
        drop(state);
        drop(gone);
    }

    /// The request of that number, to look at. EINVAL.
    pub fn active(&self, id: u64) -> Result<Arc<Request>, Errno> {
        self.state
            .lock()
            .active
            .find(id)
            .cloned()
            .ok_or(Errno::EINVAL)
    }

    /// Takes the request of that number to answer it. EINVAL.
    pub fn take_active(&self, id: u64) -> Result<Arc<Request>, Errno> {
        self.state.lock().active.remove(id).ok_or(Errno::EINVAL)
    }

    /// Keeps a file reachable for [`Self::set_ready`].
    pub fn add_file(&self, number: u64, file: Weak<ServerFile>) {
        self.state
            .lock()
            .files
            .entry(number)
            .or_default()
            .push(file);
    }

    /// Forgets a file that is gone.
    pub fn remove_file(&self, number: u64) {
        let mut state = self.state.lock();
        if let Some(files) = state.files.get_mut(&number) {
            files.retain(|file| file.strong_count() > 0);
            if files.is_empty() {
                state.files.remove(&number);
            }
        }
    }

    /// Sets what the files of that number are ready for. ENOENT if there is none.
    pub fn set_ready(&self, number: u64, ready: Ready) -> Result<(), Errno> {
        let files = {
            let state = self.state.lock();
            state.files.get(&number).cloned().ok_or(Errno::ENOENT)?
        };
        for file in files.iter().filter_map(Weak::upgrade) {
            file.set_ready(ready);
        }
        Ok(())
    }

    /// Readable when a message waits.
    pub fn ready(&self) -> Ready {
        if self.state.lock().queue.is_empty() {
            Ready::empty()
        } else {
            Ready::IN
        }
    }

    /// Who wants to hear of messages.
    pub fn watchers(&self) -> &WaitList {
        &self.watchers
    }

    /// The server is gone: every request fails, every file is in error.
    fn die(&self) {
        let (queue, slots, receivers, files) = {
            let mut state = self.state.lock();
            state.dead = true;
            let queue = core::mem::take(&mut state.queue);
            let slots = core::mem::take(&mut state.active.slots);
            state.active.generations = Vec::new();
            state.active.free = Vec::new();
            let receivers = core::mem::take(&mut state.receivers);
            (queue, slots, receivers, core::mem::take(&mut state.files))
        };
        for message in queue {
            if let Message::Request(request) = message {
                request.fail(Errno::EIO);
            }
        }
        for request in slots.into_iter().flatten() {
            request.fail(Errno::EIO);
        }
        for receiver in receivers {
            scheduler::unpark(&receiver);
        }
        for file in files.values().flatten().filter_map(Weak::upgrade) {
            file.set_ready(Ready::ERR | Ready::HUP);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> Active {
        Active {
            slots: Vec::new(),
            generations: Vec::new(),
            free: Vec::new(),
        }
    }

    #[test]
    fn a_request_is_answered_once_and_its_number_is_not_used_again_soon() {
        let mut active = empty();
        let (_, first) = active.insert(Request::new()).unwrap();
        let (_, second) = active.insert(Request::new()).unwrap();
        assert_ne!(first, second);
        assert_ne!(first, 0);
        assert!(active.remove(first).is_some());
        assert!(active.remove(first).is_none());
        let (_, third) = active.insert(Request::new()).unwrap();
        assert!(third != first && third != second);
        assert!(active.find(first).is_none());
        assert!(active.find(second).is_some());
    }

    #[test]
    fn numbers_that_no_request_ever_had_are_refused() {
        let mut active = empty();
        for id in [0, 1, 1 << 32, u64::MAX] {
            assert!(active.remove(id).is_none());
        }
    }
}
