//! `long double`: the 80-bit extended format of the x87 unit.

/// A `long double` as it lies in memory (System V ABI 3.1.2): ten bytes, in sixteen with padding.
#[repr(C, align(16))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extended {
    /// The significand, its leading bit included.
    mantissa: u64,
    /// Sign in bit 15; biased exponent below.
    sign_exponent: u16,
    padding: [u16; 3],
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
