//! The `va_list` of the System V ABI for x86-64 (section 3.5.7).
//!
//! Rust's `VaList` has no way to fetch a `long double`, nor to be re-used after a callee advanced
//! it, so the arguments are taken from the structure itself.

use super::x87::Extended;

/// `__va_list_tag`: what a C `va_list` parameter points to.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct VaListTag {
    /// Offset of the next general register's slot in `reg_save_area`; 48 when none is left.
    gp_offset: u32,
    /// Offset of the next vector register's slot; 176 when none is left.
    fp_offset: u32,
    overflow_arg_area: *mut u8,
    reg_save_area: *mut u8,
}

const GP_END: u32 = 6 * 8;
const FP_END: u32 = GP_END + 8 * 16;

impl VaListTag {
    /// The next argument of an integer or pointer type, as the 64 bits that carry it.
    ///
    /// # Safety
    /// The list has such an argument next.
    #[inline]
    pub unsafe fn next_word(&mut self) -> u64 {
        // SAFETY: the register save area holds 48 bytes of general registers (ABI 3.5.7), and the
        // caller says an argument is there.
        unsafe {
            if self.gp_offset < GP_END {
                let at = self.reg_save_area.add(self.gp_offset as usize);
                self.gp_offset += 8;
                return at.cast::<u64>().read();
            }
            self.next_on_stack()
        }
    }

    /// Gives `take` what [`Self::next_word`] would be; it stays the next one if that says no.
    ///
    /// # Safety
    /// The list has such an argument next.
    #[inline(always)]
    pub unsafe fn next_word_if(&mut self, take: impl FnOnce(u64) -> bool) -> bool {
        // SAFETY: as in next_word and next_on_stack.
        unsafe {
            if self.gp_offset < GP_END {
                let at = self.reg_save_area.add(self.gp_offset as usize);
                let taken = take(at.cast::<u64>().read());
                self.gp_offset += if taken { 8 } else { 0 };
                return taken;
            }
            let at = self.overflow_arg_area;
            let taken = take(at.cast::<u64>().read());
            self.overflow_arg_area = at.add(if taken { 8 } else { 0 });
            taken
        }
    }

    /// The next `double`.
    ///
    /// # Safety
    /// The list has such an argument next.
    #[inline]
    pub unsafe fn next_double(&mut self) -> f64 {
        // SAFETY: as in next_word, with the vector registers at 48..176, sixteen bytes each.
        unsafe {
            if self.fp_offset < FP_END {
                let at = self.reg_save_area.add(self.fp_offset as usize);
                self.fp_offset += 16;
                return at.cast::<f64>().read();
            }
            f64::from_bits(self.next_on_stack())
        }
    }

    /// The next `long double`: always in memory, aligned to sixteen bytes.
    ///
    /// # Safety
    /// The list has such an argument next.
    pub unsafe fn next_long_double(&mut self) -> Extended {
        let at = self
            .overflow_arg_area
            .map_addr(|address| (address + 15) & !15);
        // SAFETY: the caller says a long double is there; it occupies sixteen bytes, ten of them used.
        unsafe {
            self.overflow_arg_area = at.add(16);
            Extended::read(at)
        }
    }

    unsafe fn next_on_stack(&mut self) -> u64 {
        // SAFETY: the caller of our callers says an argument is there; each takes eight bytes.
        unsafe {
            let value = self.overflow_arg_area.cast::<u64>().read();
            self.overflow_arg_area = self.overflow_arg_area.add(8);
            value
        }
    }
}

/// A `va_list` as it is passed to a function.
pub type va_list = *mut VaListTag;

/// The structure of a variadic function's own arguments.
pub fn tag_of(arguments: &mut core::ffi::VaList<'_>) -> va_list {
    const { assert!(size_of::<core::ffi::VaList<'_>>() == size_of::<VaListTag>()) };
    // Rust's VaList is the ABI's structure (its documentation says so of C's va_list).
    (&raw mut *arguments).cast()
}
