//! `getaddrinfo` and `getnameinfo`.

use super::{addrinfo, hosts, services};
use crate::errno::Errno;
use crate::header::netinet_in::{in6_addr, in_addr, sockaddr_in, sockaddr_in6};
use crate::header::sys_socket::sockaddr;
use crate::types::*;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;
use core::ffi::CStr;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::ptr::null_mut;

const AF_UNSPEC: c_int = 0;
const AF_INET: c_int = 2;
const AF_INET6: c_int = 10;
const AI_PASSIVE: c_int = 0x1;
const AI_CANONNAME: c_int = 0x2;
const AI_NUMERICHOST: c_int = 0x4;
const AI_NUMERICSERV: c_int = 0x400;
const AI_ALL_FLAGS: c_int = 0x43f;
const EAI_BADFLAGS: c_int = -1;
const EAI_NONAME: c_int = -2;
const EAI_FAMILY: c_int = -6;
const EAI_SOCKTYPE: c_int = -7;
const EAI_SERVICE: c_int = -8;
const EAI_MEMORY: c_int = -10;
const EAI_SYSTEM: c_int = -11;
const EAI_OVERFLOW: c_int = -12;
const NI_NUMERICHOST: c_int = 1;
const NI_NUMERICSERV: c_int = 2;
const NI_NAMEREQD: c_int = 8;
const NI_DGRAM: c_int = 16;
const SOCK_RAW: c_int = 3;

/// A result of `getaddrinfo` with its address and name behind it.
#[repr(C)]
struct Entry {
    info: addrinfo,
    address: Address,
    name: [c_char; 256],
}

#[repr(C)]
#[derive(Clone, Copy)]
union Address {
    v4: sockaddr_in,
    v6: sockaddr_in6,
}

/// The bytes of an address in network order.
pub(super) fn bytes_of(address: &IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

/// The address of those bytes.
///
/// # Safety
/// Four readable bytes, or sixteen if the family is AF_INET6.
pub(super) unsafe fn ip_of(family: c_int, bytes: *const u8) -> IpAddr {
    // SAFETY: the caller's promise.
    unsafe {
        match family {
            AF_INET6 => IpAddr::from(bytes.cast::<[u8; 16]>().read()),
            _ => IpAddr::from(bytes.cast::<[u8; 4]>().read()),
        }
    }
}

/// Why a host has no addresses.
pub(super) enum Unknown {
    NotFound,
    Failed(Errno),
}

impl Unknown {
    fn code(self) -> c_int {
        match self {
            Self::NotFound => EAI_NONAME,
            Self::Failed(Errno::ENOMEM) => EAI_MEMORY,
            Self::Failed(error) => {
                crate::errno::set(error);
                EAI_SYSTEM
            }
        }
    }
}

/// Whose addresses are asked for.
pub(super) struct Question<'a> {
    pub host: Option<&'a CStr>,
    pub family: c_int,
    pub flags: c_int,
}

impl Question<'_> {
    /// The addresses of the family asked for.
    pub fn addresses(&self) -> Result<Vec<IpAddr>, Unknown> {
        let mut list = match self.host {
            None if self.flags & AI_PASSIVE != 0 => {
                vec![Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into()]
            }
            None => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
            Some(name) => self.of_name(name)?,
        };
        let family = self.family;
        list.retain(|address| family == AF_UNSPEC || (family == AF_INET6) == address.is_ipv6());
        match list.is_empty() {
            true => Err(Unknown::NotFound),
            false => Ok(list),
        }
    }

    fn of_name(&self, name: &CStr) -> Result<Vec<IpAddr>, Unknown> {
        let text = name.to_str().map_err(|_| Unknown::NotFound)?;
        if let Ok(address) = text.parse() {
            return Ok(vec![address]);
        }
        if let Some(address) = crate::header::arpa_inet::parse_whole(name.to_bytes()) {
            return Ok(vec![Ipv4Addr::from(address).into()]);
        }
        if self.flags & AI_NUMERICHOST != 0 || text.is_empty() {
            return Err(Unknown::NotFound);
        }
        let (found, _) = hosts::addresses(name).map_err(Unknown::Failed)?;
        match found.is_empty() {
            false => Ok(found),
            // Always the loopback address (RFC 6761, section 6.3).
            true if text == "localhost" => {
                Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()])
            }
            true => Err(Unknown::Failed(Errno::ENOSYS)),
        }
    }
}

/// Socket kinds and protocols with the port of the service there: streams and datagrams if the hints name none.
fn places(hints: &addrinfo, service: Option<&CStr>) -> Result<Vec<(c_int, c_int, u16)>, c_int> {
    const ALL: [(c_int, c_int, &CStr); 2] = [(1, 6, c"tcp"), (2, 17, c"udp")];
    let port = service.map(|service| service.to_str().map(str::parse::<u16>));
    let number = match port {
        None => Some(0),
        Some(Ok(Ok(port))) => Some(port),
        _ if hints.ai_flags & AI_NUMERICSERV != 0 => return Err(EAI_NONAME),
        _ => None,
    };
    let mut list = Vec::new();
    for (kind, protocol, name) in ALL {
        let fits = (hints.ai_socktype == 0 || hints.ai_socktype == kind)
            && (hints.ai_protocol == 0 || hints.ai_protocol == protocol);
        if !fits {
            continue;
        }
        let port = match (number, service) {
            (None, Some(service)) => {
                services::port_of(service, name).map_err(|e| Unknown::Failed(e).code())?
            }
            (number, _) => number,
        };
        list.extend(port.map(|port| (kind, protocol, port)));
    }
    match (list.is_empty(), number) {
        (false, _) => Ok(list),
        // Raw sockets have no services, but any protocol.
        (true, Some(port)) if hints.ai_socktype == SOCK_RAW => {
            Ok(vec![(SOCK_RAW, hints.ai_protocol, port)])
        }
        (true, _) if !(0..=SOCK_RAW).contains(&hints.ai_socktype) => Err(EAI_SOCKTYPE),
        (true, _) => Err(EAI_SERVICE),
    }
}

/// POSIX: `getaddrinfo`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getaddrinfo(
    host: *const c_char,
    service: *const c_char,
    hints: *const addrinfo,
    result: *mut *mut addrinfo,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        if host.is_null() && service.is_null() {
            return EAI_NONAME;
        }
        let zero: addrinfo = core::mem::zeroed();
        let hints = hints.as_ref().copied().unwrap_or(zero);
        if hints.ai_flags & !AI_ALL_FLAGS != 0
            || (host.is_null() && hints.ai_flags & AI_CANONNAME != 0)
        {
            return EAI_BADFLAGS;
        }
        if ![AF_UNSPEC, AF_INET, AF_INET6].contains(&hints.ai_family) {
            return EAI_FAMILY;
        }
        let text = |pointer: *const c_char| (!pointer.is_null()).then(|| CStr::from_ptr(pointer));
        let places = match places(&hints, text(service)) {
            Ok(places) => places,
            Err(error) => return error,
        };
        let question = Question {
            host: text(host),
            family: hints.ai_family,
            flags: hints.ai_flags,
        };
        let addresses = match question.addresses() {
            Ok(addresses) => addresses,
            Err(unknown) => return unknown.code(),
        };
        let mut first = null_mut();
        let mut last: *mut *mut addrinfo = &mut first;
        for address in addresses {
            for &(kind, protocol, port) in &places {
                // The name is for the first only (POSIX).
                let named = first.is_null() && hints.ai_flags & AI_CANONNAME != 0;
                let name = if named { host } else { core::ptr::null() };
                let entry = new_entry(address, port, kind, protocol, name);
                if entry.is_null() {
                    freeaddrinfo(first);
                    return EAI_MEMORY;
                }
                *last = entry;
                last = &raw mut (*entry).ai_next;
            }
        }
        *result = first;
    }
    0
}

/// Allocates one result.
///
/// # Safety
/// `host` is null or a string.
unsafe fn new_entry(
    address: IpAddr,
    port: u16,
    kind: c_int,
    protocol: c_int,
    host: *const c_char,
) -> *mut addrinfo {
    let entry: *mut Entry = crate::allocator::allocate_zeroed(core::mem::size_of::<Entry>()).cast();
    if entry.is_null() {
        return null_mut();
    }
    // SAFETY: allocated above; all zeros are valid.
    unsafe {
        let info = &mut (*entry).info;
        (info.ai_socktype, info.ai_protocol) = (kind, protocol);
        info.ai_addr = (&raw mut (*entry).address).cast();
        match address {
            IpAddr::V4(address) => {
                info.ai_family = AF_INET;
                info.ai_addrlen = core::mem::size_of::<sockaddr_in>() as socklen_t;
                (*entry).address.v4 = sockaddr_in {
                    sin_family: AF_INET as sa_family_t,
                    sin_port: port.to_be(),
                    sin_addr: in_addr {
                        s_addr: u32::from_ne_bytes(address.octets()),
                    },
                    sin_zero: [0; 8],
                };
            }
            IpAddr::V6(address) => {
                info.ai_family = AF_INET6;
                info.ai_addrlen = core::mem::size_of::<sockaddr_in6>() as socklen_t;
                (*entry).address.v6 = sockaddr_in6 {
                    sin6_family: AF_INET6 as sa_family_t,
                    sin6_port: port.to_be(),
                    sin6_addr: in6_addr {
                        s6_addr: address.octets(),
                    },
                    ..sockaddr_in6::default()
                };
            }
        }
        if !host.is_null() {
            let given = CStr::from_ptr(host);
            let name = match hosts::addresses(given) {
                Ok((_, official)) if !official.is_empty() => official,
                _ => given.to_bytes().to_vec(),
            };
            let length = name.len().min(255);
            (*entry)
                .name
                .as_mut_ptr()
                .cast::<u8>()
                .copy_from_nonoverlapping(name.as_ptr(), length);
            (*entry).info.ai_canonname = (*entry).name.as_mut_ptr();
        }
        entry.cast()
    }
}

/// POSIX: `freeaddrinfo`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn freeaddrinfo(list: *mut addrinfo) {
    let mut entry = list;
    while !entry.is_null() {
        // SAFETY: made by `getaddrinfo`.
        unsafe {
            let next = (*entry).ai_next;
            crate::allocator::free(entry.cast());
            entry = next;
        }
    }
}

/// Writes text with its end into a caller's buffer, if there is one.
///
/// # Safety
/// `buffer` is null or has `size` bytes.
unsafe fn put(text: &[u8], buffer: *mut c_char, size: socklen_t) -> Result<(), c_int> {
    if buffer.is_null() || size == 0 {
        return Ok(());
    }
    if text.len() >= size as usize {
        return Err(EAI_OVERFLOW);
    }
    // SAFETY: the caller's promise.
    unsafe {
        buffer
            .cast::<u8>()
            .copy_from_nonoverlapping(text.as_ptr(), text.len());
        *buffer.add(text.len()) = 0;
    }
    Ok(())
}

/// POSIX: `getnameinfo`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getnameinfo(
    address: *const sockaddr,
    length: socklen_t,
    host: *mut c_char,
    host_size: socklen_t,
    service: *mut c_char,
    service_size: socklen_t,
    flags: c_int,
) -> c_int {
    let length = length as usize;
    // SAFETY: the caller's promise.
    unsafe {
        let family = match length {
            0..2 => AF_UNSPEC,
            _ => c_int::from((*address).sa_family),
        };
        let (ip, port): (IpAddr, u16) = match family {
            AF_INET if length >= size_of::<sockaddr_in>() => {
                let v4 = address.cast::<sockaddr_in>().read_unaligned();
                let ip = Ipv4Addr::from(v4.sin_addr.s_addr.to_ne_bytes());
                (ip.into(), v4.sin_port)
            }
            AF_INET6 if length >= size_of::<sockaddr_in6>() => {
                let v6 = address.cast::<sockaddr_in6>().read_unaligned();
                (Ipv6Addr::from(v6.sin6_addr.s6_addr).into(), v6.sin6_port)
            }
            _ => return EAI_FAMILY,
        };
        let known = match flags & NI_NUMERICHOST {
            0 if !host.is_null() => hosts::name_of(ip).unwrap_or(None),
            _ => None,
        };
        let name = match known {
            Some(name) => name,
            None if flags & NI_NAMEREQD != 0 => return EAI_NONAME,
            None => ip.to_string().into_bytes(),
        };
        let port = u16::from_be(port);
        let protocol = if flags & NI_DGRAM != 0 {
            c"udp"
        } else {
            c"tcp"
        };
        let known = match flags & NI_NUMERICSERV {
            0 if !service.is_null() => {
                services::name_of(port, protocol, |name| name.to_bytes().to_vec()).unwrap_or(None)
            }
            _ => None,
        };
        let port = known.unwrap_or_else(|| port.to_string().into_bytes());
        let written = put(&name, host, host_size).and_then(|()| put(&port, service, service_size));
        written.err().unwrap_or(0)
    }
}
