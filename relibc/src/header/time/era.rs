//! Eras and alternative digits of a locale (XBD 7.3.5), taken from its texts when a conversion asks for them.

use super::tm;
use crate::header::langinfo::{self, time_text_in};
use crate::header::locale::data::Known;

/// Year, month from 1, day of the Gregorian calendar.
type Date = (i64, i64, i64);

/// One way of counting years, for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Era {
    /// The date whose year has the number `offset`.
    start: Date,
    end: Date,
    offset: i64,
    /// 1 if later years have larger numbers, else -1.
    direction: i64,
    pub name: &'static [u8],
    /// What `%EY` is.
    pub format: &'static [u8],
}

impl Era {
    /// `direction:offset:start:end:name:format`.
    fn parse(text: &'static [u8]) -> Option<Self> {
        let mut parts = text.splitn(6, |byte| *byte == b':');
        let ascending = match parts.next()? {
            b"+" => true,
            b"-" => false,
            _ => return None,
        };
        let offset = number(parts.next()?)?;
        let (start, end) = (date(parts.next()?)?, date(parts.next()?)?);
        Some(Self {
            start,
            end,
            offset,
            direction: if ascending == (start < end) { 1 } else { -1 },
            name: parts.next()?,
            format: parts.next()?,
        })
    }

    fn holds(&self, date: Date) -> bool {
        (self.start.min(self.end)..=self.start.max(self.end)).contains(&date)
    }

    /// The number of a Gregorian year.
    pub fn number_of(&self, year: i64) -> i64 {
        self.offset + (year - self.start.0) * self.direction
    }

    /// The Gregorian year with a number; without one the era's first.
    pub fn year_of(&self, number: Option<i64>) -> i64 {
        let since = number.map_or(0, |number| number.saturating_sub(self.offset));
        self.start.0.saturating_add(since * self.direction)
    }
}

fn number(text: &[u8]) -> Option<i64> {
    core::str::from_utf8(text).ok()?.parse().ok()
}

/// `year/month/day`, or the beginning or end of all time.
fn date(text: &[u8]) -> Option<Date> {
    match text {
        b"-*" => Some((i64::MIN, 0, 0)),
        b"+*" => Some((i64::MAX, 0, 0)),
        _ => {
            let mut parts = text.splitn(3, |byte| *byte == b'/').map(number);
            let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
            // There is no year 0: the one before year 1 is -1.
            let year = year.saturating_add((year < 0).into());
            (-1_000_000..1_000_000)
                .contains(&year)
                .then_some((year, month, day))
        }
    }
}

/// The locale's eras.
pub(super) fn all(names: Known) -> impl Iterator<Item = Era> {
    let text = time_text_in(names, langinfo::ERA).to_bytes();
    text.split(|byte| *byte == b';').filter_map(Era::parse)
}

/// The era that a time is in, if the locale has one for it.
pub(super) fn of(names: Known, time: &tm) -> Option<Era> {
    let year = i64::from(time.tm_year) + 1900;
    let date = (year, i64::from(time.tm_mon) + 1, time.tm_mday.into());
    all(names).find(|era| era.holds(date))
}

/// The locale's texts for numbers from 0 on; none if it has none.
fn digits(names: Known) -> impl Iterator<Item = &'static [u8]> {
    let text = time_text_in(names, langinfo::ALT_DIGITS).to_bytes();
    text.split(|byte| *byte == b';')
        .filter(|text| !text.is_empty())
}

/// How the locale writes a number.
pub(super) fn digits_for(names: Known, number: i64) -> Option<&'static [u8]> {
    digits(names).nth(usize::try_from(number).ok()?)
}

/// The number at the beginning of a text in the locale's digits, and how many bytes it takes.
pub(super) fn digits_at(names: Known, text: &[u8]) -> Option<(i64, usize)> {
    let fitting = digits(names)
        .enumerate()
        .filter(|(_, digits)| text.starts_with(digits));
    let (number, digits) = fitting.max_by_key(|(_, digits)| digits.len())?;
    Some((number as i64, digits.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_era_counts_up_or_down_from_its_start() {
        let era = Era::parse(b"+:2:2020/01/01:+*:Reiwa:%EC%Ey").unwrap();
        assert_eq!((era.name, era.format), (&b"Reiwa"[..], &b"%EC%Ey"[..]));
        assert!(era.holds((2020, 1, 1)) && era.holds((9999, 12, 31)) && !era.holds((2019, 12, 31)));
        assert_eq!((era.number_of(2024), era.year_of(Some(6))), (6, 2024));
        let before = Era::parse(b"+:1:-0001/12/31:-*:BC:%EC%Ey").unwrap();
        assert!(before.holds((0, 1, 1)) && !before.holds((1, 1, 1)));
        assert_eq!((before.number_of(-3), before.year_of(Some(4))), (4, -3));
        assert_eq!(before.year_of(None), 0);
    }

    #[test]
    fn what_is_no_era_is_none() {
        for text in [
            &b""[..],
            b"+",
            b"*:1:2020/01/01:+*:a:b",
            b"+:x:2020/01/01:+*:a:b",
            b"+:1:2020/01:+*:a:b",
            b"+:1:99999999999/01/01:+*:a:b",
            b"+:1:2020/01/01:+*:a",
        ] {
            assert_eq!(Era::parse(text), None, "{}", text.escape_ascii());
        }
    }
}
