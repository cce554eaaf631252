//! `<dirent.h>`: folders.

use crate::errno::{Errno, ResultExt};
use crate::header::fcntl::{
    AT_EMPTY_PATH, FD_CLOEXEC, F_GETFL, F_SETFD, O_CLOEXEC, O_DIRECTORY, O_LARGEFILE, O_PATH,
    O_RDONLY,
};
use crate::header::malloc::program::{calloc, free, malloc};
use crate::header::sys_stat::{stat, S_IFDIR, S_IFMT};
use crate::platform::Sys;
use crate::sync::RawLock;
use crate::types::*;
use alloc::vec::Vec;

/// Room for entries.
const BUFFER: usize = 32 << 10;

/// An entry (POSIX, in Linux's layout).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct dirent {
    pub d_ino: ino_t,
    pub d_off: off_t,
    pub d_reclen: c_ushort,
    pub d_type: c_uchar,
    pub d_name: [c_char; 256],
}

/// An open folder.
pub struct DIR {
    fd: c_int,
    lock: RawLock,
    /// Place of the next entry in the buffer, and the end of the entries there.
    next: usize,
    end: usize,
    /// `telldir`'s word for the place.
    position: off_t,
    buffer: Entries,
}

#[repr(align(8))]
struct Entries([u8; BUFFER]);

/// A `DIR` over a descriptor, or null.
fn new_stream(fd: c_int) -> *mut DIR {
    // Zeroed memory is a fresh stream but for the descriptor.
    let stream: *mut DIR = calloc(1, core::mem::size_of::<DIR>()).cast();
    if !stream.is_null() {
        // SAFETY: allocated above.
        unsafe { (*stream).fd = fd };
    }
    stream
}

/// POSIX: `opendir`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn opendir(path: *const c_char) -> *mut DIR {
    // SAFETY: the caller's promise.
    match unsafe {
        Sys::openat(
            -100,
            path,
            O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_LARGEFILE,
            0,
        )
    } {
        Err(error) => Err(error).or_errno(),
        Ok(fd) => {
            let stream = new_stream(fd);
            if stream.is_null() {
                // SAFETY: opened above. The error to report is the lack of memory.
                let _ = unsafe { Sys::close(fd) };
            }
            stream
        }
    }
}

/// POSIX: `fdopendir`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fdopendir(fd: c_int) -> *mut DIR {
    let mut status = stat::default();
    // SAFETY: the structure is whole.
    let checked = unsafe {
        Sys::newfstatat(fd, c"".as_ptr(), (&raw mut status).cast(), AT_EMPTY_PATH)
            .and_then(|()| Sys::fcntl(fd, F_GETFL, 0))
    };
    match checked {
        Err(error) => Err(error).or_errno(),
        Ok(flags) if flags & O_PATH != 0 => Err(Errno::EBADF).or_errno(),
        Ok(_) if status.st_mode & S_IFMT as mode_t != S_IFDIR as mode_t => {
            Err(Errno::ENOTDIR).or_errno()
        }
        Ok(_) => {
            // SAFETY: takes no pointers. As in musl; without it the stream works all the same.
            let _ = unsafe { Sys::fcntl(fd, F_SETFD, FD_CLOEXEC as c_ulong) };
            new_stream(fd)
        }
    }
}

/// POSIX: `closedir`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn closedir(stream: *mut DIR) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let result = crate::descriptor::close((*stream).fd);
        free(stream.cast());
        result.zero_or_errno()
    }
}

/// POSIX: `dirfd`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dirfd(stream: *mut DIR) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*stream).fd }
}

impl DIR {
    /// The next entry, or null at the end.
    fn read(&mut self) -> Result<*mut dirent, Errno> {
        if self.next >= self.end {
            // SAFETY: the buffer is that long.
            let count =
                unsafe { Sys::getdents64(self.fd, self.buffer.0.as_mut_ptr().cast(), BUFFER) };
            match count {
                // A folder that was removed has no entries (Linux says ENOENT).
                Ok(0) | Err(Errno::ENOENT) => return Ok(core::ptr::null_mut()),
                Err(error) => return Err(error),
                Ok(count) => (self.next, self.end) = (0, count as usize),
            }
        }
        let entry: *mut dirent = self.buffer.0[self.next..].as_mut_ptr().cast();
        // SAFETY: the kernel wrote a whole entry there.
        unsafe {
            self.next += usize::from((*entry).d_reclen);
            self.position = (*entry).d_off;
        }
        Ok(entry)
    }
}

/// POSIX: `readdir`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn readdir(stream: *mut DIR) -> *mut dirent {
    // SAFETY: the caller's promise.
    unsafe { (*stream).read() }.or_errno()
}

/// POSIX: `readdir_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn readdir_r(
    stream: *mut DIR,
    buffer: *mut dirent,
    result: *mut *mut dirent,
) -> c_int {
    // SAFETY: the caller's promise: the buffer holds a whole entry.
    unsafe {
        (*stream).lock.lock();
        let entry = (*stream).read();
        if let Ok(entry) = entry {
            if !entry.is_null() {
                let length = usize::from((*entry).d_reclen).min(core::mem::size_of::<dirent>());
                buffer
                    .cast::<u8>()
                    .copy_from_nonoverlapping(entry.cast(), length);
            }
            *result = if entry.is_null() { entry } else { buffer };
        }
        (*stream).lock.unlock();
        entry.or_number()
    }
}

/// POSIX: `rewinddir`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn rewinddir(stream: *mut DIR) {
    // SAFETY: the caller's promise.
    unsafe { seekdir(stream, 0) }
}

/// POSIX: `seekdir`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn seekdir(stream: *mut DIR, position: c_long) {
    // SAFETY: the caller's promise. `seekdir` has no way to report an error.
    unsafe {
        (*stream).lock.lock();
        let _ = Sys::lseek((*stream).fd, position, 0);
        (*stream).position = position;
        ((*stream).next, (*stream).end) = (0, 0);
        (*stream).lock.unlock();
    }
}

/// POSIX: `telldir`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn telldir(stream: *mut DIR) -> c_long {
    // SAFETY: the caller's promise.
    unsafe { (*stream).position }
}

/// POSIX.1-2024: `posix_getdents`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn posix_getdents(
    fd: c_int,
    buffer: *mut c_void,
    size: size_t,
    flags: c_int,
) -> ssize_t {
    if flags != 0 {
        return Err(Errno::EOPNOTSUPP).or_errno();
    }
    // SAFETY: the caller's promise.
    unsafe { Sys::getdents64(fd, buffer, size.min(c_int::MAX as usize)) }.or_errno()
}

/// Linux: `getdents`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getdents(fd: c_int, buffer: *mut dirent, size: size_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::getdents64(fd, buffer.cast(), size.min(c_int::MAX as usize)) }
        .map(|n| n as c_int)
        .or_errno()
}

/// POSIX: `alphasort`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn alphasort(a: *mut *const dirent, b: *mut *const dirent) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { crate::header::string::strcoll((**a).d_name.as_ptr(), (**b).d_name.as_ptr()) }
}

/// GNU: `versionsort`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn versionsort(a: *mut *const dirent, b: *mut *const dirent) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { crate::header::string::strverscmp((**a).d_name.as_ptr(), (**b).d_name.as_ptr()) }
}

/// A comparison of two list entries.
type Compare = unsafe extern "C" fn(*mut *const dirent, *mut *const dirent) -> c_int;

/// POSIX: `scandir`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn scandir(
    path: *const c_char,
    result: *mut *mut *mut dirent,
    select: Option<unsafe extern "C" fn(*const dirent) -> c_int>,
    compare: Option<unsafe extern "C" fn(*mut *const dirent, *mut *const dirent) -> c_int>,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let stream = opendir(path);
        if stream.is_null() {
            return -1;
        }
        let mut list = Vec::new();
        let read = read_all(stream, select, &mut list);
        closedir(stream);
        read.and_then(|()| give_list(list, result, compare))
            .or_errno()
    }
}

/// Copies of all entries that `select` wants. On an error none are left.
///
/// # Safety
/// `stream` is open.
unsafe fn read_all(
    stream: *mut DIR,
    select: Option<unsafe extern "C" fn(*const dirent) -> c_int>,
    list: &mut Vec<*mut dirent>,
) -> Result<(), Errno> {
    let mut read = || loop {
        // SAFETY: the caller's promise; entries are whole.
        unsafe {
            let entry = (*stream).read()?;
            if entry.is_null() {
                return Ok(());
            }
            if select.is_some_and(|wanted| wanted(entry) == 0) {
                continue;
            }
            list.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
            let length = usize::from((*entry).d_reclen);
            let copy = malloc(length).cast::<u8>();
            if copy.is_null() {
                return Err(Errno::ENOMEM);
            }
            copy.copy_from_nonoverlapping(entry.cast(), length);
            list.push(copy.cast());
        }
    };
    let result = read();
    if result.is_err() {
        for entry in list.drain(..) {
            // SAFETY: allocated above.
            unsafe { free(entry.cast()) };
        }
    }
    result
}

/// Sorts the list and gives it to the caller in memory of its own.
///
/// # Safety
/// `result` is valid.
unsafe fn give_list(
    mut list: Vec<*mut dirent>,
    result: *mut *mut *mut dirent,
    compare: Option<Compare>,
) -> Result<c_int, Errno> {
    if let Some(compare) = compare {
        list.sort_by(|a, b| {
            let (mut a, mut b) = (a.cast_const(), b.cast_const());
            // SAFETY: the caller's function on two entries.
            unsafe { compare(&mut a, &mut b) }.cmp(&0)
        });
    }
    let count = list.len();
    let array: *mut *mut dirent = malloc(count.max(1) * 8).cast();
    if array.is_null() {
        return Err(Errno::ENOMEM);
    }
    // SAFETY: allocated above; the caller's pointer.
    unsafe {
        array.copy_from_nonoverlapping(list.as_ptr(), count);
        *result = array;
    }
    Ok(count as c_int)
}
