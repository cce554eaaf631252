//! `<devctl.h>` (POSIX.1-2024, option Device Control).

use crate::errno::{Errno, ResultExt};
use crate::platform::Sys;
use crate::types::*;

/// Bytes of data that a request reads or writes, as far as its number says (Linux, `asm-generic/ioctl.h`:
/// bits 16 to 29), or as the terminal's old requests (`asm-generic/ioctls.h`), which do not say, are known to.
fn size_of_data(command: c_uint) -> size_t {
    const TERMIOS: size_t = 36;
    const WINDOW: size_t = 8;
    match command {
        // TCGETS to TCSETSF, TIOCGWINSZ and TIOCSWINSZ.
        0x5401..=0x5404 => TERMIOS,
        0x5413 | 0x5414 => WINDOW,
        // TIOCGPGRP, TIOCSPGRP, TIOCOUTQ, TIOCMGET to TIOCMSET, FIONREAD, FIONBIO, TIOCGETD and TIOCSETD, TIOCGSID,
        // FIOASYNC: an int. SIOCATMARK and its like, too.
        0x540f..=0x5411 | 0x5415..=0x5418 | 0x541b | 0x5421 | 0x5423 | 0x5424 | 0x5429 => 4,
        0x5452 | 0x8901..=0x8905 => 4,
        _ => (command >> 16 & 0x3fff) as size_t,
    }
}

/// POSIX.1-2024: `posix_devctl`: a command to a device, which is what `ioctl` calls a request. Returns the error's
/// number; what the driver answered is stored in `*info`, if there is such a place. Data that are shorter than the
/// command's are EINVAL: the driver would write beyond them.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_devctl(
    fd: c_int,
    command: c_int,
    data: *mut c_void,
    size: size_t,
    info: *mut c_int,
) -> c_int {
    let command = command as c_uint;
    // SAFETY: the caller's promise. F_GETFD has no effect: it only tells a bad descriptor.
    let result = unsafe {
        const F_GETFD: c_int = 1;
        Sys::fcntl(fd, F_GETFD, 0).and_then(|_| match size < size_of_data(command) {
            true => Err(Errno::EINVAL),
            false => Sys::ioctl(fd, c_ulong::from(command), data),
        })
    };
    // SAFETY: the caller's promise.
    if let (Ok(answer), Some(info)) = (result, unsafe { info.as_mut() }) {
        *info = answer;
    }
    result.or_number()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_requests_are_those_of_the_hosts_structures() {
        let expected = [
            (libc::TIOCGWINSZ, size_of::<libc::winsize>()),
            (libc::FIONREAD, size_of::<c_int>()),
            (libc::TIOCGPGRP, size_of::<libc::pid_t>()),
            (libc::TIOCGPTN, size_of::<c_uint>()),
            (libc::TIOCEXCL, 0),
        ];
        for (request, size) in expected {
            assert_eq!(size_of_data(request as c_uint), size, "{request:#x}");
        }
    }
}
