//! An entry of the tree, with its name, path and status.

use super::*;
use crate::header::malloc::program::{calloc, free};
use crate::header::sys_stat::{lstat, stat, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG};
use core::mem::offset_of;

/// What the program sees, in the layout of other systems; the name goes on behind it.
#[repr(C)]
pub struct FTSENT {
    pub fts_cycle: *mut FTSENT,
    pub fts_parent: *mut FTSENT,
    pub fts_link: *mut FTSENT,
    pub fts_number: i64,
    pub fts_pointer: *mut c_void,
    pub fts_accpath: *mut c_char,
    pub fts_path: *mut c_char,
    pub fts_errno: c_int,
    pub fts_symfd: c_int,
    pub fts_pathlen: c_uint,
    pub fts_namelen: c_uint,
    pub fts_ino: ino_t,
    pub fts_dev: dev_t,
    pub fts_nlink: nlink_t,
    pub fts_level: c_int,
    pub fts_info: c_ushort,
    pub fts_flags: c_ushort,
    pub fts_instr: c_ushort,
    pub fts_statp: *mut stat,
    pub fts_name: [c_char; 1],
}

/// Makes an entry below a folder: one block with the structure, its name, the status and the path. Null without memory.
///
/// # Safety
/// `parent` is an entry.
pub(super) unsafe fn new(parent: *mut FTSENT, name: &[u8], level: c_int) -> *mut FTSENT {
    // SAFETY: the caller's promise; all is written within the block, whose parts follow each other.
    unsafe {
        let folder: &[u8] = match level {
            ROOT_LEVEL => b"",
            _ => CStr::from_ptr((*parent).fts_path).to_bytes(),
        };
        let slash = usize::from(!folder.is_empty() && !folder.ends_with(b"/"));
        let path_length = folder.len() + slash + name.len();
        let name_at = offset_of!(FTSENT, fts_name);
        let status_at = (name_at + name.len() + 1).next_multiple_of(align_of::<stat>());
        let path_at = status_at + size_of::<stat>();
        let block: *mut u8 = calloc(1, path_at + path_length + 1).cast();
        if block.is_null() {
            return null_mut();
        }
        block
            .add(name_at)
            .copy_from_nonoverlapping(name.as_ptr(), name.len());
        let path = block.add(path_at);
        path.copy_from_nonoverlapping(folder.as_ptr(), folder.len());
        if slash == 1 {
            path.add(folder.len()).write(b'/');
        }
        path.add(folder.len() + slash)
            .copy_from_nonoverlapping(name.as_ptr(), name.len());
        let entry: *mut FTSENT = block.cast();
        (*entry).fts_parent = parent;
        (*entry).fts_statp = block.add(status_at).cast();
        (*entry).fts_path = path.cast();
        (*entry).fts_accpath = path.cast();
        (*entry).fts_pathlen = path_length as c_uint;
        (*entry).fts_namelen = name.len() as c_uint;
        (*entry).fts_level = level;
        (*entry).fts_instr = FTS_NOINSTR;
        entry
    }
}

/// Makes a root's name, which may be a path, its last part.
///
/// # Safety
/// The entry is whole.
pub(super) unsafe fn keep_last_name(entry: *mut FTSENT) {
    // SAFETY: the caller's promise; the name becomes shorter.
    unsafe {
        let name: *mut u8 = (&raw mut (*entry).fts_name).cast();
        let bytes = CStr::from_ptr(name.cast()).to_bytes();
        let Some(slash) = bytes.iter().rposition(|&byte| byte == b'/') else {
            return;
        };
        let length = bytes.len() - slash - 1;
        if slash > 0 || length > 0 {
            name.copy_from(name.add(slash + 1), length + 1);
            (*entry).fts_namelen = length as c_uint;
        }
    }
}

/// Frees a list of entries.
///
/// # Safety
/// They are from [`new`], and not used any more.
pub(super) unsafe fn free_list(mut entry: *mut FTSENT) {
    while !entry.is_null() {
        // SAFETY: the caller's promise.
        unsafe {
            let next = (*entry).fts_link;
            free(entry.cast());
            entry = next;
        }
    }
}

/// Looks at an entry's file: what it is.
///
/// # Safety
/// The entry is whole.
pub(super) unsafe fn look(entry: *mut FTSENT, follow: bool) -> c_ushort {
    // SAFETY: the caller's promise.
    unsafe {
        let (path, status) = ((*entry).fts_accpath, (*entry).fts_statp);
        if follow {
            if stat(path, status) != 0 {
                let error = crate::errno::get();
                if lstat(path, status) == 0 {
                    return FTS_SLNONE;
                }
                return failed(entry, error);
            }
        } else if lstat(path, status) != 0 {
            return failed(entry, crate::errno::get());
        }
        let status = &*status;
        (*entry).fts_dev = status.st_dev;
        (*entry).fts_ino = status.st_ino;
        (*entry).fts_nlink = status.st_nlink;
        match status.st_mode as c_int & S_IFMT as c_int {
            kind if kind == S_IFDIR as c_int => of_folder(entry),
            kind if kind == S_IFLNK as c_int => FTS_SL,
            kind if kind == S_IFREG as c_int => FTS_F,
            _ => FTS_DEFAULT,
        }
    }
}

/// # Safety
/// The entry is whole.
unsafe fn failed(entry: *mut FTSENT, error: c_int) -> c_ushort {
    // SAFETY: the caller's promise.
    unsafe {
        (*entry).fts_errno = error;
        (*entry).fts_statp.write_bytes(0, 1);
    }
    FTS_NS
}

/// A folder, or `.` or `..`, or one of those above it.
///
/// # Safety
/// The entry is whole.
unsafe fn of_folder(entry: *mut FTSENT) -> c_ushort {
    // SAFETY: the caller's promise; those above live as long.
    unsafe {
        let name = CStr::from_ptr((&raw const (*entry).fts_name).cast()).to_bytes();
        if (*entry).fts_level > ROOT_LEVEL && (name == b"." || name == b"..") {
            return FTS_DOT;
        }
        let mut above = (*entry).fts_parent;
        while (*above).fts_level >= ROOT_LEVEL {
            if ((*above).fts_dev, (*above).fts_ino) == ((*entry).fts_dev, (*entry).fts_ino) {
                (*entry).fts_cycle = above;
                return FTS_DC;
            }
            above = (*above).fts_parent;
        }
        FTS_D
    }
}
