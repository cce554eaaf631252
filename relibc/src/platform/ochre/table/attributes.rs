//! Extended attributes: no file has any (xattr(7)). What is wrong with the file itself is told first.

use super::super::memory::text;
use super::super::thread::current;
use super::super::Ochre;
use crate::errno::Errno;
use crate::types::*;
use posix::fs;

const AT_FDCWD: c_int = -100;
/// How a path is followed: to its end, or to the link that is there.
const FOLLOW: c_int = 0;
const NO_FOLLOW: c_int = 0x100;

/// # Safety
/// The path is a string.
unsafe fn exists(path: *const c_char, flags: c_int) -> Result<(), Errno> {
    // SAFETY: the caller's promise.
    fs::fstatat(current(), AT_FDCWD, unsafe { text(path)? }, flags).map(drop)
}

fn is_open(fd: c_int) -> Result<(), Errno> {
    fs::fstat(current(), fd).map(drop)
}

/// The calls on one kind of file, found by `$find`.
macro_rules! attributes {
    ($file:ident: $type:ty, $find:expr => $get:ident, $list:ident, $set:ident, $remove:ident) => {
        pub(in crate::platform) unsafe fn $get(
            $file: $type,
            _name: *const c_char,
            _value: *mut c_void,
            _size: size_t,
        ) -> Result<ssize_t, Errno> {
            $find.and(Err(Errno::EOPNOTSUPP))
        }

        pub(in crate::platform) unsafe fn $list(
            $file: $type,
            _list: *mut c_char,
            _size: size_t,
        ) -> Result<ssize_t, Errno> {
            $find.map(|()| 0)
        }

        pub(in crate::platform) unsafe fn $set(
            $file: $type,
            _name: *const c_char,
            _value: *const c_void,
            _size: size_t,
            _flags: c_int,
        ) -> Result<(), Errno> {
            $find.and(Err(Errno::EOPNOTSUPP))
        }

        pub(in crate::platform) unsafe fn $remove(
            $file: $type,
            _name: *const c_char,
        ) -> Result<(), Errno> {
            $find.and(Err(Errno::EOPNOTSUPP))
        }
    };
}

impl Ochre {
    attributes!(path: *const c_char,
        // SAFETY: the caller's promise.
        unsafe { exists(path, FOLLOW) } => getxattr, listxattr, setxattr, removexattr);
    attributes!(path: *const c_char,
        // SAFETY: the caller's promise.
        unsafe { exists(path, NO_FOLLOW) } => lgetxattr, llistxattr, lsetxattr, lremovexattr);
    attributes!(fd: c_int, is_open(fd) => fgetxattr, flistxattr, fsetxattr, fremovexattr);
}
