//! `<monetary.h>`: amounts of money as text. [`directive`] reads the format, [`amount`] writes one amount.

mod amount;
mod directive;
#[cfg(test)]
mod tests;

use crate::errno::{Errno, ResultExt};
use crate::header::locale::{conventions_of, current, lconv, resolve, Locale};
use crate::types::*;
use alloc::vec::Vec;
use core::ffi::{CStr, VaList};
use directive::Piece;

/// Writes amounts by a format, with the conventions of a locale. `next` gives the amounts.
fn write(
    format: &[u8],
    conventions: &lconv,
    mut next: impl FnMut() -> f64,
) -> Result<Vec<u8>, Errno> {
    let (mut out, mut rest) = (Vec::new(), format);
    while !rest.is_empty() {
        let (piece, after) = directive::next(rest)?;
        match piece {
            Piece::Text(text) => out.extend_from_slice(text),
            Piece::Amount(directive) => {
                out.extend_from_slice(&amount::write(next(), &directive, conventions));
            }
        }
        rest = after;
    }
    Ok(out)
}

/// Writes into the caller's buffer; E2BIG if it is too small.
///
/// # Safety
/// The buffer has `size` bytes, the format is a string, and a `double` follows for each amount.
unsafe fn format_to(
    locale: &Locale,
    buffer: *mut c_char,
    size: size_t,
    format: *const c_char,
    mut arguments: VaList,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe {
        let conventions = &conventions_of(locale);
        let format = CStr::from_ptr(format).to_bytes();
        write(format, conventions, || arguments.arg::<f64>())
            .and_then(|text| {
                if text.len() >= size {
                    return Err(Errno::E2BIG);
                }
                let place = buffer.cast::<u8>();
                place.copy_from_nonoverlapping(text.as_ptr(), text.len());
                place.add(text.len()).write(0);
                Ok(text.len() as ssize_t)
            })
            .or_errno()
    }
}

/// POSIX: `strfmon`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strfmon(
    buffer: *mut c_char,
    size: size_t,
    format: *const c_char,
    arguments: ...
) -> ssize_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { format_to(&current(), buffer, size, format, arguments) }
}

/// POSIX: `strfmon_l`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strfmon_l(
    buffer: *mut c_char,
    size: size_t,
    locale: locale_t,
    format: *const c_char,
    arguments: ...
) -> ssize_t {
    // SAFETY: the caller's promise, passed on.
    unsafe { format_to(&resolve(locale), buffer, size, format, arguments) }
}
