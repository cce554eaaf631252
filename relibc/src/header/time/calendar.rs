//! The proleptic Gregorian calendar: seconds since the Epoch and broken-down time.
//!
//! POSIX counts every day as 86400 seconds (XBD 4.19). The arithmetic is Howard Hinnant's
//! "chrono-compatible low-level date algorithms": years begin in March, so that the leap day is
//! the last, and come in eras of 400 years, which have 146097 days.

use super::tm;
use crate::types::*;

/// Seconds in a day.
pub(crate) const DAY: i64 = 86400;
const DAYS_PER_ERA: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

/// Days since the Epoch of a date; `month` counts from 0 and may be any number, as may `day`.
pub fn days_from_date(year: i64, month: i64, day: i64) -> i64 {
    let year = year + month.div_euclid(12) - i64::from(month.rem_euclid(12) < 2);
    let month_from_march = (month + 10).rem_euclid(12);
    let day_of_year = (153 * month_from_march + 2) / 5;
    let year_of_era = year.rem_euclid(400);
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    year.div_euclid(400) * DAYS_PER_ERA + day_of_era - EPOCH + day - 1
}

/// Year, month from 0, and day of a number of days since the Epoch.
pub fn date_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH;
    let era = days.div_euclid(DAYS_PER_ERA);
    let day_of_era = days.rem_euclid(DAYS_PER_ERA);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12;
    (era * 400 + year_of_era + i64::from(month < 2), month, day)
}

/// Whether a year has 366 days.
pub fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Day of the week of a number of days since the Epoch, Sunday being 0.
pub fn weekday(days: i64) -> i64 {
    // 1970-01-01 was a Thursday.
    (days + 4).rem_euclid(7)
}

/// Fills in the date and time of day of a local time, given in seconds as if it were UTC.
/// `None` if the year does not fit.
pub fn break_down(seconds: i64, result: &mut tm) -> Option<()> {
    let days = seconds.div_euclid(DAY);
    let of_day = seconds.rem_euclid(DAY);
    // Far beyond the years of a `tm`, the arithmetic would overflow.
    if days.unsigned_abs() > 1 << 50 {
        return None;
    }
    let (year, month, day) = date_from_days(days);
    result.tm_year = c_int::try_from(year - 1900).ok()?;
    result.tm_mon = month as c_int;
    result.tm_mday = day as c_int;
    result.tm_hour = (of_day / 3600) as c_int;
    result.tm_min = (of_day / 60 % 60) as c_int;
    result.tm_sec = (of_day % 60) as c_int;
    result.tm_wday = weekday(days) as c_int;
    result.tm_yday = (days - days_from_date(year, 0, 1)) as c_int;
    Some(())
}

/// Seconds of a broken-down time as if it were UTC; members may be out of their ranges.
pub fn seconds(time: &tm) -> i64 {
    let days = days_from_date(
        i64::from(time.tm_year) + 1900,
        i64::from(time.tm_mon),
        i64::from(time.tm_mday),
    );
    // At most about 10^12 days: no overflow.
    days * DAY
        + i64::from(time.tm_hour) * 3600
        + i64::from(time.tm_min) * 60
        + i64::from(time.tm_sec)
}

/// The year and week that ISO 8601 gives a day: weeks begin on Monday, and week 1 is the one with
/// the year's first Thursday.
pub fn iso_week(year: i64, day_of_year: i64, weekday: i64) -> (i64, i64) {
    let monday_based = (weekday + 6) % 7;
    // Day of the year of this week's Thursday.
    let thursday = day_of_year - monday_based + 3;
    let days_in = |year| 365 + i64::from(is_leap(year));
    if thursday < 0 {
        let last = year - 1;
        (last, (thursday + days_in(last)) / 7 + 1)
    } else if thursday >= days_in(year) {
        (year + 1, (thursday - days_in(year)) / 7 + 1)
    } else {
        (year, thursday / 7 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_on_through_three_thousand_years() {
        let days_in = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        // 1970 - 2370 = -400: one era of 146097 days before 0, and 719528 days from 0000-01-01.
        let mut day_number = -719_528 - 146_097;
        for year in -400..2600 {
            for month in 0..12 {
                let leap = month == 1 && is_leap(year);
                for day in 1..=days_in[month as usize] + i64::from(leap) {
                    assert_eq!(days_from_date(year, month, day), day_number);
                    assert_eq!(date_from_days(day_number), (year, month, day));
                    day_number += 1;
                }
            }
        }
    }

    #[test]
    fn members_out_of_range_carry_over() {
        // 2000-01-00 is 1999-12-31, and month 14 of 2000 is March 2001.
        assert_eq!(days_from_date(2000, 0, 0), days_from_date(1999, 11, 31));
        assert_eq!(days_from_date(2000, 14, 1), days_from_date(2001, 2, 1));
        assert_eq!(days_from_date(2000, -1, 1), days_from_date(1999, 11, 1));
    }
}
