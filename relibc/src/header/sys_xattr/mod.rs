//! `<sys/xattr.h>`: extended attributes.

use crate::errno::ResultExt;
use crate::platform::Sys;
use crate::types::*;

/// Linux: `getxattr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getxattr(
    path: *const c_char,
    name: *const c_char,
    value: *mut c_void,
    size: size_t,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { Sys::getxattr(path, name, value, size) }.or_errno()
}

/// Linux: `listxattr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn listxattr(
    path: *const c_char,
    list: *mut c_char,
    size: size_t,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { Sys::listxattr(path, list, size) }.or_errno()
}

/// Linux: `setxattr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setxattr(
    path: *const c_char,
    name: *const c_char,
    value: *const c_void,
    size: size_t,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::setxattr(path, name, value, size, flags) }.zero_or_errno()
}

/// Linux: `removexattr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn removexattr(path: *const c_char, name: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::removexattr(path, name) }.zero_or_errno()
}

/// Linux: `lgetxattr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn lgetxattr(
    path: *const c_char,
    name: *const c_char,
    value: *mut c_void,
    size: size_t,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { Sys::lgetxattr(path, name, value, size) }.or_errno()
}

/// Linux: `llistxattr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn llistxattr(
    path: *const c_char,
    list: *mut c_char,
    size: size_t,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { Sys::llistxattr(path, list, size) }.or_errno()
}

/// Linux: `lsetxattr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn lsetxattr(
    path: *const c_char,
    name: *const c_char,
    value: *const c_void,
    size: size_t,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::lsetxattr(path, name, value, size, flags) }.zero_or_errno()
}

/// Linux: `lremovexattr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn lremovexattr(path: *const c_char, name: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::lremovexattr(path, name) }.zero_or_errno()
}

/// Linux: `fgetxattr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fgetxattr(
    fd: c_int,
    name: *const c_char,
    value: *mut c_void,
    size: size_t,
) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { Sys::fgetxattr(fd, name, value, size) }.or_errno()
}

/// Linux: `flistxattr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn flistxattr(fd: c_int, list: *mut c_char, size: size_t) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { Sys::flistxattr(fd, list, size) }.or_errno()
}

/// Linux: `fsetxattr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fsetxattr(
    fd: c_int,
    name: *const c_char,
    value: *const c_void,
    size: size_t,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::fsetxattr(fd, name, value, size, flags) }.zero_or_errno()
}

/// Linux: `fremovexattr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fremovexattr(fd: c_int, name: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::fremovexattr(fd, name) }.zero_or_errno()
}
