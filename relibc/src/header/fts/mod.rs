//! `<fts.h>`: walks through trees of files (BSD).
//!
//! The working folder is never changed: every entry's `fts_accpath` is its path. Entries are as in other systems: a
//! folder comes before what is in it (`FTS_D`) and after it (`FTS_DP`).

mod entry;

pub use entry::FTSENT;

use crate::errno::{Errno, ResultExt};
use crate::header::dirent::{closedir, opendir, readdir};
use crate::header::malloc::program::free;
use crate::types::*;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ffi::CStr;
use core::ptr::null_mut;

const FTS_COMFOLLOW: c_int = 0x001;
const FTS_LOGICAL: c_int = 0x002;
const FTS_NOSTAT: c_int = 0x008;
const FTS_SEEDOT: c_int = 0x020;
const FTS_XDEV: c_int = 0x040;
const FTS_OPTIONMASK: c_int = 0x0ff;
const FTS_NAMEONLY: c_int = 0x100;
const FTS_STOP: c_int = 0x200;
const ROOT_PARENT_LEVEL: c_int = -1;
const ROOT_LEVEL: c_int = 0;
const FTS_D: c_ushort = 1;
const FTS_DC: c_ushort = 2;
const FTS_DEFAULT: c_ushort = 3;
const FTS_DNR: c_ushort = 4;
const FTS_DOT: c_ushort = 5;
const FTS_DP: c_ushort = 6;
const FTS_ERR: c_ushort = 7;
const FTS_F: c_ushort = 8;
const FTS_INIT: c_ushort = 9;
const FTS_NS: c_ushort = 10;
const FTS_NSOK: c_ushort = 11;
const FTS_SL: c_ushort = 12;
const FTS_SLNONE: c_ushort = 13;
const FTS_AGAIN: c_ushort = 1;
const FTS_FOLLOW: c_ushort = 2;
const FTS_NOINSTR: c_ushort = 3;
const FTS_SKIP: c_ushort = 4;

type Compare = unsafe extern "C" fn(*mut *const FTSENT, *mut *const FTSENT) -> c_int;

/// A walk, in the layout of other systems.
#[repr(C)]
pub struct FTS {
    fts_cur: *mut FTSENT,
    /// What `fts_children` has read of the current folder.
    fts_child: *mut FTSENT,
    fts_array: *mut *mut FTSENT,
    fts_dev: dev_t,
    fts_path: *mut c_char,
    fts_rfd: c_int,
    fts_pathlen: c_uint,
    fts_nitems: c_uint,
    fts_compar: Option<Compare>,
    fts_options: c_int,
}

impl FTS {
    fn has(&self, option: c_int) -> bool {
        self.fts_options & option != 0
    }

    /// Links entries to a list, sorted if the program wants it.
    ///
    /// # Safety
    /// The entries are whole.
    unsafe fn linked(&self, mut entries: Vec<*mut FTSENT>) -> *mut FTSENT {
        if let Some(compare) = self.fts_compar {
            entries.sort_by(|a, b| {
                let (mut a, mut b) = (a.cast_const(), b.cast_const());
                // SAFETY: the program's function, with what it was made for.
                unsafe { compare(&mut a, &mut b) }.cmp(&0)
            });
        }
        let mut next = null_mut();
        for entry in entries.into_iter().rev() {
            // SAFETY: the caller's promise.
            unsafe { (*entry).fts_link = next };
            next = entry;
        }
        next
    }

    /// Reads the current folder.
    ///
    /// # Safety
    /// `folder` is an entry of this walk.
    unsafe fn read(&mut self, folder: *mut FTSENT, names_only: bool) -> Result<*mut FTSENT, Errno> {
        let mut entries = Vec::new();
        let mut result = Ok(());
        // SAFETY: the caller's promise; the stream is ours.
        unsafe {
            let stream = opendir((*folder).fts_accpath);
            if stream.is_null() {
                return Err(Errno(crate::errno::get() as u16));
            }
            loop {
                crate::errno::set_raw(0);
                let Some(found) = readdir(stream).as_ref() else {
                    if crate::errno::get() != 0 {
                        (*folder).fts_errno = crate::errno::get();
                    }
                    break;
                };
                let name = CStr::from_ptr(found.d_name.as_ptr()).to_bytes();
                if (name == b"." || name == b"..") && !self.has(FTS_SEEDOT) {
                    continue;
                }
                let new = entry::new(folder, name, (*folder).fts_level + 1);
                if new.is_null() {
                    result = Err(Errno::ENOMEM);
                    break;
                }
                (*new).fts_info = self.kind(new, found.d_type, names_only);
                entries.push(new);
            }
            closedir(stream);
            let list = self.linked(entries);
            result
                .map(|()| list)
                .inspect_err(|_| entry::free_list(list))
        }
    }

    /// What an entry that was read is. With FTS_NOSTAT only folders are looked at.
    ///
    /// # Safety
    /// The entry is whole.
    unsafe fn kind(&self, entry: *mut FTSENT, kind: c_uchar, names_only: bool) -> c_ushort {
        const DT_UNKNOWN: c_uchar = 0;
        const DT_DIR: c_uchar = 4;
        const DT_LNK: c_uchar = 10;
        let may_be_folder =
            matches!(kind, DT_UNKNOWN | DT_DIR) || (kind == DT_LNK && self.has(FTS_LOGICAL));
        match names_only || (self.has(FTS_NOSTAT) && !may_be_folder) {
            true => FTS_NSOK,
            // SAFETY: the caller's promise.
            false => unsafe { entry::look(entry, self.has(FTS_LOGICAL)) },
        }
    }

    /// Goes to an entry and gives it out.
    fn at(&mut self, entry: *mut FTSENT) -> *mut FTSENT {
        self.fts_cur = entry;
        if !entry.is_null() {
            // SAFETY: an entry of this walk.
            unsafe {
                self.fts_path = (*entry).fts_path;
                self.fts_pathlen = (*entry).fts_pathlen;
            }
        }
        entry
    }
}

/// BSD: `fts_open`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fts_open(
    roots: *const *mut c_char,
    options: c_int,
    compare: Option<Compare>,
) -> *mut FTS {
    if options & !FTS_OPTIONMASK != 0 {
        return Err(Errno::EINVAL).or_errno();
    }
    let mut walk = Box::new(FTS {
        fts_cur: null_mut(),
        fts_child: null_mut(),
        fts_array: null_mut(),
        fts_dev: 0,
        fts_path: null_mut(),
        fts_rfd: -1,
        fts_pathlen: 0,
        fts_nitems: 0,
        fts_compar: compare,
        fts_options: options,
    });
    // SAFETY: the caller gives strings and a null pointer; the entries are this walk's own.
    unsafe {
        let parent = entry::new(null_mut(), b"", ROOT_LEVEL);
        if parent.is_null() {
            return Err(Errno::ENOMEM).or_errno();
        }
        (*parent).fts_level = ROOT_PARENT_LEVEL;
        let (mut entries, mut place, mut result) = (Vec::new(), roots, Ok(()));
        while !(*place).is_null() {
            let name = CStr::from_ptr(*place).to_bytes();
            let root = match name {
                b"" => null_mut(),
                name => entry::new(parent, name, ROOT_LEVEL),
            };
            if root.is_null() {
                result = Err(if name.is_empty() {
                    Errno::ENOENT
                } else {
                    Errno::ENOMEM
                });
                break;
            }
            let follow = options & (FTS_COMFOLLOW | FTS_LOGICAL) != 0;
            (*root).fts_info = entry::look(root, follow);
            entries.push(root);
            place = place.add(1);
        }
        let list = walk.linked(entries);
        let start = match result {
            Ok(()) => entry::new(parent, b"", ROOT_LEVEL),
            Err(_) => null_mut(),
        };
        if start.is_null() {
            entry::free_list(list);
            free(parent.cast());
            return Err(result.err().unwrap_or(Errno::ENOMEM)).or_errno();
        }
        (*start).fts_link = list;
        (*start).fts_info = FTS_INIT;
        walk.fts_cur = start;
    }
    Box::into_raw(walk)
}

/// BSD: `fts_close`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fts_close(walk: *mut FTS) -> c_int {
    // SAFETY: from `fts_open`, and not used again. What is left: the siblings behind each entry on the way up.
    unsafe {
        let walk = Box::from_raw(walk);
        entry::free_list(walk.fts_child);
        let mut entry = walk.fts_cur;
        while !entry.is_null() {
            let parent = (*entry).fts_parent;
            entry::free_list(entry);
            entry = parent;
        }
    }
    0
}

/// BSD: `fts_read`: the next entry; null at the end, with `errno` 0.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fts_read(walk: *mut FTS) -> *mut FTSENT {
    // SAFETY: the caller's promise; all entries are this walk's own.
    unsafe {
        let walk = &mut *walk;
        let now = walk.fts_cur;
        if now.is_null() || walk.has(FTS_STOP) {
            return null_mut();
        }
        let instruction = core::mem::replace(&mut (*now).fts_instr, FTS_NOINSTR);
        if instruction == FTS_AGAIN {
            (*now).fts_info = entry::look(now, walk.has(FTS_LOGICAL));
            return now;
        }
        if instruction == FTS_FOLLOW && matches!((*now).fts_info, FTS_SL | FTS_SLNONE) {
            (*now).fts_info = entry::look(now, true);
            return now;
        }
        if (*now).fts_info == FTS_D {
            let elsewhere = walk.has(FTS_XDEV) && (*now).fts_dev != walk.fts_dev;
            if instruction == FTS_SKIP || elsewhere {
                entry::free_list(core::mem::replace(&mut walk.fts_child, null_mut()));
                (*now).fts_info = FTS_DP;
                return now;
            }
            match descend(walk, now) {
                Ok(child) if !child.is_null() => return walk.at(child),
                Ok(_) => {
                    (*now).fts_info = if (*now).fts_errno != 0 {
                        FTS_ERR
                    } else {
                        FTS_DP
                    }
                }
                Err(Errno::ENOMEM) => {
                    walk.fts_options |= FTS_STOP;
                    return Err(Errno::ENOMEM).or_errno();
                }
                Err(error) => {
                    (*now).fts_info = FTS_DNR;
                    (*now).fts_errno = error.0.into();
                }
            }
            return now;
        }
        next(walk, now)
    }
}

/// The first entry in a folder: what `fts_children` has read, or anew.
///
/// # Safety
/// The folder is the walk's current entry.
unsafe fn descend(walk: &mut FTS, folder: *mut FTSENT) -> Result<*mut FTSENT, Errno> {
    // SAFETY: the caller's promise.
    unsafe {
        let child = core::mem::replace(&mut walk.fts_child, null_mut());
        // Names alone do not do for a walk.
        if !child.is_null() && !walk.has(FTS_NAMEONLY) {
            return Ok(child);
        }
        entry::free_list(child);
        walk.fts_options &= !FTS_NAMEONLY;
        walk.read(folder, false)
    }
}

/// Goes on to what follows an entry: its siblings, then the folder that they are in.
///
/// # Safety
/// The entry is the walk's current one.
unsafe fn next(walk: &mut FTS, mut now: *mut FTSENT) -> *mut FTSENT {
    // SAFETY: the caller's promise; an entry that is left is freed.
    unsafe {
        loop {
            let (sibling, parent) = ((*now).fts_link, (*now).fts_parent);
            free(now.cast());
            if sibling.is_null() {
                walk.at(parent);
                if (*parent).fts_level == ROOT_PARENT_LEVEL {
                    free(parent.cast());
                    walk.at(null_mut());
                    crate::errno::set_raw(0);
                    return null_mut();
                }
                (*parent).fts_info = if (*parent).fts_errno != 0 {
                    FTS_ERR
                } else {
                    FTS_DP
                };
                return parent;
            }
            now = sibling;
            walk.at(now);
            match (*now).fts_instr {
                FTS_SKIP => continue,
                FTS_FOLLOW => {
                    (*now).fts_info = entry::look(now, true);
                    (*now).fts_instr = FTS_NOINSTR;
                }
                _ => {}
            }
            if (*now).fts_level == ROOT_LEVEL {
                walk.fts_dev = (*now).fts_dev;
                entry::keep_last_name(now);
            }
            return now;
        }
    }
}

/// BSD: `fts_children`: what is in the current folder; before the first `fts_read`, the roots.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fts_children(walk: *mut FTS, instruction: c_int) -> *mut FTSENT {
    if instruction != 0 && instruction != FTS_NAMEONLY {
        return Err(Errno::EINVAL).or_errno();
    }
    // SAFETY: the caller's promise.
    unsafe {
        let walk = &mut *walk;
        let now = walk.fts_cur;
        crate::errno::set_raw(0);
        if now.is_null() || walk.has(FTS_STOP) {
            return null_mut();
        }
        if (*now).fts_info == FTS_INIT {
            return (*now).fts_link;
        }
        if (*now).fts_info != FTS_D {
            return null_mut();
        }
        entry::free_list(core::mem::replace(&mut walk.fts_child, null_mut()));
        walk.fts_options = walk.fts_options & !FTS_NAMEONLY | instruction;
        match walk.read(now, instruction == FTS_NAMEONLY) {
            Ok(list) => {
                walk.fts_child = list;
                list
            }
            Err(error) => Err(error).or_errno(),
        }
    }
}

/// BSD: `fts_set`: what to do with an entry next.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fts_set(_walk: *mut FTS, entry: *mut FTSENT, instruction: c_int) -> c_int {
    if !(0..=c_int::from(FTS_SKIP)).contains(&instruction) {
        return Err::<(), _>(Errno::EINVAL).zero_or_errno();
    }
    // SAFETY: the caller's promise.
    unsafe { (*entry).fts_instr = instruction as c_ushort };
    0
}
