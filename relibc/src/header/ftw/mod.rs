//! `<ftw.h>`: walking file trees.
//!
//! Folders are read whole before going below them, so that no more than one is open at a time; the caller's
//! limit on descriptors is always kept. With `FTW_CHDIR` the walk goes back by the descriptor of where it began.

use alloc::vec::Vec;
use core::ffi::CStr;

use crate::errno::{Errno, ResultExt};
use crate::header::dirent::{closedir, opendir, readdir};
use crate::header::fcntl::{AT_FDCWD, O_CLOEXEC, O_DIRECTORY, O_RDONLY};
use crate::header::sys_stat::{lstat, stat, S_IFDIR, S_IFLNK, S_IFMT};
use crate::platform::Sys;
use crate::types::*;

pub const FTW_F: c_int = 1;
pub const FTW_D: c_int = 2;
pub const FTW_DNR: c_int = 3;
pub const FTW_NS: c_int = 4;
pub const FTW_SL: c_int = 5;
pub const FTW_DP: c_int = 6;
pub const FTW_SLN: c_int = 7;
pub const FTW_PHYS: c_int = 1;
pub const FTW_MOUNT: c_int = 2;
pub const FTW_CHDIR: c_int = 4;
pub const FTW_DEPTH: c_int = 8;
/// Above the flags of other libraries.
pub const FTW_XDEV: c_int = 32;

/// Where a file is: the offset of its name in its path, and how deep below the beginning.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct FTW {
    pub base: c_int,
    pub level: c_int,
}

pub(crate) type Visit = unsafe extern "C" fn(*const c_char, *const stat, c_int, *mut FTW) -> c_int;
pub(crate) type OldVisit = unsafe extern "C" fn(*const c_char, *const stat, c_int) -> c_int;

/// The function to call.
#[derive(Clone, Copy)]
enum Call {
    New(Visit),
    Old(OldVisit),
}

/// Why a walk ends early.
enum Stop {
    /// The function answered this.
    Answer(c_int),
    Error(Errno),
}

impl From<Errno> for Stop {
    fn from(error: Errno) -> Self {
        Self::Error(error)
    }
}

struct Walk {
    call: Call,
    flags: c_int,
    /// The path of the current file, with its null byte.
    path: Vec<u8>,
    device: dev_t,
    /// Device and number of the folders that the walk is in: a link may lead back to one.
    above: Vec<(dev_t, ino_t)>,
    /// The working folder at the beginning, with `FTW_CHDIR`.
    home: Option<c_int>,
}

impl Walk {
    fn has(&self, flag: c_int) -> bool {
        self.flags & flag != 0
    }

    fn visit(&self, status: &stat, kind: c_int, base: usize) -> Result<(), Stop> {
        let path = self.path.as_ptr().cast();
        let mut place = FTW {
            base: base as c_int,
            level: self.above.len() as c_int,
        };
        // SAFETY: the function is the caller's; path and status are whole.
        let answer = unsafe {
            match self.call {
                Call::New(visit) => visit(path, status, kind, &mut place),
                Call::Old(visit) => visit(path, status, kind),
            }
        };
        if answer == 0 {
            Ok(())
        } else {
            Err(Stop::Answer(answer))
        }
    }

    /// The current path as it is from where the process is: its name, with `FTW_CHDIR`.
    fn path_here(&self, base: usize) -> *const c_char {
        let start = if self.home.is_some() { base } else { 0 };
        self.path[start..].as_ptr().cast()
    }

    /// What a file is, and its kind for the caller.
    fn look(&self, base: usize) -> Result<(stat, c_int), Errno> {
        let path = self.path_here(base);
        let mut status = stat::default();
        // SAFETY: a string, and room for the status.
        unsafe {
            let dangling = if self.has(FTW_PHYS) {
                if lstat(path, &mut status) != 0 {
                    return self.unseen();
                }
                false
            } else if crate::header::sys_stat::stat(path, &mut status) == 0 {
                false
            } else if lstat(path, &mut status) == 0 {
                true
            } else {
                return self.unseen();
            };
            Ok((
                status,
                match c_int::try_from(status.st_mode).unwrap_or(0) & S_IFMT {
                    S_IFDIR => FTW_D,
                    S_IFLNK if dangling && matches!(self.call, Call::New(_)) => FTW_SLN,
                    S_IFLNK => FTW_SL,
                    _ => FTW_F,
                },
            ))
        }
    }

    /// A file that cannot be looked at is told to the caller, unless it is where the walk begins.
    fn unseen(&self) -> Result<(stat, c_int), Errno> {
        let error = Errno(crate::errno::get() as u16);
        match error == Errno::EACCES && !self.above.is_empty() {
            true => Ok((stat::default(), FTW_NS)),
            false => Err(error),
        }
    }

    /// Walks the tree at the current path, whose name begins at `base`.
    fn tree(&mut self, base: usize) -> Result<(), Stop> {
        let (status, kind) = self.look(base)?;
        let identity = (status.st_dev, status.st_ino);
        if self.above.is_empty() {
            self.device = status.st_dev;
        } else if self.has(FTW_MOUNT) && kind != FTW_NS && status.st_dev != self.device {
            return Ok(());
        }
        if kind != FTW_D {
            return self.visit(&status, kind, base);
        }
        if !self.has(FTW_PHYS) && self.above.contains(&identity) {
            return Ok(());
        }
        // Of a folder where another file system is mounted, `FTW_XDEV` tells the folder only.
        let is_left = self.has(FTW_XDEV) && status.st_dev != self.device;
        let names = match self.names(base) {
            _ if is_left => Vec::new(),
            Ok(names) => names,
            Err(Errno::EACCES) => return self.visit(&status, FTW_DNR, base),
            Err(error) => return Err(error.into()),
        };
        if !self.has(FTW_DEPTH) {
            self.visit(&status, FTW_D, base)?;
        }
        self.above.push(identity);
        self.children(&names)?;
        self.above.pop();
        if self.has(FTW_DEPTH) {
            self.enter(base)?;
            self.visit(&status, FTW_DP, base)?;
        }
        Ok(())
    }

    fn children(&mut self, names: &[Vec<u8>]) -> Result<(), Stop> {
        let len = self.path.len() - 1;
        for name in names {
            self.path.truncate(len);
            if self.path.last() != Some(&b'/') {
                self.path.push(b'/');
            }
            let base = self.path.len();
            self.path.extend_from_slice(name);
            self.path.push(0);
            self.enter(base)?;
            self.tree(base)?;
        }
        self.path.truncate(len);
        self.path.push(0);
        Ok(())
    }

    /// With `FTW_CHDIR`, goes to the folder of the current path. The caller may have a relative path, which
    /// counts from where the walk began.
    fn enter(&mut self, base: usize) -> Result<(), Stop> {
        let Some(home) = self.home else { return Ok(()) };
        // SAFETY: an open folder, and a string.
        unsafe {
            Sys::fchdir(home)?;
            let mut folder = self.path[..base].to_vec();
            folder.push(0);
            if base > 0 {
                Sys::chdir(folder.as_ptr().cast())?;
            }
        }
        Ok(())
    }

    /// The names in the current folder.
    fn names(&self, base: usize) -> Result<Vec<Vec<u8>>, Errno> {
        let mut names = Vec::new();
        // SAFETY: the path is a string, an entry's name too, valid until the next read.
        unsafe {
            let stream = opendir(self.path_here(base));
            if stream.is_null() {
                return Err(Errno(crate::errno::get() as u16));
            }
            crate::errno::set_raw(0);
            loop {
                let entry = readdir(stream);
                if entry.is_null() {
                    break;
                }
                let name = CStr::from_ptr((&raw const (*entry).d_name).cast()).to_bytes();
                if !matches!(name, b"." | b"..") {
                    names.push(name.to_vec());
                }
            }
            let error = crate::errno::get();
            closedir(stream);
            if error == 0 {
                Ok(names)
            } else {
                Err(Errno(error as u16))
            }
        }
    }
}

unsafe fn walk(path: *const c_char, call: Call, flags: c_int) -> c_int {
    // SAFETY: the caller gives a string.
    let path = unsafe { CStr::from_ptr(path) };
    let bytes = path.to_bytes();
    let trimmed = bytes
        .iter()
        .rposition(|byte| *byte != b'/')
        .map_or(0, |last| last + 1);
    let base = bytes[..trimmed]
        .iter()
        .rposition(|byte| *byte == b'/')
        .map_or(0, |slash| slash + 1);
    let home = match flags & FTW_CHDIR != 0 {
        false => Ok(None),
        // SAFETY: a string.
        true => unsafe {
            Sys::openat(
                AT_FDCWD,
                c".".as_ptr(),
                O_RDONLY | O_DIRECTORY | O_CLOEXEC,
                0,
            )
            .map(Some)
        },
    };
    let home = match home {
        Ok(home) => home,
        Err(error) => return Err(error).or_errno(),
    };
    let path = path.to_bytes_with_nul().to_vec();
    let mut walk = Walk {
        call,
        flags,
        path,
        device: 0,
        above: Vec::new(),
        home,
    };
    let result = walk.enter(base).and_then(|()| walk.tree(base));
    if let Some(home) = home {
        // SAFETY: the descriptor is ours. If the way back is gone there is nothing to be done.
        unsafe {
            let _ = Sys::fchdir(home);
            let _ = Sys::close(home);
        }
    }
    match result {
        Ok(()) => 0,
        Err(Stop::Answer(answer)) => answer,
        Err(Stop::Error(error)) => Err(error).or_errno(),
    }
}

/// POSIX: `nftw`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn nftw(
    path: *const c_char,
    visit: Visit,
    _descriptors: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's promise, passed on.
    unsafe { walk(path, Call::New(visit), flags) }
}

/// POSIX.1-2008: `ftw`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ftw(path: *const c_char, visit: OldVisit, _descriptors: c_int) -> c_int {
    // SAFETY: the caller's promise, passed on.
    unsafe { walk(path, Call::Old(visit), 0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CString;
    use std::string::{String, ToString};
    use std::sync::Mutex;

    static SEEN: Mutex<Vec<(String, c_int, c_int, c_int)>> = Mutex::new(Vec::new());

    unsafe extern "C" fn visit(
        path: *const c_char,
        _status: *const stat,
        kind: c_int,
        place: *mut FTW,
    ) -> c_int {
        // SAFETY: a string and a whole structure.
        let (path, place) = unsafe { (CStr::from_ptr(path), *place) };
        SEEN.lock().unwrap().push((
            path.to_str().unwrap().to_string(),
            kind,
            place.base,
            place.level,
        ));
        0
    }

    extern "C" {
        #[link_name = "nftw"]
        fn host_nftw(path: *const c_char, visit: Visit, descriptors: c_int, flags: c_int) -> c_int;
    }

    #[test]
    fn trees_are_walked_as_on_the_host() {
        let folder = std::env::temp_dir().join(std::format!("relibc-ftw-{}", std::process::id()));
        for name in ["a/x/1", "a/2", "b/3"] {
            std::fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
            std::fs::write(folder.join(name), "").unwrap();
        }
        std::os::unix::fs::symlink("a", folder.join("link")).unwrap();
        std::os::unix::fs::symlink("..", folder.join("a/up")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.join("dangling")).unwrap();
        let path = CString::new(folder.to_str().unwrap()).unwrap();
        for flags in [FTW_PHYS, FTW_PHYS | FTW_DEPTH, FTW_PHYS | FTW_MOUNT] {
            // SAFETY: a string and a function.
            unsafe {
                assert_eq!(nftw(path.as_ptr(), visit, 8, flags), 0);
                let mut ours = core::mem::take(&mut *SEEN.lock().unwrap());
                assert_eq!(host_nftw(path.as_ptr(), visit, 8, flags), 0);
                let mut theirs = core::mem::take(&mut *SEEN.lock().unwrap());
                // The host's kinds begin with 0, musl's with 1.
                theirs.iter_mut().for_each(|(_, kind, ..)| *kind += 1);
                ours.sort();
                theirs.sort();
                assert_eq!(ours, theirs, "{flags}");
            }
        }
        // SAFETY: as above. Links are followed, and do not lead in circles.
        unsafe { assert_eq!(nftw(path.as_ptr(), visit, 8, 0), 0) };
        let seen = core::mem::take(&mut *SEEN.lock().unwrap());
        assert!(seen
            .iter()
            .any(|(path, kind, ..)| path.ends_with("/dangling") && *kind == FTW_SLN));
        assert!(seen.len() < 20);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
