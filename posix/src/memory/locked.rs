//! `mlock` and its kin.

use crate::identity::effective_user;
use crate::kernel::memory;
use crate::process::prlimit;
use crate::state::Thread;
use crate::types::constants::mman::{MCL_CURRENT, MCL_FUTURE};
use crate::types::constants::resource::RLIMIT_MEMLOCK;
use abi::errno::Result;
use abi::memory::LockOperation;
use abi::Errno;

/// Most bytes that the process may lock. Errors: EPERM if it may lock none.
fn limit(thread: &Thread) -> Result<u64> {
    if effective_user() == 0 {
        return Ok(u64::MAX);
    }
    match prlimit(thread, 0, RLIMIT_MEMLOCK, None)?.current {
        0 => Err(Errno::EPERM),
        bytes => Ok(bytes),
    }
}

/// `mlock`. Errors: EINVAL, ENOMEM for what is not mapped and beyond RLIMIT_MEMLOCK, EPERM, EAGAIN if
/// memory is short.
pub fn mlock(thread: &Thread, address: usize, len: usize) -> Result<()> {
    memory::lock(address, len, LockOperation::Lock, limit(thread)?)
}

/// `munlock`. Errors: EINVAL, ENOMEM for what is not mapped.
pub fn munlock(_thread: &Thread, address: usize, len: usize) -> Result<()> {
    memory::lock(address, len, LockOperation::Unlock, 0)
}

/// `mlockall`. Errors: EINVAL, ENOMEM beyond RLIMIT_MEMLOCK, EPERM.
pub fn mlockall(thread: &Thread, flags: i32) -> Result<()> {
    if flags == 0 || flags & !(MCL_CURRENT | MCL_FUTURE) != 0 {
        return Err(Errno::EINVAL);
    }
    memory::lock(flags as usize, 0, LockOperation::LockAll, limit(thread)?)
}

/// `munlockall`.
pub fn munlockall(_thread: &Thread) -> Result<()> {
    memory::lock(0, 0, LockOperation::UnlockAll, 0)
}
