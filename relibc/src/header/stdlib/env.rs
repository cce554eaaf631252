//! The environment: `environ`, `getenv` and those that change it.
//!
//! Programs may assign `environ` themselves, so it is looked at anew on every call. Arrays and strings
//! that relibc allocated are freed only when it is certain that they are its own.

use crate::errno::{Errno, ResultExt};
use crate::sync::across_fork::hold_across_fork;
use crate::sync::Mutex;
use crate::types::*;
use alloc::vec::Vec;
use core::ffi::CStr;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};

/// POSIX: `environ`.
#[cfg_attr(not(test), no_mangle)]
pub static environ: AtomicPtr<*mut c_char> = AtomicPtr::new(null_mut());

// Aliases that glibc and musl have.
#[cfg(not(test))]
core::arch::global_asm!(
    ".globl __environ",
    ".globl _environ",
    ".globl ___environ",
    ".set __environ, environ",
    ".set _environ, environ",
    ".set ___environ, environ"
);

/// What relibc itself has allocated.
struct Own {
    /// The array, when `environ` is ours; kept with its null at the end.
    array: Vec<*mut c_char>,
    /// Strings made by `setenv`.
    strings: Vec<*mut c_char>,
}

// SAFETY: only used under the lock.
unsafe impl Send for Own {}

static OWN: Mutex<Own> = Mutex::new(Own {
    array: Vec::new(),
    strings: Vec::new(),
});
hold_across_fork!(OWN);

/// Sets the environment a program starts with.
pub(crate) fn set_initial(environment: *mut *mut c_char) {
    environ.store(environment, Ordering::Relaxed);
}

/// Position of `name` in the environment, and its value.
///
/// # Safety
/// `environ` is null or a null-terminated array of strings.
unsafe fn find(name: &[u8]) -> Option<(usize, *mut c_char)> {
    let array = environ.load(Ordering::Relaxed);
    if array.is_null() {
        return None;
    }
    let mut index = 0;
    // SAFETY: the caller's promise.
    unsafe {
        loop {
            let entry = *array.add(index);
            if entry.is_null() {
                return None;
            }
            if starts_with_name(entry, name) {
                return Some((index, entry.add(name.len() + 1)));
            }
            index += 1;
        }
    }
}

/// Whether the string is `name=…`.
///
/// # Safety
/// `entry` is a string.
unsafe fn starts_with_name(entry: *const c_char, name: &[u8]) -> bool {
    // SAFETY: stops at the first byte that differs, so at the latest at the end.
    unsafe {
        name.iter()
            .enumerate()
            .all(|(i, &byte)| *entry.add(i) as u8 == byte)
            && *entry.add(name.len()) as u8 == b'='
    }
}

/// POSIX: `getenv`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getenv(name: *const c_char) -> *mut c_char {
    // SAFETY: the caller's promise.
    unsafe {
        let name = CStr::from_ptr(name).to_bytes();
        if name.is_empty() || name.contains(&b'=') {
            return null_mut();
        }
        find(name).map_or(null_mut(), |(_, value)| value)
    }
}

/// POSIX.1-2024: `secure_getenv`: nothing in a program that runs with more rights than its caller.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn secure_getenv(name: *const c_char) -> *mut c_char {
    if crate::header::sys_auxv::getauxval(23) != 0 {
        return null_mut();
    }
    // SAFETY: the caller's promise.
    unsafe { getenv(name) }
}

impl Own {
    /// Makes `environ` an array of ours with room for one more entry.
    ///
    /// # Safety
    /// As for [`find`].
    unsafe fn take_array(&mut self) -> Result<(), Errno> {
        let current = environ.load(Ordering::Relaxed);
        if !self.array.is_empty() && self.array.as_mut_ptr() == current {
            return self.array.try_reserve(1).map_err(|_| Errno::ENOMEM);
        }
        let mut copy = Vec::new();
        let mut entry = current;
        // SAFETY: the caller's promise.
        unsafe {
            while !entry.is_null() && !(*entry).is_null() {
                copy.try_reserve(2).map_err(|_| Errno::ENOMEM)?;
                copy.push(*entry);
                entry = entry.add(1);
            }
        }
        copy.try_reserve(2).map_err(|_| Errno::ENOMEM)?;
        copy.push(null_mut());
        self.array = copy;
        Ok(())
    }

    fn publish(&mut self) {
        environ.store(self.array.as_mut_ptr(), Ordering::Relaxed);
    }

    /// Frees a string if `setenv` made it.
    fn release(&mut self, string: *mut c_char) {
        if let Some(at) = self.strings.iter().position(|&s| s == string) {
            self.strings.swap_remove(at);
            // SAFETY: allocated by `setenv`, and no longer in the environment.
            unsafe { crate::allocator::free(string.cast()) };
        }
    }

    /// Puts `entry` (`name=value`) in the place of the variable's old entry or at the end.
    ///
    /// # Safety
    /// As for [`find`]; `entry` stays valid.
    unsafe fn put(&mut self, entry: *mut c_char, name: &[u8]) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            if let Some((index, _)) = find(name) {
                let place = environ.load(Ordering::Relaxed).add(index);
                let old = core::mem::replace(&mut *place, entry);
                if old != entry {
                    self.release(old);
                }
                return Ok(());
            }
            self.take_array()?;
        }
        let last = self.array.len() - 1;
        self.array[last] = entry;
        self.array.push(null_mut());
        self.publish();
        Ok(())
    }
}

/// A name that `setenv` and `unsetenv` take.
///
/// # Safety
/// `name` is null or a string.
unsafe fn checked_name<'a>(name: *const c_char) -> Result<&'a [u8], Errno> {
    if name.is_null() {
        return Err(Errno::EINVAL);
    }
    // SAFETY: the caller's promise.
    let name = unsafe { CStr::from_ptr(name) }.to_bytes();
    if name.is_empty() || name.contains(&b'=') {
        return Err(Errno::EINVAL);
    }
    Ok(name)
}

/// POSIX: `setenv`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setenv(
    name: *const c_char,
    value: *const c_char,
    overwrite: c_int,
) -> c_int {
    let set = || -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            let name = checked_name(name)?;
            if overwrite == 0 && find(name).is_some() {
                return Ok(());
            }
            let value = CStr::from_ptr(value).to_bytes_with_nul();
            let mut own = OWN.lock();
            own.strings.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
            let entry = crate::allocator::allocate(name.len() + 1 + value.len());
            if entry.is_null() {
                return Err(Errno::ENOMEM);
            }
            name.as_ptr().copy_to_nonoverlapping(entry, name.len());
            *entry.add(name.len()) = b'=';
            value
                .as_ptr()
                .copy_to_nonoverlapping(entry.add(name.len() + 1), value.len());
            let put = own.put(entry.cast(), name);
            match put {
                Ok(()) => own.strings.push(entry.cast()),
                Err(_) => crate::allocator::free(entry),
            }
            put
        }
    };
    set().zero_or_errno()
}

/// POSIX: `putenv`: the string itself becomes part of the environment. Without `=` it removes (GNU).
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn putenv(string: *mut c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let text = CStr::from_ptr(string).to_bytes();
        match text.iter().position(|&c| c == b'=') {
            None => unsetenv(string),
            Some(0) => Err::<(), _>(Errno::EINVAL).zero_or_errno(),
            Some(end) => OWN.lock().put(string, &text[..end]).zero_or_errno(),
        }
    }
}

/// POSIX: `unsetenv`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn unsetenv(name: *const c_char) -> c_int {
    let unset = || -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            let name = checked_name(name)?;
            let mut own = OWN.lock();
            while let Some((index, _)) = find(name) {
                let mut place = environ.load(Ordering::Relaxed).add(index);
                own.release(*place);
                // Also when the array is not ours: entries move down within it.
                while !(*place).is_null() {
                    *place = *place.add(1);
                    place = place.add(1);
                }
                if own.array.as_mut_ptr() == environ.load(Ordering::Relaxed) {
                    own.array.pop();
                }
            }
        }
        Ok(())
    };
    unset().zero_or_errno()
}

/// BSD and glibc: `clearenv`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn clearenv() -> c_int {
    environ.store(null_mut(), Ordering::Relaxed);
    let mut own = OWN.lock();
    own.array.clear();
    while let Some(string) = own.strings.pop() {
        // SAFETY: made by `setenv`, and no longer in the environment.
        unsafe { crate::allocator::free(string.cast()) };
    }
    0
}
