//! `<iconv.h>`: conversion between character sets. [`charset`] knows the sets; this file goes from one to another.

mod charset;
mod jis;
mod legacy;
#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use core::ffi::CStr;

use crate::errno::{self, Errno};
use crate::header::wchar::multibyte::Decoded;
use crate::types::*;
use charset::{Charset, Memory};

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
    /// What the two sets remember at the beginning of a text.
    at_start: (Memory, Memory),
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
            at_start: (from.memory(), to.memory()),
            from,
            to,
            missing,
        })
    }

    /// Makes it ready for another text. What ends this one is written, if there is room for it; answers its length.
    fn reset(&mut self, output: Option<&mut [u8]>) -> Result<usize, Errno> {
        let mut written = 0;
        if let Some(output) = output {
            let end = self.to.end();
            output
                .get_mut(..end.len())
                .ok_or(Errno::E2BIG)?
                .copy_from_slice(end);
            written = end.len();
        }
        self.from.restore(self.at_start.0);
        self.to.restore(self.at_start.1);
        Ok(written)
    }

    /// Converts what it can; answers how much was read and written, and how many characters had no
    /// like in the target, or why it stopped.
    fn convert(&mut self, input: &[u8], output: &mut [u8]) -> (usize, usize, Result<usize, Errno>) {
        let (mut read, mut written, mut replaced) = (0, 0, 0);
        while read < input.len() {
            let from_then = self.from.memory();
            let step = match self.from.shift(&input[read..]) {
                Ok(0) => self.from.decode(&input[read..]),
                Ok(len) => {
                    read += len;
                    continue;
                }
                Err(step) => step,
            };
            let (wide, len) = match step {
                Decoded::Char(wide, len) => (wide, len),
                Decoded::Incomplete => return (read, written, Err(Errno::EINVAL)),
                Decoded::Invalid if self.missing == Missing::Ignore => {
                    read += 1;
                    continue;
                }
                Decoded::Invalid => return (read, written, Err(Errno::EILSEQ)),
            };
            let to_then = self.to.memory();
            let wide = char::from_u32(wide).unwrap_or(char::REPLACEMENT_CHARACTER);
            let encoded = match (self.to.encode(wide), self.missing) {
                (Some(encoded), _) => Some(encoded),
                (None, Missing::Stop) => {
                    self.from.restore(from_then);
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
                self.from.restore(from_then);
                self.to.restore(to_then);
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
        let room = !output.is_null() && !(*output).is_null();
        let target: Option<&mut [u8]> = match room.then(|| *output_left) {
            None => None,
            Some(0) => Some(&mut []),
            Some(left) => Some(core::slice::from_raw_parts_mut((*output).cast(), left)),
        };
        if input.is_null() || (*input).is_null() {
            return match converter.reset(target) {
                Ok(0) => 0,
                Ok(written) => {
                    *output = (*output).add(written);
                    *output_left -= written;
                    0
                }
                Err(error) => {
                    errno::set(error);
                    FAILED
                }
            };
        }
        let source = core::slice::from_raw_parts((*input).cast::<u8>(), *input_left);
        let target = target.unwrap_or_default();
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
