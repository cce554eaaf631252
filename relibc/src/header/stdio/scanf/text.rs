//! Characters and strings: `%c`, `%s`, `%[`, stored as bytes or as wide characters.

use super::scan::{Reader, Spec, Stop};
use super::source::{Input, Source};
use crate::header::malloc::program::{free, realloc};
use crate::header::stdio::printf::Length;
use crate::header::wchar::{mbrtowc, wcrtomb};
use crate::types::*;
use core::ptr::null_mut;

/// Where the elements of a string go.
struct Store {
    /// The memory; null when the string is not wanted.
    block: *mut u8,
    /// Bytes stored.
    length: usize,
    /// Bytes of memory made here, for `m`; 0 when it is the program's.
    capacity: usize,
    /// Whether memory is made here.
    own: bool,
}

impl Store {
    fn put(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        if self.block.is_null() && !self.own {
            return Ok(());
        }
        if self.own && self.length + bytes.len() > self.capacity {
            let capacity = (2 * self.capacity).max(64);
            // SAFETY: the block is null or from here.
            let block = unsafe { realloc(self.block.cast(), capacity) };
            if block.is_null() {
                return Err(Stop::Input);
            }
            self.block = block.cast();
            self.capacity = capacity;
        }
        // SAFETY: there is room: made above, or promised by the program.
        unsafe {
            bytes
                .as_ptr()
                .copy_to_nonoverlapping(self.block.add(self.length), bytes.len())
        };
        self.length += bytes.len();
        Ok(())
    }
}

/// Puts a unit of input into the store, as bytes or as a wide character.
///
/// # Safety
/// The store has room.
#[inline]
unsafe fn put<U: Input>(
    store: &mut Store,
    unit: U,
    wide: bool,
    state: &mut mbstate_t,
) -> Result<(), Stop> {
    if size_of::<U>() == 1 {
        let byte = unit.number() as u8;
        if !wide {
            if !store.own && !store.block.is_null() {
                // SAFETY: the program promises room.
                unsafe { *store.block.add(store.length) = byte };
                store.length += 1;
                return Ok(());
            }
            return store.put(&[byte]);
        }
        let mut character: wchar_t = 0;
        // SAFETY: one byte is readable.
        return match unsafe { mbrtowc(&mut character, (&raw const byte).cast(), 1, state) } {
            usize::MAX => Err(Stop::Input),
            // The character goes on.
            length if length == usize::MAX - 1 => Ok(()),
            _ => store.put(&character.to_ne_bytes()),
        };
    }
    let character = unit.number() as wchar_t;
    if wide {
        return store.put(&character.to_ne_bytes());
    }
    let mut bytes = [0u8; 16];
    // SAFETY: the buffer holds any character.
    match unsafe { wcrtomb(bytes.as_mut_ptr().cast(), character, state) } {
        usize::MAX => Err(Stop::Input),
        length => store.put(&bytes[..length]),
    }
}

/// Whether a unit is in the set between two places of the format.
///
/// # Safety
/// The places are the two ends of a part of one string.
unsafe fn in_set<U: Input>((start, end, negated): (*const U, *const U, bool), unit: U) -> bool {
    // SAFETY: the caller's promise.
    let set = unsafe { core::slice::from_raw_parts(start, end.offset_from_unsigned(start)) };
    let mut index = 0;
    let mut found = false;
    while index < set.len() && !found {
        // A minus between two others is a range; at the end it is itself.
        let range = index + 2 < set.len() && set[index + 1].ascii() == b'-';
        let last = if range { set[index + 2] } else { set[index] };
        found = (set[index].number()..=last.number()).contains(&unit.number());
        index += if range { 3 } else { 1 };
    }
    found != negated
}

/// Reads a string by `%c`, `%s` or `%[`.
///
/// # Safety
/// The target, unless it is null, takes the string, or the address of the memory made for it.
pub unsafe fn string<S: Source>(reader: &mut Reader<S>, spec: &Spec<S::Unit>) -> Result<(), Stop> {
    let characters = matches!(spec.conversion, b'c' | b'C');
    let wide = spec.length == Length::Long || matches!(spec.conversion, b'C' | b'S');
    let own = spec.allocate && !spec.target.is_null();
    let block = if own { null_mut() } else { spec.target.cast() };
    let mut store = Store {
        block,
        length: 0,
        capacity: 0,
        own,
    };
    // SAFETY: the caller's promise.
    let result = unsafe { fill(reader, spec, &mut store, characters, wide) };
    let terminated = result.and_then(|()| match characters {
        true => Ok(()),
        false => {
            store.put(&[0; size_of::<wchar_t>()][..if wide { size_of::<wchar_t>() } else { 1 }])
        }
    });
    if own {
        // SAFETY: the caller's promise; the memory was made here.
        unsafe {
            if terminated.is_err() {
                free(store.block.cast());
                store.block = null_mut();
            }
            spec.target.cast::<*mut u8>().write(store.block);
        }
    }
    terminated
}

/// # Safety
/// As for `string`.
unsafe fn fill<S: Source>(
    reader: &mut Reader<S>,
    spec: &Spec<S::Unit>,
    store: &mut Store,
    characters: bool,
    wide: bool,
) -> Result<(), Stop> {
    let most = spec
        .width
        .unwrap_or(if characters { 1 } else { usize::MAX });
    let mut state = mbstate_t::default();
    let mut taken = 0;
    while taken < most {
        let Some(unit) = reader.next() else {
            // Characters must be as many as asked for; a string ends here.
            return if taken == 0 || characters {
                Err(Stop::Input)
            } else {
                Ok(())
            };
        };
        let accepted = match spec.conversion {
            b'c' | b'C' => true,
            // SAFETY: the set is part of the format.
            b'[' => unsafe { in_set(spec.set, unit) },
            _ => !unit.is_space(),
        };
        if !accepted {
            reader.back(unit);
            break;
        }
        // SAFETY: the caller's promise.
        unsafe { put(store, unit, wide, &mut state)? };
        // A width counts wide characters where they are stored, however many bytes they take.
        taken += usize::from(state.opaque[0] == 0);
    }
    if taken == 0 {
        return Err(Stop::Mismatch);
    }
    Ok(())
}
