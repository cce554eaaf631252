//! Rounding in the mode that is set, and to integer types.

use crate::arch;
use crate::types::*;

macro_rules! rounding {
    ($($type:ty, $arch:path: $rint:ident $nearbyint:ident $lrint:ident $llrint:ident $lround:ident $llround:ident $round:ident;)*) => {$(
        #[doc = concat!("C: `", stringify!($rint), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $rint(x: $type) -> $type {
            $arch(x, true)
        }

        #[doc = concat!("C: `", stringify!($nearbyint), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $nearbyint(x: $type) -> $type {
            $arch(x, false)
        }

        #[doc = concat!("C: `", stringify!($lrint), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $lrint(x: $type) -> c_long {
            arch::round_to_integer(x.into())
        }

        #[doc = concat!("C: `", stringify!($llrint), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $llrint(x: $type) -> c_longlong {
            arch::round_to_integer(x.into())
        }

        #[doc = concat!("C: `", stringify!($lround), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $lround(x: $type) -> c_long {
            arch::round_to_integer(libm::$round(x).into())
        }

        #[doc = concat!("C: `", stringify!($llround), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $llround(x: $type) -> c_longlong {
            arch::round_to_integer(libm::$round(x).into())
        }
    )*};
}

rounding! {
    c_double, arch::round_double: rint nearbyint lrint llrint lround llround round;
    c_float, arch::round_float: rintf nearbyintf lrintf llrintf lroundf llroundf roundf;
}
