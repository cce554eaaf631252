//! `<wctype.h>`: classes and case of wide characters. The tables are in [`class`]; nothing here
//! depends on the locale.

pub mod class;

use crate::types::*;
use class::{to_lower, to_upper, Class};

macro_rules! tests {
    ($($name:ident, $name_l:ident: $class:ident;)*) => { $(
        #[doc = concat!("Whether a wide character is of the class `", stringify!($class), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $name(wide: wint_t) -> c_int {
            c_int::from(Class::$class.contains(wide))
        }

        #[doc = concat!("`", stringify!($name), "` in a given locale.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $name_l(wide: wint_t, _locale: locale_t) -> c_int {
            $name(wide)
        }
    )* };
}

tests! {
    iswalnum, iswalnum_l: Alnum;
    iswalpha, iswalpha_l: Alpha;
    iswblank, iswblank_l: Blank;
    iswcntrl, iswcntrl_l: Cntrl;
    iswdigit, iswdigit_l: Digit;
    iswgraph, iswgraph_l: Graph;
    iswlower, iswlower_l: Lower;
    iswprint, iswprint_l: Print;
    iswpunct, iswpunct_l: Punct;
    iswspace, iswspace_l: Space;
    iswupper, iswupper_l: Upper;
    iswxdigit, iswxdigit_l: Xdigit;
}

/// The number of a class's name, 0 if there is none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wctype(name: *const c_char) -> wctype_t {
    // SAFETY: the caller gives a string.
    let name = unsafe { core::ffi::CStr::from_ptr(name) };
    Class::from_name(name.to_bytes()).map_or(0, |class| class as wctype_t)
}

/// `wctype` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wctype_l(name: *const c_char, _locale: locale_t) -> wctype_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { wctype(name) }
}

/// Whether a wide character is of the class with a number from `wctype`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn iswctype(wide: wint_t, class: wctype_t) -> c_int {
    let class = Class::from_number(class as usize);
    c_int::from(class.is_some_and(|class| class.contains(wide)))
}

/// `iswctype` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn iswctype_l(wide: wint_t, class: wctype_t, _locale: locale_t) -> c_int {
    iswctype(wide, class)
}

/// Lower-case form.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn towlower(wide: wint_t) -> wint_t {
    to_lower(wide)
}

/// `towlower` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn towlower_l(wide: wint_t, _locale: locale_t) -> wint_t {
    to_lower(wide)
}

/// Upper-case form.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn towupper(wide: wint_t) -> wint_t {
    to_upper(wide)
}

/// `towupper` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn towupper_l(wide: wint_t, _locale: locale_t) -> wint_t {
    to_upper(wide)
}

const TO_LOWER: usize = 1;
const TO_UPPER: usize = 2;

/// What stands for a mapping's name (`tolower` or `toupper`), null if there is none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wctrans(name: *const c_char) -> wctrans_t {
    // SAFETY: the caller gives a string.
    let number = match unsafe { core::ffi::CStr::from_ptr(name) }.to_bytes() {
        b"tolower" => TO_LOWER,
        b"toupper" => TO_UPPER,
        _ => 0,
    };
    core::ptr::without_provenance(number)
}

/// `wctrans` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wctrans_l(name: *const c_char, _locale: locale_t) -> wctrans_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { wctrans(name) }
}

/// Maps a wide character with a mapping from `wctrans`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn towctrans(wide: wint_t, mapping: wctrans_t) -> wint_t {
    match mapping.addr() {
        TO_LOWER => to_lower(wide),
        TO_UPPER => to_upper(wide),
        _ => wide,
    }
}

/// `towctrans` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn towctrans_l(wide: wint_t, mapping: wctrans_t, _locale: locale_t) -> wint_t {
    towctrans(wide, mapping)
}
