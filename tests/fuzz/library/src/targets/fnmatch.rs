//! `fnmatch` against this machine's. Input: flags, the pattern, a null byte, the text.
//!
//! Not compared: classes, ranges with case folded (glibc looks at the lower-case ends only), a bracket without its
//! partner or with a slash in it, a backslash at the end, ksh's operators that do not end.

use crate::fence::Fenced;
use crate::host;
use crate::input::Input;

pub fn run(data: &[u8]) {
    host::use_utf8();
    let mut input = Input(data);
    let flags = i32::from(input.byte() & 0x3f);
    let pattern = input.text();
    let text = input.text();
    if pattern.len() > 200 || text.len() > 200 {
        return;
    }
    let (pattern_c, text_c) = (Fenced::string(pattern), Fenced::string(text));
    // SAFETY: strings.
    let ours = unsafe { relibc::header::fnmatch::fnmatch(pattern_c.as_c(), text_c.as_c(), flags) };
    assert!(ours == 0 || ours == 1, "fnmatch answered {ours}");
    let has = |byte: u8| pattern.contains(&byte);
    let is_plain = pattern.is_ascii()
        && text.is_ascii()
        && !has(b'[')
        && !has(b'(')
        && !pattern.ends_with(b"\\");
    if is_plain && pattern.len() < 30 {
        // SAFETY: strings.
        let theirs = unsafe { libc::fnmatch(pattern_c.as_c(), text_c.as_c(), flags) };
        assert_eq!(
            ours,
            theirs,
            "{:?} {:?}, flags {flags:#x}",
            String::from_utf8_lossy(pattern),
            String::from_utf8_lossy(text)
        );
    }
}
