//! C's pointers as `posix` takes them. The C caller promises its pointers, so a null pointer is the only
//! thing that is checked.

use crate::errno::Errno;
use core::ffi::{c_char, c_void, CStr};
use posix::UserSlice;

/// The bytes of a path.
///
/// # Safety
/// `path` is null or a string that outlives the call.
pub unsafe fn text<'a>(path: *const c_char) -> Result<&'a [u8], Errno> {
    if path.is_null() {
        return Err(Errno::EFAULT);
    }
    // SAFETY: the caller's promise.
    Ok(unsafe { CStr::from_ptr(path) }.to_bytes())
}

/// A buffer that the kernel reads or writes, and checks.
pub fn buffer<T>(address: *const T, length: usize) -> UserSlice {
    UserSlice {
        address: address as usize,
        len: length,
    }
}

/// Stores a result.
///
/// # Safety
/// `to` is null (nothing is stored) or has room for a `T`.
#[inline]
pub unsafe fn store<T>(to: *mut c_void, value: T) {
    if !to.is_null() {
        // SAFETY: the caller's promise.
        unsafe { to.cast::<T>().write_unaligned(value) }
    }
}

/// A structure of the caller's, if there is one.
///
/// # Safety
/// `from` is null or a valid `T`.
pub unsafe fn load<T: Copy, P>(from: *const P) -> Option<T> {
    if from.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    Some(unsafe { from.cast::<T>().read_unaligned() })
}
