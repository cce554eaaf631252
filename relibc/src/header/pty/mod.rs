//! `<pty.h>`: pairs of a pseudo-terminal and its controller (BSD).

use crate::errno::{Errno, ResultExt};
use crate::header::stdlib::{grantpt, ptsname_r, unlockpt};
use crate::header::termios::termios;
use crate::header::unistd::process::fork;
use crate::header::utmp::login_tty;
use crate::platform::Sys;
use crate::types::*;
use core::ffi::CStr;

const O_RDWR_NOCTTY: c_int = 2 | 0o400;
const TCSETS: c_ulong = 0x5402;
const TIOCSWINSZ: c_ulong = 0x5414;

/// Opens both ends.
///
/// # Safety
/// As for `openpty`.
unsafe fn open(
    name: *mut c_char,
    settings: *const termios,
    size: *const winsize,
) -> Result<(c_int, c_int), Errno> {
    // SAFETY: the caller's promise; the descriptors are ours until they are given away.
    unsafe {
        let controller = Sys::openat(-100, c"/dev/ptmx".as_ptr(), O_RDWR_NOCTTY, 0)?;
        let mut path = [0; 20];
        let opened = match grantpt(controller) == 0
            && unlockpt(controller) == 0
            && ptsname_r(controller, path.as_mut_ptr(), path.len()) == 0
        {
            true => Sys::openat(-100, path.as_ptr(), O_RDWR_NOCTTY, 0),
            false => Err(Errno(crate::errno::get() as u16)),
        };
        let terminal = opened.inspect_err(|_| {
            let _ = Sys::close(controller);
        })?;
        if !settings.is_null() {
            let _ = Sys::ioctl(terminal, TCSETS, settings.cast_mut().cast());
        }
        if !size.is_null() {
            let _ = Sys::ioctl(terminal, TIOCSWINSZ, size.cast_mut().cast());
        }
        if !name.is_null() {
            let bytes = CStr::from_ptr(path.as_ptr()).to_bytes_with_nul();
            name.copy_from_nonoverlapping(bytes.as_ptr().cast(), bytes.len());
        }
        Ok((controller, terminal))
    }
}

/// BSD: `openpty`: null for the name, the settings or the size stands for none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn openpty(
    controller: *mut c_int,
    terminal: *mut c_int,
    name: *mut c_char,
    settings: *const termios,
    size: *const winsize,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        open(name, settings, size)
            .map(|(ours, theirs)| (*controller, *terminal) = (ours, theirs))
            .zero_or_errno()
    }
}

/// BSD: `forkpty`: a child with a new pseudo-terminal as its controlling terminal.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn forkpty(
    controller: *mut c_int,
    name: *mut c_char,
    settings: *const termios,
    size: *const winsize,
) -> pid_t {
    // SAFETY: the caller's promise; the descriptors are ours until they are given away.
    unsafe {
        let (ours, theirs) = match open(name, settings, size) {
            Ok(pair) => pair,
            Err(error) => return Err(error).or_errno(),
        };
        let child = fork();
        match child {
            0 => {
                let _ = Sys::close(ours);
                if login_tty(theirs) != 0 {
                    Sys::end_process(1);
                }
            }
            -1 => {
                let _ = (Sys::close(ours), Sys::close(theirs));
            }
            _ => {
                let _ = Sys::close(theirs);
                *controller = ours;
            }
        }
        child
    }
}
