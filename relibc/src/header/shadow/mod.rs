//! `<shadow.h>`: passwords, from `/etc/shadow`.

use core::cell::UnsafeCell;
use core::ffi::CStr;
use core::ptr::null_mut;

use alloc::vec::Vec;

use crate::database::{fields, next_line_of, number, with_growing_buffer, Lines, Packer};
use crate::errno::{Errno, ResultExt};
use crate::header::stdio::{fprintf, FILE};
use crate::sync::Mutex;
use crate::types::*;

const PATH: &CStr = c"/etc/shadow";

/// A user's password and its times, in days; -1 where there is none.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct spwd {
    pub sp_namp: *mut c_char,
    pub sp_pwdp: *mut c_char,
    pub sp_lstchg: c_long,
    pub sp_min: c_long,
    pub sp_max: c_long,
    pub sp_warn: c_long,
    pub sp_inact: c_long,
    pub sp_expire: c_long,
    pub sp_flag: c_ulong,
}

/// A line of the file: name, password, and seven numbers that may be empty.
struct Record<'a> {
    name: &'a [u8],
    password: &'a [u8],
    numbers: [Option<c_long>; 7],
}

impl<'a> Record<'a> {
    fn parse(line: &'a [u8]) -> Option<Self> {
        let [name, password, rest @ ..]: [&[u8]; 9] = fields(line)?;
        let mut numbers = [None; 7];
        for (value, field) in numbers.iter_mut().zip(rest as [&[u8]; 7]) {
            if !field.is_empty() {
                *value = Some(number(field)?);
            }
        }
        (!name.is_empty()).then_some(Self {
            name,
            password,
            numbers,
        })
    }

    fn pack(&self, buffer: &mut [c_char]) -> Result<spwd, Errno> {
        let mut packer = Packer::new(buffer);
        let [lstchg, min, max, warn, inact, expire, flag] =
            self.numbers.map(|number| number.unwrap_or(-1));
        Ok(spwd {
            sp_namp: packer.string(self.name)?,
            sp_pwdp: packer.string(self.password)?,
            sp_lstchg: lstchg,
            sp_min: min,
            sp_max: max,
            sp_warn: warn,
            sp_inact: inact,
            sp_expire: expire,
            sp_flag: flag as c_ulong,
        })
    }
}

fn find(buffer: &mut [c_char], name: &[u8]) -> Result<Option<spwd>, Errno> {
    let mut lines = Lines::read(PATH)?;
    while let Some(line) = lines.next_line() {
        if let Some(record) = Record::parse(line).filter(|record| record.name == name) {
            return record.pack(buffer).map(Some);
        }
    }
    Ok(None)
}

/// What functions without `_r` keep: their result, its strings, and the place in the file.
struct Shared {
    result: UnsafeCell<spwd>,
    state: Mutex<(Vec<c_char>, Option<Lines>)>,
}

// SAFETY: these functions are not for two threads at once.
unsafe impl Sync for Shared {}

static SHARED: Shared = Shared {
    result: UnsafeCell::new(spwd {
        sp_namp: null_mut(),
        sp_pwdp: null_mut(),
        sp_lstchg: 0,
        sp_min: 0,
        sp_max: 0,
        sp_warn: 0,
        sp_inact: 0,
        sp_expire: 0,
        sp_flag: 0,
    }),
    state: Mutex::new((Vec::new(), None)),
};

fn share(result: Result<Option<spwd>, Errno>) -> *mut spwd {
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

fn share_record(buffer: &mut Vec<c_char>, record: &Record) -> *mut spwd {
    share(with_growing_buffer(buffer, |buffer| record.pack(buffer)).map(Some))
}

/// SVID: `getspnam_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getspnam_r(
    name: *const c_char,
    entry: *mut spwd,
    buffer: *mut c_char,
    size: size_t,
    result: *mut *mut spwd,
) -> c_int {
    // SAFETY: the caller gives a string, a buffer of that size, and room for the rest.
    unsafe {
        let buffer = core::slice::from_raw_parts_mut(buffer, size);
        let found = find(buffer, CStr::from_ptr(name).to_bytes());
        *result = null_mut();
        if let Ok(Some(found)) = found {
            *entry = found;
            *result = entry;
        }
        found.or_number()
    }
}

/// SVID: `getspnam`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getspnam(name: *const c_char) -> *mut spwd {
    // SAFETY: the caller gives a string.
    let name = unsafe { CStr::from_ptr(name) }.to_bytes();
    let buffer = &mut SHARED.state.lock().0;
    share(with_growing_buffer(buffer, |buffer| find(buffer, name)))
}

/// SVID: `setspent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn setspent() {
    SHARED.state.lock().1 = None;
}

/// SVID: `endspent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn endspent() {
    setspent();
}

/// SVID: `getspent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getspent() -> *mut spwd {
    let (buffer, lines) = &mut *SHARED.state.lock();
    if lines.is_none() {
        match Lines::read(PATH) {
            Ok(read) => *lines = Some(read),
            Err(error) => return share(Err(error)),
        }
    }
    while let Some(line) = lines.as_mut().and_then(Lines::next_line) {
        if let Some(record) = Record::parse(line) {
            return share_record(buffer, &record);
        }
    }
    share(Ok(None))
}

/// SVID: `sgetspent`: parses a line.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sgetspent(line: *const c_char) -> *mut spwd {
    // SAFETY: the caller gives a string.
    let line = unsafe { CStr::from_ptr(line) }.to_bytes();
    match Record::parse(line) {
        Some(record) => share_record(&mut SHARED.state.lock().0, &record),
        None => share(Ok(None)),
    }
}

/// SVID: `fgetspent`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fgetspent(stream: *mut FILE) -> *mut spwd {
    let mut line = Vec::new();
    // SAFETY: the caller gives an open stream.
    while unsafe { next_line_of(stream, &mut line) } {
        if let Some(record) = Record::parse(&line) {
            return share_record(&mut SHARED.state.lock().0, &record);
        }
    }
    share(Ok(None))
}

/// SVID: `putspent`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn putspent(entry: *const spwd, stream: *mut FILE) -> c_int {
    // SAFETY: the caller gives an entry and an open stream.
    unsafe {
        let entry = &*entry;
        let mut failed = fprintf(stream, c"%s:%s".as_ptr(), entry.sp_namp, entry.sp_pwdp) < 0;
        let times = [
            entry.sp_lstchg,
            entry.sp_min,
            entry.sp_max,
            entry.sp_warn,
            entry.sp_inact,
            entry.sp_expire,
            entry.sp_flag as c_long,
        ];
        for time in times {
            failed |= match time {
                -1 => fprintf(stream, c":".as_ptr()) < 0,
                time => fprintf(stream, c":%ld".as_ptr(), time) < 0,
            };
        }
        if failed || fprintf(stream, c"\n".as_ptr()) < 0 {
            -1
        } else {
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_numbers_are_minus_one() {
        // SAFETY: strings.
        unsafe {
            let entry = &*sgetspent(c"ann:$6$x:19000:0:99999:7:::".as_ptr());
            assert_eq!(CStr::from_ptr(entry.sp_pwdp), c"$6$x");
            assert_eq!(
                (entry.sp_lstchg, entry.sp_warn, entry.sp_inact),
                (19000, 7, -1)
            );
            assert!(sgetspent(c"ann:x:1".as_ptr()).is_null());
        }
    }
}
