//! `<stropts.h>`: System V's STREAMS, which neither kernel has.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// POSIX until 2017: `isastream`: no; or EBADF.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn isastream(fd: c_int) -> c_int {
    const F_GETFD: c_int = 1;
    // SAFETY: takes no pointers.
    unsafe { Sys::fcntl(fd, F_GETFD, 0) }.map(|_| 0).or_errno()
}
