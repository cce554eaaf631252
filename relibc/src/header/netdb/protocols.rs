//! `/etc/protocols`: a protocol's name, number, aliases.

use super::protoent;
use super::table::{is_called, Table};
use crate::database::{number, words, Packer};
use crate::errno::Errno;
use crate::types::*;
use core::ffi::CStr;

/// What a system without the file has (IANA's registry).
const FALLBACK: &[u8] = b"ip 0 IP\nicmp 1 ICMP\nigmp 2 IGMP\ntcp 6 TCP\nudp 17 UDP\nipv6 41 IPv6\n\
ipv6-route 43 IPv6-Route\nipv6-frag 44 IPv6-Frag\nesp 50 IPSEC-ESP\nah 51 IPSEC-AH\nipv6-icmp 58 IPv6-ICMP\n\
ipv6-nonxt 59 IPv6-NoNxt\nipv6-opts 60 IPv6-Opts\nsctp 132 SCTP\nudplite 136 UDPLite\n";

static PROTOCOLS: Table<protoent> = Table::new(c"/etc/protocols", FALLBACK, parse);

/// `name number aliases`.
pub fn parse(line: &[u8], packer: &mut Packer) -> Result<Option<protoent>, Errno> {
    let mut words = words(line);
    let name = words.next();
    let (Some(name), Some(number)) = (name, words.next().and_then(number::<u16>)) else {
        return Ok(None);
    };
    Ok(Some(protoent {
        p_name: packer.string(name)?,
        p_aliases: packer.strings(words)?,
        p_proto: number.into(),
    }))
}

/// POSIX: `setprotoent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn setprotoent(_stay_open: c_int) {
    PROTOCOLS.rewind();
}

/// POSIX: `endprotoent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn endprotoent() {
    PROTOCOLS.rewind();
}

/// POSIX: `getprotoent`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getprotoent() -> *mut protoent {
    PROTOCOLS.next()
}

/// POSIX: `getprotobyname`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getprotobyname(name: *const c_char) -> *mut protoent {
    // SAFETY: the caller's promise: a string.
    unsafe {
        let name = CStr::from_ptr(name);
        PROTOCOLS.find(|entry| is_called(name, entry.p_name, entry.p_aliases))
    }
}

/// POSIX: `getprotobynumber`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getprotobynumber(number: c_int) -> *mut protoent {
    PROTOCOLS.find(|entry| entry.p_proto == number)
}
