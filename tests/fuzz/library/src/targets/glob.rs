//! `glob` against this machine's in a folder with some files. Input: flags, the pattern.
//!
//! Patterns stay in that folder: neither absolute nor with `..`. What a bracket without its partner or with a slash
//! in it means differs, so that patterns with brackets are only looked up; so are those that end in a slash, which glibc
//! doubles with `GLOB_MARK` and drops with `GLOB_NOCHECK`, those with several slashes in a row, of which glibc drops some, and
//! those that lead on through `.` and `..`, which relibc's patterns do not (POSIX.1-2024 lets them be passed over); and those
//! with several question marks, which glibc lets match the bytes of one character.

use std::ffi::CStr;
use std::mem::MaybeUninit;

use relibc::header::glob as ours;

use crate::fence::Fenced;
use crate::host;
use crate::input::Input;

/// Whether a component that begins with a period may match several names.
fn has_dots(pattern: &[u8]) -> bool {
    let mut parts = pattern.split(|&byte| byte == b'/');
    parts.any(|part| part.starts_with(b".") && part.iter().any(|byte| b"*?\\".contains(byte)))
}

pub fn run(data: &[u8]) {
    host::use_utf8();
    host::enter_folder();
    let mut input = Input(data);
    let byte = input.byte();
    let pattern = input.text();
    let stays = !pattern.starts_with(b"/")
        && !pattern.contains(&b'~')
        && !pattern.windows(2).any(|two| two == b"..");
    let braces = pattern.iter().filter(|&&byte| byte == b'{').count();
    if !stays
        || pattern.len() > 60
        || braces > 3
        || pattern.contains(&b',') && pattern.starts_with(b"{")
    {
        return;
    }
    let mut flags = 0;
    for (bit, flag) in [
        ours::GLOB_MARK,
        ours::GLOB_NOCHECK,
        ours::GLOB_NOESCAPE,
        ours::GLOB_PERIOD,
        ours::GLOB_BRACE,
    ]
    .into_iter()
    .enumerate()
    {
        if byte >> bit & 1 != 0 {
            flags |= flag;
        }
    }
    let text = Fenced::string(pattern);
    // SAFETY: a string, and room for the result, which is read while it is whole.
    let own = unsafe {
        let mut result = MaybeUninit::<ours::glob_t>::zeroed().assume_init();
        let status = ours::glob(text.as_c(), flags, None, &mut result);
        let paths: Vec<_> = (0..result.gl_pathc)
            .map(|n| CStr::from_ptr(*result.gl_pathv.add(n)).to_owned())
            .collect();
        ours::globfree(&mut result);
        (status, paths)
    };
    let is_plain = pattern.is_ascii()
        && !pattern.contains(&b'[')
        && !pattern.contains(&b'{')
        && pattern.iter().filter(|&&byte| byte == b'?').count() < 2
        && !pattern.ends_with(b"\\")
        && !pattern.ends_with(b"/")
        && !pattern.windows(2).any(|two| two == b"//")
        && !(pattern.contains(&b'/') && (flags & ours::GLOB_PERIOD != 0 || has_dots(pattern)));
    if !is_plain {
        return;
    }
    // SAFETY: as above.
    let theirs = unsafe {
        let mut result = MaybeUninit::<libc::glob_t>::zeroed().assume_init();
        let status = libc::glob(text.as_c(), flags, None, &mut result);
        let paths: Vec<_> = (0..result.gl_pathc)
            .map(|n| CStr::from_ptr(*result.gl_pathv.add(n)).to_owned())
            .collect();
        libc::globfree(&mut result);
        (status, paths)
    };
    assert_eq!(
        own,
        theirs,
        "{:?}, flags {flags:#x}",
        String::from_utf8_lossy(pattern)
    );
}
