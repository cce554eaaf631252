//! Which names are asked for, in what order (resolv.conf(5): search, ndots), and what comes of it.

use super::config::Config;
use super::exchange::{ask, random, Query};
use super::message::{code, question, question_with_edns, Message};
use super::name::Name;
use crate::errno::Errno;
use alloc::vec::Vec;

/// Why there is no answer: `h_errno`'s distinctions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    NotFound,
    NoData,
    TryAgain,
    NoRecovery,
    OutOfMemory,
}

impl Failure {
    /// `h_errno`'s number.
    pub fn number(self) -> core::ffi::c_int {
        match self {
            Self::NotFound => 1,
            Self::TryAgain => 2,
            Self::NoRecovery | Self::OutOfMemory => 3,
            Self::NoData => 4,
        }
    }
}

impl From<Errno> for Failure {
    fn from(error: Errno) -> Self {
        match error {
            Errno::ENOMEM => Self::OutOfMemory,
            _ => Self::TryAgain,
        }
    }
}

/// What an answer says: none has come, there is none of the kind, or it has records.
pub fn judge(answer: &[u8]) -> Result<(), Failure> {
    let Some(message) = Message::new(answer) else {
        return Err(Failure::TryAgain);
    };
    match message.code() {
        code::NO_ERROR if message.count(1) > 0 => Ok(()),
        code::NO_ERROR => Err(Failure::NoData),
        code::NO_SUCH_NAME => Err(Failure::NotFound),
        code::SERVER_FAILURE | code::REFUSED | code::NOT_IMPLEMENTED => Err(Failure::TryAgain),
        _ => Err(Failure::NoRecovery),
    }
}

/// Asks for a name as it is, for several types at once, with EDNS: an answer each, empty where none came.
pub fn ask_for(config: &Config, name: &Name, kinds: &[u16]) -> Result<Vec<Vec<u8>>, Failure> {
    let mut queries = Vec::with_capacity(kinds.len());
    for &kind in kinds {
        let [a, b, ..] = random()?;
        let id = u16::from_ne_bytes([a, b]);
        queries.push(Query::new(question_with_edns(id, name, kind)));
    }
    ask(config, &mut queries)?;
    Ok(queries.into_iter().map(|query| query.answer).collect())
}

/// Asks for a name as it is, without EDNS: for who reads the answer himself, into a buffer that he made for 512 bytes.
pub fn ask_plainly(
    config: &Config,
    name: &Name,
    kind: u16,
    class: u16,
) -> Result<Vec<u8>, Failure> {
    let [a, b, ..] = random()?;
    let id = u16::from_ne_bytes([a, b]);
    let mut queries = [Query::new(question(id, 0, name, kind, class))];
    ask(config, &mut queries)?;
    let [query] = queries;
    judge(&query.answer).map(|()| query.answer)
}

/// Tries a name with and without the domains of the search list until `attempt` finds something.
pub fn search<T>(
    config: &Config,
    text: &[u8],
    mut attempt: impl FnMut(&Name) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let is_whole = text.last() == Some(&b'.');
    let has_dots = text.iter().filter(|byte| **byte == b'.').count();
    let mut as_it_is = || match Name::from_text(text) {
        Some(name) => attempt(&name),
        None => Err(Failure::NotFound),
    };
    let comes_first = is_whole || has_dots >= config.dots;
    let mut first_failure = None;
    if comes_first {
        match as_it_is() {
            Err(failure @ (Failure::NotFound | Failure::NoData | Failure::TryAgain))
                if !is_whole =>
            {
                first_failure = Some(failure);
            }
            result => return result,
        }
    }
    let (mut has_no_data, mut has_failed) = (false, false);
    for domain in &config.search {
        let Some(name) = Name::from_text(&[text, domain].join(&b'.')) else {
            continue;
        };
        match attempt(&name) {
            Err(Failure::NoData) => has_no_data = true,
            Err(Failure::NotFound) => {}
            Err(Failure::TryAgain) => {
                has_failed = true;
                // The next domain would wait for the same servers.
                break;
            }
            result => return result,
        }
    }
    let last = match first_failure {
        Some(failure) => return Err(failure),
        None => match Name::from_text(text) {
            Some(name) => attempt(&name),
            None => Err(Failure::NotFound),
        },
    };
    match last {
        Err(Failure::NotFound) if has_no_data => Err(Failure::NoData),
        Err(Failure::NotFound) if has_failed => Err(Failure::TryAgain),
        result => result,
    }
}
