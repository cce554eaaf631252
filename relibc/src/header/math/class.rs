//! What kind of number it is: the functions behind `fpclassify` and `signbit`.

use crate::arch::Extended;
use crate::number::{Class, Format};
use crate::types::*;

const FP_NAN: c_int = 0;
const FP_INFINITE: c_int = 1;
const FP_ZERO: c_int = 2;
const FP_SUBNORMAL: c_int = 3;
const FP_NORMAL: c_int = 4;

/// The class of a value, as C numbers them.
pub(crate) fn classify<F: Format>(x: F) -> c_int {
    match x.split().class {
        Class::Nan => FP_NAN,
        Class::Infinite => FP_INFINITE,
        Class::Finite { mantissa: 0, .. } => FP_ZERO,
        Class::Finite { mantissa, .. } if mantissa >> (F::PRECISION - 1) == 0 => FP_SUBNORMAL,
        Class::Finite { .. } => FP_NORMAL,
    }
}

/// The class of a `double`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn __fpclassify(x: c_double) -> c_int {
    classify(x)
}

/// The class of a `float`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn __fpclassifyf(x: c_float) -> c_int {
    classify(x)
}

/// Whether the sign bit of a `double` is set.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn __signbit(x: c_double) -> c_int {
    x.is_sign_negative().into()
}

/// Whether the sign bit of a `float` is set.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn __signbitf(x: c_float) -> c_int {
    x.is_sign_negative().into()
}

crate::arch::takes_long_double!(
    /// The class of a `long double`.
    __fpclassifyl = classify_long;
    /// Whether the sign bit of a `long double` is set.
    __signbitl = sign_long
);

unsafe extern "C" fn classify_long(_: usize, _: usize, x: *const Extended) -> c_int {
    // SAFETY: the shim passes the argument.
    classify(unsafe { *x })
}

unsafe extern "C" fn sign_long(_: usize, _: usize, x: *const Extended) -> c_int {
    // SAFETY: the shim passes the argument.
    unsafe { (*x).split() }.negative.into()
}
