//! Pathname expansion (XCU 2.6.6), and the words in memory of C.

use super::fields::{bytes, pattern, Text};
use super::{wordexp_t, Failure, WRDE_APPEND, WRDE_DOOFFS};
use crate::header::glob::paths;
use crate::header::malloc::program::{free, malloc, realloc};
use crate::types::*;
use alloc::vec;
use alloc::vec::Vec;
use core::ptr::null_mut;

/// The paths that a field stands for, or the field itself.
fn pathnames(field: &Text) -> Vec<Vec<u8>> {
    let has_magic = field
        .iter()
        .any(|unit| !unit.is_quoted && b"*?[".contains(&unit.byte));
    let found = match has_magic {
        true => paths(&pattern(field)),
        false => Vec::new(),
    };
    match found.is_empty() {
        true => vec![bytes(field)],
        false => found,
    }
}

/// Copies a word to C's memory; null if there is none.
fn copy(word: &[u8]) -> *mut c_char {
    // SAFETY: a new block, long enough for the word and its end.
    unsafe {
        let place: *mut u8 = malloc(word.len() + 1).cast();
        if !place.is_null() {
            place.copy_from_nonoverlapping(word.as_ptr(), word.len());
            place.add(word.len()).write(0);
        }
        place.cast()
    }
}

/// Gives the words to the caller, behind those there are with WRDE_APPEND.
///
/// # Safety
/// The structure is filled in as the flags say.
pub(super) unsafe fn store(
    fields: Vec<Text>,
    flags: c_int,
    result: &mut wordexp_t,
) -> Result<(), Failure> {
    let words: Vec<Vec<u8>> = fields.iter().flat_map(pathnames).collect();
    let offset = if flags & WRDE_DOOFFS != 0 {
        result.we_offs
    } else {
        0
    };
    let (old, count) = match flags & WRDE_APPEND {
        0 => (null_mut(), 0),
        _ => (result.we_wordv, result.we_wordc),
    };
    let length = [count, words.len(), 1]
        .into_iter()
        .try_fold(offset, usize::checked_add)
        .and_then(|length| length.checked_mul(size_of::<*mut c_char>()))
        .ok_or(Failure::NoSpace)?;
    // SAFETY: the array is from an earlier call, or null; it is as long as what is written.
    unsafe {
        let array: *mut *mut c_char = realloc(old.cast(), length).cast();
        if array.is_null() {
            return Err(Failure::NoSpace);
        }
        if old.is_null() {
            (0..offset).for_each(|index| *array.add(index) = null_mut());
        }
        (result.we_wordv, result.we_wordc) = (array, count);
        if flags & WRDE_DOOFFS == 0 && flags & WRDE_APPEND == 0 {
            result.we_offs = 0;
        }
        for word in words {
            let place = copy(&word);
            *array.add(offset + result.we_wordc) = place;
            if place.is_null() {
                return Err(Failure::NoSpace);
            }
            result.we_wordc += 1;
        }
        *array.add(offset + result.we_wordc) = null_mut();
    }
    Ok(())
}

/// Frees the words.
///
/// # Safety
/// `store` has filled the structure in.
pub(super) unsafe fn free_words(result: &mut wordexp_t) {
    let array = result.we_wordv;
    if !array.is_null() {
        // SAFETY: array and words are from malloc.
        unsafe {
            (0..result.we_wordc).for_each(|i| free((*array.add(result.we_offs + i)).cast()));
            free(array.cast());
        }
    }
    (result.we_wordv, result.we_wordc) = (null_mut(), 0);
}
