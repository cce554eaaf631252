//! An Internet address with its scope, as text and as a socket's address.

use crate::header::net_if::if_nametoindex;
use crate::header::netinet_in::{in6_addr, in_addr, sockaddr_in, sockaddr_in6};
use crate::types::*;
use core::ffi::CStr;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub(crate) const AF_INET: c_int = 2;
pub(crate) const AF_INET6: c_int = 10;

/// A host's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub ip: IpAddr,
    /// The interface of a link-local address (RFC 4007); 0 for any.
    pub scope: u32,
}

/// A socket's address of either family.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) union SocketAddress {
    pub v4: sockaddr_in,
    pub v6: sockaddr_in6,
}

/// Whether an address means something on one link only.
pub(crate) fn is_link_local(ip: &Ipv6Addr) -> bool {
    ip.is_unicast_link_local()
        || matches!(ip.octets(), [0xff, low, ..] if matches!(low & 15, 1 | 2))
}

impl Address {
    pub fn of(ip: IpAddr) -> Self {
        Self { ip, scope: 0 }
    }

    pub fn unspecified(is_v6: bool) -> Self {
        Self::of(match is_v6 {
            true => Ipv6Addr::UNSPECIFIED.into(),
            false => Ipv4Addr::UNSPECIFIED.into(),
        })
    }

    pub fn loopback(is_v6: bool) -> Self {
        Self::of(match is_v6 {
            true => Ipv6Addr::LOCALHOST.into(),
            false => Ipv4Addr::LOCALHOST.into(),
        })
    }

    /// Reads an address; an IPv6 one may have `%` and an interface's number, or its name if the address is link-local.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let percent = text.iter().position(|byte| *byte == b'%');
        let (address, scope) = match percent {
            Some(at) => (&text[..at], Some(&text[at + 1..])),
            None => (text, None),
        };
        let ip: IpAddr = core::str::from_utf8(address).ok()?.parse().ok()?;
        let scope = match (ip, scope) {
            (_, None) => 0,
            (IpAddr::V6(ip), Some(scope)) => scope_number(&ip, scope)?,
            (IpAddr::V4(_), Some(_)) => return None,
        };
        Some(Self { ip, scope })
    }

    pub fn family(&self) -> c_int {
        match self.ip {
            IpAddr::V4(_) => AF_INET,
            IpAddr::V6(_) => AF_INET6,
        }
    }

    /// The socket's address with a port, and its length.
    pub fn with_port(&self, port: u16) -> (SocketAddress, socklen_t) {
        let mut address = SocketAddress {
            v6: sockaddr_in6::default(),
        };
        match self.ip {
            IpAddr::V4(ip) => {
                address.v4 = sockaddr_in {
                    sin_family: AF_INET as sa_family_t,
                    sin_port: port.to_be(),
                    sin_addr: in_addr {
                        s_addr: u32::from_ne_bytes(ip.octets()),
                    },
                    sin_zero: [0; 8],
                };
                (address, size_of::<sockaddr_in>() as socklen_t)
            }
            IpAddr::V6(ip) => {
                address.v6 = sockaddr_in6 {
                    sin6_family: AF_INET6 as sa_family_t,
                    sin6_port: port.to_be(),
                    sin6_addr: in6_addr {
                        s6_addr: ip.octets(),
                    },
                    sin6_flowinfo: 0,
                    sin6_scope_id: self.scope,
                };
                (address, size_of::<sockaddr_in6>() as socklen_t)
            }
        }
    }
}

/// The number of a scope: itself, or that of the interface so called.
fn scope_number(ip: &Ipv6Addr, text: &[u8]) -> Option<u32> {
    if text.first().is_some_and(u8::is_ascii_digit) {
        return crate::database::number(text);
    }
    let mut name = [0_u8; 17];
    name.get_mut(..text.len())?.copy_from_slice(text);
    let name = CStr::from_bytes_until_nul(&name).ok()?;
    // SAFETY: a string.
    let number = unsafe { if_nametoindex(name.as_ptr()) };
    (number != 0 && is_link_local(ip)).then_some(number)
}
