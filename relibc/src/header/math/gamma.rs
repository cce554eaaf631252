//! The gamma function and its logarithm, with the sign that the latter leaves in `signgam`.

use super::exceptions::invalid;
use super::gamma_double;
use crate::types::*;
use core::sync::atomic::{AtomicI32, Ordering};

/// POSIX: `signgam`: the sign of the last gamma function whose logarithm was taken.
#[cfg_attr(not(test), no_mangle)]
pub static signgam: AtomicI32 = AtomicI32::new(0);

macro_rules! gamma {
    ($($type:ty: $lgamma:ident $lgamma_r:ident $tgamma:ident $floor:ident;)*) => {$(
        #[doc = concat!("C: `", stringify!($lgamma), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $lgamma(x: $type) -> $type {
            let (value, sign) = gamma_double::$lgamma_r(x);
            signgam.store(sign, Ordering::Relaxed);
            value
        }

        #[doc = concat!("BSD: `", stringify!($lgamma_r), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $lgamma_r(x: $type, sign: *mut c_int) -> $type {
            let (value, negative) = gamma_double::$lgamma_r(x);
            // SAFETY: the caller passes a place for the sign.
            unsafe { *sign = negative };
            value
        }

        #[doc = concat!("C: `", stringify!($tgamma), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $tgamma(x: $type) -> $type {
            if x < 0.0 && x == libm::$floor(x) {
                return invalid() as $type;
            }
            gamma_double::$tgamma(x)
        }
    )*};
}

gamma! {
    c_double: lgamma lgamma_r tgamma floor;
    c_float: lgammaf lgammaf_r tgammaf floorf;
}
