//! The host's C library is the oracle.

use super::*;
use crate::arch::Extended;
use crate::types::*;
use proptest::prelude::*;
use std::ffi::CString;
use std::format;
use std::string::String;
use std::vec::Vec;

mod host {
    use crate::types::*;
    extern "C" {
        pub fn snprintf(target: *mut c_char, size: usize, format: *const c_char, ...) -> c_int;
        pub fn vsnprintf(
            target: *mut c_char,
            size: usize,
            format: *const c_char,
            list: *mut crate::arch::VaListTag,
        ) -> c_int;
        pub fn __errno_location() -> *mut c_int;
    }
}

macro_rules! both {
    ($format:expr $(, $argument:expr)*) => {{
        let format = CString::new($format).unwrap();
        let (mut ours, mut theirs) = (std::vec![0x55u8; 6000], std::vec![0x55u8; 6000]);
        let (a, b) = unsafe {
            (
                snprintf(ours.as_mut_ptr().cast(), ours.len(), format.as_ptr() $(, $argument)*),
                host::snprintf(theirs.as_mut_ptr().cast(), theirs.len(), format.as_ptr() $(, $argument)*),
            )
        };
        (a, String::from_utf8_lossy(&ours[..a.max(0) as usize + 1]).into_owned(), b, String::from_utf8_lossy(&theirs[..b.max(0) as usize + 1]).into_owned())
    }};
}

macro_rules! same {
    ($format:expr $(, $argument:expr)*) => {{
        let (a, ours, b, theirs) = both!($format $(, $argument)*);
        assert_eq!((a, ours), (b, theirs), "{:?}", $format);
    }};
}

/// Flags, width and precision in any combination.
fn layout() -> impl Strategy<Value = String> {
    (
        "[-+ #0']{0,4}",
        prop::option::of(0..40u32),
        prop::option::of(0..40u32),
    )
        .prop_map(|(flags, width, precision)| {
            let width = width.map_or(String::new(), |w| format!("{w}"));
            let precision = precision.map_or(String::new(), |p| format!(".{p}"));
            format!("{flags}{width}{precision}")
        })
}

/// A call with a `long double`, which Rust cannot pass: the list is built by hand.
fn print_extended(format: &str, value: Extended) -> (String, String) {
    let format = CString::new(format).unwrap();
    // All registers are used up (gp_offset 48, fp_offset 176), so arguments come from memory.
    #[repr(C)]
    struct Tag(u32, u32, *const Extended, *const u8);
    let mut texts = [true, false].map(|ours| {
        let mut text = std::vec![0u8; 20_000];
        let mut tag = Tag(48, 176, &value, core::ptr::null());
        let list = (&raw mut tag).cast();
        let length = unsafe {
            match ours {
                true => vsnprintf(text.as_mut_ptr().cast(), text.len(), format.as_ptr(), list),
                false => {
                    host::vsnprintf(text.as_mut_ptr().cast(), text.len(), format.as_ptr(), list)
                }
            }
        };
        text.truncate(length as usize);
        String::from_utf8(text).unwrap()
    });
    (
        core::mem::take(&mut texts[0]),
        core::mem::take(&mut texts[1]),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8000))]

    #[test]
    fn integers_print_as_on_the_host(layout in layout(), length in prop::sample::select(std::vec!["", "hh", "h", "l", "ll", "j", "z", "t", "q", "L"]), conversion in prop::sample::select(b"diouxXb".to_vec()), value in prop_oneof![any::<u64>(), 0..10u64, (0..70u32).prop_map(|s| 1u64.checked_shl(s).unwrap_or(0))]) {
        // The host's %b with the flag # or a precision has bugs of its own in old versions; plain is enough.
        let layout = if conversion == b'b' { String::new() } else { layout };
        let format = format!("<%{layout}{length}{}>", conversion as char);
        let (a, ours, b, theirs) = both!(format.as_str(), value);
        prop_assert_eq!((a, ours), (b, theirs), "{}", format);
    }

    #[test]
    fn doubles_print_as_on_the_host(layout in layout(), conversion in prop::sample::select(b"eEfFgGaA".to_vec()), value in prop_oneof![any::<f64>(), (-100_000i64..100_000).prop_map(|n| n as f64 / 1000.0), any::<u64>().prop_map(f64::from_bits), Just(0.0), Just(-0.0), Just(f64::INFINITY), Just(f64::NAN), Just(5e-324), Just(999_999.5), Just(0.00001)]) {
        // The host loses the zeros of "%#g" when the number is rounded up to a power of ten.
        let layout = if conversion | 0x20 == b'g' { layout.replace('#', "") } else { layout };
        let format = format!("<%{layout}{}>", conversion as char);
        let (a, ours, b, theirs) = both!(format.as_str(), value);
        prop_assert_eq!((a, ours), (b, theirs), "{} {:e}", format, value);
    }

    #[test]
    fn long_doubles_print_as_on_the_host(layout in layout(), conversion in prop::sample::select(b"eEfFgGaA".to_vec()), mantissa: u64, exponent in prop_oneof![0x3fb0u16..0x4050, 0u16..0x7fff], negative: bool) {
        // A normal number has its leading bit, a subnormal one has not.
        let mantissa = if exponent == 0 { mantissa >> 1 } else { mantissa | 1 << 63 };
        let value = Extended::new(mantissa, exponent | u16::from(negative) << 15);
        let (ours, theirs) = print_extended(&format!("<%{layout}L{}>", conversion as char), value);
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn strings_print_as_on_the_host(layout in layout(), text in "[a-z]{0,50}") {
        let text = CString::new(text).unwrap();
        let format = format!("<%{layout}s>");
        let (a, ours, b, theirs) = both!(format.as_str(), text.as_ptr());
        prop_assert_eq!((a, ours), (b, theirs), "{}", format);
    }

    #[test]
    fn what_does_not_fit_is_counted(size in 0..12usize) {
        let (mut ours, mut theirs) = ([0x55u8; 16], [0x55u8; 16]);
        // SAFETY: both buffers have more than `size` bytes; the arguments are those of the format.
        let (a, b) = unsafe {
            (snprintf(ours.as_mut_ptr().cast(), size, c"%s-%d".as_ptr(), c"abc".as_ptr(), 12345),
             host::snprintf(theirs.as_mut_ptr().cast(), size, c"%s-%d".as_ptr(), c"abc".as_ptr(), 12345))
        };
        prop_assert_eq!((a, ours), (b, theirs));
    }
}

#[test]
fn an_area_without_a_size_has_room_for_all() {
    let mut area = [0x55u8; 16];
    // SAFETY: the text has ten bytes with its terminator.
    let length = unsafe {
        sprintf(
            area.as_mut_ptr().cast(),
            c"%d-%s-%g".as_ptr(),
            12,
            c"ab".as_ptr(),
            2.5,
        )
    };
    assert_eq!((length, &area[..11]), (9, &b"12-ab-2.5\0U"[..]));
}

#[test]
fn many_arguments_come_from_registers_and_the_stack() {
    same!(
        "%d %g %s %c %ld %d %d %d %g %g %g %g %g %g %g %g %g %s %%",
        1,
        2.5,
        c"three".as_ptr(),
        52,
        5i64,
        6,
        7,
        8,
        9.0,
        10.0,
        11.0,
        12.0,
        13.0,
        14.0,
        15.0,
        16.0,
        17.0,
        c"end".as_ptr()
    );
}

#[test]
fn arguments_are_taken_by_position() {
    same!("%3$s %1$d %2$g %1$x", 10, 2.5, c"text".as_ptr());
    same!("%2$*1$d|%2$-*1$d|%2$.*1$d", 8, 42);
    same!("%1$d %1$d", 7);
}

#[test]
fn widths_and_precisions_come_from_arguments() {
    same!("<%*d> <%-*d> <%*d>", 6, 42, 6, 42, -6, 42);
    same!(
        "<%.*f> <%.*f> <%*.*f>",
        2,
        2.71828,
        -1,
        2.71828,
        10,
        3,
        2.71828
    );
    same!("<%.d> <%.0d> <%.0x> <%#.0o> <%+.0d>", 0, 0, 0, 0, 0);
}

#[test]
fn pointers_and_null_print_as_on_the_host() {
    same!("%p %20p %-20p|%p", 0x1234usize, 0xabcdusize, 1usize, 0usize);
    same!("<%s> <%.3s> <%10s> <%.6s>", 0usize, 0usize, 0usize, 0usize);
    same!("%c%c%5c%-5c|", 65, 0, 66, 67);
}

#[test]
fn the_error_text_needs_no_argument() {
    crate::errno::set_raw(2);
    // SAFETY: the host's errno of this thread.
    unsafe { *host::__errno_location() = 2 };
    let format = CString::new("%d: %m (%s)").unwrap();
    let mut text = [0u8; 100];
    // SAFETY: the buffer has the bytes that are given; the arguments are those of the format.
    let length = unsafe {
        snprintf(
            text.as_mut_ptr().cast(),
            text.len(),
            format.as_ptr(),
            7,
            c"x".as_ptr(),
        )
    };
    assert_eq!(
        &text[..length as usize],
        b"7: No such file or directory (x)"
    );
}

#[test]
fn the_count_so_far_is_stored_in_the_type_asked_for() {
    let (mut int, mut byte, mut long) = (0 as c_int, 0x7777_7777u32, 0 as c_long);
    let mut text = [0u8; 20];
    // SAFETY: the buffer has the bytes that are given; the pointers have the types that the format says.
    let length = unsafe {
        snprintf(
            text.as_mut_ptr().cast(),
            3,
            c"abc%nde%hhnf%ln".as_ptr(),
            &mut int,
            &mut byte,
            &mut long,
        )
    };
    assert_eq!((length, int, byte, long), (6, 3, 0x7777_7705, 6));
}

#[test]
fn a_format_that_makes_no_sense_is_an_error() {
    let mut text = [0u8; 20];
    assert_eq!(
        // SAFETY: the buffer has 20 bytes.
        unsafe { snprintf(text.as_mut_ptr().cast(), 20, c"%k".as_ptr(), 1) },
        -1
    );
    assert_eq!(
        // SAFETY: the buffer has 20 bytes.
        unsafe { snprintf(text.as_mut_ptr().cast(), 20, c"%2147483648d".as_ptr(), 1) },
        -1
    );
}

/// A sink for so many units, and how often it was given some.
struct Small {
    room: usize,
    calls: usize,
}

impl Sink<u8> for Small {
    fn put(&mut self, units: &[u8]) {
        self.room = self.room.saturating_sub(units.len());
        self.calls += 1;
    }

    fn is_full(&self) -> bool {
        self.room == 0
    }
}

unsafe extern "C" fn print(
    sink: &mut Small,
    text: *const c_char,
    mut list: ...
) -> Result<c_int, Errno> {
    // SAFETY: the caller's promise.
    unsafe {
        format(
            sink,
            Format::plain(text.cast::<u8>()),
            &mut *crate::arch::tag_of(&mut list),
        )
    }
}

#[test]
fn what_is_beyond_the_room_is_counted_and_not_made() {
    for text in [c"%2000000000d", c"%-2000000000d", c"%.2000000000d"] {
        let mut sink = Small { room: 40, calls: 0 };
        // SAFETY: the argument is the format's.
        let count = unsafe { print(&mut sink, text.as_ptr(), 7) };
        assert_eq!(
            (count, sink.calls < 9),
            (Ok(2_000_000_000), true),
            "{text:?}"
        );
    }
    let mut sink = Small { room: 40, calls: 0 };
    // SAFETY: as above.
    let count = unsafe { print(&mut sink, c"%.2000000000f".as_ptr(), 0.5) };
    assert_eq!((count, sink.calls < 9), (Ok(2_000_000_002), true));
}

#[test]
fn zeros_after_the_point_are_kept_when_asked_for() {
    same!("%#g %#g %#.3g %#.0f %#x %#o", 2.5, 100.0, 1e10, 3.0, 255, 8);
}

#[test]
fn an_exact_expansion_has_all_its_digits() {
    same!("%.1100f", f64::from_bits(1));
    same!("%.0f", f64::MAX);
    same!("%.400e", f64::MAX);
    same!("%.1100g", f64::from_bits(0x000f_ffff_ffff_ffff));
}

#[test]
fn wide_output_holds_the_same_characters() {
    let format: Vec<wchar_t> = "%d|%5s|%-4d|%.2f|%c|%ls|%x\0"
        .chars()
        .map(|c| c as wchar_t)
        .collect();
    let text: Vec<wchar_t> = "wide\u{e9}\0".chars().map(|c| c as wchar_t).collect();
    let mut target = [0 as wchar_t; 60];
    // SAFETY: the buffer has 60 characters; the arguments are those of the format.
    let length = unsafe {
        swprintf(
            target.as_mut_ptr(),
            60,
            format.as_ptr(),
            42,
            c"abc".as_ptr(),
            7,
            2.5f64,
            33,
            text.as_ptr(),
            255,
        )
    };
    let printed: String = target[..length as usize]
        .iter()
        .map(|&c| char::from_u32(c as u32).unwrap())
        .collect();
    assert_eq!(printed, "42|  abc|7   |2.50|!|wide\u{e9}|ff");
    assert_eq!(
        unsafe {
            swprintf(
                target.as_mut_ptr(),
                3,
                format.as_ptr(),
                42,
                c"abc".as_ptr(),
                7,
                2.5f64,
                33,
                text.as_ptr(),
                255,
            )
        },
        -1
    );
}
