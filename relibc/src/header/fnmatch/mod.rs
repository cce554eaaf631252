//! `<fnmatch.h>`: the shell's patterns. [`pattern`] matches, with [`bracket`] for bracket expressions and
//! [`extended`] for ksh's operators; `glob` uses it too.

mod bracket;
mod extended;
pub mod pattern;
#[cfg(test)]
mod tests;

use core::ffi::CStr;

use crate::header::locale::current_encoding;
use crate::header::wchar::multibyte::Encoding;
use crate::types::*;

pub const FNM_PATHNAME: c_int = 0x1;
pub const FNM_NOESCAPE: c_int = 0x2;
pub const FNM_PERIOD: c_int = 0x4;
pub const FNM_LEADING_DIR: c_int = 0x8;
pub const FNM_CASEFOLD: c_int = 0x10;
pub const FNM_IGNORECASE: c_int = FNM_CASEFOLD;
pub const FNM_FILE_NAME: c_int = FNM_PATHNAME;
pub const FNM_EXTMATCH: c_int = 0x20;
pub const FNM_NOMATCH: c_int = 1;

/// How to match.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// A slash is matched by a slash only.
    pub pathname: bool,
    /// A backslash takes the meaning from the character behind it.
    pub escapes: bool,
    /// A leading period is matched by a period only.
    pub period: bool,
    /// The pattern may match a beginning of the text that ends before a slash.
    pub leading_dir: bool,
    /// Characters that differ in case only are the same.
    pub fold_case: bool,
    /// Ksh's operators count.
    pub extended: bool,
    /// Encoding of pattern and text.
    pub encoding: Encoding,
}

impl Options {
    /// The options of C's flags.
    pub fn new(flags: c_int, encoding: Encoding) -> Self {
        Self {
            pathname: flags & FNM_PATHNAME != 0,
            escapes: flags & FNM_NOESCAPE == 0,
            period: flags & FNM_PERIOD != 0,
            leading_dir: flags & FNM_LEADING_DIR != 0,
            fold_case: flags & FNM_CASEFOLD != 0,
            extended: flags & FNM_EXTMATCH != 0,
            encoding,
        }
    }
}

/// POSIX: `fnmatch`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fnmatch(
    pattern: *const c_char,
    text: *const c_char,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller gives strings.
    let (pattern, text) = unsafe {
        (
            CStr::from_ptr(pattern).to_bytes(),
            CStr::from_ptr(text).to_bytes(),
        )
    };
    let options = Options::new(flags, current_encoding());
    match pattern::matches(pattern, text, &options) {
        true => 0,
        false => FNM_NOMATCH,
    }
}
