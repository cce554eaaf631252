//! Against the host's C library: strftime, strptime, local time and mktime.

use std::ffi::{CStr, CString};
use std::format;
use std::string::{String, ToString};
use std::sync::Mutex;
use std::vec::Vec;

use proptest::prelude::*;

use super::calendar::break_down;
use super::format::{format as format_time, Output, Zone as FormatZone};
use super::zone::Zone;
use super::{parse, rule::Rule, tm, tzif};

/// The host's `TZ` is one for all threads.
static HOST_TZ: Mutex<()> = Mutex::new(());

extern "C" {
    fn strptime(text: *const i8, format: *const i8, time: *mut libc::tm) -> *const i8;
}

const ZONES: &[&str] = &[
    "UTC0",
    "CET-1CEST,M3.5.0,M10.5.0/3",
    "EST5EDT,M3.2.0,M11.1.0",
    "AEST-10AEDT,M10.1.0,M4.1.0/3",
    "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1",
    "IST-1GMT0,M10.5.0,M3.5.0/1",
    "XYZ3:30:15ABC,J60/0,J300/24",
    "XYZ-3ABC,59,299/25:30",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Pacific/Apia",
];

fn zone(name: &str) -> Zone {
    match Rule::parse(name.as_bytes()) {
        Some(rule) => Zone::of_rule(rule),
        None => {
            let file = std::fs::read(format!("/usr/share/zoneinfo/{name}")).unwrap();
            tzif::parse(&file).unwrap()
        }
    }
}

/// Runs `run` with the host's local time in a zone.
fn with_host_zone<T>(name: &str, run: impl FnOnce() -> T) -> T {
    extern "C" {
        fn tzset();
    }
    let _held = HOST_TZ.lock().unwrap();
    std::env::set_var("TZ", name);
    // SAFETY: the lock keeps other tests from the environment meanwhile.
    unsafe { tzset() };
    run()
}

fn host_local(seconds: i64) -> (libc::tm, String) {
    // SAFETY: zero is a valid `tm`, which localtime_r fills in.
    unsafe {
        let mut time: libc::tm = core::mem::zeroed();
        libc::localtime_r(&seconds, &mut time);
        (
            time,
            CStr::from_ptr(time.tm_zone).to_str().unwrap().to_string(),
        )
    }
}

fn our_local(zone: &Zone, seconds: i64) -> (tm, String) {
    let kind = zone.at(seconds);
    let mut time = tm::ZERO;
    break_down(seconds + kind.offset, &mut time).unwrap();
    time.tm_isdst = kind.is_dst.into();
    time.tm_gmtoff = kind.offset;
    time.tm_zone = kind.abbreviation.as_ptr();
    (time, kind.abbreviation.to_str().unwrap().to_string())
}

fn numbers(time: &tm) -> [i64; 10] {
    [
        time.tm_sec.into(),
        time.tm_min.into(),
        time.tm_hour.into(),
        time.tm_mday.into(),
        time.tm_mon.into(),
        time.tm_year.into(),
        time.tm_wday.into(),
        time.tm_yday.into(),
        time.tm_isdst.into(),
        time.tm_gmtoff,
    ]
}

fn from_host(time: &libc::tm) -> tm {
    tm {
        tm_sec: time.tm_sec,
        tm_min: time.tm_min,
        tm_hour: time.tm_hour,
        tm_mday: time.tm_mday,
        tm_mon: time.tm_mon,
        tm_year: time.tm_year,
        tm_wday: time.tm_wday,
        tm_yday: time.tm_yday,
        tm_isdst: time.tm_isdst,
        tm_gmtoff: time.tm_gmtoff,
        tm_zone: time.tm_zone,
    }
}

fn to_host(time: &tm) -> libc::tm {
    libc::tm {
        tm_sec: time.tm_sec,
        tm_min: time.tm_min,
        tm_hour: time.tm_hour,
        tm_mday: time.tm_mday,
        tm_mon: time.tm_mon,
        tm_year: time.tm_year,
        tm_wday: time.tm_wday,
        tm_yday: time.tm_yday,
        tm_isdst: time.tm_isdst,
        tm_gmtoff: time.tm_gmtoff,
        tm_zone: time.tm_zone,
    }
}

fn our_format(format: &str, time: &tm, abbreviation: &str) -> Vec<u8> {
    let mut buffer = [0; 512];
    let zone = FormatZone {
        offset: Some(time.tm_gmtoff),
        abbreviation: abbreviation.as_bytes(),
        to_seconds: &super::calendar::seconds,
        names: None,
        depth: 0,
    };
    let mut output = Output::new(&mut buffer);
    format_time(&mut output, format.as_bytes(), time, &zone);
    let len = output.finish().unwrap_or(0);
    buffer[..len].to_vec()
}

fn host_format(format: &str, time: &tm) -> Vec<u8> {
    let mut buffer = [0u8; 512];
    let format = CString::new(format).unwrap();
    let time = to_host(time);
    // SAFETY: the buffer has the length given.
    let len = unsafe { libc::strftime(buffer.as_mut_ptr().cast(), 512, format.as_ptr(), &time) };
    buffer[..len].to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn local_time_is_the_hosts(name in prop::sample::select(ZONES), seconds in -5_000_000_000i64..10_000_000_000) {
        // The host applies rules wrongly before 1970; files have no need of them there.
        let seconds = if name.contains('/') && !name.contains(',') { seconds } else { seconds.abs() };
        let (theirs, their_zone) = with_host_zone(name, || host_local(seconds));
        let (ours, our_zone) = our_local(&zone(name), seconds);
        prop_assert_eq!(numbers(&ours), numbers(&from_host(&theirs)));
        prop_assert_eq!(our_zone, their_zone);
    }

    #[test]
    fn local_time_turns_back_into_the_same_second(name in prop::sample::select(ZONES), seconds in 0i64..4_000_000_000) {
        let zone = zone(name);
        let (time, _) = our_local(&zone, seconds);
        let local = super::calendar::seconds(&time);
        prop_assert_eq!(zone.to_utc(local, Some(time.tm_isdst != 0)), seconds);
    }

    #[test]
    fn mktime_normalises_as_the_host_does(
        name in prop::sample::select(&ZONES[..3]),
        members in [-100..200i32, -100..200, -100..100, -100..100, -24..30, 76..137],
    ) {
        let zone = zone(name);
        let [sec, min, hour, mday, mon, year] = members;
        let given = tm { tm_sec: sec, tm_min: min, tm_hour: hour, tm_mday: mday, tm_mon: mon, tm_year: year, ..tm::ZERO };
        let given = tm { tm_isdst: -1, ..given };
        let ours = zone.to_utc(super::calendar::seconds(&given), None);
        // SAFETY: mktime gets a whole `tm`.
        let theirs = with_host_zone(name, || unsafe { libc::mktime(&mut to_host(&given)) });
        // An hour that comes twice, or never, may be taken either way.
        let unclear = zone.at(ours - 7200).offset != zone.at(ours + 7200).offset;
        prop_assert!(ours == theirs || unclear, "{} {}", ours, theirs);
    }

    #[test]
    fn strftime_writes_what_the_host_writes(
        flags in "[_0^#-]{0,2}",
        width in prop::sample::select(&["", "1", "3", "7", "12"][..]),
        conversion in "[aAbBdeghGHIjklmMpSuUVwWyY]|[cCDFrRTxXzZntP%]",
        seconds in -30_000_000_000i64..250_000_000_000,
    ) {
        // Of widths for composite conversions the host thinks in its own way.
        let width = if "cCDxFrRTXzntP%Z".contains(&conversion) { "" } else { width };
        let flags = if "cxXrP".contains(&conversion) { flags.replace('#', "") } else { flags };
        let mut time = tm::ZERO;
        break_down(seconds, &mut time).unwrap();
        time.tm_gmtoff = 3600;
        time.tm_zone = c"CET".as_ptr();
        let format = format!("<%{flags}{width}{conversion}>");
        let ours = String::from_utf8(our_format(&format, &time, "CET")).unwrap();
        let theirs = String::from_utf8(host_format(&format, &time)).unwrap();
        prop_assert_eq!(ours, theirs, "{}", format);
    }

    #[test]
    fn strptime_reads_what_strftime_wrote_as_the_host_does(
        format in prop::sample::select(&[
            "%Y-%m-%d", "%H:%M:%S", "%d %b %y", "%A", "%B", "%I %p", "%j %Y", "%D %T", "%F", "%y", "%A %e %b",
            "%e", "%R", "%c", "%r", "%a, %d %b %Y %H:%M:%S %z", "%U %w %Y", "%W %u %Y", "%n%t%%%d", "%k:%M",
        ][..]),
        seconds in 0i64..4_000_000_000,
    ) {
        let mut time = tm::ZERO;
        break_down(seconds, &mut time).unwrap();
        let text = our_format(format, &time, "UTC");
        let mut ours = tm::ZERO;
        let used = parse::parse(&text, format.as_bytes(), &mut ours, &|_, _| ());
        let c_text = CString::new(text).unwrap();
        let c_format = CString::new(format).unwrap();
        let mut theirs = to_host(&tm::ZERO);
        // SAFETY: strings and a whole `tm`.
        let end = unsafe { strptime(c_text.as_ptr(), c_format.as_ptr(), &mut theirs) };
        prop_assert_eq!(used.is_some(), !end.is_null());
        prop_assert_eq!(numbers(&ours), numbers(&from_host(&theirs)), "{:?} by {:?}", c_text, c_format);
    }
}

#[test]
fn damaged_zone_files_are_refused() {
    let file = std::fs::read("/usr/share/zoneinfo/Europe/Berlin").unwrap();
    for len in 0..file.len() {
        // Only whole files, and those cut after the last line's end, are zones.
        assert!(tzif::parse(&file[..len]).is_none(), "{len}");
    }
    let mut state = 1u32;
    for _ in 0..2000 {
        let mut damaged = file.clone();
        for _ in 0..4 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let index = state as usize % damaged.len();
            damaged[index] = (state >> 24) as u8;
        }
        // Whatever it says, it does no harm.
        if let Some(zone) = tzif::parse(&damaged) {
            zone.at(1_700_000_000);
            zone.to_utc(i64::MAX, None);
        }
    }
}

#[test]
fn modifiers_and_the_plus_flag_are_as_posix_has_them() {
    let mut time = tm::ZERO;
    break_down(253_402_300_800, &mut time).unwrap(); // 10000-01-01 00:00:00
                                                     // XSH, strftime, "Examples" of the + flag and field widths for %Y, %C and %F.
    for (format, expected) in [
        ("%Y", "10000"),
        ("%+4Y", "+10000"),
        ("%+5C", "+0100"),
        ("%+10F", "+10000-01-01"),
        ("%Od %EY %Ey", "01 10000 00"),
    ] {
        assert_eq!(
            our_format(format, &time, ""),
            expected.as_bytes(),
            "{format}"
        );
    }
    break_down(0, &mut time).unwrap();
    assert_eq!(
        our_format("%+4Y %+5Y %+F", &time, ""),
        b"1970 +1970 1970-01-01"
    );
    assert_eq!(
        parse::parse(b"1969", b"%C%y", &mut time, &|_, _| ()),
        Some(4)
    );
    assert_eq!(time.tm_year, 69);
}

#[test]
fn a_gap_is_crossed_with_the_offset_before_it() {
    // 2024-03-31 02:30 does not exist in Berlin: as 01:30 UTC, which is 03:30 there.
    let zone = zone("Europe/Berlin");
    let local = super::calendar::days_from_date(2024, 2, 31) * 86400 + 9000;
    assert_eq!(zone.to_utc(local, None), local - 3600);
    // On 2024-10-27 02:30 comes twice, first as summer time.
    let local = super::calendar::days_from_date(2024, 9, 27) * 86400 + 9000;
    assert_eq!(zone.to_utc(local, Some(true)), local - 7200);
    assert_eq!(zone.to_utc(local, Some(false)), local - 3600);
}

#[test]
fn daylight_saving_time_where_there_is_none_is_an_hour_apart() {
    // 1986-04-28 16:24:50 in Indianapolis, which had none from 1971 to 2005: the numbers are gnulib's (m4/mktime.m4).
    let zone = zone("America/Indiana/Indianapolis");
    let local = super::calendar::days_from_date(1986, 3, 28) * 86400 + 16 * 3600 + 24 * 60 + 50;
    assert_eq!(zone.to_utc(local, Some(false)), 515_107_490);
    assert_eq!(zone.to_utc(local, Some(true)), 515_107_490 - 3600);
}
