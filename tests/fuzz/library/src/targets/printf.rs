//! `vsnprintf` against this machine's. Input: two bytes for the room, the format, a null byte, the arguments' values.
//!
//! What glibc does otherwise: `%p` of a null pointer; `%m`'s messages. An argument that is no number of its format
//! (an extended float without its integer bit) is not given. Wide characters are ASCII here.

use std::ffi::{c_char, c_int};

use crate::fence::Fenced;
use crate::host;
use crate::input::Input;
use crate::variadic::{Arguments, List};

type Ours = unsafe extern "C" fn(*mut c_char, usize, *const c_char, *mut List) -> c_int;

/// The format with what cannot be given left out, its arguments, and what they point to.
#[derive(Default)]
struct Call {
    format: Vec<u8>,
    arguments: Arguments,
    kept: Vec<Fenced>,
    counts: Vec<Box<[u64; 2]>>,
}

impl Call {
    fn new(format: &[u8], values: &mut Input) -> Self {
        let mut call = Self::default();
        let mut rest = Input(format);
        while !rest.0.is_empty() && call.format.len() < 200 {
            match rest.byte() {
                b'%' => call.conversion(&mut rest, values),
                other => call.format.push(other),
            }
        }
        call
    }

    fn conversion(&mut self, rest: &mut Input, values: &mut Input) {
        let taken = |rest: &mut Input, set: &[u8], most: usize| {
            let len = rest
                .0
                .iter()
                .take(most)
                .take_while(|byte| set.contains(byte))
                .count();
            rest.take(len).to_vec()
        };
        let mut spec = taken(rest, b"-+ #0", 5);
        self.number(rest, values, &mut spec);
        let mut precision = None;
        if rest.0.first() == Some(&b'.') {
            rest.take(1);
            spec.push(b'.');
            precision = Some(self.number(rest, values, &mut spec));
        }
        let length = match rest.0 {
            [b'h', b'h', ..] | [b'l', b'l', ..] => rest.take(2),
            [b'h' | b'l' | b'j' | b'z' | b't' | b'L', ..] => rest.take(1),
            _ => b"",
        };
        let conversion = rest.byte();
        let fits = match conversion {
            b'd' | b'i' | b'o' | b'u' | b'x' | b'X' | b'n' => length != b"L",
            b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'a' | b'A' => {
                matches!(length, b"" | b"l" | b"L")
            }
            b's' | b'c' => matches!(length, b"" | b"l"),
            b'p' | b'%' => length.is_empty() && spec.is_empty(),
            _ => false,
        };
        if !fits {
            // Its stars have taken arguments, which must be used.
            self.unused_stars(&spec);
            return;
        }
        match (conversion, length) {
            (b'%', _) => {}
            (b'n', _) => {
                let mut place = Box::new([0x55; 2]);
                self.arguments.word(place.as_mut_ptr() as u64);
                self.counts.push(place);
            }
            (b'p', _) => self.arguments.word(values.u64().max(1)),
            (b'c', b"l") => self.arguments.word((values.byte() & 0x7f).into()),
            (b's', b"l") => self.wide_text(values),
            (b's', _) => self.text(values, precision.flatten()),
            (b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'a' | b'A', b"L") => {
                let mut value: [u8; 10] = values.bytes();
                let exponent = u16::from_le_bytes([value[8], value[9]]) & 0x7fff;
                value[7] = if exponent == 0 {
                    value[7] & 0x7f
                } else {
                    value[7] | 0x80
                };
                self.arguments.extended(value);
            }
            _ => self.arguments.word(values.u64()),
        }
        self.format.push(b'%');
        self.format.extend(spec);
        self.format.extend(length);
        self.format.push(conversion);
    }

    /// A width or precision; what it is, where the format itself says so.
    fn number(
        &mut self,
        rest: &mut Input,
        values: &mut Input,
        spec: &mut Vec<u8>,
    ) -> Option<usize> {
        if rest.0.first() == Some(&b'*') {
            rest.take(1);
            spec.push(b'*');
            self.arguments.word(i64::from(values.byte() as i8) as u64);
            return None;
        }
        let len = rest
            .0
            .iter()
            .take(3)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let digits = rest.take(len);
        spec.extend(digits);
        std::str::from_utf8(digits)
            .unwrap()
            .parse()
            .ok()
            .or(Some(0))
    }

    fn unused_stars(&mut self, spec: &[u8]) {
        for _ in spec.iter().filter(|&&byte| byte == b'*') {
            self.format.extend(b"%d");
        }
    }

    /// Text without an end where the precision is reached before it.
    fn text(&mut self, values: &mut Input, precision: Option<usize>) {
        let len = values.byte() as usize % 40;
        let bytes = values.take(len);
        let text = match precision {
            Some(most) if most <= bytes.len() && !bytes.contains(&0) => Fenced::new(&bytes[..most]),
            _ => Fenced::string(bytes),
        };
        self.arguments.word(text.as_ptr() as u64);
        self.kept.push(text);
    }

    fn wide_text(&mut self, values: &mut Input) {
        let len = values.byte() as usize % 20;
        let wide = values
            .take(len)
            .iter()
            .map(|byte| u32::from(byte & 0x7f))
            .chain([0]);
        let text = Fenced::new(&wide.flat_map(u32::to_le_bytes).collect::<Vec<_>>());
        self.arguments.word(text.as_ptr() as u64);
        self.kept.push(text);
    }
}

pub fn run(data: &[u8]) {
    host::use_utf8();
    let mut values = Input(data);
    let room = u16::from_le_bytes(values.bytes()) as usize % 2048;
    let format = values.text();
    let mut call = Call::new(format, &mut values);
    // What a format in UTF-8 that is none means, POSIX leaves open.
    let is_text = std::str::from_utf8(&call.format).is_ok();
    let format = Fenced::string(&call.format);
    let mut answers = Vec::new();
    // SAFETY: relibc's `va_list` is a pointer to the same structure.
    let ours: Ours = unsafe { std::mem::transmute(relibc::header::stdio::vsnprintf as *const ()) };
    for function in [ours, host::vsnprintf] {
        let out = Fenced::new(&vec![0xa5; room]);
        let mut list = call.arguments.list();
        // SAFETY: the arguments are those that the format asks for.
        let length = unsafe { function(out.as_mut_ptr().cast(), room, format.as_c(), &mut list) };
        // SAFETY: as long as it was made.
        let text = unsafe { std::slice::from_raw_parts(out.as_ptr(), room) };
        let end = text.iter().position(|&byte| byte == 0).unwrap_or(room);
        let counts: Vec<[u64; 2]> = call.counts.iter().map(|count| **count).collect();
        call.counts.iter_mut().for_each(|count| **count = [0x55; 2]);
        answers.push((length, text[..end].to_vec(), counts));
    }
    // A length beyond INT_MAX, or a failure: what stands in the area then is nobody's business.
    if is_text && answers[1].0 >= 0 {
        let show = |answer: &(c_int, Vec<u8>, _)| String::from_utf8_lossy(&answer.1).into_owned();
        assert!(
            answers[0] == answers[1],
            "{:?}: ours {} {:?}, the host's {} {:?}",
            String::from_utf8_lossy(&call.format),
            answers[0].0,
            show(&answers[0]),
            answers[1].0,
            show(&answers[1])
        );
    }
}
