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

/// `address name aliases`.
pub fn parse(line: &[u8], packer: &mut Packer) -> Result<Option<hostent>, Errno> {
    let mut words = words(line);
    let address = words
        .next()
        .and_then(|word| core::str::from_utf8(word).ok()?.parse::<IpAddr>().ok());
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

/// The address of an entry of the file.
fn address_of(entry: &hostent) -> IpAddr {
    // SAFETY: `pack` has put one there.
    unsafe { ip_of(entry.h_addrtype, (*entry.h_addr_list).cast()) }
}

/// Host names are compared without regard to case (RFC 952).
fn same_name(entry: &hostent, name: &CStr) -> bool {
    // SAFETY: the entry's strings are whole.
    unsafe {
        let mut alias = entry.h_aliases;
        let same = |text: *const c_char| {
            CStr::from_ptr(text)
                .to_bytes()
                .eq_ignore_ascii_case(name.to_bytes())
        };
        if same(entry.h_name) {
            return true;
        }
        while !(*alias).is_null() {
            if same(*alias) {
                return true;
            }
            alias = alias.add(1);
        }
        false
    }
}

/// What the file has of a host: the addresses of all lines that name it, the names of the first.
pub(super) fn find(name: &[u8]) -> Result<Found, Errno> {
    let name = &[name, b"\0"].concat();
    let Ok(name) = CStr::from_bytes_with_nul(name) else {
        return Ok(Found::default());
    };
    let mut found = Found::default();
    HOSTS.visit(|entry| {
        if same_name(entry, name) {
            if found.addresses.is_empty() {
                (found.canonical, found.aliases) = names_of(entry);
            }
            found.addresses.push(Address::of(address_of(entry)));
        }
        None::<()>
    })?;
    Ok(found)
}

/// An entry's name and its aliases.
fn names_of(entry: &hostent) -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut aliases = Vec::new();
    // SAFETY: the entry's strings are whole.
    unsafe {
        let mut place = entry.h_aliases;
        while !(*place).is_null() {
            aliases.push(CStr::from_ptr(*place).to_bytes().to_vec());
            place = place.add(1);
        }
        (CStr::from_ptr(entry.h_name).to_bytes().to_vec(), aliases)
    }
}

/// The host that the file has with an address.
pub(super) fn with_address(ip: IpAddr) -> Result<Option<Found>, Errno> {
    HOSTS.visit(|entry| {
        (address_of(entry) == ip).then(|| {
            let (canonical, aliases) = names_of(entry);
            Found {
                addresses: Vec::from([Address::of(ip)]),
                canonical,
                aliases,
            }
        })
    })
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
