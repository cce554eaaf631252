//! Writing bytes: `putc`, `fputs`, `fwrite` and their relatives.

use super::{stdout, Stream, EOF, FILE};
use crate::errno::{self, ResultExt};
use crate::header::string::strlen;
use crate::thread::is_multi_threaded;
use crate::types::*;
use core::slice::from_raw_parts;

fn put(stream: &mut Stream, byte: c_int) -> c_int {
    stream.orient(-1);
    stream
        .put(byte as u8)
        .map(|()| c_int::from(byte as u8))
        .or_errno_with(EOF)
}

/// # Safety
/// The stream is open.
#[inline(never)]
unsafe fn put_locked(byte: c_int, file: *mut FILE) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*file).locked(|stream| put(stream, byte)) }
}

/// Writes a line's end: apart, so that other bytes need not jump over what it asks, and with the arguments of its caller, which
/// leads to it with one jump.
///
/// # Safety
/// The stream is open.
#[inline(never)]
unsafe fn put_line_end(byte: c_int, file: *mut FILE) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        if !is_multi_threaded() && (*file).unlocked().put_buffered(byte as u8) {
            return c_int::from(byte as u8);
        }
        put_locked(byte, file)
    }
}

/// Writes a byte.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fputc(byte: c_int, file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream.
    unsafe {
        if byte as u8 == b'\n' {
            return put_line_end(byte, file);
        }
        // Nothing is called that could start another thread.
        if !is_multi_threaded() && (*file).unlocked().put_buffered(byte as u8) {
            return c_int::from(byte as u8);
        }
        put_locked(byte, file)
    }
}

/// Writes a byte.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn putc(byte: c_int, file: *mut FILE) -> c_int {
    // SAFETY: passed on as received.
    unsafe { fputc(byte, file) }
}

/// Writes a byte to the standard output.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn putchar(byte: c_int) -> c_int {
    // SAFETY: the stream is static.
    unsafe { fputc(byte, *stdout) }
}

/// As `putc`, for a caller that holds the stream's lock.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn putc_unlocked(byte: c_int, file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream and holds its lock.
    put(unsafe { (*file).unlocked() }, byte)
}

/// As `putc_unlocked`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fputc_unlocked(byte: c_int, file: *mut FILE) -> c_int {
    // SAFETY: passed on as received.
    unsafe { putc_unlocked(byte, file) }
}

/// As `putchar`, for a caller that holds the stream's lock.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn putchar_unlocked(byte: c_int) -> c_int {
    // SAFETY: the stream is static, and the caller holds its lock.
    unsafe { putc_unlocked(byte, *stdout) }
}

/// Writes bytes; how many were taken.
fn write(stream: &mut Stream, bytes: &[u8]) -> usize {
    stream.orient(-1);
    match stream.write(bytes) {
        Ok(()) => bytes.len(),
        Err(short) => {
            errno::set(short.error);
            short.taken
        }
    }
}

/// Writes a string without its terminator.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fputs(text: *const c_char, file: *mut FILE) -> c_int {
    // SAFETY: passed on as received, under the lock.
    unsafe { (*file).locked(|_| fputs_unlocked(text, file)) }
}

/// As `fputs`, for a caller that holds the stream's lock.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fputs_unlocked(text: *const c_char, file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream, whose lock it holds, and a terminated string.
    let (stream, bytes) = unsafe {
        (
            (*file).unlocked(),
            from_raw_parts(text.cast::<u8>(), strlen(text)),
        )
    };
    if write(stream, bytes) == bytes.len() {
        1
    } else {
        EOF
    }
}

/// Writes a string and a newline to the standard output.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn puts(text: *const c_char) -> c_int {
    // SAFETY: the caller passes a terminated string; the stream is static.
    unsafe {
        (**stdout).locked(|stream| {
            let bytes = from_raw_parts(text.cast::<u8>(), strlen(text));
            if write(stream, bytes) == bytes.len()
                && stream.put(b'\n').map(|()| 0).or_errno_with(EOF) == 0
            {
                1
            } else {
                EOF
            }
        })
    }
}

/// Writes `count` items of `size` bytes; tells how many were written whole.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fwrite(
    source: *const c_void,
    size: usize,
    count: usize,
    file: *mut FILE,
) -> usize {
    // SAFETY: passed on as received, under the lock.
    unsafe { (*file).locked(|_| fwrite_unlocked(source, size, count, file)) }
}

/// As `fwrite`, for a caller that holds the stream's lock.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fwrite_unlocked(
    source: *const c_void,
    size: usize,
    count: usize,
    file: *mut FILE,
) -> usize {
    let total = size.saturating_mul(count);
    if total == 0 {
        return 0;
    }
    // SAFETY: the caller passes an open stream, whose lock it holds, and that many bytes.
    let done = unsafe { write((*file).unlocked(), from_raw_parts(source.cast(), total)) };
    if done == total {
        count
    } else {
        done / size
    }
}

/// Writes an `int` as it is in memory.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn putw(value: c_int, file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream; the value has the size given.
    if unsafe { fwrite((&raw const value).cast(), size_of::<c_int>(), 1, file) } == 1 {
        0
    } else {
        EOF
    }
}
