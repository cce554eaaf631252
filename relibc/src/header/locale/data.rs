//! The files of locales (crate `locale-format`, made by `localedef`), found by a locale's name and mapped for ever: C may
//! hold pointers to their texts. A locale without a file, or with a damaged one, is as `C` but for its encoding.

use super::cases::Cases;
use super::names::Name;
use super::object::GLOBAL_OBJECT;
use super::{Locale, CATEGORIES, LC_CTYPE, LC_NUMERIC};
use crate::header::fcntl::{AT_FDCWD, O_CLOEXEC, O_RDONLY};
use crate::header::stdlib::env::secure_getenv;
use crate::platform::Sys;
use crate::sync::across_fork::hold_across_fork;
use crate::sync::Mutex;
use crate::types::*;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ffi::CStr;
use core::ptr::null;
use core::sync::atomic::{AtomicPtr, Ordering};
use locale_format::{Characters, File, Section};

/// Where files are, unless `MUSL_LOCPATH` says otherwise.
const FOLDER: &[u8] = b"/usr/lib/locale";
const FILE_MAX: usize = 1 << 28;

/// How numbers are written.
#[derive(Debug)]
pub(crate) struct Numeric {
    /// Never empty.
    pub point: &'static CStr,
    pub separator: &'static CStr,
    /// As in `struct lconv`.
    pub grouping: &'static CStr,
}

/// As in the C locale.
static PLAIN: Numeric = Numeric {
    point: c".",
    separator: c"",
    grouping: c"",
};

/// A locale's file, and what is looked for often.
#[derive(Debug)]
pub(crate) struct Data {
    pub file: File<'static>,
    pub numeric: Numeric,
    /// None where they are Unicode's.
    pub cases: Option<Box<Cases>>,
}

/// A category's data in a locale: none for that of the C locale.
pub(crate) type Known = Option<&'static Data>;

struct Loaded(Vec<(Name, &'static Data)>);

static LOADED: Mutex<Loaded> = Mutex::new(Loaded(Vec::new()));
hold_across_fork!(LOADED);

/// Those of the global locale.
static GLOBAL: [AtomicPtr<Data>; CATEGORIES] =
    [const { AtomicPtr::new(core::ptr::null_mut()) }; CATEGORIES];

/// Makes these the global locale's.
pub(super) fn set_global(data: &[Known; CATEGORIES]) {
    for (place, known) in GLOBAL.iter().zip(data) {
        let pointer = known.map_or(null(), core::ptr::from_ref);
        place.store(pointer.cast_mut(), Ordering::Release);
    }
}

/// What the calling thread's locale has for a category.
#[inline]
pub(crate) fn of_category(category: c_int) -> Known {
    match super::object::thread_locale() {
        Some(locale) => locale.data[category as usize],
        None => of_global(category),
    }
}

fn of_global(category: c_int) -> Known {
    // SAFETY: null, or data that are never freed.
    unsafe { GLOBAL[category as usize].load(Ordering::Acquire).as_ref() }
}

/// What a locale object has for a category.
///
/// # Safety
/// As for [`super::resolve`].
pub(crate) unsafe fn of_object(object: locale_t, category: c_int) -> Known {
    match object == GLOBAL_OBJECT {
        true => of_global(category),
        // SAFETY: the caller's promise.
        false => unsafe { &*object.cast::<Locale>() }.data[category as usize],
    }
}

/// The calling thread's locale's own classes and maps of characters.
pub(crate) fn characters() -> Option<Characters<'static>> {
    of_category(LC_CTYPE)?.file.characters()
}

/// A locale object's own classes and maps of characters.
///
/// # Safety
/// As for [`super::resolve`].
pub(crate) unsafe fn characters_of(object: locale_t) -> Option<Characters<'static>> {
    // SAFETY: the caller's promise.
    unsafe { of_object(object, LC_CTYPE) }?.file.characters()
}

/// How the calling thread's locale writes numbers.
#[inline]
pub(crate) fn numeric() -> &'static Numeric {
    of_category(LC_NUMERIC).map_or(&PLAIN, |data| &data.numeric)
}

/// The data of the locale with a name, if it has a file.
pub(super) fn load(name: &Name) -> Known {
    if *name == Name::C || *name == Name::C_UTF8 {
        return None;
    }
    let mut loaded = LOADED.lock();
    if let Some((_, data)) = loaded.0.iter().find(|(known, _)| known == name) {
        return Some(data);
    }
    let data: &'static Data = Box::leak(Box::new(Data::of(File::new(map(name)?)?)));
    loaded.0.push((*name, data));
    Some(data)
}

impl Data {
    fn of(file: File<'static>) -> Self {
        let text = |index| file.text(Section::Numeric, index);
        let point = match text(0) {
            point if point.is_empty() => PLAIN.point,
            point => point,
        };
        Self {
            file,
            numeric: Numeric {
                point,
                separator: text(1),
                grouping: text(2),
            },
            cases: file.characters().and_then(Cases::of),
        }
    }
}

/// Maps the file of a locale. The codeset's name is `UTF-8` there, however it is written in the locale's.
fn map(name: &Name) -> Option<&'static [u8]> {
    let mut parts = name.as_bytes().split(|byte| matches!(byte, b'.' | b'@'));
    let language = parts.next()?;
    let at = name.as_bytes().iter().position(|byte| *byte == b'@');
    let modifier = at.map_or(&b""[..], |at| &name.as_bytes()[at..]);
    // SAFETY: a string; the environment holds strings.
    let folders = unsafe { secure_getenv(c"MUSL_LOCPATH".as_ptr()).as_ref() }
        // SAFETY: as above.
        .map_or(FOLDER, |value| unsafe { CStr::from_ptr(value) }.to_bytes());
    folders.split(|byte| *byte == b':').find_map(|folder| {
        let path = [folder, b"/", language, b".UTF-8", modifier, b"\0"].concat();
        map_path(CStr::from_bytes_with_nul(&path).ok()?)
    })
}

fn map_path(path: &CStr) -> Option<&'static [u8]> {
    const SEEK_END: c_int = 2;
    const PROT_READ: c_int = 1;
    const MAP_PRIVATE: c_int = 2;
    // SAFETY: a string; the descriptor is ours; the mapping is never unmapped.
    unsafe {
        let fd = Sys::openat(AT_FDCWD, path.as_ptr(), O_RDONLY | O_CLOEXEC, 0).ok()?;
        let length = Sys::lseek(fd, 0, SEEK_END).unwrap_or(0);
        let length = usize::try_from(length)
            .ok()
            .filter(|length| (1..FILE_MAX).contains(length));
        let place = length.and_then(|length| {
            Sys::mmap(core::ptr::null_mut(), length, PROT_READ, MAP_PRIVATE, fd, 0).ok()
        });
        let _ = Sys::close(fd);
        Some(core::slice::from_raw_parts(place?.cast(), length?))
    }
}
