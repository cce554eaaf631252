//! `<arpa/nameser.h>`: the parts of a DNS message for C (BIND's interface). The layouts are those of every libc.

use crate::errno::{Errno, ResultExt};
use crate::header::resolv::expand;
use crate::header::resolv::message::{skip_name, HEADER};
use crate::types::*;
use core::ptr::null;

const NAME_ROOM: usize = 1025;
const SECTIONS: usize = 4;

/// A message that is read (`ns_msg`).
#[repr(C)]
pub struct __ns_msg {
    message: *const u8,
    end: *const u8,
    id: u16,
    flags: u16,
    counts: [u16; SECTIONS],
    sections: [*const u8; SECTIONS],
    section: c_int,
    number: c_int,
    place: *const u8,
}

/// A record of it (`ns_rr`).
#[repr(C)]
pub struct __ns_rr {
    name: [c_char; NAME_ROOM],
    kind: u16,
    class: u16,
    ttl: u32,
    length: u16,
    data: *const u8,
}

/// Where a flag is in the header's second word.
#[repr(C)]
pub struct _ns_flagdata {
    mask: c_int,
    shift: c_int,
}

const fn flag(mask: c_int) -> _ns_flagdata {
    _ns_flagdata {
        mask,
        shift: mask.trailing_zeros() as c_int,
    }
}

/// By `ns_flag`: QR, opcode, AA, TC, RD, RA, Z, AD, CD, code; and spare ones.
#[cfg_attr(not(test), no_mangle)]
pub static _ns_flagdata: [_ns_flagdata; 16] = [
    flag(0x8000),
    flag(0x7800),
    flag(0x0400),
    flag(0x0200),
    flag(0x0100),
    flag(0x0080),
    flag(0x0040),
    flag(0x0020),
    flag(0x0010),
    flag(0x000f),
    _ns_flagdata { mask: 0, shift: 0 },
    _ns_flagdata { mask: 0, shift: 0 },
    _ns_flagdata { mask: 0, shift: 0 },
    _ns_flagdata { mask: 0, shift: 0 },
    _ns_flagdata { mask: 0, shift: 0 },
    _ns_flagdata { mask: 0, shift: 0 },
];

/// BIND: `ns_get16`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ns_get16(place: *const u8) -> c_uint {
    // SAFETY: the caller's promise: two bytes.
    u16::from_be_bytes(unsafe { place.cast::<[u8; 2]>().read() }).into()
}

/// BIND: `ns_get32`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ns_get32(place: *const u8) -> c_ulong {
    // SAFETY: the caller's promise: four bytes.
    u32::from_be_bytes(unsafe { place.cast::<[u8; 4]>().read() }).into()
}

/// BIND: `ns_put16`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ns_put16(value: c_uint, place: *mut u8) {
    // SAFETY: the caller's promise: two bytes.
    unsafe { place.cast::<[u8; 2]>().write((value as u16).to_be_bytes()) }
}

/// BIND: `ns_put32`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ns_put32(value: c_ulong, place: *mut u8) {
    // SAFETY: the caller's promise: four bytes.
    unsafe { place.cast::<[u8; 4]>().write((value as u32).to_be_bytes()) }
}

/// The length of `count` records, or questions.
fn length_of(bytes: &[u8], is_questions: bool, count: c_int) -> Option<usize> {
    let mut place = 0;
    for _ in 0..count {
        place += skip_name(bytes.get(place..)?)?;
        place += match is_questions {
            true => 4,
            false => {
                let length = bytes.get(place + 8..place + 10)?;
                10 + usize::from(u16::from_be_bytes([length[0], length[1]]))
            }
        };
        bytes.get(..place)?;
    }
    Some(place)
}

/// BIND: `ns_skiprr`: the length of records in a section, or -1.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ns_skiprr(
    place: *const u8,
    end: *const u8,
    section: c_int,
    count: c_int,
) -> c_int {
    let Some(length) = end.addr().checked_sub(place.addr()) else {
        return Err(Errno::EMSGSIZE).or_errno();
    };
    // SAFETY: the caller's promise.
    let bytes = unsafe { core::slice::from_raw_parts(place, length) };
    length_of(bytes, section == 0, count)
        .map(|length| length as c_int)
        .ok_or(Errno::EMSGSIZE)
        .or_errno()
}

/// BIND: `ns_initparse`: finds the sections of a message; -1 if they are not the whole of it.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ns_initparse(
    message: *const u8,
    length: c_int,
    handle: *mut __ns_msg,
) -> c_int {
    // SAFETY: the caller's promise: a message of that length, room for a handle.
    unsafe {
        let length = usize::try_from(length).unwrap_or(0);
        if length < HEADER {
            return Err(Errno::EMSGSIZE).or_errno();
        }
        let bytes = core::slice::from_raw_parts(message, length);
        let word = |index: usize| u16::from_be_bytes([bytes[2 * index], bytes[2 * index + 1]]);
        let mut own = __ns_msg {
            message,
            end: message.add(length),
            id: word(0),
            flags: word(1),
            counts: [word(2), word(3), word(4), word(5)],
            sections: [null(); SECTIONS],
            section: SECTIONS as c_int,
            number: -1,
            place: null(),
        };
        let mut place = HEADER;
        for section in 0..SECTIONS {
            let count = own.counts[section];
            if count > 0 {
                own.sections[section] = message.add(place);
            }
            match length_of(&bytes[place..], section == 0, count.into()) {
                Some(length) => place += length,
                None => return Err(Errno::EMSGSIZE).or_errno(),
            }
        }
        if place != length {
            return Err(Errno::EMSGSIZE).or_errno();
        }
        handle.write(own);
        0
    }
}

/// BIND: `ns_parserr`: a record of a section by number, -1 for the next.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ns_parserr(
    handle: *mut __ns_msg,
    section: c_int,
    number: c_int,
    record: *mut __ns_rr,
) -> c_int {
    // SAFETY: the caller's promise: a handle of `ns_initparse`, room for a record.
    unsafe {
        let handle = &mut *handle;
        let Some(&count) = usize::try_from(section)
            .ok()
            .and_then(|s| handle.counts.get(s))
        else {
            return Err(Errno::ENODEV).or_errno();
        };
        if section != handle.section {
            handle.section = section;
            handle.number = 0;
            handle.place = handle.sections[section as usize];
        }
        let number = if number == -1 { handle.number } else { number };
        if !(0..count.into()).contains(&number) {
            return Err(Errno::ENODEV).or_errno();
        }
        if number < handle.number {
            handle.number = 0;
            handle.place = handle.sections[section as usize];
        }
        match parse(handle, section == 0, number - handle.number, &mut *record) {
            Some(next) => {
                handle.number = number + 1;
                handle.place = next;
                0
            }
            None => Err(Errno::EMSGSIZE).or_errno(),
        }
    }
}

/// Reads the record that comes after `skipped` others, and says where the next begins.
///
/// # Safety
/// The handle's pointers are of its message.
unsafe fn parse(
    handle: &__ns_msg,
    is_question: bool,
    skipped: c_int,
    record: &mut __ns_rr,
) -> Option<*const u8> {
    // SAFETY: the caller's promise; what is read is within the slice.
    unsafe {
        let rest = handle.end.addr() - handle.place.addr();
        let bytes = core::slice::from_raw_parts(handle.place, rest);
        let start = length_of(bytes, is_question, skipped)?;
        let end = start + length_of(bytes.get(start..)?, is_question, 1)?;
        let name = record.name.as_mut_ptr();
        let place = handle.place.add(start);
        let name = expand(handle.message, handle.end, place, name, NAME_ROOM)?;
        let fixed = place.add(name as usize);
        record.kind = ns_get16(fixed) as u16;
        record.class = ns_get16(fixed.add(2)) as u16;
        (record.ttl, record.length, record.data) = match is_question {
            true => (0, 0, null()),
            false => (
                ns_get32(fixed.add(4)) as u32,
                ns_get16(fixed.add(8)) as u16,
                fixed.add(10),
            ),
        };
        Some(handle.place.add(end))
    }
}

/// BIND: `ns_name_uncompress`: the text of a name, the root's being `.`; the length of what stands at its place, or -1.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ns_name_uncompress(
    message: *const u8,
    end: *const u8,
    place: *const u8,
    text: *mut c_char,
    size: size_t,
) -> c_int {
    // SAFETY: the caller's promise, passed on; the text has been written, and two bytes fit.
    unsafe {
        let Some(length) = expand(message, end, place, text, size) else {
            return Err(Errno::EMSGSIZE).or_errno();
        };
        if *text == 0 {
            if size < 2 {
                return Err(Errno::EMSGSIZE).or_errno();
            }
            (*text, *text.add(1)) = (b'.' as c_char, 0);
        }
        length
    }
}
