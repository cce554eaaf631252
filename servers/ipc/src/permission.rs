//! Who may do what with an object (POSIX, XSH 2.7.1).

use abi::errno::{Errno, Result};
use posix::identity::Credentials;
use posix::types::IpcPermission;

/// Mode bits, as the owner has them.
pub const READ: u32 = 0o400;
pub const WRITE: u32 = 0o200;

/// What a new object has: owned by its creator.
pub fn new(caller: &Credentials, key: i32, mode: u32) -> IpcPermission {
    IpcPermission {
        key,
        uid: caller.euid,
        gid: caller.egid,
        cuid: caller.euid,
        cgid: caller.egid,
        mode: mode & 0o777,
        ..IpcPermission::default()
    }
}

/// Refuses with EACCES unless all of `wanted` is allowed: mode bits, those of any class.
pub fn check(permission: &IpcPermission, caller: &Credentials, wanted: u32) -> Result<()> {
    let wanted = (wanted | wanted << 3 | wanted << 6) & 0o700;
    let class = if [permission.uid, permission.cuid].contains(&caller.euid) {
        permission.mode
    } else if [permission.gid, permission.cgid].contains(&caller.egid) {
        permission.mode << 3
    } else {
        permission.mode << 6
    };
    match caller.is_privileged() || wanted & !class == 0 {
        true => Ok(()),
        false => Err(Errno::EACCES),
    }
}

/// Refuses with EPERM unless the caller is the owner, the creator or privileged.
pub fn check_owner(permission: &IpcPermission, caller: &Credentials) -> Result<()> {
    let owns = [permission.uid, permission.cuid].contains(&caller.euid);
    match owns || caller.is_privileged() {
        true => Ok(()),
        false => Err(Errno::EPERM),
    }
}

/// `IPC_SET`: takes owner, group and permission bits from `wanted`.
pub fn set(permission: &mut IpcPermission, wanted: &IpcPermission) {
    permission.uid = wanted.uid;
    permission.gid = wanted.gid;
    permission.mode = permission.mode & !0o777 | wanted.mode & 0o777;
}
