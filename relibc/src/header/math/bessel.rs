//! Bessel functions: those of the `libm` crate, and what they raise at 0 and below it. `float` functions compute in `double`: near
//! the functions' zeros they lose less.

use core::ffi::c_int;

use super::exceptions::{invalid, pole};

pub use libm::{j0, j1, jn};

/// A function of the second kind, which has a pole at 0 with the sign of `sign`, and no values below.
#[inline(always)]
fn second_kind(x: f64, sign: f64, function: impl FnOnce(f64) -> f64) -> f64 {
    if x == 0.0 {
        return pole(sign);
    }
    if x < 0.0 {
        return invalid();
    }
    function(x)
}

pub fn y0(x: f64) -> f64 {
    second_kind(x, -1.0, libm::y0)
}

pub fn y1(x: f64) -> f64 {
    second_kind(x, -1.0, libm::y1)
}

pub fn yn(order: c_int, x: f64) -> f64 {
    // Y of a negative order is that of the positive one, with the other sign if it is odd.
    let sign = if order < 0 && order & 1 != 0 {
        1.0
    } else {
        -1.0
    };
    second_kind(x, sign, |x| libm::yn(order, x))
}

pub fn j0f(x: f32) -> f32 {
    j0(x.into()) as f32
}

pub fn j1f(x: f32) -> f32 {
    j1(x.into()) as f32
}

pub fn jnf(order: c_int, x: f32) -> f32 {
    jn(order, x.into()) as f32
}

pub fn y0f(x: f32) -> f32 {
    y0(x.into()) as f32
}

pub fn y1f(x: f32) -> f32 {
    y1(x.into()) as f32
}

pub fn ynf(order: c_int, x: f32) -> f32 {
    yn(order, x.into()) as f32
}
