//! `<libgen.h>`: the parts of a pathname. As in musl, there is one `basename`, POSIX's, which may change its
//! argument; `string.h` declares it too.

use crate::types::*;

// The name that glibc's `libgen.h` gives it.
#[cfg(not(test))]
core::arch::global_asm!(".globl __xpg_basename", ".set __xpg_basename, basename");

const DOT: *mut c_char = c".".as_ptr().cast_mut();
const SLASH: *mut c_char = c"/".as_ptr().cast_mut();

/// Length of the path without its trailing slashes.
unsafe fn trimmed_len(path: *const c_char, mut len: usize) -> usize {
    // SAFETY: the caller gives `len` bytes.
    while len > 0 && unsafe { *path.add(len - 1) } as u8 == b'/' {
        len -= 1;
    }
    len
}

/// Length of the path up to and with its last slash.
unsafe fn folder_len(path: *const c_char, mut len: usize) -> usize {
    // SAFETY: the caller gives `len` bytes.
    while len > 0 && unsafe { *path.add(len - 1) } as u8 != b'/' {
        len -= 1;
    }
    len
}

/// POSIX: `basename`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn basename(path: *mut c_char) -> *mut c_char {
    // SAFETY: the caller gives null or a string that may be changed.
    unsafe {
        if path.is_null() || *path == 0 {
            return DOT;
        }
        let len = trimmed_len(path, core::ffi::CStr::from_ptr(path).count_bytes());
        if len == 0 {
            return SLASH;
        }
        *path.add(len) = 0;
        path.add(folder_len(path, len))
    }
}

/// POSIX: `dirname`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dirname(path: *mut c_char) -> *mut c_char {
    // SAFETY: the caller gives null or a string that may be changed.
    unsafe {
        if path.is_null() || *path == 0 {
            return DOT;
        }
        let len = trimmed_len(path, core::ffi::CStr::from_ptr(path).count_bytes());
        if len == 0 {
            return SLASH;
        }
        let folder = folder_len(path, len);
        if folder == 0 {
            return DOT;
        }
        match trimmed_len(path, folder) {
            0 => SLASH,
            len => {
                *path.add(len) = 0;
                path
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::ffi::CStr;

    #[test]
    fn paths_are_split_as_posix_shows() {
        // XSH, basename, "Sample Input and Output Strings".
        for (path, folder, name) in [
            ("usr", ".", "usr"),
            ("usr/", ".", "usr"),
            ("", ".", "."),
            ("/", "/", "/"),
            ("//", "/", "/"),
            ("///", "/", "/"),
            ("/usr/", "/", "usr"),
            ("/usr/lib", "/usr", "lib"),
            ("//usr//lib//", "//usr", "lib"),
            ("/home//dwc//test", "/home//dwc", "test"),
        ] {
            let copy = || std::ffi::CString::new(path).unwrap().into_raw();
            // SAFETY: strings of their own, leaked.
            unsafe {
                assert_eq!(
                    CStr::from_ptr(dirname(copy())).to_str(),
                    Ok(folder),
                    "{path}"
                );
                assert_eq!(
                    CStr::from_ptr(basename(copy())).to_str(),
                    Ok(name),
                    "{path}"
                );
            }
        }
    }
}
