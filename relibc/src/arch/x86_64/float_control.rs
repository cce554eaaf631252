//! How the floating-point units round.

use crate::number::Rounding;
use core::arch::asm;

/// The rounding that is set (Intel SDM volume 1, 10.2.3: MXCSR bits 13 and 14).
#[inline]
pub fn rounding() -> Rounding {
    let mut control = 0u32;
    // SAFETY: the instruction stores the register to the variable.
    unsafe { asm!("stmxcsr [{}]", in(reg) &raw mut control, options(nostack, preserves_flags)) };
    match control >> 13 & 3 {
        0 => Rounding::Nearest,
        1 => Rounding::Down,
        2 => Rounding::Up,
        _ => Rounding::Zero,
    }
}
