//! `inet_pton`, `inet_aton` and `inet_ntop` against this machine's. Input: which, the text.
//!
//! Not compared is the text of addresses that begin with twelve zero bytes: glibc writes the rest as IPv4 (RFC 4291, 2.5.5.1, says
//! that such are no more in use).

use std::ffi::CStr;

use relibc::header::arpa_inet as ours;

use crate::fence::Fenced;
use crate::host;

pub fn run(data: &[u8]) {
    let Some((&which, data)) = data.split_first() else {
        return;
    };
    let text = Fenced::string(data);
    let shown = String::from_utf8_lossy(data);
    let family = if which & 1 == 0 {
        libc::AF_INET
    } else {
        libc::AF_INET6
    };
    let (mut own, mut theirs) = ([0_u8; 16], [0_u8; 16]);
    // SAFETY: strings, and room for the addresses and their texts.
    unsafe {
        let own_status = ours::inet_pton(family, text.as_c(), own.as_mut_ptr().cast());
        let status = host::inet_pton(family, text.as_c(), theirs.as_mut_ptr().cast());
        assert_eq!(own_status, status, "inet_pton {family} {shown:?}");
        assert!(
            status != 1 || own == theirs,
            "inet_pton {family} {shown:?}: {own:?} {theirs:?}"
        );
        let (mut own_text, mut host_text) = ([0; 60], [0; 60]);
        let own_shown = ours::inet_ntop(family, own.as_ptr().cast(), own_text.as_mut_ptr(), 60);
        let host_shown = host::inet_ntop(family, own.as_ptr().cast(), host_text.as_mut_ptr(), 60);
        if family == libc::AF_INET || own[..12] != [0; 12] {
            assert_eq!(
                CStr::from_ptr(own_shown),
                CStr::from_ptr(host_shown),
                "inet_ntop of {own:?}"
            );
        }
        let (mut address, mut host_address) = (0, 0);
        let own_status = ours::inet_aton(text.as_c(), (&raw mut address).cast());
        let status = host::inet_aton(text.as_c(), &mut host_address);
        assert_eq!(
            (own_status, address),
            (status, host_address),
            "inet_aton {shown:?}"
        );
    }
}
