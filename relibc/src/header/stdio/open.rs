//! Opening and closing: `fopen`, `fdopen`, `freopen`, `fclose`.

use super::standard::{link, unlink};
use super::stream::CAPACITY;
use super::{
    Backend, Stream, APPEND, EOF, FILE, READABLE, STATIC, UNBUFFERED, UNDECIDED, UNGET, WRITABLE,
};
use crate::allocator::{allocate, free};
use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;
use crate::Errno;
use core::ffi::CStr;
use core::ptr::null_mut;

const O_WRONLY: c_int = 1;
const O_RDWR: c_int = 2;
const O_ACCMODE: c_int = 3;
const O_CREAT: c_int = 0o100;
const O_EXCL: c_int = 0o200;
const O_TRUNC: c_int = 0o1000;
const O_APPEND: c_int = 0o2000;
const O_CLOEXEC: c_int = 0o2000000;
const AT_FDCWD: c_int = -100;
const F_SETFD: c_int = 2;
const F_GETFL: c_int = 3;
const F_SETFL: c_int = 4;
const FD_CLOEXEC: c_ulong = 1;

/// A mode: a letter, and what may follow it.
pub struct Mode {
    /// `r`, `w` or `a`.
    pub letter: u8,
    update: bool,
    exclusive: bool,
    close_on_exec: bool,
}

impl Mode {
    /// Reads a mode; letters that are not known are skipped, as other libraries do.
    ///
    /// # Safety
    /// `text` is terminated.
    pub unsafe fn parse(text: *const c_char) -> Result<Mode, Errno> {
        // SAFETY: the caller's promise.
        let text = unsafe { CStr::from_ptr(text) }.to_bytes();
        let letter = *text.first().ok_or(Errno::EINVAL)?;
        if !b"rwa".contains(&letter) {
            return Err(Errno::EINVAL);
        }
        // What follows a comma is a character set (GNU).
        let rest = text[1..].split(|&byte| byte == b',').next().unwrap_or(&[]);
        let has = |byte| rest.contains(&byte);
        Ok(Mode {
            letter,
            update: has(b'+'),
            exclusive: has(b'x'),
            close_on_exec: has(b'e'),
        })
    }

    /// The flags for `open`.
    fn open_flags(&self) -> c_int {
        let access = match (self.update, self.letter) {
            (true, _) => O_RDWR,
            (_, b'r') => 0,
            _ => O_WRONLY,
        };
        let create = match self.letter {
            b'w' => O_CREAT | O_TRUNC,
            b'a' => O_CREAT | O_APPEND,
            _ => 0,
        };
        let exclusive = if self.exclusive { O_EXCL } else { 0 };
        access | create | exclusive | if self.close_on_exec { O_CLOEXEC } else { 0 }
    }

    /// The flags of the stream.
    pub fn stream_flags(&self) -> u32 {
        let access = match (self.update, self.letter) {
            (true, _) => READABLE | WRITABLE,
            (_, b'r') => READABLE,
            _ => WRITABLE,
        };
        access | if self.letter == b'a' { APPEND } else { 0 }
    }
}

/// Makes a stream over `backend` and puts it into the list of open ones.
pub fn open(backend: Backend, flags: u32) -> Result<*mut FILE, Errno> {
    // The stream and its buffer are one block.
    let file = allocate(size_of::<FILE>() + UNGET + CAPACITY).cast::<FILE>();
    if file.is_null() {
        return Err(Errno::ENOMEM);
    }
    // SAFETY: the block is new and long enough for both.
    unsafe {
        file.write(FILE::new(Stream::new(
            backend,
            flags,
            file.add(1).cast(),
            CAPACITY,
        )));
        link(file);
    }
    Ok(file)
}

/// Makes a stream over a descriptor; closes it when that fails.
pub fn open_descriptor(fd: c_int, flags: u32) -> Result<*mut FILE, Errno> {
    open(Backend::Descriptor(fd), flags | UNDECIDED).inspect_err(|_| {
        // SAFETY: the descriptor is the caller's to give away.
        let _ = unsafe { Sys::close(fd) };
    })
}

/// # Safety
/// `path` is terminated.
unsafe fn open_path(path: *const c_char, mode: &Mode) -> Result<c_int, Errno> {
    // SAFETY: the caller's promise.
    unsafe { Sys::openat(AT_FDCWD, path, mode.open_flags(), 0o666) }
}

/// Opens a file.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fopen(path: *const c_char, mode: *const c_char) -> *mut FILE {
    let result = || {
        // SAFETY: the caller passes terminated strings.
        unsafe {
            let mode = Mode::parse(mode)?;
            open_descriptor(open_path(path, &mode)?, mode.stream_flags())
        }
    };
    result().or_errno()
}

/// Makes a stream over an open descriptor.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fdopen(fd: c_int, mode: *const c_char) -> *mut FILE {
    let result = || {
        // SAFETY: the caller passes a terminated mode; fcntl's commands take no pointers.
        unsafe {
            let mode = Mode::parse(mode)?;
            let flags = Sys::fcntl(fd, F_GETFL, 0)?;
            let access = flags & O_ACCMODE;
            let wanted = mode.stream_flags();
            if (wanted & READABLE != 0 && access == O_WRONLY)
                || (wanted & WRITABLE != 0 && access == 0)
            {
                return Err(Errno::EINVAL);
            }
            if mode.letter == b'a' && flags & O_APPEND == 0 {
                Sys::fcntl(fd, F_SETFL, (flags | O_APPEND) as c_ulong)?;
            }
            if mode.close_on_exec {
                Sys::fcntl(fd, F_SETFD, FD_CLOEXEC)?;
            }
            open(Backend::Descriptor(fd), wanted | UNDECIDED)
        }
    };
    result().or_errno()
}

/// Opens another file, or the same one in another mode, with an existing stream, which is closed when that fails.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn freopen(
    path: *const c_char,
    mode: *const c_char,
    file: *mut FILE,
) -> *mut FILE {
    // SAFETY: the caller passes a stream and terminated strings; the path may be null.
    unsafe {
        let result = (*file).locked(|stream| {
            let _ = stream.synchronize();
            let mode = Mode::parse(mode)?;
            if path.is_null() {
                change_mode(stream, &mode)?;
            } else {
                replace(stream, open_path(path, &mode)?)?;
            }
            stream.forget();
            stream.orientation = 0;
            stream.decoding = mbstate_t::default();
            stream.flags = mode.stream_flags() | (stream.flags & STATIC) | UNDECIDED;
            Ok(file)
        });
        if result.is_err() {
            fclose(file);
        }
        result.or_errno()
    }
}

/// Puts `fd` behind the stream, under the number that the old descriptor had.
fn replace(stream: &mut Stream, fd: c_int) -> Result<(), Errno> {
    match stream.backend.descriptor() {
        // SAFETY: both descriptors are the stream's own from here on.
        Some(old) if old != fd => unsafe {
            let moved = crate::descriptor::replace(fd, old, 0);
            let _ = Sys::close(fd);
            moved.map(|_| ())
        },
        Some(_) => Ok(()),
        None => {
            let _ = stream.backend.close();
            stream.backend = Backend::Descriptor(fd);
            Ok(())
        }
    }
}

/// `freopen` without a path: the access cannot change, but the flags can.
fn change_mode(stream: &mut Stream, mode: &Mode) -> Result<(), Errno> {
    let fd = stream.backend.descriptor().ok_or(Errno::EBADF)?;
    // SAFETY: fcntl's commands take no pointers.
    unsafe {
        let access = Sys::fcntl(fd, F_GETFL, 0)? & O_ACCMODE;
        let wanted = mode.stream_flags();
        if (wanted & READABLE != 0 && access == O_WRONLY) || (wanted & WRITABLE != 0 && access == 0)
        {
            return Err(Errno::EBADF);
        }
        if mode.close_on_exec {
            Sys::fcntl(fd, F_SETFD, FD_CLOEXEC)?;
        }
        let status = if mode.letter == b'a' { O_APPEND } else { 0 };
        Sys::fcntl(fd, F_SETFL, status as c_ulong).map(|_| ())
    }
}

/// Passes on what was written and closes the stream, which is gone afterwards even if that fails.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fclose(file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream and does not use it again.
    unsafe {
        unlink(file);
        let (result, flags) = (*file).locked(|stream| {
            let flushed = stream.synchronize();
            let closed = stream.backend.close();
            stream.forget();
            stream.flags &= !(READABLE | WRITABLE | UNBUFFERED);
            crate::header::malloc::program::free(
                core::mem::replace(&mut stream.line, null_mut()).cast(),
            );
            (flushed.and(closed), stream.flags)
        });
        if flags & STATIC == 0 {
            free(file.cast());
        }
        result.map(|()| 0).or_errno_with(EOF)
    }
}
