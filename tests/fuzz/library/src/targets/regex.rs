//! `regcomp` and `regexec` against this machine's. Input: flags, the pattern, a null byte, the text.
//!
//! Compared is whether the pattern is one, whether it matches, and where. Not compared are patterns for which glibc 2.36 is
//! wrong or POSIX leaves things open: back-references (glibc does not find the longest match with them); in extended
//! expressions `*`, `+`, `?`, `{` that have nothing before them, `()`, an empty alternative; a backslash before
//! an ordinary character (glibc has extensions); classes of equivalence and collating elements; counts above 20, whose
//! states glibc multiplies; text that is not ASCII, for which the case tables differ. Nor is `?` after a repetition, which here is
//! POSIX.1-2024's modifier. `REG_MINIMAL`, which this machine's library lacks, changes only where a match ends.

use std::mem::MaybeUninit;

use relibc::header::regex as ours;

use crate::fence::Fenced;
use crate::host;
use crate::input::Input;

/// Whether POSIX says what the pattern means.
fn is_plain(pattern: &[u8], is_extended: bool) -> bool {
    if !pattern.is_ascii()
        || pattern
            .windows(2)
            .any(|two| matches!(two, b"[." | b"[=" | b"[:"))
    {
        return false;
    }
    let escaped = pattern.windows(2).filter(|two| two[0] == b'\\');
    let allowed: &[u8] = if is_extended {
        b".[]\\*^$+?(){}|"
    } else {
        b".[]\\*^$(){}"
    };
    if !escaped.into_iter().all(|two| allowed.contains(&two[1])) || pattern.ends_with(b"\\") {
        return false;
    }
    if pattern.contains(&b'{') || pattern.contains(&b'[') && pattern.contains(&b'-') {
        return false;
    }
    if is_extended {
        let starts = |byte: u8| matches!(byte, b'(' | b'|' | b'^');
        let dangling = |byte: u8| matches!(byte, b'*' | b'+' | b'?' | b'|' | b')');
        let pairs = pattern
            .windows(2)
            .any(|two| starts(two[0]) && dangling(two[1]));
        let doubled = pattern.windows(2).any(|two| {
            matches!(two[0], b'*' | b'+' | b'?' | b'$') && matches!(two[1], b'*' | b'+' | b'?')
        });
        let edges = pattern.first().is_some_and(|&byte| dangling(byte))
            || matches!(pattern.last(), Some(b'|' | b'('));
        return !pairs && !doubled && !edges;
    }
    if pattern.windows(2).any(|two| two == b"**") {
        return false;
    }
    // In basic ones an anchor in the middle, and a star after one or after `\(`.
    let anchors = pattern.iter().skip(1).any(|&byte| byte == b'^')
        || pattern.iter().rev().skip(1).any(|&byte| byte == b'$');
    !anchors
        && !pattern.starts_with(b"^*")
        && !pattern.starts_with(b"*")
        && !pattern.windows(3).any(|three| three == b"\\(*")
}

pub fn run(data: &[u8]) {
    host::use_utf8();
    let mut input = Input(data);
    let flags = input.byte();
    let pattern = input.text();
    let text = input.text();
    if pattern.len() > 300 || text.len() > 2000 {
        return;
    }
    let compile_flags = i32::from(flags & 7);
    let minimal = if flags & 0x40 == 0 {
        0
    } else {
        ours::REG_MINIMAL
    };
    let search_flags = i32::from(flags >> 4 & 3);
    let (pattern_c, text_c) = (Fenced::string(pattern), Fenced::string(text));
    let none = ours::regmatch_t {
        rm_so: -1,
        rm_eo: -1,
    };
    let mut groups = [none; 10];
    let mut regex = MaybeUninit::uninit();
    // SAFETY: strings and room for what is compiled; freed once.
    let (compiled, found) = unsafe {
        let compiled = ours::regcomp(
            regex.as_mut_ptr(),
            pattern_c.as_c(),
            compile_flags | minimal,
        );
        let mut found = -1;
        if compiled == 0 {
            found = ours::regexec(
                regex.as_ptr(),
                text_c.as_c(),
                groups.len(),
                groups.as_mut_ptr(),
                search_flags,
            );
            ours::regfree(regex.as_mut_ptr());
        }
        (compiled, found)
    };
    if found == 0 {
        for group in groups.iter().filter(|group| group.rm_so != -1) {
            assert!(
                0 <= group.rm_so && group.rm_so <= group.rm_eo && group.rm_eo <= text.len() as i64,
                "a group lies outside: {group:?}"
            );
        }
    }
    if !is_plain(pattern, compile_flags & 1 != 0)
        || !text.is_ascii()
        || compiled == 12
        || found == 12
        || pattern.len() > 40
        || text.len() > 100
    {
        return;
    }
    // SAFETY: as above.
    let theirs = unsafe {
        let mut regex: libc::regex_t = std::mem::zeroed();
        let compiled = libc::regcomp(&mut regex, pattern_c.as_c(), compile_flags);
        let mut groups: [libc::regmatch_t; 1] = std::mem::zeroed();
        let found = match compiled {
            0 => libc::regexec(&regex, text_c.as_c(), 1, groups.as_mut_ptr(), search_flags),
            _ => -1,
        };
        libc::regfree(&mut regex);
        (
            compiled == 0,
            found,
            (found == 0).then(|| (i64::from(groups[0].rm_so), i64::from(groups[0].rm_eo))),
        )
    };
    let mut whole = (found == 0).then(|| (groups[0].rm_so, groups[0].rm_eo));
    if let (Some(whole), Some((_, longest)), true) = (&mut whole, theirs.2, minimal != 0) {
        assert!(whole.1 <= longest, "{whole:?} is longer than the longest");
        whole.1 = longest;
    }
    let ours = (compiled == 0, found, whole);
    assert_eq!(
        ours,
        theirs,
        "{:?} in {:?}, flags {compile_flags} {minimal} {search_flags}",
        String::from_utf8_lossy(pattern),
        String::from_utf8_lossy(text)
    );
}
