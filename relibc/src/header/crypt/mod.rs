//! `<crypt.h>`, and of `<unistd.h>` and `<stdlib.h>` what does with DES: one-way hashes of passwords.
//!
//! The method is chosen by the setting's first characters: `$1$` MD5, `$2a$`, `$2b$`, `$2x$` and `$2y$` bcrypt, `$5$` SHA-256,
//! `$6$` SHA-512, `_` BSDi's DES, else traditional DES. A setting of no method is EINVAL with a null result (POSIX).

mod bcrypt;
mod block;
mod des;
mod md5;
mod sha;
#[cfg(test)]
mod tests;

use crate::errno::{Errno, ResultExt};
use crate::types::*;
use alloc::vec::Vec;
use core::cell::UnsafeCell;
use core::ffi::CStr;

pub use block::*;

/// Longest password that is hashed, in bytes: the time grows with it.
const KEY_MAX: usize = 512;

/// Where `crypt_r` puts its result, in musl's layout.
#[repr(C)]
pub struct crypt_data {
    pub initialized: c_int,
    pub __buf: [c_char; 256],
}

/// The digits of most methods, six bits each.
const DIGITS: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The value of a digit.
fn digit(byte: u8) -> Option<u32> {
    DIGITS
        .iter()
        .position(|&digit| digit == byte)
        .map(|value| value as u32)
}

/// Writes up to 24 bits as digits, the lowest six first.
fn push_bits(out: &mut Vec<u8>, mut bits: u32, digits: usize) {
    for _ in 0..digits {
        out.push(DIGITS[(bits & 63) as usize]);
        bits >>= 6;
    }
}

/// A salt: what stands before the next `$`, at most `most` bytes of it.
fn salt(text: &[u8], most: usize) -> &[u8] {
    let end = memchr::memchr(b'$', text).unwrap_or(text.len());
    &text[..end.min(most)]
}

/// The setting with the hash behind it.
fn hash(key: &[u8], setting: &[u8]) -> Option<Vec<u8>> {
    // These would not survive in a password file.
    if key.len() > KEY_MAX || setting.iter().any(|&b| b == b':' || b == b'\n') {
        return None;
    }
    match setting {
        [b'$', b'1', b'$', rest @ ..] => Some(md5::hash(key, salt(rest, 8))),
        [b'$', b'2', b'a' | b'b' | b'x' | b'y', b'$', ..] => bcrypt::hash(key, setting),
        [b'$', b'5', b'$', rest @ ..] => sha::hash::<sha2::Sha256>(key, b"$5$", rest),
        [b'$', b'6', b'$', rest @ ..] => sha::hash::<sha2::Sha512>(key, b"$6$", rest),
        [b'_', ..] => des::hash_extended(key, setting),
        _ => des::hash(key, setting),
    }
}

/// Writes a result into a buffer.
///
/// # Safety
/// Both are strings; the buffer is whole.
unsafe fn hash_to(
    key: *const c_char,
    setting: *const c_char,
    buffer: *mut [c_char; 256],
) -> *mut c_char {
    // SAFETY: the caller's promise; every method's result is shorter than the buffer, whose last byte stays null.
    unsafe {
        let (key, setting) = (CStr::from_ptr(key), CStr::from_ptr(setting));
        hash(key.to_bytes(), setting.to_bytes())
            .filter(|text| text.len() < (*buffer).len())
            .ok_or(Errno::EINVAL)
            .map(|text| {
                let place = buffer.cast::<u8>();
                place.copy_from_nonoverlapping(text.as_ptr(), text.len());
                place.add(text.len()).write(0);
                buffer.cast::<c_char>()
            })
            .or_errno()
    }
}

struct Shared(UnsafeCell<[c_char; 256]>);
// SAFETY: POSIX lets a second call of `crypt` overwrite its static result.
unsafe impl Sync for Shared {}
static RESULT: Shared = Shared(UnsafeCell::new([0; 256]));

/// POSIX: `crypt`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn crypt(key: *const c_char, setting: *const c_char) -> *mut c_char {
    // SAFETY: the caller's promise.
    unsafe { hash_to(key, setting, RESULT.0.get()) }
}

/// GNU: `crypt_r`: `crypt` with the caller's memory.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn crypt_r(
    key: *const c_char,
    setting: *const c_char,
    data: *mut crypt_data,
) -> *mut c_char {
    // SAFETY: the caller's promise.
    unsafe { hash_to(key, setting, &raw mut (*data).__buf) }
}
