//! `vsscanf` against this machine's. Input: the format, a null byte, the text.
//!
//! Not compared, because glibc parts from the standard: numbers that end in the middle (`0x`, `1e`, `1e+`, `inf`, `nan` cut
//! short) and rows of characters (`%5c`) of which there are too few, where C says that what there is is read and the conversion fails, which glibc does not.

use std::ffi::{c_char, c_int};

use crate::fence::Fenced;
use crate::host;
use crate::input::Input;
use crate::variadic::{Arguments, List};

type Ours = unsafe extern "C" fn(*const c_char, *const c_char, *mut List) -> c_int;

/// The conversions that can be given places, and their kinds.
fn conversions(format: &[u8], most: usize) -> (Vec<u8>, Vec<usize>) {
    let (mut out, mut places) = (Vec::new(), Vec::new());
    let mut rest = Input(format);
    while !rest.0.is_empty() && places.len() < 8 {
        let byte = rest.byte();
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let mut spec = vec![b'%'];
        let is_stored = rest.0.first() != Some(&b'*');
        if !is_stored {
            spec.extend(rest.take(1));
        }
        let digits = rest
            .0
            .iter()
            .take(3)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let width = std::str::from_utf8(rest.take(digits))
            .unwrap()
            .parse::<usize>()
            .ok();
        // A width of 0 is undefined.
        let width = width.filter(|&width| width > 0);
        spec.extend(
            width
                .map(|width| width.to_string())
                .unwrap_or_default()
                .bytes(),
        );
        let length = match rest.0 {
            [b'h', b'h', ..] | [b'l', b'l', ..] => rest.take(2),
            [b'h' | b'l' | b'j' | b'z' | b't' | b'L', ..] => rest.take(1),
            _ => b"",
        };
        let conversion = rest.byte();
        let room = match (conversion, length) {
            (b'd' | b'i' | b'o' | b'u' | b'x' | b'X' | b'n', length) if length != b"L" => 8,
            (b'e' | b'f' | b'g' | b'a' | b'E' | b'F' | b'G' | b'A', b"" | b"l" | b"L") => 16,
            (b's' | b'c' | b'[', b"") => width.unwrap_or(1).max(most) + 1,
            (b'%', b"") if spec.len() == 1 => 0,
            _ => continue,
        };
        spec.extend(length);
        spec.push(conversion);
        if conversion == b'n' && spec.len() > 2 + length.len() {
            continue;
        }
        if conversion == b'[' {
            // A set as it stands; a range's meaning is the implementation's own, so there are none.
            // Its first character is no end.
            let first = 1 + usize::from(rest.0.starts_with(b"^"));
            let end = rest
                .0
                .iter()
                .skip(first)
                .position(|&byte| byte == b']')
                .map(|at| first + at + 1);
            let Some(set) = end.map(|end| rest.take(end)) else {
                continue;
            };
            if set.contains(&b'-') || set.starts_with(b"^]") || !set.is_ascii() {
                continue;
            }
            spec.extend(set);
        }
        out.extend(spec);
        if is_stored && conversion != b'%' {
            places.push(room);
        }
    }
    (out, places)
}

/// Whether a number, or a row of characters, may end in the middle there.
fn has_cut_number(text: &[u8], format: &[u8]) -> bool {
    let rows = |two: &[u8]| two[0].is_ascii_digit() && two[1] == b'c';
    if format.windows(2).any(rows) {
        return true;
    }
    let floats = format.iter().any(|byte| b"eEfFgGaA".contains(byte));
    let has = |part: &[u8]| {
        text.windows(part.len())
            .any(|window| window.eq_ignore_ascii_case(part))
    };
    has(b"0x")
        || has(b"0b")
        || (floats && (has(b"e") || has(b"i") || has(b"n") || has(b"p") || has(b".")))
}

pub fn run(data: &[u8]) {
    host::use_utf8();
    let mut input = Input(data);
    let format = input.text();
    let text = input.text();
    let (format, rooms) = conversions(format, text.len());
    let (text_c, format_c) = (Fenced::string(text), Fenced::string(&format));
    // SAFETY: relibc's `va_list` is a pointer to the same structure.
    let ours: Ours = unsafe { std::mem::transmute(relibc::header::stdio::vsscanf as *const ()) };
    let mut answers = Vec::new();
    for function in [ours, host::vsscanf] {
        let places: Vec<Fenced> = rooms
            .iter()
            .map(|&room| Fenced::new(&vec![0xa5; room]))
            .collect();
        let mut arguments = Arguments::default();
        places
            .iter()
            .for_each(|place| arguments.word(place.as_ptr() as u64));
        let mut list = arguments.list();
        // SAFETY: a place for each conversion, of its size.
        let count = unsafe { function(text_c.as_c(), format_c.as_c(), &mut list) };
        // A `long double` has ten bytes and six that mean nothing.
        let told = |room: usize| if room == 16 { 10 } else { room };
        let stored = places.iter().zip(&rooms);
        // SAFETY: as long as they were made.
        let stored = stored.map(|(place, &room)| unsafe {
            std::slice::from_raw_parts(place.as_ptr(), told(room)).to_vec()
        });
        answers.push((count, stored.collect::<Vec<_>>()));
    }
    if std::str::from_utf8(&format).is_ok() && text.is_ascii() && !has_cut_number(text, &format) {
        let show = |bytes| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            answers[0] == answers[1],
            "{:?} {:?}: ours {:?}, the host's {:?}",
            show(&format),
            show(text),
            answers[0],
            answers[1]
        );
    }
}
