//! Names and files that did not exist before: `mkstemp` and its relatives.

use crate::descriptor;
use crate::errno::{self, ResultExt};
use crate::header::string::strlen;
use crate::platform::Sys;
use crate::types::*;
use crate::Errno;

const AT_FDCWD: c_int = -100;
const O_ACCMODE: c_int = 3;
const O_RDWR: c_int = 2;
const O_CREAT: c_int = 0o100;
const O_EXCL: c_int = 0o200;
const AT_SYMLINK_NOFOLLOW: c_int = 0x100;
/// Names tried before giving up.
const TRIES: usize = 1000;
/// Letters at the end of a template that are replaced.
const LETTERS: usize = 6;

/// Fills in a template again and again until `attempt` says something else than that the name exists.
///
/// # Safety
/// `template` is terminated and writable.
unsafe fn fill_in<T>(
    template: *mut c_char,
    suffix: c_int,
    mut attempt: impl FnMut() -> Result<T, Errno>,
) -> Result<T, Errno> {
    const ALPHABET: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let suffix = usize::try_from(suffix).map_err(|_| Errno::EINVAL)?;
    // SAFETY: the caller's promise; the letters are within the string.
    unsafe {
        let start = strlen(template)
            .checked_sub(suffix)
            .and_then(|end| end.checked_sub(LETTERS))
            .ok_or(Errno::EINVAL)?;
        let place = template.add(start).cast::<[u8; LETTERS]>();
        if *place != [b'X'; LETTERS] {
            return Err(Errno::EINVAL);
        }
        for _ in 0..TRIES {
            let mut random = 0u64;
            Sys::getrandom((&raw mut random).cast(), size_of::<u64>(), 0)?;
            for letter in &mut *place {
                *letter = ALPHABET[(random % 62) as usize];
                random /= 62;
            }
            match attempt() {
                Err(Errno::EEXIST) => {}
                result => return result,
            }
        }
        *place = [b'X'; LETTERS];
    }
    Err(Errno::EEXIST)
}

/// GNU: `mkostemps`: a file whose name ends in a suffix of given length, opened with more flags.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mkostemps(template: *mut c_char, suffix: c_int, flags: c_int) -> c_int {
    let flags = (flags & !O_ACCMODE) | O_RDWR | O_CREAT | O_EXCL;
    // SAFETY: the caller passes a terminated, writable string.
    unsafe {
        fill_in(template, suffix, || {
            descriptor::open(flags, |flags| Sys::openat(AT_FDCWD, template, flags, 0o600))
        })
    }
    .or_errno()
}

/// POSIX.1-2024: `mkostemp`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mkostemp(template: *mut c_char, flags: c_int) -> c_int {
    // SAFETY: passed on as received.
    unsafe { mkostemps(template, 0, flags) }
}

/// BSD: `mkstemps`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mkstemps(template: *mut c_char, suffix: c_int) -> c_int {
    // SAFETY: passed on as received.
    unsafe { mkostemps(template, suffix, 0) }
}

/// POSIX: `mkstemp`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mkstemp(template: *mut c_char) -> c_int {
    // SAFETY: passed on as received.
    unsafe { mkostemps(template, 0, 0) }
}

/// POSIX: `mkdtemp`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mkdtemp(template: *mut c_char) -> *mut c_char {
    // SAFETY: the caller passes a terminated, writable string.
    unsafe { fill_in(template, 0, || Sys::mkdirat(AT_FDCWD, template, 0o700)) }
        .map(|()| template)
        .or_errno()
}

/// BSD: `mktemp`: a name only, which another process may take before it is used. Empty on an error.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mktemp(template: *mut c_char) -> *mut c_char {
    // SAFETY: the caller passes a terminated, writable string.
    unsafe {
        if let Err(error) = fill_in(template, 0, || is_free(template)) {
            errno::set(error);
            *template = 0;
        }
    }
    template
}

/// Whether no file has the name; EEXIST when one has.
///
/// # Safety
/// `path` is terminated.
pub unsafe fn is_free(path: *const c_char) -> Result<(), Errno> {
    // `struct stat` has 144 bytes.
    let mut status = [0u64; 18];
    // SAFETY: the caller's promise; the status has room.
    match unsafe {
        Sys::newfstatat(
            AT_FDCWD,
            path,
            status.as_mut_ptr().cast(),
            AT_SYMLINK_NOFOLLOW,
        )
    } {
        Ok(()) => Err(Errno::EEXIST),
        Err(Errno::ENOENT) => Ok(()),
        Err(error) => Err(error),
    }
}
