//! `execve` from C's arrays.

use super::memory::{load, text};
use super::thread::current;
use crate::errno::Errno;
use core::ffi::{c_char, CStr};
use posix::process::ExecArguments;

const AT_FDCWD: i32 = -100;

/// The strings of a null-terminated array.
#[derive(Clone, Copy)]
struct Strings(*const *const c_char);

impl Iterator for Strings {
    type Item = &'static [u8];

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_null() {
            return None;
        }
        // SAFETY: `execve`'s caller promises the array; it is not used past its null.
        unsafe {
            let string = *self.0;
            if string.is_null() {
                return None;
            }
            self.0 = self.0.add(1);
            Some(CStr::from_ptr(string).to_bytes())
        }
    }
}

/// Whether an array and its strings can be read. EFAULT.
///
/// # Safety
/// As for `execve`.
unsafe fn check(mut array: *const *const c_char) -> Result<(), Errno> {
    // SAFETY: the caller's promise, and each step is checked before the next.
    unsafe {
        while let Some(string) = load::<*const c_char, _>(array)?.filter(|s| !s.is_null()) {
            text(string)?;
            array = array.add(1);
        }
    }
    Ok(())
}

/// Comes back only with an error.
///
/// # Safety
/// As for `execve`.
pub unsafe fn execve(
    path: *const c_char,
    arguments: *const *const c_char,
    environment: *const *const c_char,
) -> Errno {
    // SAFETY: the caller's promise.
    let path = unsafe { text(path).and_then(|path| check(arguments).map(|()| path)) };
    // SAFETY: the caller's promise.
    let path = match unsafe { path.and_then(|path| check(environment).map(|()| path)) } {
        Ok(path) => path,
        Err(error) => return error,
    };
    let strings = ExecArguments {
        arguments: Strings(arguments),
        environment: Strings(environment),
    };
    posix::process::execve(current(), AT_FDCWD, path, strings, 0)
}
