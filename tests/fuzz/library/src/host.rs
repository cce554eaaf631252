//! This machine's C library, as far as crate `libc` does not have it, and the state that both libraries must share.

use std::ffi::{c_char, c_double, c_float, c_int, c_long, c_ulong, c_void};
use std::sync::Once;

use crate::variadic::List;

extern "C" {
    pub fn vsnprintf(to: *mut c_char, size: usize, format: *const c_char, list: *mut List)
        -> c_int;
    #[link_name = "__isoc99_vsscanf"]
    pub fn vsscanf(text: *const c_char, format: *const c_char, list: *mut List) -> c_int;
    pub fn strtod(text: *const c_char, end: *mut *mut c_char) -> c_double;
    pub fn strtof(text: *const c_char, end: *mut *mut c_char) -> c_float;
    pub fn strtol(text: *const c_char, end: *mut *mut c_char, base: c_int) -> c_long;
    pub fn strtoul(text: *const c_char, end: *mut *mut c_char, base: c_int) -> c_ulong;
    pub fn strftime(
        to: *mut c_char,
        size: usize,
        format: *const c_char,
        time: *const libc::tm,
    ) -> usize;
    pub fn strptime(text: *const c_char, format: *const c_char, time: *mut libc::tm)
        -> *mut c_char;
    pub fn tzset();
    pub fn inet_aton(text: *const c_char, address: *mut u32) -> c_int;
    pub fn inet_pton(family: c_int, text: *const c_char, address: *mut c_void) -> c_int;
    pub fn inet_ntop(
        family: c_int,
        address: *const c_void,
        to: *mut c_char,
        size: u32,
    ) -> *const c_char;
    pub fn wordexp(text: *const c_char, result: *mut Words, flags: c_int) -> c_int;
    pub fn wordfree(result: *mut Words);
}

/// `wordexp_t`, which both libraries have alike.
#[repr(C)]
pub struct Words {
    pub count: usize,
    pub words: *mut *mut c_char,
    pub offset: usize,
}

/// Both libraries in UTF-8.
pub fn use_utf8() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: strings; this is done before anything asks for the locale.
        unsafe {
            assert!(!libc::setlocale(libc::LC_ALL, c"C.UTF-8".as_ptr()).is_null());
            let ours = relibc::header::locale::setlocale(libc::LC_ALL, c"C.UTF-8".as_ptr());
            assert!(!ours.is_null());
        }
    });
}

/// Enters a folder with some files, the same for every process of the user; answers its path.
pub fn enter_folder() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let folder = std::env::temp_dir().join("ochre-fuzz-folder");
        let files = [
            "a",
            "b.c",
            ".hidden",
            "[x]",
            "two words",
            "back\\slash",
            "\u{e9}",
            "dir/x",
            "dir/.y",
            "dir/sub/z",
            "Ab",
            "0",
        ];
        for file in files {
            let path = folder.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            if !path.exists() {
                std::fs::write(&path, "").unwrap();
            }
        }
        std::env::set_current_dir(folder).unwrap();
    });
}
