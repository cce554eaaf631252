//! A file that the host sends.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// A file being written.
pub struct Upload {
    file: File,
    path: PathBuf,
}

impl Upload {
    /// Creates or replaces the file at the absolute `path`; folders that are missing are made.
    pub fn create(path: &[u8], mode: u32) -> Result<Self, String> {
        let path = Path::new(OsStr::from_bytes(path)).to_owned();
        let told = |error: std::io::Error| format!("{}: {error}", path.display());
        if !path.is_absolute() {
            return Err(format!("{}: not an absolute path", path.display()));
        }
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir).map_err(told)?;
        }
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(&path)
            .map_err(told)?;
        file.set_permissions(Permissions::from_mode(mode & 0o7777))
            .map_err(told)?;
        Ok(Self { file, path })
    }

    /// Appends bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.file
            .write_all(bytes)
            .map_err(|error| format!("{}: {error}", self.path.display()))
    }
}
