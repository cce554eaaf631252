//! Shared memory segments: memory objects with an owner and a key.
//!
//! The kernel knows who has one mapped, so attachments are counted by it, whatever fork, exec and exit do. A
//! removed segment stays while it is mapped: [`Segments::sweep`] looks for those that are not any more.

use crate::answer::{Answer, Asker};
use crate::permission::{self, READ, WRITE};
use crate::table::{Object, Table};
use abi::errno::{Errno, Result};
use abi::memory::MemoryKind;
use abi::Handle;
use posix::kernel::{handle, memory};
use posix::types::constants::ipc::*;
use posix::types::{bytes_of, IpcPermission, SegmentStatus};

/// Most segments (Linux's SHMMNI), and bytes in one.
const SEGMENTS_MAX: usize = 4096;
const BYTES_MAX: u64 = 1 << 46;

struct Segment {
    status: SegmentStatus,
    object: Handle,
    /// The kernel's number of the object.
    number: u64,
    removed: bool,
}

impl Object for Segment {
    fn permission(&self) -> &IpcPermission {
        &self.status.perm
    }
}

impl Segment {
    fn mappings(&self) -> u64 {
        // The handle is the server's own and stays open.
        memory::get_info(self.object).map_or(0, |info| info.mappings)
    }
}

impl Drop for Segment {
    fn drop(&mut self) {
        let _ = handle::close(self.object);
    }
}

/// All segments.
pub struct Segments(Table<Segment>);

impl Segments {
    pub fn new() -> Self {
        Self(Table::new(SEGMENTS_MAX))
    }

    /// `shmget`. Errors: EINVAL, and the table's and the kernel's.
    pub fn get(&mut self, asker: &Asker, key: i32, size: u64, flags: i32) -> Result<i32> {
        self.sweep();
        let fits = |segment: &Segment| match size <= segment.status.segsz {
            true => Ok(()),
            false => Err(Errno::EINVAL),
        };
        let make = |perm| {
            if !(1..=BYTES_MAX).contains(&size) {
                return Err(Errno::EINVAL);
            }
            let object = memory::create(MemoryKind::Anonymous, size, 0, 0)?;
            let mut segment = Segment {
                status: SegmentStatus {
                    perm,
                    segsz: size,
                    ctime: asker.now,
                    cpid: asker.caller.pid,
                    ..SegmentStatus::default()
                },
                object,
                number: 0,
                removed: false,
            };
            segment.number = memory::get_info(object)?.object;
            Ok(segment)
        };
        self.0.get(&asker.caller, key, flags, fits, make)
    }

    /// `shmat`: the memory, for `wanted` (mode bits). Errors: EINVAL, EACCES.
    pub fn attach(&mut self, asker: &Asker, id: i32, wanted: u32) -> Result<Handle> {
        self.sweep();
        let segment = self.0.find_allowed(&asker.caller, id, wanted)?;
        segment.status.atime = asker.now;
        segment.status.lpid = asker.caller.pid;
        Ok(segment.object)
    }

    /// `shmdt` of the memory object of that number: its size. Errors: EINVAL if it is no segment's.
    pub fn detach(&mut self, asker: &Asker, object: u64) -> Result<u64> {
        let mut segments = self.0.iter_mut().map(|(_, segment)| segment);
        let segment = segments
            .find(|segment| segment.number == object)
            .ok_or(Errno::EINVAL)?;
        segment.status.dtime = asker.now;
        segment.status.lpid = asker.caller.pid;
        Ok(segment.status.segsz)
    }

    /// `shmctl`; `status` is `IPC_SET`'s. Errors: EINVAL, EACCES, EPERM.
    pub fn control(
        &mut self,
        asker: &Asker,
        id: i32,
        command: i32,
        status: impl FnOnce() -> Result<SegmentStatus>,
    ) -> Result<Answer> {
        self.sweep();
        match command {
            IPC_STAT | SHM_STAT => {
                let (id, result) = match command {
                    SHM_STAT => self.0.id_at(id).map(|id| (id, id as u64))?,
                    _ => (id, 0),
                };
                let segment = self.0.find_allowed(&asker.caller, id, READ)?;
                let told = SegmentStatus {
                    nattch: segment.mappings(),
                    ..segment.status
                };
                return Ok(Answer {
                    result,
                    payload: bytes_of(&told).to_vec(),
                    ..Answer::default()
                });
            }
            IPC_SET => {
                let wanted = status()?;
                let segment = self.0.find_owned(&asker.caller, id)?;
                permission::set(&mut segment.status.perm, &wanted.perm);
                segment.status.ctime = asker.now;
            }
            IPC_RMID => {
                let segment = self.0.find_owned(&asker.caller, id)?;
                segment.removed = true;
                segment.status.perm.mode |= SHM_DEST;
                segment.status.perm.key = IPC_PRIVATE;
                self.0.forget_key(id);
                self.sweep();
            }
            // Memory here is never paged out.
            SHM_LOCK | SHM_UNLOCK => {
                let mode = &mut self.0.find_owned(&asker.caller, id)?.status.perm.mode;
                match command {
                    SHM_LOCK => *mode |= SHM_LOCKED,
                    _ => *mode &= !SHM_LOCKED,
                }
            }
            _ => return Err(Errno::EINVAL),
        }
        Ok(Answer::default())
    }

    /// Lets go of removed segments that nobody has mapped any more; whether others are left.
    pub fn sweep(&mut self) -> bool {
        let mut gone = Vec::new();
        let mut left = false;
        for (id, segment) in self.0.iter_mut() {
            match segment.removed && segment.mappings() == 0 {
                true => gone.push(id),
                false => left |= segment.removed,
            }
        }
        for id in gone {
            // It was there just now.
            let _ = self.0.remove(id);
        }
        left
    }
}

/// What an attachment needs.
pub const fn wanted(writes: bool) -> u32 {
    match writes {
        true => READ | WRITE,
        false => READ,
    }
}
