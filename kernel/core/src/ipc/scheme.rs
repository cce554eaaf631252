//! A server's endpoint.

use super::{Content, Phase, Request};
use crate::file::pipe::Ends;
use crate::file::ServerFile;
use crate::lock::{Rank, SpinLock};
use crate::scheduler;
use crate::thread::Thread;
use crate::wait::WaitList;
use abi::event::Ready;
use abi::message::Kind;
use abi::process::Identity;
use abi::Errno;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, LinkedList, VecDeque};
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

/// A notice with the memory that it takes in a queue: a list of one.
pub struct PreparedNotice(LinkedList<(u64, Notice)>);

impl PreparedNotice {
    pub fn new(notice: Notice) -> Self {
        Self(LinkedList::from([(0, notice)]))
    }
}

/// What a server receives.
pub enum Message {
    Request(Arc<Request>),
    Notice(Notice),
}

/// A place for a request received and not answered.
struct Slot {
    /// Times the place was used: so that a number is not soon used twice.
    generation: u32,
    request: Option<Arc<Request>>,
}

/// Requests received and not answered, by index.
struct Active {
    slots: Vec<Slot>,
    free: Vec<u32>,
}

impl Active {
    const fn new() -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
        }
    }

    /// Makes sure that there is a free place.
    fn reserve(&mut self) -> Result<(), Errno> {
        if self.free.is_empty() {
            let index = self.slots.len();
            self.slots.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
            self.free
                .try_reserve(index + 1)
                .map_err(|_| Errno::ENOMEM)?;
            self.slots.push(Slot {
                generation: 0,
                request: None,
            });
            self.free.push(index as u32);
        }
        Ok(())
    }

    fn insert(&mut self, request: Arc<Request>) -> Result<(u32, u64), Errno> {
        self.reserve()?;
        let index = self.free.pop().ok_or(Errno::ENOMEM)?;
        let slot = &mut self.slots[index as usize];
        slot.generation = slot.generation.wrapping_add(1).max(1);
        slot.request = Some(request);
        Ok((index, u64::from(slot.generation) << 32 | u64::from(index)))
    }

    fn id(&self, index: u32) -> u64 {
        u64::from(self.slots[index as usize].generation) << 32 | u64::from(index)
    }

    fn find(&self, id: u64) -> Option<&Arc<Request>> {
        let slot = self.slots.get(id as u32 as usize)?;
        if u64::from(slot.generation) != id >> 32 {
            return None;
        }
        slot.request.as_ref()
    }

    fn remove(&mut self, id: u64) -> Option<Arc<Request>> {
        self.find(id)?;
        let index = id as u32;
        self.free.push(index);
        self.slots[index as usize].request.take()
    }
}

/// Messages that wait for a server, in the order in which they came. Requests and notices lie apart,
/// because a notice is ten times as large. Notices are a list, so that one whose place was made in time
/// ([`PreparedNotice`]) needs no memory when it is sent, however many there are.
struct Queue {
    requests: VecDeque<Arc<Request>>,
    /// Each with the number of requests that came before it.
    notices: LinkedList<(u64, Notice)>,
    /// Requests that left `requests`.
    taken: u64,
}

impl Queue {
    const fn new() -> Self {
        Self {
            requests: VecDeque::new(),
            notices: LinkedList::new(),
            taken: 0,
        }
    }

    fn is_empty(&self) -> bool {
        self.requests.is_empty() && self.notices.is_empty()
    }

    fn push_request(&mut self, request: Arc<Request>) -> Result<(), Errno> {
        self.requests.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
        self.requests.push_back(request);
        Ok(())
    }

    fn push_notice(&mut self, mut notice: PreparedNotice) {
        let before = self.taken + self.requests.len() as u64;
        if let Some(entry) = notice.0.front_mut() {
            entry.0 = before;
        }
        self.notices.append(&mut notice.0);
    }

    fn pop(&mut self) -> Option<Message> {
        if let Some((before, _)) = self.notices.front() {
            if *before <= self.taken {
                let (_, notice) = self.notices.pop_front()?;
                return Some(Message::Notice(notice));
            }
        }
        let request = self.requests.pop_front()?;
        self.taken += 1;
        Some(Message::Request(request))
    }

    /// Takes a request out of its turn.
    fn remove(&mut self, request: &Arc<Request>) -> Option<Arc<Request>> {
        let index = self
            .requests
            .iter()
            .position(|own| Arc::ptr_eq(own, request))?;
        let place = self.taken + index as u64;
        for (before, _) in &mut self.notices {
            if *before > place {
                *before -= 1;
            }
        }
        self.requests.remove(index)
    }
}

struct State {
    queue: Queue,
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
        Arc::new(Self(Arc::new(Scheme::new())))
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
    fn new() -> Self {
        let state = State {
            queue: Queue::new(),
            receivers: Vec::new(),
            active: Active::new(),
            files: BTreeMap::new(),
            dead: false,
        };
        Self {
            state: SpinLock::new(Rank::SCHEME, state),
            watchers: WaitList::new(),
        }
    }

    /// Queues a request and gives a server thread to switch to, if one waits. EIO if the server is
    /// dead, ENOMEM.
    pub fn post(&self, request: Arc<Request>) -> Result<Option<Arc<Thread>>, Errno> {
        let receiver = {
            let mut state = self.state.lock();
            if state.dead {
                return Err(Errno::EIO);
            }
            state.queue.push_request(request)?;
            state.receivers.pop()
        };
        self.watchers.wake(Ready::IN);
        Ok(receiver)
    }

    /// Queues a message that needs no reply, and wakes a server thread. A dead server gets none.
    pub fn notice(&self, notice: Notice) {
        self.send_prepared(PreparedNotice::new(notice));
    }

    /// As [`Self::notice`], without taking memory.
    pub fn send_prepared(&self, notice: PreparedNotice) {
        let receiver = {
            let mut state = self.state.lock();
            if state.dead {
                return;
            }
            state.queue.push_notice(notice);
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
                // A scheme that is dying has lost its table; it answers every request itself.
                Phase::Active(index) if !state.dead => state.active.id(index),
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

    /// Takes a request back that the server has not received; whether that was so. One that a dead
    /// server's end is about to fail is not taken back.
    pub fn withdraw(&self, request: &Arc<Request>) -> bool {
        let removed = {
            let mut state = self.state.lock();
            let Some(removed) = state.queue.remove(request) else {
                return false;
            };
            let mut inner = request.lock();
            inner.phase = Phase::Idle;
            let client = inner.client.take();
            drop(inner);
            (removed, client)
        };
        drop(removed);
        true
    }

    /// Takes the next message, with its number if it is a request. If there is none, `waiter` is put
    /// on the list of server threads; if there is one, it is not on that list afterwards.
    pub fn receive(&self, waiter: &Arc<Thread>) -> Result<Option<(u64, Message)>, Errno> {
        let mut state = self.state.lock();
        let listed = state
            .receivers
            .iter()
            .position(|one| Arc::ptr_eq(one, waiter));
        state.active.reserve()?;
        let Some(message) = state.queue.pop() else {
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
            Message::Request(request) => {
                let (index, id) = state.active.insert(request.clone())?;
                request.lock().phase = Phase::Active(index);
                Ok(Some((id, Message::Request(request))))
            }
            notice => Ok(Some((0, notice))),
        }
    }

    /// Takes a server thread off the list of those that wait. A message for which it was woken, and which
    /// it leaves, is another's.
    pub fn stop_receiving(&self, thread: &Arc<Thread>) {
        let mut state = self.state.lock();
        let index = state
            .receivers
            .iter()
            .position(|one| Arc::ptr_eq(one, thread));
        let gone = index.map(|index| state.receivers.swap_remove(index));
        let next = match state.queue.is_empty() {
            true => None,
            false => state.receivers.pop(),
        };
        drop(state);
        drop(gone);
        if let Some(next) = next {
            scheduler::unpark(&next);
        }
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

    /// Takes the request of that number. EINVAL.
    pub fn take_active(&self, id: u64) -> Result<Arc<Request>, Errno> {
        self.state.lock().active.remove(id).ok_or(Errno::EINVAL)
    }

    /// Takes the request of that number and its content to answer it. EINVAL, also if the request is
    /// still being delivered.
    pub fn take_to_answer(&self, id: u64) -> Result<(Arc<Request>, Box<Content>), Errno> {
        let mut state = self.state.lock();
        let request = state.active.find(id).ok_or(Errno::EINVAL)?;
        let content = request.take_to_answer().ok_or(Errno::EINVAL)?;
        let request = state.active.remove(id).ok_or(Errno::EINVAL)?;
        Ok((request, content))
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

    /// Gives the sockets of that number their ends. ENOENT if there is none, ENOTSOCK.
    pub fn connect(
        &self,
        number: u64,
        reader: &Ends,
        writer: Option<&Ends>,
        name: Option<&Arc<[u8]>>,
    ) -> Result<(), Errno> {
        let files = {
            let state = self.state.lock();
            state.files.get(&number).cloned().ok_or(Errno::ENOENT)?
        };
        for file in files.iter().filter_map(Weak::upgrade) {
            file.connect(reader.clone(), writer.cloned(), name.cloned())?;
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
            let queue = core::mem::take(&mut state.queue.requests);
            state.queue.notices = LinkedList::new();
            let slots = core::mem::take(&mut state.active.slots);
            state.active.free = Vec::new();
            let receivers = core::mem::take(&mut state.receivers);
            (queue, slots, receivers, core::mem::take(&mut state.files))
        };
        for request in queue {
            request.fail(Errno::EIO);
        }
        for request in slots.into_iter().filter_map(|slot| slot.request) {
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

    #[test]
    fn a_request_is_answered_once_and_its_number_is_not_used_again_soon() {
        let mut active = Active::new();
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
        let mut active = Active::new();
        for id in [0, 1, 1 << 32, u64::MAX] {
            assert!(active.remove(id).is_none());
        }
    }

    fn notice(file: u64) -> Notice {
        Notice {
            kind: Kind::Close,
            file,
            args: [0; 4],
            caller: Identity::default(),
        }
    }

    fn prepared(file: u64) -> PreparedNotice {
        PreparedNotice::new(notice(file))
    }

    #[test]
    fn messages_leave_the_queue_in_the_order_in_which_they_came() {
        let requests: Vec<_> = (0..3).map(|_| Request::new()).collect();
        let mut queue = Queue::new();
        queue.push_notice(prepared(1));
        queue.push_request(requests[0].clone()).unwrap();
        queue.push_request(requests[1].clone()).unwrap();
        queue.push_notice(prepared(2));
        queue.push_notice(prepared(3));
        queue.push_request(requests[2].clone()).unwrap();
        queue.push_notice(prepared(4));
        // One that is withdrawn leaves no gap.
        assert!(queue.remove(&requests[0]).is_some());
        assert!(queue.remove(&requests[0]).is_none());
        let is_notice = |message: Option<Message>, file| matches!(message, Some(Message::Notice(found)) if found.file == file);
        let is_request = |message: Option<Message>, index: usize| matches!(message, Some(Message::Request(found)) if Arc::ptr_eq(&found, &requests[index]));
        assert!(is_notice(queue.pop(), 1));
        assert!(is_request(queue.pop(), 1));
        assert!(is_notice(queue.pop(), 2));
        assert!(is_notice(queue.pop(), 3));
        assert!(is_request(queue.pop(), 2));
        assert!(is_notice(queue.pop(), 4));
        assert!(queue.pop().is_none() && queue.is_empty());
    }

    #[test]
    fn a_request_that_is_being_delivered_cannot_be_answered() {
        let request = Request::new();
        request.put_content(Box::default());
        let mut scheme = Scheme::new();
        let (_, id) = scheme
            .state
            .get_mut()
            .active
            .insert(request.clone())
            .unwrap();
        let content = request.take_content();
        assert_eq!(scheme.take_to_answer(id).err(), Some(Errno::EINVAL));
        request.put_content(content);
        assert!(scheme.take_to_answer(id).is_ok());
        assert_eq!(scheme.take_to_answer(id).err(), Some(Errno::EINVAL));
    }
}
