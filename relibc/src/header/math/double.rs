//! Functions of `double` and `float`: our own exponentials, logarithms, powers and sines, and those that the `libm` crate has
//! under the same names.

use core::hint::black_box;

use super::exceptions::{invalid, pole, raise_invalid};
use super::{area, bessel, comparison, exponential, hyperbolic, logarithm, power, sine};
use crate::types::*;

macro_rules! unary {
    ($module:ident: $($double:ident $float:ident)*) => {$(
        #[doc = concat!("C: `", stringify!($double), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $double(x: c_double) -> c_double {
            $module::$double(x)
        }

        #[doc = concat!("C: `", stringify!($float), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $float(x: c_float) -> c_float {
            $module::$float(x)
        }
    )*};
}

unary! {
    exponential: exp expf exp2 exp2f exp10 exp10f
}

unary! {
    logarithm: log logf log2 log2f log10 log10f
}

unary! {
    sine: cos cosf sin sinf tan tanf
}

unary! {
    area: acosh acoshf asinh asinhf
}

unary! {
    hyperbolic: expm1 expm1f sinh sinhf
}

unary! {
    bessel: j0 j0f j1 j1f y0 y0f y1 y1f
}

unary! {
    libm: acos acosf asin asinf atan atanf atanh atanhf cbrt cbrtf ceil ceilf cosh coshf
    erf erff erfc erfcf fabs fabsf floor floorf sqrt sqrtf tanh tanhf trunc truncf
}

macro_rules! binary {
    ($module:ident: $($double:ident $float:ident)*) => {$(
        #[doc = concat!("C: `", stringify!($double), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $double(x: c_double, y: c_double) -> c_double {
            $module::$double(x, y)
        }

        #[doc = concat!("C: `", stringify!($float), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $float(x: c_float, y: c_float) -> c_float {
            $module::$float(x, y)
        }
    )*};
}

macro_rules! logarithm_of_one_more {
    ($($type:ty: $name:ident;)*) => {$(
        #[doc = concat!("C: `", stringify!($name), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $name(x: $type) -> $type {
            if x == -1.0 {
                return pole(-1.0) as $type;
            }
            libm::$name(x)
        }
    )*};
}

logarithm_of_one_more! {
    c_double: log1p;
    c_float: log1pf;
}

binary! {
    power: pow powf
}

binary! {
    comparison: fdim fdimf fmax fmaxf fmin fminf
}

binary! {
    libm: atan2 atan2f copysign copysignf fmod fmodf hypot hypotf nextafter nextafterf
    remainder remainderf
}

macro_rules! others {
    ($($type:ty: $fma:ident $frexp:ident $modf:ident $ldexp:ident $scalbn:ident $scalbln:ident $ilogb:ident $logb:ident
       $remquo:ident $sincos:ident $jn:ident $yn:ident $nan:ident $scalb:ident $significand:ident $drem:ident $rint:ident;)*) => {$(
        #[doc = concat!("C: `", stringify!($fma), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $fma(x: $type, y: $type, z: $type) -> $type {
            if z.is_nan() && (x.is_infinite() || y.is_infinite()) {
                // The instruction does not tell of a product that is none.
                return black_box(x) * black_box(y) + z;
            }
            libm::$fma(x, y, z)
        }

        #[doc = concat!("C: `", stringify!($frexp), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $frexp(x: $type, exponent: *mut c_int) -> $type {
            let (mantissa, power) = libm::$frexp(x);
            // SAFETY: the caller passes a place for the exponent.
            unsafe { *exponent = power };
            mantissa
        }

        #[doc = concat!("C: `", stringify!($modf), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $modf(x: $type, whole: *mut $type) -> $type {
            let (fraction, integer) = libm::$modf(x);
            // SAFETY: the caller passes a place for the whole part.
            unsafe { *whole = integer };
            fraction
        }

        #[doc = concat!("C: `", stringify!($ldexp), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $ldexp(x: $type, power: c_int) -> $type {
            libm::$ldexp(x, power)
        }

        #[doc = concat!("C: `", stringify!($scalbn), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $scalbn(x: $type, power: c_int) -> $type {
            libm::$scalbn(x, power)
        }

        #[doc = concat!("C: `", stringify!($scalbln), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $scalbln(x: $type, power: c_long) -> $type {
            // Beyond this range nothing changes any more.
            libm::$scalbn(x, power.clamp(-100_000, 100_000) as c_int)
        }

        #[doc = concat!("C: `", stringify!($ilogb), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $ilogb(x: $type) -> c_int {
            if x == 0.0 || !x.is_finite() {
                raise_invalid();
            }
            libm::$ilogb(x)
        }

        #[doc = concat!("C: `", stringify!($logb), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $logb(x: $type) -> $type {
            if x == 0.0 {
                return -1.0 / (x * x);
            }
            if !x.is_finite() {
                return x * x;
            }
            libm::$ilogb(x) as $type
        }

        #[doc = concat!("C: `", stringify!($remquo), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $remquo(x: $type, y: $type, quotient: *mut c_int) -> $type {
            let (rest, bits) = libm::$remquo(x, y);
            // SAFETY: the caller passes a place for the quotient.
            unsafe { *quotient = bits };
            rest
        }

        #[doc = concat!("GNU: `", stringify!($sincos), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $sincos(x: $type, sine: *mut $type, cosine: *mut $type) {
            let (s, c) = sine::$sincos(x);
            // SAFETY: the caller passes places for both.
            unsafe {
                *sine = s;
                *cosine = c;
            }
        }

        #[doc = concat!("POSIX: `", stringify!($jn), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $jn(order: c_int, x: $type) -> $type {
            bessel::$jn(order, x)
        }

        #[doc = concat!("POSIX: `", stringify!($yn), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $yn(order: c_int, x: $type) -> $type {
            bessel::$yn(order, x)
        }

        #[doc = concat!("C: `", stringify!($nan), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $nan(_payload: *const c_char) -> $type {
            <$type>::NAN
        }

        #[doc = concat!("BSD: `", stringify!($scalb), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $scalb(x: $type, power: $type) -> $type {
            if x.is_nan() || power.is_nan() {
                return x * power;
            }
            if power.is_infinite() {
                return if power > 0.0 { x * power } else { x / -power };
            }
            if power != super::$rint(power) {
                return invalid() as $type;
            }
            // Beyond this range nothing changes any more.
            libm::$scalbn(x, power.clamp(-100_000.0, 100_000.0) as c_int)
        }

        #[doc = concat!("BSD: `", stringify!($significand), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $significand(x: $type) -> $type {
            libm::$scalbn(x, -libm::$ilogb(x))
        }

        #[doc = concat!("BSD: `", stringify!($drem), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $drem(x: $type, y: $type) -> $type {
            // The rest of the division that `remquo` does.
            libm::$remquo(x, y).0
        }
    )*};
}

others! {
    c_double: fma frexp modf ldexp scalbn scalbln ilogb logb remquo sincos jn yn nan scalb significand drem rint;
    c_float: fmaf frexpf modff ldexpf scalbnf scalblnf ilogbf logbf remquof sincosf jnf ynf nanf scalbf significandf dremf rintf;
}

/// GNU's older name of `exp10`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn pow10(x: c_double) -> c_double {
    exponential::exp10(x)
}

/// GNU's older name of `exp10f`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn pow10f(x: c_float) -> c_float {
    exponential::exp10f(x)
}

/// BSD: `finite`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn finite(x: c_double) -> c_int {
    x.is_finite().into()
}

/// BSD: `finitef`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn finitef(x: c_float) -> c_int {
    x.is_finite().into()
}
