//! `<wctype.h>`: classes and case of wide characters. The tables are in [`class`]. The twelve classes of C are the same in
//! every locale; case, other classes and other mappings are the locale's.

pub mod class;

use crate::header::locale::{cases, data};
use crate::types::*;
use class::{to_lower, to_upper, Class};
use locale_format::Characters;

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
    unsafe { class_number(name, data::characters) }
}

/// `wctype` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wctype_l(name: *const c_char, locale: locale_t) -> wctype_t {
    // SAFETY: the caller gives a string and a locale.
    unsafe { class_number(name, || data::characters_of(locale)) }
}

/// # Safety
/// As for `wctype`.
unsafe fn class_number(
    name: *const c_char,
    characters: impl FnOnce() -> Option<Characters<'static>>,
) -> wctype_t {
    // SAFETY: the caller gives a string.
    let name = unsafe { core::ffi::CStr::from_ptr(name) };
    Class::number_of(name.to_bytes(), characters).map_or(0, |number| number as wctype_t)
}

/// Whether a wide character is of the class with a number from `wctype`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn iswctype(wide: wint_t, class: wctype_t) -> c_int {
    let class = Class::from_number(class as usize, data::characters);
    c_int::from(class.is_some_and(|class| class.contains(wide)))
}

/// `iswctype` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn iswctype_l(wide: wint_t, class: wctype_t, locale: locale_t) -> c_int {
    // SAFETY: the caller gives a locale.
    let class = Class::from_number(class as usize, || unsafe { data::characters_of(locale) });
    c_int::from(class.is_some_and(|class| class.contains(wide)))
}

/// Lower-case form.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn towlower(wide: wint_t) -> wint_t {
    to_lower(wide)
}

/// `towlower` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn towlower_l(wide: wint_t, locale: locale_t) -> wint_t {
    // SAFETY: the caller gives a locale.
    unsafe { cases::of_object(locale) }.lower(wide)
}

/// Upper-case form.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn towupper(wide: wint_t) -> wint_t {
    to_upper(wide)
}

/// `towupper` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn towupper_l(wide: wint_t, locale: locale_t) -> wint_t {
    // SAFETY: the caller gives a locale.
    unsafe { cases::of_object(locale) }.upper(wide)
}

const TO_LOWER: usize = 1;
const TO_UPPER: usize = 2;
/// The first of a locale's own maps.
const OWN: usize = 3;

/// What stands for a mapping's name (`tolower`, `toupper` or one that the locale's file has), null if there is none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wctrans(name: *const c_char) -> wctrans_t {
    // SAFETY: the caller gives a string.
    unsafe { map_number(name, data::characters()) }
}

/// `wctrans` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wctrans_l(name: *const c_char, locale: locale_t) -> wctrans_t {
    // SAFETY: the caller gives a string and a locale.
    unsafe { map_number(name, data::characters_of(locale)) }
}

/// # Safety
/// As for `wctrans`.
unsafe fn map_number(name: *const c_char, characters: Option<Characters>) -> wctrans_t {
    // SAFETY: the caller gives a string.
    let number = match unsafe { core::ffi::CStr::from_ptr(name) }.to_bytes() {
        b"tolower" => TO_LOWER,
        b"toupper" => TO_UPPER,
        name => characters
            .and_then(|characters| characters.map_number(name))
            .map_or(0, |number| OWN + number),
    };
    core::ptr::without_provenance(number)
}

/// Maps a wide character with a mapping from `wctrans`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn towctrans(wide: wint_t, mapping: wctrans_t) -> wint_t {
    match mapping.addr() {
        TO_LOWER => to_lower(wide),
        TO_UPPER => to_upper(wide),
        number => map_with(wide, number, data::characters()),
    }
}

/// `towctrans` in a given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn towctrans_l(wide: wint_t, mapping: wctrans_t, locale: locale_t) -> wint_t {
    // SAFETY: the caller gives a locale.
    unsafe {
        match mapping.addr() {
            TO_LOWER => towlower_l(wide, locale),
            TO_UPPER => towupper_l(wide, locale),
            number => map_with(wide, number, data::characters_of(locale)),
        }
    }
}

/// What one of a locale's own maps makes of a character.
fn map_with(wide: wint_t, number: usize, characters: Option<Characters>) -> wint_t {
    let map = |number| characters?.map(number);
    let map = number.checked_sub(OWN).and_then(map);
    map.and_then(|map| map.get(wide)).unwrap_or(wide)
}
