//! Record locks (POSIX `fcntl`) and whole-file locks (`flock`). Pure logic: requests that wait are
//! known by their numbers, and every change gives back those that it granted.

use crate::tree::Inode;
use abi::errno::{Errno, Result};
use posix::types::constants::fcntl::{F_RDLCK, F_UNLCK, F_WRLCK};
use posix::types::constants::unistd::SEEK_SET;
use posix::types::Flock;
use std::collections::HashMap;

/// Bytes from `start` up to, not including, `end`; `u64::MAX` is the end of every file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub start: u64,
    pub end: u64,
}

impl Range {
    /// The bytes that a lock request means (POSIX `fcntl`). Errors: EINVAL before the file's begin,
    /// EOVERFLOW.
    pub fn of(base: u64, lock: &Flock) -> Result<Self> {
        let base = i64::try_from(base).map_err(|_| Errno::EOVERFLOW)?;
        let start = base.checked_add(lock.start).ok_or(Errno::EOVERFLOW)?;
        let other = start.checked_add(lock.len).ok_or(Errno::EOVERFLOW)?;
        let place = |at: i64| u64::try_from(at).map_err(|_| Errno::EINVAL);
        Ok(match lock.len {
            0 => Self {
                start: place(start)?,
                end: u64::MAX,
            },
            1.. => Self {
                start: place(start)?,
                end: place(other)?,
            },
            _ => Self {
                start: place(other)?,
                end: place(start)?,
            },
        })
    }

    fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// A record lock that a process holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    pub owner: i32,
    pub exclusive: bool,
    pub range: Range,
}

impl Record {
    fn conflicts(&self, other: &Self) -> bool {
        self.owner != other.owner
            && (self.exclusive || other.exclusive)
            && self.range.overlaps(other.range)
    }
}

/// The answer of `F_GETLK`: the lock in the way, or the question with `F_UNLCK`.
pub fn answer(found: Option<Record>, asked: Flock) -> Flock {
    let Some(held) = found else {
        return Flock {
            kind: F_UNLCK,
            ..asked
        };
    };
    let len = match held.range.end {
        u64::MAX => 0,
        end => end - held.range.start,
    };
    Flock {
        kind: if held.exclusive { F_WRLCK } else { F_RDLCK },
        whence: SEEK_SET as i16,
        start: held.range.start as i64,
        len: len as i64,
        pid: held.owner,
        ..Flock::default()
    }
}

/// A whole-file lock of an open file, by the file's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Whole {
    open: u64,
    exclusive: bool,
}

/// The locks of one file and who waits for one, by request, in order of arrival.
#[derive(Debug, Default)]
struct OfFile {
    records: Vec<Record>,
    waiting_records: Vec<(u64, Record)>,
    wholes: Vec<Whole>,
    waiting_wholes: Vec<(u64, Whole)>,
}

/// The locks of all files.
#[derive(Debug, Default)]
pub struct Locks {
    files: HashMap<Inode, OfFile>,
}

/// Whether a lock is held now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Granted,
    /// Somebody else's is in the way.
    Refused,
}

impl OfFile {
    fn is_empty(&self) -> bool {
        self.records.is_empty()
            && self.waiting_records.is_empty()
            && self.wholes.is_empty()
            && self.waiting_wholes.is_empty()
    }

    fn conflict(&self, wanted: &Record) -> Option<Record> {
        let others = self.records.iter().filter(|held| held.conflicts(wanted));
        others.min_by_key(|held| held.range.start).copied()
    }

    /// Takes `range` from what `owner` holds; parts beside it stay.
    fn cut(&mut self, owner: i32, range: Range) {
        let mut kept = Vec::new();
        for held in self.records.drain(..) {
            if held.owner != owner || !held.range.overlaps(range) {
                kept.push(held);
                continue;
            }
            let below = Range {
                start: held.range.start,
                end: range.start,
            };
            let above = Range {
                start: range.end,
                end: held.range.end,
            };
            for part in [below, above] {
                if part.start < part.end {
                    kept.push(Record {
                        range: part,
                        ..held
                    });
                }
            }
        }
        self.records = kept;
    }

    /// Adds a lock, joined with neighbours of its owner and kind.
    fn add(&mut self, mut new: Record) {
        self.cut(new.owner, new.range);
        self.records.retain(|held| {
            let joins = held.owner == new.owner
                && held.exclusive == new.exclusive
                && held.range.start <= new.range.end
                && new.range.start <= held.range.end;
            if joins {
                new.range.start = new.range.start.min(held.range.start);
                new.range.end = new.range.end.max(held.range.end);
            }
            !joins
        });
        self.records.push(new);
    }

    fn whole_conflicts(&self, wanted: &Whole) -> bool {
        let other = |held: &&Whole| held.open != wanted.open;
        let mut others = self.wholes.iter().filter(other);
        others.any(|held| held.exclusive || wanted.exclusive)
    }

    /// Grants what waits and can be had now.
    fn grant(&mut self) -> Vec<u64> {
        let mut granted = Vec::new();
        for (request, wanted) in std::mem::take(&mut self.waiting_records) {
            if self.conflict(&wanted).is_some() {
                self.waiting_records.push((request, wanted));
            } else {
                self.add(wanted);
                granted.push(request);
            }
        }
        for (request, wanted) in std::mem::take(&mut self.waiting_wholes) {
            if self.whole_conflicts(&wanted) {
                self.waiting_wholes.push((request, wanted));
            } else {
                self.wholes.push(wanted);
                granted.push(request);
            }
        }
        granted
    }
}

impl Locks {
    /// Changes a file's locks, and grants what waited for that.
    fn change(&mut self, inode: Inode, change: impl FnOnce(&mut OfFile)) -> Vec<u64> {
        let Some(file) = self.files.get_mut(&inode) else {
            return Vec::new();
        };
        change(file);
        let granted = file.grant();
        if file.is_empty() {
            self.files.remove(&inode);
        }
        granted
    }

    /// The lock that is in the way of `wanted` (`F_GETLK`).
    pub fn conflict(&self, inode: Inode, wanted: &Record) -> Option<Record> {
        self.files.get(&inode)?.conflict(wanted)
    }

    /// Asks for a record lock (`F_SETLK`), and who is granted one because a stronger one went.
    pub fn set(&mut self, inode: Inode, wanted: Record) -> (Asked, Vec<u64>) {
        let file = self.files.entry(inode).or_default();
        let refused = file.conflict(&wanted).is_some();
        let granted = self.change(inode, |file| {
            if !refused {
                file.add(wanted);
            }
        });
        (
            if refused {
                Asked::Refused
            } else {
                Asked::Granted
            },
            granted,
        )
    }

    /// Lets a refused request wait (`F_SETLKW`). Errors: EDEADLK if its process would wait for itself.
    pub fn wait(&mut self, inode: Inode, request: u64, wanted: Record) -> Result<()> {
        if self.waits_for(inode, &wanted, wanted.owner, &mut Vec::new()) {
            return Err(Errno::EDEADLK);
        }
        let file = self.files.entry(inode).or_default();
        file.waiting_records.push((request, wanted));
        Ok(())
    }

    /// Whether what stands in the way of `wanted` ends with `owner`, over any number of processes that
    /// wait themselves.
    fn waits_for(&self, inode: Inode, wanted: &Record, owner: i32, seen: &mut Vec<i32>) -> bool {
        let held = self.files.get(&inode).map(|file| &file.records);
        let in_the_way = held
            .into_iter()
            .flatten()
            .filter(|held| held.conflicts(wanted));
        for held in in_the_way {
            if held.owner == owner {
                return true;
            }
            if seen.contains(&held.owner) {
                continue;
            }
            seen.push(held.owner);
            let waits = self.files.iter().flat_map(|(&inode, file)| {
                let own = file.waiting_records.iter();
                own.filter(|(_, w)| w.owner == held.owner)
                    .map(move |(_, w)| (inode, *w))
            });
            for (inode, wanted) in waits.collect::<Vec<_>>() {
                if self.waits_for(inode, &wanted, owner, seen) {
                    return true;
                }
            }
        }
        false
    }

    /// Gives a range back (`F_UNLCK`); the requests that are granted by that.
    pub fn unset(&mut self, inode: Inode, owner: i32, range: Range) -> Vec<u64> {
        self.change(inode, |file| file.cut(owner, range))
    }

    /// The process is gone.
    pub fn release_owner(&mut self, owner: i32) -> Vec<u64> {
        let of_owner = |file: &OfFile| file.records.iter().any(|held| held.owner == owner);
        let files = self.files.iter().filter(|(_, file)| of_owner(file));
        let inodes: Vec<Inode> = files.map(|(&inode, _)| inode).collect();
        let release = |inode| {
            self.change(inode, |file| {
                file.records.retain(|held| held.owner != owner)
            })
        };
        inodes.into_iter().flat_map(release).collect()
    }

    /// Asks for a whole-file lock for an open file. One that it has is given up first, even when the
    /// new one is refused (flock(2)).
    pub fn set_whole(&mut self, inode: Inode, open: u64, exclusive: bool) -> (Asked, Vec<u64>) {
        let wanted = Whole { open, exclusive };
        self.files.entry(inode).or_default();
        let mut asked = Asked::Refused;
        let granted = self.change(inode, |file| {
            file.wholes.retain(|held| held.open != open);
            if !file.whole_conflicts(&wanted) {
                file.wholes.push(wanted);
                asked = Asked::Granted;
            }
        });
        (asked, granted)
    }

    /// Lets a refused request wait.
    pub fn wait_whole(&mut self, inode: Inode, request: u64, open: u64, exclusive: bool) {
        let file = self.files.entry(inode).or_default();
        let wanted = Whole { open, exclusive };
        file.waiting_wholes.push((request, wanted));
    }

    /// The open file has no lock any more.
    pub fn unset_whole(&mut self, inode: Inode, open: u64) -> Vec<u64> {
        self.change(inode, |file| file.wholes.retain(|held| held.open != open))
    }

    /// Takes a waiting request back; whether there was one.
    pub fn cancel(&mut self, request: u64) -> bool {
        let mut found = false;
        self.files.retain(|_, file| {
            let before = file.waiting_records.len() + file.waiting_wholes.len();
            file.waiting_records.retain(|(id, _)| *id != request);
            file.waiting_wholes.retain(|(id, _)| *id != request);
            found |= before != file.waiting_records.len() + file.waiting_wholes.len();
            !file.is_empty()
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: Inode = 5;
    const OTHER: Inode = 6;

    fn record(owner: i32, exclusive: bool, start: u64, end: u64) -> Record {
        Record {
            owner,
            exclusive,
            range: Range { start, end },
        }
    }

    #[test]
    fn a_range_in_the_middle_is_cut_out_and_what_touches_is_joined() {
        let mut locks = Locks::default();
        assert_eq!(locks.set(FILE, record(1, true, 0, 100)).0, Asked::Granted);
        locks.unset(FILE, 1, Range { start: 40, end: 60 });
        assert_eq!(locks.conflict(FILE, &record(2, false, 40, 60)), None);
        let below = locks.conflict(FILE, &record(2, false, 0, 100));
        assert_eq!(below, Some(record(1, true, 0, 40)));
        locks.set(FILE, record(1, true, 40, 60));
        let whole = locks.conflict(FILE, &record(2, false, 99, 100));
        assert_eq!(whole, Some(record(1, true, 0, 100)));
    }

    #[test]
    fn who_waits_is_granted_when_the_owner_goes() {
        let mut locks = Locks::default();
        locks.set(FILE, record(1, true, 0, 10));
        assert_eq!(locks.set(FILE, record(2, false, 5, 6)).0, Asked::Refused);
        assert_eq!(locks.wait(FILE, 77, record(2, false, 5, 6)), Ok(()));
        assert_eq!(locks.release_owner(1), [77]);
        assert!(locks.conflict(FILE, &record(3, true, 0, 9)).is_some());
        assert_eq!(locks.release_owner(2), []);
        assert!(locks.files.is_empty());
    }

    #[test]
    fn a_circle_of_three_is_a_deadlock() {
        let mut locks = Locks::default();
        for (owner, inode) in [(1, FILE), (2, OTHER), (3, 7)] {
            locks.set(inode, record(owner, true, 0, 1));
        }
        assert_eq!(locks.wait(OTHER, 10, record(1, true, 0, 1)), Ok(()));
        assert_eq!(locks.wait(7, 11, record(2, true, 0, 1)), Ok(()));
        let last = locks.wait(FILE, 12, record(3, true, 0, 1));
        assert_eq!(last, Err(Errno::EDEADLK));
        assert!(locks.cancel(11));
        assert_eq!(locks.wait(FILE, 12, record(3, true, 0, 1)), Ok(()));
    }

    #[test]
    fn whole_file_locks_are_the_open_file_s() {
        let mut locks = Locks::default();
        assert_eq!(locks.set_whole(FILE, 1, false).0, Asked::Granted);
        assert_eq!(locks.set_whole(FILE, 2, false).0, Asked::Granted);
        assert_eq!(locks.set_whole(FILE, 1, true).0, Asked::Refused);
        locks.wait_whole(FILE, 50, 1, true);
        assert_eq!(locks.unset_whole(FILE, 2), [50]);
        assert_eq!(locks.set_whole(FILE, 2, false).0, Asked::Refused);
    }
}
