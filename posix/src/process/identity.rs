//! Ids: read from the process page, changed by the process manager.

use crate::identity;
use crate::path::{call_manager, Message};
use crate::protocol::{IdentityChange, Operation};
use crate::state::Thread;
use abi::errno::Result;
use abi::{Errno, UserSlice};

pub use identity::effective_group as getegid;
pub use identity::effective_user as geteuid;
pub use identity::parent_id as getppid;
pub use identity::process_id as getpid;
pub use identity::real_group as getgid;
pub use identity::real_user as getuid;

fn ask(thread: &Thread, operation: Operation, args: [u64; 4]) -> Result<u64> {
    call_manager(thread, b"", &Message::new(operation, args)).map(|answer| answer.result)
}

fn pid_arg(pid: i32) -> u64 {
    pid as u32 as u64
}

/// `getpgid`; 0 is the caller. Errors: ESRCH.
pub fn getpgid(thread: &Thread, pid: i32) -> Result<i32> {
    if pid == 0 || pid == getpid() {
        return Ok(identity::process_group());
    }
    ask(thread, Operation::GetProcessGroup, [pid_arg(pid), 0, 0, 0]).map(|pgid| pgid as i32)
}

/// `setpgid`. Errors: EINVAL, EACCES, EPERM, ESRCH.
pub fn setpgid(thread: &Thread, pid: i32, pgid: i32) -> Result<()> {
    if pgid < 0 || pid < 0 {
        return Err(Errno::EINVAL);
    }
    ask(
        thread,
        Operation::SetProcessGroup,
        [pid_arg(pid), pid_arg(pgid), 0, 0],
    )
    .map(drop)
}

/// `getsid`; 0 is the caller. Errors: ESRCH.
pub fn getsid(thread: &Thread, pid: i32) -> Result<i32> {
    if pid == 0 || pid == getpid() {
        return Ok(identity::session_id());
    }
    ask(thread, Operation::GetSession, [pid_arg(pid), 0, 0, 0]).map(|sid| sid as i32)
}

/// `setsid`: the new session's id. Errors: EPERM for a process group leader.
pub fn setsid(thread: &Thread) -> Result<i32> {
    ask(thread, Operation::SetSession, [0; 4]).map(|sid| sid as i32)
}

fn change(thread: &Thread, change: IdentityChange, [a, b, c]: [u32; 3]) -> Result<()> {
    ask(
        thread,
        Operation::SetIdentity,
        [change as u64, a.into(), b.into(), c.into()],
    )
    .map(drop)
}

/// `setuid`. Errors: EPERM, EINVAL.
pub fn setuid(thread: &Thread, user: u32) -> Result<()> {
    change(thread, IdentityChange::User, [user, u32::MAX, u32::MAX])
}

/// `setgid`. Errors: EPERM, EINVAL.
pub fn setgid(thread: &Thread, group: u32) -> Result<()> {
    change(thread, IdentityChange::Group, [group, u32::MAX, u32::MAX])
}

/// `setreuid`; `u32::MAX` keeps an id. Errors: EPERM.
pub fn setreuid(thread: &Thread, real: u32, effective: u32) -> Result<()> {
    change(
        thread,
        IdentityChange::RealEffectiveUsers,
        [real, effective, u32::MAX],
    )
}

/// `setregid`; `u32::MAX` keeps an id. Errors: EPERM.
pub fn setregid(thread: &Thread, real: u32, effective: u32) -> Result<()> {
    change(
        thread,
        IdentityChange::RealEffectiveGroups,
        [real, effective, u32::MAX],
    )
}

/// `setresuid`; `u32::MAX` keeps an id. Errors: EPERM.
pub fn setresuid(thread: &Thread, real: u32, effective: u32, saved: u32) -> Result<()> {
    change(thread, IdentityChange::Users, [real, effective, saved])
}

/// `setresgid`; `u32::MAX` keeps an id. Errors: EPERM.
pub fn setresgid(thread: &Thread, real: u32, effective: u32, saved: u32) -> Result<()> {
    change(thread, IdentityChange::Groups, [real, effective, saved])
}

fn saved_ids(thread: &Thread) -> Result<[u64; 2]> {
    let message = Message::new(Operation::GetSavedIds, [0; 4]);
    call_manager(thread, b"", &message).map(|answer| answer.values)
}

/// `getresuid`: real, effective, saved.
pub fn getresuid(thread: &Thread) -> Result<[u32; 3]> {
    Ok([getuid(), geteuid(), saved_ids(thread)?[0] as u32])
}

/// `getresgid`: real, effective, saved.
pub fn getresgid(thread: &Thread) -> Result<[u32; 3]> {
    Ok([getgid(), getegid(), saved_ids(thread)?[1] as u32])
}

/// `getgroups`: how many there are; stored only if all fit. Errors: EINVAL if they do not and
/// `groups` is not empty.
pub fn getgroups(thread: &Thread, groups: &mut [u32]) -> Result<usize> {
    let room = groups.len();
    let message = Message::new(Operation::GetGroups, [0; 4])
        .output(UserSlice::of_mut(bytemuck::cast_slice_mut(groups)));
    let count = call_manager(thread, b"", &message)?.result as usize;
    if room != 0 && count > room {
        return Err(Errno::EINVAL);
    }
    Ok(count)
}

/// `setgroups`. Errors: EPERM, EINVAL for too many.
pub fn setgroups(thread: &Thread, groups: &[u32]) -> Result<()> {
    let message = Message::new(Operation::SetGroups, [0; 4])
        .input(UserSlice::of(bytemuck::cast_slice(groups)));
    call_manager(thread, b"", &message).map(drop)
}
