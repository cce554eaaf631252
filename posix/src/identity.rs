//! The meaning of the identity words: who a process is.
//!
//! The process manager packs them, the kernel carries them unread in every message and shows them
//! on the process page.
//!
//! | word | low half | high half |
//! |---|---|---|
//! | `words[0]` | process id | process group id |
//! | `words[1]` | session id | 0 |
//! | `words[2]` | effective user id | effective group id |
//! | `words[3]` | real user id | real group id |
//! | `extra[0]` | parent's process id | 0 |

use crate::state::process_word;
use abi::process::{Identity, ProcessPage};

/// A process's identity, unpacked. All zeros is a process that the manager did not make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    pub pid: i32,
    pub pgid: i32,
    pub sid: i32,
    pub euid: u32,
    pub egid: u32,
    pub ruid: u32,
    pub rgid: u32,
}

const fn pack(low: u32, high: u32) -> u64 {
    low as u64 | (high as u64) << 32
}

const fn high(word: u64) -> u32 {
    (word >> 32) as u32
}

impl Credentials {
    /// From the words of a message.
    pub const fn unpack(identity: &Identity) -> Self {
        let [ids, session, effective, real] = identity.words;
        Self {
            pid: ids as i32,
            pgid: high(ids) as i32,
            sid: session as i32,
            euid: effective as u32,
            egid: high(effective),
            ruid: real as u32,
            rgid: high(real),
        }
    }

    /// To the words of a message.
    pub const fn pack(&self) -> Identity {
        Identity {
            words: [
                pack(self.pid as u32, self.pgid as u32),
                self.sid as u32 as u64,
                pack(self.euid, self.egid),
                pack(self.ruid, self.rgid),
            ],
        }
    }

    /// The process page of such a process, child of `ppid`.
    pub const fn page(&self, ppid: i32) -> ProcessPage {
        ProcessPage {
            identity: self.pack(),
            extra: [ppid as u32 as u64, 0, 0, 0],
        }
    }

    /// Whether file permissions and ownership rules are waived (effective user 0).
    pub const fn is_privileged(&self) -> bool {
        self.euid == 0
    }
}

/// `getpid`.
pub fn process_id() -> i32 {
    process_word(0) as i32
}

/// `getpgrp`.
pub fn process_group() -> i32 {
    high(process_word(0)) as i32
}

/// The caller's session.
pub fn session_id() -> i32 {
    process_word(1) as i32
}

/// `geteuid`.
pub fn effective_user() -> u32 {
    process_word(2) as u32
}

/// `getegid`.
pub fn effective_group() -> u32 {
    high(process_word(2))
}

/// `getuid`.
pub fn real_user() -> u32 {
    process_word(3) as u32
}

/// `getgid`.
pub fn real_group() -> u32 {
    high(process_word(3))
}

/// `getppid`.
pub fn parent_id() -> i32 {
    process_word(4) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_survive_packing() {
        let credentials = Credentials {
            pid: 7,
            pgid: 8,
            sid: 9,
            euid: u32::MAX,
            egid: 11,
            ruid: 12,
            rgid: 13,
        };
        assert_eq!(Credentials::unpack(&credentials.pack()), credentials);
    }
}
