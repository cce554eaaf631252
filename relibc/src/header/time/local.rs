//! The zone of local time: what the `TZ` variable names (XBD 8.3).

use alloc::ffi::CString;
use alloc::vec::Vec;
use core::ffi::CStr;
use core::sync::atomic::{AtomicI32, AtomicI64, AtomicPtr, Ordering};

use super::rule::Rule;
use super::tzif;
use super::zone::{LocalTime, Zone};
use crate::header::stdlib::env::getenv;
use crate::io::read_file;
use crate::sync::across_fork::hold_across_fork;
use crate::sync::Mutex;
use crate::types::*;

/// Where zone files are.
const FOLDERS: [&[u8]; 3] = [
    b"/usr/share/zoneinfo/",
    b"/share/zoneinfo/",
    b"/etc/zoneinfo/",
];

/// Longest zone file that is read.
const FILE_MAX: usize = 1 << 20;

/// POSIX: `tzname`: abbreviations of standard and daylight saving time.
#[cfg_attr(not(test), no_mangle)]
pub static tzname: [AtomicPtr<c_char>; 2] =
    [const { AtomicPtr::new(c"UTC".as_ptr().cast_mut()) }; 2];

/// POSIX: `timezone`: seconds west of UTC.
#[cfg_attr(not(test), no_mangle)]
pub static timezone: AtomicI64 = AtomicI64::new(0);

/// POSIX: `daylight`: whether there is ever daylight saving time.
#[cfg_attr(not(test), no_mangle)]
pub static daylight: AtomicI32 = AtomicI32::new(0);

// Aliases that glibc and musl have.
#[cfg(not(test))]
core::arch::global_asm!(
    ".globl __tzname",
    ".globl __timezone",
    ".globl __daylight",
    ".set __tzname, tzname",
    ".set __timezone, timezone",
    ".set __daylight, daylight"
);

/// A zone and the `TZ` it was made for.
struct Local {
    /// The inner option is whether `TZ` was set; the outer whether anything is loaded.
    tz: Option<Option<Vec<u8>>>,
    zone: Zone,
}

static LOCAL: Mutex<Local> = Mutex::new(Local {
    tz: None,
    zone: Zone::UTC,
});
hold_across_fork!(LOCAL);

/// Uses the zone that `TZ` names now.
pub fn with_zone<T>(use_zone: impl FnOnce(&Zone) -> T) -> T {
    // SAFETY: the name is a string, and so is what the environment holds.
    let tz = unsafe {
        let value = getenv(c"TZ".as_ptr());
        (!value.is_null()).then(|| CStr::from_ptr(value).to_bytes())
    };
    let mut local = LOCAL.lock();
    let current = local
        .tz
        .as_ref()
        .is_some_and(|loaded| loaded.as_deref() == tz);
    if !current {
        local.zone = load(tz);
        local.tz = Some(tz.map(Vec::from));
        publish(&local.zone);
    }
    use_zone(&local.zone)
}

/// The abbreviation of standard time, or of daylight saving time, where `TZ` says now.
pub fn name(summer: bool) -> *const c_char {
    with_zone(|_| tzname[usize::from(summer)].load(Ordering::Relaxed))
}

/// Sets `tzname`, `timezone` and `daylight`.
fn publish(zone: &Zone) {
    let (standard, summer) = zone.summary();
    let name = |kind: LocalTime| kind.abbreviation.as_ptr().cast_mut();
    tzname[0].store(name(standard), Ordering::Relaxed);
    tzname[1].store(name(summer.unwrap_or(standard)), Ordering::Relaxed);
    timezone.store(-standard.offset, Ordering::Relaxed);
    daylight.store(summer.is_some().into(), Ordering::Relaxed);
}

/// Makes the zone of a `TZ`. What cannot be understood is UTC.
fn load(tz: Option<&[u8]>) -> Zone {
    let name = match tz {
        None => b"/etc/localtime",
        Some(tz) => tz.strip_prefix(b":").unwrap_or(tz),
    };
    if let Some(rule) = Rule::parse(name) {
        return Zone::of_rule(rule);
    }
    if name.is_empty() || name.split(|byte| *byte == b'/').any(|part| part == b"..") {
        return Zone::UTC;
    }
    let folders: &[&[u8]] = if name[0] == b'/' { &[b""] } else { &FOLDERS };
    let zone = folders.iter().find_map(|folder| {
        let path = CString::new([folder, name].concat()).ok()?;
        tzif::parse(&read_file(&path, FILE_MAX).ok()?)
    });
    zone.unwrap_or(Zone::UTC)
}
