//! Braces and the tilde, which stand for text whatever files there are.

use alloc::vec;
use alloc::vec::Vec;
use core::ffi::CStr;

use alloc::ffi::CString;

use crate::header::pwd::{getpwnam, getpwuid};
use crate::header::stdlib::env::getenv;
use crate::header::unistd::identity::getuid;

/// Most patterns that braces may make: they multiply.
const PATTERNS_MAX: usize = 1 << 16;

/// The patterns that a pattern with braces stands for: `a{b,c}d` for `abd` and `acd`. `None` if there
/// are too many.
pub fn braces(pattern: &[u8], escapes: bool) -> Option<Vec<Vec<u8>>> {
    if pattern == b"{}" {
        return Some(vec![pattern.to_vec()]); // As in csh, for find's sake.
    }
    let mut waiting = vec![pattern.to_vec()];
    let mut done = Vec::new();
    while let Some(pattern) = waiting.pop() {
        if waiting.len() + done.len() > PATTERNS_MAX {
            return None;
        }
        match first_brace(&pattern, escapes) {
            None => done.push(pattern),
            Some((begin, end, parts)) => {
                // The last pushed is the next taken.
                waiting.extend(parts.iter().rev().map(|(from, to)| {
                    [&pattern[..begin], &pattern[*from..*to], &pattern[end..]].concat()
                }));
            }
        }
    }
    Some(done)
}

/// The parts between braces: where each begins and ends.
type Parts = Vec<(usize, usize)>;

/// The first pair of braces: where it begins, where it ends, and its parts.
fn first_brace(pattern: &[u8], escapes: bool) -> Option<(usize, usize, Parts)> {
    let mut begin = 0;
    loop {
        match pattern.get(begin)? {
            b'\\' if escapes => begin += 1,
            b'{' => {
                if let Some((end, parts)) = parts(pattern, begin, escapes) {
                    return Some((begin, end, parts));
                }
            }
            _ => {}
        }
        begin += 1;
    }
}

fn parts(pattern: &[u8], begin: usize, escapes: bool) -> Option<(usize, Parts)> {
    let mut parts = Vec::new();
    let mut part = begin + 1;
    let mut depth = 0;
    let mut index = begin + 1;
    loop {
        match pattern.get(index)? {
            b'\\' if escapes => index += 1,
            b'{' => depth += 1,
            b'}' if depth > 0 => depth -= 1,
            b',' if depth == 0 => {
                parts.push((part, index));
                part = index + 1;
            }
            b'}' => {
                parts.push((part, index));
                return Some((index + 1, parts));
            }
            _ => {}
        }
        index += 1;
    }
}

/// The pattern with a leading tilde replaced by a home folder; `None` if there is no such user.
pub fn tilde(pattern: &[u8]) -> Option<Vec<u8>> {
    let Some(rest) = pattern.strip_prefix(b"~") else {
        return Some(pattern.to_vec());
    };
    let len = rest
        .iter()
        .position(|byte| *byte == b'/')
        .unwrap_or(rest.len());
    let (user, rest) = rest.split_at(len);
    let home = home_of(user)?;
    // `~/x` in the root folder is `/x`.
    let home = if rest.is_empty() {
        &home[..]
    } else {
        home.strip_suffix(b"/").unwrap_or(&home)
    };
    Some([home, rest].concat())
}

/// A user's home folder; the caller's own for the empty name.
pub fn home_of(user: &[u8]) -> Option<Vec<u8>> {
    // SAFETY: strings; results are copied before anything else is asked.
    unsafe {
        if user.is_empty() {
            let home = getenv(c"HOME".as_ptr());
            if !home.is_null() && *home != 0 {
                return Some(CStr::from_ptr(home).to_bytes().to_vec());
            }
        }
        let entry = match user.is_empty() {
            true => getpwuid(getuid()),
            false => getpwnam(CString::new(user).ok()?.as_ptr()),
        };
        entry
            .as_ref()
            .map(|entry| CStr::from_ptr(entry.pw_dir).to_bytes().to_vec())
    }
}
