//! `crypt_r`: a hash, or null. Input: the key, a null byte, the setting. Costs that take long by design are left out.

use std::ffi::CStr;

use relibc::header::crypt::{crypt_data, crypt_r};

use crate::fence::Fenced;
use crate::input::Input;

/// Whether the setting asks for much work: bcrypt above cost 4, many rounds of SHA-2 or BSDi's DES.
fn is_slow(setting: &[u8]) -> bool {
    let has = |part: &[u8]| setting.windows(part.len()).any(|window| window == part);
    match setting {
        [b'$', b'2', _, b'$', rest @ ..] => !rest.starts_with(b"04"),
        [b'$', b'5' | b'6', ..] => has(b"rounds=") && !has(b"rounds=1000$"),
        [b'_', _, rest @ ..] => !rest.starts_with(b"..."),
        _ => false,
    }
}

pub fn run(data: &[u8]) {
    let mut input = Input(data);
    let key = input.text();
    let setting = input.text();
    if is_slow(setting) || key.len() > 600 {
        return;
    }
    let (key, setting) = (Fenced::string(key), Fenced::string(setting));
    let mut area = crypt_data {
        initialized: 0,
        __buf: [0; 256],
    };
    // SAFETY: strings and an area; the answer is in it.
    unsafe {
        let hash = crypt_r(key.as_c(), setting.as_c(), &mut area);
        if !hash.is_null() {
            let first = CStr::from_ptr(hash).to_owned();
            // A hash is a setting for the same hash.
            let mut again = crypt_data {
                initialized: 0,
                __buf: [0; 256],
            };
            let hash = crypt_r(key.as_c(), first.as_ptr(), &mut again);
            assert!(!hash.is_null(), "{first:?} is no setting");
            assert_eq!(CStr::from_ptr(hash), first.as_c_str());
        }
    }
}
