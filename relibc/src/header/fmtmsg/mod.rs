//! `<fmtmsg.h>`: messages in one form, on standard error and on the console (XSI).

use crate::header::pthread::cancel::pthread_setcancelstate;
use crate::header::stdlib::env::getenv;
use crate::platform::Sys;
use crate::types::*;
use alloc::vec::Vec;
use core::ffi::CStr;

pub const MM_HARD: c_long = 1;
pub const MM_SOFT: c_long = 2;
pub const MM_FIRM: c_long = 4;
pub const MM_APPL: c_long = 8;
pub const MM_UTIL: c_long = 16;
pub const MM_OPSYS: c_long = 32;
pub const MM_RECOVER: c_long = 64;
pub const MM_NRECOV: c_long = 128;
pub const MM_PRINT: c_long = 256;
pub const MM_CONSOLE: c_long = 512;
pub const MM_NULLMC: c_long = 0;

pub const MM_NULLSEV: c_int = 0;
pub const MM_NOSEV: c_int = MM_NULLSEV;
pub const MM_HALT: c_int = 1;
pub const MM_ERROR: c_int = 2;
pub const MM_WARNING: c_int = 3;
pub const MM_INFO: c_int = 4;

pub const MM_NOTOK: c_int = -1;
pub const MM_OK: c_int = 0;
pub const MM_NOMSG: c_int = 1;
pub const MM_NOCON: c_int = 4;

/// The components of a message, in the order in which they are written. A null one is missing.
struct Message<'a> {
    label: Option<&'a [u8]>,
    severity: Option<&'a [u8]>,
    text: Option<&'a [u8]>,
    action: Option<&'a [u8]>,
    tag: Option<&'a [u8]>,
}

/// Which components standard error gets: bits of `MSGVERB`, in the order of [`VERBS`].
const VERBS: [&[u8]; 5] = [b"label", b"severity", b"text", b"action", b"tag"];
const ALL: u8 = 0x1f;

/// What `MSGVERB` asks for: keywords between colons; everything if it is empty or has another word (POSIX).
fn wanted(verbs: &[u8]) -> u8 {
    if verbs.is_empty() {
        return ALL;
    }
    verbs
        .split(|&byte| byte == b':')
        .try_fold(0, |wanted, word| {
            let bit = VERBS.iter().position(|verb| *verb == word)?;
            Some(wanted | 1 << bit)
        })
        .unwrap_or(ALL)
}

/// The label: at most ten bytes, a colon, at most fourteen.
fn label_is_valid(label: &[u8]) -> bool {
    let mut parts = label.splitn(2, |&byte| byte == b':');
    parts.next().is_some_and(|part| part.len() <= 10)
        && parts.next().is_some_and(|part| part.len() <= 14)
}

impl Message<'_> {
    /// `label: severity: text` and below it `TO FIX: action tag`.
    fn format(&self, wanted: u8) -> Vec<u8> {
        let pick = |bit: u8, part| if wanted >> bit & 1 != 0 { part } else { None };
        let (label, severity) = (pick(0, self.label), pick(1, self.severity));
        let (text, action) = (pick(2, self.text), pick(3, self.action));
        let tag = pick(4, self.tag);
        let separator = |there: bool, text: &'static [u8]| if there { text } else { b"" };
        let below = action.is_some() || tag.is_some();
        let pieces: [&[u8]; 10] = [
            label.unwrap_or_default(),
            separator(
                label.is_some() && (severity.is_some() || text.is_some() || below),
                b": ",
            ),
            severity.unwrap_or_default(),
            separator(severity.is_some() && (text.is_some() || below), b": "),
            text.unwrap_or_default(),
            separator(text.is_some() && below, b"\n"),
            separator(action.is_some(), b"TO FIX: "),
            action.unwrap_or_default(),
            separator(action.is_some() && tag.is_some(), b"  "),
            tag.unwrap_or_default(),
        ];
        let mut out = pieces.concat();
        out.push(b'\n');
        out
    }
}

/// POSIX: `fmtmsg`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fmtmsg(
    classification: c_long,
    label: *const c_char,
    severity: c_int,
    text: *const c_char,
    action: *const c_char,
    tag: *const c_char,
) -> c_int {
    /// # Safety
    /// Null or a string.
    unsafe fn bytes<'a>(text: *const c_char) -> Option<&'a [u8]> {
        // SAFETY: the caller's promise.
        (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_bytes())
    }
    // SAFETY: the caller's promise: each is null or a string.
    let message = unsafe {
        Message {
            label: bytes(label),
            severity: match severity {
                MM_NULLSEV => None,
                MM_HALT => Some(b"HALT"),
                MM_ERROR => Some(b"ERROR"),
                MM_WARNING => Some(b"WARNING"),
                MM_INFO => Some(b"INFO"),
                _ => return MM_NOTOK,
            },
            text: bytes(text),
            action: bytes(action),
            tag: bytes(tag),
        }
    };
    if message.label.is_some_and(|label| !label_is_valid(label)) {
        return MM_NOTOK;
    }
    // SAFETY: the function is no cancellation point (POSIX); the strings are whole.
    unsafe {
        let mut state = 0;
        pthread_setcancelstate(1, &mut state);
        let mut failed = MM_OK;
        if classification & MM_PRINT != 0 {
            let verbs = bytes(getenv(c"MSGVERB".as_ptr())).unwrap_or_default();
            if write_all(2, &message.format(wanted(verbs))).is_none() {
                failed |= MM_NOMSG;
            }
        }
        if classification & MM_CONSOLE != 0 && !on_console(&message.format(ALL)) {
            failed |= MM_NOCON;
        }
        pthread_setcancelstate(state, core::ptr::null_mut());
        match failed {
            failed if failed == MM_NOMSG | MM_NOCON => MM_NOTOK,
            failed => failed,
        }
    }
}

fn write_all(fd: c_int, mut rest: &[u8]) -> Option<()> {
    while !rest.is_empty() {
        // SAFETY: the slice is readable.
        let count = unsafe { Sys::write(fd, rest.as_ptr().cast(), rest.len()) };
        rest = &rest[usize::try_from(count.ok()?).ok()?..];
    }
    Some(())
}

/// Writes to the console; whether it could.
fn on_console(text: &[u8]) -> bool {
    /// O_WRONLY | O_NOCTTY | O_CLOEXEC
    const FLAGS: c_int = 1 | 0o400 | 0o2000000;
    // SAFETY: a string; the descriptor is ours.
    unsafe {
        let Ok(fd) = Sys::openat(-100, c"/dev/console".as_ptr(), FLAGS, 0) else {
            return false;
        };
        let written = write_all(fd, text).is_some();
        let _ = Sys::close(fd);
        written
    }
}
