//! Restartable conversion between bytes and wide characters (POSIX.1-2024, mbrtowc and its
//! family). A state holds the bytes seen of a character, see [`Partial`].

use core::sync::atomic::{AtomicU32, Ordering};

use super::multibyte::{
    byte_to_wide, whole_utf8_sequence, wide_to_byte, Decoded, Encoding, Partial, MAX_BYTES,
};
use crate::arch::{narrow, narrow_pairs, widen, widen_pairs, NARROWED, WIDENED};
use crate::errno::{self, Errno};
use crate::header::locale::current_encoding;
use crate::types::*;

/// "An encoding error occurred."
pub(crate) const ILLEGAL: size_t = usize::MAX;
/// "The bytes are a part of a character."
pub(crate) const INCOMPLETE: size_t = usize::MAX - 1;

const WEOF: wint_t = wint_t::MAX;
const EOF: c_int = -1;

/// Where a function keeps its state when the caller gives none.
struct OwnState(AtomicU32);

impl OwnState {
    const fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    /// Runs `convert` on the caller's state, or on this one if the pointer is null.
    ///
    /// # Safety
    /// `state` is null or valid.
    unsafe fn with<T>(&self, state: *mut mbstate_t, convert: impl FnOnce(&mut Partial) -> T) -> T {
        let mut partial = match state.is_null() {
            true => Partial(self.0.load(Ordering::Relaxed)),
            // SAFETY: the caller's promise.
            false => Partial(unsafe { (*state).opaque[0] }),
        };
        let answer = convert(&mut partial);
        match state.is_null() {
            true => self.0.store(partial.0, Ordering::Relaxed),
            // SAFETY: the caller's promise.
            false => unsafe { (*state).opaque[0] = partial.0 },
        }
        answer
    }
}

/// The wide character of a byte that is a character by itself, else `WEOF`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn btowc(byte: c_int) -> wint_t {
    match byte {
        0..=0x7f => byte as wint_t,
        0x80..=0xff if current_encoding() == Encoding::Bytes => byte_to_wide(byte as u8),
        _ => WEOF,
    }
}

/// The byte that is the whole of a wide character, else `EOF`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn wctob(wide: wint_t) -> c_int {
    match wide {
        0..=0x7f => wide as c_int,
        _ if current_encoding() == Encoding::Bytes => wide_to_byte(wide).map_or(EOF, c_int::from),
        _ => EOF,
    }
}

/// Whether a state is initial; a null pointer is.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mbsinit(state: *const mbstate_t) -> c_int {
    // SAFETY: the caller gives null or a valid state.
    let initial = state.is_null() || unsafe { Partial((*state).opaque[0]) }.is_initial();
    c_int::from(initial)
}

/// Decodes one character from at most `len` bytes.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mbrtowc(
    wide: *mut wchar_t,
    bytes: *const c_char,
    len: size_t,
    state: *mut mbstate_t,
) -> size_t {
    static OWN: OwnState = OwnState::new();
    // SAFETY: the caller's promise, passed on.
    unsafe { decode(&OWN, wide, bytes, len, state) }
}

/// The length of one character in at most `len` bytes.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mbrlen(
    bytes: *const c_char,
    len: size_t,
    state: *mut mbstate_t,
) -> size_t {
    static OWN: OwnState = OwnState::new();
    // SAFETY: the caller's promise, passed on.
    unsafe { decode(&OWN, core::ptr::null_mut(), bytes, len, state) }
}

unsafe fn decode(
    own: &OwnState,
    wide: *mut wchar_t,
    bytes: *const c_char,
    len: size_t,
    state: *mut mbstate_t,
) -> size_t {
    let source: &[u8] = if bytes.is_null() {
        b"\0"
    } else {
        // Only as many bytes are looked at as the character has.
        // SAFETY: the caller gives `len` bytes, or fewer that hold a whole character; no decoder
        // looks behind a byte that ends or spoils the character.
        unsafe { core::slice::from_raw_parts(bytes.cast(), len.min(MAX_BYTES)) }
    };
    let encoding = current_encoding();
    // SAFETY: the caller's state is null or valid.
    match unsafe { own.with(state, |partial| partial.decode(encoding, source)) } {
        Decoded::Char(value, used) => {
            if !bytes.is_null() && !wide.is_null() {
                // SAFETY: the caller gives null or room for one wide character.
                unsafe { *wide = value as wchar_t };
            }
            if value == 0 {
                0
            } else {
                used
            }
        }
        Decoded::Incomplete => INCOMPLETE,
        Decoded::Invalid => {
            errno::set(Errno::EILSEQ);
            ILLEGAL
        }
    }
}

/// Encodes one character; a null pointer asks for the initial state.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcrtomb(
    bytes: *mut c_char,
    wide: wchar_t,
    _state: *mut mbstate_t,
) -> size_t {
    if bytes.is_null() {
        return 1;
    }
    match current_encoding().encode(wide as u32) {
        Some(encoded) => {
            let source = encoded.as_bytes();
            // SAFETY: the caller gives room for `MB_CUR_MAX` bytes.
            unsafe { core::ptr::copy_nonoverlapping(source.as_ptr(), bytes.cast(), source.len()) };
            source.len()
        }
        None => {
            errno::set(Errno::EILSEQ);
            ILLEGAL
        }
    }
}

/// Decodes a string until its end or until `len` wide characters are written.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mbsrtowcs(
    wide: *mut wchar_t,
    bytes: *mut *const c_char,
    len: size_t,
    state: *mut mbstate_t,
) -> size_t {
    static OWN: OwnState = OwnState::new();
    // SAFETY: the caller's promise, passed on.
    unsafe { decode_string(&OWN, wide, bytes, usize::MAX, len, state) }
}

/// The same for a string of at most `max_bytes` bytes.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mbsnrtowcs(
    wide: *mut wchar_t,
    bytes: *mut *const c_char,
    max_bytes: size_t,
    len: size_t,
    state: *mut mbstate_t,
) -> size_t {
    static OWN: OwnState = OwnState::new();
    // SAFETY: the caller's promise, passed on.
    unsafe { decode_string(&OWN, wide, bytes, max_bytes, len, state) }
}

unsafe fn decode_string(
    own: &OwnState,
    wide: *mut wchar_t,
    bytes: *mut *const c_char,
    max_bytes: size_t,
    len: size_t,
    state: *mut mbstate_t,
) -> size_t {
    let encoding = current_encoding();
    // SAFETY: the caller gives null or a valid state, and a valid pointer to its string.
    let (mut partial, begin) =
        unsafe { (own.with(state, |partial| *partial), (*bytes).cast::<u8>()) };
    let counting = wide.is_null();
    // Whole characters first, as nearly all are; what they end with is left to the loop below.
    let (mut read, mut written) = match (partial.is_initial(), counting) {
        // SAFETY: the caller gives a string, and room for `len` wide characters.
        (true, true) => unsafe {
            decode_whole::<true>(encoding, wide, begin, max_bytes, usize::MAX)
        },
        // SAFETY: as above.
        (true, false) => unsafe { decode_whole::<false>(encoding, wide, begin, max_bytes, len) },
        (false, _) => (0, 0),
    };
    // Offset after the last whole character.
    let mut whole = read;
    let mut ended = false;
    while read < max_bytes && (counting || written < len) {
        // SAFETY: the string's null byte, and `max_bytes`, have not been reached.
        let byte = unsafe { *begin.add(read) };
        read += 1;
        let value = if byte < 0x80 && partial.is_initial() {
            u32::from(byte)
        } else {
            match partial.decode(encoding, &[byte]) {
                Decoded::Char(value, _) => value,
                Decoded::Incomplete => continue,
                Decoded::Invalid => {
                    if !counting {
                        // SAFETY: as above.
                        unsafe { *bytes = begin.add(whole).cast() };
                    }
                    errno::set(Errno::EILSEQ);
                    return ILLEGAL;
                }
            }
        };
        whole = read;
        if !counting {
            // SAFETY: the caller gives room for `len` wide characters.
            unsafe { *wide.add(written) = value as wchar_t };
        }
        if value == 0 {
            ended = true;
            break;
        }
        written += 1;
    }
    if !counting {
        // SAFETY: as above.
        unsafe {
            *bytes = if ended {
                core::ptr::null()
            } else {
                begin.add(read).cast()
            };
            own.with(state, |own| *own = partial);
        }
    }
    written
}

/// The whole character that begins at `at`, unless it is the null one, and its bytes.
///
/// # Safety
/// There are [`MAX_BYTES`] bytes, or fewer and a null one.
#[inline(always)]
unsafe fn decode_one(encoding: Encoding, at: *const u8) -> Option<(u32, usize)> {
    // SAFETY: the caller's promise.
    let byte = unsafe { *at };
    match (byte, encoding) {
        (1..=0x7f, _) => Some((u32::from(byte), 1)),
        (0, _) => None,
        (_, Encoding::Bytes) => Some((byte_to_wide(byte), 1)),
        // SAFETY: a byte is looked at only if those before it are not null.
        (_, Encoding::Utf8) => whole_utf8_sequence(|index| unsafe { *at.add(index) }),
    }
}

/// Decodes whole characters until a null byte, something else that is none, or until fewer than [`MAX_BYTES`] bytes or no
/// room is left. Tells how many bytes it read and how many characters it wrote; `COUNTING` writes none.
///
/// # Safety
/// There are `max_bytes` bytes at `begin`, or fewer and a null byte, and room for `most` characters.
#[inline]
unsafe fn decode_whole<const COUNTING: bool>(
    encoding: Encoding,
    wide: *mut wchar_t,
    begin: *const u8,
    max_bytes: usize,
    most: usize,
) -> (usize, usize) {
    let (mut read, mut written) = (0, 0);
    // Trying many at a time only costs time where some of the last were not ASCII.
    let mut is_ascii = true;
    // The byte before the block, if a character of two bytes begins there that is not written yet; else 0.
    let mut begun = 0;
    'text: while most - written > WIDENED && max_bytes - read >= WIDENED + MAX_BYTES {
        // SAFETY: the string's null byte has not been reached, and no byte behind it is looked at, but for those of the block
        // that begins at a multiple of its size; there is room.
        unsafe {
            let at = begin.add(read);
            let before = at as usize % WIDENED;
            if is_ascii && before == 0 {
                if let Some(widened) = widen(at) {
                    if !COUNTING {
                        wide.add(written)
                            .cast::<[i32; WIDENED]>()
                            .write_unaligned(widened);
                    }
                    read += WIDENED;
                    written += WIDENED;
                    continue;
                }
            }
            if !is_ascii && before == 0 && !COUNTING && encoding == Encoding::Utf8 {
                if let Some(block) = widen_pairs(at, begun, wide.add(written)) {
                    read += WIDENED;
                    written += block.characters;
                    begun = block.begun;
                    is_ascii = block.characters == WIDENED && begun == 0;
                    continue;
                }
            }
            let stop = read + WIDENED - before;
            read -= usize::from(begun != 0);
            begun = 0;
            let (difference, mut bytes) = (read - written, 0);
            while read < stop {
                let Some((value, used)) = decode_one(encoding, begin.add(read)) else {
                    break 'text;
                };
                if !COUNTING {
                    *wide.add(written) = value as wchar_t;
                }
                read += used;
                written += 1;
                bytes = used;
            }
            is_ascii = read - written == difference;
            if !COUNTING && bytes == 2 && read > stop {
                begun = *begin.add(stop - 1);
                read -= 1;
                written -= 1;
            }
        }
    }
    read -= usize::from(begun != 0);
    while written < most && max_bytes - read >= MAX_BYTES {
        // SAFETY: as above.
        unsafe {
            let Some((value, used)) = decode_one(encoding, begin.add(read)) else {
                break;
            };
            if !COUNTING {
                *wide.add(written) = value as wchar_t;
            }
            read += used;
            written += 1;
        }
    }
    (read, written)
}

/// Encodes a wide string until its end or until the next character does not fit in `len` bytes.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcsrtombs(
    bytes: *mut c_char,
    wide: *mut *const wchar_t,
    len: size_t,
    state: *mut mbstate_t,
) -> size_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { wcsnrtombs(bytes, wide, usize::MAX, len, state) }
}

/// Encodes ASCII characters, none of them null, many at a time; tells how many. `bytes` may be null, to count.
///
/// # Safety
/// There are `max` characters at `wide`, or fewer and a null one, and room for `max` bytes.
unsafe fn encode_ascii(bytes: *mut c_char, wide: *const wchar_t, max: usize) -> usize {
    let mut done = 0;
    while max - done >= NARROWED {
        // SAFETY: no null character has been met; there is room.
        unsafe {
            let Some(narrowed) = narrow(wide.add(done)) else {
                break;
            };
            if !bytes.is_null() {
                bytes.add(done).cast::<[u8; NARROWED]>().write(narrowed);
            }
        }
        done += NARROWED;
    }
    done
}

/// The same for at most `max_wide` wide characters.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wcsnrtombs(
    bytes: *mut c_char,
    wide: *mut *const wchar_t,
    max_wide: size_t,
    len: size_t,
    _state: *mut mbstate_t,
) -> size_t {
    // SAFETY: the caller's promise, passed on.
    unsafe {
        match bytes.is_null() {
            true => encode_all::<true>(bytes, wide, max_wide, len),
            false => encode_all::<false>(bytes, wide, max_wide, len),
        }
    }
}

/// `wcsnrtombs`; only counts, without a limit, if `COUNTING`.
///
/// # Safety
/// As there.
#[inline]
unsafe fn encode_all<const COUNTING: bool>(
    bytes: *mut c_char,
    wide: *mut *const wchar_t,
    max_wide: size_t,
    len: size_t,
) -> size_t {
    let encoding = current_encoding();
    // SAFETY: the caller gives a valid pointer to its string.
    let begin = unsafe { *wide };
    let mut written = 0;
    let mut read = 0;
    let mut ended = false;
    let mut answer = None;
    // So far; where some are not, trying many at a time only costs time.
    let mut is_ascii = true;
    'text: while read < max_wide {
        let at = begin.wrapping_add(read) as usize / size_of::<wchar_t>();
        let mut stop = max_wide.min(read.saturating_add(NARROWED - at % NARROWED));
        let (target, room) = match COUNTING {
            true => (bytes, usize::MAX),
            false => (bytes.wrapping_add(written), len - written),
        };
        let has_block = at % NARROWED == 0 && max_wide - read >= NARROWED;
        if !is_ascii && has_block && !COUNTING && encoding == Encoding::Utf8 && room >= 2 * NARROWED
        {
            // SAFETY: the string's null character has not been reached; there is room.
            if let Some(done) = unsafe { narrow_pairs(begin.add(read), target.cast()) } {
                is_ascii = done == NARROWED;
                written += done;
                read += NARROWED;
                continue;
            }
        }
        if is_ascii && at % NARROWED == 0 {
            // SAFETY: the string's null character has not been reached; the caller gives room for `len` bytes.
            let done = unsafe { encode_ascii(target, begin.add(read), room.min(max_wide - read)) };
            written += done;
            read += done;
            stop = max_wide.min(read.saturating_add(NARROWED));
        }
        let before = (read, written);
        while read < stop {
            // SAFETY: the string's null character, and `max_wide`, have not been reached.
            let value = unsafe { *begin.add(read) } as u32;
            if value.wrapping_sub(1) < 0x7f && (COUNTING || written < len) {
                if !COUNTING {
                    // SAFETY: the caller gives room for `len` bytes.
                    unsafe { *bytes.add(written) = value as c_char };
                }
                written += 1;
                read += 1;
                continue;
            }
            let is_pair = value.wrapping_sub(0x80) < 0x780 && encoding == Encoding::Utf8;
            if is_pair && (COUNTING || len - written >= 2) {
                if !COUNTING {
                    let pair = [(value >> 6) as u8 | 0xc0, value as u8 & 0x3f | 0x80];
                    // SAFETY: the caller gives room for `len` bytes.
                    unsafe { bytes.add(written).cast::<[u8; 2]>().write(pair) };
                }
                written += 2;
                read += 1;
                continue;
            }
            let Some(encoded) = encoding.encode(value) else {
                // What does not fit is not looked at.
                if !COUNTING && written == len {
                    break 'text;
                }
                errno::set(Errno::EILSEQ);
                answer = Some(ILLEGAL);
                break 'text;
            };
            let source = encoded.as_bytes();
            if !COUNTING {
                if source.len() > len - written {
                    break 'text;
                }
                // SAFETY: the caller gives room for `len` bytes. They are too few to be worth a call.
                unsafe {
                    let target = bytes.add(written);
                    match *source {
                        [a, b, c] => target.cast::<[u8; 3]>().write([a, b, c]),
                        _ => target.copy_from_nonoverlapping(source.as_ptr().cast(), source.len()),
                    }
                }
            }
            if value == 0 {
                ended = true;
                break 'text;
            }
            written += source.len();
            read += 1;
        }
        is_ascii = read - before.0 == written - before.1;
    }
    if !COUNTING {
        // SAFETY: as above.
        unsafe {
            *wide = if ended {
                core::ptr::null()
            } else {
                begin.add(read)
            }
        };
    }
    answer.unwrap_or(written)
}
