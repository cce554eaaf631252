//! `wordexp` with `WRDE_NOCMD` against this machine's, in a folder with some files. Input: flags, the words.
//!
//! Not compared, because glibc 2.36 is wrong or stricter: arithmetic (it knows `+ - * /` and parentheses only), `${…}` with
//! operators, `~`, a dollar sign with nothing to expand behind it, `#`, brackets, backslashes in the midst of patterns, and
//! which of two errors is told; empty quotes within a word, of which glibc makes a word.

use std::ffi::CStr;

use relibc::header::wordexp as ours;

use crate::fence::Fenced;
use crate::host;
use crate::input::Input;

pub fn run(data: &[u8]) {
    host::use_utf8();
    host::enter_folder();
    let mut input = Input(data);
    let flags = ours::WRDE_NOCMD
        | if input.byte() & 1 != 0 {
            ours::WRDE_UNDEF
        } else {
            0
        };
    let words = input.text();
    let stays = !words.contains(&b'/') && !words.windows(2).any(|two| two == b"..");
    // An assignment would change the environment of both.
    if !stays || words.len() > 400 || words.contains(&b'=') {
        return;
    }
    let text = Fenced::string(words);
    let mut result = ours::wordexp_t {
        we_wordc: 0,
        we_wordv: std::ptr::null_mut(),
        we_offs: 0,
    };
    // SAFETY: a string and a structure; its words are read while they are whole.
    let own = unsafe {
        let status = ours::wordexp(text.as_c(), &mut result, flags);
        let list = (status == 0).then(|| {
            (0..result.we_wordc)
                .map(|n| CStr::from_ptr(*result.we_wordv.add(n)).to_owned())
                .collect::<Vec<_>>()
        });
        if status == 0 {
            ours::wordfree(&mut result);
        }
        list
    };
    if !words.is_ascii()
        || words
            .iter()
            .any(|byte| b"$~#[]{}()`\\|&;<>\n?*".contains(byte))
        || flags & ours::WRDE_UNDEF != 0
    {
        return;
    }
    if words.windows(2).any(|two| matches!(two, b"\"\"" | b"''")) {
        return;
    }
    let mut result = host::Words {
        count: 0,
        words: std::ptr::null_mut(),
        offset: 0,
    };
    // SAFETY: as above.
    let theirs = unsafe {
        let status = host::wordexp(text.as_c(), &mut result, flags);
        let list = (status == 0).then(|| {
            (0..result.count)
                .map(|n| CStr::from_ptr(*result.words.add(n)).to_owned())
                .collect::<Vec<_>>()
        });
        if status == 0 {
            host::wordfree(&mut result);
        }
        list
    };
    assert_eq!(own, theirs, "{:?}", String::from_utf8_lossy(words));
}
