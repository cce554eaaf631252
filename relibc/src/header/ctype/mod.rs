//! `ctype.h`: classes and case of bytes. Every locale here agrees on the classes: ASCII has some, the rest none. Case may be
//! the locale's: where an ASCII letter's other case is no ASCII letter, the byte has none.

use core::ffi::c_int;

use crate::header::locale::cases;
use crate::types::locale_t;

/// The character, when the argument is an ASCII one: `EOF` and bytes from 128 belong to no class.
#[inline(always)]
fn ascii(c: c_int) -> Option<u8> {
    u8::try_from(c).ok().filter(u8::is_ascii)
}

macro_rules! class {
    ($($name:ident, $name_l:ident, $test:expr, $doc:literal;)*) => {$(
        #[doc = $doc]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $name(c: c_int) -> c_int {
            let test: fn(&u8) -> bool = $test;
            ascii(c).is_some_and(|byte| test(&byte)).into()
        }

        #[doc = $doc]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $name_l(c: c_int, _locale: locale_t) -> c_int {
            $name(c)
        }
    )*};
}

class! {
    isalnum, isalnum_l, u8::is_ascii_alphanumeric, "Whether `c` is a letter or a digit.";
    isalpha, isalpha_l, u8::is_ascii_alphabetic, "Whether `c` is a letter.";
    isblank, isblank_l, |b| matches!(b, b' ' | b'\t'), "Whether `c` is a space or a tab.";
    iscntrl, iscntrl_l, u8::is_ascii_control, "Whether `c` is a control character.";
    isdigit, isdigit_l, u8::is_ascii_digit, "Whether `c` is a decimal digit.";
    isgraph, isgraph_l, u8::is_ascii_graphic, "Whether `c` is printable and not a space.";
    islower, islower_l, u8::is_ascii_lowercase, "Whether `c` is a small letter.";
    isprint, isprint_l, |b| (0x20..0x7f).contains(b), "Whether `c` is printable.";
    ispunct, ispunct_l, u8::is_ascii_punctuation, "Whether `c` is printable, but no letter, digit or space.";
    isspace, isspace_l, |b| matches!(b, b' ' | 9..=13), "Whether `c` is white space.";
    isupper, isupper_l, u8::is_ascii_uppercase, "Whether `c` is a capital letter.";
    isxdigit, isxdigit_l, u8::is_ascii_hexdigit, "Whether `c` is a hexadecimal digit.";
}

/// The small letter for a capital one; anything else as it is.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn tolower(c: c_int) -> c_int {
    ascii(c).map_or(c, |byte| cases::current().lower_byte(byte).into())
}

/// The capital letter for a small one; anything else as it is.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn toupper(c: c_int) -> c_int {
    ascii(c).map_or(c, |byte| cases::current().upper_byte(byte).into())
}

/// As `tolower`, in the given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tolower_l(c: c_int, locale: locale_t) -> c_int {
    ascii(c).map_or(c, |byte| {
        // SAFETY: the caller gives a locale.
        unsafe { cases::of_object(locale) }.lower_byte(byte).into()
    })
}

/// As `toupper`, in the given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn toupper_l(c: c_int, locale: locale_t) -> c_int {
    ascii(c).map_or(c, |byte| {
        // SAFETY: the caller gives a locale.
        unsafe { cases::of_object(locale) }.upper_byte(byte).into()
    })
}

/// Whether `c` is an ASCII character.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn isascii(c: c_int) -> c_int {
    ascii(c).is_some().into()
}

/// The low seven bits of `c`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn toascii(c: c_int) -> c_int {
    c & 0x7f
}
