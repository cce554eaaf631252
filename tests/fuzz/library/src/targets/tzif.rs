//! Files of time zones: whatever a file says, a zone answers for any time. Input: a time, the file.

use relibc::header::time::tzif;

use crate::fence::Fenced;
use crate::input::Input;

pub fn run(data: &[u8]) {
    let mut input = Input(data);
    let seconds = input.u64() as i64;
    let file = Fenced::new(input.0);
    // SAFETY: as long as it was made.
    let Some(zone) =
        tzif::parse(unsafe { std::slice::from_raw_parts(file.as_ptr(), input.0.len()) })
    else {
        return;
    };
    for seconds in [seconds, 0, i64::MIN, i64::MAX] {
        let _ = zone.at(seconds);
        for is_dst in [None, Some(false), Some(true)] {
            let _ = zone.to_utc(seconds, is_dst);
        }
    }
    let _ = zone.summary();
    for pair in zone.transitions.windows(2) {
        assert!(pair[0].0 <= pair[1].0, "transitions out of order");
    }
}
