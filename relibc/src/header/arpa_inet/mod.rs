//! `<arpa/inet.h>`: Internet addresses as text.

use crate::errno::{Errno, ResultExt};
use crate::header::netinet_in::in_addr;
use crate::types::*;
use core::ffi::CStr;
use core::fmt::Write;
use core::net::{Ipv4Addr, Ipv6Addr};

const AF_INET: c_int = 2;
const AF_INET6: c_int = 10;

/// The four bytes of the older notations (POSIX: `inet_addr`): one to four numbers, decimal, octal or
/// hexadecimal, the last of which fills the bytes that are left. Behind white space anything may follow (BSD).
fn parse_loose(text: &[u8]) -> Option<u32> {
    let end = text
        .iter()
        .position(|c| !c.is_ascii_alphanumeric() && *c != b'.')
        .unwrap_or(text.len());
    let (text, rest) = text.split_at(end);
    if rest.first().is_some_and(|c| !matches!(c, b' ' | 9..=13)) {
        return None;
    }
    let text = core::str::from_utf8(text).ok()?;
    let mut numbers = [0_u32; 4];
    let mut count = 0;
    for part in text.split('.') {
        let (digits, base) = match part.as_bytes() {
            [b'0', b'x' | b'X', ..] => (&part[2..], 16),
            [b'0', _, ..] => (&part[1..], 8),
            _ => (part, 10),
        };
        *numbers.get_mut(count)? = u32::from_str_radix(digits, base)
            .ok()
            .filter(|_| !digits.starts_with('+'))?;
        count += 1;
    }
    let last = numbers[count - 1];
    if count > 1 && u64::from(last) >= 1 << (8 * (5 - count)) {
        return None;
    }
    let mut address = last;
    for (i, &byte) in numbers[..count - 1].iter().enumerate() {
        if byte > 255 {
            return None;
        }
        address |= byte << (24 - 8 * i);
    }
    Some(address)
}

/// [`parse_loose`] of a text with nothing behind the address.
pub(crate) fn parse_whole(text: &[u8]) -> Option<u32> {
    match text.iter().all(|c| c.is_ascii_alphanumeric() || *c == b'.') {
        true => parse_loose(text),
        false => None,
    }
}

/// BSD: `inet_aton`: 1 if the text is an address.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn inet_aton(text: *const c_char, address: *mut in_addr) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        match parse_loose(CStr::from_ptr(text).to_bytes()) {
            Some(value) => {
                (*address).s_addr = value.to_be();
                1
            }
            None => 0,
        }
    }
}

/// POSIX before 2024: `inet_addr`: the address, or all ones.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn inet_addr(text: *const c_char) -> in_addr_t {
    // SAFETY: the caller's promise.
    unsafe { parse_loose(CStr::from_ptr(text).to_bytes()) }.map_or(in_addr_t::MAX, u32::to_be)
}

/// BSD: `inet_network`: the address in host byte order.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn inet_network(text: *const c_char) -> in_addr_t {
    // SAFETY: the caller's promise.
    unsafe { parse_loose(CStr::from_ptr(text).to_bytes()) }.unwrap_or(in_addr_t::MAX)
}

struct NtoaBuffer(core::cell::UnsafeCell<[c_char; 16]>);
// SAFETY: POSIX lets `inet_ntoa`'s static result be overwritten by a second call.
unsafe impl Sync for NtoaBuffer {}
static NTOA: NtoaBuffer = NtoaBuffer(core::cell::UnsafeCell::new([0; 16]));

/// Where an address of the classes of old has its host's part: bits of class A, B or C.
fn host_bits(address: u32) -> u32 {
    match address {
        0..=0x7fff_ffff => 24,
        0x8000_0000..=0xbfff_ffff => 16,
        _ => 8,
    }
}

/// BSD: `inet_lnaof`: the host's part of an address of a class.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn inet_lnaof(address: in_addr) -> in_addr_t {
    let address = u32::from_be(address.s_addr);
    address & ((1 << host_bits(address)) - 1)
}

/// BSD: `inet_netof`: the network's part of an address of a class.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn inet_netof(address: in_addr) -> in_addr_t {
    let address = u32::from_be(address.s_addr);
    address >> host_bits(address)
}

/// BSD: `inet_makeaddr`: the address of a host in a network. The number of the network says its class.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn inet_makeaddr(network: in_addr_t, host: in_addr_t) -> in_addr {
    let bits = match network {
        0..=0xff => 24,
        0x100..=0xffff => 16,
        _ => 8,
    };
    in_addr {
        s_addr: (network << bits | host & ((1 << bits) - 1)).to_be(),
    }
}

/// POSIX before 2024: `inet_ntoa`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn inet_ntoa(address: in_addr) -> *mut c_char {
    let buffer: *mut c_char = NTOA.0.get().cast();
    // SAFETY: the buffer has room for 15 characters and an end.
    unsafe { inet_ntop(AF_INET, (&raw const address).cast(), buffer, 16) };
    buffer
}

/// Text in a buffer of fixed size, for `inet_ntop`.
struct Text {
    bytes: [u8; 46],
    length: usize,
}

impl Write for Text {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        let place = self
            .bytes
            .get_mut(self.length..self.length + text.len())
            .ok_or(core::fmt::Error)?;
        place.copy_from_slice(text.as_bytes());
        self.length += text.len();
        Ok(())
    }
}

/// POSIX: `inet_ntop`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn inet_ntop(
    family: c_int,
    address: *const c_void,
    buffer: *mut c_char,
    size: socklen_t,
) -> *const c_char {
    let mut text = Text {
        bytes: [0; 46],
        length: 0,
    };
    // SAFETY: the caller promises an address of the family. 45 characters are enough for either.
    let written = unsafe {
        match family {
            AF_INET => write!(
                text,
                "{}",
                Ipv4Addr::from(address.cast::<[u8; 4]>().read_unaligned())
            ),
            AF_INET6 => write!(
                text,
                "{}",
                Ipv6Addr::from(address.cast::<[u8; 16]>().read_unaligned())
            ),
            _ => return Err(Errno::EAFNOSUPPORT).or_errno(),
        }
    };
    if written.is_err() || text.length >= size as usize {
        return Err(Errno::ENOSPC).or_errno();
    }
    // SAFETY: the caller promises `size` bytes; the last byte copied is zero.
    unsafe {
        buffer
            .cast::<u8>()
            .copy_from_nonoverlapping(text.bytes.as_ptr(), text.length + 1)
    };
    buffer
}

/// POSIX: `inet_pton`: 1, 0 for no address, -1 for no such family.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn inet_pton(
    family: c_int,
    text: *const c_char,
    address: *mut c_void,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let Ok(text) = CStr::from_ptr(text).to_str() else {
            return 0;
        };
        match family {
            AF_INET => match text.parse::<Ipv4Addr>() {
                Ok(parsed) => address.cast::<[u8; 4]>().write_unaligned(parsed.octets()),
                Err(_) => return 0,
            },
            AF_INET6 => match text.parse::<Ipv6Addr>() {
                Ok(parsed) => address.cast::<[u8; 16]>().write_unaligned(parsed.octets()),
                Err(_) => return 0,
            },
            _ => return Err(Errno::EAFNOSUPPORT).or_errno(),
        }
    }
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_older_notations_of_ipv4_are_read() {
        // POSIX, inet_addr: a.b.c.d, a.b.c, a.b, a; decimal, octal, hexadecimal.
        assert_eq!(parse_loose(b"127.0.0.1"), Some(0x7f00_0001));
        assert_eq!(parse_loose(b"127.1"), Some(0x7f00_0001));
        assert_eq!(parse_loose(b"0x7f.1"), Some(0x7f00_0001));
        assert_eq!(parse_loose(b"017700000001"), Some(0x7f00_0001));
        assert_eq!(parse_loose(b"1.2.65535"), Some(0x0102_ffff));
        assert_eq!(parse_loose(b"1.2.65536"), None);
        assert_eq!(parse_loose(b"256.1.1.1"), None);
        assert_eq!(parse_loose(b""), None);
        assert_eq!(parse_loose(b"1.2.3.4.5"), None);
        // BSD, inet_aton: white space ends it, nothing else does.
        assert_eq!(parse_loose(b"1.2.3.4 x"), Some(0x0102_0304));
        assert_eq!(parse_loose(b"1.2.3.4:5"), None);
    }
}
