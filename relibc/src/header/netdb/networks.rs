//! `/etc/networks`: a network's name, number, aliases.

use super::netent;
use super::table::{is_called, Table};
use crate::database::{words, Packer};
use crate::errno::Errno;
use crate::types::*;
use core::ffi::CStr;

const AF_INET: c_int = 2;

/// What a system without the file has (RFC 1122, section 3.2.1.3; RFC 3927).
const FALLBACK: &[u8] = b"default 0.0.0.0\nloopback 127.0.0.0\nlink-local 169.254.0.0\n";

static NETWORKS: Table<netent> = Table::new(c"/etc/networks", FALLBACK, parse);

/// A network's number in host byte order: one to four bytes, the missing ones 0.
fn network(text: &[u8]) -> Option<u32> {
    let mut bytes = [0; 4];
    let mut places = bytes.iter_mut();
    for part in text.split(|&byte| byte == b'.') {
        *places.next()? = crate::database::number::<u8>(part)?;
    }
    Some(u32::from_be_bytes(bytes))
}

/// `name number aliases`.
pub fn parse(line: &[u8], packer: &mut Packer) -> Result<Option<netent>, Errno> {
    let mut words = words(line);
    let name = words.next();
    let (Some(name), Some(number)) = (name, words.next().and_then(network)) else {
        return Ok(None);
    };
    Ok(Some(netent {
        n_name: packer.string(name)?,
        n_aliases: packer.strings(words)?,
        n_addrtype: AF_INET,
        n_net: number,
    }))
}

/// POSIX: `setnetent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn setnetent(_stay_open: c_int) {
    NETWORKS.rewind();
}

/// POSIX: `endnetent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn endnetent() {
    NETWORKS.rewind();
}

/// POSIX: `getnetent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getnetent() -> *mut netent {
    NETWORKS.next()
}

/// POSIX: `getnetbyname`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getnetbyname(name: *const c_char) -> *mut netent {
    // SAFETY: the caller's promise: a string.
    unsafe {
        let name = CStr::from_ptr(name);
        NETWORKS.find(|entry| is_called(name, entry.n_name, entry.n_aliases))
    }
}

/// POSIX: `getnetbyaddr`: the number is in host byte order.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getnetbyaddr(network: u32, family: c_int) -> *mut netent {
    NETWORKS.find(|entry| entry.n_net == network && [0, entry.n_addrtype].contains(&family))
}
