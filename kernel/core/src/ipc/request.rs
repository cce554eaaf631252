//! One request on its way from a client to a server and back.
//!
//! What is asked and answered is in the request's [`Content`]. Whoever works at it takes it out, so that
//! user memory is copied to and from it without a lock and nothing is copied between steps; a request
//! whose content is out cannot be answered.

use crate::handle::{Entry, Object};
use crate::lock::{Rank, SpinLock, SpinLockGuard};
use crate::scheduler;
use crate::thread::Thread;
use crate::user::Buffer;
use abi::message::Kind;
use abi::process::Identity;
use abi::{Errno, Rights};
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// Where a request stands; see the room's description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Idle,
    Queued,
    /// Received; the index in the scheme's table.
    Active(u32),
    Done,
    Abandoned,
}

/// What the client asks.
#[derive(Default)]
pub struct Call {
    pub kind: Kind,
    pub operation: u32,
    /// Server's number of the file called on.
    pub file: u64,
    pub args: [u64; 4],
    pub caller: Identity,
    pub file_flags: u32,
    /// Bytes of name at the start of the payload.
    pub name_len: usize,
    /// Most bytes of payload in the answer.
    pub output_max: usize,
    /// Handles lent to the server.
    pub handles: Vec<Entry>,
}

/// What a server opened for its client.
pub struct NewFile {
    pub object: Object,
    pub rights: Rights,
}

/// What the server answered.
#[derive(Default)]
pub struct Answer {
    pub result: i64,
    pub values: [u64; 2],
    /// Bytes of payload before cutting to what the client takes.
    pub output_len: usize,
    pub new_file: Option<NewFile>,
    pub handles: Vec<Entry>,
}

/// What a request carries.
#[derive(Default)]
pub struct Content {
    pub call: Call,
    pub answer: Answer,
    /// The client's on the way there, the server's on the way back.
    pub payload: Buffer,
}

impl Content {
    /// Lets go of everything that the next request must not find.
    fn clear(&mut self) {
        self.payload.clear();
        if !self.call.handles.is_empty() {
            self.call.handles = Vec::new();
        }
        if !self.answer.handles.is_empty() {
            self.answer.handles = Vec::new();
        }
        self.answer.new_file = None;
    }
}

/// The changing part of a request.
pub struct State {
    pub phase: Phase,
    /// Who waits for the answer.
    pub client: Option<Arc<Thread>>,
    /// None while somebody works at it.
    content: Option<Box<Content>>,
    /// The client may not leave the call: see [`Request::pin_client`].
    pinned: bool,
}

/// A request.
pub struct Request {
    state: SpinLock<State>,
}

impl Request {
    /// An idle one.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            state: SpinLock::new(
                Rank::REQUEST,
                State {
                    phase: Phase::Idle,
                    client: None,
                    content: None,
                    pinned: false,
                },
            ),
        })
    }

    pub fn lock(&self) -> SpinLockGuard<'_, State> {
        self.state.lock()
    }

    /// Whether it is answered and its client may go on.
    pub fn is_done(&self) -> bool {
        let state = self.state.lock();
        state.phase == Phase::Done && !state.pinned
    }

    /// Keeps the client in its call, also if it is answered or killed, until the result is dropped:
    /// so its registers and what it has can be copied. ESRCH if it has given up.
    pub fn pin_client(self: Arc<Self>) -> Result<PinnedClient, Errno> {
        let mut state = self.state.lock();
        let thread = match (&state.client, state.phase) {
            (Some(client), Phase::Active(_)) if !state.pinned => client.clone(),
            _ => return Err(Errno::ESRCH),
        };
        state.pinned = true;
        drop(state);
        Ok(PinnedClient {
            request: self,
            thread,
        })
    }

    /// Gives up a request that the server has received: its answer will be dropped. False if the
    /// client is pinned.
    pub fn abandon(&self) -> bool {
        let client = {
            let mut state = self.state.lock();
            if state.pinned {
                return false;
            }
            state.phase = Phase::Abandoned;
            state.client.take()
        };
        drop(client);
        true
    }

    /// Takes the content out; a new one if it is out already.
    pub fn take_content(&self) -> Box<Content> {
        let content = self.state.lock().content.take();
        content.unwrap_or_default()
    }

    /// Takes the content out to answer the request. None if somebody works at it.
    pub fn take_to_answer(&self) -> Option<Box<Content>> {
        self.state.lock().content.take()
    }

    /// Puts the content in that was taken to look at it.
    pub fn put_content(&self, content: Box<Content>) {
        self.state.lock().content = Some(content);
    }

    /// Makes the request ready to be posted for `client`.
    pub fn fill(&self, content: Box<Content>, client: Arc<Thread>) {
        let mut state = self.state.lock();
        state.phase = Phase::Queued;
        state.client = Some(client);
        state.content = Some(content);
    }

    /// Ends a call at the client's side: the content, unless the server has the request still.
    pub fn finish(&self) -> Option<Box<Content>> {
        let mut state = self.state.lock();
        if state.phase == Phase::Abandoned {
            return None;
        }
        state.phase = Phase::Idle;
        let content = state.content.take();
        drop(state);
        Some(content.unwrap_or_default())
    }

    /// Keeps the content for the client's next call.
    pub fn keep(&self, mut content: Box<Content>) {
        content.clear();
        self.put_content(content);
    }

    /// Answers it with what is in `content` and gives the client to be woken, if it still waits. An
    /// answer that nobody takes is dropped here, outside the lock.
    pub fn complete(&self, content: Box<Content>) -> Option<Arc<Thread>> {
        let mut unwanted = None;
        let mut state = self.state.lock();
        let client = state.client.take();
        if state.phase == Phase::Abandoned {
            unwanted = Some(content);
        } else {
            state.phase = Phase::Done;
            state.content = Some(content);
        }
        drop(state);
        drop(unwanted);
        client
    }

    /// Answers it with an error and wakes the client.
    pub fn fail(&self, error: Errno) {
        let mut content = self.take_content();
        content.clear();
        content.answer = Answer {
            result: error.to_result(),
            ..Answer::default()
        };
        if let Some(client) = self.complete(content) {
            scheduler::unpark(&client);
        }
    }
}

/// A client that stays in its call; see [`Request::pin_client`].
pub struct PinnedClient {
    request: Arc<Request>,
    thread: Arc<Thread>,
}

impl PinnedClient {
    /// The client.
    pub fn thread(&self) -> &Arc<Thread> {
        &self.thread
    }
}

impl Drop for PinnedClient {
    fn drop(&mut self) {
        self.request.lock().pinned = false;
        scheduler::unpark(&self.thread);
    }
}
