//! `<resolv.h>`: the resolver, a client of DNS (RFC 1034, 1035).
//!
//! - [`name`] and [`message`]: what is in a message. They read what anyone may have sent.
//! - [`config`]: `/etc/resolv.conf`.
//! - [`exchange`]: a query to the servers and the answer back, by UDP and TCP.
//! - [`search`]: which names are asked for.
//!
//! Here are C's functions over them; [`super::netdb`] is the other user. There is no state: each call reads the
//! configuration, so that a changed file counts, and `_res` is there for programs that write to it, but is not read.

pub mod config;
pub mod exchange;
pub mod message;
pub mod name;
pub mod search;

use crate::header::netdb::__h_errno_location;
use crate::header::netinet_in::{in_addr, sockaddr_in};
use crate::types::*;
use alloc::vec::Vec;
use config::Config;
use core::cell::UnsafeCell;
use core::ffi::CStr;
use exchange::{ask, random, Query};
use message::{question, HEADER};
use name::Name;
use search::{ask_plainly, search, Failure};

/// Most bytes of a message that `res_send` takes.
const MESSAGE_MAX: usize = 65_535;

/// The state of resolvers of old (BSD).
#[repr(C)]
pub struct __res_state {
    retrans: c_int,
    retry: c_int,
    options: c_ulong,
    nscount: c_int,
    nsaddr_list: [sockaddr_in; 3],
    id: u16,
    dnsrch: [*mut c_char; 7],
    defdname: [c_char; 256],
    pfcode: c_ulong,
    bits: u32,
    sort_list: [(in_addr, u32); 10],
    qhook: *mut c_void,
    rhook: *mut c_void,
    res_h_errno: c_int,
    vcsock: c_int,
    flags: c_uint,
    reserved: [u64; 7],
}

struct State(UnsafeCell<core::mem::MaybeUninit<__res_state>>);
// SAFETY: the library neither reads nor writes it.
unsafe impl Sync for State {}
static STATE: State = State(UnsafeCell::new(core::mem::MaybeUninit::zeroed()));

/// Behind the macro `_res`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn __res_state() -> *mut __res_state {
    STATE.0.get().cast()
}

/// BSD: `res_init`: 0; each call reads the configuration.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn res_init() -> c_int {
    0
}

/// The bytes of an answer for C: its length, or -1 with `h_errno`.
///
/// # Safety
/// There is room for `size` bytes.
unsafe fn hand_over(result: Result<Vec<u8>, Failure>, room: *mut u8, size: c_int) -> c_int {
    // SAFETY: the caller's promise; the location is the caller's own.
    unsafe {
        match result {
            Ok(answer) => {
                let length = answer.len().min(usize::try_from(size).unwrap_or(0));
                room.copy_from_nonoverlapping(answer.as_ptr(), length);
                if length < answer.len() && length > 2 {
                    // Cut: TC.
                    *room.add(2) |= 2;
                }
                length as c_int
            }
            Err(failure) => {
                *__h_errno_location() = failure.number();
                -1
            }
        }
    }
}

fn numbers(class: c_int, kind: c_int) -> Option<(u16, u16)> {
    Some((u16::try_from(class).ok()?, u16::try_from(kind).ok()?))
}

/// Asks for a name, tried with the search list if `does_search`.
fn query(text: &[u8], class: c_int, kind: c_int, does_search: bool) -> Result<Vec<u8>, Failure> {
    let (class, kind) = numbers(class, kind).ok_or(Failure::NoRecovery)?;
    let config = Config::read();
    let attempt = |name: &Name| ask_plainly(&config, name, kind, class);
    match does_search {
        true => search(&config, text, attempt),
        false => attempt(&Name::from_text(text).ok_or(Failure::NoRecovery)?),
    }
}

/// BSD: `res_query`: the length of the answer, which is cut to the room there is; -1 with `h_errno`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn res_query(
    name: *const c_char,
    class: c_int,
    kind: c_int,
    answer: *mut u8,
    size: c_int,
) -> c_int {
    // SAFETY: the caller's promise: a string, and room.
    unsafe {
        let name = CStr::from_ptr(name).to_bytes();
        hand_over(query(name, class, kind, false), answer, size)
    }
}

/// BSD: `res_search`: as `res_query`, with the domains of the search list.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn res_search(
    name: *const c_char,
    class: c_int,
    kind: c_int,
    answer: *mut u8,
    size: c_int,
) -> c_int {
    // SAFETY: the caller's promise: a string, and room.
    unsafe {
        let name = CStr::from_ptr(name).to_bytes();
        hand_over(query(name, class, kind, true), answer, size)
    }
}

/// BSD: `res_querydomain`: `res_query` of a name and, unless it is null, a domain behind it.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn res_querydomain(
    name: *const c_char,
    domain: *const c_char,
    class: c_int,
    kind: c_int,
    answer: *mut u8,
    size: c_int,
) -> c_int {
    // SAFETY: the caller's promise: strings, and room.
    unsafe {
        let name = CStr::from_ptr(name).to_bytes();
        let whole = match domain.is_null() {
            true => name.to_vec(),
            false => [name, CStr::from_ptr(domain).to_bytes()].join(&b'.'),
        };
        hand_over(query(&whole, class, kind, false), answer, size)
    }
}

/// BSD: `res_mkquery`: makes a query; its length, or -1. `data` and `new` are not used, as nowhere.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn res_mkquery(
    opcode: c_int,
    name: *const c_char,
    class: c_int,
    kind: c_int,
    _data: *const u8,
    _data_length: c_int,
    _new: *const u8,
    room: *mut u8,
    size: c_int,
) -> c_int {
    let make = |text: &[u8]| {
        let (class, kind) = numbers(class, kind)?;
        let [a, b, ..] = random().ok()?;
        let opcode = u8::try_from(opcode).ok().filter(|opcode| *opcode < 16)?;
        let name = Name::from_text(text)?;
        let bytes = question(u16::from_ne_bytes([a, b]), opcode, &name, kind, class);
        (bytes.len() <= usize::try_from(size).unwrap_or(0)).then_some(bytes)
    };
    // SAFETY: the caller's promise: a string, and room, into which the query fits.
    unsafe {
        let Some(bytes) = make(CStr::from_ptr(name).to_bytes()) else {
            return -1;
        };
        room.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
        bytes.len() as c_int
    }
}

/// BSD: `res_send`: sends a query; the length of the answer, whatever it says, or -1.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn res_send(
    query: *const u8,
    length: c_int,
    answer: *mut u8,
    size: c_int,
) -> c_int {
    let length = usize::try_from(length).unwrap_or(0);
    if !(HEADER..=MESSAGE_MAX).contains(&length) {
        return crate::errno::ResultExt::or_errno(Err::<c_int, _>(crate::Errno::EINVAL));
    }
    // SAFETY: the caller's promise: a query of that length, and room.
    unsafe {
        let bytes = core::slice::from_raw_parts(query, length).to_vec();
        let mut queries = [Query::new(bytes)];
        let result = ask(&Config::read(), &mut queries);
        let [query] = queries;
        match result {
            Ok(()) => hand_over(Ok(query.answer), answer, size),
            Err(error) => crate::errno::ResultExt::or_errno(Err::<c_int, _>(error)),
        }
    }
}

/// BSD: `dn_expand`: the text of a name in a message; the length of what stands at its place, or -1.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dn_expand(
    message: *const u8,
    end: *const u8,
    place: *const u8,
    text: *mut c_char,
    size: c_int,
) -> c_int {
    // SAFETY: the caller's promise: a message, a place in it, room for `size` bytes.
    unsafe {
        expand(
            message,
            end,
            place,
            text,
            usize::try_from(size).unwrap_or(0),
        )
    }
    .unwrap_or(-1)
}

/// As `dn_expand`; none for what is no name, or too long.
///
/// # Safety
/// `place` is in the message that ends at `end`; there is room for `size` bytes.
pub(crate) unsafe fn expand(
    message: *const u8,
    end: *const u8,
    place: *const u8,
    text: *mut c_char,
    size: usize,
) -> Option<c_int> {
    let length = end.addr().checked_sub(message.addr())?;
    let offset = place.addr().checked_sub(message.addr())?;
    // SAFETY: the caller's promise.
    unsafe {
        let bytes = core::slice::from_raw_parts(message, length);
        let (name, after) = Name::in_message(bytes, offset)?;
        let mut own = name.to_text();
        own.push(0);
        if own.len() > size {
            return None;
        }
        text.cast::<u8>()
            .copy_from_nonoverlapping(own.as_ptr(), own.len());
        Some((after - offset) as c_int)
    }
}

/// BSD: `dn_skipname`: the length of the name at a place, or -1.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dn_skipname(place: *const u8, end: *const u8) -> c_int {
    let Some(length) = end.addr().checked_sub(place.addr()) else {
        return -1;
    };
    // SAFETY: the caller's promise.
    let bytes = unsafe { core::slice::from_raw_parts(place, length) };
    message::skip_name(bytes).map_or(-1, |length| length as c_int)
}

/// The names that `dn_comp` has put into a message: where, and the room there is for another.
///
/// # Safety
/// `list` ends in null before `end`, or is null; its first is the message's begin.
unsafe fn known_names(list: *mut *mut u8) -> Vec<*mut u8> {
    let mut known = Vec::new();
    // SAFETY: the caller's promise.
    unsafe {
        let mut place = list;
        while !place.is_null() && !(*place).is_null() {
            known.push(*place);
            place = place.add(1);
        }
    }
    known
}

/// Where in the message a name, or the end of one, stands already.
fn find_name(message: &[u8], places: &[usize], name: &Name) -> Option<usize> {
    for &start in places {
        let mut place = start;
        while let Some((known, _)) = Name::in_message(message, place) {
            if known == *name && place < 0x4000 {
                return Some(place);
            }
            // On to the next label, by the pointer if there is one.
            match message[place] {
                0 => break,
                length if length < 64 => place += 1 + usize::from(length),
                length => {
                    place = usize::from(length & 0x3f) << 8 | usize::from(message[place + 1]);
                }
            }
        }
    }
    None
}

/// BSD: `dn_comp`: writes a name at `place`, with a pointer to one that is in the message; its length, or -1.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn dn_comp(
    text: *const c_char,
    place: *mut u8,
    size: c_int,
    list: *mut *mut u8,
    list_end: *mut *mut u8,
) -> c_int {
    // SAFETY: the caller's promise: a string, room, a list whose first is the begin of the message that `place` is in.
    unsafe {
        let Some(name) = Name::from_text(CStr::from_ptr(text).to_bytes()) else {
            return -1;
        };
        let known = known_names(list);
        let mut own = Vec::new();
        let mut offset = None;
        if let Some((&begin, names)) = known.split_first() {
            let Some(length) = place.addr().checked_sub(begin.addr()) else {
                return -1;
            };
            offset = Some(length);
            let message = core::slice::from_raw_parts(begin, length);
            let places: Vec<usize> = names
                .iter()
                .map(|name| name.addr() - begin.addr())
                .collect();
            let count = name.labels().count();
            let hit = (0..count).find_map(|skipped| {
                Some((skipped, find_name(message, &places, &name.suffix(skipped))?))
            });
            for label in name
                .labels()
                .take(hit.map_or(count, |(skipped, _)| skipped))
            {
                own.push(label.len() as u8);
                own.extend_from_slice(label);
            }
            match hit {
                Some((_, at)) => own.extend([0xc0 | (at >> 8) as u8, at as u8]),
                None => own.push(0),
            }
        } else {
            own.extend_from_slice(name.as_bytes());
        }
        if own.len() > usize::try_from(size).unwrap_or(0) {
            return -1;
        }
        place.copy_from_nonoverlapping(own.as_ptr(), own.len());
        let is_worth_knowing = own[0] != 0 && own[0] < 64;
        if offset.is_some_and(|offset| offset < 0x4000) && is_worth_knowing {
            let next = list.add(known.len());
            if !list_end.is_null() && next.add(1) < list_end {
                *next = place;
                *next.add(1) = core::ptr::null_mut();
            }
        }
        own.len() as c_int
    }
}
