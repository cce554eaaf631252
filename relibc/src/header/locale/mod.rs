//! `<locale.h>`: which locale text is in.
//!
//! There are two kinds of locale: `C`, whose text is bytes, and those in UTF-8, whatever their
//! language. So a locale is six [`names`] and what their files say ([`data`]), and what the rest of the library
//! wants to know of it most is [`current_encoding`]. Locales from `newlocale` are in malloc's memory; the global one is
//! a static behind a lock, with its encoding and data in atomics beside it for the hot path. [`order`] compares texts,
//! [`cases`] has letters whose case is a locale's own.

pub(crate) mod cases;
mod conventions;
pub(crate) mod data;
pub mod names;
mod object;
pub(crate) mod order;

pub use conventions::*;
pub use object::*;

use core::ffi::CStr;
use core::sync::atomic::{AtomicBool, Ordering};

use crate::header::stdlib::env::getenv;
use crate::header::wchar::multibyte::Encoding;
use crate::sync::across_fork::hold_across_fork;
use crate::sync::Mutex;
use crate::types::*;
use names::{Name, NAME_MAX};

pub const LC_CTYPE: c_int = 0;
pub const LC_NUMERIC: c_int = 1;
pub const LC_TIME: c_int = 2;
pub const LC_COLLATE: c_int = 3;
pub const LC_MONETARY: c_int = 4;
pub const LC_MESSAGES: c_int = 5;
pub const LC_ALL: c_int = 6;

/// Number of categories.
pub(crate) const CATEGORIES: usize = 6;

/// The environment variables that choose a category's locale.
pub(crate) const VARIABLES: [&CStr; CATEGORIES] = [
    c"LC_CTYPE",
    c"LC_NUMERIC",
    c"LC_TIME",
    c"LC_COLLATE",
    c"LC_MONETARY",
    c"LC_MESSAGES",
];

/// A locale: the name of each category's, and its data.
#[derive(Clone, Copy, Debug)]
pub struct Locale {
    pub(crate) names: [Name; CATEGORIES],
    pub(crate) data: [data::Known; CATEGORIES],
}

impl PartialEq for Locale {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names
    }
}

impl Eq for Locale {}

impl Locale {
    /// The POSIX locale.
    pub const C: Self = Self {
        names: [Name::C; CATEGORIES],
        data: [None; CATEGORIES],
    };

    /// The encoding of characters.
    pub fn encoding(&self) -> Encoding {
        self.names[LC_CTYPE as usize].encoding()
    }

    /// This locale with the categories of `mask` set to `name`; the empty name stands for what
    /// the environment says. `None` if a name is not a locale's.
    pub(crate) fn with(mut self, mask: c_int, name: &[u8]) -> Option<Self> {
        for category in (0..CATEGORIES).filter(|category| mask >> category & 1 != 0) {
            // "name;name;…" is how `setlocale(LC_ALL, 0)` writes a mixed locale.
            let own = match name.contains(&b';') {
                true => name.split(|byte| *byte == b';').nth(category)?,
                false => name,
            };
            self.names[category] = match own {
                b"" => from_environment(category)?,
                _ => Name::parse(own)?,
            };
            self.data[category] = data::load(&self.names[category]);
        }
        Some(self)
    }

    /// Writes the locale's name as a whole, null-terminated.
    fn write_name(&self, buffer: &mut [u8; CATEGORIES * NAME_MAX]) {
        let mut len = 0;
        let mut append = |bytes: &[u8]| {
            buffer[len..len + bytes.len()].copy_from_slice(bytes);
            len += bytes.len();
        };
        if self.names.iter().all(|name| *name == self.names[0]) {
            append(self.names[0].as_bytes());
        } else {
            for (index, name) in self.names.iter().enumerate() {
                append(if index > 0 { b";" } else { b"" });
                append(name.as_bytes());
            }
        }
        append(b"\0");
    }
}

/// What the environment says of a category (XBD 8.2); without a word from it, UTF-8.
fn from_environment(category: usize) -> Option<Name> {
    for variable in [c"LC_ALL", VARIABLES[category], c"LANG"] {
        // SAFETY: the name is a string.
        let value = unsafe { getenv(variable.as_ptr()) };
        if !value.is_null() {
            // SAFETY: the environment holds strings.
            let value = unsafe { CStr::from_ptr(value) };
            if !value.is_empty() {
                return Name::parse(value.to_bytes());
            }
        }
    }
    Some(Name::C_UTF8)
}

/// The locale of threads that have not called `uselocale`, and where its name is put together.
struct Global {
    locale: Locale,
    name: [u8; CATEGORIES * NAME_MAX],
}

static GLOBAL: Mutex<Global> = Mutex::new(Global {
    locale: Locale::C,
    name: [0; CATEGORIES * NAME_MAX],
});
hold_across_fork!(GLOBAL);

/// Whether the global locale's encoding is UTF-8.
static GLOBAL_IS_UTF8: AtomicBool = AtomicBool::new(false);

/// The encoding of the calling thread's locale.
#[inline]
pub fn current_encoding() -> Encoding {
    match object::thread_locale() {
        Some(locale) => locale.encoding(),
        None if GLOBAL_IS_UTF8.load(Ordering::Relaxed) => Encoding::Utf8,
        None => Encoding::Bytes,
    }
}

/// A copy of the calling thread's locale.
pub(crate) fn current() -> Locale {
    match object::thread_locale() {
        Some(locale) => *locale,
        None => GLOBAL.lock().locale,
    }
}

/// Sets a category of the global locale and answers its name; a null `name` only asks.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setlocale(category: c_int, name: *const c_char) -> *mut c_char {
    if !(LC_CTYPE..=LC_ALL).contains(&category) {
        return core::ptr::null_mut();
    }
    let mut global = GLOBAL.lock();
    if !name.is_null() {
        // SAFETY: the caller gives a string.
        let name = unsafe { CStr::from_ptr(name) };
        let mask = if category == LC_ALL {
            LC_ALL_MASK
        } else {
            1 << category
        };
        let Some(locale) = global.locale.with(mask, name.to_bytes()) else {
            return core::ptr::null_mut();
        };
        global.locale = locale;
        data::set_global(&locale.data);
        GLOBAL_IS_UTF8.store(locale.encoding() == Encoding::Utf8, Ordering::Relaxed);
    }
    // The names are in a static, so the pointers outlive the lock; POSIX lets the next call
    // change what they point to.
    if category == LC_ALL {
        let locale = global.locale;
        locale.write_name(&mut global.name);
        return global.name.as_mut_ptr().cast();
    }
    global.locale.names[category as usize].as_ptr().cast_mut()
}

/// POSIX.1-2024: `getlocalename_l`: the name of a category's locale; null if there is no such category.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getlocalename_l(category: c_int, object: locale_t) -> *const c_char {
    if object == GLOBAL_OBJECT {
        // SAFETY: a null name only asks.
        return unsafe { setlocale(category, core::ptr::null()) };
    }
    // SAFETY: the caller gives a locale object, whose names live as long as it.
    let locale = unsafe { &*object.cast::<Locale>() };
    let category = usize::try_from(category).unwrap_or(CATEGORIES);
    locale
        .names
        .get(category)
        .map_or(core::ptr::null(), Name::as_ptr)
}

/// `MB_CUR_MAX`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn __ctype_get_mb_cur_max() -> size_t {
    current_encoding().max_bytes()
}

/// Puts the host's C library into UTF-8, once for all test threads.
#[cfg(test)]
pub(crate) fn use_utf8_on_host() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    // SAFETY: a string; nobody else sets the host's locale.
    ONCE.call_once(|| unsafe {
        assert!(!libc::setlocale(libc::LC_ALL, c"C.UTF-8".as_ptr()).is_null());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_locale_is_restored_from_its_name() {
        let mixed = Locale::C.with(1 << LC_TIME, b"de_DE.UTF-8").unwrap();
        let mut buffer = [0; CATEGORIES * NAME_MAX];
        mixed.write_name(&mut buffer);
        let name = CStr::from_bytes_until_nul(&buffer).unwrap();
        assert_eq!(name, c"C;C;de_DE.UTF-8;C;C;C");
        assert_eq!(Locale::C.with(LC_ALL_MASK, name.to_bytes()), Some(mixed));
    }
}
