//! `<getopt.h>`: option parsing. [`parser`] does it; this file is the C interface. `unistd.h` declares
//! `getopt` too.

mod parser;
#[cfg(test)]
mod tests;

use core::ptr::null_mut;
use core::sync::atomic::{AtomicI32, AtomicPtr};

use crate::sync::Mutex;
use crate::types::*;
use parser::{Parser, Search};

pub const no_argument: c_int = 0;
pub const required_argument: c_int = 1;
pub const optional_argument: c_int = 2;

/// A long option.
#[repr(C)]
#[derive(Debug)]
pub struct option {
    pub name: *const c_char,
    pub has_arg: c_int,
    pub flag: *mut c_int,
    pub val: c_int,
}

/// POSIX: `optarg`: the option's argument.
#[cfg_attr(not(test), no_mangle)]
pub static optarg: AtomicPtr<c_char> = AtomicPtr::new(null_mut());

/// POSIX: `optind`: index of the next argument; a program sets 0 or 1 to begin anew.
#[cfg_attr(not(test), no_mangle)]
pub static optind: AtomicI32 = AtomicI32::new(1);

/// POSIX: `opterr`: whether to write messages.
#[cfg_attr(not(test), no_mangle)]
pub static opterr: AtomicI32 = AtomicI32::new(1);

/// POSIX: `optopt`: the option that was wrong.
#[cfg_attr(not(test), no_mangle)]
pub static optopt: AtomicI32 = AtomicI32::new('?' as i32);

/// BSD: `optreset`: a program sets it to begin anew.
#[cfg_attr(not(test), no_mangle)]
pub static optreset: AtomicI32 = AtomicI32::new(0);

static PARSER: Mutex<Parser> = Mutex::new(Parser::new());

/// POSIX: `getopt`. As on other systems, operands are moved behind the options, unless
/// `POSIXLY_CORRECT` is set or the options begin with `+`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getopt(
    count: c_int,
    arguments: *const *mut c_char,
    options: *const c_char,
) -> c_int {
    let search = Search {
        count,
        arguments: arguments.cast_mut(),
        options,
        long: null_mut(),
        only_long: false,
    };
    // SAFETY: the caller gives an argument vector and a string.
    unsafe { PARSER.lock().next(&search, null_mut()) }
}

/// GNU: `getopt_long`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getopt_long(
    count: c_int,
    arguments: *const *mut c_char,
    options: *const c_char,
    long: *const option,
    index: *mut c_int,
) -> c_int {
    let search = Search {
        count,
        arguments: arguments.cast_mut(),
        options,
        long,
        only_long: false,
    };
    // SAFETY: the caller gives an argument vector, a string, and a list of options.
    unsafe { PARSER.lock().next(&search, index) }
}

/// GNU: `getopt_long_only`: long options may begin with one dash.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getopt_long_only(
    count: c_int,
    arguments: *const *mut c_char,
    options: *const c_char,
    long: *const option,
    index: *mut c_int,
) -> c_int {
    let search = Search {
        count,
        arguments: arguments.cast_mut(),
        options,
        long,
        only_long: true,
    };
    // SAFETY: the caller gives an argument vector, a string, and a list of options.
    unsafe { PARSER.lock().next(&search, index) }
}
