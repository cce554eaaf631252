//! `<glob.h>`: pathnames that match a pattern. [`expand`] writes out braces and the tilde, [`walk`] looks
//! through folders; this file is the C interface.

mod expand;
mod folder;
#[cfg(test)]
mod tests;
mod walk;

use core::ffi::CStr;
use core::ptr::null_mut;

use alloc::vec::Vec;

use crate::header::dirent::dirent;
use crate::header::malloc::program::{free, malloc, realloc};
use crate::header::sys_stat::stat;
use crate::types::*;
pub(crate) use expand::home_of;
use folder::Folders;
use walk::Walk;

pub const GLOB_ERR: c_int = 0x01;
pub const GLOB_MARK: c_int = 0x02;
pub const GLOB_NOSORT: c_int = 0x04;
pub const GLOB_DOOFFS: c_int = 0x08;
pub const GLOB_NOCHECK: c_int = 0x10;
pub const GLOB_APPEND: c_int = 0x20;
pub const GLOB_NOESCAPE: c_int = 0x40;
pub const GLOB_PERIOD: c_int = 0x80;
pub const GLOB_MAGCHAR: c_int = 0x100;
pub const GLOB_ALTDIRFUNC: c_int = 0x200;
pub const GLOB_BRACE: c_int = 0x400;
pub const GLOB_NOMAGIC: c_int = 0x800;
pub const GLOB_TILDE: c_int = 0x1000;
pub const GLOB_ONLYDIR: c_int = 0x2000;
pub const GLOB_TILDE_CHECK: c_int = 0x4000;
pub const GLOB_NOSPACE: c_int = 1;
pub const GLOB_ABORTED: c_int = 2;
pub const GLOB_NOMATCH: c_int = 3;
pub const GLOB_NOSYS: c_int = 4;

/// The paths found, and with `GLOB_ALTDIRFUNC` the functions to find them with.
#[repr(C)]
pub struct glob_t {
    pub gl_pathc: size_t,
    pub gl_pathv: *mut *mut c_char,
    pub gl_offs: size_t,
    pub gl_flags: c_int,
    pub gl_closedir: Option<unsafe extern "C" fn(*mut c_void)>,
    pub gl_readdir: Option<unsafe extern "C" fn(*mut c_void) -> *mut dirent>,
    pub gl_opendir: Option<unsafe extern "C" fn(*const c_char) -> *mut c_void>,
    pub gl_lstat: Option<unsafe extern "C" fn(*const c_char, *mut stat) -> c_int>,
    pub gl_stat: Option<unsafe extern "C" fn(*const c_char, *mut stat) -> c_int>,
}

/// What the caller wants told when a folder cannot be read; not 0 ends the search.
pub(crate) type OnError = Option<unsafe extern "C" fn(*const c_char, c_int) -> c_int>;

/// Why a search ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    Space,
    Aborted,
    NoMatch,
}

/// POSIX: `glob`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn glob(
    pattern: *const c_char,
    flags: c_int,
    on_error: OnError,
    result: *mut glob_t,
) -> c_int {
    // SAFETY: the caller gives a string and a structure, filled in as the flags say.
    unsafe {
        let folders = match flags & GLOB_ALTDIRFUNC != 0 {
            true => Folders::of_caller(&*result),
            false => Folders::SYSTEM,
        };
        if flags & GLOB_APPEND == 0 {
            (*result).gl_pathc = 0;
            (*result).gl_pathv = null_mut();
            if flags & GLOB_DOOFFS == 0 {
                (*result).gl_offs = 0;
            }
        }
        let pattern = CStr::from_ptr(pattern).to_bytes();
        let mut walk = Walk::new(flags, on_error, folders);
        let status = walk.run(pattern);
        (*result).gl_flags = flags | if walk.saw_magic { GLOB_MAGCHAR } else { 0 };
        // What was found before a failure is the caller's, too.
        let stored = store(&walk.found, flags, &mut *result);
        match stored.and(status) {
            Ok(()) => 0,
            Err(Stop::Space) => GLOB_NOSPACE,
            Err(Stop::Aborted) => GLOB_ABORTED,
            Err(Stop::NoMatch) => GLOB_NOMATCH,
        }
    }
}

/// The paths that a pattern stands for, sorted; none if there are none.
pub(crate) fn paths(pattern: &[u8]) -> Vec<Vec<u8>> {
    let mut walk = Walk::new(0, None, Folders::SYSTEM);
    match walk.run(pattern) {
        Ok(()) => walk.found,
        Err(_) => Vec::new(),
    }
}

/// Appends paths to the caller's, in malloc's memory.
unsafe fn store(paths: &[Vec<u8>], flags: c_int, result: &mut glob_t) -> Result<(), Stop> {
    let offset = if flags & (GLOB_DOOFFS | GLOB_APPEND) != 0 {
        result.gl_offs
    } else {
        0
    };
    if paths.is_empty() && (!result.gl_pathv.is_null() || flags & GLOB_DOOFFS == 0) {
        return Ok(());
    }
    let len = offset + result.gl_pathc + paths.len() + 1;
    // SAFETY: the array is from an earlier call, or null.
    unsafe {
        let array = realloc(result.gl_pathv.cast(), len * size_of::<*mut c_char>());
        if array.is_null() {
            return Err(Stop::Space);
        }
        let array: *mut *mut c_char = array.cast();
        if result.gl_pathv.is_null() {
            core::slice::from_raw_parts_mut(array, offset).fill(null_mut());
        }
        result.gl_pathv = array;
        for path in paths {
            let copy: *mut u8 = malloc(path.len() + 1).cast();
            if copy.is_null() {
                *array.add(offset + result.gl_pathc) = null_mut();
                return Err(Stop::Space);
            }
            core::ptr::copy_nonoverlapping(path.as_ptr(), copy, path.len());
            *copy.add(path.len()) = 0;
            *array.add(offset + result.gl_pathc) = copy.cast();
            result.gl_pathc += 1;
        }
        *array.add(offset + result.gl_pathc) = null_mut();
    }
    Ok(())
}

/// POSIX: `globfree`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn globfree(result: *mut glob_t) {
    // SAFETY: the caller gives what `glob` filled in.
    unsafe {
        let array = (*result).gl_pathv;
        if !array.is_null() {
            (0..(*result).gl_pathc)
                .for_each(|index| free((*array.add((*result).gl_offs + index)).cast()));
            free(array.cast());
        }
        (*result).gl_pathc = 0;
        (*result).gl_pathv = null_mut();
    }
}

/// GNU: `glob_pattern_p`: whether a string has characters that mean something to `glob`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn glob_pattern_p(pattern: *const c_char, escapes: c_int) -> c_int {
    // SAFETY: the caller gives a string.
    let pattern = unsafe { CStr::from_ptr(pattern) }.to_bytes();
    c_int::from(walk::has_magic(pattern, escapes != 0))
}
