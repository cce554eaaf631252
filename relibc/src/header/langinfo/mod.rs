//! `<langinfo.h>`: what a locale calls things, in its file or, without one, in the C locale's English.

use core::ffi::CStr;

use crate::header::locale::data::Known;
use crate::header::locale::{
    current, resolve, Locale, CATEGORIES, LC_MESSAGES, LC_MONETARY, LC_NUMERIC, LC_TIME,
};
use crate::header::wchar::multibyte::Encoding;
use crate::types::*;
use locale_format::Section;

pub type nl_item = c_int;

/// The category is in the upper half of an item's number, its index in the lower.
const TIME: nl_item = LC_TIME << 16;

pub const ABDAY_1: nl_item = 0x20000;
pub const ABDAY_2: nl_item = 0x20001;
pub const ABDAY_3: nl_item = 0x20002;
pub const ABDAY_4: nl_item = 0x20003;
pub const ABDAY_5: nl_item = 0x20004;
pub const ABDAY_6: nl_item = 0x20005;
pub const ABDAY_7: nl_item = 0x20006;
pub const DAY_1: nl_item = 0x20007;
pub const DAY_2: nl_item = 0x20008;
pub const DAY_3: nl_item = 0x20009;
pub const DAY_4: nl_item = 0x2000a;
pub const DAY_5: nl_item = 0x2000b;
pub const DAY_6: nl_item = 0x2000c;
pub const DAY_7: nl_item = 0x2000d;
pub const ABMON_1: nl_item = 0x2000e;
pub const ABMON_2: nl_item = 0x2000f;
pub const ABMON_3: nl_item = 0x20010;
pub const ABMON_4: nl_item = 0x20011;
pub const ABMON_5: nl_item = 0x20012;
pub const ABMON_6: nl_item = 0x20013;
pub const ABMON_7: nl_item = 0x20014;
pub const ABMON_8: nl_item = 0x20015;
pub const ABMON_9: nl_item = 0x20016;
pub const ABMON_10: nl_item = 0x20017;
pub const ABMON_11: nl_item = 0x20018;
pub const ABMON_12: nl_item = 0x20019;
pub const MON_1: nl_item = 0x2001a;
pub const MON_2: nl_item = 0x2001b;
pub const MON_3: nl_item = 0x2001c;
pub const MON_4: nl_item = 0x2001d;
pub const MON_5: nl_item = 0x2001e;
pub const MON_6: nl_item = 0x2001f;
pub const MON_7: nl_item = 0x20020;
pub const MON_8: nl_item = 0x20021;
pub const MON_9: nl_item = 0x20022;
pub const MON_10: nl_item = 0x20023;
pub const MON_11: nl_item = 0x20024;
pub const MON_12: nl_item = 0x20025;
pub const AM_STR: nl_item = 0x20026;
pub const PM_STR: nl_item = 0x20027;
pub const D_T_FMT: nl_item = 0x20028;
pub const D_FMT: nl_item = 0x20029;
pub const T_FMT: nl_item = 0x2002a;
pub const T_FMT_AMPM: nl_item = 0x2002b;
pub const ERA: nl_item = 0x2002c;
pub const ERA_D_FMT: nl_item = 0x2002e;
pub const ALT_DIGITS: nl_item = 0x2002f;
pub const ERA_D_T_FMT: nl_item = 0x20030;
pub const ERA_T_FMT: nl_item = 0x20031;
pub const ALTMON_1: nl_item = 0x20032;
pub const ALTMON_2: nl_item = 0x20033;
pub const ALTMON_3: nl_item = 0x20034;
pub const ALTMON_4: nl_item = 0x20035;
pub const ALTMON_5: nl_item = 0x20036;
pub const ALTMON_6: nl_item = 0x20037;
pub const ALTMON_7: nl_item = 0x20038;
pub const ALTMON_8: nl_item = 0x20039;
pub const ALTMON_9: nl_item = 0x2003a;
pub const ALTMON_10: nl_item = 0x2003b;
pub const ALTMON_11: nl_item = 0x2003c;
pub const ALTMON_12: nl_item = 0x2003d;
pub const ABALTMON_1: nl_item = 0x2003e;
pub const ABALTMON_2: nl_item = 0x2003f;
pub const ABALTMON_3: nl_item = 0x20040;
pub const ABALTMON_4: nl_item = 0x20041;
pub const ABALTMON_5: nl_item = 0x20042;
pub const ABALTMON_6: nl_item = 0x20043;
pub const ABALTMON_7: nl_item = 0x20044;
pub const ABALTMON_8: nl_item = 0x20045;
pub const ABALTMON_9: nl_item = 0x20046;
pub const ABALTMON_10: nl_item = 0x20047;
pub const ABALTMON_11: nl_item = 0x20048;
pub const ABALTMON_12: nl_item = 0x20049;
pub const CODESET: nl_item = 14;
pub const CRNCYSTR: nl_item = 0x4000f;
pub const RADIXCHAR: nl_item = 0x10000;
pub const THOUSEP: nl_item = 0x10001;
pub const YESEXPR: nl_item = 0x50000;
pub const NOEXPR: nl_item = 0x50001;
pub const YESSTR: nl_item = 0x50002;
pub const NOSTR: nl_item = 0x50003;

/// Texts of `LC_TIME` (XBD 7.3.5), from `ABDAY_1` on.
const TIME_TEXTS: [&CStr; 0x32] = [
    c"Sun",
    c"Mon",
    c"Tue",
    c"Wed",
    c"Thu",
    c"Fri",
    c"Sat",
    c"Sunday",
    c"Monday",
    c"Tuesday",
    c"Wednesday",
    c"Thursday",
    c"Friday",
    c"Saturday",
    c"Jan",
    c"Feb",
    c"Mar",
    c"Apr",
    c"May",
    c"Jun",
    c"Jul",
    c"Aug",
    c"Sep",
    c"Oct",
    c"Nov",
    c"Dec",
    c"January",
    c"February",
    c"March",
    c"April",
    c"May",
    c"June",
    c"July",
    c"August",
    c"September",
    c"October",
    c"November",
    c"December",
    c"AM",
    c"PM",
    c"%a %b %e %H:%M:%S %Y",
    c"%m/%d/%y",
    c"%H:%M:%S",
    c"%I:%M:%S %p",
    c"",
    c"",
    c"%m/%d/%y",
    c"",
    c"%a %b %e %H:%M:%S %Y",
    c"%H:%M:%S",
];

const _: () = assert!(ALTMON_1 - TIME == locale_format::ALTERNATIVE_MONTHS as nl_item);
const _: () = assert!(ABALTMON_12 - TIME + 1 == locale_format::TIME_TEXTS as nl_item);

/// A text of the C locale's `LC_TIME` category, for the calendar. It has no alternative names of months.
pub(crate) fn time_text(item: nl_item) -> &'static CStr {
    let usual = match item {
        ALTMON_1..=ALTMON_12 => item - ALTMON_1 + MON_1,
        ABALTMON_1..=ABALTMON_12 => item - ABALTMON_1 + ABMON_1,
        _ => item,
    };
    TIME_TEXTS
        .get((usual - TIME) as usize)
        .copied()
        .unwrap_or(c"")
}

/// A text of a locale's `LC_TIME` category.
pub(crate) fn time_text_in(data: Known, item: nl_item) -> &'static CStr {
    match data {
        Some(data) => data.file.text(Section::Time, (item - TIME) as usize),
        None => time_text(item),
    }
}

fn text(item: nl_item, locale: &Locale) -> &'static CStr {
    let category = (item >> 16) as usize;
    let known = locale.data.get(category).copied().flatten();
    if let Some(data) = known {
        let index = (item & 0xffff) as usize;
        return match category as c_int {
            LC_TIME if index < locale_format::TIME_TEXTS => time_text_in(known, item),
            LC_NUMERIC if item == RADIXCHAR => data.numeric.point,
            LC_NUMERIC if item == THOUSEP => data.numeric.separator,
            LC_MONETARY if item == CRNCYSTR => data.file.text(Section::Monetary, 7),
            LC_MESSAGES => data.file.text(Section::Messages, index),
            _ => c"",
        };
    }
    match item {
        CODESET => match locale.encoding() {
            Encoding::Bytes => c"ASCII",
            Encoding::Utf8 => c"UTF-8",
        },
        RADIXCHAR => c".",
        // The C locale puts the currency symbol, which it has not, before the value.
        CRNCYSTR => c"-",
        YESEXPR => c"^[yY]",
        NOEXPR => c"^[nN]",
        TIME..=ABALTMON_12 => time_text(item),
        _ => c"",
    }
}

/// The name of the locale of the category that an item `_NL_LOCALE_NAME(category)` asks for.
fn name_item(item: nl_item) -> Option<usize> {
    let category = (item >> 16) as usize;
    (item & 0xffff == 0xffff && category < CATEGORIES).then_some(category)
}

/// A text of the current locale; empty for an unknown item.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn nl_langinfo(item: nl_item) -> *mut c_char {
    if let Some(category) = name_item(item) {
        // SAFETY: a null name only asks.
        return unsafe { crate::header::locale::setlocale(category as c_int, core::ptr::null()) };
    }
    text(item, &current()).as_ptr().cast_mut()
}

/// A text of a given locale; empty for an unknown item.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn nl_langinfo_l(item: nl_item, locale: locale_t) -> *mut c_char {
    // SAFETY: the caller gives a locale object.
    let resolved = unsafe { resolve(locale) };
    match name_item(item) {
        Some(_) if locale == crate::header::locale::GLOBAL_OBJECT => {
            // SAFETY: as above.
            unsafe { nl_langinfo(item) }
        }
        // SAFETY: the object is the caller's, and its names live as long as it.
        Some(category) => unsafe {
            (*locale.cast::<Locale>()).names[category]
                .as_ptr()
                .cast_mut()
        },
        None => text(item, &resolved).as_ptr().cast_mut(),
    }
}
