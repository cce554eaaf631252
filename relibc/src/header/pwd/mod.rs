//! `<pwd.h>`: users, from `/etc/passwd`.

mod stream;

pub use stream::*;

use core::ffi::CStr;

use crate::database::{fields, find, hand_over, number, Packer, Shared, Table};
use crate::errno::Errno;
use crate::types::*;

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

/// The file of users.
pub(crate) struct Users;

impl Table for Users {
    const FILE: &'static CStr = c"/etc/passwd";
    type Record<'l> = Record<'l>;
    type Entry = passwd;

    fn parse(line: &[u8]) -> Option<Record<'_>> {
        Record::parse(line)
    }

    fn pack(record: &Record<'_>, buffer: &mut [c_char]) -> Result<passwd, Errno> {
        record.pack(buffer)
    }
}

/// What functions without `_r` keep.
static SHARED: Shared<Users> = Shared::new();

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
    unsafe {
        hand_over(
            find::<Users>(buffer, |record| record.name == name),
            entry,
            result,
        )
    }
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
    unsafe {
        hand_over(
            find::<Users>(buffer, |record| record.uid == uid),
            entry,
            result,
        )
    }
}

/// POSIX: `getpwnam`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getpwnam(name: *const c_char) -> *mut passwd {
    // SAFETY: the caller gives a string.
    let name = unsafe { CStr::from_ptr(name) }.to_bytes();
    SHARED.find(|record| record.name == name)
}

/// POSIX: `getpwuid`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getpwuid(uid: uid_t) -> *mut passwd {
    SHARED.find(|record| record.uid == uid)
}

/// POSIX: `setpwent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn setpwent() {
    SHARED.rewind();
}

/// POSIX: `endpwent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn endpwent() {
    setpwent();
}

/// POSIX: `getpwent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getpwent() -> *mut passwd {
    SHARED.next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::ptr::null_mut;

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
