//! Absolute values and divisions.

use crate::types::*;

/// Quotient and remainder of `int`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct div_t {
    pub quot: c_int,
    pub rem: c_int,
}

/// Quotient and remainder of `long`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ldiv_t {
    pub quot: c_long,
    pub rem: c_long,
}

/// Quotient and remainder of `long long`.
pub type lldiv_t = ldiv_t;

/// C: `abs`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn abs(value: c_int) -> c_int {
    value.wrapping_abs()
}

/// C: `labs`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn labs(value: c_long) -> c_long {
    value.wrapping_abs()
}

/// C: `llabs`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn llabs(value: c_longlong) -> c_longlong {
    value.wrapping_abs()
}

/// C: `div`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn div(numerator: c_int, denominator: c_int) -> div_t {
    div_t {
        quot: numerator.wrapping_div(denominator),
        rem: numerator.wrapping_rem(denominator),
    }
}

/// C: `ldiv`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn ldiv(numerator: c_long, denominator: c_long) -> ldiv_t {
    ldiv_t {
        quot: numerator.wrapping_div(denominator),
        rem: numerator.wrapping_rem(denominator),
    }
}

/// C: `lldiv`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn lldiv(numerator: c_longlong, denominator: c_longlong) -> lldiv_t {
    ldiv(numerator, denominator)
}
