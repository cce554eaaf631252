//! `regex.h`: POSIX regular expressions.
//!
//! [`parse`] (with [`bracket`]) makes a tree, [`program`] compiles it, [`automaton`] finds where the leftmost longest match lies, or
//! [`search`] where that would need too much, [`submatch`] divides it among the groups, and [`backtrack`] does all of it for
//! expressions with back-references. [`shortest`] finds where a match ends in which some repetitions are to take the shortest;
//! [`reach`] is the pass from the text's end that both kinds of dividing begin with. This file is the C interface.

pub mod automaton;
pub mod backtrack;
pub mod bracket;
pub mod parse;
pub mod pattern;
pub mod program;
pub mod reach;
pub mod search;
pub mod set;
pub mod shortest;
#[cfg(test)]
mod shortest_tests;
pub mod submatch;
#[cfg(test)]
mod tests;

/// Why a pattern or a search failed; the numbers are those of `regex.h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// `REG_BADPAT`: what is escaped is no character.
    Pattern = 2,
    /// `REG_ECOLLATE`: not a collating element.
    Collating = 3,
    /// `REG_ECTYPE`: not a character class.
    Class = 4,
    /// `REG_EESCAPE`: the pattern ends with a backslash.
    Escape = 5,
    /// `REG_ESUBREG`: a reference to a group that is not complete.
    BackReference = 6,
    /// `REG_EBRACK`: an opening bracket without a closing one.
    Bracket = 7,
    /// `REG_EPAREN`: a parenthesis without its partner.
    Paren = 8,
    /// `REG_EBRACE`: an opening brace without a closing one.
    Brace = 9,
    /// `REG_BADBR`: not an interval.
    Interval = 10,
    /// `REG_ERANGE`: not a range.
    Range = 11,
    /// `REG_ESPACE`: too large a pattern, or too hard a search.
    Space = 12,
    /// `REG_BADRPT`: nothing to repeat.
    Repeat = 13,
}

use alloc::boxed::Box;
use core::ffi::CStr;

use crate::header::locale::current_encoding;
use crate::types::*;
use parse::Options;
use pattern::{Pattern, SearchOptions};

pub const REG_EXTENDED: c_int = 1;
pub const REG_ICASE: c_int = 2;
pub const REG_NEWLINE: c_int = 4;
pub const REG_NOSUB: c_int = 8;
/// Repetitions take the shortest, those with the modifier `?` the longest (POSIX.1-2024).
pub const REG_MINIMAL: c_int = 16;
pub const REG_NOTBOL: c_int = 1;
pub const REG_NOTEOL: c_int = 2;
/// The text goes from `rm_so` to `rm_eo` of the first match (BSD, GNU).
pub const REG_STARTEND: c_int = 4;
pub const REG_OK: c_int = 0;
pub const REG_NOERROR: c_int = 0;
pub const REG_NOMATCH: c_int = 1;
pub const REG_BADPAT: c_int = 2;
pub const REG_ECOLLATE: c_int = 3;
pub const REG_ECTYPE: c_int = 4;
pub const REG_EESCAPE: c_int = 5;
pub const REG_ESUBREG: c_int = 6;
pub const REG_EBRACK: c_int = 7;
pub const REG_EPAREN: c_int = 8;
pub const REG_EBRACE: c_int = 9;
pub const REG_BADBR: c_int = 10;
pub const REG_ERANGE: c_int = 11;
pub const REG_ESPACE: c_int = 12;
pub const REG_BADRPT: c_int = 13;
pub const REG_ENOSYS: c_int = -1;

pub type regoff_t = c_long;

/// A compiled pattern for C.
#[repr(C)]
pub struct regex_t {
    pub re_nsub: size_t,
    /// Null, or a [`Pattern`] in a box.
    pattern: *mut c_void,
    /// The `cflags` of `regcomp`.
    flags: usize,
    reserved: [usize; 5],
}

/// Where a group matched; -1 twice if it did not.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct regmatch_t {
    pub rm_so: regoff_t,
    pub rm_eo: regoff_t,
}

/// POSIX: `regcomp`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn regcomp(
    regex: *mut regex_t,
    pattern: *const c_char,
    flags: c_int,
) -> c_int {
    let options = Options {
        extended: flags & REG_EXTENDED != 0,
        fold_case: flags & REG_ICASE != 0,
        newline: flags & REG_NEWLINE != 0,
        minimal: flags & REG_MINIMAL != 0,
        encoding: current_encoding(),
    };
    // SAFETY: the caller gives a string.
    let pattern = unsafe { CStr::from_ptr(pattern) }.to_bytes();
    let (compiled, status) = match Pattern::new(pattern, options) {
        Ok(pattern) => (Some(pattern), 0),
        Err(error) => (None, error as c_int),
    };
    let compiled_regex = regex_t {
        re_nsub: compiled.as_ref().map_or(0, Pattern::group_count),
        pattern: compiled.map_or(core::ptr::null_mut(), |pattern| {
            Box::into_raw(Box::new(pattern)).cast()
        }),
        flags: flags as usize,
        reserved: [0; 5],
    };
    // SAFETY: the caller gives room for a regex_t.
    unsafe { regex.write(compiled_regex) };
    status
}

/// POSIX: `regexec`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn regexec(
    regex: *const regex_t,
    string: *const c_char,
    match_count: size_t,
    matches: *mut regmatch_t,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller gives what `regcomp` filled in.
    let (pattern, compile_flags) = unsafe { ((*regex).pattern.cast::<Pattern>(), (*regex).flags) };
    // SAFETY: as above.
    let Some(pattern) = (unsafe { pattern.as_ref() }) else {
        return REG_BADPAT;
    };
    let mut start = 0;
    let bytes: &[u8] = if flags & REG_STARTEND != 0 {
        // SAFETY: with this flag the first match says where the text is.
        unsafe {
            start = (*matches).rm_so as usize;
            core::slice::from_raw_parts(string.cast(), (*matches).rm_eo as usize)
        }
    } else {
        // SAFETY: the caller gives a string.
        unsafe { CStr::from_ptr(string) }.to_bytes()
    };
    let wanted = if compile_flags & REG_NOSUB as usize != 0 {
        0
    } else {
        match_count
    };
    let options = SearchOptions {
        start,
        not_line_start: flags & REG_NOTBOL != 0,
        not_line_end: flags & REG_NOTEOL != 0,
        groups_wanted: wanted,
    };
    let groups = match pattern.search(bytes, options) {
        Ok(Some(groups)) => groups,
        Ok(None) => return REG_NOMATCH,
        Err(error) => return error as c_int,
    };
    for index in 0..wanted {
        let (begin, end) = match groups.get(index).copied().flatten() {
            Some((begin, end)) => (begin as regoff_t, end as regoff_t),
            None => (-1, -1),
        };
        // SAFETY: the caller gives `match_count` elements.
        unsafe {
            *matches.add(index) = regmatch_t {
                rm_so: begin,
                rm_eo: end,
            }
        };
    }
    0
}

/// POSIX: `regfree`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn regfree(regex: *mut regex_t) {
    // SAFETY: the caller gives what `regcomp` filled in; the pattern is from `Box::into_raw` and
    // is given up here, once.
    unsafe {
        let pattern = core::mem::replace(&mut (*regex).pattern, core::ptr::null_mut());
        if !pattern.is_null() {
            drop(Box::from_raw(pattern.cast::<Pattern>()));
        }
    }
}

const MESSAGES: [&CStr; 14] = [
    c"Success",
    c"No match",
    c"Invalid regular expression",
    c"Invalid collation character",
    c"Invalid character class name",
    c"Trailing backslash",
    c"Invalid back reference",
    c"Unmatched [, [^, [:, [., or [=",
    c"Unmatched ( or \\(",
    c"Unmatched \\{",
    c"Invalid content of \\{\\}",
    c"Invalid range end",
    c"Memory exhausted",
    c"Invalid preceding regular expression",
];

/// POSIX: `regerror`. Answers the length of the whole message with its null byte.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn regerror(
    error: c_int,
    _regex: *const regex_t,
    buffer: *mut c_char,
    size: size_t,
) -> size_t {
    let message = usize::try_from(error)
        .ok()
        .and_then(|index| MESSAGES.get(index));
    let message = message
        .copied()
        .unwrap_or(c"Unknown error")
        .to_bytes_with_nul();
    if size > 0 {
        let copied = (message.len() - 1).min(size - 1);
        // SAFETY: the caller gives room for `size` bytes.
        unsafe {
            core::ptr::copy_nonoverlapping(message.as_ptr().cast(), buffer, copied);
            *buffer.add(copied) = 0;
        }
    }
    message.len()
}
