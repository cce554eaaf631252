//! `/etc/hosts`: an address, the host's name, aliases.

use super::address::Address;
use super::lookup::{bytes_of, ip_of, with_address as with_any_address, Found, Question};
use super::table::Table;
use super::{__h_errno_location, hostent};
use crate::database::{words, Packer};
use crate::errno::Errno;
use crate::header::resolv::search::Failure;
use crate::types::*;
use alloc::vec::Vec;
use core::ffi::CStr;
use core::net::IpAddr;
use core::ptr::null_mut;

const AF_INET: c_int = 2;
const AF_INET6: c_int = 10;
/// `h_errno`: the error is not of the resolver (BIND).
const NETDB_INTERNAL: c_int = -1;
const NO_RECOVERY: c_int = 3;

/// What a system without the file has (RFC 6761, section 6.3).
const FALLBACK: &[u8] = b"127.0.0.1 localhost\n::1 localhost\n";

static HOSTS: Table<hostent> = Table::new(c"/etc/hosts", FALLBACK, parse);
/// The results of `gethostbyname` and `gethostbyaddr`, which may have an address that no file has.
static ANSWER: Table<hostent> = Table::new(c"/etc/hosts", FALLBACK, parse);

/// The first word of a line.
fn address_of(word: &[u8]) -> Option<IpAddr> {
    core::str::from_utf8(word).ok()?.parse().ok()
}

/// `address name aliases`.
pub fn parse(line: &[u8], packer: &mut Packer) -> Result<Option<hostent>, Errno> {
    let mut words = words(line);
    let address = words.next().and_then(address_of);
    let (Some(address), Some(name)) = (address, words.next()) else {
        return Ok(None);
    };
    pack(name, words, &[address], packer).map(Some)
}

/// A host's entry; its addresses are of one family.
fn pack<'t>(
    name: &[u8],
    aliases: impl Iterator<Item = &'t [u8]> + Clone,
    addresses: &[IpAddr],
    packer: &mut Packer,
) -> Result<hostent, Errno> {
    let v6 = addresses.first().is_some_and(IpAddr::is_ipv6);
    let list = packer.array(addresses.len() + 1)?;
    for (index, address) in addresses.iter().enumerate() {
        let place = packer.string(&bytes_of(address))?;
        // SAFETY: the array has room for each and the end.
        unsafe { *list.add(index) = place };
    }
    // SAFETY: as above.
    unsafe { *list.add(addresses.len()) = null_mut() };
    Ok(hostent {
        h_name: packer.string(name)?,
        h_aliases: packer.strings(aliases)?,
        h_addrtype: if v6 { AF_INET6 } else { AF_INET },
        h_length: if v6 { 16 } else { 4 },
        h_addr_list: list,
    })
}

/// What the file has of a host: the addresses of all lines that name it, the names of the first.
pub(super) fn find(name: &[u8]) -> Result<Found, Errno> {
    let mut found = Found::default();
    let mut lines = HOSTS.lines()?;
    while let Some(line) = lines.next_line() {
        let mut words = words(line);
        let address = words.next();
        // Host names are compared without regard to case (RFC 952). Most lines name another host.
        if !words.clone().any(|other| other.eq_ignore_ascii_case(name)) {
            continue;
        }
        if let Some(address) = address.and_then(address_of) {
            if found.addresses.is_empty() {
                (found.canonical, found.aliases) = names_of(words);
            }
            found.addresses.push(Address::of(address));
        }
    }
    Ok(found)
}

/// A line's name and its aliases.
fn names_of<'t>(mut words: impl Iterator<Item = &'t [u8]>) -> (Vec<u8>, Vec<Vec<u8>>) {
    let name = words.next().unwrap_or_default().to_vec();
    (name, words.map(<[u8]>::to_vec).collect())
}

/// The host that the file has with an address.
pub(super) fn with_address(ip: IpAddr) -> Result<Option<Found>, Errno> {
    let mut lines = HOSTS.lines()?;
    while let Some(line) = lines.next_line() {
        let mut words = words(line);
        if words.next().and_then(address_of) != Some(ip) {
            continue;
        }
        let (canonical, aliases) = names_of(words);
        if !canonical.is_empty() {
            return Ok(Some(Found {
                addresses: Vec::from([Address::of(ip)]),
                canonical,
                aliases,
            }));
        }
    }
    Ok(None)
}

/// POSIX: `sethostent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn sethostent(_stay_open: c_int) {
    HOSTS.rewind();
}

/// POSIX: `endhostent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn endhostent() {
    HOSTS.rewind();
}

/// POSIX: `gethostent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn gethostent() -> *mut hostent {
    HOSTS.next()
}

fn not_found(error: c_int) -> *mut hostent {
    // SAFETY: the location is the caller's own.
    unsafe { *__h_errno_location() = error };
    null_mut()
}

/// Puts what was found into a host's entry.
fn pack_found(found: &Found, packer: &mut Packer) -> Result<hostent, Errno> {
    let addresses: Vec<IpAddr> = found.addresses.iter().map(|address| address.ip).collect();
    let aliases = found.aliases.iter().map(Vec::as_slice);
    pack(&found.canonical, aliases, &addresses, packer)
}

/// The addresses of a host in one family.
fn by_name(name: &CStr, family: c_int) -> Result<Found, Failure> {
    if ![AF_INET, AF_INET6].contains(&family) {
        return Err(Failure::NoRecovery);
    }
    let question = Question {
        host: Some(name),
        family,
        flags: 0,
    };
    question.ask()
}

/// BSD: `gethostbyname2`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gethostbyname2(name: *const c_char, family: c_int) -> *mut hostent {
    // SAFETY: the caller's promise.
    let name = unsafe { CStr::from_ptr(name) };
    match by_name(name, family) {
        Ok(found) => ANSWER.answer(|packer| pack_found(&found, packer)),
        Err(failure) => not_found(failure.number()),
    }
}

/// POSIX before 2008: `gethostbyname`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gethostbyname(name: *const c_char) -> *mut hostent {
    // SAFETY: the caller's promise.
    unsafe { gethostbyname2(name, AF_INET) }
}

/// POSIX before 2008: `gethostbyaddr`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gethostbyaddr(
    address: *const c_void,
    length: socklen_t,
    family: c_int,
) -> *mut hostent {
    if !matches!((family, length), (AF_INET, 4) | (AF_INET6, 16)) {
        return not_found(NO_RECOVERY);
    }
    // SAFETY: the caller's promise: an address of that family.
    let address = unsafe { ip_of(family, address.cast()) };
    match with_any_address(address) {
        Ok(found) => ANSWER.answer(|packer| pack_found(&found, packer)),
        Err(failure) => not_found(failure.number()),
    }
}

/// Hands a result to the caller of an `_r` function, packed into his memory: ERANGE if there is no room. That there is
/// no such host is no error: the result is null.
///
/// # Safety
/// As for `gethostbyname_r`.
unsafe fn hand_over(
    found: Result<Found, Failure>,
    entry: *mut hostent,
    buffer: *mut c_char,
    size: size_t,
    result: *mut *mut hostent,
    error: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        *result = null_mut();
        let found = match found {
            Ok(found) => found,
            Err(failure) => {
                *error = failure.number();
                return match failure {
                    Failure::NotFound | Failure::NoData => 0,
                    Failure::TryAgain => c_int::from(Errno::EAGAIN.0),
                    Failure::OutOfMemory => c_int::from(Errno::ENOMEM.0),
                    Failure::NoRecovery => c_int::from(Errno::EBADMSG.0),
                };
            }
        };
        let buffer = core::slice::from_raw_parts_mut(buffer, size);
        match pack_found(&found, &mut Packer::new(buffer)) {
            Ok(packed) => {
                entry.write(packed);
                *result = entry;
                0
            }
            Err(full) => {
                *error = NETDB_INTERNAL;
                c_int::from(full.0)
            }
        }
    }
}

/// GNU: `gethostbyname2_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gethostbyname2_r(
    name: *const c_char,
    family: c_int,
    entry: *mut hostent,
    buffer: *mut c_char,
    size: size_t,
    result: *mut *mut hostent,
    error: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let found = by_name(CStr::from_ptr(name), family);
        hand_over(found, entry, buffer, size, result, error)
    }
}

/// GNU: `gethostbyname_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gethostbyname_r(
    name: *const c_char,
    entry: *mut hostent,
    buffer: *mut c_char,
    size: size_t,
    result: *mut *mut hostent,
    error: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { gethostbyname2_r(name, AF_INET, entry, buffer, size, result, error) }
}

/// GNU: `gethostbyaddr_r`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gethostbyaddr_r(
    address: *const c_void,
    length: socklen_t,
    family: c_int,
    entry: *mut hostent,
    buffer: *mut c_char,
    size: size_t,
    result: *mut *mut hostent,
    error: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise: an address of that family.
    unsafe {
        *result = null_mut();
        if !matches!((family, length), (AF_INET, 4) | (AF_INET6, 16)) {
            *error = NO_RECOVERY;
            return c_int::from(Errno::EINVAL.0);
        }
        let address = ip_of(family, address.cast());
        hand_over(
            with_any_address(address),
            entry,
            buffer,
            size,
            result,
            error,
        )
    }
}
