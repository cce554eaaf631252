//! `<stdio_ext.h>`: a look inside streams (Solaris), and the additions by which gnulib knows musl.

use crate::header::stdio::{flush_lines, ERROR, FILE, LINES, READABLE, WRITABLE};
use crate::types::*;

/// `__fsetlocking`: only tell.
pub const FSETLOCKING_QUERY: c_int = 0;
/// `__fsetlocking`: the functions lock.
pub const FSETLOCKING_INTERNAL: c_int = 1;
/// `__fsetlocking`: the program locks.
pub const FSETLOCKING_BYCALLER: c_int = 2;

/// Passes on all line buffered output.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn _flushlbf() {
    flush_lines();
}

/// Who locks: always the functions.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __fsetlocking(_file: *mut FILE, _mode: c_int) -> c_int {
    FSETLOCKING_INTERNAL
}

/// Whether the stream is for writing only, or was written to last.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __fwriting(file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| stream.is_writing().into()) }
}

/// Whether the stream is for reading only, or was read from last.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __freading(file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| stream.is_reading().into()) }
}

/// Whether the stream may be read from.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __freadable(file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| stream.has(READABLE).into()) }
}

/// Whether the stream may be written to.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __fwritable(file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| stream.has(WRITABLE).into()) }
}

/// Whether the stream is line buffered.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __flbf(file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| stream.has(LINES).into()) }
}

/// Size of the buffer in bytes.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __fbufsize(file: *mut FILE) -> size_t {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| stream.buffer_size()) }
}

/// Bytes written and not yet passed on.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __fpending(file: *mut FILE) -> size_t {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| stream.pending()) }
}

/// Drops what is in the buffer.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __fpurge(file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| stream.forget()) };
    0
}

/// `__fpurge` by its BSD name.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fpurge(file: *mut FILE) -> c_int {
    // SAFETY: passed on as received.
    unsafe { __fpurge(file) }
}

/// Bytes read and not yet taken.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __freadahead(file: *mut FILE) -> size_t {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| stream.unread().len()) }
}

/// Where the bytes read and not yet taken are, and how many; null when there are none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __freadptr(file: *mut FILE, size: *mut size_t) -> *const c_char {
    // SAFETY: the caller passes an open stream and a place for the size.
    unsafe {
        (*file).locked(|stream| {
            let unread = stream.unread();
            if unread.is_empty() {
                return core::ptr::null();
            }
            *size = unread.len();
            unread.as_ptr().cast()
        })
    }
}

/// Takes bytes that `__freadptr` showed.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __freadptrinc(file: *mut FILE, count: size_t) {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| stream.take(count)) }
}

/// Sets the error flag.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __fseterr(file: *mut FILE) {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| stream.flags |= ERROR) }
}
