//! `<sys/auxv.h>`: the auxiliary vector.

use crate::errno::{self, Errno};
use crate::types::*;

/// glibc: `getauxval`: the value, or 0 with `ENOENT`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getauxval(tag: c_ulong) -> c_ulong {
    match crate::start::auxv::get(tag as usize) {
        Some(value) => value as c_ulong,
        None => {
            errno::set(Errno::ENOENT);
            0
        }
    }
}
