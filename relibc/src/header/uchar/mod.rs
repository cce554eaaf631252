//! `<uchar.h>`: UTF-16 and UTF-32 characters. `char32_t` holds what `wchar_t` holds.

use crate::errno::{self, Errno};
use crate::header::wchar::{mbrtowc, wcrtomb};
use crate::types::*;

type char16_t = u16;
type char32_t = u32;

/// "The second half of a surrogate pair has been stored, and no bytes used."
const SECOND_HALF: size_t = usize::MAX - 2;

/// States of functions that were given none. POSIX lets these not be for threads.
struct OwnState(core::cell::UnsafeCell<mbstate_t>);
// SAFETY: see above.
unsafe impl Sync for OwnState {}

impl OwnState {
    const fn new() -> Self {
        Self(core::cell::UnsafeCell::new(mbstate_t { opaque: [0; 2] }))
    }

    fn or(&self, state: *mut mbstate_t) -> *mut mbstate_t {
        if state.is_null() {
            self.0.get()
        } else {
            state
        }
    }
}

/// C11: `mbrtoc32`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mbrtoc32(
    wide: *mut char32_t,
    bytes: *const c_char,
    len: size_t,
    state: *mut mbstate_t,
) -> size_t {
    static OWN: OwnState = OwnState::new();
    // SAFETY: the caller's promise, passed on.
    unsafe { mbrtowc(wide.cast(), bytes, len, OWN.or(state)) }
}

/// C11: `c32rtomb`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn c32rtomb(
    bytes: *mut c_char,
    wide: char32_t,
    state: *mut mbstate_t,
) -> size_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { wcrtomb(bytes, wide as wchar_t, state) }
}

/// C11: `mbrtoc16`. The second word of the state holds the second half of a pair.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn mbrtoc16(
    unit: *mut char16_t,
    bytes: *const c_char,
    len: size_t,
    state: *mut mbstate_t,
) -> size_t {
    static OWN: OwnState = OwnState::new();
    let state = OWN.or(state);
    // SAFETY: the caller gives bytes, room for a unit or null, and a valid state.
    unsafe {
        let store = |value: u32| {
            if !unit.is_null() {
                *unit = value as char16_t;
            }
        };
        if bytes.is_null() {
            return mbrtoc16(core::ptr::null_mut(), c"".as_ptr(), 1, state);
        }
        let second = core::mem::take(&mut (*state).opaque[1]);
        if second != 0 {
            store(second);
            return SECOND_HALF;
        }
        let mut wide = 0;
        let used = mbrtowc(&mut wide, bytes, len, state);
        if used > len {
            return used;
        }
        let wide = wide as u32;
        if wide < 0x1_0000 {
            store(wide);
        } else {
            store(0xd800 + ((wide - 0x1_0000) >> 10));
            (*state).opaque[1] = 0xdc00 | (wide & 0x3ff);
        }
        used
    }
}

/// C11: `c16rtomb`. The second word of the state holds the first half of a pair.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn c16rtomb(
    bytes: *mut c_char,
    unit: char16_t,
    state: *mut mbstate_t,
) -> size_t {
    static OWN: OwnState = OwnState::new();
    let state = OWN.or(state);
    let unit = u32::from(unit);
    // SAFETY: the caller gives room for a character or null, and a valid state.
    unsafe {
        if bytes.is_null() {
            (*state).opaque[1] = 0;
            return 1;
        }
        let first = core::mem::take(&mut (*state).opaque[1]);
        let wide = match (first, unit) {
            (0, 0xd800..=0xdbff) => {
                (*state).opaque[1] = unit;
                return 0;
            }
            (0, _) => unit,
            (_, 0xdc00..=0xdfff) => 0x1_0000 + ((first & 0x3ff) << 10) + (unit & 0x3ff),
            _ => {
                errno::set(Errno::EILSEQ);
                return usize::MAX;
            }
        };
        wcrtomb(bytes, wide as wchar_t, state)
    }
}
