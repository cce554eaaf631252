//! `<pwd.h>`: users, from `/etc/passwd`.

mod stream;

pub use stream::*;

use core::cell::UnsafeCell;
use core::ffi::CStr;
use core::ptr::null_mut;

use alloc::vec::Vec;

use crate::database::{fields, number, with_growing_buffer, Lines, Packer};
use crate::errno::{Errno, ResultExt};
use crate::sync::Mutex;
use crate::types::*;

const FILE: &CStr = c"/etc/passwd";

/// A user (XBD, <pwd.h>).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct passwd {
    pub pw_name: *mut c_char,
    pub pw_passwd: *mut c_char,
    pub pw_uid: uid_t,
    pub pw_gid: gid_t,
    pub pw_gecos: *mut c_char,
    pub pw_dir: *mut c_char,
    pub pw_shell: *mut c_char,
}

/// A line of the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record<'a> {
    name: &'a [u8],
    password: &'a [u8],
    uid: uid_t,
    gid: gid_t,
    gecos: &'a [u8],
    home: &'a [u8],
    shell: &'a [u8],
}

impl<'a> Record<'a> {
    /// Parses a line; `None` if it is not a user.
    pub(crate) fn parse(line: &'a [u8]) -> Option<Self> {
        let [name, password, uid, gid, gecos, home, shell] = fields(line)?;
        Some(Self {
            name,
            password,
            uid: number(uid)?,
            gid: number(gid)?,
            gecos,
            home,
            shell,
        })
    }

    /// Packs the record for C.
    pub(crate) fn pack(&self, buffer: &mut [c_char]) -> Result<passwd, Errno> {
        let mut packer = Packer::new(buffer);
        Ok(passwd {
            pw_name: packer.string(self.name)?,
            pw_passwd: packer.string(self.password)?,
            pw_uid: self.uid,
            pw_gid: self.gid,
            pw_gecos: packer.string(self.gecos)?,
            pw_dir: packer.string(self.home)?,
            pw_shell: packer.string(self.shell)?,
        })
    }
}

/// The first user for whom `wanted` holds.
fn find(buffer: &mut [c_char], wanted: impl Fn(&Record) -> bool) -> Result<Option<passwd>, Errno> {
    let mut lines = Lines::read(FILE)?;
    while let Some(line) = lines.next_line() {
        if let Some(record) = Record::parse(line).filter(&wanted) {
            return record.pack(buffer).map(Some);
        }
    }
    Ok(None)
}

/// What functions without `_r` keep: their result, its strings, and the place in the file.
struct Shared {
    result: UnsafeCell<passwd>,
    state: Mutex<State>,
}

struct State {
    buffer: Vec<c_char>,
    lines: Option<Lines>,
}

// SAFETY: POSIX forbids calling functions without `_r` in two threads at once.
unsafe impl Sync for Shared {}

static SHARED: Shared = Shared {
    result: UnsafeCell::new(passwd {
        pw_name: null_mut(),
        pw_passwd: null_mut(),
        pw_uid: 0,
        pw_gid: 0,
        pw_gecos: null_mut(),
        pw_dir: null_mut(),
        pw_shell: null_mut(),
    }),
    state: Mutex::new(State {
        buffer: Vec::new(),
        lines: None,
    }),
};

/// Leaves a result where C finds it; null if there is none.
fn share(result: Result<Option<passwd>, Errno>) -> *mut passwd {
    let shared = SHARED.result.get();
    result
        .map(|found| match found {
            Some(found) => {
                // SAFETY: see `Shared`.
                unsafe { *shared = found };
                shared
            }
            None => null_mut(),
        })
        .or_errno()
}

/// Hands a result to the caller of an `_r` function.
unsafe fn hand_over(
    found: Result<Option<passwd>, Errno>,
    entry: *mut passwd,
    result: *mut *mut passwd,
) -> c_int {
    // SAFETY: the caller gives room for both.
    unsafe {
        *result = null_mut();
        if let Ok(Some(found)) = found {
            *entry = found;
            *result = entry;
        }
    }
    found.or_number()
}

/// POSIX: `getpwnam_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getpwnam_r(
    name: *const c_char,
    entry: *mut passwd,
    buffer: *mut c_char,
    size: size_t,
    result: *mut *mut passwd,
) -> c_int {
    // SAFETY: the caller gives a string, and a buffer of that size.
    let (name, buffer) = unsafe {
        (
            CStr::from_ptr(name).to_bytes(),
            core::slice::from_raw_parts_mut(buffer, size),
        )
    };
    // SAFETY: the caller's promise, passed on.
    unsafe { hand_over(find(buffer, |record| record.name == name), entry, result) }
}

/// POSIX: `getpwuid_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getpwuid_r(
    uid: uid_t,
    entry: *mut passwd,
    buffer: *mut c_char,
    size: size_t,
    result: *mut *mut passwd,
) -> c_int {
    // SAFETY: the caller gives a buffer of that size.
    let buffer = unsafe { core::slice::from_raw_parts_mut(buffer, size) };
    // SAFETY: the caller's promise, passed on.
    unsafe { hand_over(find(buffer, |record| record.uid == uid), entry, result) }
}

/// POSIX: `getpwnam`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getpwnam(name: *const c_char) -> *mut passwd {
    // SAFETY: the caller gives a string.
    let name = unsafe { CStr::from_ptr(name) }.to_bytes();
    let buffer = &mut SHARED.state.lock().buffer;
    share(with_growing_buffer(buffer, |buffer| {
        find(buffer, |record| record.name == name)
    }))
}

/// POSIX: `getpwuid`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getpwuid(uid: uid_t) -> *mut passwd {
    let buffer = &mut SHARED.state.lock().buffer;
    share(with_growing_buffer(buffer, |buffer| {
        find(buffer, |record| record.uid == uid)
    }))
}

/// POSIX: `setpwent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn setpwent() {
    SHARED.state.lock().lines = None;
}

/// POSIX: `endpwent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn endpwent() {
    setpwent();
}

/// POSIX: `getpwent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getpwent() -> *mut passwd {
    let state = &mut *SHARED.state.lock();
    share((|| {
        let lines = match &mut state.lines {
            Some(lines) => lines,
            none => none.insert(Lines::read(FILE)?),
        };
        while let Some(line) = lines.next_line() {
            if let Some(record) = Record::parse(line) {
                let packed = with_growing_buffer(&mut state.buffer, |buffer| record.pack(buffer));
                return packed.map(Some);
            }
        }
        Ok(None)
    })())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_is_whom_the_host_says() {
        // SAFETY: strings; the host's result is read before the next call.
        unsafe {
            let (ours, theirs) = (getpwnam(c"root".as_ptr()), libc::getpwnam(c"root".as_ptr()));
            assert_eq!((*ours).pw_uid, (*theirs).pw_uid);
            assert_eq!(
                CStr::from_ptr((*ours).pw_dir),
                CStr::from_ptr((*theirs).pw_dir)
            );
            assert_eq!(
                CStr::from_ptr((*ours).pw_shell),
                CStr::from_ptr((*theirs).pw_shell)
            );
            assert!(getpwnam(c"no such user".as_ptr()).is_null());
        }
    }

    #[test]
    fn a_buffer_too_small_is_erange() {
        let mut entry = core::mem::MaybeUninit::uninit();
        let mut buffer = [0; 8];
        let mut result = null_mut();
        // SAFETY: room for all.
        let status = unsafe {
            getpwuid_r(
                0,
                entry.as_mut_ptr(),
                buffer.as_mut_ptr(),
                buffer.len(),
                &mut result,
            )
        };
        assert_eq!(status, libc::ERANGE);
        assert!(result.is_null());
    }

    #[test]
    fn lines_that_are_no_users_are_passed_over() {
        assert!(Record::parse(b"a:x:1:2:gecos:/:/bin/sh").is_some());
        for line in [
            "",
            "a:x:1:2:g:/",
            "a:x:-1:2:g:/:/s",
            "a:x:1:2:g:/:/s:more",
            "a:x::2:g:/:/s",
        ] {
            assert!(Record::parse(line.as_bytes()).is_none(), "{line}");
        }
    }
}
