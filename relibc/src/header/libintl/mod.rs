//! `<libintl.h>`: translated messages, from [`catalog`]s in GNU's format, with [`plural`] forms.
//!
//! Texts are given out as they stand in the catalog, for ever: catalogs that were read are kept. They are taken
//! to be UTF-8, like all text here.

pub mod catalog;
pub mod plural;

use alloc::boxed::Box;
use alloc::ffi::CString;
use alloc::vec::Vec;
use core::ffi::CStr;
use core::ptr::null_mut;

use crate::errno::{self, Errno};
use crate::header::locale::{current, resolve, Locale, LC_MESSAGES, VARIABLES};
use crate::header::stdlib::env::getenv;
use crate::io::read_file;
use crate::sync::across_fork::hold_across_fork;
use crate::sync::Mutex;
use crate::types::*;
use catalog::Catalog;

const DEFAULT_DOMAIN: &CStr = c"messages";
const DEFAULT_FOLDER: &CStr = c"/usr/share/locale";
const FILE_MAX: usize = 1 << 26;

/// The current domain, where catalogs are, and those read. Strings are kept for ever: C has pointers to them.
struct State {
    domain: &'static CStr,
    folders: Vec<(&'static CStr, &'static CStr)>,
    /// Domains whose texts were asked to be in UTF-8, which they are anyhow.
    encoded: Vec<&'static CStr>,
    /// By path; `None` for a file that is not there.
    catalogs: Vec<(Vec<u8>, Option<&'static Catalog>)>,
}

static STATE: Mutex<State> = Mutex::new(State {
    domain: DEFAULT_DOMAIN,
    folders: Vec::new(),
    encoded: Vec::new(),
    catalogs: Vec::new(),
});
hold_across_fork!(STATE);

fn keep(text: &CStr) -> &'static CStr {
    Box::leak(CString::from(text).into_boxed_c_str())
}

impl State {
    fn folder(&self, domain: &CStr) -> &'static CStr {
        let bound = self.folders.iter().find(|(bound, _)| *bound == domain);
        bound.map_or(DEFAULT_FOLDER, |(_, folder)| folder)
    }

    fn catalog(&mut self, path: Vec<u8>) -> Option<&'static Catalog> {
        if let Some((_, known)) = self.catalogs.iter().find(|(known, _)| *known == path) {
            return *known;
        }
        let file = CString::new(path.clone())
            .ok()
            .and_then(|path| read_file(&path, FILE_MAX).ok());
        let catalog = file
            .and_then(Catalog::parse)
            .map(|catalog| &*Box::leak(Box::new(catalog)));
        self.catalogs.push((path, catalog));
        catalog
    }

    /// A message's translation, as a string of C.
    fn translate(
        &mut self,
        domain: Option<&CStr>,
        message: &[u8],
        number: Option<u64>,
        category: usize,
        locale: &Locale,
    ) -> Option<*mut c_char> {
        let name = locale.names.get(category)?.as_bytes();
        // The POSIX locale's messages are those given; others of "C" may be translated as LANGUAGE says.
        if name == b"C" {
            return None;
        }
        let domain = domain.unwrap_or(self.domain);
        let folder = self.folder(domain);
        // SAFETY: the name is a string, and so is what the environment holds.
        let languages = unsafe {
            let languages = getenv(c"LANGUAGE".as_ptr());
            if languages.is_null() {
                &b""[..]
            } else {
                CStr::from_ptr(languages).to_bytes()
            }
        };
        let asked = languages
            .split(|byte| *byte == b':')
            .filter(|language| !language.is_empty());
        for language in asked.chain([name]) {
            for shorter in shortened(language) {
                let category = VARIABLES[category].to_bytes();
                let path = [
                    folder.to_bytes(),
                    b"/",
                    shorter,
                    b"/",
                    category,
                    b"/",
                    domain.to_bytes(),
                    b".mo",
                ]
                .concat();
                let found = self
                    .catalog(path)
                    .and_then(|catalog| catalog.translate(message, number));
                if let Some(text) = found {
                    return Some(text.as_ptr().cast_mut().cast());
                }
            }
        }
        None
    }
}

/// `de_DE.UTF-8@x`, `de_DE`, `de`.
fn shortened(language: &[u8]) -> impl Iterator<Item = &[u8]> {
    let until = |stops: &[u8]| {
        let len = language
            .iter()
            .position(|byte| stops.contains(byte))
            .unwrap_or(language.len());
        &language[..len]
    };
    let mut all = [language, until(b".@"), until(b"_.@")].to_vec();
    all.dedup();
    // A name may not lead out of the folder.
    all.into_iter()
        .filter(|name| !name.is_empty() && !name.contains(&b'/'))
}

/// The messages of a call; each answers the translation, or what was given.
struct Messages {
    singular: *const c_char,
    plural: *const c_char,
    number: Option<c_ulong>,
}

unsafe fn translate(
    domain: *const c_char,
    messages: Messages,
    category: c_int,
    locale: &Locale,
) -> *mut c_char {
    if messages.singular.is_null() {
        return null_mut();
    }
    // SAFETY: the caller gives strings.
    let (domain, message) = unsafe {
        let domain = (!domain.is_null()).then(|| CStr::from_ptr(domain));
        (domain, CStr::from_ptr(messages.singular).to_bytes())
    };
    // Messages are looked up between a failing call and the program's look at `errno`.
    let error = errno::get();
    let category = usize::try_from(category).unwrap_or(usize::MAX);
    let found = STATE
        .lock()
        .translate(domain, message, messages.number, category, locale);
    errno::set_raw(error);
    found.unwrap_or(match messages.number {
        Some(number) if number != 1 => messages.plural.cast_mut(),
        _ => messages.singular.cast_mut(),
    })
}

fn one(singular: *const c_char) -> Messages {
    Messages {
        singular,
        plural: singular,
        number: None,
    }
}

/// POSIX.1-2024: `gettext`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gettext(message: *const c_char) -> *mut c_char {
    // SAFETY: the caller's promise, passed on.
    unsafe { translate(core::ptr::null(), one(message), LC_MESSAGES, &current()) }
}

/// POSIX.1-2024: `dgettext`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dgettext(domain: *const c_char, message: *const c_char) -> *mut c_char {
    // SAFETY: the caller's promise, passed on.
    unsafe { translate(domain, one(message), LC_MESSAGES, &current()) }
}

/// POSIX.1-2024: `dcgettext`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dcgettext(
    domain: *const c_char,
    message: *const c_char,
    category: c_int,
) -> *mut c_char {
    // SAFETY: the caller's promise, passed on.
    unsafe { translate(domain, one(message), category, &current()) }
}

/// POSIX.1-2024: `ngettext`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ngettext(
    singular: *const c_char,
    plural: *const c_char,
    number: c_ulong,
) -> *mut c_char {
    // SAFETY: the caller's promise, passed on.
    unsafe { dcngettext(core::ptr::null(), singular, plural, number, LC_MESSAGES) }
}

/// POSIX.1-2024: `dngettext`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dngettext(
    domain: *const c_char,
    singular: *const c_char,
    plural: *const c_char,
    number: c_ulong,
) -> *mut c_char {
    // SAFETY: the caller's promise, passed on.
    unsafe { dcngettext(domain, singular, plural, number, LC_MESSAGES) }
}

/// POSIX.1-2024: `dcngettext`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dcngettext(
    domain: *const c_char,
    singular: *const c_char,
    plural: *const c_char,
    number: c_ulong,
    category: c_int,
) -> *mut c_char {
    let messages = Messages {
        singular,
        plural,
        number: Some(number),
    };
    // SAFETY: the caller's promise, passed on.
    unsafe { translate(domain, messages, category, &current()) }
}

/// POSIX.1-2024: `gettext_l`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gettext_l(message: *const c_char, locale: locale_t) -> *mut c_char {
    // SAFETY: the caller's promise, passed on.
    unsafe { dcgettext_l(core::ptr::null(), message, LC_MESSAGES, locale) }
}

/// POSIX.1-2024: `dgettext_l`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dgettext_l(
    domain: *const c_char,
    message: *const c_char,
    locale: locale_t,
) -> *mut c_char {
    // SAFETY: the caller's promise, passed on.
    unsafe { dcgettext_l(domain, message, LC_MESSAGES, locale) }
}

/// POSIX.1-2024: `dcgettext_l`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dcgettext_l(
    domain: *const c_char,
    message: *const c_char,
    category: c_int,
    locale: locale_t,
) -> *mut c_char {
    // SAFETY: the caller gives strings and a locale object.
    unsafe { translate(domain, one(message), category, &resolve(locale)) }
}

/// POSIX.1-2024: `ngettext_l`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ngettext_l(
    singular: *const c_char,
    plural: *const c_char,
    number: c_ulong,
    locale: locale_t,
) -> *mut c_char {
    // SAFETY: the caller's promise, passed on.
    unsafe {
        dcngettext_l(
            core::ptr::null(),
            singular,
            plural,
            number,
            LC_MESSAGES,
            locale,
        )
    }
}

/// POSIX.1-2024: `dngettext_l`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dngettext_l(
    domain: *const c_char,
    singular: *const c_char,
    plural: *const c_char,
    number: c_ulong,
    locale: locale_t,
) -> *mut c_char {
    // SAFETY: the caller's promise, passed on.
    unsafe { dcngettext_l(domain, singular, plural, number, LC_MESSAGES, locale) }
}

/// POSIX.1-2024: `dcngettext_l`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dcngettext_l(
    domain: *const c_char,
    singular: *const c_char,
    plural: *const c_char,
    number: c_ulong,
    category: c_int,
    locale: locale_t,
) -> *mut c_char {
    let messages = Messages {
        singular,
        plural,
        number: Some(number),
    };
    // SAFETY: the caller gives strings and a locale object.
    unsafe { translate(domain, messages, category, &resolve(locale)) }
}

/// POSIX.1-2024: `textdomain`: null only asks, the empty string goes back to the first one.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn textdomain(domain: *const c_char) -> *mut c_char {
    let mut state = STATE.lock();
    if !domain.is_null() {
        // SAFETY: the caller gives a string.
        let domain = unsafe { CStr::from_ptr(domain) };
        if domain.is_empty() {
            state.domain = DEFAULT_DOMAIN;
        } else if domain != state.domain {
            state.domain = keep(domain);
        }
    }
    state.domain.as_ptr().cast_mut()
}

/// POSIX.1-2024: `bindtextdomain`: a null folder only asks.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn bindtextdomain(
    domain: *const c_char,
    folder: *const c_char,
) -> *mut c_char {
    if domain.is_null() {
        return null_mut();
    }
    // SAFETY: the caller gives a string.
    let domain = unsafe { CStr::from_ptr(domain) };
    if domain.is_empty() {
        errno::set(Errno::EINVAL);
        return null_mut();
    }
    let mut state = STATE.lock();
    if !folder.is_null() {
        // SAFETY: the caller gives a string.
        let folder = unsafe { CStr::from_ptr(folder) };
        if state.folder(domain) != folder {
            state.folders.retain(|(bound, _)| *bound != domain);
            state.folders.push((keep(domain), keep(folder)));
        }
    }
    state.folder(domain).as_ptr().cast_mut()
}

/// POSIX.1-2024: `bind_textdomain_codeset`: only UTF-8 can be had. A null codeset only asks.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn bind_textdomain_codeset(
    domain: *const c_char,
    codeset: *const c_char,
) -> *mut c_char {
    if domain.is_null() {
        return null_mut();
    }
    // SAFETY: the caller gives strings.
    let (domain, codeset) = unsafe {
        let codeset = (!codeset.is_null()).then(|| CStr::from_ptr(codeset));
        (CStr::from_ptr(domain), codeset)
    };
    let mut state = STATE.lock();
    if let Some(codeset) = codeset {
        if !codeset.to_bytes().eq_ignore_ascii_case(b"UTF-8") {
            errno::set(Errno::EINVAL);
            return null_mut();
        }
        if !state.encoded.contains(&domain) {
            state.encoded.push(keep(domain));
        }
    }
    match state.encoded.contains(&domain) {
        true => c"UTF-8".as_ptr().cast_mut(),
        false => null_mut(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shortened_from_the_most_to_the_least_exact() {
        let all = |name: &'static str| shortened(name.as_bytes()).collect::<Vec<_>>();
        assert_eq!(
            all("de_AT.UTF-8@x"),
            [&b"de_AT.UTF-8@x"[..], b"de_AT", b"de"]
        );
        assert_eq!(all("de"), [b"de"]);
        assert!(all("../x").is_empty());
    }

    #[test]
    fn without_a_catalog_messages_are_as_given() {
        // SAFETY: strings.
        unsafe {
            assert_eq!(CStr::from_ptr(gettext(c"hello".as_ptr())), c"hello");
            assert_eq!(
                CStr::from_ptr(ngettext(c"a".as_ptr(), c"b".as_ptr(), 2)),
                c"b"
            );
        }
    }
}
