//! `fopencookie`: streams over a program's own functions (GNU).

use super::backend::Device;
use super::open::{open, Mode};
use super::{Backend, FILE};
use crate::errno::{self, ResultExt};
use crate::types::*;
use crate::Errno;
use alloc::boxed::Box;

/// Reads up to so many bytes; 0 at the end, -1 on an error.
pub type cookie_read_function_t = unsafe extern "C" fn(*mut c_void, *mut c_char, size_t) -> ssize_t;
/// Writes up to so many bytes; 0 (or -1) on an error.
pub type cookie_write_function_t =
    unsafe extern "C" fn(*mut c_void, *const c_char, size_t) -> ssize_t;
/// Goes to the place `*offset`, and stores where that is from the start; not 0 on an error.
pub type cookie_seek_function_t = unsafe extern "C" fn(*mut c_void, *mut off_t, c_int) -> c_int;
/// Ends the use of the cookie; not 0 on an error.
pub type cookie_close_function_t = unsafe extern "C" fn(*mut c_void) -> c_int;

/// The functions of a cookie; each may be missing.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct cookie_io_functions_t {
    pub read: Option<cookie_read_function_t>,
    pub write: Option<cookie_write_function_t>,
    pub seek: Option<cookie_seek_function_t>,
    pub close: Option<cookie_close_function_t>,
}

/// A cookie and its functions.
pub struct Cookie {
    cookie: *mut c_void,
    functions: cookie_io_functions_t,
}

/// The error that a program's function left in `errno`.
fn left() -> Errno {
    u16::try_from(errno::get())
        .ok()
        .filter(|&number| number != 0)
        .map_or(Errno::EIO, Errno)
}

impl Device for Cookie {
    unsafe fn read(&mut self, target: *mut u8, room: usize) -> Result<usize, Errno> {
        // Without the function there is nothing to read.
        let Some(read) = self.functions.read else {
            return Ok(0);
        };
        // SAFETY: the program's function takes its cookie and an area.
        usize::try_from(unsafe { read(self.cookie, target.cast(), room) }).map_err(|_| left())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<usize, Errno> {
        // Without the function all goes nowhere.
        let Some(write) = self.functions.write else {
            return Ok(bytes.len());
        };
        // SAFETY: the program's function takes its cookie and an area.
        match unsafe { write(self.cookie, bytes.as_ptr().cast(), bytes.len()) } {
            length if length > 0 => Ok(length as usize),
            _ => Err(left()),
        }
    }

    fn seek(&mut self, offset: off_t, whence: c_int) -> Result<off_t, Errno> {
        let seek = self.functions.seek.ok_or(Errno::ENOTSUP)?;
        let mut place = offset;
        // SAFETY: the program's function takes its cookie and a place.
        match unsafe { seek(self.cookie, &mut place, whence) } {
            0 => Ok(place),
            _ => Err(left()),
        }
    }

    fn close(&mut self) -> Result<(), Errno> {
        let Some(close) = self.functions.close else {
            return Ok(());
        };
        // SAFETY: the program's function takes its cookie.
        match unsafe { close(self.cookie) } {
            0 => Ok(()),
            _ => Err(left()),
        }
    }
}

/// Opens a stream over a program's own functions.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fopencookie(
    cookie: *mut c_void,
    mode: *const c_char,
    functions: cookie_io_functions_t,
) -> *mut FILE {
    // SAFETY: the caller passes a terminated mode.
    let mode = unsafe { Mode::parse(mode) };
    mode.and_then(|mode| {
        open(
            Backend::Device(Box::new(Cookie { cookie, functions })),
            mode.stream_flags(),
        )
    })
    .or_errno()
}
