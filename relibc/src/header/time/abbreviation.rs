//! Abbreviations of time zones. C programs keep pointers to them in `tm_zone` for as long as they
//! like, so each distinct one is kept for ever.

use alloc::boxed::Box;
use alloc::ffi::CString;
use alloc::vec::Vec;
use core::ffi::CStr;

use crate::sync::across_fork::hold_across_fork;
use crate::sync::Mutex;

static KEPT: Mutex<Vec<&'static CStr>> = Mutex::new(Vec::new());
hold_across_fork!(KEPT);

/// A lasting copy of an abbreviation, up to its first null byte.
pub fn keep(abbreviation: &[u8]) -> &'static CStr {
    let len = abbreviation
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(abbreviation.len());
    let abbreviation = &abbreviation[..len];
    let mut kept = KEPT.lock();
    if let Some(known) = kept.iter().find(|known| known.to_bytes() == abbreviation) {
        return known;
    }
    let lasting: &'static CStr = Box::leak(
        CString::new(abbreviation)
            .unwrap_or_default()
            .into_boxed_c_str(),
    );
    kept.push(lasting);
    lasting
}
