//! Where a library's name leads.
//!
//! Order, as on other ELF systems: the needing object's DT_RPATH (unless it has DT_RUNPATH) and
//! those of the objects that brought it in, LD_LIBRARY_PATH, its DT_RUNPATH, then the folders that
//! [`FOLDERS_FILE`] names, or `/lib` and `/usr/lib` where there is no such file. A name with a slash is a path.
//! `$ORIGIN` and `$LIB`, with or without braces, are replaced in run paths.

use crate::map::File;
use crate::object::Object;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::OnceCell;
use core::ffi::c_int;
use relibc::platform::{is_ochre, Sys};

/// Folders searched last, without [`FOLDERS_FILE`].
const DEFAULT_FOLDERS: &str = "/lib:/usr/lib";

/// Names the folders searched last, one a line or between colons, on a system whose own libraries are
/// another C library's. Only looked for on Linux: on Ochre the defaults are ours.
const FOLDERS_FILE: &str = "/etc/ld-relibc-x86_64.path";

/// Bytes of [`FOLDERS_FILE`] that are read.
const FOLDERS_FILE_MAX: usize = 4096;

/// Bytes of the longest path, `PATH_MAX` of `<limits.h>`.
const PATH_MAX: usize = 4096;

/// What the search depends on besides the needing object.
#[derive(Default)]
pub struct Search {
    /// LD_LIBRARY_PATH, or the loader's `--library-path`.
    pub folders: Vec<String>,
    /// The environment is not trusted (AT_SECURE).
    pub secure: bool,
    /// The program's file as `exec` was told it.
    pub program_name: String,
    /// The program's file, for its `$ORIGIN`, once it is needed.
    pub program: OnceCell<String>,
    /// Folders searched last, once they are needed.
    pub last: OnceCell<Vec<String>>,
}

impl Search {
    /// Adds a list separated by colons or semicolons; empty entries are the working directory.
    pub fn add_folders(&mut self, list: &str) {
        let parts = list.split([':', ';']);
        self.folders
            .extend(parts.map(|part| if part.is_empty() { "." } else { part }.to_string()));
    }

    /// Opens the library called `name` for `needing`, which `chain` (nearest first) brought in.
    pub fn open(&self, name: &str, needing: Option<&Object>, chain: &[&Object]) -> Option<File> {
        if name.contains('/') {
            return File::open(
                &needing.map_or(name.to_string(), |object| self.expand(name, object)),
            );
        }
        if let Some(object) = needing {
            if object.dynamic.runpath.is_none() {
                for owner in core::iter::once(&object).chain(chain) {
                    let rpath = owner
                        .dynamic
                        .rpath
                        .filter(|_| owner.dynamic.runpath.is_none());
                    if let Some(file) = rpath.and_then(|path| self.try_run_path(path, name, owner))
                    {
                        return Some(file);
                    }
                }
            }
        }
        let configured = self
            .folders
            .iter()
            .find_map(|folder| try_folder(folder, name));
        configured
            .or_else(|| {
                let object = needing?;
                self.try_run_path(object.dynamic.runpath?, name, object)
            })
            .or_else(|| {
                let folders = self.last.get_or_init(last_folders);
                folders.iter().find_map(|folder| try_folder(folder, name))
            })
    }

    fn try_run_path(&self, path: &core::ffi::CStr, name: &str, owner: &Object) -> Option<File> {
        let path = path.to_str().ok()?;
        path.split(':').find_map(|folder| {
            // A set-user-ID program must not look where its caller can move it to.
            if self.secure && folder.contains('$') {
                return None;
            }
            try_folder(&self.expand(folder, owner), name)
        })
    }

    fn expand(&self, text: &str, owner: &Object) -> String {
        if !text.contains('$') {
            return text.to_string();
        }
        let path = if owner.path.is_empty() {
            self.program
                .get_or_init(|| program_file().unwrap_or_else(|| self.program_name.clone()))
        } else {
            &owner.path
        };
        let origin = match path.rfind('/') {
            Some(0) => "/",
            Some(at) => &path[..at],
            None => ".",
        };
        let mut out = text.replace("${ORIGIN}", origin).replace("$ORIGIN", origin);
        out = out.replace("${LIB}", "lib").replace("$LIB", "lib");
        out
    }
}

/// The file of the program that the kernel mapped, links resolved; none without /proc.
#[cold]
#[inline(never)]
fn program_file() -> Option<String> {
    const AT_FDCWD: c_int = -100;
    let mut room = [0_u8; PATH_MAX];
    let link = c"/proc/self/exe".as_ptr();
    // SAFETY: a string and a buffer of the length that is given.
    let length = unsafe { Sys::readlinkat(AT_FDCWD, link, room.as_mut_ptr().cast(), room.len()) };
    let path = room.get(..length.ok()? as usize)?;
    Some(String::from_utf8_lossy(path).into_owned())
}

/// The folders searched last.
#[cold]
#[inline(never)]
fn last_folders() -> Vec<String> {
    let mut room = [0; FOLDERS_FILE_MAX];
    let file = (!is_ochre()).then(|| File::open(FOLDERS_FILE)).flatten();
    let read = file.and_then(|file| file.read(&mut room).ok());
    let text = read.and_then(|length| core::str::from_utf8(&room[..length]).ok());
    text.unwrap_or(DEFAULT_FOLDERS)
        .split([':', '\n'])
        .filter(|folder| !folder.is_empty())
        .map(String::from)
        .collect()
}

fn try_folder(folder: &str, name: &str) -> Option<File> {
    let separator = if folder.ends_with('/') { "" } else { "/" };
    File::open(&alloc::format!("{folder}{separator}{name}"))
}
