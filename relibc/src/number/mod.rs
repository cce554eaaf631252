//! Numbers and their text: what `printf`, `scanf`, `strtod` and `wcstod` share.
//!
//! `float` takes floating-point values apart and puts them together; `expand` writes a binary value
//! in decimal, exactly, to any precision; `parse` reads text; `round` rounds what was read to a
//! format; `five` has powers of five; `wide` is arithmetic with 128 bits, for functions; `big` is the little arithmetic on long numbers that
//! the hard cases need; `integer` reads integers. Nothing here allocates, and nothing here is unsafe.

// The tests call the host.
#![cfg_attr(not(test), forbid(unsafe_code))]

mod big;
mod expand;
mod five;
mod float;
mod integer;
mod parse;
mod round;
#[cfg(test)]
mod test;
mod wide;

pub use big::Leading;
pub use expand::{Decimal, Expand};
pub use float::{Class, Float, Format, Rounding};
pub use integer::{digit, parse_integer, Integer};
pub use parse::{parse_float, Parsed};
pub use round::{round, Range};
pub use wide::{whole_product, Wide};
