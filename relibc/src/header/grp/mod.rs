//! `<grp.h>`: groups, from `/etc/group`.

mod stream;

pub use stream::*;

use core::cell::UnsafeCell;
use core::ffi::CStr;
use core::ptr::null_mut;

use alloc::vec::Vec;

use crate::database::{fields, number, with_growing_buffer, Lines, Packer};
use crate::errno::{Errno, ResultExt};
use crate::platform::Sys;
use crate::sync::Mutex;
use crate::types::*;

const FILE: &CStr = c"/etc/group";

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

/// The first group for which `wanted` holds.
fn find(buffer: &mut [c_char], wanted: impl Fn(&Record) -> bool) -> Result<Option<group>, Errno> {
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
    result: UnsafeCell<group>,
    state: Mutex<State>,
}

struct State {
    buffer: Vec<c_char>,
    lines: Option<Lines>,
}

// SAFETY: POSIX forbids calling functions without `_r` in two threads at once.
unsafe impl Sync for Shared {}

static SHARED: Shared = Shared {
    result: UnsafeCell::new(group {
        gr_name: null_mut(),
        gr_passwd: null_mut(),
        gr_gid: 0,
        gr_mem: null_mut(),
    }),
    state: Mutex::new(State {
        buffer: Vec::new(),
        lines: None,
    }),
};

/// Leaves a result where C finds it; null if there is none.
fn share(result: Result<Option<group>, Errno>) -> *mut group {
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
    found: Result<Option<group>, Errno>,
    entry: *mut group,
    result: *mut *mut group,
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
    unsafe { hand_over(find(buffer, |record| record.name == name), entry, result) }
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
    unsafe { hand_over(find(buffer, |record| record.gid == gid), entry, result) }
}

/// POSIX: `getgrnam`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getgrnam(name: *const c_char) -> *mut group {
    // SAFETY: the caller gives a string.
    let name = unsafe { CStr::from_ptr(name) }.to_bytes();
    let buffer = &mut SHARED.state.lock().buffer;
    share(with_growing_buffer(buffer, |buffer| {
        find(buffer, |record| record.name == name)
    }))
}

/// POSIX: `getgrgid`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getgrgid(gid: gid_t) -> *mut group {
    let buffer = &mut SHARED.state.lock().buffer;
    share(with_growing_buffer(buffer, |buffer| {
        find(buffer, |record| record.gid == gid)
    }))
}

/// POSIX: `setgrent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn setgrent() {
    SHARED.state.lock().lines = None;
}

/// POSIX: `endgrent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn endgrent() {
    setgrent();
}

/// POSIX: `getgrent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getgrent() -> *mut group {
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

/// The groups that a user belongs to, `first` before the others.
fn groups_of(user: &[u8], first: gid_t) -> Result<Vec<gid_t>, Errno> {
    let mut groups = Vec::new();
    groups.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
    groups.push(first);
    let mut lines = Lines::read(FILE)?;
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
