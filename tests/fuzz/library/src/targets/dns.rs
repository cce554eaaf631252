//! Answers of name servers: names, questions, records. Input: a place, the message.
//!
//! Names are compared with this machine's `dn_expand`: how long one is, and its text, but for bytes that are written with a
//! backslash, for which there are two ways. glibc also follows pointers that lead forwards, which RFC 1035 (4.1.4) has not.

use std::ffi::{c_char, c_int, CStr};
use std::mem::MaybeUninit;

use relibc::header::arpa_nameser::{__ns_msg, __ns_rr, ns_initparse, ns_parserr};
use relibc::header::resolv::message::{record, skip_name, Message};
use relibc::header::resolv::name::Name;
use relibc::header::resolv::{dn_expand, dn_skipname, search};

use crate::fence::Fenced;
use crate::input::Input;

extern "C" {
    #[link_name = "dn_expand"]
    fn host_dn_expand(
        message: *const u8,
        end: *const u8,
        place: *const u8,
        text: *mut c_char,
        size: c_int,
    ) -> c_int;
}

pub fn run(data: &[u8]) {
    let mut input = Input(data);
    let place = u16::from_le_bytes(input.bytes()) as usize;
    let message = input.0;
    let fence = Fenced::new(message);
    // SAFETY: as long as it was made.
    let bytes = unsafe { std::slice::from_raw_parts(fence.as_ptr(), message.len()) };
    if let Some(message) = Message::new(bytes) {
        let _ = (message.is_truncated(), message.code(), message.question());
        assert!(message.answer_records().count() <= usize::from(message.count(1)));
        let _ = (
            message.aliases(),
            message.answers(&message),
            search::judge(bytes),
        );
    }
    if message.is_empty() {
        return;
    }
    let place = place % message.len();
    let _ = (skip_name(&bytes[place..]), record(bytes, place));
    if let Some((name, after)) = Name::in_message(bytes, place) {
        assert!(place < after && after <= bytes.len());
        let text = name.to_text();
        assert_eq!(
            Name::from_text(&text),
            Some(name),
            "a name's text is another name: {:?}",
            String::from_utf8_lossy(&text)
        );
    }
    // SAFETY: a message, a place in it, and room; what is written is read only when it was said to be.
    unsafe {
        let end = fence.as_ptr().add(message.len());
        let at = fence.as_ptr().add(place);
        let _ = dn_skipname(at, end);
        let call = |function: unsafe extern "C" fn(
            *const u8,
            *const u8,
            *const u8,
            *mut c_char,
            c_int,
        ) -> c_int| {
            let mut text: [c_char; 1025] = [0; 1025];
            let length = function(fence.as_ptr(), end, at, text.as_mut_ptr(), 1025);
            (
                length,
                (length >= 0).then(|| CStr::from_ptr(text.as_ptr()).to_owned()),
            )
        };
        let (own, theirs) = (call(dn_expand), call(host_dn_expand));
        let escaped = |text: &Option<std::ffi::CString>| {
            text.as_ref()
                .is_some_and(|text| text.to_bytes().contains(&b'\\'))
        };
        if own.0 == -1 {
            return;
        }
        assert_eq!(
            own.0, theirs.0,
            "the length of a name at {place} in {message:02x?}"
        );
        assert!(
            own == theirs || escaped(&own.1) || escaped(&theirs.1),
            "{own:?} {theirs:?}"
        );
        let mut handle = MaybeUninit::<__ns_msg>::zeroed();
        if ns_initparse(fence.as_ptr(), message.len() as c_int, handle.as_mut_ptr()) == 0 {
            for section in 0..4 {
                for number in [0, -1, 1, 0, 5] {
                    let mut record = MaybeUninit::<__ns_rr>::zeroed();
                    ns_parserr(handle.as_mut_ptr(), section, number, record.as_mut_ptr());
                }
            }
        }
    }
}
