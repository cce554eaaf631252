//! Answers to requests that waited.

use abi::errno::Result;

/// What a request gets: its result, a second word and a payload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub result: u64,
    pub value: u64,
    pub payload: Vec<u8>,
}

impl Answer {
    /// A result alone.
    pub fn of(result: u64) -> Self {
        Self {
            result,
            ..Self::default()
        }
    }
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Now {
    Answered(Answer),
    /// It waits; its answer comes to [`Answers`].
    Waits,
}

/// Answers to give, by request.
pub type Answers = Vec<(u64, Result<Answer>)>;

/// Who asks, and when: what every operation is told.
#[derive(Clone, Copy, Debug)]
pub struct Asker {
    pub caller: posix::identity::Credentials,
    /// The request, for an answer that comes later.
    pub request: u64,
    /// Seconds since the Epoch.
    pub now: i64,
}
