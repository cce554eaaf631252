//! Reading bytes: `getc`, `fgets`, `fread`, `getline` and their relatives.

use super::{stdin, Stream, EOF, FILE};
use crate::errno::{self, ResultExt};
use crate::header::malloc::program::realloc;
use crate::thread::is_multi_threaded;
use crate::types::*;
use crate::Errno;
use core::ptr::null_mut;

fn byte_or_eof(byte: Result<Option<u8>, Errno>) -> c_int {
    byte.map(|byte| byte.map_or(EOF, c_int::from))
        .or_errno_with(EOF)
}

fn get(stream: &mut Stream) -> c_int {
    stream.orient(-1);
    byte_or_eof(stream.get())
}

/// # Safety
/// The stream is open.
#[inline(never)]
unsafe fn get_locked(file: *mut FILE) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*file).locked(get) }
}

/// The next byte of a stream, or `EOF`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fgetc(file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream.
    unsafe {
        // Nothing is called that could start another thread.
        if !is_multi_threaded() {
            if let Some(byte) = (*file).unlocked().get_buffered() {
                return c_int::from(byte);
            }
        }
        get_locked(file)
    }
}

/// The next byte of a stream, or `EOF`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getc(file: *mut FILE) -> c_int {
    // SAFETY: passed on as received.
    unsafe { fgetc(file) }
}

/// The next byte of the standard input, or `EOF`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getchar() -> c_int {
    // SAFETY: the stream is static.
    unsafe { fgetc(*stdin) }
}

/// As `getc`, for a caller that holds the stream's lock.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getc_unlocked(file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream and holds its lock.
    get(unsafe { (*file).unlocked() })
}

/// As `getc_unlocked`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fgetc_unlocked(file: *mut FILE) -> c_int {
    // SAFETY: passed on as received.
    unsafe { getc_unlocked(file) }
}

/// As `getchar`, for a caller that holds the stream's lock.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getchar_unlocked() -> c_int {
    // SAFETY: the stream is static, and the caller holds its lock.
    unsafe { getc_unlocked(*stdin) }
}

/// Pushes a byte back, to be read next. Eight are guaranteed to fit.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ungetc(byte: c_int, file: *mut FILE) -> c_int {
    if byte == EOF {
        return EOF;
    }
    // SAFETY: the caller passes an open stream.
    let pushed = unsafe {
        (*file).locked(|stream| {
            stream.orient(-1);
            stream.unget(byte as u8)
        })
    };
    pushed.map_or(EOF, |()| c_int::from(byte as u8))
}

/// # Safety
/// `target` takes `size` bytes.
unsafe fn get_line(
    stream: &mut Stream,
    target: *mut c_char,
    size: c_int,
) -> Result<Option<()>, Errno> {
    stream.orient(-1);
    let room = (size - 1) as usize;
    let mut done = 0;
    while done < room {
        if stream.unread().is_empty() && !stream.fill()? {
            break;
        }
        let line = stream.find_unread(b'\n');
        let part = line.unwrap_or(stream.unread().len()).min(room - done);
        // SAFETY: `part` bytes are there, and there is room for them.
        unsafe {
            stream
                .unread()
                .as_ptr()
                .copy_to_nonoverlapping(target.add(done).cast(), part)
        };
        stream.take(part);
        done += part;
        if line == Some(part) {
            break;
        }
    }
    if done == 0 && room > 0 {
        return Ok(None);
    }
    // SAFETY: there is room for the terminator.
    unsafe { *target.add(done) = 0 };
    Ok(Some(()))
}

/// Reads a line, of at most `size` - 1 bytes. Null when there is none or on an error.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fgets(target: *mut c_char, size: c_int, file: *mut FILE) -> *mut c_char {
    // SAFETY: passed on as received, under the lock.
    unsafe { (*file).locked(|_| fgets_unlocked(target, size, file)) }
}

/// As `fgets`, for a caller that holds the stream's lock.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fgets_unlocked(
    target: *mut c_char,
    size: c_int,
    file: *mut FILE,
) -> *mut c_char {
    if size <= 0 {
        return null_mut();
    }
    // SAFETY: the caller passes an open stream, holds its lock, and `size` bytes of room.
    let line = unsafe { get_line((*file).unlocked(), target, size) };
    line.map(|line| line.map_or(null_mut(), |()| target))
        .or_errno()
}

/// Reads `count` items of `size` bytes; tells how many are whole.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fread(
    target: *mut c_void,
    size: usize,
    count: usize,
    file: *mut FILE,
) -> usize {
    // SAFETY: passed on as received, under the lock.
    unsafe { (*file).locked(|_| fread_unlocked(target, size, count, file)) }
}

/// As `fread`, for a caller that holds the stream's lock.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fread_unlocked(
    target: *mut c_void,
    size: usize,
    count: usize,
    file: *mut FILE,
) -> usize {
    let total = size.saturating_mul(count);
    if total == 0 {
        return 0;
    }
    // SAFETY: the caller passes an open stream, holds its lock, and that much room.
    let (done, error) = unsafe {
        let stream = (*file).unlocked();
        stream.orient(-1);
        stream.read(target.cast(), total)
    };
    if let Some(error) = error {
        errno::set(error);
    }
    if done == total {
        count
    } else {
        done / size
    }
}

/// Makes `*line`, from `malloc`, at least `needed` bytes long.
///
/// # Safety
/// `*line` is null or a block from `malloc` of `*capacity` bytes.
unsafe fn reserve(
    line: *mut *mut c_char,
    capacity: *mut usize,
    needed: usize,
) -> Result<(), Errno> {
    // SAFETY: the caller's promise.
    unsafe {
        if !(*line).is_null() && *capacity >= needed {
            return Ok(());
        }
        let size = needed.max(120).max(needed / 2 * 3);
        let block = realloc((*line).cast(), size);
        if block.is_null() {
            return Err(Errno::ENOMEM);
        }
        *line = block.cast();
        *capacity = size;
    }
    Ok(())
}

/// # Safety
/// As for `reserve`.
unsafe fn get_delimited(
    stream: &mut Stream,
    line: *mut *mut c_char,
    capacity: *mut usize,
    delimiter: u8,
) -> Result<ssize_t, Errno> {
    if line.is_null() || capacity.is_null() {
        stream.flags |= super::ERROR;
        return Err(Errno::EINVAL);
    }
    stream.orient(-1);
    let mut done = 0;
    loop {
        if stream.unread().is_empty() && !stream.fill()? {
            break;
        }
        let found = stream.find_unread(delimiter);
        let part = found.unwrap_or(stream.unread().len());
        // SAFETY: the caller's promise; there is room for what was read and a terminator.
        unsafe {
            reserve(line, capacity, done + part + 1)?;
            stream
                .unread()
                .as_ptr()
                .copy_to_nonoverlapping((*line).add(done).cast(), part);
        }
        stream.take(part);
        done += part;
        if found.is_some() {
            break;
        }
    }
    if done == 0 {
        return Ok(-1);
    }
    // SAFETY: there is room for the terminator.
    unsafe { *(*line).add(done) = 0 };
    Ok(done as ssize_t)
}

/// Reads up to and including `delimiter` into `*line`, which grows as needed. The length, or -1 at the end or on an
/// error.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getdelim(
    line: *mut *mut c_char,
    capacity: *mut usize,
    delimiter: c_int,
    file: *mut FILE,
) -> ssize_t {
    // SAFETY: the caller passes an open stream and a block from malloc or null.
    unsafe { (*file).locked(|stream| get_delimited(stream, line, capacity, delimiter as u8)) }
        .or_errno()
}

/// The name under which older programs know `getdelim`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __getdelim(
    line: *mut *mut c_char,
    capacity: *mut usize,
    delimiter: c_int,
    file: *mut FILE,
) -> ssize_t {
    // SAFETY: passed on as received.
    unsafe { getdelim(line, capacity, delimiter, file) }
}

/// Reads a line with its end into `*line`, which grows as needed. The length, or -1 at the end or on an error.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getline(
    line: *mut *mut c_char,
    capacity: *mut usize,
    file: *mut FILE,
) -> ssize_t {
    // SAFETY: passed on as received.
    unsafe { getdelim(line, capacity, b'\n'.into(), file) }
}

/// The next line, not terminated, in memory of the stream, valid until the next call (BSD).
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fgetln(file: *mut FILE, length: *mut usize) -> *mut c_char {
    // SAFETY: the caller passes an open stream.
    unsafe {
        (*file).locked(|stream| {
            let (mut line, mut capacity) = (stream.line, stream.line_capacity);
            let read = get_delimited(stream, &mut line, &mut capacity, b'\n');
            (stream.line, stream.line_capacity) = (line, capacity);
            match usize::try_from(read.or_errno()) {
                Ok(read) => {
                    *length = read;
                    line
                }
                Err(_) => null_mut(),
            }
        })
    }
}

/// Reads a line of any length into memory of whatever size: cannot be used safely. Gone from C11.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gets(target: *mut c_char) -> *mut c_char {
    // SAFETY: the caller believes that there is room.
    unsafe {
        let line = fgets(target, c_int::MAX, *stdin);
        if !line.is_null() {
            let end = crate::header::string::strchrnul(line, b'\n'.into());
            *end = 0;
        }
        line
    }
}

/// Reads an `int` as it is in memory.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getw(file: *mut FILE) -> c_int {
    let mut value: c_int = 0;
    // SAFETY: the caller passes an open stream; the value has the size given.
    if unsafe { fread((&raw mut value).cast(), size_of::<c_int>(), 1, file) } == 1 {
        value
    } else {
        EOF
    }
}
