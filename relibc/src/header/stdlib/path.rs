//! `realpath`.

use crate::errno::ResultExt;
use crate::header::malloc::program::malloc;
use crate::platform::Sys;
use crate::types::*;
use crate::Errno;
use core::ffi::CStr;
use core::ptr::null;

const AT_FDCWD: c_int = -100;
/// Longest path, with its terminator (`PATH_MAX`).
const LONGEST: usize = 4096;
/// Symbolic links followed in one path (`SYMLOOP_MAX`).
const MOST_LINKS: usize = 40;

/// A path without symbolic links, dots and double slashes, as far as it is known.
struct Resolved {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Resolved {
    fn push(&mut self, part: &[u8]) -> Result<(), Errno> {
        // A slash before the part and a terminator after it.
        if self.length + part.len() + 2 > LONGEST {
            return Err(Errno::ENAMETOOLONG);
        }
        if self.length == 0 || self.bytes[self.length - 1] != b'/' {
            self.bytes[self.length] = b'/';
            self.length += 1;
        }
        self.bytes[self.length..self.length + part.len()].copy_from_slice(part);
        self.length += part.len();
        self.bytes[self.length] = 0;
        Ok(())
    }

    fn pop(&mut self) {
        let slash = self.bytes[..self.length]
            .iter()
            .rposition(|&byte| byte == b'/')
            .unwrap_or(0);
        self.length = slash.max(1);
        self.bytes[self.length] = 0;
    }

    /// Starts with the current directory.
    fn set_to_current(&mut self) -> Result<(), Errno> {
        // SAFETY: the buffer is as long as said.
        let length = unsafe { Sys::getcwd(self.bytes.as_mut_ptr().cast(), LONGEST) }?;
        // Unreachable directories have names that do not begin with a slash.
        if self.bytes[0] != b'/' {
            return Err(Errno::ENOENT);
        }
        // The kernel counts the terminator.
        self.length = length as usize - 1;
        Ok(())
    }
}

/// What is still to be resolved: the end of a buffer, so that the target of a link goes before it.
struct Rest {
    bytes: [u8; LONGEST],
    start: usize,
}

impl Rest {
    fn prepend(&mut self, text: &[u8]) -> Result<(), Errno> {
        self.start = self
            .start
            .checked_sub(text.len())
            .ok_or(Errno::ENAMETOOLONG)?;
        self.bytes[self.start..self.start + text.len()].copy_from_slice(text);
        Ok(())
    }

    /// The next part between slashes, and whether a slash follows it.
    fn next(&mut self) -> Option<(core::ops::Range<usize>, bool)> {
        while self.bytes.get(self.start) == Some(&b'/') {
            self.start += 1;
        }
        if self.start == LONGEST {
            return None;
        }
        let length = self.bytes[self.start..]
            .iter()
            .position(|&byte| byte == b'/');
        let end = length.map_or(LONGEST, |length| self.start + length);
        let part = self.start..end;
        self.start = end;
        Some((part, length.is_some()))
    }
}

fn resolve(path: &[u8], resolved: &mut Resolved) -> Result<(), Errno> {
    if path.is_empty() {
        return Err(Errno::ENOENT);
    }
    let mut rest = Rest {
        bytes: [0; LONGEST],
        start: LONGEST,
    };
    rest.prepend(path)?;
    if path[0] == b'/' {
        resolved.push(b"")?;
    } else {
        resolved.set_to_current()?;
    }
    let mut links = 0;
    while let Some((part, slash_follows)) = rest.next() {
        match &rest.bytes[part.clone()] {
            b"." => {}
            b".." => resolved.pop(),
            name => {
                let before = resolved.length;
                resolved.push(name)?;
                let mut target = [0u8; LONGEST];
                // SAFETY: the path is terminated and the buffer as long as said.
                let read = unsafe {
                    Sys::readlinkat(
                        AT_FDCWD,
                        resolved.bytes.as_ptr().cast(),
                        target.as_mut_ptr().cast(),
                        LONGEST,
                    )
                };
                match read {
                    // Not a link. What a slash follows must be a directory, which looking up "." in it tells.
                    Err(Errno::EINVAL) if slash_follows => check_directory(resolved)?,
                    Err(Errno::EINVAL) => {}
                    Err(error) => return Err(error),
                    Ok(length) => {
                        links += 1;
                        if links > MOST_LINKS {
                            return Err(Errno::ELOOP);
                        }
                        let target = &target[..length as usize];
                        resolved.length = if target.first() == Some(&b'/') {
                            0
                        } else {
                            before
                        };
                        if resolved.length == 0 {
                            resolved.push(b"")?;
                        }
                        resolved.bytes[resolved.length] = 0;
                        rest.prepend(target)?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// ENOTDIR unless the path names a directory.
fn check_directory(resolved: &mut Resolved) -> Result<(), Errno> {
    let length = resolved.length;
    resolved.push(b".")?;
    let mut byte: c_char = 0;
    // SAFETY: the path is terminated and the buffer as long as said.
    let read = unsafe { Sys::readlinkat(AT_FDCWD, resolved.bytes.as_ptr().cast(), &mut byte, 1) };
    resolved.length = length;
    resolved.bytes[length] = 0;
    match read {
        Err(Errno::EINVAL) | Ok(_) => Ok(()),
        Err(error) => Err(error),
    }
}

/// POSIX: `realpath`: the absolute path without links and dots, in `target` or, when that is null, in fresh memory.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn realpath(path: *const c_char, target: *mut c_char) -> *mut c_char {
    let result = || {
        if path == null() {
            return Err(Errno::EINVAL);
        }
        // SAFETY: the caller passes a terminated path, and PATH_MAX bytes or null.
        unsafe {
            let mut resolved = Resolved {
                bytes: [0; LONGEST],
                length: 0,
            };
            resolve(CStr::from_ptr(path).to_bytes(), &mut resolved)?;
            let target = if target.is_null() {
                malloc(resolved.length + 1).cast::<c_char>()
            } else {
                target
            };
            if target.is_null() {
                return Err(Errno::ENOMEM);
            }
            resolved
                .bytes
                .as_ptr()
                .copy_to_nonoverlapping(target.cast(), resolved.length + 1);
            Ok(target)
        }
    };
    result().or_errno()
}
