//! Time zones: which offset and abbreviation hold at a time. Made from a TZif file ([`super::tzif`])
//! or from a rule ([`super::rule`]).

use alloc::vec::Vec;
use core::ffi::CStr;

use super::abbreviation;
use super::rule::Rule;

/// One kind of local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// Seconds east of UTC.
    pub offset: i64,
    /// Whether it is daylight saving time.
    pub is_dst: bool,
    /// Its abbreviation, as `tm_zone` has it.
    pub abbreviation: &'static CStr,
}

impl LocalTime {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self {
        offset: 0,
        is_dst: false,
        abbreviation: c"UTC",
    };
}

/// A time zone.
#[derive(Debug)]
pub struct Zone {
    /// When local time changed, ascending, and the index of the kind from then on.
    pub transitions: Vec<(i64, usize)>,
    /// The kinds of local time; the first holds before all transitions.
    pub kinds: Vec<LocalTime>,
    /// What holds after the last transition.
    pub rule: Option<Rule>,
}

impl Zone {
    /// A zone where it is always UTC.
    pub const UTC: Self = Self {
        transitions: Vec::new(),
        kinds: Vec::new(),
        rule: None,
    };

    /// A zone that follows a rule at all times.
    pub fn of_rule(rule: Rule) -> Self {
        Self {
            transitions: Vec::new(),
            kinds: Vec::new(),
            rule: Some(rule),
        }
    }

    /// Local time at a time in seconds since the Epoch.
    pub fn at(&self, seconds: i64) -> LocalTime {
        let after = self
            .transitions
            .partition_point(|(begin, _)| *begin <= seconds);
        let first = || self.kinds.first().copied().unwrap_or(LocalTime::UTC);
        if after == self.transitions.len() {
            if let Some(rule) = &self.rule {
                return rule.at(seconds);
            }
        }
        match after.checked_sub(1) {
            Some(last) => self.kinds[self.transitions[last].1],
            None => first(),
        }
    }

    /// The time whose local time is `local`, in seconds as if it were UTC.
    ///
    /// `is_dst` says what the caller believes, and decides when clocks were put back over this
    /// time. Where it is wrong, the time is taken on the clock that the caller had in mind. In a gap, where
    /// clocks were put forward, the offset before it counts.
    pub fn to_utc(&self, local: i64, is_dst: Option<bool>) -> i64 {
        const HOUR: i64 = 3600;
        const DAY: i64 = 24 * HOUR;
        let before = self.at(local.saturating_sub(DAY));
        let after = self.at(local.saturating_add(DAY));
        let earlier = local.saturating_sub(before.offset);
        let later = local.saturating_sub(after.offset);
        let valid = |time: i64, kind: LocalTime| self.at(time).offset == kind.offset;
        let agrees = |time: i64| is_dst.is_none_or(|is_dst| self.at(time).is_dst == is_dst);
        let (earlier_valid, later_valid) = (valid(earlier, before), valid(later, after));
        if earlier_valid && agrees(earlier) {
            return earlier;
        }
        if later_valid && agrees(later) {
            return later;
        }
        if let Some(other) = is_dst.and_then(|is_dst| self.nearest(local, is_dst)) {
            return local.saturating_sub(other.offset);
        }
        let time = match !earlier_valid && later_valid {
            true => later,
            false => earlier,
        };
        // The caller has a clock in mind that the zone has not: as with glibc, one an hour apart.
        match is_dst.filter(|is_dst| self.at(time).is_dst != *is_dst) {
            Some(true) => time.saturating_sub(HOUR),
            Some(false) => time.saturating_add(HOUR),
            None => time,
        }
    }

    /// The kind of local time nearest to a time that is or is not daylight saving time, if there is
    /// one within about seven years: as far as glibc looks.
    fn nearest(&self, seconds: i64, is_dst: bool) -> Option<LocalTime> {
        const STEP: i64 = 7 * 86400;
        let known = self.kinds.iter().copied();
        let by_rule = self
            .rule
            .iter()
            .flat_map(|r| [Some(r.standard), r.daylight]);
        if !known
            .chain(by_rule.flatten())
            .any(|kind| kind.is_dst == is_dst)
        {
            return None;
        }
        (0..380)
            .flat_map(|weeks| [weeks, -weeks])
            .find_map(|weeks| {
                let kind = self.at(seconds.saturating_add(weeks * STEP));
                (kind.is_dst == is_dst).then_some(kind)
            })
    }

    /// Standard and daylight saving time as `tzname`, `timezone` and `daylight` have them: the last
    /// of each kind that the zone knows.
    pub fn summary(&self) -> (LocalTime, Option<LocalTime>) {
        if let Some(rule) = &self.rule {
            let dst = rule.daylight.or_else(|| self.last_kind(true));
            return (rule.standard, dst);
        }
        let standard = self.last_kind(false).unwrap_or(LocalTime::UTC);
        (standard, self.last_kind(true))
    }

    fn last_kind(&self, is_dst: bool) -> Option<LocalTime> {
        let in_force = self
            .transitions
            .iter()
            .rev()
            .map(|(_, kind)| self.kinds[*kind]);
        in_force
            .chain(self.kinds.iter().copied())
            .find(|kind| kind.is_dst == is_dst)
    }
}

/// Makes a kind of local time, keeping its abbreviation for ever.
pub fn local_time(offset: i64, is_dst: bool, abbreviation: &[u8]) -> LocalTime {
    LocalTime {
        offset,
        is_dst,
        abbreviation: abbreviation::keep(abbreviation),
    }
}
