//! `iconv` against this machine's. Input: from, to, room, the text.
//!
//! Compared are the Unicode forms with a fixed order of bytes, ASCII and single-byte sets that both take from the same
//! tables; all others are only converted. Where a character stops the conversion both must have read and written as
//! much; glibc goes on to say EILSEQ for a character cut short at the end of UTF-8 text that could not be one anyway.

use std::ffi::{c_char, CStr};

use relibc::header::iconv as ours;

use crate::fence::Fenced;
use crate::host;
use crate::input::Input;

/// The first are compared.
const NAMES: &[&CStr] = &[
    c"UTF-8",
    c"UTF-16LE",
    c"UTF-16BE",
    c"UTF-32LE",
    c"UTF-32BE",
    c"ISO-8859-1",
    c"ISO-8859-2",
    c"ISO-8859-15",
    c"KOI8-R",
    c"ASCII",
    c"UTF-16",
    c"UTF-32",
    c"UCS-2",
    c"CP1252",
    c"CP1251",
    c"EUC-JP",
    c"SHIFT_JIS",
    c"GBK",
    c"GB18030",
    c"BIG5",
    c"EUC-KR",
];
const COMPARED: usize = 10;

type Convert = unsafe extern "C" fn(
    *mut std::ffi::c_void,
    *mut *mut c_char,
    *mut usize,
    *mut *mut c_char,
    *mut usize,
) -> usize;

/// How much was read and what was written, and whether it came to the end.
fn convert(
    function: Convert,
    converter: *mut std::ffi::c_void,
    text: &[u8],
    room: usize,
) -> (usize, Vec<u8>, usize) {
    let (from, to) = (Fenced::new(text), Fenced::new(&vec![0; room]));
    let (mut source, mut source_left) = (from.as_mut_ptr().cast(), text.len());
    let (mut target, mut target_left) = (to.as_mut_ptr().cast(), room);
    // SAFETY: an open converter, and areas of the lengths said; they are read while they are whole.
    unsafe {
        let result = function(
            converter,
            &mut source,
            &mut source_left,
            &mut target,
            &mut target_left,
        );
        assert!(source_left <= text.len() && target_left <= room);
        (
            text.len() - source_left,
            std::slice::from_raw_parts(to.as_ptr(), room - target_left).to_vec(),
            result,
        )
    }
}

pub fn run(data: &[u8]) {
    host::use_utf8();
    let mut input = Input(data);
    let (from, to) = (
        input.byte() as usize % NAMES.len(),
        input.byte() as usize % NAMES.len(),
    );
    let room = input.byte() as usize;
    let text = input.take(300);
    // SAFETY: names are strings; converters are closed once.
    unsafe {
        let converter = ours::iconv_open(NAMES[to].as_ptr(), NAMES[from].as_ptr());
        assert_ne!(
            converter as isize, -1,
            "{:?} to {:?}",
            NAMES[from], NAMES[to]
        );
        let own = convert(
            std::mem::transmute::<*const (), Convert>(ours::iconv as *const ()),
            converter.cast(),
            text,
            room,
        );
        ours::iconv_close(converter);
        if from >= COMPARED || to >= COMPARED {
            return;
        }
        let converter = libc::iconv_open(NAMES[to].as_ptr(), NAMES[from].as_ptr());
        assert_ne!(converter as isize, -1);
        let theirs = convert(
            std::mem::transmute::<*const (), Convert>(libc::iconv as *const ()),
            converter.cast(),
            text,
            room,
        );
        libc::iconv_close(converter);
        assert_eq!(
            own, theirs,
            "{:?} to {:?}, room {room}: {text:02x?}",
            NAMES[from], NAMES[to]
        );
    }
}
