//! `<shadow.h>`: passwords, from `/etc/shadow`.

use core::ffi::CStr;

use crate::database::{fields, find, hand_over, number, Packer, Shared, Table};
use crate::errno::{Errno, ResultExt};
use crate::header::fcntl::{fcntl, flock, open, F_SETLK, F_WRLCK, O_CLOEXEC, O_CREAT, O_WRONLY};
use crate::header::stdio::{fprintf, FILE};
use crate::header::time::clock::nanosleep;
use crate::header::unistd::io::close;
use crate::sync::Mutex;
use crate::types::*;

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

/// The file of passwords.
struct Passwords;

impl Table for Passwords {
    const FILE: &'static CStr = c"/etc/shadow";
    type Record<'l> = Record<'l>;
    type Entry = spwd;

    fn parse(line: &[u8]) -> Option<Record<'_>> {
        Record::parse(line)
    }

    fn pack(record: &Record<'_>, buffer: &mut [c_char]) -> Result<spwd, Errno> {
        record.pack(buffer)
    }
}

/// What functions without `_r` keep.
static SHARED: Shared<Passwords> = Shared::new();

/// The descriptor of the file whose lock stands for the password files; -1 while it is not held.
static LOCK: Mutex<c_int> = Mutex::new(-1);

/// SVID: `lckpwdf`: waits up to 15 seconds for the lock of the password files. -1 with EDEADLK while the process holds it.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn lckpwdf() -> c_int {
    const TRIES: u32 = 1500;
    const BETWEEN: timespec = timespec {
        tv_sec: 0,
        tv_nsec: 10_000_000,
    };
    let mut held = LOCK.lock();
    if *held >= 0 {
        return Err(Errno::EDEADLK).or_errno();
    }
    // SAFETY: strings and structures that live during the calls.
    unsafe {
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC;
        let fd = open(c"/etc/.pwd.lock".as_ptr(), flags, 0o600);
        if fd < 0 {
            return -1;
        }
        for _ in 0..TRIES {
            let whole = flock {
                l_type: F_WRLCK as c_short,
                l_whence: 0,
                l_start: 0,
                l_len: 0,
                l_pid: 0,
            };
            if fcntl(fd, F_SETLK, &whole) == 0 {
                *held = fd;
                return 0;
            }
            nanosleep(&BETWEEN, core::ptr::null_mut());
        }
        close(fd);
    }
    Err(Errno::EAGAIN).or_errno()
}

/// SVID: `ulckpwdf`. -1 with EINVAL where the lock is not held.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ulckpwdf() -> c_int {
    let fd = core::mem::replace(&mut *LOCK.lock(), -1);
    if fd < 0 {
        return Err(Errno::EINVAL).or_errno();
    }
    // SAFETY: the descriptor is this module's own; its end is the lock's.
    unsafe { close(fd) }
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
        let name = CStr::from_ptr(name).to_bytes();
        let found = find::<Passwords>(buffer, |record| record.name == name);
        hand_over(found, entry, result)
    }
}

/// SVID: `getspnam`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getspnam(name: *const c_char) -> *mut spwd {
    // SAFETY: the caller gives a string.
    let name = unsafe { CStr::from_ptr(name) }.to_bytes();
    SHARED.find(|record| record.name == name)
}

/// SVID: `setspent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn setspent() {
    SHARED.rewind();
}

/// SVID: `endspent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn endspent() {
    setspent();
}

/// SVID: `getspent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getspent() -> *mut spwd {
    SHARED.next()
}

/// SVID: `sgetspent`: parses a line.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sgetspent(line: *const c_char) -> *mut spwd {
    // SAFETY: the caller gives a string.
    let line = unsafe { CStr::from_ptr(line) }.to_bytes();
    SHARED.of_line(line)
}

/// SVID: `fgetspent`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fgetspent(stream: *mut FILE) -> *mut spwd {
    // SAFETY: the caller gives an open stream.
    unsafe { SHARED.next_of(stream) }
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
