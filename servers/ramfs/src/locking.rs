//! Requests of locks (`fcntl`, `flock`): who may ask, which bytes are meant, and who is answered later.

use crate::locks::{answer, Asked, Range, Record};
use crate::opens::{Open, OpenFile};
use crate::server::RamFs;
use abi::errno::Errno;
use posix::protocol::OpenFlags;
use posix::server::{Failure, Incoming, Opened, Outcome};
use posix::types::constants::fcntl::{
    F_GETLK, F_RDLCK, F_SETLK, F_UNLCK, F_WRLCK, LOCK_EX, LOCK_NB, LOCK_SH, LOCK_UN,
};
use posix::types::constants::unistd::{SEEK_CUR, SEEK_END, SEEK_SET};
use posix::types::Flock;

impl RamFs {
    /// A process that is about to take record locks: the file lives as long as the process.
    pub(crate) fn open_lock_owner(&mut self, call: &Incoming, flags: OpenFlags) -> Opened {
        let pid = call.caller().pid;
        let number = self.opens.insert(Open::LockOwner { pid });
        Opened::new(number, flags | OpenFlags::PATH_ONLY)
    }

    /// Answers requests whose locks were granted.
    pub(crate) fn answer_granted(&self, requests: Vec<u64>) {
        for request in requests {
            // A client that is gone has its lock taken back when its end is told.
            let _ = self.scheme.reply_with(request, Ok(0), &[]);
        }
    }

    /// `fcntl` with `F_GETLK`, `F_SETLK` or `F_SETLKW`; `position` is the file's, from which the lock may count.
    pub(crate) fn ask_record_lock(
        &mut self,
        call: &Incoming<'_>,
        command: i32,
        position: u64,
        lock: Flock,
    ) -> Outcome<Flock> {
        let Some(&OpenFile {
            inode,
            reads,
            writes,
            ..
        }) = self.opens.file(call.file())
        else {
            return Err(Errno::EBADF.into());
        };
        let owner = call.caller().pid;
        let base = match i32::from(lock.whence) {
            SEEK_SET => 0,
            SEEK_CUR => position,
            SEEK_END => self.stat_of(inode)?.size as u64,
            _ => return Err(Errno::EINVAL.into()),
        };
        let range = Range::of(base, &lock)?;
        let exclusive = match lock.kind {
            F_RDLCK => false,
            F_WRLCK => true,
            F_UNLCK if command != F_GETLK => {
                let granted = self.locks.unset(inode, owner, range);
                self.answer_granted(granted);
                return Ok(lock);
            }
            _ => return Err(Errno::EINVAL.into()),
        };
        let wanted = Record {
            owner,
            exclusive,
            range,
        };
        if command == F_GETLK {
            return Ok(answer(self.locks.conflict(inode, &wanted), lock));
        }
        if exclusive && !writes || !exclusive && !reads {
            return Err(Errno::EBADF.into());
        }
        if !self.opens.has_lock_owner(owner) {
            return Err(Errno::ENOLCK.into());
        }
        let (asked, granted) = self.locks.set(inode, wanted);
        self.answer_granted(granted);
        match asked {
            Asked::Granted => Ok(lock),
            Asked::Refused if command == F_SETLK => Err(Errno::EAGAIN.into()),
            Asked::Refused => {
                self.locks.wait(inode, call.id(), wanted)?;
                Err(Failure::Later)
            }
        }
    }

    /// `flock`.
    pub(crate) fn ask_whole_lock(&mut self, call: &Incoming<'_>, operation: i32) -> Outcome<()> {
        let inode = self.start(call)?;
        let exclusive = match operation & !LOCK_NB {
            LOCK_SH => false,
            LOCK_EX => true,
            LOCK_UN => {
                let granted = self.locks.unset_whole(inode, call.file());
                self.answer_granted(granted);
                return Ok(());
            }
            _ => return Err(Errno::EINVAL.into()),
        };
        let (asked, granted) = self.locks.set_whole(inode, call.file(), exclusive);
        self.answer_granted(granted);
        match asked {
            Asked::Granted => Ok(()),
            Asked::Refused if operation & LOCK_NB != 0 => Err(Errno::EAGAIN.into()),
            Asked::Refused => {
                self.locks
                    .wait_whole(inode, call.id(), call.file(), exclusive);
                Err(Failure::Later)
            }
        }
    }
}
