//! `<wchar.h>`: wide characters. [`multibyte`] and [`width`] are pure and serve the whole library; the
//! rest is the C interface. Wide `FILE` functions are in `stdio`.

mod convert;
pub mod multibyte;
mod number;
mod string;
pub mod width;

pub use convert::*;
pub use number::*;
pub use string::*;
