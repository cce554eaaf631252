//! `<dlfcn.h>`: shared objects at run time. The dynamic loader does the work ([`crate::loader`]); in a static
//! program there is none, and the functions say so.

mod error;
pub(crate) mod objects;

pub use error::dlerror;

use crate::loader;
use crate::types::*;
use core::arch::naked_asm;
use core::ptr::{null, null_mut};
use core::sync::atomic::AtomicPtr;
use error::{fail, report};

/// What `dladdr` gives (POSIX.1-2024).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Dl_info {
    pub dli_fname: *const c_char,
    pub dli_fbase: *mut c_void,
    pub dli_sname: *const c_char,
    pub dli_saddr: *mut c_void,
}

/// What `dlopen(NULL)` gives in a static program: an address that is nothing else's.
static PROGRAM: AtomicPtr<c_void> = AtomicPtr::new(null_mut());

fn program() -> *mut c_void {
    PROGRAM.as_ptr().cast()
}

/// POSIX: `dlopen`. Its search depends on the calling object: the return address goes along.
#[cfg_attr(not(test), no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn dlopen(name: *const c_char, mode: c_int) -> *mut c_void {
    naked_asm!("mov rdx, [rsp]", "jmp {}", sym open)
}

unsafe extern "C" fn open(name: *const c_char, mode: c_int, caller: usize) -> *mut c_void {
    // SAFETY: null or a string. The empty one stands for the program, too, as with glibc.
    let name = match unsafe { name.as_ref() } {
        Some(0) => null(),
        _ => name,
    };
    match loader::get() {
        // SAFETY: the caller's promise.
        Some(loader) => unsafe { (loader.open)(name, mode, caller, report) },
        None if name.is_null() => program(),
        None => {
            fail(c"Dynamic loading is not possible in a static program");
            null_mut()
        }
    }
}

/// POSIX: `dlclose`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dlclose(handle: *mut c_void) -> c_int {
    match loader::get() {
        // SAFETY: the caller's promise.
        Some(loader) => unsafe { (loader.close)(handle, report) },
        None if handle == program() => 0,
        None => {
            fail(c"Invalid library handle");
            -1
        }
    }
}

/// POSIX: `dlsym`. `RTLD_NEXT` depends on the calling object: the return address goes along.
#[cfg_attr(not(test), no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void {
    naked_asm!("xor edx, edx", "mov rcx, [rsp]", "jmp {}", sym symbol)
}

/// GNU: `dlvsym`: a symbol of a version.
#[cfg_attr(not(test), no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn dlvsym(
    handle: *mut c_void,
    name: *const c_char,
    version: *const c_char,
) -> *mut c_void {
    naked_asm!("mov rcx, [rsp]", "jmp {}", sym symbol)
}

unsafe extern "C" fn symbol(
    handle: *mut c_void,
    name: *const c_char,
    version: *const c_char,
    caller: usize,
) -> *mut c_void {
    match loader::get() {
        // SAFETY: the caller's promise.
        Some(loader) => unsafe { (loader.symbol)(handle, name, version, caller, report) },
        None => {
            fail(c"Symbol not found: a static program has no dynamic symbols");
            null_mut()
        }
    }
}

/// POSIX.1-2024: `dladdr`: 0 if no object is known to hold the address.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dladdr(address: *const c_void, information: *mut Dl_info) -> c_int {
    match loader::get() {
        // SAFETY: the caller's promise.
        Some(loader) => unsafe { (loader.address)(address as usize, information.cast()) },
        None => 0,
    }
}

/// GNU: `dlinfo`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dlinfo(handle: *mut c_void, request: c_int, result: *mut c_void) -> c_int {
    match loader::get() {
        // SAFETY: the caller's promise.
        Some(loader) => unsafe { (loader.information)(handle, request, result, report) },
        None => {
            fail(c"A static program has no loaded objects");
            -1
        }
    }
}
