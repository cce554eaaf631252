//! `<error.h>`: GNU's messages with the program's name.

use core::ffi::CStr;
use core::sync::atomic::{AtomicI32, AtomicPtr, AtomicU32, Ordering};

use crate::arch::{tag_of, va_list};
use crate::header::errno::program_invocation_name;
use crate::header::stdio::{fflush, fprintf, stderr, stdout, vfprintf};
use crate::header::stdlib::exit::exit;
use crate::header::string::{strcmp, strerror};
use crate::types::*;

/// GNU: `error_message_count`.
#[cfg_attr(not(test), no_mangle)]
pub static error_message_count: AtomicU32 = AtomicU32::new(0);

/// GNU: `error_one_per_line`: whether to write one message a line of a file only.
#[cfg_attr(not(test), no_mangle)]
pub static error_one_per_line: AtomicI32 = AtomicI32::new(0);

/// GNU: `error_print_progname`: writes the beginning of a message, if the program sets it.
#[cfg_attr(not(test), no_mangle)]
pub static error_print_progname: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());

/// Writes the program's name and what comes `after` it, unless the program does so itself.
unsafe fn begin(after: &CStr) {
    // SAFETY: both are whole streams.
    unsafe { fflush(*stdout) };
    let own = error_print_progname.load(Ordering::Relaxed);
    // SAFETY: the program sets it to a function without arguments, or leaves it null.
    let own: Option<unsafe extern "C" fn()> = unsafe { core::mem::transmute(own) };
    match own {
        // SAFETY: as above.
        Some(own) => unsafe { own() },
        // SAFETY: strings.
        None => unsafe {
            let name = program_invocation_name.load(Ordering::Relaxed);
            fprintf(*stderr, c"%s%s".as_ptr(), name, after.as_ptr());
        },
    }
}

unsafe fn finish(status: c_int, error: c_int, format: *const c_char, arguments: va_list) {
    // SAFETY: the caller's format and arguments; strings.
    unsafe {
        vfprintf(*stderr, format, arguments);
        error_message_count.fetch_add(1, Ordering::Relaxed);
        if error != 0 {
            fprintf(*stderr, c": %s".as_ptr(), strerror(error));
        }
        fprintf(*stderr, c"\n".as_ptr());
        fflush(*stderr);
        if status != 0 {
            exit(status);
        }
    }
}

/// GNU: `error`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn error(
    status: c_int,
    number: c_int,
    format: *const c_char,
    mut arguments: ...
) {
    // SAFETY: the caller's promise, passed on.
    unsafe {
        begin(c": ");
        finish(status, number, format, tag_of(&mut arguments));
    }
}

/// GNU: `error_at_line`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn error_at_line(
    status: c_int,
    number: c_int,
    file: *const c_char,
    line: c_uint,
    format: *const c_char,
    mut arguments: ...
) {
    static LAST_FILE: AtomicPtr<c_char> = AtomicPtr::new(core::ptr::null_mut());
    static LAST_LINE: AtomicU32 = AtomicU32::new(0);
    // SAFETY: the caller's promise, passed on; the last file's name was a string, which GNU's manual
    // asks to be kept.
    unsafe {
        if error_one_per_line.load(Ordering::Relaxed) != 0 {
            let last = LAST_FILE.swap(file.cast_mut(), Ordering::Relaxed);
            let same_line = LAST_LINE.swap(line, Ordering::Relaxed) == line;
            let same_file = last.cast_const() == file
                || !last.is_null() && !file.is_null() && strcmp(last, file) == 0;
            if same_line && same_file {
                return;
            }
        }
        begin(c":");
        match file.is_null() {
            false => fprintf(*stderr, c"%s:%u: ".as_ptr(), file, line),
            true => fprintf(*stderr, c" ".as_ptr()),
        };
        finish(status, number, format, tag_of(&mut arguments));
    }
}
