//! `<netinet/in.h>`: Internet addresses.

use crate::types::*;

/// An IPv4 address, in network byte order.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct in_addr {
    pub s_addr: in_addr_t,
}

/// An IPv4 socket address.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct sockaddr_in {
    pub sin_family: sa_family_t,
    pub sin_port: in_port_t,
    pub sin_addr: in_addr,
    pub sin_zero: [u8; 8],
}

/// An IPv6 address.
#[repr(C, align(4))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct in6_addr {
    pub s6_addr: [u8; 16],
}

/// An IPv6 socket address.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct sockaddr_in6 {
    pub sin6_family: sa_family_t,
    pub sin6_port: in_port_t,
    pub sin6_flowinfo: u32,
    pub sin6_addr: in6_addr,
    pub sin6_scope_id: u32,
}

/// POSIX: `in6addr_any`.
#[cfg_attr(not(test), no_mangle)]
pub static in6addr_any: in6_addr = in6_addr { s6_addr: [0; 16] };

/// POSIX: `in6addr_loopback`.
#[cfg_attr(not(test), no_mangle)]
pub static in6addr_loopback: in6_addr = in6_addr {
    s6_addr: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
};

/// POSIX: `htonl`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn htonl(value: u32) -> u32 {
    value.to_be()
}

/// POSIX: `htons`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn htons(value: u16) -> u16 {
    value.to_be()
}

/// POSIX: `ntohl`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn ntohl(value: u32) -> u32 {
    u32::from_be(value)
}

/// POSIX: `ntohs`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn ntohs(value: u16) -> u16 {
    u16::from_be(value)
}
