//! C's pointers as `posix` takes them. Bad ones are EFAULT, as they are to a kernel.

use crate::errno::Errno;
use core::ffi::{c_char, c_void, CStr};
use posix::kernel::user;
use posix::UserSlice;

const PAGE: usize = 4096;

/// The bytes of a string.
///
/// # Safety
/// What can be read at `path` outlives the call.
pub unsafe fn text<'a>(path: *const c_char) -> Result<&'a [u8], Errno> {
    let mut at = path as usize;
    loop {
        user::probe(at, 1)?;
        let end = (at & !(PAGE - 1)) + PAGE;
        // SAFETY: one byte of the page can be read, so all of it can.
        let part = unsafe { core::slice::from_raw_parts(at as *const u8, end - at) };
        if part.contains(&0) {
            break;
        }
        at = end;
    }
    // SAFETY: it ends, and all of it can be read.
    Ok(unsafe { CStr::from_ptr(path) }.to_bytes())
}

/// A buffer that the kernel reads or writes, and checks.
pub fn buffer<T>(address: *const T, length: usize) -> UserSlice {
    UserSlice {
        address: address as usize,
        len: length,
    }
}

/// Entries that `posix` looks at itself. EFAULT if they cannot be read.
pub fn check<T>(entries: *const T, count: usize) -> Result<(), Errno> {
    let size = count.checked_mul(size_of::<T>()).ok_or(Errno::EFAULT)?;
    user::probe(entries as usize, size)
}

/// Stores a result. EFAULT.
///
/// # Safety
/// `to` is null (nothing is stored), or the room for a `T` there is the caller's.
#[inline]
pub unsafe fn store<T>(to: *mut c_void, value: T) -> Result<(), Errno> {
    if to.is_null() {
        return Ok(());
    }
    // SAFETY: the caller's promise.
    unsafe { user::write(to as usize, value) }
}

/// A structure of the caller's, if there is one. EFAULT.
///
/// # Safety
/// `from` is null, or what can be read there is a valid `T`.
pub unsafe fn load<T: Copy, P>(from: *const P) -> Result<Option<T>, Errno> {
    if from.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller's promise.
    unsafe { user::read(from as usize) }.map(Some)
}
