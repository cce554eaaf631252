//! Terminals: `isatty`, `ttyname`, foreground process groups.

use crate::errno::{Errno, ResultExt};
use crate::header::sys_stat::stat;
use crate::platform::Sys;
use crate::types::*;

const TIOCGPGRP: c_ulong = 0x540f;
const TIOCSPGRP: c_ulong = 0x5410;

/// POSIX: `isatty`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn isatty(fd: c_int) -> c_int {
    match Sys::terminal(fd) {
        Ok(()) => 1,
        Err(Errno::EBADF) => Err(Errno::EBADF).or_errno_with(0),
        Err(_) => Err(Errno::ENOTTY).or_errno_with(0),
    }
}

/// POSIX: `tcgetpgrp`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tcgetpgrp(fd: c_int) -> pid_t {
    let mut group: pid_t = 0;
    // SAFETY: the word is whole.
    unsafe { Sys::ioctl(fd, TIOCGPGRP, (&raw mut group).cast()) }
        .map(|_| group)
        .or_errno()
}

/// POSIX: `tcsetpgrp`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tcsetpgrp(fd: c_int, mut group: pid_t) -> c_int {
    // SAFETY: the word is whole.
    unsafe { Sys::ioctl(fd, TIOCSPGRP, (&raw mut group).cast()) }.zero_or_errno()
}

/// POSIX: `ttyname_r`: the name that `/proc` gives the descriptor, checked against the file.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ttyname_r(fd: c_int, buffer: *mut c_char, size: size_t) -> c_int {
    let name = || -> Result<(), Errno> {
        // SAFETY: the caller's promise; the structures and strings are whole.
        unsafe {
            if isatty(fd) == 0 {
                return Err(Errno(crate::errno::get() as u16));
            }
            let mut link = [0_u8; 32];
            write_fd_path(fd, &mut link);
            let length = Sys::readlinkat(-100, link.as_ptr().cast(), buffer, size)? as usize;
            if length == size {
                return Err(Errno::ERANGE);
            }
            *buffer.add(length) = 0;
            let (mut a, mut b) = (stat::default(), stat::default());
            Sys::newfstatat(-100, buffer, (&raw mut a).cast(), 0)?;
            Sys::newfstatat(fd, c"".as_ptr(), (&raw mut b).cast(), 0x1000)?;
            if (a.st_dev, a.st_ino) != (b.st_dev, b.st_ino) {
                return Err(Errno::ENODEV);
            }
            Ok(())
        }
    };
    name().or_number()
}

/// Writes `/proc/self/fd/N` and a zero byte.
pub(crate) fn write_fd_path(fd: c_int, out: &mut [u8; 32]) {
    const PREFIX: &[u8] = b"/proc/self/fd/";
    out[..PREFIX.len()].copy_from_slice(PREFIX);
    let digits = fd.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 1;
    let mut rest = fd.unsigned_abs();
    for place in out[PREFIX.len()..PREFIX.len() + digits].iter_mut().rev() {
        *place = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out[PREFIX.len() + digits] = 0;
}

struct NameBuffer(core::cell::UnsafeCell<[c_char; 256]>);
// SAFETY: POSIX lets `ttyname`'s static result be overwritten by a second call.
unsafe impl Sync for NameBuffer {}
static NAME: NameBuffer = NameBuffer(core::cell::UnsafeCell::new([0; 256]));

/// POSIX: `ttyname`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ttyname(fd: c_int) -> *mut c_char {
    // SAFETY: the buffer is that long.
    match unsafe { ttyname_r(fd, NAME.0.get().cast(), 256) } {
        0 => NAME.0.get().cast(),
        number => Err(Errno(number as u16)).or_errno(),
    }
}

/// POSIX: `ctermid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ctermid(buffer: *mut c_char) -> *mut c_char {
    const PATH: &core::ffi::CStr = c"/dev/tty";
    if buffer.is_null() {
        return PATH.as_ptr().cast_mut();
    }
    // SAFETY: the caller promises L_ctermid (20) bytes.
    unsafe {
        PATH.as_ptr()
            .copy_to_nonoverlapping(buffer, PATH.count_bytes() + 1)
    };
    buffer
}

/// BSD: `vhangup`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vhangup() -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::vhangup() }.zero_or_errno()
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::ffi::CStr;

    #[test]
    fn the_name_of_a_descriptor_is_decimal() {
        let mut out = [0; 32];
        for (fd, text) in [
            (0, "/proc/self/fd/0"),
            (10, "/proc/self/fd/10"),
            (4095, "/proc/self/fd/4095"),
        ] {
            write_fd_path(fd, &mut out);
            assert_eq!(
                CStr::from_bytes_until_nul(&out).unwrap().to_str().unwrap(),
                text
            );
        }
    }
}

/// POSIX before 2001: `cuserid`: the name of the effective user, in a buffer of L_cuserid (20) bytes; empty if there is
/// none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn cuserid(buffer: *mut c_char) -> *mut c_char {
    const ROOM: usize = 20;
    struct Name(core::cell::UnsafeCell<[c_char; ROOM]>);
    // SAFETY: POSIX let a second call overwrite the static result.
    unsafe impl Sync for Name {}
    static NAME: Name = Name(core::cell::UnsafeCell::new([0; ROOM]));
    // SAFETY: the caller's promise, or the static memory.
    unsafe {
        let target = if buffer.is_null() {
            NAME.0.get().cast()
        } else {
            buffer
        };
        *target = 0;
        let user = crate::header::pwd::getpwuid(super::identity::geteuid());
        if let Some(user) = user.as_ref() {
            let name = core::ffi::CStr::from_ptr(user.pw_name).to_bytes_with_nul();
            if name.len() <= ROOM {
                target.copy_from_nonoverlapping(name.as_ptr().cast(), name.len());
            }
        }
        target
    }
}
