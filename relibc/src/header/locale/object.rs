//! Locale objects: `newlocale`, `uselocale` and their family.

use core::ffi::CStr;

use super::{Locale, GLOBAL};
use crate::errno::{self, Errno};
use crate::header::malloc::program::{free, malloc};
use crate::types::*;

pub const LC_CTYPE_MASK: c_int = 1 << 0;
pub const LC_NUMERIC_MASK: c_int = 1 << 1;
pub const LC_TIME_MASK: c_int = 1 << 2;
pub const LC_COLLATE_MASK: c_int = 1 << 3;
pub const LC_MONETARY_MASK: c_int = 1 << 4;
pub const LC_MESSAGES_MASK: c_int = 1 << 5;
pub const LC_ALL_MASK: c_int = 0x7fff_ffff;

/// `LC_GLOBAL_LOCALE`: stands for the global locale.
pub(crate) const GLOBAL_OBJECT: locale_t = core::ptr::without_provenance_mut(usize::MAX);

/// The locale that the calling thread has set with `uselocale`.
#[cfg(not(test))]
#[inline]
pub(super) fn thread_locale() -> Option<&'static Locale> {
    // SAFETY: the thread's block holds null or what `uselocale` was given, which the program
    // keeps as long as it is in use.
    unsafe {
        (*crate::thread::Tcb::current())
            .locale
            .cast::<Locale>()
            .as_ref()
    }
}

/// In host tests the thread pointer is the host C library's.
#[cfg(test)]
pub(super) fn thread_locale() -> Option<&'static Locale> {
    None
}

/// What an object stands for.
///
/// # Safety
/// `object` is `LC_GLOBAL_LOCALE` or from `newlocale` or `duplocale`.
pub(crate) unsafe fn resolve(object: locale_t) -> Locale {
    match object == GLOBAL_OBJECT {
        true => GLOBAL.lock().locale,
        // SAFETY: the caller's promise.
        false => unsafe { *object.cast::<Locale>() },
    }
}

/// Puts a locale into malloc's memory.
fn allocate(locale: Locale) -> locale_t {
    // SAFETY: malloc has no preconditions, and its memory is aligned for the type.
    unsafe {
        let object: *mut Locale = malloc(size_of::<Locale>()).cast();
        if !object.is_null() {
            object.write(locale);
        }
        object.cast()
    }
}

/// Makes a locale object, or changes `base`: the categories of `mask` come from `name`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn newlocale(mask: c_int, name: *const c_char, base: locale_t) -> locale_t {
    let start = if base.is_null() {
        Locale::C
    } else {
        // SAFETY: the caller gives an object of ours.
        unsafe { resolve(base) }
    };
    // SAFETY: the caller gives a string.
    let name = unsafe { CStr::from_ptr(name) };
    let Some(locale) = start.with(mask, name.to_bytes()) else {
        errno::set(Errno::ENOENT);
        return core::ptr::null_mut();
    };
    if base.is_null() || base == GLOBAL_OBJECT {
        return allocate(locale);
    }
    // SAFETY: an object of ours.
    unsafe { *base.cast::<Locale>() = locale };
    base
}

/// Makes a copy of a locale object.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn duplocale(object: locale_t) -> locale_t {
    // SAFETY: the caller's promise, passed on.
    allocate(unsafe { resolve(object) })
}

/// Frees a locale object.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn freelocale(object: locale_t) {
    if object != GLOBAL_OBJECT {
        // SAFETY: the object is from `newlocale` or `duplocale`, hence from malloc.
        unsafe { free(object) };
    }
}

/// Sets the calling thread's locale and answers the one before; null only asks.
#[cfg(not(test))]
#[no_mangle]
pub unsafe extern "C" fn uselocale(object: locale_t) -> locale_t {
    // SAFETY: the block is this thread's own.
    let slot = unsafe { &mut (*crate::thread::Tcb::current()).locale };
    let before = *slot;
    if object == GLOBAL_OBJECT {
        *slot = core::ptr::null_mut();
    } else if !object.is_null() {
        *slot = object;
    }
    match before.is_null() {
        true => GLOBAL_OBJECT,
        false => before,
    }
}
