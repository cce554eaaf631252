//! `/etc/hosts`: an address, the host's name, aliases.

use super::lookup::{bytes_of, ip_of, Unknown};
use super::table::Table;
use super::{__h_errno_location, hostent};
use crate::database::{words, Packer};
use crate::errno::Errno;
use crate::types::*;
use alloc::vec::Vec;
use core::ffi::CStr;
use core::net::IpAddr;
use core::ptr::null_mut;

const AF_INET: c_int = 2;
const AF_INET6: c_int = 10;
const HOST_NOT_FOUND: c_int = 1;
const NO_RECOVERY: c_int = 3;

/// What a system without the file has (RFC 6761, section 6.3).
const FALLBACK: &[u8] = b"127.0.0.1 localhost\n::1 localhost\n";

static HOSTS: Table<hostent> = Table::new(c"/etc/hosts", FALLBACK, parse);
/// The results of `gethostbyname` and `gethostbyaddr`, which may have an address that no file has.
static ANSWER: Table<hostent> = Table::new(c"/etc/hosts", FALLBACK, parse);

/// `address name aliases`.
fn parse(line: &[u8], packer: &mut Packer) -> Result<Option<hostent>, Errno> {
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

/// The addresses of a host, those of its first line first, and the name of that line.
pub(super) fn addresses(name: &CStr) -> Result<(Vec<IpAddr>, Vec<u8>), Errno> {
    let (mut addresses, mut official) = (Vec::new(), Vec::new());
    HOSTS.visit(|entry| {
        if same_name(entry, name) {
            if addresses.is_empty() {
                // SAFETY: the entry's name is a string.
                official = unsafe { CStr::from_ptr(entry.h_name) }.to_bytes().to_vec();
            }
            addresses.push(address_of(entry));
        }
        None::<()>
    })?;
    Ok((addresses, official))
}

/// The name of the host with an address.
pub(super) fn name_of(address: IpAddr) -> Result<Option<Vec<u8>>, Errno> {
    HOSTS.visit(|entry| {
        // SAFETY: the entry's name is a string.
        (address_of(entry) == address)
            .then(|| unsafe { CStr::from_ptr(entry.h_name) }.to_bytes().to_vec())
    })
}

/// The name of a host's line, or the one that is asked for.
fn official_name(name: &CStr) -> Vec<u8> {
    match addresses(name) {
        Ok((_, official)) if !official.is_empty() => official,
        _ => name.to_bytes().to_vec(),
    }
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

/// BSD: `gethostbyname2`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gethostbyname2(name: *const c_char, family: c_int) -> *mut hostent {
    // SAFETY: the caller's promise.
    let name = unsafe { CStr::from_ptr(name) };
    let hints = super::lookup::Question {
        host: Some(name),
        family,
        flags: 0,
    };
    let addresses = match hints.addresses() {
        Ok(addresses) => addresses,
        Err(Unknown::NotFound) => return not_found(HOST_NOT_FOUND),
        Err(Unknown::Failed(_)) => return not_found(NO_RECOVERY),
    };
    let official = official_name(name);
    ANSWER.answer(|packer| pack(&official, core::iter::empty(), &addresses, packer))
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
    match name_of(address) {
        Ok(Some(name)) => {
            ANSWER.answer(|packer| pack(&name, core::iter::empty(), &[address], packer))
        }
        Ok(None) => not_found(HOST_NOT_FOUND),
        Err(_) => not_found(NO_RECOVERY),
    }
}

/// Packs an answer into the caller's memory, for the `_r` functions: ERANGE if there is no room.
///
/// # Safety
/// As for `gethostbyname_r`.
unsafe fn hand_over(
    (name, addresses): (Vec<u8>, Vec<IpAddr>),
    entry: *mut hostent,
    buffer: *mut c_char,
    size: size_t,
    result: *mut *mut hostent,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let buffer = core::slice::from_raw_parts_mut(buffer, size);
        match pack(
            &name,
            core::iter::empty(),
            &addresses,
            &mut Packer::new(buffer),
        ) {
            Ok(packed) => {
                entry.write(packed);
                *result = entry;
                0
            }
            Err(error) => c_int::from(error.0),
        }
    }
}

/// GNU: `gethostbyname2_r`. That there is no such host is no error: the result is null.
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
        *result = null_mut();
        let name = CStr::from_ptr(name);
        let question = super::lookup::Question {
            host: Some(name),
            family,
            flags: 0,
        };
        match question.addresses() {
            Ok(found) => {
                let official = official_name(name);
                hand_over((official, found), entry, buffer, size, result)
            }
            Err(Unknown::NotFound) => {
                *error = HOST_NOT_FOUND;
                0
            }
            Err(Unknown::Failed(failure)) => {
                *error = NO_RECOVERY;
                c_int::from(failure.0)
            }
        }
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
        match name_of(address) {
            Ok(Some(name)) => hand_over((name, Vec::from([address])), entry, buffer, size, result),
            Ok(None) => {
                *error = HOST_NOT_FOUND;
                0
            }
            Err(failure) => {
                *error = NO_RECOVERY;
                c_int::from(failure.0)
            }
        }
    }
}
