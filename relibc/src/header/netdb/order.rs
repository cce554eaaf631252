//! Which of a host's addresses to try first: the rules of RFC 6724, section 6, that can be told apart here. What the kernel
//! would send from is found by connecting a datagram socket, which sends nothing.

use super::address::{Address, AF_INET6};
use crate::platform::Sys;
use crate::types::*;
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv6Addr};

const SOCK_DGRAM_CLOEXEC: c_int = 2 | 0o2000000;
/// Any port will do.
const PORT: u16 = 65_535;

/// The table of RFC 6724, section 2.1, longest prefixes first: prefix, its length, precedence, label.
const POLICY: [(Ipv6Addr, u32, u8, u8); 9] = [
    (Ipv6Addr::LOCALHOST, 128, 50, 0),
    (Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96, 35, 4),
    (Ipv6Addr::UNSPECIFIED, 96, 1, 3),
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 32, 5, 5),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16, 30, 2),
    (Ipv6Addr::new(0x3ffe, 0, 0, 0, 0, 0, 0, 0), 16, 1, 12),
    (Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10, 1, 11),
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7, 3, 13),
    (Ipv6Addr::UNSPECIFIED, 0, 40, 1),
];

/// Bits that two addresses have in common at the front.
fn common_bits(a: Ipv6Addr, b: Ipv6Addr) -> u32 {
    (u128::from(a) ^ u128::from(b)).leading_zeros()
}

fn as_v6(ip: IpAddr) -> Ipv6Addr {
    match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped(),
        IpAddr::V6(ip) => ip,
    }
}

/// Precedence and label.
fn policy(ip: Ipv6Addr) -> (u8, u8) {
    POLICY
        .iter()
        .find(|(prefix, length, ..)| common_bits(*prefix, ip) >= *length)
        .map_or((40, 1), |(_, _, precedence, label)| (*precedence, *label))
}

/// Scopes (section 3.1; RFC 4291, section 2.7): 2 link, 5 site, 14 global.
fn scope(ip: Ipv6Addr) -> u8 {
    if let Some(v4) = ip.to_ipv4_mapped() {
        return if v4.is_loopback() || v4.is_link_local() {
            2
        } else {
            14
        };
    }
    match ip.octets() {
        [0xff, second, ..] => second & 15,
        [0xfe, second, ..] if second & 0xc0 == 0xc0 => 5,
        _ if ip.is_loopback() || ip.is_unicast_link_local() => 2,
        _ => 14,
    }
}

/// The address that the kernel would send from; none if the other cannot be reached.
fn source_for(address: &Address) -> Option<IpAddr> {
    let (mut place, mut length) = address.with_port(PORT);
    // SAFETY: the address has that length; the kernel writes no more.
    unsafe {
        let fd = Sys::socket(address.family(), SOCK_DGRAM_CLOEXEC, 0).ok()?;
        let result = Sys::connect(fd, (&raw const place).cast(), length)
            .and_then(|()| Sys::getsockname(fd, (&raw mut place).cast(), &mut length));
        let _ = Sys::close(fd);
        result.ok()?;
        Some(match address.family() {
            AF_INET6 => IpAddr::from(place.v6.sin6_addr.s6_addr),
            _ => IpAddr::from(place.v4.sin_addr.s_addr.to_ne_bytes()),
        })
    }
}

/// What the rules look at, so that the better is the smaller: can be reached, scopes match, labels match, precedence,
/// small scope, and the prefix in common with the source, which counts within IPv6 only.
type Rank = (
    bool,
    bool,
    bool,
    core::cmp::Reverse<u8>,
    u8,
    core::cmp::Reverse<u32>,
);

fn rank(address: &Address, source: Option<IpAddr>) -> Rank {
    let target = as_v6(address.ip);
    let source = source.map(as_v6);
    let (precedence, label) = policy(target);
    let scope_of_target = scope(target);
    let common = match (address.ip, source) {
        // Beyond 64 bits is the host's own part (rule 9 with RFC 6724's CommonPrefixLen).
        (IpAddr::V6(_), Some(source)) => common_bits(target, source).min(64),
        _ => 0,
    };
    (
        source.is_none(),
        source.is_none_or(|source| scope(source) != scope_of_target),
        source.is_none_or(|source| policy(source).1 != label),
        core::cmp::Reverse(precedence),
        scope_of_target,
        core::cmp::Reverse(common),
    )
}

/// Puts the best first; equally good ones stay in their order (rule 10).
pub(super) fn sort(addresses: &mut [Address]) {
    if addresses.len() < 2 {
        return;
    }
    let mut ranked: Vec<(Rank, Address)> = addresses
        .iter()
        .map(|address| (rank(address, source_for(address)), *address))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    for (place, (_, address)) in addresses.iter_mut().zip(ranked) {
        *place = address;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Orders pairs of destination and source (none: cannot be reached), and gives the destinations.
    fn ordered<'t>(mut pairs: Vec<(&'t str, &str)>) -> Vec<&'t str> {
        pairs.sort_by_key(|(target, source)| {
            rank(&Address::of(target.parse().unwrap()), source.parse().ok())
        });
        pairs.into_iter().map(|(target, _)| target).collect()
    }

    #[test]
    fn the_examples_of_rfc_6724_section_10_2_come_out() {
        let prefer_scope = [
            ("198.51.100.121", "169.254.13.78"),
            ("2001:db8:1::1", "2001:db8:1::2"),
        ];
        assert_eq!(ordered(prefer_scope.to_vec())[0], "2001:db8:1::1");
        let v4_scope = [
            ("2001:db8:1::1", "fe80::1"),
            ("198.51.100.121", "198.51.100.117"),
        ];
        assert_eq!(ordered(v4_scope.to_vec())[0], "198.51.100.121");
        let precedence = [("10.1.2.3", "10.1.2.4"), ("2001:db8:1::1", "2001:db8:1::2")];
        assert_eq!(ordered(precedence.to_vec())[0], "2001:db8:1::1");
        let small_scope = [("2001:db8:1::1", "2001:db8:1::2"), ("fe80::1", "fe80::2")];
        assert_eq!(ordered(small_scope.to_vec())[0], "fe80::1");
        let label = [
            ("2002:c633:6401::1", "2002:c633:6401::2"),
            ("2001:db8:1::1", "2002:c633:6401::2"),
        ];
        assert_eq!(ordered(label.to_vec())[0], "2002:c633:6401::1");
    }

    #[test]
    fn what_cannot_be_reached_comes_last_and_a_longer_prefix_first() {
        let pairs = [
            ("2001:db8:1::1", "none"),
            ("2001:db8:3ffe::1", "2001:db8:1::2"),
            ("2001:db8:1:f::1", "2001:db8:1::2"),
        ];
        assert_eq!(
            ordered(pairs.to_vec()),
            ["2001:db8:1:f::1", "2001:db8:3ffe::1", "2001:db8:1::1"]
        );
    }
}
