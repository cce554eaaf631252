//! `<ifaddrs.h>`: the addresses of interfaces (BSD).

use crate::errno::{Errno, ResultExt};
use crate::header::net_if::netlink::{self, Answer, Question};
use crate::header::net_if::IFLA_IFNAME;
use crate::header::netinet_in::{in6_addr, in_addr, sockaddr_in, sockaddr_in6};
use crate::types::*;
use alloc::boxed::Box;
use core::ptr::null_mut;

/// One address of an interface.
#[repr(C)]
pub struct ifaddrs {
    pub ifa_next: *mut ifaddrs,
    pub ifa_name: *mut c_char,
    pub ifa_flags: c_uint,
    pub ifa_addr: *mut c_void,
    pub ifa_netmask: *mut c_void,
    /// The broadcast address, or that of the other end.
    pub ifa_ifu: *mut c_void,
    pub ifa_data: *mut c_void,
}

const AF_INET: c_int = 2;
const AF_INET6: c_int = 10;
const AF_PACKET: sa_family_t = 17;
const IFF_POINTOPOINT: c_uint = 0x10;
/// Attributes of an address (rtnetlink(7)).
const IFA_ADDRESS: usize = 1;
const IFA_LOCAL: usize = 2;
const IFA_BROADCAST: usize = 4;
/// Attributes of a link.
const IFLA_ADDRESS: usize = 1;
const IFLA_BROADCAST: usize = 2;

/// A hardware address (Linux, packet(7)), with room for the longest.
#[repr(C)]
#[derive(Clone, Copy)]
struct Hardware {
    family: sa_family_t,
    protocol: u16,
    index: c_int,
    kind: u16,
    packet: u8,
    length: u8,
    address: [u8; 24],
}

#[repr(C)]
#[derive(Clone, Copy)]
union Address {
    none: [u64; 5],
    v4: sockaddr_in,
    v6: sockaddr_in6,
    hardware: Hardware,
}

/// An entry with all that it points to, in one block.
#[repr(C)]
struct Entry {
    public: ifaddrs,
    address: Address,
    mask: Address,
    other: Address,
    name: [u8; 17],
    index: u32,
}

impl Entry {
    fn new(index: u32, flags: c_uint, name: &[u8]) -> Box<Self> {
        let none = Address { none: [0; 5] };
        let mut entry = Box::new(Self {
            public: ifaddrs {
                ifa_next: null_mut(),
                ifa_name: null_mut(),
                ifa_flags: flags,
                ifa_addr: null_mut(),
                ifa_netmask: null_mut(),
                ifa_ifu: null_mut(),
                ifa_data: null_mut(),
            },
            address: none,
            mask: none,
            other: none,
            name: [0; 17],
            index,
        });
        let length = name.len().min(16);
        entry.name[..length].copy_from_slice(&name[..length]);
        entry.public.ifa_name = entry.name.as_mut_ptr().cast();
        entry
    }
}

/// A socket address of those bytes; none if they are of no length that the family has.
fn socket_address(family: c_int, bytes: &[u8], scope: u32) -> Option<Address> {
    match family {
        AF_INET => Some(Address {
            v4: sockaddr_in {
                sin_family: AF_INET as sa_family_t,
                sin_addr: in_addr {
                    s_addr: u32::from_ne_bytes(bytes.get(..4)?.try_into().ok()?),
                },
                ..sockaddr_in::default()
            },
        }),
        AF_INET6 => {
            let s6_addr: [u8; 16] = bytes.get(..16)?.try_into().ok()?;
            // Only link-local addresses are of one interface (RFC 4007).
            let is_local = matches!(s6_addr, [0xfe, 0x80..=0xbf, ..] | [0xff, 0x02, ..]);
            Some(Address {
                v6: sockaddr_in6 {
                    sin6_family: AF_INET6 as sa_family_t,
                    sin6_addr: in6_addr { s6_addr },
                    sin6_scope_id: if is_local { scope } else { 0 },
                    ..sockaddr_in6::default()
                },
            })
        }
        _ => None,
    }
}

/// A mask of so many bits, as bytes.
fn mask(bits: u8) -> [u8; 16] {
    let mask = u128::MAX.checked_shl(128 - u32::from(bits.min(128)));
    mask.unwrap_or(0).to_be_bytes()
}

/// The list under way.
struct List {
    first: *mut ifaddrs,
    last: *mut ifaddrs,
}

impl List {
    fn push(&mut self, entry: Box<Entry>) {
        let new: *mut ifaddrs = Box::into_raw(entry).cast();
        match self.last.is_null() {
            true => self.first = new,
            // SAFETY: an entry of this list.
            false => unsafe { (*self.last).ifa_next = new },
        }
        self.last = new;
    }

    /// The link of a number: name and flags.
    fn link(&self, index: u32) -> Option<&Entry> {
        let mut next = self.first;
        // SAFETY: the list's entries are whole.
        unsafe {
            while let Some(entry) = next.cast::<Entry>().as_ref() {
                if entry.index == index {
                    return Some(entry);
                }
                next = entry.public.ifa_next;
            }
        }
        None
    }

    fn add_link(&mut self, answer: Answer) {
        let Some(name) = answer.attribute(IFLA_IFNAME) else {
            return;
        };
        let name = name.strip_suffix(b"\0").unwrap_or(name);
        let index = answer.number(4);
        let mut entry = Entry::new(index, answer.number(8), name);
        let hardware = |bytes: &[u8]| {
            let mut address = [0; 24];
            let length = bytes.len().min(address.len());
            address[..length].copy_from_slice(&bytes[..length]);
            Address {
                hardware: Hardware {
                    family: AF_PACKET,
                    protocol: 0,
                    index: index as c_int,
                    kind: (answer.number(0) >> 16) as u16,
                    packet: 0,
                    length: length as u8,
                    address,
                },
            }
        };
        entry.address = hardware(answer.attribute(IFLA_ADDRESS).unwrap_or_default());
        entry.public.ifa_addr = (&raw mut entry.address).cast();
        if let Some(bytes) = answer.attribute(IFLA_BROADCAST) {
            entry.other = hardware(bytes);
            entry.public.ifa_ifu = (&raw mut entry.other).cast();
        }
        self.push(entry);
    }

    fn add_address(&mut self, answer: Answer) {
        let (family, bits) = (c_int::from(answer.fixed[0]), answer.fixed[1]);
        let index = answer.number(4);
        let Some(link) = self.link(index) else {
            return;
        };
        let name = link.name;
        let length = name.iter().position(|&byte| byte == 0).unwrap_or(16);
        let mut entry = Entry::new(index, link.public.ifa_flags, &name[..length]);
        // With an end on the other side the local address is apart.
        let address = answer.attribute(IFA_ADDRESS);
        let local = answer.attribute(IFA_LOCAL).or(address);
        let Some(own) = local.and_then(|bytes| socket_address(family, bytes, index)) else {
            return;
        };
        entry.address = own;
        entry.public.ifa_addr = (&raw mut entry.address).cast();
        let other = match entry.public.ifa_flags & IFF_POINTOPOINT {
            0 => answer.attribute(IFA_BROADCAST),
            _ => address,
        };
        if let Some(other) = other.and_then(|bytes| socket_address(family, bytes, index)) {
            entry.other = other;
            entry.public.ifa_ifu = (&raw mut entry.other).cast();
        }
        if let Some(mask) = socket_address(family, &mask(bits), 0) {
            entry.mask = mask;
            entry.public.ifa_netmask = (&raw mut entry.mask).cast();
        }
        self.push(entry);
    }
}

/// BSD: `getifaddrs`: the interfaces themselves first, then their addresses.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getifaddrs(result: *mut *mut ifaddrs) -> c_int {
    let mut list = List {
        first: null_mut(),
        last: null_mut(),
    };
    let asked = netlink::ask(Question::Links, &mut |answer| list.add_link(answer))
        .and_then(|()| netlink::ask(Question::Addresses, &mut |answer| list.add_address(answer)));
    // SAFETY: the caller's promise; the list is ours until it is given away.
    unsafe {
        match asked {
            Ok(()) => *result = list.first,
            Err(_) => freeifaddrs(list.first),
        }
    }
    asked
        .map_err(|error| match error {
            Errno::EINTR => Errno::EAGAIN,
            error => error,
        })
        .zero_or_errno()
}

/// BSD: `freeifaddrs`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn freeifaddrs(list: *mut ifaddrs) {
    let mut next = list;
    while !next.is_null() {
        // SAFETY: the caller gives what `getifaddrs` made: entries in boxes.
        unsafe {
            let entry = Box::from_raw(next.cast::<Entry>());
            next = entry.public.ifa_next;
        }
    }
}
