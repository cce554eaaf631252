//! `<sys/prctl.h>`.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `prctl`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn prctl(option: c_int, mut arguments: ...) -> c_int {
    // SAFETY: on x86-64 four words are there even when the caller passed fewer.
    unsafe {
        let [a, b, c, d] = core::array::from_fn(|_| arguments.arg::<c_ulong>());
        Sys::prctl(option, a, b, c, d).or_errno()
    }
}
