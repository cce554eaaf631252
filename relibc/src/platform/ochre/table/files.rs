//! Files and folders, by path and by descriptor.

use super::super::memory::{buffer as slice, load, store, text};
use super::super::thread::current;
use super::super::Ochre;
use crate::errno::Errno;
use crate::types::*;
use posix::{fd, fs};

const AT_FDCWD: c_int = -100;
const AT_REMOVEDIR: c_int = 0x200;

impl Ochre {
    pub(in crate::platform) unsafe fn fsync(fd: c_int) -> Result<(), Errno> {
        fs::fsync(current(), fd, false)
    }

    pub(in crate::platform) unsafe fn sync() -> Result<(), Errno> {
        fs::sync(current());
        Ok(())
    }

    pub(in crate::platform) unsafe fn syncfs(fd: c_int) -> Result<(), Errno> {
        fs::syncfs(current(), fd)
    }

    pub(in crate::platform) unsafe fn fdatasync(fd: c_int) -> Result<(), Errno> {
        fs::fsync(current(), fd, true)
    }

    pub(in crate::platform) unsafe fn truncate(
        path: *const c_char,
        length: off_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::truncate(current(), AT_FDCWD, text(path)?, length) }
    }

    pub(in crate::platform) unsafe fn ftruncate(fd: c_int, length: off_t) -> Result<(), Errno> {
        fs::ftruncate(current(), fd, length)
    }

    pub(in crate::platform) unsafe fn fallocate(
        fd: c_int,
        mode: c_int,
        offset: off_t,
        length: off_t,
    ) -> Result<(), Errno> {
        fs::fallocate(current(), fd, mode, offset, length)
    }

    pub(in crate::platform) unsafe fn posix_fadvise(
        fd: c_int,
        _offset: off_t,
        length: off_t,
        advice: c_int,
    ) -> Result<(), Errno> {
        fd::fadvise(current(), fd, length, advice)
    }

    pub(in crate::platform) unsafe fn getcwd(
        buffer: *mut c_char,
        size: size_t,
    ) -> Result<ssize_t, Errno> {
        fs::getcwd(current(), slice(buffer, size)).map(|n| n as ssize_t)
    }

    pub(in crate::platform) unsafe fn chdir(path: *const c_char) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::chdir(current(), text(path)?) }
    }

    pub(in crate::platform) unsafe fn fchdir(fd: c_int) -> Result<(), Errno> {
        fs::fchdir(current(), fd)
    }

    pub(in crate::platform) unsafe fn fchmod(fd: c_int, mode: mode_t) -> Result<(), Errno> {
        fs::fchmod(current(), fd, mode)
    }

    pub(in crate::platform) unsafe fn fchown(
        fd: c_int,
        owner: uid_t,
        group: gid_t,
    ) -> Result<(), Errno> {
        fs::fchown(current(), fd, owner, group)
    }

    pub(in crate::platform) unsafe fn umask(mask: mode_t) -> Result<mode_t, Errno> {
        Ok(fs::umask(current(), mask))
    }

    pub(in crate::platform) unsafe fn openat(
        directory: c_int,
        path: *const c_char,
        flags: c_int,
        mode: mode_t,
    ) -> Result<c_int, Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::open(current(), directory, text(path)?, flags, mode) }
    }

    pub(in crate::platform) unsafe fn mkdirat(
        directory: c_int,
        path: *const c_char,
        mode: mode_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::mkdir(current(), directory, text(path)?, mode) }
    }

    pub(in crate::platform) unsafe fn mknodat(
        directory: c_int,
        path: *const c_char,
        mode: mode_t,
        device: dev_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::mknod(current(), directory, text(path)?, mode, device) }
    }

    pub(in crate::platform) unsafe fn fchownat(
        directory: c_int,
        path: *const c_char,
        owner: uid_t,
        group: gid_t,
        flags: c_int,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::chown(current(), directory, text(path)?, owner, group, flags) }
    }

    pub(in crate::platform) unsafe fn fstat(fd: c_int, buffer: *mut c_void) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::fstat(current(), fd).and_then(|status| store(buffer, status)) }
    }

    pub(in crate::platform) unsafe fn newfstatat(
        directory: c_int,
        path: *const c_char,
        buffer: *mut c_void,
        flags: c_int,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::fstatat_into(current(), directory, text(path)?, flags, buffer as usize) }
    }

    pub(in crate::platform) unsafe fn statx(
        directory: c_int,
        path: *const c_char,
        flags: c_int,
        mask: c_uint,
        buffer: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            fs::statx(current(), directory, text(path)?, flags, mask)
                .and_then(|status| store(buffer, status))
        }
    }

    pub(in crate::platform) unsafe fn unlinkat(
        directory: c_int,
        path: *const c_char,
        flags: c_int,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            if flags & AT_REMOVEDIR != 0 {
                fs::rmdir(current(), directory, text(path)?)
            } else {
                fs::unlink(current(), directory, text(path)?, flags)
            }
        }
    }

    pub(in crate::platform) unsafe fn linkat(
        old_directory: c_int,
        old: *const c_char,
        new_directory: c_int,
        new: *const c_char,
        flags: c_int,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            fs::link(
                current(),
                old_directory,
                text(old)?,
                new_directory,
                text(new)?,
                flags,
            )
        }
    }

    pub(in crate::platform) unsafe fn symlinkat(
        target: *const c_char,
        directory: c_int,
        path: *const c_char,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::symlink(current(), text(target)?, directory, text(path)?) }
    }

    pub(in crate::platform) unsafe fn readlinkat(
        directory: c_int,
        path: *const c_char,
        buffer: *mut c_char,
        size: size_t,
    ) -> Result<ssize_t, Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            fs::readlink(current(), directory, text(path)?, slice(buffer, size))
                .map(|n| n as ssize_t)
        }
    }

    pub(in crate::platform) unsafe fn renameat2(
        old_directory: c_int,
        old: *const c_char,
        new_directory: c_int,
        new: *const c_char,
        flags: c_uint,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            fs::rename(
                current(),
                old_directory,
                text(old)?,
                new_directory,
                text(new)?,
                flags,
            )
        }
    }

    pub(in crate::platform) unsafe fn fchmodat(
        directory: c_int,
        path: *const c_char,
        mode: mode_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::chmod(current(), directory, text(path)?, mode, 0) }
    }

    pub(in crate::platform) unsafe fn fchmodat2(
        directory: c_int,
        path: *const c_char,
        mode: mode_t,
        flags: c_int,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::chmod(current(), directory, text(path)?, mode, flags) }
    }

    pub(in crate::platform) unsafe fn faccessat(
        directory: c_int,
        path: *const c_char,
        mode: c_int,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::access(current(), directory, text(path)?, mode, 0) }
    }

    pub(in crate::platform) unsafe fn faccessat2(
        directory: c_int,
        path: *const c_char,
        mode: c_int,
        flags: c_int,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::access(current(), directory, text(path)?, mode, flags) }
    }

    pub(in crate::platform) unsafe fn utimensat(
        directory: c_int,
        path: *const c_char,
        times: *const timespec,
        flags: c_int,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            fs::utimensat(
                current(),
                directory,
                if path.is_null() {
                    None
                } else {
                    Some(text(path)?)
                },
                load(times)?.as_ref(),
                flags,
            )
        }
    }

    pub(in crate::platform) unsafe fn statfs(
        path: *const c_char,
        buffer: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::statfs(current(), text(path)?).and_then(|status| store(buffer, status)) }
    }

    pub(in crate::platform) unsafe fn fstatfs(fd: c_int, buffer: *mut c_void) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::fstatfs(current(), fd).and_then(|status| store(buffer, status)) }
    }

    pub(in crate::platform) unsafe fn getdents64(
        fd: c_int,
        buffer: *mut c_void,
        size: size_t,
    ) -> Result<ssize_t, Errno> {
        fs::getdents(current(), fd, slice(buffer, size)).map(|n| n as ssize_t)
    }

    pub(in crate::platform) unsafe fn inotify_init1(flags: c_int) -> Result<c_int, Errno> {
        fs::inotify_init(current(), flags)
    }

    pub(in crate::platform) unsafe fn inotify_add_watch(
        fd: c_int,
        path: *const c_char,
        mask: c_uint,
    ) -> Result<c_int, Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::inotify_add_watch(current(), fd, text(path)?, mask) }
    }

    pub(in crate::platform) unsafe fn inotify_rm_watch(
        fd: c_int,
        watch: c_int,
    ) -> Result<(), Errno> {
        fs::inotify_rm_watch(current(), fd, watch)
    }
}
