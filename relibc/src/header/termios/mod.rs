//! `<termios.h>`: terminals.

use crate::errno::{Errno, ResultExt};
use crate::header::pthread::cancel;
use crate::platform::{Point, Sys};
use crate::types::*;

/// Control characters.
pub(crate) const NCCS: usize = 32;

/// A terminal's settings, in Linux's and musl's layout (POSIX).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct termios {
    pub c_iflag: c_uint,
    pub c_oflag: c_uint,
    pub c_cflag: c_uint,
    pub c_lflag: c_uint,
    pub c_line: c_uchar,
    pub c_cc: [c_uchar; 32],
    pub __c_ispeed: c_uint,
    pub __c_ospeed: c_uint,
}

const _: () = assert!(core::mem::size_of::<termios>() == 60 && NCCS == 32);

const TCGETS: c_ulong = 0x5401;
const TCSETS: c_ulong = 0x5402;
const TCSBRK: c_ulong = 0x5409;
const TCXONC: c_ulong = 0x540a;
const TCFLSH: c_ulong = 0x540b;
const TIOCGSID: c_ulong = 0x5429;
const TIOCGWINSZ: c_ulong = 0x5413;
const TIOCSWINSZ: c_ulong = 0x5414;
const CBAUD: c_uint = 0o10017;

fn word(value: c_int) -> *mut c_void {
    core::ptr::without_provenance_mut(value as usize)
}

/// POSIX: `tcgetattr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tcgetattr(fd: c_int, settings: *mut termios) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::ioctl(fd, TCGETS, settings.cast()) }.zero_or_errno()
}

/// POSIX: `tcsendbreak`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tcsendbreak(fd: c_int, _duration: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::ioctl(fd, TCSBRK, word(0)) }.zero_or_errno()
}

/// POSIX: `tcdrain`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tcdrain(fd: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { cancel::point(|| Point::ioctl(fd, TCSBRK, word(1))) }.zero_or_errno()
}

/// POSIX: `tcflush`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tcflush(fd: c_int, queue: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::ioctl(fd, TCFLSH, word(queue)) }.zero_or_errno()
}

/// POSIX: `tcflow`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tcflow(fd: c_int, action: c_int) -> c_int {
    // SAFETY: takes no pointers.
    unsafe { Sys::ioctl(fd, TCXONC, word(action)) }.zero_or_errno()
}

/// POSIX.1-2024: `tcgetwinsize`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tcgetwinsize(fd: c_int, size: *mut winsize) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::ioctl(fd, TIOCGWINSZ, size.cast()) }.zero_or_errno()
}

/// POSIX.1-2024: `tcsetwinsize`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tcsetwinsize(fd: c_int, size: *const winsize) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::ioctl(fd, TIOCSWINSZ, size.cast_mut().cast()) }.zero_or_errno()
}

/// POSIX: `tcsetattr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tcsetattr(fd: c_int, when: c_int, settings: *const termios) -> c_int {
    if !(0..=2).contains(&when) {
        return Err::<(), _>(Errno::EINVAL).zero_or_errno();
    }
    // SAFETY: the caller's promise.
    unsafe { Sys::ioctl(fd, TCSETS + when as c_ulong, settings.cast_mut().cast()) }.zero_or_errno()
}

/// POSIX: `tcgetsid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tcgetsid(fd: c_int) -> pid_t {
    let mut session: pid_t = 0;
    // SAFETY: the word is whole.
    unsafe { Sys::ioctl(fd, TIOCGSID, (&raw mut session).cast()) }
        .map(|_| session)
        .or_errno()
}

/// POSIX: `cfgetospeed`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn cfgetospeed(settings: *const termios) -> c_uint {
    // SAFETY: the caller's promise.
    unsafe { (*settings).c_cflag & CBAUD }
}

/// POSIX: `cfgetispeed`. Linux terminals have one speed.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn cfgetispeed(settings: *const termios) -> c_uint {
    // SAFETY: the caller's promise.
    unsafe { cfgetospeed(settings) }
}

/// POSIX: `cfsetospeed`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn cfsetospeed(settings: *mut termios, speed: c_uint) -> c_int {
    if speed & !CBAUD != 0 {
        return Err::<(), _>(Errno::EINVAL).zero_or_errno();
    }
    // SAFETY: the caller's promise.
    unsafe { (*settings).c_cflag = (*settings).c_cflag & !CBAUD | speed };
    0
}

/// POSIX: `cfsetispeed`. 0 means the output speed.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn cfsetispeed(settings: *mut termios, speed: c_uint) -> c_int {
    if speed == 0 {
        return 0;
    }
    // SAFETY: the caller's promise.
    unsafe { cfsetospeed(settings, speed) }
}

/// BSD: `cfsetspeed`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn cfsetspeed(settings: *mut termios, speed: c_uint) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { cfsetospeed(settings, speed) }
}

/// BSD: `cfmakeraw`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn cfmakeraw(settings: *mut termios) {
    const INPUT: c_uint = 0o1 | 0o2 | 0o10 | 0o40 | 0o100 | 0o200 | 0o400 | 0o2000; // IGNBRK to IXON
    const OPOST: c_uint = 1;
    const LOCAL: c_uint = 0o10 | 0o100 | 0o2 | 0o1 | 0o100000; // ECHO ECHONL ICANON ISIG IEXTEN
    const CSIZE_PARENB: c_uint = 0o60 | 0o400;
    const CS8: c_uint = 0o60;
    const VTIME: usize = 5;
    const VMIN: usize = 6;
    // SAFETY: the caller's promise.
    unsafe {
        (*settings).c_iflag &= !INPUT;
        (*settings).c_oflag &= !OPOST;
        (*settings).c_lflag &= !LOCAL;
        (*settings).c_cflag = (*settings).c_cflag & !CSIZE_PARENB | CS8;
        (*settings).c_cc[VMIN] = 1;
        (*settings).c_cc[VTIME] = 0;
    }
}
