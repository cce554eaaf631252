//! `<complex.h>`.
//!
//! All functions but those that only take parts are computed in [`functions`], with 128 bits, and rounded once: exact to the last
//! bit, and slower than real functions by far. A complex value is passed like a structure of its parts (System V ABI 3.2.3), one
//! of `long double` in memory, by the shims of [`crate::arch`]. The declarations are in `cbindgen.toml`.

mod functions;
mod value;

use crate::arch::Extended;
use crate::types::*;
use value::Value;

/// `double complex` as it is passed.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct Double(c_double, c_double);

/// `float complex` as it is passed.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct Float(c_float, c_float);

macro_rules! complex {
    ($value:ident $part:ty: $($name:ident = $function:ident;)*; real { $($to_real:ident = $real_function:ident;)* }
     $pow:ident $conj:ident $creal:ident $cimag:ident) => {
        $(
            #[doc = concat!("C: `", stringify!($name), "`.")]
            #[cfg_attr(not(test), no_mangle)]
            pub(crate) extern "C" fn $name(z: $value) -> $value {
                let (x, y) = functions::$function(Value::new(z.0), Value::new(z.1));
                $value(x.round(), y.round())
            }
        )*
        $(
            #[doc = concat!("C: `", stringify!($to_real), "`.")]
            #[cfg_attr(not(test), no_mangle)]
            pub(crate) extern "C" fn $to_real(z: $value) -> $part {
                functions::$real_function(Value::new(z.0), Value::new(z.1)).round()
            }
        )*

        #[doc = concat!("C: `", stringify!($pow), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub(crate) extern "C" fn $pow(z: $value, power: $value) -> $value {
            let [x, y, u, v] = [z.0, z.1, power.0, power.1].map(Value::new);
            let (x, y) = functions::pow(x, y, u, v);
            $value(x.round(), y.round())
        }

        #[doc = concat!("C: `", stringify!($conj), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub(crate) extern "C" fn $conj(z: $value) -> $value {
            $value(z.0, -z.1)
        }

        #[doc = concat!("C: `", stringify!($creal), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub(crate) extern "C" fn $creal(z: $value) -> $part {
            z.0
        }

        #[doc = concat!("C: `", stringify!($cimag), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub(crate) extern "C" fn $cimag(z: $value) -> $part {
            z.1
        }
    };
}

complex! {
    Double c_double:
    cacos = acos; casin = asin; catan = atan; ccos = cos; csin = sin; ctan = tan;
    cacosh = acosh; casinh = area_sine; catanh = atanh; ccosh = cosh; csinh = sinh; ctanh = tanh;
    cexp = exp; clog = log; csqrt = sqrt; cproj = proj;;
    real { cabs = abs; carg = arg; }
    cpow conj creal cimag
}

complex! {
    Float c_float:
    cacosf = acos; casinf = asin; catanf = atan; ccosf = cos; csinf = sin; ctanf = tan;
    cacoshf = acosh; casinhf = area_sine; catanhf = atanh; ccoshf = cosh; csinhf = sinh; ctanhf = tanh;
    cexpf = exp; clogf = log; csqrtf = sqrt; cprojf = proj;;
    real { cabsf = abs; cargf = arg; }
    cpowf conjf crealf cimagf
}

macro_rules! long_complex {
    ($($name:ident = $function:ident;)*) => {$(
        unsafe extern "C" fn $function(z: *const [Extended; 2], result: *mut [Extended; 2]) {
            // SAFETY: the shim passes the argument and a place for the result.
            unsafe {
                let (x, y) = functions::$function(Value::new((*z)[0]), Value::new((*z)[1]));
                *result = [x.round(), y.round()];
            }
        }

        crate::arch::long_complex_to_long_complex! {
            #[doc = concat!("C: `", stringify!($name), "`.")]
            $name = $function
        }
    )*};
}

long_complex! {
    cacosl = acos;
    cacoshl = acosh;
    casinl = asin;
    casinhl = area_sine;
    catanl = atan;
    catanhl = atanh;
    ccosl = cos;
    ccoshl = cosh;
    cexpl = exp;
    clogl = log;
    cprojl = proj;
    csinl = sin;
    csinhl = sinh;
    csqrtl = sqrt;
    ctanl = tan;
    ctanhl = tanh;
}

unsafe extern "C" fn power(z: *const [Extended; 2], result: *mut [Extended; 2]) {
    // SAFETY: the shim passes the arguments, one after the other, and a place for the result.
    unsafe {
        let [x, y, u, v] = (*z.cast::<[Extended; 4]>()).map(Value::new);
        let (x, y) = functions::pow(x, y, u, v);
        *result = [x.round(), y.round()];
    }
}

crate::arch::long_complex_to_long_complex! {
    /// C: `cpowl`.
    cpowl = power
}
