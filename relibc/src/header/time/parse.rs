//! `strptime`.

use super::calendar::{date_from_days, days_from_date, weekday, DAY};
use super::era::{self, Era};
use super::format::format_in;
use super::tm;
use crate::header::langinfo::{self, nl_item, time_text_in};
use crate::header::locale::cases;
use crate::header::locale::data::{of_category, Known};
use crate::header::locale::LC_TIME;
use crate::types::*;

/// What a parse has learned that is put together at its end.
#[derive(Clone, Copy, Default)]
struct Learned {
    era: Option<Era>,
    year_of_era: Option<i64>,
    century: Option<i64>,
    year_of_century: Option<i64>,
    /// The hour is of twelve, and this says which half.
    afternoon: Option<bool>,
    twelve_hours: bool,
    year: bool,
    month: bool,
    day: bool,
    day_of_year: bool,
    weekday: bool,
    /// Week of the year, beginning on Sunday or on Monday.
    week_from_sunday: Option<i64>,
    week_from_monday: Option<i64>,
}

/// Parses `text`; answers how many bytes were used, or `None` if it does not match the format.
///
/// `local` turns seconds since the Epoch (`%s`) into local time.
pub fn parse(
    text: &[u8],
    format: &[u8],
    time: &mut tm,
    local: &dyn Fn(i64, &mut tm),
) -> Option<usize> {
    let mut parser = Parser::new(text, time, local);
    let used = parser.whole(format)?;
    parser.conclude();
    Some(used)
}

/// [`parse`] without the members that are not said but follow from others.
pub fn pieces(
    text: &[u8],
    format: &[u8],
    time: &mut tm,
    local: &dyn Fn(i64, &mut tm),
) -> Option<usize> {
    let mut parser = Parser::new(text, time, local);
    let used = parser.whole(format)?;
    parser.put_together();
    Some(used)
}

struct Parser<'a> {
    rest: &'a [u8],
    time: &'a mut tm,
    local: &'a dyn Fn(i64, &mut tm),
    learned: Learned,
    /// The names and formats of the locale.
    names: Known,
    /// How many of the locale's formats this is in.
    depth: u8,
    /// Numbers may be in the locale's digits.
    alternative: bool,
}

impl<'a> Parser<'a> {
    fn new(text: &'a [u8], time: &'a mut tm, local: &'a dyn Fn(i64, &mut tm)) -> Self {
        Self {
            rest: text,
            time,
            local,
            learned: Learned::default(),
            names: of_category(LC_TIME),
            depth: 0,
            alternative: false,
        }
    }

    /// Goes through a format of the locale.
    fn inner(&mut self, item: nl_item, usual: &'static [u8]) -> Option<()> {
        self.inner_format(format_in(self.names, item, usual))
    }

    /// As [`Parser::format`], once more inside. One that is in itself would have no end.
    fn inner_format(&mut self, format: &'static [u8]) -> Option<()> {
        if self.depth > 3 {
            return None;
        }
        self.depth += 1;
        let result = self.format(format);
        self.depth -= 1;
        result
    }

    /// Goes through the whole format; answers how many bytes of the text were used.
    fn whole(&mut self, format: &[u8]) -> Option<usize> {
        let before = self.rest.len();
        self.format(format)?;
        Some(before - self.rest.len())
    }

    fn format(&mut self, mut format: &[u8]) -> Option<()> {
        while let Some((byte, after)) = format.split_first() {
            format = after;
            if is_space(*byte) {
                self.skip_space();
                continue;
            }
            if *byte != b'%' {
                self.literal(*byte)?;
                continue;
            }
            // Flags and widths are those of strftime; only the width means something here.
            while let [b'_' | b'-' | b'0' | b'^' | b'#' | b'+', after @ ..] = format {
                format = after;
            }
            let mut width = None;
            while let [digit @ b'0'..=b'9', after @ ..] = format {
                let tens = width.unwrap_or(0usize).saturating_mul(10);
                width = Some(tens.saturating_add((digit - b'0').into()));
                format = after;
            }
            let mut modifier = 0;
            if let [letter @ (b'E' | b'O'), after @ ..] = format {
                format = after;
                modifier = *letter;
            }
            let (conversion, after) = format.split_first()?;
            format = after;
            self.alternative = modifier == b'O';
            if modifier == b'E' && self.by_era(*conversion, width)? {
                continue;
            }
            self.convert(*conversion, width)?;
        }
        Some(())
    }

    fn skip_space(&mut self) {
        let len = self.rest.iter().take_while(|byte| is_space(**byte)).count();
        self.rest = &self.rest[len..];
    }

    fn literal(&mut self, byte: u8) -> Option<()> {
        self.rest = self.rest.strip_prefix(&[byte])?;
        Some(())
    }

    /// A conversion by the locale's eras; whether the locale has any, or a format for it.
    fn by_era(&mut self, conversion: u8, width: Option<usize>) -> Option<bool> {
        match conversion {
            b'c' => self.inner(langinfo::ERA_D_T_FMT, b"%a %b %e %H:%M:%S %Y")?,
            b'x' => self.inner(langinfo::ERA_D_FMT, b"%m/%d/%y")?,
            b'X' => self.inner(langinfo::ERA_T_FMT, b"%H:%M:%S")?,
            b'C' | b'y' | b'Y' if era::all(self.names).next().is_none() => return Some(false),
            b'C' => {
                let era = era::all(self.names).find(|era| self.rest.starts_with(era.name))?;
                self.rest = &self.rest[era.name.len()..];
                self.learned.era = Some(era);
            }
            b'y' => {
                let number = self.number(0, 9999, width.unwrap_or(4))?;
                self.learned.year_of_era = Some(number);
            }
            b'Y' => {
                let before = (self.rest, self.learned);
                let mut eras = era::all(self.names);
                eras.find(|era| {
                    (self.rest, self.learned) = before;
                    let fits = self.inner_format(era.format).is_some();
                    // One name may stand for several, the first year's apart.
                    let found = self.learned.era.replace(*era);
                    fits && found.is_none_or(|found| found.name == era.name)
                })?;
            }
            _ => return Some(false),
        }
        Some(true)
    }

    fn convert(&mut self, conversion: u8, width: Option<usize>) -> Option<()> {
        match conversion {
            b'n' | b't' => self.skip_space(),
            b'%' => self.literal(b'%')?,
            b'c' => self.inner(langinfo::D_T_FMT, b"%a %b %e %H:%M:%S %Y")?,
            b'x' => self.inner(langinfo::D_FMT, b"%m/%d/%y")?,
            b'D' => self.format(b"%m/%d/%y")?,
            b'F' => self.format(b"%Y-%m-%d")?,
            b'R' => self.format(b"%H:%M")?,
            b'r' => self.inner(langinfo::T_FMT_AMPM, b"%I:%M:%S %p")?,
            b'X' => self.inner(langinfo::T_FMT, b"%H:%M:%S")?,
            b'T' => self.format(b"%H:%M:%S")?,
            b'a' | b'A' => {
                self.time.tm_wday = self.name(langinfo::DAY_1, langinfo::ABDAY_1, 7)?;
                self.learned.weekday = true;
            }
            b'b' | b'B' | b'h' => {
                self.time.tm_mon = self.name(langinfo::MON_1, langinfo::ABMON_1, 12)?;
                self.learned.month = true;
            }
            b'p' | b'P' => {
                let half = self.name(langinfo::AM_STR, langinfo::AM_STR, 2)?;
                self.learned.afternoon = Some(half == 1);
            }
            b's' => {
                let seconds = self.number(0, i64::MAX, width.unwrap_or(19))?;
                (self.local)(seconds, self.time);
                self.learned = Learned::default();
            }
            b'z' => self.offset()?,
            b'Z' => {
                let len = self
                    .rest
                    .iter()
                    .take_while(|byte| byte.is_ascii_alphabetic())
                    .count();
                self.rest = &self.rest[len..];
            }
            _ => self.numeric(conversion, width)?,
        }
        Some(())
    }

    fn numeric(&mut self, conversion: u8, width: Option<usize>) -> Option<()> {
        let mut number = |min, max, digits| self.number(min, max, width.unwrap_or(digits));
        match conversion {
            b'd' | b'e' => {
                self.time.tm_mday = number(1, 31, 2)? as c_int;
                self.learned.day = true;
            }
            b'H' | b'k' => {
                self.time.tm_hour = number(0, 23, 2)? as c_int;
                self.learned.twelve_hours = false;
            }
            b'I' | b'l' => {
                self.time.tm_hour = (number(1, 12, 2)? % 12) as c_int;
                self.learned.twelve_hours = true;
            }
            b'j' => {
                self.time.tm_yday = number(1, 366, 3)? as c_int - 1;
                self.learned.day_of_year = true;
            }
            b'm' => {
                self.time.tm_mon = number(1, 12, 2)? as c_int - 1;
                self.learned.month = true;
            }
            b'M' => self.time.tm_min = number(0, 59, 2)? as c_int,
            b'S' => self.time.tm_sec = number(0, 61, 2)? as c_int,
            b'C' => self.learned.century = Some(number(0, 99, 2)?),
            b'y' => self.learned.year_of_century = Some(number(0, 99, 2)?),
            b'Y' => {
                let year = number(i64::MIN, i64::MAX, 4)?;
                self.time.tm_year = c_int::try_from(year.checked_sub(1900)?).ok()?;
                self.learned.century = None;
                self.learned.year_of_century = None;
                self.learned.year = true;
            }
            b'u' => {
                self.time.tm_wday = (number(1, 7, 1)? % 7) as c_int;
                self.learned.weekday = true;
            }
            b'w' => {
                self.time.tm_wday = number(0, 6, 1)? as c_int;
                self.learned.weekday = true;
            }
            b'U' => self.learned.week_from_sunday = Some(number(0, 53, 2)?),
            b'W' => self.learned.week_from_monday = Some(number(0, 53, 2)?),
            // The ISO week alone does not make a date: checked, and otherwise ignored.
            b'V' => drop(number(1, 53, 2)?),
            b'g' => drop(number(0, 99, 2)?),
            b'G' => drop(number(i64::MIN, i64::MAX, 4)?),
            _ => return None,
        }
        Some(())
    }

    /// Takes a number of at most `digits` digits, after white space and perhaps a sign.
    fn number(&mut self, min: i64, max: i64, digits: usize) -> Option<i64> {
        self.skip_space();
        if self.alternative {
            if let Some((value, len)) = era::digits_at(self.names, self.rest) {
                self.rest = &self.rest[len..];
                return (min..=max).contains(&value).then_some(value);
            }
        }
        let negative = self.rest.first() == Some(&b'-');
        let signed = negative || self.rest.first() == Some(&b'+');
        if signed && min >= 0 && max != i64::MAX {
            return None;
        }
        let rest = &self.rest[usize::from(signed)..];
        let len = rest
            .iter()
            .take(digits)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if len == 0 {
            return None;
        }
        let mut value = 0i64;
        for digit in &rest[..len] {
            value = value.checked_mul(10)?.checked_add((digit - b'0').into())?;
        }
        self.rest = &rest[len..];
        let value = if negative { -value } else { value };
        (negative && max == i64::MAX || (min..=max).contains(&value)).then_some(value)
    }

    /// Takes the longest of a row of names, full or abbreviated, in any case; answers its index.
    fn name(&mut self, full: nl_item, short: nl_item, count: c_int) -> Option<c_int> {
        let letters = cases::current();
        let mut best = (0, None);
        for first in [full, short] {
            for index in 0..count {
                let name = time_text_in(self.names, first + index).to_bytes();
                let beginning = self.rest.get(..name.len());
                let fits = beginning.is_some_and(|text| {
                    let pairs = text.iter().zip(name);
                    let folded = |byte: &u8| letters.lower_byte(*byte);
                    pairs
                        .map(|(a, b)| (folded(a), folded(b)))
                        .all(|(a, b)| a == b)
                });
                if fits && name.len() > best.0 {
                    best = (name.len(), Some(index));
                }
            }
        }
        self.rest = &self.rest[best.0..];
        best.1
    }

    /// `Z`, `+hh`, `+hhmm` or `+hh:mm`.
    fn offset(&mut self) -> Option<()> {
        self.skip_space();
        let (sign, rest) = self.rest.split_first()?;
        let sign = match sign {
            b'Z' => {
                self.rest = rest;
                self.time.tm_gmtoff = 0;
                return Some(());
            }
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let two = |rest: &[u8]| match rest {
            [tens @ b'0'..=b'9', ones @ b'0'..=b'9', ..] => {
                Some(i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
            }
            _ => None,
        };
        let hours = two(rest)?;
        self.rest = &rest[2..];
        let minutes_text = self.rest.strip_prefix(b":").unwrap_or(self.rest);
        let minutes = match two(minutes_text) {
            Some(minutes) => {
                self.rest = &minutes_text[2..];
                minutes
            }
            None => 0,
        };
        if hours > 14 || minutes > 59 {
            return None;
        }
        self.time.tm_gmtoff = sign * (hours * 3600 + minutes * 60);
        Some(())
    }

    /// Puts together the hour and the year from their pieces; whether the year is known.
    fn put_together(&mut self) -> bool {
        let learned = &self.learned;
        let time = &mut *self.time;
        if let (true, Some(true)) = (learned.twelve_hours, learned.afternoon) {
            time.tm_hour += 12;
        }
        let mut year_known = learned.year;
        // A number alone is one of the era that is now.
        let now = || era::all(self.names).next();
        if let Some(era) = learned
            .era
            .or_else(|| learned.year_of_era.and_then(|_| now()))
        {
            let year = era.year_of(learned.year_of_era).saturating_sub(1900);
            time.tm_year = year.clamp(c_int::MIN.into(), c_int::MAX.into()) as c_int;
            return true;
        }
        match (learned.century, learned.year_of_century) {
            // POSIX: 69 to 99 are in the twentieth century, 00 to 68 in the twenty-first.
            (None, Some(year)) => {
                time.tm_year = (if year < 69 { year + 100 } else { year }) as c_int;
                year_known = true;
            }
            (Some(century), year) => {
                let of_century = year.unwrap_or(i64::from(time.tm_year).rem_euclid(100));
                time.tm_year = (century * 100 + of_century - 1900) as c_int;
                year_known = true;
            }
            (None, None) => {}
        }
        year_known
    }

    /// Puts together what was learned in pieces, and derives the members that follow from it.
    fn conclude(&mut self) {
        let year_known = self.put_together();
        let learned = &self.learned;
        let time = &mut *self.time;
        let year = i64::from(time.tm_year) + 1900;
        let new_year = days_from_date(year, 0, 1);
        let date_known = learned.month && learned.day;
        if year_known && !date_known && !learned.day_of_year && learned.weekday {
            // The day of the week in a week of the year.
            let since_monday = i64::from(time.tm_wday + 6) % 7;
            let day = match (learned.week_from_sunday, learned.week_from_monday) {
                (Some(week), _) => Some(week * 7 - weekday(new_year) + i64::from(time.tm_wday)),
                (_, Some(week)) => Some(week * 7 - (weekday(new_year) + 6) % 7 + since_monday),
                _ => None,
            };
            // Week 0 is what comes before the first Sunday or Monday, week 1 begins there.
            if let Some(mut day) = day {
                let first_is_whole = match learned.week_from_sunday {
                    Some(_) => weekday(new_year) == 0,
                    None => weekday(new_year) == 1,
                };
                if first_is_whole {
                    day -= 7;
                }
                set_date(time, new_year + day);
                return;
            }
        }
        if learned.day_of_year && !date_known {
            let days = new_year + i64::from(time.tm_yday);
            let (_, month, day) = date_from_days(days);
            if !learned.month {
                time.tm_mon = month as c_int;
            }
            if !learned.day {
                time.tm_mday = day as c_int;
            }
            time.tm_wday = weekday(days) as c_int;
        } else if date_known || year_known || learned.month || learned.day {
            let (month, day) = (i64::from(time.tm_mon), i64::from(time.tm_mday));
            let days = days_from_date(year, month, day);
            if !learned.weekday {
                time.tm_wday = weekday(days) as c_int;
            }
            if !learned.day_of_year {
                time.tm_yday = (days - new_year) as c_int;
            }
        }
    }
}

fn set_date(time: &mut tm, days: i64) {
    let mut date = *time;
    if super::calendar::break_down(days * DAY, &mut date).is_some() {
        time.tm_year = date.tm_year;
        time.tm_mon = date.tm_mon;
        time.tm_mday = date.tm_mday;
        time.tm_yday = date.tm_yday;
        time.tm_wday = date.tm_wday;
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}
