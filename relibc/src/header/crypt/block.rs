//! `setkey` and `encrypt` (XSI): DES on blocks of 64 bytes that are 0 or 1 each.

use super::des::Schedule;
use crate::sync::Mutex;
use crate::types::*;

static KEY: Mutex<Schedule> = Mutex::new(Schedule::ZERO);

/// The number of 64 bits, the first the highest. Only the lowest bit of each byte counts.
///
/// # Safety
/// 64 readable bytes.
unsafe fn number(bits: *const c_char) -> u64 {
    // SAFETY: the caller's promise.
    (0..64).fold(0, |number, index| unsafe {
        number << 1 | (*bits.add(index) & 1) as u64
    })
}

/// POSIX: `setkey`: every eighth bit is for parity and does not count.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setkey(key: *const c_char) {
    // SAFETY: the caller's promise: 64 bytes.
    let key = unsafe { number(key) };
    *KEY.lock() = Schedule::new(key);
}

/// POSIX: `encrypt`: in place, with the key of `setkey`; `flag` that is not 0 decrypts.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn encrypt(block: *mut c_char, flag: c_int) {
    let key = KEY.lock();
    // SAFETY: the caller's promise: 64 bytes.
    unsafe {
        let before = number(block);
        let after = match flag {
            0 => key.encrypt(before, 0, 1),
            _ => key.decrypt(before),
        };
        for index in 0..64 {
            *block.add(index) = (after >> (63 - index) & 1) as c_char;
        }
    }
}
