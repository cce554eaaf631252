//! Letters whose upper or lower case is not Unicode's: those of the locale's LC_CTYPE.
//!
//! Few locales have any. While none of these has been named, asking costs one load and a branch.

use alloc::boxed::Box;
use core::sync::atomic::{AtomicBool, Ordering};

use super::data::{of_category, of_object as data_of_object};
use super::LC_CTYPE;
use crate::types::*;
use locale_format::{case, Characters, Map};

/// Bytes in the order of a character table of the Linux Standard Base: those from -128 to 255.
pub(crate) type Bytes = [c_int; 384];

/// A locale's case.
#[derive(Debug)]
pub(crate) struct Cases {
    upper: Option<Map<'static>>,
    lower: Option<Map<'static>>,
    pub upper_bytes: Bytes,
    pub lower_bytes: Bytes,
}

/// Whether any locale with a case of its own has been named.
static IS_ANY_KNOWN: AtomicBool = AtomicBool::new(false);

/// The case of letters in a locale: none is Unicode's.
#[derive(Clone, Copy)]
pub(crate) struct Letters(pub Option<&'static Cases>);

/// Those of the calling thread's locale.
#[inline]
pub(crate) fn current() -> Letters {
    match IS_ANY_KNOWN.load(Ordering::Relaxed) {
        true => current_of_several(),
        false => Letters(None),
    }
}

#[cold]
fn current_of_several() -> Letters {
    Letters(of_category(LC_CTYPE).and_then(|data| data.cases.as_deref()))
}

/// Those of a locale object.
///
/// # Safety
/// As for [`super::resolve`].
#[inline]
pub(crate) unsafe fn of_object(object: locale_t) -> Letters {
    if !IS_ANY_KNOWN.load(Ordering::Relaxed) {
        return Letters(None);
    }
    // SAFETY: the caller's promise.
    let data = unsafe { data_of_object(object, LC_CTYPE) };
    Letters(data.and_then(|data| data.cases.as_deref()))
}

impl Letters {
    /// Upper-case form.
    #[inline]
    pub fn upper(self, wide: u32) -> u32 {
        self.0
            .map_or_else(|| case::to_upper(wide), |cases| cases.upper(wide))
    }

    /// Lower-case form.
    #[inline]
    pub fn lower(self, wide: u32) -> u32 {
        self.0
            .map_or_else(|| case::to_lower(wide), |cases| cases.lower(wide))
    }

    /// Upper-case form of a byte of UTF-8, which stays as it is where that is no byte.
    #[inline]
    pub fn upper_byte(self, byte: u8) -> u8 {
        self.0.map_or_else(
            || byte.to_ascii_uppercase(),
            |cases| cases.upper_bytes[128 + usize::from(byte)] as u8,
        )
    }

    /// Lower-case form of a byte of UTF-8, which stays as it is where that is no byte.
    #[inline]
    pub fn lower_byte(self, byte: u8) -> u8 {
        self.0.map_or_else(
            || byte.to_ascii_lowercase(),
            |cases| cases.lower_bytes[128 + usize::from(byte)] as u8,
        )
    }
}

impl Cases {
    /// Those of a file's characters, if they are not Unicode's.
    pub(super) fn of(characters: Characters<'static>) -> Option<Box<Self>> {
        let map = |name| {
            let map = characters.map(characters.map_number(name)?)?;
            Some(map).filter(|map| !map.is_empty())
        };
        let (upper, lower) = (map(b"toupper"), map(b"tolower"));
        if upper.is_none() && lower.is_none() {
            return None;
        }
        let mut cases = Box::new(Self {
            upper,
            lower,
            upper_bytes: [0; 384],
            lower_bytes: [0; 384],
        });
        for at in 0..384_usize {
            let (upper, lower) = match at {
                // EOF.
                127 => (-1, -1),
                _ => {
                    let byte = at.wrapping_sub(128) as u8;
                    (
                        byte_of(byte, |wide| cases.upper(wide)),
                        byte_of(byte, |wide| cases.lower(wide)),
                    )
                }
            };
            cases.upper_bytes[at] = upper;
            cases.lower_bytes[at] = lower;
        }
        IS_ANY_KNOWN.store(true, Ordering::Relaxed);
        Some(cases)
    }

    fn upper(&self, wide: u32) -> u32 {
        let own = self.upper.and_then(|map| map.get(wide));
        own.unwrap_or_else(|| case::to_upper(wide))
    }

    fn lower(&self, wide: u32) -> u32 {
        let own = self.lower.and_then(|map| map.get(wide));
        own.unwrap_or_else(|| case::to_lower(wide))
    }
}

/// A byte whose other case is no byte stays as it is.
fn byte_of(byte: u8, map: impl Fn(u32) -> u32) -> c_int {
    let mapped = byte.is_ascii().then(|| map(byte.into()));
    let mapped = mapped.and_then(|mapped| u8::try_from(mapped).ok());
    mapped.filter(u8::is_ascii).unwrap_or(byte).into()
}
