//! One request on its way from a client to a server and back.

use crate::handle::{Entry, Object};
use crate::lock::{Rank, SpinLock, SpinLockGuard};
use crate::scheduler;
use crate::thread::Thread;
use crate::user::Buffer;
use abi::message::Kind;
use abi::process::Identity;
use abi::{Errno, Rights};
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

/// The changing part of a request.
pub struct State {
    pub phase: Phase,
    pub call: Call,
    pub answer: Answer,
    /// Who waits for the answer.
    pub client: Option<Arc<Thread>>,
    /// The payload: the client's on the way there, the server's on the way back.
    pub payload: Buffer,
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
                    call: Call::default(),
                    answer: Answer::default(),
                    client: None,
                    payload: Buffer::new(),
                },
            ),
        })
    }

    pub fn lock(&self) -> SpinLockGuard<'_, State> {
        self.state.lock()
    }

    /// Whether it is answered.
    pub fn is_done(&self) -> bool {
        self.state.lock().phase == Phase::Done
    }

    /// Answers it and gives the client to be woken, if it still waits. What the answer replaces or
    /// what nobody takes is dropped here, outside the lock.
    pub fn complete(&self, answer: Answer, payload: Buffer) -> Option<Arc<Thread>> {
        let mut dropped = None;
        let mut state = self.state.lock();
        let client = state.client.take();
        let lent = core::mem::take(&mut state.call.handles);
        if state.phase == Phase::Abandoned {
            dropped = Some(answer);
        } else {
            state.phase = Phase::Done;
            state.answer = answer;
            state.payload = payload;
        }
        drop(state);
        drop((dropped, lent));
        client
    }

    /// Answers it with an error and wakes the client.
    pub fn fail(&self, error: Errno) {
        let answer = Answer {
            result: error.to_result(),
            ..Answer::default()
        };
        if let Some(client) = self.complete(answer, Buffer::new()) {
            scheduler::unpark(&client);
        }
    }
}
