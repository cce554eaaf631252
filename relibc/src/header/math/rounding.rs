//! Rounding in the mode that is set, and to integer types.

use crate::arch;
use crate::types::*;

macro_rules! rounding {
    ($($type:ty, $bits:ty, $arch:path: $rint:ident $nearbyint:ident $lrint:ident $llrint:ident $lround:ident $llround:ident $round:ident;)*) => {$(
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

        #[doc = concat!("C: `", stringify!($round), "`.")]
        ///
        /// Made of the bits, so that it neither depends on the mode nor raises anything.
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $round(x: $type) -> $type {
            const FRACTION: u32 = <$type>::MANTISSA_DIGITS - 1;
            const BIAS: i32 = <$type>::MAX_EXP - 1;
            let power = (x.to_bits() >> FRACTION) as i32 % (1 << (<$bits>::BITS - 1 - FRACTION)) - BIAS;
            if power >= FRACTION as i32 {
                // Whole, or not finite.
                return if x.is_nan() { x + x } else { x };
            }
            if power < 0 {
                let whole: $type = if power == -1 { 1.0 } else { 0.0 };
                return whole.copysign(x);
            }
            // A half carries into the whole part, and from there into the exponent.
            let half = (1 << (FRACTION - 1)) >> power;
            let below: $bits = ((1 << FRACTION) - 1) >> power;
            <$type>::from_bits((x.to_bits() + half) & !below)
        }

        #[doc = concat!("C: `", stringify!($lround), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $lround(x: $type) -> c_long {
            arch::round_to_integer($round(x).into())
        }

        #[doc = concat!("C: `", stringify!($llround), "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $llround(x: $type) -> c_longlong {
            arch::round_to_integer($round(x).into())
        }
    )*};
}

rounding! {
    c_double, u64, arch::round_double: rint nearbyint lrint llrint lround llround round;
    c_float, u32, arch::round_float: rintf nearbyintf lrintf llrintf lroundf llroundf roundf;
}
