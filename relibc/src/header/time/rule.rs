//! The rule in a `TZ` variable (XBD 8.3) and at the end of a TZif file (RFC 9636, section 3.3.1),
//! such as `CET-1CEST,M3.5.0,M10.5.0/3`.

use super::calendar::{date_from_days, days_from_date, is_leap, weekday, DAY};
use super::zone::{local_time, LocalTime};

/// The day of a year on which clocks change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Day {
    /// `Jn`: the day from 1 to 365 of a year without leap day.
    Julian(i64),
    /// `n`: the day from 0 to 365.
    OfYear(i64),
    /// `Mm.w.d`: month from 1, week from 1 with 5 for the last, day of the week.
    OfMonth(i64, i64, i64),
}

impl Day {
    /// Days since the Epoch of the day in a year.
    fn in_year(self, year: i64) -> i64 {
        let first = days_from_date(year, 0, 1);
        match self {
            Self::Julian(day) => first + day - 1 + i64::from(day >= 60 && is_leap(year)),
            Self::OfYear(day) => first + day,
            Self::OfMonth(month, week, day) => {
                let begin = days_from_date(year, month - 1, 1);
                let next = days_from_date(year, month, 1);
                let day = begin + (day - weekday(begin)).rem_euclid(7) + (week - 1) * 7;
                if day >= next {
                    day - 7
                } else {
                    day
                }
            }
        }
    }
}

/// When clocks change: the day, and seconds after its local midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    day: Day,
    time: i64,
}

/// A rule for all years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Standard time.
    pub standard: LocalTime,
    /// Daylight saving time, if there is any.
    pub daylight: Option<LocalTime>,
    to_daylight: Change,
    to_standard: Change,
}

/// What applies where a `TZ` names daylight saving time without a rule: the rule of the United
/// States, as everywhere else.
const DEFAULT_TO_DAYLIGHT: Change = Change {
    day: Day::OfMonth(3, 2, 0),
    time: 2 * 3600,
};
const DEFAULT_TO_STANDARD: Change = Change {
    day: Day::OfMonth(11, 1, 0),
    time: 2 * 3600,
};

impl Rule {
    /// Parses a whole rule.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let mut rest = text;
        let name = take_name(&mut rest)?;
        let west = take_time(&mut rest, 24)?;
        let standard = local_time(-west, false, name);
        let mut rule = Self {
            standard,
            daylight: None,
            to_daylight: DEFAULT_TO_DAYLIGHT,
            to_standard: DEFAULT_TO_STANDARD,
        };
        if rest.is_empty() {
            return Some(rule);
        }
        let name = take_name(&mut rest)?;
        let offset = match rest.first() {
            None | Some(b',') => standard.offset + 3600,
            Some(_) => -take_time(&mut rest, 24)?,
        };
        rule.daylight = Some(local_time(offset, true, name));
        if !rest.is_empty() {
            rule.to_daylight = take_change(&mut rest)?;
            rule.to_standard = take_change(&mut rest)?;
        }
        rest.is_empty().then_some(rule)
    }

    /// Local time at a time in seconds since the Epoch.
    pub fn at(&self, seconds: i64) -> LocalTime {
        let Some(daylight) = self.daylight else {
            return self.standard;
        };
        let days = seconds.saturating_add(self.standard.offset).div_euclid(DAY);
        if days.unsigned_abs() > 1 << 45 {
            return self.standard;
        }
        let (year, ..) = date_from_days(days);
        let when =
            |change: Change, year, offset| change.day.in_year(year) * DAY + change.time - offset;
        // The last change at or before this time decides; one of last year's may come after the
        // turn of the year, and next year's before it, for times of day go from -167 to 167 hours.
        let mut latest = (i64::MIN, self.standard);
        for year in year - 1..=year + 1 {
            let changes = [
                (when(self.to_daylight, year, self.standard.offset), daylight),
                (when(self.to_standard, year, daylight.offset), self.standard),
            ];
            for (begin, kind) in changes {
                // Of two at once, as in a zone with daylight saving time all year, daylight
                // saving time counts.
                if begin <= seconds && (begin > latest.0 || begin == latest.0 && kind.is_dst) {
                    latest = (begin, kind);
                }
            }
        }
        latest.1
    }
}

/// Takes an abbreviation: three or more letters, or anything alphanumeric between `<` and `>`.
fn take_name<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    if let Some(quoted) = rest.strip_prefix(b"<") {
        let len = quoted.iter().position(|byte| *byte == b'>')?;
        let valid = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-');
        let (name, after) = quoted.split_at(len);
        *rest = &after[1..];
        return (len >= 3 && name.iter().all(valid)).then_some(name);
    }
    let len = rest
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let (name, after) = rest.split_at(len);
    *rest = after;
    (len >= 3).then_some(name)
}

/// Takes `[+-]hh[:mm[:ss]]`; answers seconds.
fn take_time(rest: &mut &[u8], max_hours: i64) -> Option<i64> {
    let sign = match rest.first() {
        Some(b'-') => -1,
        Some(b'+') => 1,
        _ => 0,
    };
    if sign != 0 {
        *rest = &rest[1..];
    }
    let mut seconds = take_number(rest, 0, max_hours)? * 3600;
    for unit in [60, 1] {
        let Some(after) = rest.strip_prefix(b":") else {
            break;
        };
        *rest = after;
        seconds += take_number(rest, 0, 59)? * unit;
    }
    Some(if sign < 0 { -seconds } else { seconds })
}

fn take_number(rest: &mut &[u8], min: i64, max: i64) -> Option<i64> {
    let len = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if len == 0 || len > 3 {
        return None;
    }
    let (digits, after) = rest.split_at(len);
    *rest = after;
    let value = digits
        .iter()
        .fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
    (min..=max).contains(&value).then_some(value)
}

/// Takes `,date[/time]`.
fn take_change(rest: &mut &[u8]) -> Option<Change> {
    *rest = rest.strip_prefix(b",")?;
    let day = match rest.first()? {
        b'J' => {
            *rest = &rest[1..];
            Day::Julian(take_number(rest, 1, 365)?)
        }
        b'M' => {
            *rest = &rest[1..];
            let month = take_number(rest, 1, 12)?;
            *rest = rest.strip_prefix(b".")?;
            let week = take_number(rest, 1, 5)?;
            *rest = rest.strip_prefix(b".")?;
            Day::OfMonth(month, week, take_number(rest, 0, 6)?)
        }
        _ => Day::OfYear(take_number(rest, 0, 365)?),
    };
    let time = match rest.strip_prefix(b"/") {
        Some(after) => {
            *rest = after;
            // Up to a week either way: RFC 9636, section 3.3.1, and POSIX.1-2024.
            take_time(rest, 167)?
        }
        None => 2 * 3600,
    };
    Some(Change { day, time })
}
