//! `/etc/services`: a service's name, port and protocol, aliases.

use super::servent;
use super::table::{is_called, Table};
use crate::database::{hand_over, number, words, Packer};
use crate::errno::Errno;
use crate::types::*;
use core::ffi::CStr;

/// What a system without the file has: services that are as old as the Internet (IANA's registry).
const FALLBACK: &[u8] = b"echo 7/tcp\necho 7/udp\ndiscard 9/tcp sink null\ndiscard 9/udp sink null\n\
daytime 13/tcp\ndaytime 13/udp\nftp-data 20/tcp\nftp 21/tcp\nssh 22/tcp\ntelnet 23/tcp\nsmtp 25/tcp mail\n\
time 37/tcp timserver\ntime 37/udp timserver\ndomain 53/tcp\ndomain 53/udp\nhttp 80/tcp www\npop3 110/tcp pop-3\n\
ntp 123/udp\nimap2 143/tcp imap\nhttps 443/tcp\nhttps 443/udp\nsyslog 514/udp\n";

static SERVICES: Table<servent> = Table::new(c"/etc/services", FALLBACK, parse);

/// `name port/protocol aliases`.
pub fn parse(line: &[u8], packer: &mut Packer) -> Result<Option<servent>, Errno> {
    let mut words = words(line);
    let (Some(name), Some(place)) = (words.next(), words.next()) else {
        return Ok(None);
    };
    let mut parts = place.splitn(2, |&byte| byte == b'/');
    let (Some(port), Some(protocol)) = (
        parts.next().and_then(number::<u16>),
        parts.next().filter(|text| !text.is_empty()),
    ) else {
        return Ok(None);
    };
    Ok(Some(servent {
        s_name: packer.string(name)?,
        s_aliases: packer.strings(words)?,
        s_port: c_int::from(port.to_be()),
        s_proto: packer.string(protocol)?,
    }))
}

/// Whether the entry's protocol is the one asked for; null asks for any.
///
/// # Safety
/// `protocol` is null or a string.
unsafe fn has_protocol(entry: &servent, protocol: *const c_char) -> bool {
    // SAFETY: the caller's promise; the entry's is a string.
    protocol.is_null() || unsafe { CStr::from_ptr(entry.s_proto) == CStr::from_ptr(protocol) }
}

/// Whether the entry is that of a service with the name and the protocol.
///
/// # Safety
/// As for [`has_protocol`].
unsafe fn is_service(entry: &servent, name: &CStr, protocol: *const c_char) -> bool {
    // SAFETY: the caller's promise; the entry's strings are whole.
    unsafe { has_protocol(entry, protocol) && is_called(name, entry.s_name, entry.s_aliases) }
}

/// The port of a service by name, if that protocol has it.
pub(super) fn port_of(name: &CStr, protocol: &CStr) -> Result<Option<u16>, Errno> {
    SERVICES.visit(|entry| {
        // SAFETY: the entry's strings are whole.
        let is_it = unsafe {
            has_protocol(entry, protocol.as_ptr()) && is_called(name, entry.s_name, entry.s_aliases)
        };
        is_it.then(|| u16::from_be(entry.s_port as u16))
    })
}

/// Calls `found` with the name of a port's service.
pub(super) fn name_of<R>(
    port: u16,
    protocol: &CStr,
    found: impl Fn(&CStr) -> R,
) -> Result<Option<R>, Errno> {
    SERVICES.visit(|entry| {
        // SAFETY: the entry's strings are whole.
        unsafe {
            let is_it =
                entry.s_port == c_int::from(port.to_be()) && has_protocol(entry, protocol.as_ptr());
            is_it.then(|| found(CStr::from_ptr(entry.s_name)))
        }
    })
}

/// POSIX: `setservent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn setservent(_stay_open: c_int) {
    SERVICES.rewind();
}

/// POSIX: `endservent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn endservent() {
    SERVICES.rewind();
}

/// POSIX: `getservent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getservent() -> *mut servent {
    SERVICES.next()
}

/// POSIX: `getservbyname`: null for `protocol` asks for any.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getservbyname(
    name: *const c_char,
    protocol: *const c_char,
) -> *mut servent {
    // SAFETY: the caller's promise: strings, the second may be null.
    unsafe {
        let name = CStr::from_ptr(name);
        SERVICES.find(|entry| is_service(entry, name, protocol))
    }
}

/// POSIX: `getservbyport`: the port is in network byte order.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getservbyport(port: c_int, protocol: *const c_char) -> *mut servent {
    // SAFETY: the caller's promise: null or a string.
    SERVICES.find(|entry| entry.s_port == port && unsafe { has_protocol(entry, protocol) })
}

/// The first entry that is wanted, for a function of GNU's.
///
/// # Safety
/// A buffer of that size, and room for the rest.
unsafe fn find_into(
    wanted: impl Fn(&servent) -> bool,
    entry: *mut servent,
    buffer: *mut c_char,
    size: size_t,
    result: *mut *mut servent,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let buffer = core::slice::from_raw_parts_mut(buffer, size);
        hand_over(SERVICES.find_into(buffer, wanted), entry, result)
    }
}

/// GNU: `getservbyname_r`: 0, with null in `*result` if there is none; ERANGE if the buffer is too small.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getservbyname_r(
    name: *const c_char,
    protocol: *const c_char,
    entry: *mut servent,
    buffer: *mut c_char,
    size: size_t,
    result: *mut *mut servent,
) -> c_int {
    // SAFETY: the caller's promise: strings, a buffer of that size, and room for the rest.
    unsafe {
        let name = CStr::from_ptr(name);
        let wanted = |entry: &servent| is_service(entry, name, protocol);
        find_into(wanted, entry, buffer, size, result)
    }
}

/// GNU: `getservbyport_r`, as `getservbyname_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getservbyport_r(
    port: c_int,
    protocol: *const c_char,
    entry: *mut servent,
    buffer: *mut c_char,
    size: size_t,
    result: *mut *mut servent,
) -> c_int {
    // SAFETY: as above.
    unsafe {
        let wanted = |entry: &servent| entry.s_port == port && has_protocol(entry, protocol);
        find_into(wanted, entry, buffer, size, result)
    }
}
