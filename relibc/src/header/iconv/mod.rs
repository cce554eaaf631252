//! `<iconv.h>`: conversion between character sets. [`charset`] knows the sets; this file goes from one to another.

mod charset;
mod legacy;
#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use core::ffi::CStr;

use crate::errno::{self, Errno};
use crate::header::wchar::multibyte::Decoded;
use crate::types::*;
use charset::Charset;

type iconv_t = *mut c_void;

/// What functions answer when they fail.
const FAILED: usize = usize::MAX;

/// What to do with a character that the target does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Missing {
    /// Stop with `EILSEQ`.
    Stop,
    /// Write a question mark.
    Replace,
    /// Leave it out.
    Ignore,
}

/// A conversion.
struct Converter {
    from: Charset,
    to: Charset,
    from_has_mark: bool,
    to_has_mark: bool,
    missing: Missing,
}

/// A name without its `//TRANSLIT` and `//IGNORE`.
fn split_name(name: &[u8]) -> (&[u8], Missing) {
    let len = name
        .windows(2)
        .position(|pair| pair == b"//")
        .unwrap_or(name.len());
    let (name, suffix) = name.split_at(len);
    let has = |word: &[u8]| {
        suffix
            .split(|byte| *byte == b'/')
            .any(|part| part.eq_ignore_ascii_case(word))
    };
    let missing = match (
        has(b"TRANSLIT"),
        has(b"IGNORE") || has(b"NON_IDENTICAL_DISCARD"),
    ) {
        (true, _) => Missing::Replace,
        (_, true) => Missing::Ignore,
        _ => Missing::Stop,
    };
    (name, missing)
}

impl Converter {
    fn new(to: &[u8], from: &[u8]) -> Option<Self> {
        let (to, missing) = split_name(to);
        let (from, _) = split_name(from);
        // An empty name is the locale's set.
        let own = || crate::header::locale::current_encoding();
        let find = |name: &[u8]| match (name, own()) {
            (b"", crate::header::wchar::multibyte::Encoding::Utf8) => Some(Charset::Utf8),
            (b"", _) => Some(Charset::Ascii),
            _ => Charset::find(name),
        };
        let (to, from) = (find(to)?, find(from)?);
        Some(Self {
            from_has_mark: from.has_mark(),
            to_has_mark: to.has_mark(),
            from,
            to,
            missing,
        })
    }

    fn reset(&mut self) {
        self.from.reset(self.from_has_mark);
        self.to.reset(self.to_has_mark);
    }

    /// Converts what it can; answers how much was read and written, and how many characters had no
    /// like in the target, or why it stopped.
    fn convert(&mut self, input: &[u8], output: &mut [u8]) -> (usize, usize, Result<usize, Errno>) {
        let (mut read, mut written, mut replaced) = (0, 0, 0);
        while read < input.len() {
            let from_pending = self.from.has_mark();
            let (wide, len) = match self.from.decode(&input[read..]) {
                Decoded::Char(wide, len) => (wide, len),
                Decoded::Incomplete => return (read, written, Err(Errno::EINVAL)),
                Decoded::Invalid if self.missing == Missing::Ignore => {
                    read += 1;
                    continue;
                }
                Decoded::Invalid => return (read, written, Err(Errno::EILSEQ)),
            };
            let to_pending = self.to.has_mark();
            let wide = char::from_u32(wide).unwrap_or(char::REPLACEMENT_CHARACTER);
            let encoded = match (self.to.encode(wide), self.missing) {
                (Some(encoded), _) => Some(encoded),
                (None, Missing::Stop) => {
                    self.from.reset(from_pending);
                    return (read, written, Err(Errno::EILSEQ));
                }
                (None, Missing::Replace) => {
                    replaced += 1;
                    self.to.encode('?')
                }
                (None, Missing::Ignore) => {
                    replaced += 1;
                    None
                }
            };
            let encoded = encoded.unwrap_or_default();
            let bytes = encoded.as_slice();
            let Some(room) = output.get_mut(written..written + bytes.len()) else {
                self.from.reset(from_pending);
                self.to.reset(to_pending);
                return (read, written, Err(Errno::E2BIG));
            };
            room.copy_from_slice(bytes);
            read += len;
            written += bytes.len();
        }
        (read, written, Ok(replaced))
    }
}

/// POSIX: `iconv_open`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn iconv_open(to: *const c_char, from: *const c_char) -> iconv_t {
    // SAFETY: the caller gives strings.
    let (to, from) = unsafe {
        (
            CStr::from_ptr(to).to_bytes(),
            CStr::from_ptr(from).to_bytes(),
        )
    };
    match Converter::new(to, from) {
        Some(converter) => Box::into_raw(Box::new(converter)).cast(),
        None => {
            errno::set(Errno::EINVAL);
            core::ptr::without_provenance_mut(FAILED)
        }
    }
}

/// POSIX: `iconv`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn iconv(
    converter: iconv_t,
    input: *mut *mut c_char,
    input_left: *mut size_t,
    output: *mut *mut c_char,
    output_left: *mut size_t,
) -> size_t {
    // SAFETY: the caller gives a converter, and buffers of the lengths it says.
    unsafe {
        let converter = &mut *converter.cast::<Converter>();
        if input.is_null() || (*input).is_null() {
            converter.reset();
            return 0;
        }
        let source = core::slice::from_raw_parts((*input).cast::<u8>(), *input_left);
        let target: &mut [u8] = match *output_left {
            0 => &mut [],
            left => core::slice::from_raw_parts_mut((*output).cast(), left),
        };
        let (read, written, result) = converter.convert(source, target);
        *input = (*input).add(read);
        *input_left -= read;
        *output = (*output).add(written);
        *output_left -= written;
        result.unwrap_or_else(|error| {
            errno::set(error);
            FAILED
        })
    }
}

/// POSIX: `iconv_close`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn iconv_close(converter: iconv_t) -> c_int {
    // SAFETY: the caller gives a converter, which is given up here.
    drop(unsafe { Box::from_raw(converter.cast::<Converter>()) });
    0
}
