//! `<nl_types.h>`: message catalogs, in the format of BSD's `gencat`.

pub mod catalog;

use alloc::boxed::Box;
use alloc::ffi::CString;
use alloc::vec::Vec;
use core::ffi::CStr;

use crate::errno::{self, Errno};
use crate::header::locale::{current, LC_MESSAGES};
use crate::header::stdlib::env::{getenv, secure_getenv};
use crate::io::read_file;
use crate::types::*;
use catalog::Catalog;

pub const NL_SETD: c_int = 1;
pub const NL_CAT_LOCALE: c_int = 1;

type nl_catd = *mut c_void;

/// What `catopen` answers when it fails.
const FAILED: nl_catd = core::ptr::without_provenance_mut(usize::MAX);

/// Longest catalog that is read.
const FILE_MAX: usize = 1 << 26;

/// POSIX: `catopen`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn catopen(name: *const c_char, flags: c_int) -> nl_catd {
    // SAFETY: the caller gives a string; the environment holds strings.
    let (name, path, language) = unsafe {
        let value = |pointer: *const c_char| {
            (!pointer.is_null()).then(|| CStr::from_ptr(pointer).to_bytes().to_vec())
        };
        let path = value(secure_getenv(c"NLSPATH".as_ptr()));
        (CStr::from_ptr(name), path, value(getenv(c"LANG".as_ptr())))
    };
    if name.to_bytes().contains(&b'/') {
        return open(name).unwrap_or_else(fail);
    }
    let language = match flags {
        NL_CAT_LOCALE => current().names[LC_MESSAGES as usize].as_bytes().to_vec(),
        _ => language.unwrap_or_default(),
    };
    for template in path.as_deref().unwrap_or(b"").split(|byte| *byte == b':') {
        let expanded = expand(template, name.to_bytes(), &language);
        if let Some(catalog) = CString::new(expanded)
            .ok()
            .and_then(|path| open(&path).ok())
        {
            return catalog;
        }
    }
    fail(Errno::ENOENT)
}

fn fail(error: Errno) -> nl_catd {
    errno::set(error);
    FAILED
}

fn open(path: &CStr) -> Result<nl_catd, Errno> {
    let catalog = Catalog::parse(read_file(path, FILE_MAX)?).ok_or(Errno::EINVAL)?;
    Ok(Box::into_raw(Box::new(catalog)).cast())
}

/// A template of `NLSPATH` (XBD 8.2). An empty one stands for the name alone.
fn expand(template: &[u8], name: &[u8], locale: &[u8]) -> Vec<u8> {
    if template.is_empty() {
        return name.to_vec();
    }
    // language[_territory][.codeset]
    let (rest, codeset) = split(locale, b'.');
    let (language, territory) = split(rest, b'_');
    let mut path = Vec::new();
    let mut bytes = template.iter();
    while let Some(byte) = bytes.next() {
        if *byte != b'%' {
            path.push(*byte);
            continue;
        }
        match bytes.next() {
            Some(b'N') => path.extend_from_slice(name),
            Some(b'L') => path.extend_from_slice(locale),
            Some(b'l') => path.extend_from_slice(language),
            Some(b't') => path.extend_from_slice(territory),
            Some(b'c') => path.extend_from_slice(codeset),
            Some(b'%') => path.push(b'%'),
            _ => {}
        }
    }
    path
}

fn split(text: &[u8], separator: u8) -> (&[u8], &[u8]) {
    match text.iter().position(|byte| *byte == separator) {
        Some(index) => (&text[..index], &text[index + 1..]),
        None => (text, b""),
    }
}

/// POSIX: `catgets`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn catgets(
    catalog: nl_catd,
    set: c_int,
    message: c_int,
    default: *const c_char,
) -> *mut c_char {
    if catalog == FAILED {
        return default.cast_mut();
    }
    // SAFETY: the caller gives a catalog from `catopen`.
    match unsafe { (*catalog.cast::<Catalog>()).message(set as u32, message as u32) } {
        Some(text) => text.as_ptr().cast_mut(),
        None => {
            errno::set(Errno::ENOMSG);
            default.cast_mut()
        }
    }
}

/// POSIX: `catclose`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn catclose(catalog: nl_catd) -> c_int {
    if catalog == FAILED {
        errno::set(Errno::EBADF);
        return -1;
    }
    // SAFETY: the caller gives a catalog from `catopen`, which is given up here.
    drop(unsafe { Box::from_raw(catalog.cast::<Catalog>()) });
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_in_as_posix_says() {
        let expand = |template: &str| expand(template.as_bytes(), b"prog", b"de_AT.UTF-8");
        assert_eq!(expand("/nls/%l_%t/%N.%c%%"), b"/nls/de_AT/prog.UTF-8%");
        assert_eq!(expand("/%L/%N.cat"), b"/de_AT.UTF-8/prog.cat");
        assert_eq!(expand(""), b"prog");
    }
}
