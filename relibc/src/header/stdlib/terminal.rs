//! Pseudo-terminals.

use crate::descriptor;
use crate::errno::{self, ResultExt};
use crate::header::stdio::snprintf;
use crate::platform::Sys;
use crate::types::*;
use crate::Errno;
use core::cell::UnsafeCell;
use core::ptr::null_mut;

const TIOCGPTN: c_ulong = 0x8004_5430;
const TIOCSPTLCK: c_ulong = 0x4004_5431;
const AT_FDCWD: c_int = -100;

/// POSIX: `posix_openpt`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn posix_openpt(flags: c_int) -> c_int {
    let opened = descriptor::open(flags, |flags| {
        // SAFETY: the path is terminated.
        unsafe { Sys::openat(AT_FDCWD, c"/dev/ptmx".as_ptr(), flags, 0) }
    });
    // When all terminals are in use, POSIX has another error than the kernel.
    opened
        .map_err(|error| {
            if error == Errno::ENOSPC {
                Errno::EAGAIN
            } else {
                error
            }
        })
        .or_errno()
}

/// POSIX: `grantpt`: the terminal is made with the right owner, so there is nothing to do.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn grantpt(fd: c_int) -> c_int {
    number(fd).zero_or_errno()
}

/// POSIX: `unlockpt`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn unlockpt(fd: c_int) -> c_int {
    let mut locked: c_int = 0;
    // SAFETY: the request reads an int.
    unsafe { Sys::ioctl(fd, TIOCSPTLCK, (&raw mut locked).cast()) }.zero_or_errno()
}

fn number(fd: c_int) -> Result<c_int, Errno> {
    let mut number: c_int = 0;
    // SAFETY: the request writes an int.
    unsafe { Sys::ioctl(fd, TIOCGPTN, (&raw mut number).cast()) }?;
    Ok(number)
}

/// POSIX.1-2024: `ptsname_r`. Returns an error number, which is `errno` too.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ptsname_r(fd: c_int, target: *mut c_char, size: size_t) -> c_int {
    let name = number(fd).and_then(|number| {
        // SAFETY: the caller passes `size` bytes.
        let length = unsafe { snprintf(target, size, c"/dev/pts/%d".as_ptr(), number) };
        if (length as usize) < size {
            Ok(())
        } else {
            Err(Errno::ERANGE)
        }
    });
    name.inspect_err(|&error| errno::set(error)).or_number()
}

/// A name in static memory.
struct Name(UnsafeCell<[c_char; 32]>);

// SAFETY: POSIX lets ptsname share its result between threads.
unsafe impl Sync for Name {}

/// POSIX: `ptsname`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ptsname(fd: c_int) -> *mut c_char {
    static NAME: Name = Name(UnsafeCell::new([0; 32]));
    let target = NAME.0.get().cast::<c_char>();
    // SAFETY: the memory is static and has 32 bytes.
    if unsafe { ptsname_r(fd, target, 32) } == 0 {
        target
    } else {
        null_mut()
    }
}
