//! The host's C library is the oracle.

use super::*;
use core::ffi::{c_char, c_int, c_void};
use proptest::prelude::*;
use std::borrow::ToOwned;
use std::ffi::CString;
use std::vec::Vec;

mod host {
    use super::{c_char, c_int, c_void};
    extern "C" {
        pub fn strcspn(s: *const c_char, set: *const c_char) -> usize;
        pub fn strspn(s: *const c_char, set: *const c_char) -> usize;
        pub fn strcmp(a: *const c_char, b: *const c_char) -> c_int;
        pub fn strncmp(a: *const c_char, b: *const c_char, n: usize) -> c_int;
        pub fn strcasecmp(a: *const c_char, b: *const c_char) -> c_int;
        pub fn strverscmp(a: *const c_char, b: *const c_char) -> c_int;
        pub fn strstr(a: *const c_char, b: *const c_char) -> *mut c_char;
        pub fn strcasestr(a: *const c_char, b: *const c_char) -> *mut c_char;
        pub fn strchr(a: *const c_char, c: c_int) -> *mut c_char;
        pub fn strrchr(a: *const c_char, c: c_int) -> *mut c_char;
        pub fn memcmp(a: *const c_void, b: *const c_void, n: usize) -> c_int;
        pub fn strerror(number: c_int) -> *mut c_char;
        pub fn strsignal(number: c_int) -> *mut c_char;
        pub fn mmap(
            at: *mut c_void,
            n: usize,
            p: c_int,
            f: c_int,
            fd: c_int,
            o: i64,
        ) -> *mut c_void;
        pub fn mprotect(at: *mut c_void, n: usize, p: c_int) -> c_int;
    }
}

const PAGE: usize = 4096;

/// Readable pages with one after them that is not: the slice ends where they do.
fn before_the_end(bytes: &[u8]) -> *mut u8 {
    std::thread_local!(static PAGES: *mut u8 = unsafe {
        let pages = host::mmap(core::ptr::null_mut(), 4 * PAGE, 3, 0x22, -1, 0);
        assert_eq!(host::mprotect(pages.byte_add(3 * PAGE), PAGE, 0), 0);
        pages.cast()
    });
    PAGES.with(|&pages| unsafe {
        let start = pages.add(3 * PAGE - bytes.len());
        bytes.as_ptr().copy_to(start, bytes.len());
        start
    })
}

/// A string at the end of a readable page.
fn string_before_the_end(text: &[u8]) -> *mut c_char {
    let mut bytes = text.to_vec();
    bytes.push(0);
    before_the_end(&bytes).cast()
}

/// Sets the width of the vectors that the test goes on with.
fn any_width() -> impl Strategy<Value = crate::arch::Width> {
    prop::sample::select(crate::arch::widths())
}

/// Text of few letters, so that matches happen; now and then a long one.
fn text() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        1 => prop::collection::vec(prop::sample::select(b"a".to_vec()), 0..9000),
        1 => prop::collection::vec(2u8..=3, 0..700),
        2 => prop::collection::vec(prop::sample::select(b"aAbB01".to_vec()), 0..80),
        2 => prop::collection::vec(1u8..=255, 0..80),
        2 => prop::collection::vec(prop::sample::select(b"0019.a".to_vec()), 0..12),
    ]
}

fn c(bytes: &[u8]) -> CString {
    CString::new(bytes).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn scanning_agrees_with_the_host_and_stays_on_the_page(width in any_width(), s in text(), set in text(), byte in prop_oneof![any::<u8>(), 0u8..4], n in 0usize..2000) {
        crate::arch::set_width(width);
        let set = c(&set);
        let at = string_before_the_end(&s);
        let byte = c_int::from(byte);
        unsafe {
            prop_assert_eq!(strlen(at), s.len());
            let mut copied = std::vec![0xaau8; s.len() + 9];
            prop_assert_eq!(stpcpy(copied.as_mut_ptr().cast(), at), copied.as_mut_ptr().add(s.len()).cast());
            prop_assert_eq!((&copied[..s.len()], &copied[s.len()..]), (&s[..], &[0, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa][..]));
            prop_assert_eq!(strnlen(at, n), s.len().min(n));
            prop_assert_eq!(strchr(at, byte), host::strchr(at, byte));
            prop_assert_eq!(strrchr(at, byte), host::strrchr(at, byte));
            let found = s.iter().take(n).position(|&b| c_int::from(b) == byte);
            prop_assert_eq!(memchr(at.cast(), byte, n.min(s.len())), found.map_or(core::ptr::null_mut(), |i| at.add(i).cast()));
            let last = s.iter().take(n).rposition(|&b| c_int::from(b) == byte);
            prop_assert_eq!(memrchr(at.cast(), byte, n.min(s.len())), last.map_or(core::ptr::null_mut(), |i| at.add(i).cast()));
            prop_assert_eq!(strspn(at, set.as_ptr()), host::strspn(at, set.as_ptr()));
            prop_assert_eq!(strcspn(at, set.as_ptr()), host::strcspn(at, set.as_ptr()));
        }
    }

    #[test]
    fn comparing_agrees_with_the_host(width in any_width(), a in text(), b in text(), common in 0usize..9000, n in 0usize..9000) {
        crate::arch::set_width(width);
        let mut b = b;
        for (to, from) in b.iter_mut().zip(a.iter().take(common)) {
            *to = *from;
        }
        let y = c(&b);
        let x = string_before_the_end(&a);
        let y = y.as_ptr();
        let both = a.len().min(b.len());
        unsafe {
            prop_assert_eq!(strcmp(x, y).signum(), host::strcmp(x, y).signum());
            prop_assert_eq!(strcmp(y, x).signum(), host::strcmp(y, x).signum());
            prop_assert_eq!(strncmp(x, y, n).signum(), host::strncmp(x, y, n).signum());
            prop_assert_eq!(strverscmp(x, y).signum(), host::strverscmp(x, y).signum(), "{:?} {:?}", c(&a), c(&b));
            prop_assert_eq!(crate::header::strings::strcasecmp(x, y).signum(), host::strcasecmp(x, y).signum());
            prop_assert_eq!(memcmp(x.cast(), y.cast(), both).signum(), host::memcmp(x.cast(), y.cast(), both).signum());
        }
    }

    #[test]
    fn searching_agrees_with_the_host(width in any_width(), haystack in prop::collection::vec(prop::sample::select(b"abA".to_vec()), 0..900), needle in prop::collection::vec(prop::sample::select(b"abA".to_vec()), 0..12)) {
        crate::arch::set_width(width);
        let needle_c = c(&needle);
        let at = string_before_the_end(&haystack);
        unsafe {
            prop_assert_eq!(strstr(at, needle_c.as_ptr()), host::strstr(at, needle_c.as_ptr()));
            prop_assert_eq!(strcasestr(at, needle_c.as_ptr()), host::strcasestr(at, needle_c.as_ptr()));
            let found = memmem(at.cast(), haystack.len(), needle.as_ptr().cast(), needle.len());
            prop_assert_eq!(found, host::strstr(at, needle_c.as_ptr()).cast());
        }
    }

    #[test]
    fn copying_moves_each_byte_whatever_the_overlap(width in any_width(), bytes in prop::collection::vec(any::<u8>(), 1..3000), from in 0usize..3000, to in 0usize..3000, n in 0usize..3000) {
        crate::arch::set_width(width);
        let (from, to) = (from % bytes.len(), to % bytes.len());
        let n = n.min(bytes.len() - from.max(to));
        let mut ours = bytes.clone();
        let mut wanted = bytes.clone();
        wanted.copy_within(from..from + n, to);
        unsafe { memmove(ours.as_mut_ptr().add(to).cast(), ours.as_ptr().add(from).cast(), n) };
        prop_assert_eq!(&ours, &wanted);
        wanted[to..to + n].fill(bytes[0]);
        unsafe { memset(ours.as_mut_ptr().add(to).cast(), bytes[0].into(), n) };
        prop_assert_eq!(&ours, &wanted);
    }

    #[test]
    fn tokens_are_what_lies_between_delimiters(s in "[ab,;]{0,30}") {
        let wanted: Vec<&str> = s.split([',', ';']).filter(|part| !part.is_empty()).collect();
        let text = c(s.as_bytes()).into_raw();
        let mut state = core::ptr::null_mut();
        let mut tokens = Vec::new();
        let mut next = text;
        loop {
            let token = unsafe { strtok_r(next, c",;".as_ptr(), &mut state) };
            if token.is_null() {
                break;
            }
            tokens.push(unsafe { core::ffi::CStr::from_ptr(token) }.to_str().unwrap().to_owned());
            next = core::ptr::null_mut();
        }
        prop_assert_eq!(tokens, wanted);
        drop(unsafe { CString::from_raw(text) });
    }
}

#[test]
fn errors_and_signals_have_the_hosts_texts() {
    let text = |at: *mut c_char| unsafe { core::ffi::CStr::from_ptr(at) }.to_owned();
    for number in -2..200 {
        unsafe { assert_eq!(text(strerror(number)), text(host::strerror(number))) };
    }
    for number in -1..34 {
        unsafe { assert_eq!(text(strsignal(number)), text(host::strsignal(number))) };
    }
}

#[test]
fn large_areas_are_copied_whatever_the_overlap() {
    const MOST: usize = 700 << 10;
    let bytes: Vec<u8> = (0..MOST).map(|index| (index % 251) as u8).collect();
    for (from, to, n) in [
        (0, 1, MOST - 1),
        (1, 0, MOST - 1),
        (100, 0, 600 << 10),
        (0, 350 << 10, 350 << 10),
    ] {
        let (mut ours, mut wanted) = (bytes.clone(), bytes.clone());
        wanted.copy_within(from..from + n, to);
        // SAFETY: both areas are within the bytes.
        unsafe {
            memmove(
                ours.as_mut_ptr().add(to).cast(),
                ours.as_ptr().add(from).cast(),
                n,
            )
        };
        assert!(ours == wanted, "{from} to {to}, {n} bytes");
    }
    let mut copied = std::vec![0; MOST];
    // SAFETY: both areas have as many bytes.
    unsafe { memcpy(copied.as_mut_ptr().cast(), bytes.as_ptr().cast(), MOST) };
    assert!(copied == bytes);
}

#[test]
fn a_string_cut_short_is_terminated() {
    let mut area = [b'x' as c_char; 4];
    unsafe {
        assert_eq!(strlcpy(area.as_mut_ptr(), c"hello".as_ptr(), 4), 5);
        assert_eq!(core::ffi::CStr::from_ptr(area.as_ptr()), c"hel");
        area[1] = 0;
        assert_eq!(strlcat(area.as_mut_ptr(), c"allo".as_ptr(), 4), 5);
        assert_eq!(core::ffi::CStr::from_ptr(area.as_ptr()), c"hal");
        assert_eq!(strerror_r(2, area.as_mut_ptr(), 4), 34);
        assert_eq!(core::ffi::CStr::from_ptr(area.as_ptr()), c"No ");
    }
}

#[test]
fn wide_strings_are_measured_and_not_read_beyond() {
    // Bytes of zero stand in most of them, and next to each other in different ones.
    let letters: [u32; 5] = [0x61, 0x100, 0x1_0000, 0x0100_0000, 0x6100_0000];
    for width in crate::arch::widths() {
        crate::arch::set_width(width);
        for length in (0..200).chain([500, 999, 1023]) {
            let text = (0..length).map(|index| letters[index * 7 % 5]).chain([0]);
            let bytes: Vec<u8> = text.flat_map(u32::to_ne_bytes).collect();
            // SAFETY: the string ends with a null character.
            let found = unsafe { crate::header::wchar::wcslen(before_the_end(&bytes).cast()) };
            assert_eq!(found, length);
        }
    }
}
