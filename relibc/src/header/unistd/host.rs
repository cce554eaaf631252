//! The machine and its user: host name, login name, random bytes, raw system calls.

use crate::errno::{Errno, ResultExt};
use crate::header::stdlib::env;
use crate::header::sys_utsname::utsname;
use crate::platform::{self, Sys};
use crate::types::*;
use core::ffi::CStr;

/// Copies a string of at most `size` bytes with its end; ENAMETOOLONG if it is longer.
///
/// # Safety
/// `buffer` has `size` bytes.
unsafe fn copy_out(text: &CStr, buffer: *mut c_char, size: size_t) -> Result<(), Errno> {
    let bytes = text.to_bytes_with_nul();
    let length = bytes.len().min(size);
    // SAFETY: the caller's promise.
    unsafe {
        buffer
            .cast::<u8>()
            .copy_from_nonoverlapping(bytes.as_ptr(), length)
    };
    if length < bytes.len() {
        Err(Errno::ENAMETOOLONG)
    } else {
        Ok(())
    }
}

fn names() -> Result<utsname, Errno> {
    let mut names = utsname::default();
    // SAFETY: the structure is whole.
    unsafe { Sys::uname((&raw mut names).cast()) }?;
    Ok(names)
}

/// POSIX: `gethostname`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gethostname(buffer: *mut c_char, size: size_t) -> c_int {
    // SAFETY: the kernel's names end with a zero byte; the caller promises the buffer.
    names()
        .and_then(|n| unsafe { copy_out(CStr::from_ptr(n.nodename.as_ptr()), buffer, size) })
        .zero_or_errno()
}

/// BSD: `getdomainname`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getdomainname(buffer: *mut c_char, size: size_t) -> c_int {
    // SAFETY: as for `gethostname`.
    names()
        .and_then(|n| unsafe { copy_out(CStr::from_ptr(n.domainname.as_ptr()), buffer, size) })
        .zero_or_errno()
}

/// BSD: `sethostname`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sethostname(name: *const c_char, length: size_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::sethostname(name, length) }.zero_or_errno()
}

/// BSD: `setdomainname`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setdomainname(name: *const c_char, length: size_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::setdomainname(name, length) }.zero_or_errno()
}

/// POSIX: `gethostid`. There is none: 0, as in musl.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn gethostid() -> c_long {
    0
}

/// POSIX: `getlogin`: the name in `LOGNAME`, as in musl.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getlogin() -> *mut c_char {
    // SAFETY: the name is a string.
    let name = unsafe { env::getenv(c"LOGNAME".as_ptr()) };
    if name.is_null() {
        return Err(Errno::ENXIO).or_errno();
    }
    name
}

/// POSIX: `getlogin_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getlogin_r(buffer: *mut c_char, size: size_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let name = getlogin();
        if name.is_null() {
            return c_int::from(Errno::ENXIO.0);
        }
        copy_out(CStr::from_ptr(name), buffer, size)
            .map_err(|_| Errno::ERANGE)
            .or_number()
    }
}

/// POSIX.1-2024: `getentropy`: up to 256 random bytes.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getentropy(buffer: *mut c_void, length: size_t) -> c_int {
    if length > 256 {
        return Err::<(), _>(Errno::EIO).zero_or_errno();
    }
    let mut done = 0;
    while done < length {
        // SAFETY: the caller's promise.
        match unsafe { Sys::getrandom(buffer.byte_add(done), length - done, 0) } {
            Ok(count) => done += count as usize,
            Err(Errno::EINTR) => {}
            Err(error) => return Err::<(), _>(error).zero_or_errno(),
        }
    }
    0
}

/// POSIX: `swab`: copies with neighbouring bytes swapped.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn swab(from: *const c_void, to: *mut c_void, length: ssize_t) {
    let (from, to) = (from.cast::<u8>(), to.cast::<u8>());
    for pair in 0..(length.max(0) as usize / 2) {
        // SAFETY: the caller's promise.
        unsafe {
            let (a, b) = (*from.add(2 * pair), *from.add(2 * pair + 1));
            *to.add(2 * pair) = b;
            *to.add(2 * pair + 1) = a;
        }
    }
}

/// Linux: `syscall`: a call by Linux's number; on Ochre served from the same table as everything else.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn syscall(number: c_long, mut arguments: ...) -> c_long {
    // SAFETY: on x86-64 six words are there even when the caller passed fewer.
    unsafe {
        let mut words = [0_usize; 6];
        for word in &mut words {
            *word = arguments.arg::<usize>();
        }
        platform::by_number(number, words)
            .map(|result| result as c_long)
            .or_errno()
    }
}
