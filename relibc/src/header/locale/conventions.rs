//! How numbers and money are written: as in the C locale, everywhere.

use crate::types::*;

/// `struct lconv` (XBD, <locale.h>).
#[repr(C)]
#[derive(Debug)]
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
// SAFETY: nothing writes to it.
unsafe impl Sync for Constant {}

static C_LOCALE: Constant = {
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

/// The conventions of the current locale.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn localeconv() -> *mut lconv {
    (&raw const C_LOCALE.0).cast_mut()
}
