//! How numbers and money are written.

use super::data::Known;
use super::{Locale, LC_MONETARY, LC_NUMERIC};
use crate::types::*;
use core::cell::UnsafeCell;
use core::ffi::CStr;
use locale_format::Section;

/// `struct lconv` (XBD, <locale.h>).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct lconv {
    pub decimal_point: *mut c_char,
    pub thousands_sep: *mut c_char,
    pub grouping: *mut c_char,
    pub int_curr_symbol: *mut c_char,
    pub currency_symbol: *mut c_char,
    pub mon_decimal_point: *mut c_char,
    pub mon_thousands_sep: *mut c_char,
    pub mon_grouping: *mut c_char,
    pub positive_sign: *mut c_char,
    pub negative_sign: *mut c_char,
    pub int_frac_digits: c_char,
    pub frac_digits: c_char,
    pub p_cs_precedes: c_char,
    pub p_sep_by_space: c_char,
    pub n_cs_precedes: c_char,
    pub n_sep_by_space: c_char,
    pub p_sign_posn: c_char,
    pub n_sign_posn: c_char,
    pub int_p_cs_precedes: c_char,
    pub int_p_sep_by_space: c_char,
    pub int_n_cs_precedes: c_char,
    pub int_n_sep_by_space: c_char,
    pub int_p_sign_posn: c_char,
    pub int_n_sign_posn: c_char,
}

/// `CHAR_MAX`: the locale does not say.
const UNSPECIFIED: c_char = c_char::MAX;

/// A table that C may point into but not write to.
struct Constant(lconv);

const C_LOCALE: Constant = {
    let none = c"".as_ptr().cast_mut();
    Constant(lconv {
        decimal_point: c".".as_ptr().cast_mut(),
        thousands_sep: none,
        grouping: none,
        int_curr_symbol: none,
        currency_symbol: none,
        mon_decimal_point: none,
        mon_thousands_sep: none,
        mon_grouping: none,
        positive_sign: none,
        negative_sign: none,
        int_frac_digits: UNSPECIFIED,
        frac_digits: UNSPECIFIED,
        p_cs_precedes: UNSPECIFIED,
        p_sep_by_space: UNSPECIFIED,
        n_cs_precedes: UNSPECIFIED,
        n_sep_by_space: UNSPECIFIED,
        p_sign_posn: UNSPECIFIED,
        n_sign_posn: UNSPECIFIED,
        int_p_cs_precedes: UNSPECIFIED,
        int_p_sep_by_space: UNSPECIFIED,
        int_n_cs_precedes: UNSPECIFIED,
        int_n_sep_by_space: UNSPECIFIED,
        int_p_sign_posn: UNSPECIFIED,
        int_n_sign_posn: UNSPECIFIED,
    })
};

/// What `localeconv` answers with.
struct Answer(UnsafeCell<lconv>);
// SAFETY: POSIX lets a second call overwrite it.
unsafe impl Sync for Answer {}
static ANSWER: Answer = Answer(UnsafeCell::new(C_LOCALE.0));

/// The conventions of two categories.
fn of(numeric: Known, monetary: Known) -> lconv {
    let pointer = |text: &'static CStr| text.as_ptr().cast_mut();
    let mut out = C_LOCALE.0;
    if let Some(data) = numeric {
        out.decimal_point = pointer(data.numeric.point);
        out.thousands_sep = pointer(data.numeric.separator);
        out.grouping = pointer(data.numeric.grouping);
    }
    let Some(file) = monetary.map(|data| &data.file) else {
        return out;
    };
    let texts = [
        &mut out.int_curr_symbol,
        &mut out.currency_symbol,
        &mut out.mon_decimal_point,
        &mut out.mon_thousands_sep,
        &mut out.mon_grouping,
        &mut out.positive_sign,
        &mut out.negative_sign,
    ];
    for (index, place) in texts.into_iter().enumerate() {
        *place = pointer(file.text(Section::Monetary, index));
    }
    let numbers = [
        &mut out.int_frac_digits,
        &mut out.frac_digits,
        &mut out.p_cs_precedes,
        &mut out.p_sep_by_space,
        &mut out.n_cs_precedes,
        &mut out.n_sep_by_space,
        &mut out.p_sign_posn,
        &mut out.n_sign_posn,
        &mut out.int_p_cs_precedes,
        &mut out.int_p_sep_by_space,
        &mut out.int_n_cs_precedes,
        &mut out.int_n_sep_by_space,
        &mut out.int_p_sign_posn,
        &mut out.int_n_sign_posn,
    ];
    for (index, place) in numbers.into_iter().enumerate() {
        // No number of a file is above CHAR_MAX that means anything.
        *place = file.monetary_number(index).min(127) as c_char;
    }
    out
}

/// The conventions of a locale.
pub(crate) fn conventions_of(locale: &Locale) -> lconv {
    of(
        locale.data[LC_NUMERIC as usize],
        locale.data[LC_MONETARY as usize],
    )
}

/// The conventions of the current locale.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn localeconv() -> *mut lconv {
    let category = super::data::of_category;
    // SAFETY: see the promise of `Sync`.
    unsafe { *ANSWER.0.get() = of(category(LC_NUMERIC), category(LC_MONETARY)) };
    ANSWER.0.get()
}
