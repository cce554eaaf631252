//! Wide characters in streams: the functions that `wchar.h` declares.

use super::{stdin, stdout, Stream, EOF, ERROR, FILE};
use crate::errno::{self, ResultExt};
use crate::header::wchar::{mbrtowc, wcrtomb};
use crate::types::*;
use crate::Errno;
use core::ptr::null_mut;

/// End of file, or an error, among wide characters.
pub(crate) const WEOF: wint_t = 0xffff_ffff;

impl Stream {
    /// The next wide character, or `None` at the end. EILSEQ for bytes that are none.
    pub fn get_wide(&mut self) -> Result<Option<wchar_t>, Errno> {
        self.orient(1);
        loop {
            if self.unread().is_empty() && !self.fill()? {
                if self.decoding.opaque[0] != 0 {
                    // The file ends within a character.
                    self.decoding = mbstate_t::default();
                    self.flags |= ERROR;
                    return Err(Errno::EILSEQ);
                }
                return Ok(None);
            }
            let mut wide: wchar_t = 0;
            let unread = self.unread();
            let have = unread.len();
            // SAFETY: the bytes are readable; the state is changed apart from the stream that lends them.
            let (length, state) = unsafe {
                let mut state = self.decoding;
                (
                    mbrtowc(&mut wide, unread.as_ptr().cast(), have, &mut state),
                    state,
                )
            };
            self.decoding = state;
            match length {
                usize::MAX => {
                    self.decoding = mbstate_t::default();
                    self.flags |= ERROR;
                    return Err(Errno::EILSEQ);
                }
                length if length == usize::MAX - 1 => self.take(have),
                length => {
                    self.take(length.max(1));
                    return Ok(Some(wide));
                }
            }
        }
    }

    /// Pushes a wide character back.
    pub fn unget_wide(&mut self, wide: wchar_t) -> Option<()> {
        let mut bytes = [0u8; 16];
        let mut state = mbstate_t::default();
        // SAFETY: the buffer holds any character.
        let length = unsafe { wcrtomb(bytes.as_mut_ptr().cast(), wide, &mut state) };
        bytes
            .get(..length)?
            .iter()
            .rev()
            .try_for_each(|&byte| self.unget(byte))
    }
}

fn get(stream: &mut Stream) -> wint_t {
    stream
        .get_wide()
        .map(|wide| wide.map_or(WEOF, |wide| wide as wint_t))
        .or_errno_with(WEOF)
}

/// C: `fgetwc`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fgetwc(file: *mut FILE) -> wint_t {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(get) }
}

/// C: `getwc`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getwc(file: *mut FILE) -> wint_t {
    // SAFETY: passed on as received.
    unsafe { fgetwc(file) }
}

/// C: `getwchar`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getwchar() -> wint_t {
    // SAFETY: the stream is static.
    unsafe { fgetwc(*stdin) }
}

/// GNU: `fgetwc_unlocked`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fgetwc_unlocked(file: *mut FILE) -> wint_t {
    // SAFETY: the caller passes an open stream and holds its lock.
    get(unsafe { (*file).unlocked() })
}

/// GNU: `getwc_unlocked`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getwc_unlocked(file: *mut FILE) -> wint_t {
    // SAFETY: passed on as received.
    unsafe { fgetwc_unlocked(file) }
}

/// GNU: `getwchar_unlocked`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getwchar_unlocked() -> wint_t {
    // SAFETY: the stream is static, and the caller holds its lock.
    unsafe { fgetwc_unlocked(*stdin) }
}

/// C: `ungetwc`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ungetwc(wide: wint_t, file: *mut FILE) -> wint_t {
    if wide == WEOF {
        return WEOF;
    }
    // SAFETY: the caller passes an open stream.
    let pushed = unsafe {
        (*file).locked(|stream| {
            stream.orient(1);
            stream.unget_wide(wide as wchar_t)
        })
    };
    pushed.map_or(WEOF, |()| wide)
}

fn put(stream: &mut Stream, wide: wchar_t) -> wint_t {
    stream.orient(1);
    stream
        .put_wide(wide)
        .map(|()| wide as wint_t)
        .or_errno_with(WEOF)
}

/// C: `fputwc`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fputwc(wide: wchar_t, file: *mut FILE) -> wint_t {
    // SAFETY: the caller passes an open stream.
    unsafe { (*file).locked(|stream| put(stream, wide)) }
}

/// C: `putwc`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn putwc(wide: wchar_t, file: *mut FILE) -> wint_t {
    // SAFETY: passed on as received.
    unsafe { fputwc(wide, file) }
}

/// C: `putwchar`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn putwchar(wide: wchar_t) -> wint_t {
    // SAFETY: the stream is static.
    unsafe { fputwc(wide, *stdout) }
}

/// GNU: `fputwc_unlocked`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fputwc_unlocked(wide: wchar_t, file: *mut FILE) -> wint_t {
    // SAFETY: the caller passes an open stream and holds its lock.
    put(unsafe { (*file).unlocked() }, wide)
}

/// GNU: `putwc_unlocked`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn putwc_unlocked(wide: wchar_t, file: *mut FILE) -> wint_t {
    // SAFETY: passed on as received.
    unsafe { fputwc_unlocked(wide, file) }
}

/// GNU: `putwchar_unlocked`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn putwchar_unlocked(wide: wchar_t) -> wint_t {
    // SAFETY: the stream is static, and the caller holds its lock.
    unsafe { fputwc_unlocked(wide, *stdout) }
}

/// C: `fgetws`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fgetws(
    target: *mut wchar_t,
    size: c_int,
    file: *mut FILE,
) -> *mut wchar_t {
    // SAFETY: passed on as received, under the lock.
    unsafe { (*file).locked(|_| fgetws_unlocked(target, size, file)) }
}

/// GNU: `fgetws_unlocked`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fgetws_unlocked(
    target: *mut wchar_t,
    size: c_int,
    file: *mut FILE,
) -> *mut wchar_t {
    // SAFETY: the caller passes an open stream, whose lock it holds, and room for `size` characters.
    unsafe {
        let stream = (*file).unlocked();
        let mut done = 0;
        while (done as c_int) < size - 1 {
            match stream.get_wide() {
                Ok(Some(wide)) => {
                    *target.add(done) = wide;
                    done += 1;
                    if wide == wchar_t::from(b'\n') {
                        break;
                    }
                }
                Ok(None) if done > 0 => break,
                result => {
                    if let Err(error) = result {
                        errno::set(error);
                    }
                    return null_mut();
                }
            }
        }
        if size > 0 {
            *target.add(done) = 0;
        }
        target
    }
}

/// C: `fputws`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fputws(text: *const wchar_t, file: *mut FILE) -> c_int {
    // SAFETY: passed on as received, under the lock.
    unsafe { (*file).locked(|_| fputws_unlocked(text, file)) }
}

/// GNU: `fputws_unlocked`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fputws_unlocked(text: *const wchar_t, file: *mut FILE) -> c_int {
    // SAFETY: the caller passes an open stream, whose lock it holds, and a terminated string.
    unsafe {
        let mut at = text;
        while *at != 0 {
            if fputwc_unlocked(*at, file) == WEOF {
                return EOF;
            }
            at = at.add(1);
        }
    }
    0
}

/// C: `fwide`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fwide(file: *mut FILE, mode: c_int) -> c_int {
    // SAFETY: the caller passes an open stream.
    unsafe {
        (*file).locked(|stream| {
            if mode != 0 {
                stream.orient(mode.signum());
            }
            stream.orientation
        })
    }
}
