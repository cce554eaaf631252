//! Names for error and signal numbers: `strerror`, `strsignal`.

use core::ffi::{c_char, c_int};

use super::copy::strlcpy;
use super::messages::{ERRORS, SIGNALS};
use crate::errno::Errno;
use crate::thread::Scratch;
use crate::types::locale_t;

/// First real-time signal a program may use, and the last (musl's SIGRTMIN and SIGRTMAX as the
/// kernel numbers them, less the ones the library keeps).
const REAL_TIME: core::ops::RangeInclusive<c_int> = 35..=64;

/// Writes the prefix followed by the number in decimal, terminated.
fn numbered(target: &mut [c_char; 64], prefix: &str, number: c_int) -> *const c_char {
    let mut digits = [0; 11];
    let mut first = digits.len();
    let mut rest = number.unsigned_abs();
    loop {
        first -= 1;
        digits[first] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        first -= 1;
        digits[first] = b'-';
    }
    let parts = prefix
        .bytes()
        .chain(digits[first..].iter().copied())
        .chain([0]);
    for (place, byte) in target.iter_mut().zip(parts) {
        *place = byte as c_char;
    }
    target.as_ptr()
}

/// The calling thread's buffers.
#[cfg(not(test))]
fn scratch() -> *mut Scratch {
    // SAFETY: every thread has its control block before any C code runs in it.
    unsafe { &raw mut (*crate::thread::Tcb::current()).scratch }
}

/// In host tests the thread pointer is the host C library's.
#[cfg(test)]
fn scratch() -> *mut Scratch {
    std::thread_local!(static SCRATCH: core::cell::UnsafeCell<Scratch> =
        const { core::cell::UnsafeCell::new(Scratch { strerror: [0; 64], strsignal: [0; 64], h_errno: 0 }) });
    SCRATCH.with(core::cell::UnsafeCell::get)
}

/// The text for an error number. For an unknown one it is overwritten by the thread's next call.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strerror(errnum: c_int) -> *mut c_char {
    match ERRORS.get(errnum) {
        Some(text) => text.as_ptr().cast_mut(),
        None => {
            // SAFETY: the buffer is this thread's own, and no reference to it outlives the call.
            let buffer = unsafe { &mut (*scratch()).strerror };
            numbered(buffer, "Unknown error ", errnum).cast_mut()
        }
    }
}

/// As `strerror`, in the given locale.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strerror_l(errnum: c_int, _locale: locale_t) -> *mut c_char {
    // SAFETY: strerror has no requirements.
    unsafe { strerror(errnum) }
}

/// Puts the text for an error number into `buffer`. Returns 0, EINVAL for an unknown number, or
/// ERANGE when the text was cut short.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strerror_r(errnum: c_int, buffer: *mut c_char, size: usize) -> c_int {
    let mut unknown = [0; 64];
    let text = match ERRORS.get(errnum) {
        Some(text) => text.as_ptr(),
        None => numbered(&mut unknown, "Unknown error ", errnum),
    };
    // SAFETY: the text is terminated and the caller passes an area of `size` bytes.
    if unsafe { strlcpy(buffer, text, size) } >= size {
        return Errno::ERANGE.0.into();
    }
    if ERRORS.get(errnum).is_none() {
        return Errno::EINVAL.0.into();
    }
    0
}

/// The name under which programs built for the GNU C library look for POSIX's `strerror_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __xpg_strerror_r(
    errnum: c_int,
    buffer: *mut c_char,
    size: usize,
) -> c_int {
    // SAFETY: passed on as received.
    unsafe { strerror_r(errnum, buffer, size) }
}

/// The text for a signal number. For a real-time or unknown one it is overwritten by the thread's
/// next call.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strsignal(signum: c_int) -> *mut c_char {
    if let Some(text) = SIGNALS.get(signum) {
        return text.as_ptr().cast_mut();
    }
    let (prefix, number) = if REAL_TIME.contains(&signum) {
        ("Real-time signal ", signum - REAL_TIME.start())
    } else {
        ("Unknown signal ", signum)
    };
    // SAFETY: the buffer is this thread's own, and no reference to it outlives the call.
    let buffer = unsafe { &mut (*scratch()).strsignal };
    numbered(buffer, prefix, number).cast_mut()
}
