//! The host's C library is the oracle.

use crate::types::*;
use proptest::prelude::*;
use std::ffi::CString;
use std::vec::Vec;

mod host {
    use crate::types::*;
    extern "C" {
        #[link_name = "__isoc99_sscanf"]
        pub fn sscanf(source: *const c_char, format: *const c_char, ...) -> c_int;
    }
}

macro_rules! same {
    ($source:expr, $format:expr, $($value:expr),*) => {{
        let (source, format) = (CString::new($source).unwrap(), CString::new($format).unwrap());
        let run = |ours: bool| unsafe {
            let mut values = ($($value,)*);
            same!(@call ours, source, format, values, $($value),*)
        };
        assert_eq!(run(true), run(false), "{:?} {:?}", source, format);
    }};
    (@call $ours:expr, $source:expr, $format:expr, $values:expr, $a:expr) => {
        (if $ours { super::sscanf($source.as_ptr(), $format.as_ptr(), &raw mut $values.0) } else { host::sscanf($source.as_ptr(), $format.as_ptr(), &raw mut $values.0) }, $values)
    };
    (@call $ours:expr, $source:expr, $format:expr, $values:expr, $a:expr, $b:expr) => {
        (if $ours { super::sscanf($source.as_ptr(), $format.as_ptr(), &raw mut $values.0, &raw mut $values.1) } else { host::sscanf($source.as_ptr(), $format.as_ptr(), &raw mut $values.0, &raw mut $values.1) }, $values)
    };
    (@call $ours:expr, $source:expr, $format:expr, $values:expr, $a:expr, $b:expr, $c:expr) => {
        (if $ours { super::sscanf($source.as_ptr(), $format.as_ptr(), &raw mut $values.0, &raw mut $values.1, &raw mut $values.2) } else { host::sscanf($source.as_ptr(), $format.as_ptr(), &raw mut $values.0, &raw mut $values.1, &raw mut $values.2) }, $values)
    };
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5000))]

    #[test]
    fn integers_are_scanned_as_on_the_host(source in "[ ]?[-+]?(0x)?[0-9a-f]{1,12}[ ,g]?[0-9]{0,3}", conversion in prop::sample::select(b"dioux".to_vec()), width in prop::option::of(1..6u32)) {
        // "0x" alone is where the host and the standard part.
        let source = if width.is_some() { source.replace("0x", "") } else { source };
        let width = width.map_or(std::string::String::new(), |w| std::format!("{w}"));
        same!(source.as_str(), std::format!("%{width}l{}%n%c", conversion as char), 77i64, -5 as c_int, 0u8);
    }

    #[test]
    fn floats_are_scanned_as_on_the_host(mantissa in "[-+]?[0-9]{1,5}(\\.[0-9]{0,5})?", exponent in "(e[-+]?[0-9]{1,2})?", rest in "[ xe,]?") {
        // An exponent without digits is where the host and the standard part.
        prop_assume!(rest != "e" && !(rest == "x" && mantissa.ends_with('0')));
        same!(std::format!("{mantissa}{exponent}{rest}"), "%lf%n", 77f64, -5 as c_int);
        same!(std::format!("{mantissa}{exponent}{rest}"), "%f%n", 77f32, -5 as c_int);
    }

    #[test]
    fn strings_are_scanned_as_on_the_host(source in "[a-e ]{0,12}", format in prop::sample::select(std::vec!["%s%n", "%3s%n", "%[abc]%n", "%2[^c]%n", "%c%n", "%[a-c-]%n", "%[]a]%n", "%*s%s%n", "ab%s%n", " a%s%n", "%3c%n"])) {
        prop_assume!(!format.contains("%3c") || source.len() >= 3);
        same!(source.as_str(), format, [0x55u8; 16], -5 as c_int);
    }
}

#[test]
fn results_go_where_positions_say() {
    same!(
        "1 2 3",
        "%3$d %1$d %2$d",
        0 as c_int,
        0 as c_int,
        0 as c_int
    );
}

#[test]
fn the_end_before_the_first_result_is_told() {
    same!("", "%d", 0 as c_int);
    same!("   ", "%d", 0 as c_int);
    same!("x", "%d", 0 as c_int);
    same!("12", "%d%d", 0 as c_int, 0 as c_int);
    same!("12", "%*d%d", 0 as c_int);
    same!("ab", "abc%d", 0 as c_int);
}

#[test]
fn lengths_say_how_much_is_stored() {
    same!("-1", "%hhd", 0u64);
    same!("-1", "%hd", 0u64);
    same!("-1", "%d", 0u64);
    same!("99999999999999999999", "%ld", 0u64);
    same!("99999999999999999999", "%lu", 0u64);
    same!("0x1f", "%p", 0u64);
    same!("50%", "%d%%%n", 0 as c_int, 0 as c_int);
}

#[test]
fn memory_is_made_for_strings_on_request() {
    let mut text: *mut c_char = core::ptr::null_mut();
    let mut wide: *mut wchar_t = core::ptr::null_mut();
    let count = unsafe {
        super::sscanf(
            c"hello world".as_ptr(),
            c"%ms %mls".as_ptr(),
            &raw mut text,
            &raw mut wide,
        )
    };
    assert_eq!(count, 2);
    unsafe {
        assert_eq!(core::ffi::CStr::from_ptr(text), c"hello");
        let characters: Vec<wchar_t> = (0..6).map(|i| *wide.add(i)).collect();
        assert_eq!(
            characters,
            "world\0".chars().map(|c| c as wchar_t).collect::<Vec<_>>()
        );
        crate::header::malloc::program::free(text.cast());
        crate::header::malloc::program::free(wide.cast());
    }
}

#[test]
fn long_numbers_do_not_pass_the_buffer() {
    let zeros = "0".repeat(1000);
    same!(std::format!("{zeros}42 7"), "%d %d", 0 as c_int, 0 as c_int);
    same!(std::format!("1{zeros}.5e-1000"), "%lf", 0f64);
}

#[test]
fn wide_text_is_scanned_like_bytes() {
    let wide = |text: &str| {
        text.chars()
            .chain(['\0'])
            .map(|c| c as wchar_t)
            .collect::<Vec<_>>()
    };
    let (mut number, mut text, mut float) = (0 as c_int, [0u8; 20], 0f64);
    let count = unsafe {
        super::swscanf(
            wide(" 42 abc 2.5").as_ptr(),
            wide("%d %[a-c] %lf").as_ptr(),
            &mut number,
            text.as_mut_ptr(),
            &mut float,
        )
    };
    assert_eq!(
        (count, number, &text[..4], float),
        (3, 42, b"abc\0".as_slice(), 2.5)
    );
}
