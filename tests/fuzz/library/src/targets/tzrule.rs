//! The rule in `TZ` against this machine's `localtime_r`. Input: eight bytes of a time, the rule.
//!
//! Compared are rules that relibc takes, in years 1970 to 2400. glibc 2.36 knows daylight saving time without a rule only with the
//! file `posixrules`, does not know times of change outside of 0 to 167 hours the same way, and takes rules whose two changes meet in
//! an order of its own: such are only read.

use std::mem::MaybeUninit;

use relibc::header::time::rule::Rule;

use crate::host;
use crate::input::Input;

pub fn run(data: &[u8]) {
    let mut input = Input(data);
    let seconds = input.u64() as i64;
    let text = input.text();
    let Some(rule) = Rule::parse(text) else {
        return;
    };
    for seconds in [seconds, seconds % (1 << 33), i64::MIN, i64::MAX, 0] {
        let local = rule.at(seconds);
        assert!(
            local.offset.abs() < 26 * 3600,
            "an offset of {}",
            local.offset
        );
        assert_eq!(
            local.offset,
            if local.is_dst {
                rule.daylight.unwrap()
            } else {
                rule.standard
            }
            .offset
        );
    }
    let simple = text.is_ascii()
        && rule.daylight.is_none()
        && text
            .first()
            .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'<');
    if !simple {
        return;
    }
    let seconds = (seconds % 13_000_000_000).abs();
    let local = rule.at(seconds);
    std::env::set_var("TZ", std::str::from_utf8(text).unwrap());
    // SAFETY: a time and room for the answer; the environment is changed by this thread only.
    let theirs = unsafe {
        host::tzset();
        let mut time = MaybeUninit::<libc::tm>::zeroed().assume_init();
        libc::localtime_r(&seconds, &mut time);
        (time.tm_gmtoff, time.tm_isdst > 0)
    };
    assert_eq!(
        (local.offset, local.is_dst),
        theirs,
        "{:?} at {seconds}",
        String::from_utf8_lossy(text)
    );
}
