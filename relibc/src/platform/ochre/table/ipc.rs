//! System V IPC.

use super::super::memory::load;
use super::super::thread::current;
use super::super::Ochre;
use crate::errno::Errno;
use crate::types::*;
use posix::ipc;

impl Ochre {
    pub(in crate::platform) unsafe fn msgget(key: key_t, flags: c_int) -> Result<c_int, Errno> {
        ipc::msgget(current(), key, flags)
    }

    pub(in crate::platform) unsafe fn msgsnd(
        id: c_int,
        message: *const c_void,
        length: size_t,
        flags: c_int,
    ) -> Result<(), Errno> {
        ipc::msgsnd(current(), id, message as usize, length, flags)
    }

    pub(in crate::platform) unsafe fn msgrcv(
        id: c_int,
        message: *mut c_void,
        length: size_t,
        kind: c_long,
        flags: c_int,
    ) -> Result<ssize_t, Errno> {
        ipc::msgrcv(current(), id, message as usize, length, kind, flags).map(|n| n as ssize_t)
    }

    pub(in crate::platform) unsafe fn msgctl(
        id: c_int,
        command: c_int,
        buffer: *mut c_void,
    ) -> Result<c_int, Errno> {
        ipc::msgctl(current(), id, command, buffer as usize)
    }

    pub(in crate::platform) unsafe fn semget(
        key: key_t,
        count: c_int,
        flags: c_int,
    ) -> Result<c_int, Errno> {
        ipc::semget(current(), key, count, flags)
    }

    pub(in crate::platform) unsafe fn semop(
        id: c_int,
        operations: *mut c_void,
        count: size_t,
    ) -> Result<(), Errno> {
        ipc::semtimedop(current(), id, operations as usize, count, None)
    }

    pub(in crate::platform) unsafe fn semtimedop(
        id: c_int,
        operations: *mut c_void,
        count: size_t,
        timeout: *const timespec,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        let timeout = unsafe { load(timeout)? };
        ipc::semtimedop(current(), id, operations as usize, count, timeout)
    }

    pub(in crate::platform) unsafe fn semctl(
        id: c_int,
        index: c_int,
        command: c_int,
        argument: *mut c_void,
    ) -> Result<c_int, Errno> {
        ipc::semctl(current(), id, index, command, argument as usize)
    }

    pub(in crate::platform) unsafe fn shmget(
        key: key_t,
        size: size_t,
        flags: c_int,
    ) -> Result<c_int, Errno> {
        ipc::shmget(current(), key, size, flags)
    }

    pub(in crate::platform) unsafe fn shmat(
        id: c_int,
        address: *const c_void,
        flags: c_int,
    ) -> Result<*mut c_void, Errno> {
        ipc::shmat(current(), id, address as usize, flags).map(|a| a as *mut c_void)
    }

    pub(in crate::platform) unsafe fn shmdt(address: *const c_void) -> Result<(), Errno> {
        ipc::shmdt(current(), address as usize)
    }

    pub(in crate::platform) unsafe fn shmctl(
        id: c_int,
        command: c_int,
        buffer: *mut c_void,
    ) -> Result<c_int, Errno> {
        ipc::shmctl(current(), id, command, buffer as usize)
    }
}
