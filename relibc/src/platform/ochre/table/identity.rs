//! Who a process is: its number, group, session, users and groups.

use super::super::thread::current;
use super::super::Ochre;
use crate::errno::Errno;
use crate::types::*;
use posix::{identity, process};

impl Ochre {
    pub(in crate::platform) unsafe fn getpid() -> Result<pid_t, Errno> {
        Ok(identity::process_id())
    }

    pub(in crate::platform) unsafe fn getppid() -> Result<pid_t, Errno> {
        Ok(identity::parent_id())
    }

    pub(in crate::platform) unsafe fn gettid() -> Result<pid_t, Errno> {
        Ok(current().id())
    }

    pub(in crate::platform) unsafe fn getuid() -> Result<uid_t, Errno> {
        Ok(identity::real_user())
    }

    pub(in crate::platform) unsafe fn geteuid() -> Result<uid_t, Errno> {
        Ok(identity::effective_user())
    }

    pub(in crate::platform) unsafe fn getgid() -> Result<gid_t, Errno> {
        Ok(identity::real_group())
    }

    pub(in crate::platform) unsafe fn getegid() -> Result<gid_t, Errno> {
        Ok(identity::effective_group())
    }

    pub(in crate::platform) unsafe fn getpgid(pid: pid_t) -> Result<pid_t, Errno> {
        process::getpgid(current(), pid)
    }

    pub(in crate::platform) unsafe fn setpgid(pid: pid_t, group: pid_t) -> Result<(), Errno> {
        process::setpgid(current(), pid, group)
    }

    pub(in crate::platform) unsafe fn getsid(pid: pid_t) -> Result<pid_t, Errno> {
        process::getsid(current(), pid)
    }

    pub(in crate::platform) unsafe fn setsid() -> Result<pid_t, Errno> {
        process::setsid(current())
    }

    pub(in crate::platform) unsafe fn setuid(uid: uid_t) -> Result<(), Errno> {
        process::setuid(current(), uid)
    }

    pub(in crate::platform) unsafe fn setgid(gid: gid_t) -> Result<(), Errno> {
        process::setgid(current(), gid)
    }

    pub(in crate::platform) unsafe fn setreuid(real: uid_t, effective: uid_t) -> Result<(), Errno> {
        process::setreuid(current(), real, effective)
    }

    pub(in crate::platform) unsafe fn setregid(real: gid_t, effective: gid_t) -> Result<(), Errno> {
        process::setregid(current(), real, effective)
    }

    pub(in crate::platform) unsafe fn setresuid(
        real: uid_t,
        effective: uid_t,
        saved: uid_t,
    ) -> Result<(), Errno> {
        process::setresuid(current(), real, effective, saved)
    }

    pub(in crate::platform) unsafe fn setresgid(
        real: gid_t,
        effective: gid_t,
        saved: gid_t,
    ) -> Result<(), Errno> {
        process::setresgid(current(), real, effective, saved)
    }

    pub(in crate::platform) unsafe fn getresuid(
        real: *mut uid_t,
        effective: *mut uid_t,
        saved: *mut uid_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        process::getresuid(current()).map(|[a, b, c]| unsafe {
            (*real, *effective, *saved) = (a, b, c);
        })
    }

    pub(in crate::platform) unsafe fn getresgid(
        real: *mut gid_t,
        effective: *mut gid_t,
        saved: *mut gid_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        process::getresgid(current()).map(|[a, b, c]| unsafe {
            (*real, *effective, *saved) = (a, b, c);
        })
    }

    pub(in crate::platform) unsafe fn getgroups(
        size: c_int,
        list: *mut gid_t,
    ) -> Result<c_int, Errno> {
        let size = usize::try_from(size).map_err(|_| Errno::EINVAL)?;
        let groups = if size == 0 {
            &mut [][..]
        } else {
            // SAFETY: the caller promises `size` entries.
            unsafe { core::slice::from_raw_parts_mut(list, size) }
        };
        process::getgroups(current(), groups).map(|count| count as c_int)
    }

    pub(in crate::platform) unsafe fn setgroups(
        size: size_t,
        list: *const gid_t,
    ) -> Result<(), Errno> {
        let groups = if size == 0 {
            &[][..]
        } else {
            // SAFETY: the caller promises `size` entries.
            unsafe { core::slice::from_raw_parts(list, size) }
        };
        process::setgroups(current(), groups)
    }
}
