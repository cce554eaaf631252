//! How the floating-point units round.

use crate::number::Rounding;
use core::arch::asm;

/// The rounding that is set (Intel SDM volume 1, 10.2.3: MXCSR bits 13 and 14).
#[inline]
pub fn rounding() -> Rounding {
    match control() >> 13 & 3 {
        0 => Rounding::Nearest,
        1 => Rounding::Down,
        2 => Rounding::Up,
        _ => Rounding::Zero,
    }
}

/// Rounds to a whole number in the mode that is set. Unless `inexact`, that exception is not raised.
pub fn round_double(x: f64, inexact: bool) -> f64 {
    round(x, inexact)
}

/// As [`round_double`].
pub fn round_float(x: f32, inexact: bool) -> f32 {
    round(x.into(), inexact) as f32
}

/// By adding and taking off again 2^52, from where on there are only whole numbers.
fn round(x: f64, inexact: bool) -> f64 {
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    if x.abs() >= WHOLE || x.is_nan() {
        return if x.is_nan() { x + x } else { x };
    }
    let old = control();
    let large = WHOLE.copysign(x);
    let mut sum = x;
    // SAFETY: SSE2 arithmetic on a register; in assembly, as the compiler may not take it to be nothing.
    unsafe {
        asm!("addsd {0}, {1}", "subsd {0}, {1}", inout(xmm_reg) sum, in(xmm_reg) large, options(pure, nomem, nostack));
    }
    if !inexact {
        set_control(old);
    }
    sum.copysign(x)
}

/// The nearest `long` in the mode that is set.
#[inline]
pub fn round_to_integer(x: f64) -> i64 {
    // SAFETY: SSE2 is in the x86-64 baseline.
    unsafe { core::arch::x86_64::_mm_cvtsd_si64(core::arch::x86_64::_mm_set_sd(x)) }
}

/// MXCSR: the control and status of the SSE unit.
pub fn control() -> u32 {
    let mut control = 0u32;
    // SAFETY: the instruction stores the register to the variable.
    unsafe { asm!("stmxcsr [{}]", in(reg) &raw mut control, options(nostack, preserves_flags)) };
    control
}

/// Sets MXCSR.
pub fn set_control(control: u32) {
    // SAFETY: the callers pass what `control` gave, with other flags or another mode.
    unsafe { asm!("ldmxcsr [{}]", in(reg) &raw const control, options(nostack, preserves_flags)) };
}
