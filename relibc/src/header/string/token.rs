//! Splitting strings: `strtok`, `strsep`.

use core::ffi::c_char;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};

use super::span::{strcspn, strspn};

/// The next token of a string, keeping the place in `*state`. Null at the end.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strtok_r(
    s: *mut c_char,
    delimiters: *const c_char,
    state: *mut *mut c_char,
) -> *mut c_char {
    // SAFETY: the string (or the one in `*state`) is terminated and writable; the spans stay in it.
    unsafe {
        let mut token = if s.is_null() { *state } else { s };
        if token.is_null() {
            return null_mut();
        }
        token = token.add(strspn(token, delimiters));
        if *token == 0 {
            *state = token;
            return null_mut();
        }
        let end = token.add(strcspn(token, delimiters));
        if *end == 0 {
            *state = end;
        } else {
            *end = 0;
            *state = end.add(1);
        }
        token
    }
}

/// The next token of a string, keeping the place in a variable that the whole process shares.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strtok(s: *mut c_char, delimiters: *const c_char) -> *mut c_char {
    static STATE: AtomicPtr<c_char> = AtomicPtr::new(null_mut());
    let mut state = STATE.load(Ordering::Relaxed);
    // SAFETY: passed on as received; the state is what strtok_r left.
    let token = unsafe { strtok_r(s, delimiters, &mut state) };
    STATE.store(state, Ordering::Relaxed);
    token
}

/// Cuts the field at the start of `*string` at the next delimiter and moves `*string` beyond it,
/// or to null at the end. Fields may be empty.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strsep(
    string: *mut *mut c_char,
    delimiters: *const c_char,
) -> *mut c_char {
    // SAFETY: `*string` is null or a terminated, writable string.
    unsafe {
        let field = *string;
        if field.is_null() {
            return null_mut();
        }
        let end = field.add(strcspn(field, delimiters));
        if *end == 0 {
            *string = null_mut();
        } else {
            *end = 0;
            *string = end.add(1);
        }
        field
    }
}
