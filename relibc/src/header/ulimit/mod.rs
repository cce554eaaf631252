//! `<ulimit.h>`: the limit of a file's size, as System V had it.

use crate::errno::{Errno, ResultExt};
use crate::header::sys_resource::{getrlimit, rlimit, setrlimit};
use crate::types::*;

/// POSIX until 2017: `ulimit`: the limit in units of 512 bytes.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ulimit(command: c_int, mut arguments: ...) -> c_long {
    const GET: c_int = 1;
    const SET: c_int = 2;
    const RLIMIT_FSIZE: c_int = 1;
    // SAFETY: the structure is whole; the caller passed a number with `SET`.
    unsafe {
        let mut limit = rlimit {
            rlim_cur: 0,
            rlim_max: 0,
        };
        match command {
            GET => {
                if getrlimit(RLIMIT_FSIZE, &mut limit) != 0 {
                    return -1;
                }
                c_long::try_from(limit.rlim_cur / 512).unwrap_or(c_long::MAX)
            }
            SET => {
                let units = arguments.arg::<c_long>();
                let bytes = (units as u64).saturating_mul(512);
                limit = rlimit {
                    rlim_cur: bytes,
                    rlim_max: bytes,
                };
                match setrlimit(RLIMIT_FSIZE, &limit) {
                    0 => units,
                    _ => -1,
                }
            }
            _ => Err(Errno::EINVAL).or_errno(),
        }
    }
}
