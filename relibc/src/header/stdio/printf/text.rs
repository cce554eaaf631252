//! Characters and strings, between bytes and wide characters where the two meet.

use super::format::{Layout, Output};
use super::Unit;
use crate::header::string::{strchrnul, strerror_r, strnlen};
use crate::header::wchar::multibyte::{Decoded, Encoding};
use crate::header::wchar::{btowc, mbrtowc, wcrtomb};
use crate::types::{mbstate_t, wchar_t};
use crate::Errno;
use core::slice::from_raw_parts;

/// Bytes that one character takes at most, in any encoding here.
const LONGEST: usize = 16;

/// `%c`: a byte.
pub fn byte<U: Unit>(out: &mut Output<U>, layout: &Layout, byte: u8) -> Result<(), Errno> {
    if size_of::<U>() == 1 || byte.is_ascii() {
        out.padded(layout, 1, |out| out.put(&[U::from_ascii(byte)]));
        return Ok(());
    }
    let wide = btowc(byte.into()) as wchar_t;
    if wide == -1 {
        return Err(Errno::EILSEQ);
    }
    // SAFETY: one wide character is read.
    unsafe { U::put_wides(out, layout, &wide, 1) }
}

/// `%lc` and `%C`: a wide character.
pub fn wide<U: Unit>(out: &mut Output<U>, layout: &Layout, wide: u32) -> Result<(), Errno> {
    if wide == 0 {
        out.padded(layout, 1, |out| out.put(&[U::from_ascii(0)]));
        return Ok(());
    }
    let text = [wide as wchar_t, 0];
    // SAFETY: the text is terminated.
    unsafe { U::put_wides(out, layout, text.as_ptr(), usize::MAX) }
}

/// What stands for a null pointer, unless the precision has no room for all of it.
fn null_text(layout: &Layout) -> *const u8 {
    let text = if layout.precision.is_some_and(|precision| precision < 6) {
        c""
    } else {
        c"(null)"
    };
    text.as_ptr().cast()
}

/// `%s`: a byte string.
///
/// # Safety
/// `text` is null or readable to its terminator or the precision.
pub unsafe fn bytes<U: Unit>(
    out: &mut Output<U>,
    layout: &Layout,
    text: *const u8,
) -> Result<(), Errno> {
    let text = if text.is_null() {
        null_text(layout)
    } else {
        text
    };
    // SAFETY: the caller's promise.
    unsafe { U::put_bytes(out, layout, text, layout.precision.unwrap_or(usize::MAX)) }
}

/// `%ls` and `%S`: a wide string.
///
/// # Safety
/// `text` is null or readable to its terminator or the precision.
pub unsafe fn wides<U: Unit>(
    out: &mut Output<U>,
    layout: &Layout,
    text: *const wchar_t,
) -> Result<(), Errno> {
    let most = layout.precision.unwrap_or(usize::MAX);
    // SAFETY: the caller's promise.
    unsafe {
        if text.is_null() {
            U::put_bytes(out, layout, null_text(layout), most)
        } else {
            U::put_wides(out, layout, text, most)
        }
    }
}

/// `%m`: the text for `errno`.
pub fn error<U: Unit>(out: &mut Output<U>, layout: &Layout) -> Result<(), Errno> {
    // What the program has from strerror stays as it is.
    let mut text = [0; 128];
    // SAFETY: strerror_r gives a terminated string.
    unsafe {
        strerror_r(crate::errno::get(), text.as_mut_ptr(), text.len());
        bytes(out, layout, text.as_ptr().cast())
    }
}

impl Unit for u8 {
    #[inline]
    fn from_ascii(byte: u8) -> u8 {
        byte
    }

    #[inline]
    fn ascii(self) -> u8 {
        self
    }

    #[inline]
    unsafe fn literal_length(text: *const u8) -> usize {
        // SAFETY: the text is terminated, and strchrnul points into it.
        unsafe {
            strchrnul(text.cast(), b'%'.into())
                .cast::<u8>()
                .cast_const()
                .offset_from_unsigned(text)
        }
    }

    #[inline]
    fn put_ascii(out: &mut Output<u8>, text: &[u8]) {
        out.put(text);
    }

    #[inline]
    fn put_point(out: &mut Output<u8>, point: &[u8]) {
        out.put(point);
    }

    unsafe fn put_bytes(
        out: &mut Output<u8>,
        layout: &Layout,
        text: *const u8,
        most: usize,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        let text = unsafe { from_raw_parts(text, strnlen(text.cast(), most)) };
        out.padded(layout, text.len(), |out| out.put(text));
        Ok(())
    }

    unsafe fn put_wides(
        out: &mut Output<u8>,
        layout: &Layout,
        text: *const wchar_t,
        most: usize,
    ) -> Result<(), Errno> {
        let mut length = 0;
        // SAFETY: the caller's promise; a character is read only while there is room for more bytes.
        unsafe { each_encoded(text, most, |bytes| length += bytes.len())? };
        let mut result = Ok(());
        out.padded(layout, length, |out| {
            // SAFETY: the same characters as before.
            result = unsafe { each_encoded(text, length, |bytes| out.put(bytes)) };
        });
        result
    }
}

/// Gives each character of a wide string, encoded, to `take`, up to `most` bytes in all.
///
/// # Safety
/// `text` is readable to its terminator or until `most` bytes are reached.
unsafe fn each_encoded(
    text: *const wchar_t,
    most: usize,
    mut take: impl FnMut(&[u8]),
) -> Result<(), Errno> {
    let mut bytes = [0; LONGEST];
    let mut state = mbstate_t::default();
    let (mut at, mut used) = (text, 0);
    while used < most {
        // SAFETY: the caller's promise; the buffer holds any character.
        let (character, length) =
            unsafe { (*at, wcrtomb(bytes.as_mut_ptr().cast(), *at, &mut state)) };
        if character == 0 {
            break;
        }
        if length == usize::MAX {
            return Err(Errno::EILSEQ);
        }
        if length > most - used {
            break;
        }
        take(&bytes[..length]);
        used += length;
        at = at.wrapping_add(1);
    }
    Ok(())
}

impl Unit for wchar_t {
    #[inline]
    fn from_ascii(byte: u8) -> wchar_t {
        byte.into()
    }

    #[inline]
    fn ascii(self) -> u8 {
        u8::try_from(self).ok().filter(u8::is_ascii).unwrap_or(0xff)
    }

    unsafe fn literal_length(text: *const wchar_t) -> usize {
        let mut length = 0;
        // SAFETY: the text is terminated.
        while !matches!(unsafe { *text.add(length) }, 0 | 0x25) {
            length += 1;
        }
        length
    }

    fn put_point(out: &mut Output<wchar_t>, point: &[u8]) {
        let wide = match Encoding::Utf8.decode(point) {
            Decoded::Char(wide, _) => wide as wchar_t,
            _ => b'.'.into(),
        };
        out.put(&[wide]);
    }

    fn put_ascii(out: &mut Output<wchar_t>, text: &[u8]) {
        let mut units = [0; 64];
        for chunk in text.chunks(units.len()) {
            for (unit, &byte) in units.iter_mut().zip(chunk) {
                *unit = byte.into();
            }
            out.put(&units[..chunk.len()]);
        }
    }

    unsafe fn put_bytes(
        out: &mut Output<wchar_t>,
        layout: &Layout,
        text: *const u8,
        most: usize,
    ) -> Result<(), Errno> {
        let mut length = 0;
        // SAFETY: the caller's promise.
        unsafe { each_decoded(text, most, |_| length += 1)? };
        let mut result = Ok(());
        out.padded(layout, length, |out| {
            // SAFETY: the same characters as before.
            result = unsafe { each_decoded(text, length, |character| out.put(&[character])) };
        });
        result
    }

    unsafe fn put_wides(
        out: &mut Output<wchar_t>,
        layout: &Layout,
        text: *const wchar_t,
        most: usize,
    ) -> Result<(), Errno> {
        let mut length = 0;
        // SAFETY: the caller's promise.
        let text = unsafe {
            while length < most && *text.add(length) != 0 {
                length += 1;
            }
            from_raw_parts(text, length)
        };
        out.padded(layout, length, |out| out.put(text));
        Ok(())
    }
}

/// Gives each character of a byte string to `take`, `most` at most.
///
/// # Safety
/// `text` is readable to its terminator or until `most` characters are reached.
unsafe fn each_decoded(
    mut text: *const u8,
    most: usize,
    mut take: impl FnMut(wchar_t),
) -> Result<(), Errno> {
    let mut state = mbstate_t::default();
    for _ in 0..most {
        let mut wide: wchar_t = 0;
        // One byte after the other, so as not to read past the terminator.
        loop {
            // SAFETY: the caller's promise: the bytes read so far did not end the string.
            match unsafe { mbrtowc(&mut wide, text.cast(), 1, &mut state) } {
                0 => return Ok(()),
                usize::MAX => return Err(Errno::EILSEQ),
                length => {
                    text = text.wrapping_add(1);
                    if length != usize::MAX - 1 {
                        break;
                    }
                }
            }
        }
        take(wide);
    }
    Ok(())
}
