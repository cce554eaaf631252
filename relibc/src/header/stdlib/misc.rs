//! Radix-64 numbers, suboptions, the load of the system, and digits as BSD's old functions give them.

use crate::errno::ResultExt;
use crate::header::stdio::snprintf;
use crate::header::string::{strlen, strncmp};
use crate::platform::Sys;
use crate::types::*;
use core::cell::UnsafeCell;
use core::ptr::null_mut;

const RADIX_64: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// POSIX: `a64l`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn a64l(text: *const c_char) -> c_long {
    let mut value = 0u32;
    for index in 0..6 {
        // SAFETY: the caller passes a terminated string, and the loop stops at its end.
        let byte = unsafe { *text.add(index) } as u8;
        let Some(digit) = RADIX_64.iter().position(|&letter| letter == byte) else {
            break;
        };
        value |= (digit as u32).wrapping_shl(6 * index as u32);
    }
    c_long::from(value as i32)
}

/// Memory that the functions below share between threads, as POSIX allows.
struct Shared<const N: usize>(UnsafeCell<[c_char; N]>);

// SAFETY: POSIX does not ask the functions that use this to be safe between threads.
unsafe impl<const N: usize> Sync for Shared<N> {}

/// POSIX: `l64a`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn l64a(value: c_long) -> *mut c_char {
    static TEXT: Shared<7> = Shared(UnsafeCell::new([0; 7]));
    let target = TEXT.0.get();
    let mut rest = value as u32;
    let mut text = [0; 7];
    for place in &mut text[..6] {
        if rest == 0 {
            break;
        }
        *place = RADIX_64[(rest & 63) as usize] as c_char;
        rest >>= 6;
    }
    // SAFETY: the memory is static.
    unsafe { *target = text };
    target.cast()
}

/// POSIX: `getsubopt`: cuts the next suboption off `*options` and tells which of `tokens` it is.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getsubopt(
    options: *mut *mut c_char,
    tokens: *const *mut c_char,
    value: *mut *mut c_char,
) -> c_int {
    // SAFETY: the caller passes a terminated, writable string, a list of strings that ends in null, and a place for
    // the value.
    unsafe {
        let option = *options;
        let end = crate::header::string::strchrnul(option, b','.into());
        *options = end;
        if *end != 0 {
            *end = 0;
            *options = end.add(1);
        }
        *value = null_mut();
        let mut index = 0;
        while !(*tokens.add(index)).is_null() {
            let token = *tokens.add(index);
            let length = strlen(token);
            if strncmp(option, token, length) == 0 {
                match *option.add(length) as u8 {
                    0 => return index as c_int,
                    b'=' => {
                        *value = option.add(length + 1);
                        return index as c_int;
                    }
                    _ => {}
                }
            }
            index += 1;
        }
        *value = option;
        -1
    }
}

/// The start of `struct sysinfo` (Linux, sysinfo(2)), with room for the rest.
#[repr(C)]
struct SystemInformation {
    uptime: c_long,
    loads: [c_ulong; 3],
    rest: [c_ulong; 12],
}

/// BSD: `getloadavg`: the number of ready threads, averaged over 1, 5 and 15 minutes. Returns how many were stored.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getloadavg(target: *mut c_double, count: c_int) -> c_int {
    let mut information = SystemInformation {
        uptime: 0,
        loads: [0; 3],
        rest: [0; 12],
    };
    // SAFETY: the structure is as long as the kernel's.
    if let Err(error) = unsafe { Sys::sysinfo((&raw mut information).cast()) } {
        return Err(error).or_errno();
    }
    let count = count.clamp(0, 3);
    for (index, load) in information.loads[..count as usize].iter().enumerate() {
        // Fixed point with sixteen bits after the point.
        // SAFETY: the caller passes room for `count` numbers.
        unsafe { *target.add(index) = *load as f64 / 65536.0 };
    }
    count
}

/// BSD: `gcvt`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gcvt(value: c_double, digits: c_int, target: *mut c_char) -> *mut c_char {
    // SAFETY: the caller passes enough room.
    unsafe { snprintf(target, 64, c"%.*g".as_ptr(), digits.min(17), value) };
    target
}

static DIGITS: Shared<400> = Shared(UnsafeCell::new([0; 400]));

/// BSD: `ecvt`: the first digits of a number, without its point, which `*point` places.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ecvt(
    value: c_double,
    digits: c_int,
    point: *mut c_int,
    negative: *mut c_int,
) -> *mut c_char {
    let digits = digits.clamp(1, 17);
    let mut text = [0 as c_char; 40];
    // SAFETY: the text has room; the caller passes places for the results.
    unsafe {
        snprintf(
            text.as_mut_ptr(),
            text.len(),
            c"%.*e".as_ptr(),
            digits - 1,
            value.abs(),
        );
        let exponent = text.iter().position(|&byte| byte as u8 == b'e');
        *negative = value.is_sign_negative().into();
        *point = match exponent {
            Some(at) if value != 0.0 => super::convert::atoi(text.as_ptr().add(at + 1)) + 1,
            _ => 0,
        };
        store_digits(&text[..exponent.unwrap_or(3)])
    }
}

/// BSD: `fcvt`: the digits of a number up to a place after its point, which `*point` places.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fcvt(
    value: c_double,
    places: c_int,
    point: *mut c_int,
    negative: *mut c_int,
) -> *mut c_char {
    let places = places.clamp(0, 40);
    let mut text = [0 as c_char; 400];
    // SAFETY: the text has room for the largest double and the places; the caller passes places for the results.
    unsafe {
        let length = snprintf(
            text.as_mut_ptr(),
            text.len(),
            c"%.*f".as_ptr(),
            places,
            value.abs(),
        ) as usize;
        *negative = value.is_sign_negative().into();
        let whole = text
            .iter()
            .position(|&byte| !(byte as u8).is_ascii_alphanumeric())
            .unwrap_or(length)
            .min(length);
        if whole == 1 && text[0] as u8 == b'0' {
            // Below one: the zeros after the point are not digits but move it.
            let zeros = text[2.min(length)..length]
                .iter()
                .take_while(|&&byte| byte as u8 == b'0')
                .count();
            let any = 2 + zeros < length;
            *point = if any { -(zeros as c_int) } else { 0 };
            return store_digits(if any {
                &text[2 + zeros..length]
            } else {
                &text[2.min(length)..length]
            });
        }
        *point = whole as c_int;
        store_digits(&text[..length])
    }
}

/// Stores text without its point, terminated.
fn store_digits(text: &[c_char]) -> *mut c_char {
    let mut digits = [0; 400];
    // All but the locale's decimal point.
    let kept = text
        .iter()
        .filter(|&&byte| (byte as u8).is_ascii_alphanumeric());
    for (place, &byte) in digits[..399].iter_mut().zip(kept) {
        *place = byte;
    }
    let target = DIGITS.0.get();
    // SAFETY: the memory is static.
    unsafe { *target = digits };
    target.cast()
}
