//! `<utmpx.h>`: who is logged in. The file is an array of [`utmpx`] records; without one, nobody is.
//! `utmp.h` has the same under older names.

mod file;

use core::cell::UnsafeCell;
use core::ffi::CStr;
use core::ptr::null_mut;

use alloc::ffi::CString;

use crate::errno::ResultExt;
use crate::sync::Mutex;
use crate::types::*;
use file::File;

pub const EMPTY: c_int = 0;
pub const RUN_LVL: c_int = 1;
pub const BOOT_TIME: c_int = 2;
pub const NEW_TIME: c_int = 3;
pub const OLD_TIME: c_int = 4;
pub const INIT_PROCESS: c_int = 5;
pub const LOGIN_PROCESS: c_int = 6;
pub const USER_PROCESS: c_int = 7;
pub const DEAD_PROCESS: c_int = 8;

/// A record, in musl's layout.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct utmpx {
    pub ut_type: c_short,
    pub __ut_pad1: c_short,
    pub ut_pid: pid_t,
    pub ut_line: [c_char; 32],
    pub ut_id: [c_char; 4],
    pub ut_user: [c_char; 32],
    pub ut_host: [c_char; 256],
    pub ut_exit: [c_short; 2],
    pub ut_session: c_int,
    pub __ut_pad2: c_int,
    pub ut_tv: timeval,
    pub ut_addr_v6: [c_uint; 4],
    pub __unused: [c_char; 20],
}

impl utmpx {
    pub(crate) const ZERO: Self = Self {
        ut_type: 0,
        __ut_pad1: 0,
        ut_pid: 0,
        ut_line: [0; 32],
        ut_id: [0; 4],
        ut_user: [0; 32],
        ut_host: [0; 256],
        ut_exit: [0; 2],
        ut_session: 0,
        __ut_pad2: 0,
        ut_tv: timeval {
            tv_sec: 0,
            tv_usec: 0,
        },
        ut_addr_v6: [0; 4],
        __unused: [0; 20],
    };

    /// Whether this is the entry that `getutxid` looks for by `wanted` (XSH, endutxent).
    fn is_same_entry(&self, wanted: &Self) -> bool {
        let is_process = |kind: c_short| (INIT_PROCESS..=DEAD_PROCESS).contains(&kind.into());
        match is_process(wanted.ut_type) {
            true => is_process(self.ut_type) && self.ut_id == wanted.ut_id,
            false => self.ut_type == wanted.ut_type,
        }
    }

    fn is_on_line(&self, line: &[c_char; 32]) -> bool {
        matches!(c_int::from(self.ut_type), LOGIN_PROCESS | USER_PROCESS) && self.ut_line == *line
    }
}

/// The file in use, and how many of its records have been given out.
struct Database {
    path: Option<CString>,
    file: Option<File>,
    next: usize,
}

static DATABASE: Mutex<Database> = Mutex::new(Database {
    path: None,
    file: None,
    next: 0,
});

/// Where functions leave their result. POSIX lets them not be for threads.
struct Shared(UnsafeCell<utmpx>);
// SAFETY: see above.
unsafe impl Sync for Shared {}

static SHARED: Shared = Shared(UnsafeCell::new(utmpx::ZERO));

impl Database {
    fn path(&self) -> &CStr {
        self.path.as_deref().unwrap_or(c"/var/run/utmp")
    }

    /// The next record for which `wanted` holds, and its number.
    fn find(&mut self, wanted: impl Fn(&utmpx) -> bool) -> Option<(usize, utmpx)> {
        if self.file.is_none() {
            self.file = Some(File::open(self.path()).ok()?);
        }
        let file = self.file.as_ref()?;
        while let Some(record) = file.read(self.next) {
            self.next += 1;
            if wanted(&record) {
                return Some((self.next - 1, record));
            }
        }
        None
    }

    fn rewind(&mut self) {
        self.file = None;
        self.next = 0;
    }
}

fn share(record: Option<utmpx>) -> *mut utmpx {
    match record {
        Some(record) => {
            // SAFETY: see `Shared`.
            unsafe { *SHARED.0.get() = record };
            SHARED.0.get()
        }
        None => null_mut(),
    }
}

/// POSIX: `setutxent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn setutxent() {
    DATABASE.lock().rewind();
}

/// POSIX: `endutxent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn endutxent() {
    DATABASE.lock().rewind();
}

/// POSIX: `getutxent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getutxent() -> *mut utmpx {
    share(DATABASE.lock().find(|_| true).map(|(_, record)| record))
}

/// POSIX: `getutxid`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getutxid(wanted: *const utmpx) -> *mut utmpx {
    // SAFETY: the caller gives a record.
    let wanted = unsafe { *wanted };
    share(
        DATABASE
            .lock()
            .find(|record| record.is_same_entry(&wanted))
            .map(|(_, record)| record),
    )
}

/// POSIX: `getutxline`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getutxline(wanted: *const utmpx) -> *mut utmpx {
    // SAFETY: the caller gives a record.
    let line = unsafe { (*wanted).ut_line };
    share(
        DATABASE
            .lock()
            .find(|record| record.is_on_line(&line))
            .map(|(_, record)| record),
    )
}

/// POSIX: `pututxline`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pututxline(record: *const utmpx) -> *mut utmpx {
    // SAFETY: the caller gives a record.
    let record = unsafe { *record };
    let mut database = DATABASE.lock();
    database.rewind();
    let place = database
        .find(|each| each.is_same_entry(&record))
        .map(|(place, _)| place);
    let written =
        File::open_for_writing(database.path()).and_then(|file| file.write(place, &record));
    written.map(|()| share(Some(record))).or_errno()
}

/// SVID: `updwtmpx`: appends a record to a file. There is no way to report an error.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn updwtmpx(path: *const c_char, record: *const utmpx) {
    // SAFETY: the caller gives a string and a record.
    let (path, record) = unsafe { (CStr::from_ptr(path), *record) };
    let _ = File::open_for_writing(path).and_then(|file| file.write(None, &record));
}

/// SVID: `utmpxname`: uses another file.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn utmpxname(path: *const c_char) -> c_int {
    let mut database = DATABASE.lock();
    // SAFETY: the caller gives a string.
    database.path = Some(unsafe { CStr::from_ptr(path) }.into());
    database.rewind();
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_replaced_by_their_identity() {
        let path = std::env::temp_dir().join(std::format!("relibc-utmp-{}", std::process::id()));
        std::fs::write(&path, "").unwrap();
        let c_path = CString::new(path.to_str().unwrap()).unwrap();
        let record = |kind: c_int, id: u8, pid| utmpx {
            ut_type: kind as c_short,
            ut_id: [id as c_char; 4],
            ut_pid: pid,
            ..utmpx::ZERO
        };
        // SAFETY: whole records and a string.
        unsafe {
            utmpxname(c_path.as_ptr());
            for record in [
                record(BOOT_TIME, 0, 1),
                record(USER_PROCESS, 5, 2),
                record(DEAD_PROCESS, 5, 3),
            ] {
                assert!(!pututxline(&record).is_null());
            }
            setutxent();
            assert_eq!((*getutxent()).ut_pid, 1);
            assert_eq!((*getutxent()).ut_pid, 3);
            assert!(getutxent().is_null());
            setutxent();
            assert_eq!((*getutxid(&record(INIT_PROCESS, 5, 0))).ut_pid, 3);
            endutxent();
        }
        std::fs::remove_file(path).unwrap();
    }
}
