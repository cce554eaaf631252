//! Places, buffers, flags and locks of streams.

use super::standard::flush_all;
use super::stream::CAPACITY;
use super::{Stream, END, EOF, ERROR, FILE, LINES, SEEK_SET, UNBUFFERED, UNDECIDED, UNGET};
use crate::errno::ResultExt;
use crate::types::*;
use crate::Errno;

/// `setvbuf`: all output is kept until the buffer is full.
pub const _IOFBF: c_int = 0;
/// `setvbuf`: output is kept until the line ends.
pub const _IOLBF: c_int = 1;
/// `setvbuf`: nothing is kept.
pub const _IONBF: c_int = 2;
/// Size that `setbuf` takes buffers to have.
pub const BUFSIZ: usize = 1024;

/// Passes on what was written; of all streams when `file` is null.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fflush(file: *mut FILE) -> c_int {
    let result = if file.is_null() {
        flush_all()
    } else {
        // SAFETY: the caller passes an open stream or null.
        unsafe { (*file).locked(Stream::synchronize) }
    };
    result.map(|()| 0).or_errno_with(EOF)
}

/// As `fflush`, for a caller that holds the stream's lock.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fflush_unlocked(file: *mut FILE) -> c_int {
    if file.is_null() {
        return flush_all().map(|()| 0).or_errno_with(EOF);
    }
    // SAFETY: the caller passes an open stream and holds its lock.
    unsafe { (*file).unlocked() }
        .synchronize()
        .map(|()| 0)
        .or_errno_with(EOF)
}

/// Goes to a place: `offset` from the start, the current place or the end.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fseeko(file: *mut FILE, offset: off_t, whence: c_int) -> c_int {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| stream.seek(offset, whence)) }.zero_or_errno()
}

/// As `fseeko`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fseek(file: *mut FILE, offset: c_long, whence: c_int) -> c_int {
    // SAFETY: passed on as received.
    unsafe { fseeko(file, offset, whence) }
}

/// The current place, from the start.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ftello(file: *mut FILE) -> off_t {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(Stream::tell) }.or_errno()
}

/// As `ftello`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ftell(file: *mut FILE) -> c_long {
    // SAFETY: passed on as received.
    unsafe { ftello(file) }
}

/// Goes to the start and clears the error flag.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn rewind(file: *mut FILE) {
    // SAFETY: the caller passes an open stream.
    unsafe {
        (*file).locked(|stream| {
            stream.seek(0, SEEK_SET).zero_or_errno();
            stream.flags &= !ERROR;
        });
    }
}

/// A place in a stream.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct fpos_t {
    offset: off_t,
    padding: off_t,
}

/// Stores the current place.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fgetpos(file: *mut FILE, place: *mut fpos_t) -> c_int {
    // SAFETY: the caller passes an open stream and room for a place.
    let result = unsafe {
        (*file)
            .locked(Stream::tell)
            .map(|offset| (*place).offset = offset)
    };
    result.zero_or_errno()
}

/// Goes to a place that `fgetpos` stored.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fsetpos(file: *mut FILE, place: *const fpos_t) -> c_int {
    // SAFETY: the caller passes an open stream and a place.
    unsafe { fseeko(file, (*place).offset, SEEK_SET) }
}

/// Sets how the stream keeps output, and perhaps where.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setvbuf(
    file: *mut FILE,
    area: *mut c_char,
    mode: c_int,
    size: usize,
) -> c_int {
    // SAFETY: the caller passes an open stream, and an area of that size or null.
    let result = unsafe {
        (*file).locked(|stream| {
            let flags = match mode {
                _IOFBF => 0,
                _IOLBF => LINES,
                _IONBF => UNBUFFERED,
                _ => return Err(Errno::EINVAL),
            };
            stream.synchronize()?;
            stream.flags = (stream.flags & !(LINES | UNBUFFERED | UNDECIDED)) | flags;
            // An area without room for characters pushed back is not used; neither is one of our own size.
            if !area.is_null() && mode != _IONBF && size > UNGET {
                stream.set_buffer(area.cast(), size - UNGET);
            } else if stream.unread().is_empty() {
                stream.forget();
            }
            Ok(())
        })
    };
    result.zero_or_errno()
}

/// `setvbuf` with a buffer of `BUFSIZ` bytes, or none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setbuf(file: *mut FILE, area: *mut c_char) {
    // SAFETY: passed on as received.
    unsafe {
        setvbuf(
            file,
            area,
            if area.is_null() { _IONBF } else { _IOFBF },
            BUFSIZ,
        )
    };
}

/// `setvbuf` with a buffer of `size` bytes, or none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setbuffer(file: *mut FILE, area: *mut c_char, size: usize) {
    // SAFETY: passed on as received.
    unsafe {
        setvbuf(
            file,
            area,
            if area.is_null() { _IONBF } else { _IOFBF },
            size,
        )
    };
}

/// Makes a stream line buffered.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setlinebuf(file: *mut FILE) {
    // SAFETY: passed on as received.
    unsafe { setvbuf(file, core::ptr::null_mut(), _IOLBF, CAPACITY) };
}

/// Whether the end of the file was met.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn feof(file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| stream.has(END).into()) }
}

/// Whether reading or writing failed.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ferror(file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| stream.has(ERROR).into()) }
}

/// Forgets that the end was met and that an operation failed.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn clearerr(file: *mut FILE) {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| stream.flags &= !(END | ERROR)) }
}

/// As `feof`, for a caller that holds the stream's lock.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn feof_unlocked(file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream and holds its lock.
    unsafe { (*file).unlocked() }.has(END).into()
}

/// As `ferror`, for a caller that holds the stream's lock.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ferror_unlocked(file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream and holds its lock.
    unsafe { (*file).unlocked() }.has(ERROR).into()
}

/// As `clearerr`, for a caller that holds the stream's lock.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn clearerr_unlocked(file: *mut FILE) {
    // SAFETY: the caller passes an open stream and holds its lock.
    unsafe { (*file).unlocked() }.flags &= !(END | ERROR);
}

/// The stream's file descriptor; EBADF when it has none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fileno(file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| stream.backend.descriptor()) }
        .ok_or(Errno::EBADF)
        .or_errno()
}

/// As `fileno`, for a caller that holds the stream's lock.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fileno_unlocked(file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream and holds its lock.
    unsafe { (*file).unlocked() }
        .backend
        .descriptor()
        .ok_or(Errno::EBADF)
        .or_errno()
}

/// Takes a stream's lock, waiting for it.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn flockfile(file: *mut FILE) {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).lock().lock() }
}

/// Takes a stream's lock if no other thread has it; not 0 when one has.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ftrylockfile(file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream.
    c_int::from(unsafe { !(*file).lock().try_lock() })
}

/// Gives a stream's lock back.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn funlockfile(file: *mut FILE) {
    // SAFETY: the caller passes an open stream and holds its lock.
    unsafe { (*file).lock().unlock() }
}
