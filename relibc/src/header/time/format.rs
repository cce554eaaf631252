//! `strftime`, with GNU's flags `_`, `-`, `0`, `^`, `#` and field widths, and POSIX.1-2024's `+`.

use core::fmt::Write;

use super::calendar::{iso_week, seconds};
use super::era;
use super::tm;
use crate::header::langinfo::{self, nl_item, time_text_in};
use crate::header::locale::cases::Letters;
use crate::header::locale::data::Known;
use crate::header::stdio::PAIRS;
use crate::types::*;

/// A C string under construction in a buffer of fixed size.
pub struct Output<'a> {
    buffer: &'a mut [u8],
    len: usize,
    full: bool,
    /// Which other case letters have.
    pub(crate) letters: Letters,
    pub(crate) unit: Unit,
}

/// What has upper and lower case: in `wcsftime` characters.
#[derive(Clone, Copy)]
pub(crate) enum Unit {
    Bytes,
    Characters,
}

impl<'a> Output<'a> {
    /// An empty string in a buffer.
    pub fn new(buffer: &'a mut [u8]) -> Self {
        Self {
            buffer,
            len: 0,
            full: false,
            letters: Letters(None),
            unit: Unit::Bytes,
        }
    }

    fn push(&mut self, byte: u8) {
        match self.buffer.get_mut(self.len) {
            Some(slot) => {
                *slot = byte;
                self.len += 1;
            }
            None => self.full = true,
        }
    }

    #[inline]
    fn extend(&mut self, bytes: &[u8]) {
        if let Some(place) = self.buffer.get_mut(self.len..self.len + bytes.len()) {
            place.copy_from_slice(bytes);
            self.len += bytes.len();
            return;
        }
        bytes.iter().for_each(|byte| self.push(*byte));
    }

    fn fill(&mut self, byte: u8, count: usize) {
        // A width may be absurd; the first byte too many settles it.
        for _ in 0..count {
            if self.full {
                break;
            }
            self.push(byte);
        }
    }

    /// Ends the string with a null byte; answers its length, or `None` if it did not fit.
    pub fn finish(mut self) -> Option<usize> {
        let len = self.len;
        self.push(0);
        (!self.full).then_some(len)
    }
}

/// What a conversion specification says beside its letter.
#[derive(Clone, Copy, Default)]
struct Flags {
    /// `_`, `-` or `0`; null for the conversion's own.
    pad: u8,
    upper: bool,
    swap_case: bool,
    plus: bool,
    /// `E`: by the locale's eras.
    era: bool,
    /// `O`: in the locale's digits; for months, the name that stands alone.
    alternative: bool,
    width: Option<usize>,
}

/// What seconds since the Epoch (`%s`) a time is.
pub(crate) type ToSeconds<'a> = &'a dyn Fn(&tm) -> i64;

/// Formats a time.
pub fn format(output: &mut Output, format: &[u8], time: &tm, zone: &Zone) {
    let mut rest = format;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if output.full {
            return;
        }
        if *byte != b'%' {
            output.push(*byte);
            continue;
        }
        if write_plain(output, rest.first().copied(), time) {
            rest = &rest[1..];
            continue;
        }
        let specification = rest;
        let mut flags = take_flags(&mut rest);
        if let [modifier @ (b'E' | b'O'), _, ..] = rest {
            flags.era = *modifier == b'E';
            flags.alternative = *modifier == b'O';
            rest = &rest[1..];
        }
        let conversion = rest.first().copied().unwrap_or(0);
        rest = rest.get(1..).unwrap_or(&[]);
        if !convert(output, conversion, flags, time, zone) {
            // Not a conversion: as it stands.
            output.push(b'%');
            output.extend(&specification[..specification.len() - rest.len()]);
        }
    }
}

/// Writes one of the numbers that most formats are made of, if it is within its range; whether it did.
#[inline]
fn write_plain(output: &mut Output, conversion: Option<u8>, time: &tm) -> bool {
    let value = match conversion {
        Some(b'd') => time.tm_mday,
        Some(b'm') => time.tm_mon.wrapping_add(1),
        Some(b'H') => time.tm_hour,
        Some(b'M') => time.tm_min,
        Some(b'S') => time.tm_sec,
        Some(b'Y') => {
            let year = time.tm_year.wrapping_add(1900);
            if !(1000..10_000).contains(&year) {
                return false;
            }
            output.extend(&PAIRS[(year / 100) as usize]);
            output.extend(&PAIRS[(year % 100) as usize]);
            return true;
        }
        _ => return false,
    };
    let digits = usize::try_from(value)
        .ok()
        .and_then(|value| PAIRS.get(value));
    digits.map(|digits| output.extend(digits)).is_some()
}

/// What a broken-down time does not hold itself.
#[derive(Clone, Copy)]
pub struct Zone<'a> {
    /// Offset from UTC in seconds; none if unknown.
    pub offset: Option<i64>,
    /// The abbreviation.
    pub abbreviation: &'a [u8],
    /// Finds seconds since the Epoch, for `%s`.
    pub to_seconds: ToSeconds<'a>,
    /// The names and formats of the locale.
    pub(crate) names: Known,
    /// How many of the locale's formats this is in.
    pub depth: u8,
}

fn take_flags(rest: &mut &[u8]) -> Flags {
    let mut flags = Flags::default();
    while let Some((byte, after)) = rest.split_first() {
        match byte {
            b'_' | b'-' | b'0' => flags.pad = *byte,
            b'^' => flags.upper = true,
            b'#' => flags.swap_case = true,
            b'+' => flags.plus = true,
            _ => break,
        }
        *rest = after;
    }
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        let width = flags.width.unwrap_or(0);
        flags.width = Some(
            width
                .saturating_mul(10)
                .saturating_add((digit - b'0').into()),
        );
        *rest = after;
    }
    flags
}

/// Writes one conversion; answers whether there is such a one.
fn convert(output: &mut Output, conversion: u8, flags: Flags, time: &tm, zone: &Zone) -> bool {
    let year = i64::from(time.tm_year) + 1900;
    let hour12 = (i64::from(time.tm_hour) + 11).rem_euclid(12) + 1;
    let (weekday, yearday) = (i64::from(time.tm_wday), i64::from(time.tm_yday));
    let iso = || iso_week(year, yearday, weekday);
    if flags.era && write_era(output, conversion, flags, time, zone) {
        return true;
    }
    let mut number = |value: i64, width, pad| {
        let digits = match flags.alternative {
            true => era::digits_for(zone.names, value),
            false => None,
        };
        match digits {
            Some(digits) => write_text(output, digits, flags, Case::Upper),
            None => write_number(output, value, width, pad, flags),
        }
    };
    match conversion {
        b'd' => number(time.tm_mday.into(), 2, b'0'),
        b'e' => number(time.tm_mday.into(), 2, b'_'),
        b'H' => number(time.tm_hour.into(), 2, b'0'),
        b'I' => number(hour12, 2, b'0'),
        b'k' => number(time.tm_hour.into(), 2, b'_'),
        b'l' => number(hour12, 2, b'_'),
        b'j' => number(yearday + 1, 3, b'0'),
        b'm' => number(i64::from(time.tm_mon) + 1, 2, b'0'),
        b'M' => number(time.tm_min.into(), 2, b'0'),
        b'S' => number(time.tm_sec.into(), 2, b'0'),
        b's' => number((zone.to_seconds)(time), 1, b'0'),
        b'u' => number((weekday + 6).rem_euclid(7) + 1, 1, b'0'),
        b'w' => number(weekday, 1, b'0'),
        b'U' => number((yearday - weekday + 7) / 7, 2, b'0'),
        b'W' => number((yearday - (weekday + 6) % 7 + 7) / 7, 2, b'0'),
        b'V' => number(iso().1, 2, b'0'),
        b'g' => number(iso().0.rem_euclid(100), 2, b'0'),
        b'y' => number(year.rem_euclid(100), 2, b'0'),
        b'C' if flags.alternative => number(year.div_euclid(100), 2, b'0'),
        b'C' => write_century(output, year, flags),
        b'G' => write_year(output, iso().0, flags),
        b'Y' => write_year(output, year, flags),
        b'z' => return write_offset(output, flags, zone),
        b'Z' => write_text(output, zone.abbreviation, flags, Case::Lower),
        b'n' => write_text(output, b"\n", flags, Case::Upper),
        b't' => write_text(output, b"\t", flags, Case::Upper),
        b'%' => write_text(output, b"%", flags, Case::Upper),
        _ => {
            return write_name(output, conversion, flags, time, zone.names)
                || write_composite(output, conversion, flags, time, zone);
        }
    }
    true
}

/// What `#` makes of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Upper,
    Lower,
}

fn write_name(output: &mut Output, conversion: u8, flags: Flags, time: &tm, names: Known) -> bool {
    let pick = |first: nl_item, index: c_int, count: c_int| -> &'static [u8] {
        match (0..count).contains(&index) {
            true => time_text_in(names, first + index).to_bytes(),
            false => b"?",
        }
    };
    let half = c_int::from(time.tm_hour >= 12);
    let (text, case) = match conversion {
        b'a' => (pick(langinfo::ABDAY_1, time.tm_wday, 7), Case::Upper),
        b'A' => (pick(langinfo::DAY_1, time.tm_wday, 7), Case::Upper),
        b'b' | b'h' => {
            let first = month_names(flags.alternative, langinfo::ABMON_1);
            (pick(first, time.tm_mon, 12), Case::Upper)
        }
        b'B' => {
            let first = month_names(flags.alternative, langinfo::MON_1);
            (pick(first, time.tm_mon, 12), Case::Upper)
        }
        b'p' => (pick(langinfo::AM_STR, half, 2), Case::Lower),
        b'P' => {
            let lower = Flags {
                upper: false,
                swap_case: true,
                ..flags
            };
            let text = pick(langinfo::AM_STR, half, 2);
            write_text(output, text, lower, Case::Lower);
            return true;
        }
        _ => return false,
    };
    write_text(output, text, flags, case);
    true
}

/// Where names of months begin: a locale may have others for a month that stands without a day.
fn month_names(is_alone: bool, usual: nl_item) -> nl_item {
    match usual {
        langinfo::MON_1 if is_alone => langinfo::ALTMON_1,
        langinfo::ABMON_1 if is_alone => langinfo::ABALTMON_1,
        _ => usual,
    }
}

/// A format of the locale; `usual` where it has none.
pub(super) fn format_in(names: Known, item: nl_item, usual: &'static [u8]) -> &'static [u8] {
    match time_text_in(names, item).to_bytes() {
        b"" => usual,
        format => format,
    }
}

/// Year and name of the era that the time is in, if the locale has one.
fn write_era(output: &mut Output, conversion: u8, flags: Flags, time: &tm, zone: &Zone) -> bool {
    if !matches!(conversion, b'C' | b'y' | b'Y') {
        return false;
    }
    let Some(era) = era::of(zone.names, time) else {
        return false;
    };
    match conversion {
        b'C' => write_text(output, era.name, flags, Case::Upper),
        b'y' => {
            let number = era.number_of(i64::from(time.tm_year) + 1900);
            write_number(output, number, 2, b'0', flags);
        }
        _ => write_inner(output, era.format, flags, time, zone),
    }
    true
}

/// Conversions that stand for several others.
fn write_composite(
    output: &mut Output,
    conversion: u8,
    flags: Flags,
    time: &tm,
    zone: &Zone,
) -> bool {
    let format_of = |item, usual| format_in(zone.names, item, usual);
    let parts: &[u8] = match conversion {
        b'c' if flags.era => format_of(langinfo::ERA_D_T_FMT, b"%a %b %e %H:%M:%S %Y"),
        b'x' if flags.era => format_of(langinfo::ERA_D_FMT, b"%m/%d/%y"),
        b'X' if flags.era => format_of(langinfo::ERA_T_FMT, b"%H:%M:%S"),
        b'c' => format_of(langinfo::D_T_FMT, b"%a %b %e %H:%M:%S %Y"),
        b'x' => format_of(langinfo::D_FMT, b"%m/%d/%y"),
        b'D' => b"%m/%d/%y",
        b'F' => return write_iso_date(output, flags, time),
        b'R' => b"%H:%M",
        b'r' => format_of(langinfo::T_FMT_AMPM, b"%I:%M:%S %p"),
        b'X' => format_of(langinfo::T_FMT, b"%H:%M:%S"),
        b'T' => b"%H:%M:%S",
        _ => return false,
    };
    write_inner(output, parts, flags, time, zone);
    true
}

/// Writes what a format of the locale gives.
fn write_inner(output: &mut Output, parts: &[u8], flags: Flags, time: &tm, zone: &Zone) {
    // A format that is in itself would have no end; none that means well is in more than two others. It fits nowhere.
    if zone.depth > 2 {
        output.full = true;
        return;
    }
    let zone = &Zone {
        depth: zone.depth + 1,
        ..*zone
    };
    let mut buffer = [0; 256];
    let mut inner = Output::new(&mut buffer);
    (inner.letters, inner.unit) = (output.letters, output.unit);
    format(&mut inner, parts, time, zone);
    let len = inner.len;
    output.full |= inner.full;
    write_text(output, &buffer[..len], flags, Case::Upper);
}

/// `%F` is `%+4Y-%m-%d` without flags and width; else both are the year's, the width being that of the whole (POSIX.1-2024, strftime).
fn write_iso_date(output: &mut Output, flags: Flags, time: &tm) -> bool {
    let year = i64::from(time.tm_year) + 1900;
    let year_flags = match flags.width {
        Some(width) => Flags {
            width: Some(width.saturating_sub(6)),
            ..flags
        },
        None if flags.pad == 0 => Flags {
            width: Some(4),
            plus: true,
            ..flags
        },
        None => flags,
    };
    write_year(output, year, year_flags);
    let two = Flags::default();
    output.push(b'-');
    write_number(output, i64::from(time.tm_mon) + 1, 2, b'0', two);
    output.push(b'-');
    write_number(output, time.tm_mday.into(), 2, b'0', two);
    true
}

fn write_year(output: &mut Output, year: i64, flags: Flags) {
    // With `+`, a year of more than four digits, or in a wider field, has its sign.
    let signed = flags.plus && (year > 9999 || flags.width.is_some_and(|width| width > 4));
    // "The number of digits in the year or four, whichever is greater", or no more than the width that is asked for; before the year
    // 0, which POSIX leaves open, as few as others write.
    let digits = if flags.width.is_some() || year < 0 {
        1
    } else {
        4
    };
    write_signed(output, year, digits, signed, flags);
}

fn write_century(output: &mut Output, year: i64, flags: Flags) {
    let century = year.div_euclid(100);
    let signed = flags.plus && (century > 99 || flags.width.is_some_and(|width| width > 2));
    let digits = flags.width.map_or(2, |_| 1);
    write_signed(output, century, digits, signed, flags);
}

fn write_signed(output: &mut Output, value: i64, digits: usize, signed: bool, flags: Flags) {
    if signed && value >= 0 {
        output.push(b'+');
        let width = flags.width.map(|width| width.saturating_sub(1));
        write_number(output, value, digits, b'0', Flags { width, ..flags });
    } else {
        write_number(output, value, digits, b'0', flags);
    }
}

fn write_number(output: &mut Output, value: i64, digits: usize, own_pad: u8, flags: Flags) {
    let mut buffer = [0; 20];
    let text = decimal(value.unsigned_abs(), &mut buffer);
    let pad = match flags.pad {
        0 => own_pad,
        pad => pad,
    };
    let width = match pad {
        // Without padding of its own; a width that was asked for is still kept.
        b'-' => flags.width.unwrap_or(0),
        _ => flags.width.unwrap_or(digits).max(digits),
    };
    let sign = usize::from(value < 0);
    let missing = width.saturating_sub(text.len() + sign);
    let zeros = !matches!(pad, b'_' | b'-');
    if !zeros {
        output.fill(b' ', missing);
    }
    output.fill(b'-', sign);
    if zeros {
        output.fill(b'0', missing);
    }
    output.extend(text);
}

fn decimal(value: u64, buffer: &mut [u8; 20]) -> &[u8] {
    struct Cursor<'a>(&'a mut [u8], usize);
    impl Write for Cursor<'_> {
        fn write_str(&mut self, text: &str) -> core::fmt::Result {
            self.0[self.1..self.1 + text.len()].copy_from_slice(text.as_bytes());
            self.1 += text.len();
            Ok(())
        }
    }
    let mut cursor = Cursor(buffer, 0);
    // Twenty digits hold any 64-bit number.
    let _ = write!(cursor, "{value}");
    let len = cursor.1;
    &buffer[..len]
}

fn write_text(output: &mut Output, text: &[u8], flags: Flags, swapped: Case) {
    let missing = flags.width.unwrap_or(0).saturating_sub(text.len());
    output.fill(if flags.pad == b'0' { b'0' } else { b' ' }, missing);
    let letters = output.letters;
    let is_upper = match (flags.upper, flags.swap_case, swapped) {
        (true, false, _) | (_, true, Case::Upper) => true,
        (_, true, Case::Lower) => false,
        _ => return output.extend(text),
    };
    // Without characters, or where a zone's name is none, bytes have a case of their own.
    if let (Unit::Characters, Ok(text)) = (output.unit, core::str::from_utf8(text)) {
        for character in text.chars().map(u32::from) {
            let mapped = match is_upper {
                true => letters.upper(character),
                false => letters.lower(character),
            };
            let mapped = char::from_u32(mapped).unwrap_or_default();
            output.extend(mapped.encode_utf8(&mut [0; 4]).as_bytes());
        }
        return;
    }
    for byte in text {
        output.push(match is_upper {
            true => letters.upper_byte(*byte),
            false => letters.lower_byte(*byte),
        });
    }
}

/// `+hhmm`.
fn write_offset(output: &mut Output, flags: Flags, zone: &Zone) -> bool {
    let Some(offset) = zone.offset else {
        return true;
    };
    let minutes = offset.abs() / 60;
    let value = minutes / 60 * 100 + minutes % 60;
    let sign = if offset < 0 { b'-' } else { b'+' };
    let width = flags.width.unwrap_or(5).max(5) - 1;
    let mut buffer = [0; 20];
    let text = decimal(value.unsigned_abs(), &mut buffer);
    let missing = width.saturating_sub(text.len());
    output.push(sign);
    match flags.pad {
        b'-' => {}
        b'_' => output.fill(b' ', missing),
        _ => output.fill(b'0', missing),
    }
    output.extend(text);
    true
}

/// Seconds since the Epoch of a time in a zone of constant offset.
pub fn seconds_at_offset(time: &tm) -> i64 {
    seconds(time).saturating_sub(time.tm_gmtoff)
}
