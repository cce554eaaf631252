//! The search through folders.

use alloc::vec;
use alloc::vec::Vec;

use super::folder::{with_c_path, Folders, Kind};
use super::*;
use crate::header::fnmatch::{pattern, Options, FNM_NOESCAPE, FNM_PERIOD};
use crate::header::locale::current_encoding;

/// A search and what it has found.
pub struct Walk {
    flags: c_int,
    on_error: OnError,
    folders: Folders,
    pub found: Vec<Vec<u8>>,
    /// Whether a pattern had characters that mean something.
    pub saw_magic: bool,
}

/// Whether a pattern has characters that mean something.
pub fn has_magic(pattern: &[u8], escapes: bool) -> bool {
    let mut rest = pattern;
    while let [byte, after @ ..] = rest {
        rest = match byte {
            b'\\' if escapes => after.get(1..).unwrap_or(&[]),
            b'*' | b'?' => return true,
            b'[' if after.get(1..).is_some_and(|list| list.contains(&b']')) => return true,
            _ => after,
        };
    }
    false
}

impl Walk {
    /// A search that has not begun.
    pub fn new(flags: c_int, on_error: OnError, folders: Folders) -> Self {
        Self {
            flags,
            on_error,
            folders,
            found: Vec::new(),
            saw_magic: false,
        }
    }

    fn has(&self, flag: c_int) -> bool {
        self.flags & flag != 0
    }

    /// Searches for all that a pattern stands for.
    pub fn run(&mut self, whole: &[u8]) -> Result<(), Stop> {
        let escapes = !self.has(GLOB_NOESCAPE);
        let patterns = match self.has(GLOB_BRACE) {
            true => expand::braces(whole, escapes).ok_or(Stop::Space)?,
            false => vec![whole.to_vec()],
        };
        for pattern in &patterns {
            let pattern = match self.has(GLOB_TILDE | GLOB_TILDE_CHECK) {
                true => expand::tilde(pattern),
                false => Some(pattern.clone()),
            };
            match pattern {
                Some(pattern) => self.one(&pattern)?,
                None if self.has(GLOB_TILDE_CHECK) => return Err(Stop::NoMatch),
                None => self.one(whole)?,
            }
        }
        if self.found.is_empty() {
            let bare = self.has(GLOB_NOMAGIC) && !self.saw_magic;
            if !self.has(GLOB_NOCHECK) && !bare {
                return Err(Stop::NoMatch);
            }
            self.found.extend(patterns);
        }
        Ok(())
    }

    /// Searches for what one pattern matches, in order.
    fn one(&mut self, pattern: &[u8]) -> Result<(), Stop> {
        let first = self.found.len();
        self.component(&mut Vec::new(), pattern)?;
        if !self.has(GLOB_NOSORT) {
            self.found[first..].sort_unstable();
        }
        Ok(())
    }

    /// Extends `path`, which is empty or ends with a slash, by the next component of the pattern.
    fn component(&mut self, path: &mut Vec<u8>, pattern: &[u8]) -> Result<(), Stop> {
        let len = pattern
            .iter()
            .position(|byte| *byte == b'/')
            .unwrap_or(pattern.len());
        let slashes = pattern[len..]
            .iter()
            .take_while(|byte| **byte == b'/')
            .count();
        let (component, rest) = (&pattern[..len], &pattern[len + slashes..]);
        let slashes = &pattern[len..len + slashes];
        let before = path.len();
        if !has_magic(component, !self.has(GLOB_NOESCAPE)) {
            self.append_literal(path, component);
            path.extend_from_slice(slashes);
            let result = match rest.is_empty() {
                true => {
                    self.add_if_there(path, !slashes.is_empty());
                    Ok(())
                }
                false => self.component(path, rest),
            };
            path.truncate(before);
            return result;
        }
        self.saw_magic = true;
        let only_folders = !slashes.is_empty() || self.has(GLOB_ONLYDIR);
        for (name, kind) in self.matching(path, component, only_folders)? {
            // No pattern leads on through these two: a search would leave its folder.
            if !rest.is_empty() && matches!(&name[..], b"." | b"..") {
                continue;
            }
            path.extend_from_slice(&name);
            path.extend_from_slice(slashes);
            // What a folder listed is there; only whether it is a folder may be open.
            let wanted = !only_folders
                || kind == Kind::Folder
                || with_c_path(path, |path| self.folders.is_folder(path));
            let result = match (wanted, rest.is_empty()) {
                (false, _) => Ok(()),
                (true, true) => {
                    self.add(path);
                    Ok(())
                }
                (true, false) => self.component(path, rest),
            };
            path.truncate(before);
            result?;
        }
        Ok(())
    }

    fn append_literal(&self, path: &mut Vec<u8>, component: &[u8]) {
        let mut rest = component;
        while let [byte, after @ ..] = rest {
            rest = after;
            let mut byte = *byte;
            if byte == b'\\' && !self.has(GLOB_NOESCAPE) {
                if let [escaped, after @ ..] = rest {
                    (byte, rest) = (*escaped, after);
                }
            }
            path.push(byte);
        }
    }

    /// The names in a folder that match a component.
    fn matching(
        &mut self,
        path: &mut Vec<u8>,
        component: &[u8],
        only_folders: bool,
    ) -> Result<Vec<(Vec<u8>, Kind)>, Stop> {
        let period = if self.has(GLOB_PERIOD) { 0 } else { FNM_PERIOD };
        let escape = if self.has(GLOB_NOESCAPE) {
            FNM_NOESCAPE
        } else {
            0
        };
        let options = Options::new(period | escape, current_encoding());
        let mut names = Vec::new();
        let listed = {
            let folders = self.folders;
            let names = &mut names;
            let mut list = |path: &CStr| {
                folders.list(path, |name, kind| {
                    if (kind != Kind::Other || !only_folders)
                        && pattern::matches(component, name, &options)
                    {
                        names.push((name.to_vec(), kind));
                    }
                })
            };
            match path.is_empty() {
                true => list(c"."),
                false => with_c_path(path, list),
            }
        };
        if let Err(error) = listed {
            self.report(path, error)?;
        }
        Ok(names)
    }

    /// Tells the caller of an error. That a path is no folder is none: it just does not match.
    fn report(&self, path: &mut Vec<u8>, error: c_int) -> Result<(), Stop> {
        if error == 20 {
            return Ok(()); // ENOTDIR
        }
        if error == 12 {
            return Err(Stop::Space); // ENOMEM
        }
        let told = self.on_error.is_some_and(|on_error| {
            // SAFETY: the function is the caller's, and the path a string.
            with_c_path(path, |path| unsafe { on_error(path.as_ptr(), error) }) != 0
        });
        if told || self.has(GLOB_ERR) {
            return Err(Stop::Aborted);
        }
        Ok(())
    }

    fn add_if_there(&mut self, path: &mut Vec<u8>, must_be_folder: bool) {
        let folders = self.folders;
        let there = with_c_path(path, |path| match must_be_folder {
            true => folders.is_folder(path),
            false => folders.exists(path),
        });
        if there {
            self.add(path);
        }
    }

    fn add(&mut self, path: &mut Vec<u8>) {
        let mut found = path.clone();
        let folders = self.folders;
        if self.has(GLOB_MARK)
            && !found.ends_with(b"/")
            && with_c_path(path, |path| folders.is_folder(path))
        {
            found.push(b'/');
        }
        self.found.push(found);
    }
}
