//! `strftime` against this machine's. Input: room, the members, the format.
//!
//! Compared are times whose members are in their ranges, in formats that POSIX.1-2008 and GNU's flags share: not `%+`, which
//! POSIX.1-2024 made a flag; `%s`, `%Z` and `%z`, which depend on the zone; `%P`'s and `%p`'s case flags.

use std::ffi::CStr;

use relibc::header::time::tm;

use crate::fence::Fenced;
use crate::host;
use crate::input::Input;

pub fn run(data: &[u8]) {
    host::use_utf8();
    let mut input = Input(data);
    let room = input.byte() as usize * 2;
    let wild = input.byte() & 1 != 0;
    let mut members = [0; 8];
    let most = [60, 59, 23, 31, 11, 8000, 6, 365];
    for (member, most) in members.iter_mut().zip(most) {
        *member = if wild {
            input.i32()
        } else {
            u16::from_le_bytes(input.bytes()) as i32 % (most + 1)
        };
    }
    members[3] = if wild { members[3] } else { members[3].max(1) };
    let [tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday] = members;
    let format = input.text();
    if format.len() > 100 {
        return;
    }
    let text = Fenced::string(format);
    let zone: &'static CStr = c"XYZ";
    let time = tm {
        tm_sec,
        tm_min,
        tm_hour,
        tm_mday,
        tm_mon,
        tm_year,
        tm_wday,
        tm_yday,
        tm_isdst: 0,
        tm_gmtoff: 0,
        tm_zone: zone.as_ptr(),
    };
    let out = Fenced::new(&vec![0xa5; room]);
    // SAFETY: an area of that size, a string, a time.
    let length = unsafe {
        relibc::header::time::strftime(out.as_mut_ptr().cast(), room, text.as_c(), &time)
    };
    assert!(length == 0 || length < room);
    let shared = |format: &[u8]| {
        let mut rest = Input(format);
        while !rest.0.is_empty() {
            if rest.byte() != b'%' {
                continue;
            }
            if !b"aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyY%".contains(&rest.byte()) {
                return false;
            }
        }
        format.is_ascii()
    };
    if wild || !shared(format) {
        return;
    }
    // SAFETY: as long as it was made.
    let own = unsafe { std::slice::from_raw_parts(out.as_ptr(), length) }.to_vec();
    let time = libc::tm {
        tm_sec,
        tm_min,
        tm_hour,
        tm_mday,
        tm_mon,
        tm_year,
        tm_wday,
        tm_yday,
        tm_isdst: 0,
        tm_gmtoff: 0,
        tm_zone: zone.as_ptr(),
    };
    // SAFETY: as above.
    let theirs = unsafe {
        let length = host::strftime(out.as_mut_ptr().cast(), room, text.as_c(), &time);
        std::slice::from_raw_parts(out.as_ptr(), length).to_vec()
    };
    assert!(
        own == theirs,
        "{:?}: {:?}, the host's {:?}",
        String::from_utf8_lossy(format),
        String::from_utf8_lossy(&own),
        String::from_utf8_lossy(&theirs)
    );
}
