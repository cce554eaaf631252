//! `<math.h>`.
//!
//! `double` and `float` functions are those of the `libm` crate (a port of musl's), but for what must follow the rounding mode or
//! raise an exception that the crate does not, for exponentials, logarithms and powers, which are made from tables
//! (`exponential`, `logarithm`, `power`, `area`), and for sines and tangents (`sine`). `long double` functions are in `long_double`
//! and `long_functions`, computed in `precise` with 128 bits, and, where an instruction is exact, in [`crate::arch`], because Rust has
//! no type for them. Errors are told by floating-point exceptions, not by `errno` (`math_errhandling` is `MATH_ERREXCEPT`), as in
//! musl. Functions made by macros are declared in `cbindgen.toml`.

mod area;
mod bessel;
mod class;
mod comparison;
mod double;
mod exceptions;
mod exponential;
mod fused;
mod gamma;
mod gamma_double;
mod hyperbolic;
mod logarithm;
mod long_double;
mod long_functions;
mod power;
pub(crate) mod precise;
mod precise_gamma;
mod rounding;
mod sine;
mod tables;
#[cfg(test)]
mod test;
mod two_over_pi;

pub use class::*;
pub use double::*;
pub use gamma::*;
pub use long_double::*;
pub use rounding::*;
