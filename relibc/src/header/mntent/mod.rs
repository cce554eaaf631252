//! `<mntent.h>`: tables of mounted file systems, such as `/proc/mounts` and `/etc/fstab`.

use core::cell::UnsafeCell;
use core::ffi::CStr;
use core::ptr::null_mut;

use alloc::vec::Vec;

use crate::database::{next_line_of, number, with_growing_buffer, Packer};
use crate::errno::Errno;
use crate::header::stdio::{fclose, fopen, fprintf, fseek, FILE};
use crate::sync::Mutex;
use crate::types::*;

/// A mounted file system.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mntent {
    pub mnt_fsname: *mut c_char,
    pub mnt_dir: *mut c_char,
    pub mnt_type: *mut c_char,
    pub mnt_opts: *mut c_char,
    pub mnt_freq: c_int,
    pub mnt_passno: c_int,
}

/// BSD: `setmntent`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setmntent(path: *const c_char, mode: *const c_char) -> *mut FILE {
    // SAFETY: the caller's promise, passed on.
    unsafe { fopen(path, mode) }
}

/// BSD: `endmntent`. Always 1.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn endmntent(stream: *mut FILE) -> c_int {
    if !stream.is_null() {
        // SAFETY: the caller gives an open stream.
        unsafe { fclose(stream) };
    }
    1
}

/// A field with `\040` and its like turned back into what they stand for.
fn unescape(field: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((byte, after)) = rest.split_first() {
        rest = match rest {
            [b'\\', high @ b'0'..=b'3', middle @ b'0'..=b'7', low @ b'0'..=b'7', after @ ..] => {
                text.push((high - b'0') << 6 | (middle - b'0') << 3 | (low - b'0'));
                after
            }
            _ => {
                text.push(*byte);
                after
            }
        };
    }
    text
}

/// Parses a line; `None` for comments and what has fewer than two fields.
fn parse(line: &[u8], buffer: &mut [c_char]) -> Option<Result<mntent, Errno>> {
    let mut fields = line
        .split(|byte| matches!(byte, b' ' | b'\t'))
        .filter(|field| !field.is_empty());
    let name = fields.next().filter(|field| field[0] != b'#')?;
    let folder = fields.next()?;
    let mut packer = Packer::new(buffer);
    let mut pack = |field: &[u8]| packer.string(&unescape(field));
    Some((|| {
        Ok(mntent {
            mnt_fsname: pack(name)?,
            mnt_dir: pack(folder)?,
            mnt_type: pack(fields.next().unwrap_or(b""))?,
            mnt_opts: pack(fields.next().unwrap_or(b""))?,
            mnt_freq: fields.next().and_then(number).unwrap_or(0),
            mnt_passno: fields.next().and_then(number).unwrap_or(0),
        })
    })())
}

/// GNU: `getmntent_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getmntent_r(
    stream: *mut FILE,
    entry: *mut mntent,
    buffer: *mut c_char,
    size: c_int,
) -> *mut mntent {
    let mut line = Vec::new();
    // SAFETY: the caller gives an open stream, room for an entry, and a buffer of that size.
    unsafe {
        let buffer = core::slice::from_raw_parts_mut(buffer, usize::try_from(size).unwrap_or(0));
        while next_line_of(stream, &mut line) {
            match parse(&line, buffer) {
                Some(Ok(found)) => {
                    *entry = found;
                    return entry;
                }
                Some(Err(error)) => {
                    crate::errno::set(error);
                    return null_mut();
                }
                None => {}
            }
        }
    }
    null_mut()
}

struct Shared {
    entry: UnsafeCell<mntent>,
    buffer: Mutex<Vec<c_char>>,
}

// SAFETY: `getmntent` is not for two threads at once.
unsafe impl Sync for Shared {}

static SHARED: Shared = Shared {
    entry: UnsafeCell::new(mntent {
        mnt_fsname: null_mut(),
        mnt_dir: null_mut(),
        mnt_type: null_mut(),
        mnt_opts: null_mut(),
        mnt_freq: 0,
        mnt_passno: 0,
    }),
    buffer: Mutex::new(Vec::new()),
};

/// BSD: `getmntent`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getmntent(stream: *mut FILE) -> *mut mntent {
    let mut line = Vec::new();
    let buffer = &mut *SHARED.buffer.lock();
    // SAFETY: the caller gives an open stream.
    while unsafe { next_line_of(stream, &mut line) } {
        let found = with_growing_buffer(buffer, |buffer| parse(&line, buffer).transpose());
        match found {
            Ok(None) => {}
            Ok(Some(found)) => {
                // SAFETY: see `Shared`.
                unsafe { *SHARED.entry.get() = found };
                return SHARED.entry.get();
            }
            Err(error) => {
                crate::errno::set(error);
                break;
            }
        }
    }
    null_mut()
}

/// BSD: `addmntent`: 0, or 1 if it fails.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn addmntent(stream: *mut FILE, entry: *const mntent) -> c_int {
    // SAFETY: the caller gives an open stream and an entry.
    unsafe {
        let escape = |text: *const c_char| {
            let mut escaped = Vec::new();
            for byte in CStr::from_ptr(text).to_bytes() {
                match byte {
                    b' ' | b'\t' | b'\n' | b'\\' => {
                        let digit = |shift: u32| b'0' + (byte >> shift & 7);
                        escaped.extend([b'\\', digit(6), digit(3), digit(0)]);
                    }
                    _ => escaped.push(*byte),
                }
            }
            escaped.push(0);
            escaped
        };
        let entry = &*entry;
        let [name, folder, kind, options] = [
            entry.mnt_fsname,
            entry.mnt_dir,
            entry.mnt_type,
            entry.mnt_opts,
        ]
        .map(|text| escape(text));
        if fseek(stream, 0, 2) != 0 {
            return 1;
        }
        let format = c"%s %s %s %s %d %d\n".as_ptr();
        let texts = (
            name.as_ptr(),
            folder.as_ptr(),
            kind.as_ptr(),
            options.as_ptr(),
        );
        let written = fprintf(
            stream,
            format,
            texts.0,
            texts.1,
            texts.2,
            texts.3,
            entry.mnt_freq,
            entry.mnt_passno,
        );
        c_int::from(written < 0)
    }
}

/// BSD: `hasmntopt`: the place of an option, alone or before an equals sign.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn hasmntopt(entry: *const mntent, option: *const c_char) -> *mut c_char {
    // SAFETY: the caller gives an entry and a string.
    unsafe {
        let options = (*entry).mnt_opts;
        let wanted = CStr::from_ptr(option).to_bytes();
        let mut offset = 0;
        for each in CStr::from_ptr(options)
            .to_bytes()
            .split(|byte| *byte == b',')
        {
            let name = each.split(|byte| *byte == b'=').next();
            if name == Some(wanted) || each == wanted {
                return options.add(offset);
            }
            offset += each.len() + 1;
        }
    }
    null_mut()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_fstab_is_parsed() {
        let mut buffer = [0; 128];
        let entry = parse(b"/dev/sda1\t/mnt/a\\040b ext4 rw,user=ann 1 2", &mut buffer)
            .unwrap()
            .unwrap();
        // SAFETY: strings packed just now.
        unsafe {
            assert_eq!(CStr::from_ptr(entry.mnt_dir), c"/mnt/a b");
            assert_eq!((entry.mnt_freq, entry.mnt_passno), (1, 2));
            let place = hasmntopt(&entry, c"user".as_ptr());
            assert_eq!(CStr::from_ptr(place), c"user=ann");
            assert!(hasmntopt(&entry, c"r".as_ptr()).is_null());
        }
        assert!(parse(b"# comment here", &mut buffer).is_none());
    }
}
