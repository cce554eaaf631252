//! A file of records as C's functions use it: finding one, going through them, and what functions without
//! `_r` keep.

use super::{next_line_of, with_growing_buffer, Lines};
use crate::errno::{Errno, ResultExt};
use crate::header::stdio::FILE;
use crate::sync::Mutex;
use alloc::vec::Vec;
use core::cell::UnsafeCell;
use core::ffi::{c_char, c_int, CStr};
use core::mem::MaybeUninit;
use core::ptr::null_mut;

/// A file of records.
pub trait Table {
    /// Where it is.
    const FILE: &'static CStr;
    /// What a line says.
    type Record<'l>;
    /// The C structure made of it.
    type Entry: Copy;

    /// Parses a line; `None` if it is not a record.
    fn parse(line: &[u8]) -> Option<Self::Record<'_>>;

    /// Makes the C structure, with its strings in `buffer`; `ERANGE` if they do not fit.
    fn pack(record: &Self::Record<'_>, buffer: &mut [c_char]) -> Result<Self::Entry, Errno>;
}

/// The first record for which `wanted` holds.
pub fn find<T: Table>(
    buffer: &mut [c_char],
    wanted: impl Fn(&T::Record<'_>) -> bool,
) -> Result<Option<T::Entry>, Errno> {
    let mut lines = Lines::read(T::FILE)?;
    while let Some(line) = lines.next_line() {
        if let Some(record) = T::parse(line).filter(&wanted) {
            return T::pack(&record, buffer).map(Some);
        }
    }
    Ok(None)
}

/// Hands what was found to the caller of an `_r` function: 0 or an error number.
///
/// # Safety
/// There is room at both places.
pub unsafe fn hand_over<E: Copy>(
    found: Result<Option<E>, Errno>,
    entry: *mut E,
    result: *mut *mut E,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        *result = null_mut();
        if let Ok(Some(found)) = found {
            *entry = found;
            *result = entry;
        }
    }
    found.or_number()
}

/// What functions without `_r` keep: their result, its strings, and the place in the file.
pub struct Shared<T: Table> {
    result: UnsafeCell<MaybeUninit<T::Entry>>,
    state: Mutex<State>,
}

struct State {
    buffer: Vec<c_char>,
    lines: Option<Lines>,
}

// SAFETY: POSIX forbids calling functions without `_r` in two threads at once.
unsafe impl<T: Table> Sync for Shared<T> {}

impl<T: Table> Shared<T> {
    /// With no result yet, at the beginning of the file.
    pub const fn new() -> Self {
        Self {
            result: UnsafeCell::new(MaybeUninit::uninit()),
            state: Mutex::new(State {
                buffer: Vec::new(),
                lines: None,
            }),
        }
    }

    /// The first record for which `wanted` holds; null without one, or with `errno`.
    pub fn find(&self, wanted: impl Fn(&T::Record<'_>) -> bool) -> *mut T::Entry {
        let buffer = &mut self.state.lock().buffer;
        self.leave(with_growing_buffer(buffer, |buffer| {
            find::<T>(buffer, &wanted)
        }))
    }

    /// The next record of the file; null after the last, or with `errno`.
    pub fn next(&self) -> *mut T::Entry {
        let state = &mut *self.state.lock();
        let mut lines = match state.lines.take().map_or_else(|| Lines::read(T::FILE), Ok) {
            Ok(lines) => lines,
            Err(error) => return self.leave(Err(error)),
        };
        let entry = loop {
            match lines.next_line().map(T::parse) {
                None => break self.leave(Ok(None)),
                Some(None) => {}
                Some(Some(record)) => break self.keep(&mut state.buffer, &record),
            }
        };
        state.lines = Some(lines);
        entry
    }

    /// The next record starts the file anew.
    pub fn rewind(&self) {
        self.state.lock().lines = None;
    }

    /// The record that a line is; null if it is none.
    pub fn of_line(&self, line: &[u8]) -> *mut T::Entry {
        match T::parse(line) {
            Some(record) => self.keep(&mut self.state.lock().buffer, &record),
            None => self.leave(Ok(None)),
        }
    }

    /// The next record of a stream; null after the last, or with `errno`.
    ///
    /// # Safety
    /// The stream is open.
    pub unsafe fn next_of(&self, stream: *mut FILE) -> *mut T::Entry {
        let mut line = Vec::new();
        // SAFETY: the caller's promise.
        while unsafe { next_line_of(stream, &mut line) } {
            if let Some(record) = T::parse(&line) {
                return self.keep(&mut self.state.lock().buffer, &record);
            }
        }
        self.leave(Ok(None))
    }

    fn keep(&self, buffer: &mut Vec<c_char>, record: &T::Record<'_>) -> *mut T::Entry {
        let packed = with_growing_buffer(buffer, |buffer| T::pack(record, buffer));
        self.leave(packed.map(Some))
    }

    /// Leaves a result where C finds it; null if there is none.
    fn leave(&self, result: Result<Option<T::Entry>, Errno>) -> *mut T::Entry {
        result
            .map(|found| match found {
                // SAFETY: see the promise of `Sync`.
                Some(found) => core::ptr::from_mut(unsafe { (*self.result.get()).write(found) }),
                None => null_mut(),
            })
            .or_errno()
    }
}
