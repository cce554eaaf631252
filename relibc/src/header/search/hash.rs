//! Hash tables of strings.

use alloc::boxed::Box;
use core::cell::UnsafeCell;
use core::ffi::CStr;
use core::hash::{Hash, Hasher};
use core::ptr::null_mut;

use hashbrown::HashMap;

use crate::errno::{self, Errno};
use crate::types::*;

const FIND: c_int = 0;

/// A key and what belongs to it.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ENTRY {
    pub key: *mut c_char,
    pub data: *mut c_void,
}

/// A table's place in the caller's memory.
#[repr(C)]
#[derive(Debug)]
pub struct hsearch_data {
    table: *mut Table,
    reserved: [c_uint; 2],
}

/// A string that is the caller's.
struct Key(*const c_char);

impl Key {
    fn text(&self) -> &CStr {
        // SAFETY: the caller keeps the strings of its keys.
        unsafe { CStr::from_ptr(self.0) }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text().hash(state);
    }
}

/// Entries are boxed: C keeps pointers to them.
type Table = HashMap<Key, Box<ENTRY>>;

/// GNU: `hcreate_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn hcreate_r(size: size_t, table: *mut hsearch_data) -> c_int {
    let mut map = Table::default();
    if map.try_reserve(size).is_err() {
        errno::set(Errno::ENOMEM);
        return 0;
    }
    // SAFETY: the caller gives room for a table.
    unsafe { (*table).table = Box::into_raw(Box::new(map)) };
    1
}

/// GNU: `hdestroy_r`. Keys and data stay the caller's.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn hdestroy_r(table: *mut hsearch_data) {
    // SAFETY: the caller gives a table from `hcreate_r`, which is given up here.
    unsafe {
        let map = core::mem::replace(&mut (*table).table, null_mut());
        if !map.is_null() {
            drop(Box::from_raw(map));
        }
    }
}

/// GNU: `hsearch_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn hsearch_r(
    item: ENTRY,
    action: c_int,
    result: *mut *mut ENTRY,
    table: *mut hsearch_data,
) -> c_int {
    // SAFETY: the caller gives a table, a key that is a string, and room for the result.
    unsafe {
        *result = null_mut();
        let Some(map) = (*table).table.as_mut() else {
            errno::set(Errno::ESRCH);
            return 0;
        };
        if let Some(found) = map.get_mut(&Key(item.key)) {
            *result = &raw mut **found;
            return 1;
        }
        if action == FIND {
            errno::set(Errno::ESRCH);
            return 0;
        }
        if map.try_reserve(1).is_err() {
            errno::set(Errno::ENOMEM);
            return 0;
        }
        let entry = map.entry(Key(item.key)).or_insert_with(|| Box::new(item));
        *result = &raw mut **entry;
        1
    }
}

/// The table of functions without `_r`.
struct Shared(UnsafeCell<hsearch_data>);
// SAFETY: POSIX forbids calling these functions in two threads at once.
unsafe impl Sync for Shared {}

static SHARED: Shared = Shared(UnsafeCell::new(hsearch_data {
    table: null_mut(),
    reserved: [0; 2],
}));

/// POSIX: `hcreate`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn hcreate(size: size_t) -> c_int {
    // SAFETY: see `Shared`.
    unsafe { hcreate_r(size, SHARED.0.get()) }
}

/// POSIX: `hdestroy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn hdestroy() {
    // SAFETY: see `Shared`.
    unsafe { hdestroy_r(SHARED.0.get()) };
}

/// POSIX: `hsearch`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn hsearch(item: ENTRY, action: c_int) -> *mut ENTRY {
    let mut result = null_mut();
    // SAFETY: the caller gives a key that is a string.
    unsafe { hsearch_r(item, action, &mut result, SHARED.0.get()) };
    result
}
