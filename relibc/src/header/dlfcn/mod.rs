//! `<dlfcn.h>`: in a program without a dynamic loader nothing can be loaded; the functions say so.

pub(crate) mod objects;

use crate::thread::Tcb;
use crate::types::*;
use core::ffi::CStr;

/// What `dladdr` gives (GNU).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Dl_info {
    pub dli_fname: *const c_char,
    pub dli_fbase: *mut c_void,
    pub dli_sname: *const c_char,
    pub dli_saddr: *mut c_void,
}

fn fail(text: &'static CStr) {
    // SAFETY: the block is the caller's own.
    unsafe { (*Tcb::current()).dl_error = text.as_ptr() };
}

/// POSIX: `dlopen`. A null name is the program itself.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dlopen(name: *const c_char, _flags: c_int) -> *mut c_void {
    if name.is_null() {
        return PROGRAM.as_ptr().cast();
    }
    fail(c"Dynamic loading is not possible in a static program");
    core::ptr::null_mut()
}

/// What `dlopen(NULL)` gives: an address that is nothing else's.
static PROGRAM: core::sync::atomic::AtomicPtr<c_void> =
    core::sync::atomic::AtomicPtr::new(core::ptr::null_mut());

/// POSIX: `dlclose`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dlclose(handle: *mut c_void) -> c_int {
    if handle == PROGRAM.as_ptr().cast() {
        return 0;
    }
    fail(c"Invalid library handle");
    1
}

/// POSIX: `dlsym`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dlsym(_handle: *mut c_void, _name: *const c_char) -> *mut c_void {
    fail(c"Symbol not found: a static program has no dynamic symbols");
    core::ptr::null_mut()
}

/// POSIX: `dlerror`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dlerror() -> *mut c_char {
    // SAFETY: the block is the caller's own.
    unsafe { core::mem::replace(&mut (*Tcb::current()).dl_error, core::ptr::null()).cast_mut() }
}

/// POSIX.1-2024: `dladdr`: 0, as no object's symbols are known.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dladdr(_address: *const c_void, _info: *mut Dl_info) -> c_int {
    0
}
