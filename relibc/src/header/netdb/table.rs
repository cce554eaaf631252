//! One file of `/etc` as the functions see it: stepped through by `getXent`, searched by `getXbyY`.

use crate::database::{with_growing_buffer, Lines, Packer};
use crate::errno::{Errno, ResultExt};
use crate::sync::Mutex;
use crate::types::*;
use alloc::vec::Vec;
use core::cell::UnsafeCell;
use core::ffi::CStr;
use core::mem::MaybeUninit;

/// What a line says, with its strings in the packer's buffer; none if it says nothing.
pub(super) type Parse<T> = fn(&[u8], &mut Packer) -> Result<Option<T>, Errno>;

/// A table, and the static result that its functions share (POSIX lets a second call overwrite it).
pub(super) struct Table<T> {
    path: &'static CStr,
    /// The lines if there is no such file.
    fallback: &'static [u8],
    parse: Parse<T>,
    state: Mutex<State>,
    result: UnsafeCell<MaybeUninit<T>>,
}

struct State {
    /// Where `getXent` is; none before its first call.
    lines: Option<Lines>,
    /// The result's strings.
    buffer: Vec<c_char>,
}

// SAFETY: the result is what POSIX lets two threads overwrite; all else is behind the lock.
unsafe impl<T> Sync for Table<T> {}

impl<T> Table<T> {
    pub const fn new(path: &'static CStr, fallback: &'static [u8], parse: Parse<T>) -> Self {
        Self {
            path,
            fallback,
            parse,
            state: Mutex::new(State {
                lines: None,
                buffer: Vec::new(),
            }),
            result: UnsafeCell::new(MaybeUninit::uninit()),
        }
    }

    /// All lines of the file. A folder of that name is not the file.
    pub fn lines(&self) -> Result<Lines, Errno> {
        match Lines::read_present(self.path) {
            Err(Errno::ENOENT | Errno::ENOTDIR | Errno::EISDIR | Errno::EACCES) => {
                Ok(Lines::of(self.fallback))
            }
            result => result,
        }
    }

    /// The next entry among the lines that is wanted.
    fn search(
        &self,
        lines: &mut Lines,
        buffer: &mut Vec<c_char>,
        wanted: impl Fn(&T) -> bool,
    ) -> Result<Option<T>, Errno> {
        while let Some(line) = lines.next_line() {
            let entry =
                with_growing_buffer(buffer, |room| (self.parse)(line, &mut Packer::new(room)))?;
            if let Some(entry) = entry.filter(&wanted) {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    /// Leaves the entry where C finds it; null if there is none.
    fn share(&self, result: Result<Option<T>, Errno>) -> *mut T {
        match result {
            Ok(Some(entry)) => {
                let place = self.result.get().cast::<T>();
                // SAFETY: the memory is static, and shared as POSIX allows.
                unsafe { place.write(entry) };
                place
            }
            Ok(None) => core::ptr::null_mut(),
            Err(error) => Err(error).or_errno(),
        }
    }

    /// `setXent`: `getXent` begins anew.
    pub fn rewind(&self) {
        self.state.lock().lines = None;
    }

    /// `getXent`: the next entry; null after the last.
    pub fn next(&self) -> *mut T {
        let mut state = self.state.lock();
        let State { lines, buffer } = &mut *state;
        if lines.is_none() {
            match self.lines() {
                Ok(opened) => *lines = Some(opened),
                Err(error) => return Err(error).or_errno(),
            }
        }
        let result = match lines {
            Some(lines) => self.search(lines, buffer, |_| true),
            None => Ok(None),
        };
        self.share(result)
    }

    /// `getXbyY`: the first entry that is wanted; `getXent`'s place stays.
    pub fn find(&self, wanted: impl Fn(&T) -> bool) -> *mut T {
        let mut state = self.state.lock();
        let result = self
            .lines()
            .and_then(|mut lines| self.search(&mut lines, &mut state.buffer, wanted));
        self.share(result)
    }

    /// `getXbyY_r`: the first entry that is wanted, with its strings in the caller's buffer; `ERANGE` if they do not fit.
    pub fn find_into(
        &self,
        buffer: &mut [c_char],
        wanted: impl Fn(&T) -> bool,
    ) -> Result<Option<T>, Errno> {
        let mut lines = self.lines()?;
        while let Some(line) = lines.next_line() {
            let entry = (self.parse)(line, &mut Packer::new(buffer))?;
            if let Some(entry) = entry.filter(&wanted) {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    /// Leaves an entry that no file has where C finds it.
    pub fn answer(&self, pack: impl Fn(&mut Packer) -> Result<T, Errno>) -> *mut T {
        let mut state = self.state.lock();
        let result = with_growing_buffer(&mut state.buffer, |room| pack(&mut Packer::new(room)));
        self.share(result.map(Some))
    }

    /// Calls `visit` with every entry until it gives something; the static result stays.
    pub fn visit<R>(&self, mut visit: impl FnMut(&T) -> Option<R>) -> Result<Option<R>, Errno> {
        let (mut lines, mut buffer) = (self.lines()?, Vec::new());
        while let Some(entry) = self.search(&mut lines, &mut buffer, |_| true)? {
            if let Some(found) = visit(&entry) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

/// Whether a name is an entry's, or one of its aliases.
///
/// # Safety
/// A string, and a list of strings that ends in null.
pub(super) unsafe fn is_called(
    name: &CStr,
    official: *const c_char,
    mut aliases: *const *mut c_char,
) -> bool {
    // SAFETY: the caller's promise.
    unsafe {
        if CStr::from_ptr(official) == name {
            return true;
        }
        while !(*aliases).is_null() {
            if CStr::from_ptr(*aliases) == name {
                return true;
            }
            aliases = aliases.add(1);
        }
        false
    }
}
