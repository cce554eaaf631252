//! `getaddrinfo` and `getnameinfo`.

use super::address::{is_link_local, Address, SocketAddress, AF_INET, AF_INET6};
use super::{addrinfo, dns, hosts, order, services};
use crate::header::ifaddrs::{freeifaddrs, getifaddrs};
use crate::header::net_if::if_indextoname;
use crate::header::netinet_in::{sockaddr_in, sockaddr_in6};
use crate::header::resolv::search::Failure;
use crate::header::sys_socket::sockaddr;
use crate::types::*;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;
use core::ffi::CStr;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::ptr::null_mut;

const AF_UNSPEC: c_int = 0;
const AI_PASSIVE: c_int = 0x1;
const AI_CANONNAME: c_int = 0x2;
const AI_NUMERICHOST: c_int = 0x4;
const AI_V4MAPPED: c_int = 0x8;
const AI_ALL: c_int = 0x10;
const AI_ADDRCONFIG: c_int = 0x20;
const AI_NUMERICSERV: c_int = 0x400;
const AI_ALL_FLAGS: c_int = 0x43f;
const EAI_BADFLAGS: c_int = -1;
const EAI_NONAME: c_int = -2;
const EAI_AGAIN: c_int = -3;
const EAI_FAIL: c_int = -4;
const EAI_NODATA: c_int = -5;
const EAI_FAMILY: c_int = -6;
const EAI_SOCKTYPE: c_int = -7;
const EAI_SERVICE: c_int = -8;
const EAI_MEMORY: c_int = -10;
const EAI_OVERFLOW: c_int = -12;
const NI_NUMERICHOST: c_int = 1;
const NI_NUMERICSERV: c_int = 2;
const NI_NAMEREQD: c_int = 8;
const NI_DGRAM: c_int = 16;
const NI_NUMERICSCOPE: c_int = 0x100;
const SOCK_RAW: c_int = 3;

/// A result of `getaddrinfo` with its address and name behind it.
#[repr(C)]
struct Entry {
    info: addrinfo,
    address: SocketAddress,
    name: [c_char; 256],
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

/// What is known of a host.
#[derive(Default)]
pub(super) struct Found {
    pub addresses: Vec<Address>,
    pub canonical: Vec<u8>,
    /// Other names; those that lead to the canonical one come first.
    pub aliases: Vec<Vec<u8>>,
}

/// Why a host has no addresses, for C.
pub(super) fn code_of(failure: Failure) -> c_int {
    match failure {
        Failure::NotFound => EAI_NONAME,
        Failure::NoData => EAI_NODATA,
        Failure::TryAgain => EAI_AGAIN,
        Failure::NoRecovery => EAI_FAIL,
        Failure::OutOfMemory => EAI_MEMORY,
    }
}

/// Whose addresses are asked for.
pub(super) struct Question<'a> {
    pub host: Option<&'a CStr>,
    pub family: c_int,
    pub flags: c_int,
}

impl Question<'_> {
    fn wants(&self, is_v6: bool) -> bool {
        self.family == AF_UNSPEC || (self.family == AF_INET6) == is_v6
    }

    /// The addresses of the family asked for, in the order of the source that has them.
    pub fn ask(&self) -> Result<Found, Failure> {
        let families = [false, true].into_iter().filter(|v6| self.wants(*v6));
        let Some(name) = self.host else {
            let addresses = match self.flags & AI_PASSIVE {
                0 => families.rev().map(Address::loopback).collect(),
                _ => families.map(Address::unspecified).collect(),
            };
            return Ok(Found {
                addresses,
                ..Found::default()
            });
        };
        let name = name.to_bytes();
        let loose = || {
            let address = crate::header::arpa_inet::parse_whole(name)?;
            Some(Address::of(Ipv4Addr::from(address).into()))
        };
        if let Some(address) = Address::parse(name).or_else(loose) {
            return self.only_of_family(Found {
                addresses: vec![address],
                canonical: name.to_vec(),
                aliases: Vec::new(),
            });
        }
        if self.flags & AI_NUMERICHOST != 0 || name.is_empty() {
            return Err(Failure::NotFound);
        }
        let known = hosts::find(name)?;
        if !known.addresses.is_empty() {
            return self.only_of_family(known);
        }
        if is_localhost(name) {
            return Ok(Found {
                addresses: families.rev().map(Address::loopback).collect(),
                canonical: name.to_vec(),
                aliases: Vec::new(),
            });
        }
        let both = self.maps_v4() && self.flags & AI_ALL != 0;
        match dns::addresses(name, self.wants(false) || both, self.wants(true)) {
            Err(Failure::NotFound | Failure::NoData) if self.maps_v4() && !both => {
                dns::addresses(name, true, false).and_then(|found| self.only_of_family(found))
            }
            result => result.and_then(|found| self.only_of_family(found)),
        }
    }

    /// AI_V4MAPPED counts for IPv6 only (POSIX).
    fn maps_v4(&self) -> bool {
        self.family == AF_INET6 && self.flags & AI_V4MAPPED != 0
    }

    /// Leaves the addresses of the family, with IPv4 ones in IPv6 clothes as the flags ask.
    fn only_of_family(&self, mut found: Found) -> Result<Found, Failure> {
        let has_v6 = found.addresses.iter().any(|address| address.ip.is_ipv6());
        if self.maps_v4() && (!has_v6 || self.flags & AI_ALL != 0) {
            for address in &mut found.addresses {
                if let IpAddr::V4(ip) = address.ip {
                    address.ip = ip.to_ipv6_mapped().into();
                }
            }
        }
        found
            .addresses
            .retain(|address| self.wants(address.ip.is_ipv6()));
        match found.addresses.is_empty() {
            true => Err(Failure::NoData),
            false => Ok(found),
        }
    }
}

/// `localhost` and what is below it is this machine, whatever servers say (RFC 6761, section 6.3).
fn is_localhost(name: &[u8]) -> bool {
    let name = name.strip_suffix(b".").unwrap_or(name);
    let end = &name[name.len().saturating_sub(9)..];
    end.eq_ignore_ascii_case(b"localhost")
        && [Some(&b'.'), None].contains(&name.iter().rev().nth(9))
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
                services::port_of(service, name).map_err(|error| code_of(error.into()))?
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
        let mut family = hints.ai_family;
        if hints.ai_flags & AI_ADDRCONFIG != 0 {
            match (configured_families(), family) {
                ((true, false), AF_UNSPEC) => family = AF_INET,
                ((false, true), AF_UNSPEC) => family = AF_INET6,
                ((false, _), AF_INET) | ((_, false), AF_INET6) => return EAI_NONAME,
                _ => {}
            }
        }
        let question = Question {
            host: text(host),
            family,
            flags: hints.ai_flags,
        };
        let mut found = match question.ask() {
            Ok(found) => found,
            Err(failure) => return code_of(failure),
        };
        if !host.is_null() {
            order::sort(&mut found.addresses);
        }
        let mut first = null_mut();
        let mut last: *mut *mut addrinfo = &mut first;
        for address in &found.addresses {
            for &(kind, protocol, port) in &places {
                // The name is for the first only (POSIX).
                let named = first.is_null() && hints.ai_flags & AI_CANONNAME != 0;
                let name = named.then_some(&found.canonical[..]);
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

/// Whether this machine has addresses of IPv4 and of IPv6 beside those of loopback (AI_ADDRCONFIG). What cannot be
/// found out is as if it had both.
fn configured_families() -> (bool, bool) {
    let mut list = null_mut();
    let (mut v4, mut v6) = (false, false);
    // SAFETY: the list is whole until it is freed; an address is of its family's type.
    unsafe {
        if getifaddrs(&mut list) != 0 {
            return (true, true);
        }
        let mut entry = list;
        while let Some(interface) = entry.as_ref() {
            entry = interface.ifa_next;
            if interface.ifa_addr.is_null() {
                continue;
            }
            let address: *const sockaddr = interface.ifa_addr.cast();
            match c_int::from((*address).sa_family) {
                AF_INET => {
                    let ip = (*address.cast::<sockaddr_in>()).sin_addr.s_addr;
                    v4 |= !Ipv4Addr::from(ip.to_ne_bytes()).is_loopback();
                }
                AF_INET6 => {
                    let ip = (*address.cast::<sockaddr_in6>()).sin6_addr.s6_addr;
                    v6 |= !Ipv6Addr::from(ip).is_loopback();
                }
                _ => {}
            }
        }
        freeifaddrs(list);
    }
    (v4, v6)
}

/// Allocates one result.
fn new_entry(
    address: &Address,
    port: u16,
    kind: c_int,
    protocol: c_int,
    name: Option<&[u8]>,
) -> *mut addrinfo {
    let entry: *mut Entry = crate::allocator::allocate_zeroed(size_of::<Entry>()).cast();
    if entry.is_null() {
        return null_mut();
    }
    // SAFETY: allocated above; all zeros are valid.
    unsafe {
        let info = &mut (*entry).info;
        (info.ai_socktype, info.ai_protocol) = (kind, protocol);
        info.ai_family = address.family();
        ((*entry).address, info.ai_addrlen) = address.with_port(port);
        info.ai_addr = (&raw mut (*entry).address).cast();
        if let Some(name) = name {
            let length = name.len().min(255);
            info.ai_canonname = (&raw mut (*entry).name).cast();
            info.ai_canonname
                .cast::<u8>()
                .copy_from_nonoverlapping(name.as_ptr(), length);
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

/// The host with an address: from the file of hosts, or from DNS.
pub(super) fn with_address(ip: IpAddr) -> Result<Found, Failure> {
    match hosts::with_address(ip)? {
        Some(found) => Ok(found),
        None => Ok(Found {
            canonical: dns::name_of(ip)?,
            addresses: vec![Address::of(ip)],
            aliases: Vec::new(),
        }),
    }
}

/// The address as text; a scope is an interface's name where that can be one (RFC 4007, section 11.2).
fn numeric(address: &Address, flags: c_int) -> Vec<u8> {
    let mut text = address.ip.to_string().into_bytes();
    let IpAddr::V6(ip) = address.ip else {
        return text;
    };
    if address.scope == 0 {
        return text;
    }
    text.push(b'%');
    let mut name = [0; 16];
    // SAFETY: the array has the room that the call wants; what it leaves is a string.
    let is_named = flags & NI_NUMERICSCOPE == 0
        && is_link_local(&ip)
        && !unsafe { if_indextoname(address.scope, name.as_mut_ptr()) }.is_null();
    match is_named {
        // SAFETY: as above.
        true => text.extend_from_slice(unsafe { CStr::from_ptr(name.as_ptr()) }.to_bytes()),
        false => text.extend_from_slice(address.scope.to_string().as_bytes()),
    }
    text
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
        let (address, port) = match family {
            AF_INET if length >= size_of::<sockaddr_in>() => {
                let v4 = address.cast::<sockaddr_in>().read_unaligned();
                let ip = Ipv4Addr::from(v4.sin_addr.s_addr.to_ne_bytes());
                (Address::of(ip.into()), v4.sin_port)
            }
            AF_INET6 if length >= size_of::<sockaddr_in6>() => {
                let v6 = address.cast::<sockaddr_in6>().read_unaligned();
                let ip = Ipv6Addr::from(v6.sin6_addr.s6_addr).into();
                let scope = v6.sin6_scope_id;
                (Address { ip, scope }, v6.sin6_port)
            }
            _ => return EAI_FAMILY,
        };
        let known = match flags & NI_NUMERICHOST {
            0 if !host.is_null() => with_address(address.ip).map(|found| found.canonical),
            _ => Err(Failure::NotFound),
        };
        let name = match known {
            Ok(name) => name,
            Err(Failure::TryAgain) if flags & NI_NAMEREQD != 0 => return EAI_AGAIN,
            Err(_) if flags & NI_NAMEREQD != 0 => return EAI_NONAME,
            Err(_) => numeric(&address, flags),
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
