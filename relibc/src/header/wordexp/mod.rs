//! `<wordexp.h>`: words as the shell expands them (XCU 2.6), without a shell but for commands.
//!
//! [`parser`] reads words and does tilde expansion and quoting; [`parameter`], [`arithmetic`] and [`command`] give what
//! stands behind a `$`; [`fields`] splits the results into fields; [`store`] does pathname expansion and gives the
//! words to C.

mod arithmetic;
mod command;
mod fields;
mod parameter;
mod parser;
mod store;

use crate::types::*;
use core::ffi::CStr;

pub const WRDE_DOOFFS: c_int = 1;
pub const WRDE_APPEND: c_int = 2;
pub const WRDE_NOCMD: c_int = 4;
pub const WRDE_REUSE: c_int = 8;
pub const WRDE_SHOWERR: c_int = 16;
pub const WRDE_UNDEF: c_int = 32;
pub const WRDE_NOSYS: c_int = -1;
pub const WRDE_NOSPACE: c_int = 1;
pub const WRDE_BADCHAR: c_int = 2;
pub const WRDE_BADVAL: c_int = 3;
pub const WRDE_CMDSUB: c_int = 4;
pub const WRDE_SYNTAX: c_int = 5;

/// The words found (POSIX).
#[repr(C)]
#[derive(Debug)]
pub struct wordexp_t {
    pub we_wordc: size_t,
    pub we_wordv: *mut *mut c_char,
    pub we_offs: size_t,
}

/// Why words cannot be expanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failure {
    NoSpace,
    BadCharacter,
    BadValue,
    CommandSubstitution,
    Syntax,
}

impl Failure {
    fn code(self) -> c_int {
        match self {
            Self::NoSpace => WRDE_NOSPACE,
            Self::BadCharacter => WRDE_BADCHAR,
            Self::BadValue => WRDE_BADVAL,
            Self::CommandSubstitution => WRDE_CMDSUB,
            Self::Syntax => WRDE_SYNTAX,
        }
    }
}

/// What the caller of `wordexp` lets happen.
#[derive(Clone, Copy, Debug)]
struct Settings {
    commands: bool,
    undefined: bool,
    show_errors: bool,
}

impl Settings {
    fn new(flags: c_int) -> Self {
        Self {
            commands: flags & WRDE_NOCMD == 0,
            undefined: flags & WRDE_UNDEF == 0,
            show_errors: flags & WRDE_SHOWERR != 0,
        }
    }
}

/// POSIX: `wordexp`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wordexp(
    words: *const c_char,
    result: *mut wordexp_t,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller gives a string and a structure, filled in as the flags say.
    unsafe {
        if flags & WRDE_REUSE != 0 {
            wordfree(result);
        }
        let words = CStr::from_ptr(words).to_bytes();
        let stored = parser::expand(words, Settings::new(flags))
            .and_then(|fields| store::store(fields, flags, &mut *result));
        stored.map_or_else(Failure::code, |()| 0)
    }
}

/// POSIX: `wordfree`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn wordfree(result: *mut wordexp_t) {
    // SAFETY: the caller gives what `wordexp` filled in.
    unsafe { store::free_words(&mut *result) };
}
