//! `long double`: the 80-bit extended format of the x87 unit.

use core::arch::asm;

/// A `long double` as it lies in memory (System V ABI 3.1.2): ten bytes, in sixteen with padding.
#[repr(C, align(16))]
#[derive(Clone, Copy, Debug)]
pub struct Extended {
    /// The significand, its leading bit included.
    mantissa: u64,
    /// Sign in bit 15; biased exponent below.
    sign_exponent: u16,
    padding: [u16; 3],
}

/// Equal bits. What is in the padding of a C object does not count.
impl PartialEq for Extended {
    fn eq(&self, other: &Extended) -> bool {
        (self.mantissa, self.sign_exponent) == (other.mantissa, other.sign_exponent)
    }
}

impl Extended {
    /// The value with this significand and this sign and biased exponent.
    pub const fn new(mantissa: u64, sign_exponent: u16) -> Extended {
        Extended {
            mantissa,
            sign_exponent,
            padding: [0; 3],
        }
    }

    /// Reads the ten bytes at `at`, of any alignment.
    ///
    /// # Safety
    /// Ten bytes at `at` are readable.
    pub unsafe fn read(at: *const u8) -> Extended {
        // SAFETY: as promised by the caller.
        unsafe {
            Extended::new(
                at.cast::<u64>().read_unaligned(),
                at.add(8).cast::<u16>().read_unaligned(),
            )
        }
    }

    /// Writes ten bytes at `at`, of any alignment. The padding of a C object is left alone.
    ///
    /// # Safety
    /// Ten bytes at `at` are writable.
    pub unsafe fn write(self, at: *mut u8) {
        // SAFETY: as promised by the caller.
        unsafe {
            at.cast::<u64>().write_unaligned(self.mantissa);
            at.add(8).cast::<u16>().write_unaligned(self.sign_exponent);
        }
    }

    /// The significand, its leading bit included.
    pub const fn mantissa(self) -> u64 {
        self.mantissa
    }

    /// Sign in bit 15; biased exponent below.
    pub const fn sign_exponent(self) -> u16 {
        self.sign_exponent
    }
}

/// Arithmetic by the x87 unit: the second operand is pushed first, so that the first is on top.
macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident($($other:ident)?) { $($line:literal)* })*) => {
        impl Extended {$(
            $(#[$doc])*
            pub fn $name(self, $($other: Extended)?) -> Extended {
                let mut result = Extended::new(0, 0);
                // SAFETY: the operands and the result are in memory; every x87 register is given up.
                unsafe {
                    asm!(
                        $(concat!("fld tbyte ptr [{", stringify!($other), "}]"),)?
                        "fld tbyte ptr [{first}]",
                        $($line,)*
                        "fstp tbyte ptr [{result}]",
                        first = in(reg) &self,
                        $($other = in(reg) &$other,)?
                        result = in(reg) &mut result,
                        out("st(0)") _, out("st(1)") _, out("st(2)") _, out("st(3)") _,
                        out("st(4)") _, out("st(5)") _, out("st(6)") _, out("st(7)") _,
                        options(nostack),
                    );
                }
                result
            }
        )*}
    };
}

operations! {
    /// The sum.
    plus(other) { "faddp st(1), st" }
    /// The difference.
    minus(other) { "fsubrp st(1), st" }
    /// The product.
    times(other) { "fmulp st(1), st" }
    /// The quotient.
    over(other) { "fdivrp st(1), st" }
    /// The square root.
    square_root() { "fsqrt" }
    /// The nearest whole number, in the rounding mode that is set.
    whole() { "frndint" }
    /// This value times two to the power of `other`.
    scaled_by(other) { "fscale" "fstp st(1)" }
    /// Two to the power of this value, less one; this value is from -1 to 1.
    power_of_two_less_one() { "f2xm1" }
    /// The logarithm to the base two, times `other`.
    log2_times(other) { "fyl2x" }
    /// The natural logarithm of this value and one; the value is small.
    log_of_one_more() { "fldln2" "fxch st(1)" "fyl2xp1" }
}

impl From<f64> for Extended {
    fn from(value: f64) -> Extended {
        let mut result = Extended::new(0, 0);
        // SAFETY: the value and the result are in memory; the register used is given up.
        unsafe {
            asm!(
                "fld qword ptr [{value}]", "fstp tbyte ptr [{result}]",
                value = in(reg) &value, result = in(reg) &mut result, out("st(0)") _, options(nostack),
            );
        }
        result
    }
}

impl From<Extended> for f64 {
    fn from(value: Extended) -> f64 {
        let mut result = 0.0;
        // SAFETY: as above.
        unsafe {
            asm!(
                "fld tbyte ptr [{value}]", "fstp qword ptr [{result}]",
                value = in(reg) &value, result = in(reg) &mut result, out("st(0)") _, options(nostack),
            );
        }
        result
    }
}

/// Exports functions that return a `long double`: on top of the x87 stack, which Rust has no type for. Each calls
/// its Rust side with its own (up to two) integer or pointer arguments and, as the third, a place for the value.
#[macro_export]
macro_rules! returns_long_double {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) = $inner:ident);*) => {$(
        $(#[$doc])*
        #[unsafe(naked)]
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $name($($argument: $type),*) {
            core::arch::naked_asm!(
                "sub rsp, 24",
                "mov rdx, rsp",
                "call {inner}",
                "fld tbyte ptr [rsp]",
                "add rsp, 24",
                "ret",
                inner = sym $inner,
            )
        }
    )*};
}
