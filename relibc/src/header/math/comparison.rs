//! The larger, the smaller and the positive difference of two numbers. Numbers are compared by their bits: an instruction that
//! compares them would raise FE_INVALID for not-a-number, and would find no difference between zeros.

use core::hint::black_box;

macro_rules! comparisons {
    ($($type:ty, $bits:ty, $signed:ty: $fmax:ident $fmin:ident $fdim:ident $order:ident;)*) => {$(
        /// An integer that is ordered as the number is; of -0 it is less than of 0.
        #[inline(always)]
        fn $order(x: $type) -> $signed {
            let bits = x.to_bits() as $signed;
            bits ^ ((bits >> (<$bits>::BITS - 1)) as $bits >> 1) as $signed
        }

        pub fn $fmax(x: $type, y: $type) -> $type {
            match (x.is_nan(), y.is_nan()) {
                (false, false) if $order(x) < $order(y) => y,
                (false, _) => x,
                (true, false) => y,
                (true, true) => x + y,
            }
        }

        pub fn $fmin(x: $type, y: $type) -> $type {
            match (x.is_nan(), y.is_nan()) {
                (false, false) if $order(y) < $order(x) => y,
                (false, _) => x,
                (true, false) => y,
                (true, true) => x + y,
            }
        }

        pub fn $fdim(x: $type, y: $type) -> $type {
            // The operands are hidden, as the compiler would compute the difference for every case, and choose then.
            if x.is_nan() || y.is_nan() || $order(x) > $order(y) {
                return black_box(x) - black_box(y);
            }
            0.0
        }
    )*};
}

comparisons! {
    f64, u64, i64: fmax fmin fdim order_of_double;
    f32, u32, i32: fmaxf fminf fdimf order_of_float;
}
