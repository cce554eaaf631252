//! `sinh` and `expm1`: those of the `libm` crate, with what is to be raised out of the range of normal numbers.

use super::exceptions::{overflow, raise_underflow};

/// The largest arguments whose `sinh` is finite.
const LARGEST: f64 = 710.4758600739439;
const LARGEST_FLOAT: f32 = 89.415_985;

macro_rules! hyperbolic {
    ($($type:ty: $sinh:ident $expm1:ident $largest:ident;)*) => {$(
        pub fn $sinh(x: $type) -> $type {
            if x.is_subnormal() {
                raise_underflow();
                return x;
            }
            if x.abs() > $largest && x.is_finite() {
                // Rounded as the sign says, not as that of the exponential does.
                return overflow(u64::from(x.is_sign_negative()) << 63) as $type;
            }
            libm::$sinh(x)
        }

        pub fn $expm1(x: $type) -> $type {
            if x.is_subnormal() {
                raise_underflow();
                return x;
            }
            libm::$expm1(x)
        }
    )*};
}

hyperbolic! {
    f64: sinh expm1 LARGEST;
    f32: sinhf expm1f LARGEST_FLOAT;
}
