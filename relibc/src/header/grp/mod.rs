//! `<grp.h>`: groups, from `/etc/group`.

mod stream;

pub use stream::*;

use core::ffi::CStr;
use core::ptr::null_mut;

use alloc::vec::Vec;

use crate::database::{fields, find, hand_over, number, Lines, Packer, Shared, Table};
use crate::errno::{Errno, ResultExt};
use crate::platform::Sys;
use crate::types::*;

/// A group (XBD, <grp.h>).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct group {
    pub gr_name: *mut c_char,
    pub gr_passwd: *mut c_char,
    pub gr_gid: gid_t,
    pub gr_mem: *mut *mut c_char,
}

/// A line of the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record<'a> {
    name: &'a [u8],
    password: &'a [u8],
    gid: gid_t,
    members: &'a [u8],
}

impl<'a> Record<'a> {
    /// Parses a line; `None` if it is not a group.
    pub(crate) fn parse(line: &'a [u8]) -> Option<Self> {
        let [name, password, gid, members] = fields(line)?;
        Some(Self {
            name,
            password,
            gid: number(gid)?,
            members,
        })
    }

    fn members(&self) -> impl Iterator<Item = &'a [u8]> {
        self.members
            .split(|byte| *byte == b',')
            .filter(|name| !name.is_empty())
    }

    /// Packs the record for C.
    pub(crate) fn pack(&self, buffer: &mut [c_char]) -> Result<group, Errno> {
        let mut packer = Packer::new(buffer);
        let count = self.members().count();
        let array = packer.array(count + 1)?;
        for (index, member) in self.members().enumerate() {
            let member = packer.string(member)?;
            // SAFETY: the array has `count` elements and a null pointer.
            unsafe { *array.add(index) = member };
        }
        // SAFETY: as above.
        unsafe { *array.add(count) = null_mut() };
        Ok(group {
            gr_name: packer.string(self.name)?,
            gr_passwd: packer.string(self.password)?,
            gr_gid: self.gid,
            gr_mem: array,
        })
    }
}

/// The file of groups.
pub(crate) struct Groups;

impl Table for Groups {
    const FILE: &'static CStr = c"/etc/group";
    type Record<'l> = Record<'l>;
    type Entry = group;

    fn parse(line: &[u8]) -> Option<Record<'_>> {
        Record::parse(line)
    }

    fn pack(record: &Record<'_>, buffer: &mut [c_char]) -> Result<group, Errno> {
        record.pack(buffer)
    }
}

/// What functions without `_r` keep.
static SHARED: Shared<Groups> = Shared::new();

/// POSIX: `getgrnam_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getgrnam_r(
    name: *const c_char,
    entry: *mut group,
    buffer: *mut c_char,
    size: size_t,
    result: *mut *mut group,
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
            find::<Groups>(buffer, |record| record.name == name),
            entry,
            result,
        )
    }
}

/// POSIX: `getgrgid_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getgrgid_r(
    gid: gid_t,
    entry: *mut group,
    buffer: *mut c_char,
    size: size_t,
    result: *mut *mut group,
) -> c_int {
    // SAFETY: the caller gives a buffer of that size.
    let buffer = unsafe { core::slice::from_raw_parts_mut(buffer, size) };
    // SAFETY: the caller's promise, passed on.
    unsafe {
        hand_over(
            find::<Groups>(buffer, |record| record.gid == gid),
            entry,
            result,
        )
    }
}

/// POSIX: `getgrnam`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getgrnam(name: *const c_char) -> *mut group {
    // SAFETY: the caller gives a string.
    let name = unsafe { CStr::from_ptr(name) }.to_bytes();
    SHARED.find(|record| record.name == name)
}

/// POSIX: `getgrgid`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getgrgid(gid: gid_t) -> *mut group {
    SHARED.find(|record| record.gid == gid)
}

/// POSIX: `setgrent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn setgrent() {
    SHARED.rewind();
}

/// POSIX: `endgrent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn endgrent() {
    setgrent();
}

/// POSIX: `getgrent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getgrent() -> *mut group {
    SHARED.next()
}

/// The groups that a user belongs to, `first` before the others.
fn groups_of(user: &[u8], first: gid_t) -> Result<Vec<gid_t>, Errno> {
    let mut groups = Vec::new();
    groups.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
    groups.push(first);
    let mut lines = Lines::read(Groups::FILE)?;
    while let Some(line) = lines.next_line() {
        let Some(record) = Record::parse(line) else {
            continue;
        };
        if !groups.contains(&record.gid) && record.members().any(|member| member == user) {
            groups.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
            groups.push(record.gid);
        }
    }
    Ok(groups)
}

/// BSD: `getgrouplist`: -1 if there are more groups than room, and their number in any case.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getgrouplist(
    user: *const c_char,
    first: gid_t,
    groups: *mut gid_t,
    count: *mut c_int,
) -> c_int {
    // SAFETY: the caller gives a string.
    let user = unsafe { CStr::from_ptr(user) }.to_bytes();
    groups_of(user, first)
        .map(|all| {
            // SAFETY: the caller gives a count, and room for as many groups.
            unsafe {
                let room = usize::try_from(*count).unwrap_or(0);
                let copied = room.min(all.len());
                if copied > 0 {
                    core::ptr::copy_nonoverlapping(all.as_ptr(), groups, copied);
                }
                *count = all.len() as c_int;
                if room < all.len() {
                    -1
                } else {
                    all.len() as c_int
                }
            }
        })
        .or_errno()
}

/// BSD: `initgroups`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn initgroups(user: *const c_char, first: gid_t) -> c_int {
    // SAFETY: the caller gives a string; the list has the length given.
    unsafe {
        let user = CStr::from_ptr(user).to_bytes();
        groups_of(user, first).and_then(|all| Sys::setgroups(all.len(), all.as_ptr()))
    }
    .zero_or_errno()
}

/// BSD: `setgroups`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setgroups(count: size_t, groups: *const gid_t) -> c_int {
    // SAFETY: the caller gives `count` groups.
    unsafe { Sys::setgroups(count, groups) }.zero_or_errno()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_an_array_of_strings() {
        let record = Record::parse(b"disk:x:6:ann,bob").unwrap();
        let mut buffer = std::vec![0; 256];
        for begin in 0..8 {
            let packed = record.pack(&mut buffer[begin..]).unwrap();
            // SAFETY: packed just now.
            unsafe {
                assert_eq!(CStr::from_ptr(*packed.gr_mem), c"ann");
                assert_eq!(CStr::from_ptr(*packed.gr_mem.add(1)), c"bob");
                assert!((*packed.gr_mem.add(2)).is_null());
                assert_eq!(CStr::from_ptr(packed.gr_name), c"disk");
            }
        }
    }
}
