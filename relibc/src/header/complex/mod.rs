//! `<complex.h>`.
//!
//! `double` and `float` functions are those of the `num-complex` crate. A complex value is passed like a structure of its
//! parts (System V ABI 3.2.3). Those of `long double` are in [`crate::arch`]. The declarations are in
//! `cbindgen.toml`.

use crate::types::*;
use num_complex::Complex;

/// `double complex` as it is passed.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct Double(c_double, c_double);

/// `float complex` as it is passed.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct Float(c_float, c_float);

macro_rules! complex {
    ($value:ident $part:ty: $(
        $name:ident = $method:ident;)*;
        real { $abs:ident $arg:ident $real:ident $imag:ident }
        whole { $conj:ident $proj:ident $pow:ident $log:ident }
    ) => {
        impl From<$value> for Complex<$part> {
            fn from(value: $value) -> Complex<$part> {
                Complex::new(value.0, value.1)
            }
        }

        impl From<Complex<$part>> for $value {
            fn from(value: Complex<$part>) -> $value {
                $value(value.re, value.im)
            }
        }

        $(
            #[doc = concat!("C: `", stringify!($name), "`.")]
            #[cfg_attr(not(test), no_mangle)]
            pub(crate) extern "C" fn $name(z: $value) -> $value {
                Complex::from(z).$method().into()
            }
        )*

        #[doc = concat!("C: `", stringify!($abs), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub(crate) extern "C" fn $abs(z: $value) -> $part {
            Complex::from(z).norm()
        }

        #[doc = concat!("C: `", stringify!($arg), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub(crate) extern "C" fn $arg(z: $value) -> $part {
            Complex::from(z).arg()
        }

        #[doc = concat!("C: `", stringify!($real), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub(crate) extern "C" fn $real(z: $value) -> $part {
            z.0
        }

        #[doc = concat!("C: `", stringify!($imag), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub(crate) extern "C" fn $imag(z: $value) -> $part {
            z.1
        }

        #[doc = concat!("C: `", stringify!($conj), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub(crate) extern "C" fn $conj(z: $value) -> $value {
            $value(z.0, -z.1)
        }

        #[doc = concat!("C: `", stringify!($proj), "`: every infinity is the one at the real axis' end.")]
        #[cfg_attr(not(test), no_mangle)]
        pub(crate) extern "C" fn $proj(z: $value) -> $value {
            if z.0.is_infinite() || z.1.is_infinite() {
                let zero: $part = 0.0;
                return $value(<$part>::INFINITY, if z.1.is_sign_negative() { -zero } else { zero });
            }
            z
        }

        #[doc = concat!("C: `", stringify!($pow), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub(crate) extern "C" fn $pow(z: $value, power: $value) -> $value {
            Complex::from(z).powc(power.into()).into()
        }

        #[doc = concat!("C: `", stringify!($log), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub(crate) extern "C" fn $log(z: $value) -> $value {
            Complex::from(z).ln().into()
        }
    };
}

complex! {
    Double c_double:
    cacos = acos; casin = asin; catan = atan; ccos = cos; csin = sin; ctan = tan;
    cacosh = acosh; casinh = asinh; catanh = atanh; ccosh = cosh; csinh = sinh; ctanh = tanh;
    cexp = exp; csqrt = sqrt;;
    real { cabs carg creal cimag }
    whole { conj cproj cpow clog }
}

complex! {
    Float c_float:
    cacosf = acos; casinf = asin; catanf = atan; ccosf = cos; csinf = sin; ctanf = tan;
    cacoshf = acosh; casinhf = asinh; catanhf = atanh; ccoshf = cosh; csinhf = sinh; ctanhf = tanh;
    cexpf = exp; csqrtf = sqrt;;
    real { cabsf cargf crealf cimagf }
    whole { conjf cprojf cpowf clogf }
}
