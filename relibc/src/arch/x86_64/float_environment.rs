//! The floating-point environment: the x87 unit's, as `fnstenv` stores it, and the SSE unit's MXCSR (Intel SDM volume 1,
//! 8.1.10 and 10.2.3). C's `fenv_t` has both, in musl's layout.

use super::float_control::{control, set_control};
use core::arch::asm;

/// Bits of the five exceptions that C knows, and of the one for subnormal operands.
pub const ALL_EXCEPTIONS: u32 = 0x3f;

/// What `fenv_t` is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Environment {
    x87_control: u16,
    unused: u16,
    x87_status: u16,
    unused_2: u16,
    x87_rest: [u32; 5],
    mxcsr: u32,
}

impl Environment {
    /// What a program starts with: nothing raised, nothing trapped, 64 bits of precision.
    pub const DEFAULT: Environment = Environment {
        x87_control: 0x037f,
        unused: 0,
        x87_status: 0,
        unused_2: 0,
        x87_rest: [0xffff, 0, 0, 0, 0],
        mxcsr: 0x1f80,
    };

    /// The one that is set.
    pub fn current() -> Environment {
        let mut environment = Environment::DEFAULT;
        // SAFETY: 28 bytes are stored. The instruction masks the exceptions, so the environment is loaded again.
        unsafe {
            asm!("fnstenv [{0}]", "fldenv [{0}]", in(reg) &mut environment, options(nostack))
        };
        environment.mxcsr = control();
        environment
    }

    /// Sets this one.
    pub fn set(&self) {
        // SAFETY: 28 bytes are loaded; C promises that they come from `current`.
        unsafe { asm!("fldenv [{0}]", in(reg) self, options(nostack, readonly)) };
        set_control(self.mxcsr);
    }

    /// The exceptions raised in either unit.
    pub fn raised(&self) -> u32 {
        (u32::from(self.x87_status) | self.mxcsr) & ALL_EXCEPTIONS
    }

    /// Forgets exceptions in both units.
    pub fn clear(&mut self, exceptions: u32) {
        self.x87_status &= !(exceptions as u16);
        self.mxcsr &= !exceptions;
    }

    /// Notes exceptions as raised.
    pub fn raise(&mut self, exceptions: u32) {
        self.mxcsr |= exceptions;
    }

    /// The exceptions that trap.
    pub fn trapped(&self) -> u32 {
        !u32::from(self.x87_control) & ALL_EXCEPTIONS
    }

    /// Lets exceptions trap, and no others.
    pub fn set_trapped(&mut self, exceptions: u32) {
        self.x87_control = (self.x87_control | ALL_EXCEPTIONS as u16) & !(exceptions as u16);
        self.mxcsr = (self.mxcsr | ALL_EXCEPTIONS << 7) & !(exceptions << 7);
    }

    /// The rounding: the two bits of the x87 unit's control word, at 10.
    pub fn rounding(&self) -> u16 {
        self.x87_control & 0xc00
    }

    /// Sets the rounding in both units.
    pub fn set_rounding(&mut self, rounding: u16) {
        self.x87_control = (self.x87_control & !0xc00) | rounding;
        self.mxcsr = (self.mxcsr & !0x6000) | u32::from(rounding) << 3;
    }
}
