//! `strptime`: no input crashes it, and what it says that it used is within the text. Input: the format, a null byte, the text.
//!
//! Against this machine's for formats of single members, which must be read alike: where several say the same
//! thing, POSIX leaves open which counts. Of a number that is too large glibc takes the first digit alone (`5` of `51` for `%e`),
//! where relibc, as musl, finds no day. The year's sign, which POSIX permits, glibc does not take.

use std::mem::MaybeUninit;

use relibc::header::time::tm;

use crate::fence::Fenced;
use crate::host;
use crate::input::Input;

pub fn run(data: &[u8]) {
    host::use_utf8();
    let mut input = Input(data);
    let format = input.text();
    let text = input.text();
    if format.len() > 100 || text.len() > 100 {
        return;
    }
    let (format_c, text_c) = (Fenced::string(format), Fenced::string(text));
    // SAFETY: strings and a time, for which any numbers will do.
    let own = unsafe {
        let mut time = MaybeUninit::<tm>::zeroed().assume_init();
        let end = relibc::header::time::strptime(text_c.as_c(), format_c.as_c(), &mut time);
        (!end.is_null()).then(|| (end as usize - text_c.as_ptr() as usize, time))
    };
    if let Some((used, _)) = own {
        assert!(used <= text.len());
    }
    let [b'%', conversion] = format else { return };
    if !b"aAbBdeHIjmMSHtn%yY".contains(conversion) || !text.is_ascii() {
        return;
    }
    if *conversion == b'Y' && text.iter().any(|byte| b"+-".contains(byte)) {
        return;
    }
    if own.is_none() && text.iter().any(u8::is_ascii_digit) {
        return;
    }
    // SAFETY: as above.
    let theirs = unsafe {
        let mut time = MaybeUninit::<libc::tm>::zeroed().assume_init();
        let end = host::strptime(text_c.as_c(), format_c.as_c(), &mut time);
        (!end.is_null()).then(|| (end as usize - text_c.as_ptr() as usize, time))
    };
    let own = own.map(|(used, time)| (used, time.tm_sec, time.tm_min, time.tm_hour, time.tm_year));
    let theirs =
        theirs.map(|(used, time)| (used, time.tm_sec, time.tm_min, time.tm_hour, time.tm_year));
    assert_eq!(
        own,
        theirs,
        "%{} of {:?}",
        *conversion as char,
        String::from_utf8_lossy(text)
    );
}
