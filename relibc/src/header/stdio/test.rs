//! Streams: the same operations on ours and on the host's, which is the oracle.

use super::*;
use crate::types::*;
use proptest::prelude::*;
use std::ffi::CString;
use std::vec::Vec;

mod host {
    use crate::types::*;
    extern "C" {
        pub fn fopen(path: *const c_char, mode: *const c_char) -> *mut c_void;
        pub fn fclose(file: *mut c_void) -> c_int;
        pub fn fwrite(from: *const c_void, size: usize, count: usize, file: *mut c_void) -> usize;
        pub fn fread(to: *mut c_void, size: usize, count: usize, file: *mut c_void) -> usize;
        pub fn fseek(file: *mut c_void, offset: c_long, whence: c_int) -> c_int;
        pub fn ftell(file: *mut c_void) -> c_long;
        pub fn fgetc(file: *mut c_void) -> c_int;
        pub fn ungetc(byte: c_int, file: *mut c_void) -> c_int;
        pub fn fgets(to: *mut c_char, size: c_int, file: *mut c_void) -> *mut c_char;
        pub fn feof(file: *mut c_void) -> c_int;
        pub fn fflush(file: *mut c_void) -> c_int;
        pub fn setvbuf(file: *mut c_void, area: *mut c_char, mode: c_int, size: usize) -> c_int;
    }
}

#[derive(Clone, Debug)]
enum Step {
    Write(usize),
    Read(usize),
    Get,
    Unget(u8),
    Line(c_int),
    Seek(c_long, c_int),
    Flush,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        prop_oneof![0usize..20, 4000usize..9000].prop_map(Step::Write),
        prop_oneof![0usize..20, 4000usize..9000].prop_map(Step::Read),
        Just(Step::Get),
        any::<u8>().prop_map(Step::Unget),
        (1..100).prop_map(Step::Line),
        (-50i64..9000, 0..3).prop_map(|(offset, whence)| Step::Seek(offset, whence)),
        Just(Step::Flush),
    ]
}

/// What a step told, with the place after it.
type Outcome = (i64, Vec<u8>, c_long, bool);

macro_rules! perform {
    ($step:expr, $file:expr, $reading:expr, $writing:expr, $($m:ident)::*) => {{
        let file = $file;
        let mut area = std::vec![0u8; 9001];
        // SAFETY: the stream is open; no step reads or writes more than 9,000 bytes, or than it has made.
        unsafe {
            // Between writing and reading there must be a seek or a flush (C17 7.21.5.3p7).
            let reads = matches!($step, Step::Read(_) | Step::Get | Step::Unget(_) | Step::Line(_));
            let writes = matches!($step, Step::Write(_));
            if (reads && $writing) || (writes && $reading) {
                $($m)::*::fseek(file, 0, 1);
            }
            let result = match *$step {
                Step::Write(count) => {
                    let bytes: Vec<u8> = (0..count).map(|i| if i % 37 == 36 { b'\n' } else { b'a' + (i % 26) as u8 }).collect();
                    $($m)::*::fwrite(bytes.as_ptr().cast(), 1, count, file) as i64
                }
                Step::Read(count) => $($m)::*::fread(area.as_mut_ptr().cast(), 1, count, file) as i64,
                Step::Get => $($m)::*::fgetc(file).into(),
                Step::Unget(byte) => $($m)::*::ungetc(byte.into(), file).into(),
                Step::Line(size) => $($m)::*::fgets(area.as_mut_ptr().cast(), size, file).is_null().into(),
                Step::Seek(offset, whence) => $($m)::*::fseek(file, offset, whence).into(),
                Step::Flush => $($m)::*::fflush(file).into(),
            };
            let end = $($m)::*::feof(file) != 0;
            let outcome: Outcome = (result, area, $($m)::*::ftell(file), end);
            (outcome, reads, writes)
        }
    }};
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn streams_do_what_the_hosts_do(steps in prop::collection::vec(step(), 1..40), buffering in 0..3) {
        let names = ["ours", "theirs"].map(|name| {
            let path = std::env::temp_dir().join(std::format!("relibc-stream-{name}-{}", std::process::id()));
            CString::new(path.to_str().unwrap()).unwrap()
        });
        // SAFETY: strings.
        let (ours, theirs) = unsafe { (fopen(names[0].as_ptr(), c"w+".as_ptr()), host::fopen(names[1].as_ptr(), c"w+".as_ptr())) };
        // SAFETY: open streams of which nothing was read; no buffer is given.
        unsafe {
            setvbuf(ours, core::ptr::null_mut(), buffering, 0);
            host::setvbuf(theirs, core::ptr::null_mut(), buffering, 0);
        }
        let (mut reading, mut writing) = (false, false);
        // A byte pushed back must not be lost before it is read: what a seek or a flush makes of it differs.
        let mut pushed = false;
        for step in &steps {
            let skip = match step {
                // What the place is before the start is not said (C17 7.21.7.10p5).
                // SAFETY: the stream is open.
                Step::Unget(_) => pushed || !reading || unsafe { ftell(ours) } == 0,
                Step::Flush | Step::Seek(..) | Step::Write(_) => pushed,
                _ => false,
            };
            if skip {
                continue;
            }
            let (a, reads, writes) = perform!(step, ours, reading, writing, super);
            let (b, ..) = perform!(step, theirs, reading, writing, host);
            pushed = matches!(step, Step::Unget(_)) || (pushed && matches!(step, Step::Read(0) | Step::Line(1)));
            prop_assert_eq!(&a.0, &b.0, "{:?}", step);
            prop_assert!(a.1 == b.1, "{:?} read something else", step);
            prop_assert_eq!((a.2, a.3), (b.2, b.3), "{:?}", step);
            reading = reads || (reading && !writes && !matches!(step, Step::Seek(..)));
            writing = writes || (writing && !reads && !matches!(step, Step::Seek(..)));
        }
        // SAFETY: the streams are open, and not used any more.
        unsafe {
            prop_assert_eq!(fclose(ours), host::fclose(theirs));
        }
        let contents = names.map(|name| std::fs::read(name.to_str().unwrap()).unwrap());
        prop_assert!(contents[0] == contents[1]);
    }
}

#[test]
fn lines_of_any_length_are_read_whole() {
    let (mut line, mut capacity) = (core::ptr::null_mut(), 0);
    // SAFETY: the stream is open until it is closed; the line is the library's.
    unsafe {
        let file = tmpfile();
        for length in [0, 1, 119, 120, 4095, 4096, 4097, 10_000] {
            let text: Vec<u8> = core::iter::repeat_n(b'x', length).chain([b'\n']).collect();
            assert_eq!(fwrite(text.as_ptr().cast(), text.len(), 1, file), 1);
        }
        fputs(c"no end".as_ptr(), file);
        rewind(file);
        for length in [1, 2, 120, 121, 4096, 4097, 4098, 10_001, 6] {
            assert_eq!(getline(&mut line, &mut capacity, file), length);
            assert_eq!(*line.add(length as usize), 0);
        }
        assert_eq!(getline(&mut line, &mut capacity, file), -1);
        assert_eq!((feof(file), ferror(file)), (1, 0));
        crate::header::malloc::program::free(line.cast());
        assert_eq!(fclose(file), 0);
    }
}

#[test]
fn memory_grows_with_what_is_written_to_it() {
    let (mut area, mut length) = (core::ptr::null_mut(), 0);
    // SAFETY: the stream is open until it is closed; the area has one byte more than was written at most.
    unsafe {
        let file = open_memstream(&mut area, &mut length);
        for _ in 0..1000 {
            fputs(c"0123456789".as_ptr(), file);
        }
        fflush(file);
        assert_eq!(length, 10_000);
        fseek(file, 3, SEEK_SET);
        fputc(b'x'.into(), file);
        fclose(file);
        // The length is up to the place, which is before the end (POSIX.1-2024, open_memstream).
        assert_eq!(
            (length, *area.add(3) as u8, *area.add(10_000)),
            (4, b'x', 0)
        );
        crate::header::malloc::program::free(area.cast());
    }
}

#[test]
fn wide_characters_go_out_and_come_back() {
    // SAFETY: the stream is open until it is closed; the text ends with a NUL, and the line has room for it.
    unsafe {
        let file = tmpfile();
        let text: Vec<wchar_t> = "plain\n\0".chars().map(|c| c as wchar_t).collect();
        assert!(fputws(text.as_ptr(), file) >= 0);
        assert!(fwide(file, 0) > 0);
        rewind(file);
        let mut line = [0 as wchar_t; 10];
        assert_eq!(fgetws(line.as_mut_ptr(), 10, file), line.as_mut_ptr());
        assert_eq!(line[..7], text[..]);
        assert_eq!(fgetwc(file), WEOF);
        fclose(file);
    }
}

#[test]
fn a_stream_for_reading_only_refuses_to_write() {
    // SAFETY: strings, and a stream that is open until it is closed.
    unsafe {
        let file = fopen(c"/dev/null".as_ptr(), c"r".as_ptr());
        assert_eq!(fputc(1, file), EOF);
        assert_eq!(crate::errno::get(), 9);
        assert_ne!(ferror(file), 0);
        fclose(file);
        assert!(fopen(c"/dev/null".as_ptr(), c"z".as_ptr()).is_null());
        assert_eq!(crate::errno::get(), 22);
    }
}
