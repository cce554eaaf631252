//! The `printf` family.
//!
//! `spec` reads a conversion specification, `arguments` takes the arguments in their order or by their
//! positions, `format` drives, `integer` and `float` convert numbers, `group` puts separators among their digits, `text`
//! converts characters and strings; `simple` does what most formats are made of, faster; `print` is the whole of a call.
//! What comes out goes to a `sink`: a stream, a descriptor, a bounded area or growing memory. All is written
//! once for bytes and for wide characters (the trait [`Unit`]); nothing but `asprintf` allocates.

mod arguments;
mod entry;
mod float;
mod format;
mod group;
mod integer;
pub mod print;
mod simple;
mod sink;
mod spec;
#[cfg(test)]
mod test;
mod text;
mod wide_entry;

pub use entry::*;
pub use wide_entry::*;

pub use format::{format, Doubt, Format, Layout, Output};
pub use integer::{Digits, PAIRS};
pub use sink::Sink;
pub use spec::{Cursor, Length};

use crate::types::wchar_t;
use crate::Errno;
use core::ffi::CStr;

/// A unit of the format string and of the output: a byte or a wide character.
pub trait Unit: Copy + PartialEq + 'static {
    /// The unit for an ASCII character.
    fn from_ascii(byte: u8) -> Self;
    /// The ASCII character of this unit; 0xff for any other.
    fn ascii(self) -> u8;
    /// Units before the next `%` or the end of a format.
    ///
    /// # Safety
    /// `text` is terminated.
    unsafe fn literal_length(text: *const Self) -> usize;
    /// Puts ASCII text out.
    fn put_ascii(out: &mut Output<Self>, text: &[u8]);
    /// Puts a decimal point or a separator out, which is one character in UTF-8; a full stop where it cannot be decoded.
    fn put_point(out: &mut Output<Self>, point: &[u8]);
    /// Puts a byte string out, `most` units of output at most.
    ///
    /// # Safety
    /// `text` is readable to its terminator or as far as it is used.
    unsafe fn put_bytes(
        out: &mut Output<Self>,
        layout: &Layout,
        text: *const u8,
        most: usize,
    ) -> Result<(), Errno>;
    /// Puts a wide string out, `most` units of output at most.
    ///
    /// # Safety
    /// `text` is readable to its terminator or as far as it is used.
    unsafe fn put_wides(
        out: &mut Output<Self>,
        layout: &Layout,
        text: *const wchar_t,
        most: usize,
    ) -> Result<(), Errno>;
}

/// How many units a character in UTF-8 makes.
fn units_of<U: Unit>(character: &CStr) -> usize {
    match size_of::<U>() {
        1 => character.count_bytes(),
        _ => 1,
    }
}
