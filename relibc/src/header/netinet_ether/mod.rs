//! `<netinet/ether.h>`: Ethernet addresses as text, and `/etc/ethers`.

use crate::database::Lines;
use crate::header::stdio::snprintf;
use crate::types::*;
use core::cell::UnsafeCell;
use core::ffi::CStr;

/// An Ethernet address.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ether_addr {
    pub ether_addr_octet: [u8; 6],
}

/// What functions without `_r` give out: a second call overwrites it.
struct Shared<T>(UnsafeCell<T>);
// SAFETY: the functions are not for threads (their manual pages).
unsafe impl<T> Sync for Shared<T> {}

static ADDRESS: Shared<ether_addr> = Shared(UnsafeCell::new(ether_addr {
    ether_addr_octet: [0; 6],
}));
/// `ff:ff:ff:ff:ff:ff` and a null byte.
const TEXT: usize = 18;
static SHARED_TEXT: Shared<[c_char; TEXT]> = Shared(UnsafeCell::new([0; TEXT]));

/// An address at the beginning of a text, six hexadecimal numbers of one or two digits with colons between them, and what follows it.
fn parse(text: &[u8]) -> Option<(ether_addr, &[u8])> {
    let mut octets = [0; 6];
    let mut rest = text;
    for (place, octet) in octets.iter_mut().enumerate() {
        if place > 0 {
            rest = rest.strip_prefix(b":")?;
        }
        let digits = rest
            .iter()
            .take(2)
            .take_while(|byte| byte.is_ascii_hexdigit())
            .count();
        let number = core::str::from_utf8(&rest[..digits]).ok()?;
        *octet = u8::from_str_radix(number, 16).ok()?;
        rest = &rest[digits..];
    }
    let address = ether_addr {
        ether_addr_octet: octets,
    };
    Some((address, rest))
}

/// A line of `/etc/ethers`: an address and a host's name.
fn parse_line(line: &[u8]) -> Option<(ether_addr, &[u8])> {
    let (address, rest) = parse(line.trim_ascii_start())?;
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    rest.first().filter(|byte| is_blank(byte))?;
    let rest = rest.trim_ascii_start();
    let end = rest
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || *byte == b'#');
    let name = &rest[..end.unwrap_or(rest.len())];
    (!name.is_empty()).then_some((address, name))
}

/// Calls `visit` with the lines of `/etc/ethers` until it gives something.
fn search<R>(mut visit: impl FnMut(ether_addr, &[u8]) -> Option<R>) -> Option<R> {
    let mut lines = Lines::read(c"/etc/ethers").ok()?;
    while let Some(line) = lines.next_line() {
        let found = parse_line(line).and_then(|(address, name)| visit(address, name));
        if found.is_some() {
            return found;
        }
    }
    None
}

/// # Safety
/// There is room for the name and a null byte.
unsafe fn put_name(name: &[u8], target: *mut c_char) {
    // SAFETY: the caller's promise.
    unsafe {
        target.copy_from_nonoverlapping(name.as_ptr().cast(), name.len());
        *target.add(name.len()) = 0;
    }
}

/// BSD: `ether_aton_r`. Null for what is no address.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ether_aton_r(
    text: *const c_char,
    address: *mut ether_addr,
) -> *mut ether_addr {
    // SAFETY: the caller's promise: a string, and room for an address.
    unsafe {
        match parse(CStr::from_ptr(text).to_bytes()) {
            Some((parsed, [])) => {
                address.write(parsed);
                address
            }
            _ => core::ptr::null_mut(),
        }
    }
}

/// BSD: `ether_aton`, into static memory.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ether_aton(text: *const c_char) -> *mut ether_addr {
    // SAFETY: the caller's promise, and static memory.
    unsafe { ether_aton_r(text, ADDRESS.0.get()) }
}

/// BSD: `ether_ntoa_r`: without leading zeros, into 18 bytes.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ether_ntoa_r(
    address: *const ether_addr,
    text: *mut c_char,
) -> *mut c_char {
    // SAFETY: the caller's promise: an address and room for its text.
    unsafe {
        let [a, b, c, d, e, f] = (*address).ether_addr_octet.map(c_uint::from);
        snprintf(text, TEXT, c"%x:%x:%x:%x:%x:%x".as_ptr(), a, b, c, d, e, f);
    }
    text
}

/// BSD: `ether_ntoa`, into static memory.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ether_ntoa(address: *const ether_addr) -> *mut c_char {
    // SAFETY: the caller's promise, and static memory.
    unsafe { ether_ntoa_r(address, SHARED_TEXT.0.get().cast()) }
}

/// BSD: `ether_line`: a line of `/etc/ethers`: 0, or -1 if it is none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ether_line(
    line: *const c_char,
    address: *mut ether_addr,
    name: *mut c_char,
) -> c_int {
    // SAFETY: the caller's promise: a string, and room for an address and the line's name.
    unsafe {
        match parse_line(CStr::from_ptr(line).to_bytes()) {
            Some((parsed, host)) => {
                address.write(parsed);
                put_name(host, name);
                0
            }
            None => -1,
        }
    }
}

/// BSD: `ether_ntohost`: a host's name by its address: 0, or -1 if `/etc/ethers` does not have it.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ether_ntohost(name: *mut c_char, address: *const ether_addr) -> c_int {
    // SAFETY: the caller's promise: an address, and room for the name.
    let found = search(|known, host| unsafe { (known == *address).then(|| put_name(host, name)) });
    found.map_or(-1, |()| 0)
}

/// BSD: `ether_hostton`: a host's address by its name: 0, or -1 if `/etc/ethers` does not have it.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn ether_hostton(name: *const c_char, address: *mut ether_addr) -> c_int {
    // SAFETY: the caller's promise: a string, and room for an address.
    unsafe {
        let wanted = CStr::from_ptr(name).to_bytes();
        let found = search(|known, host| (host == wanted).then(|| address.write(known)));
        found.map_or(-1, |()| 0)
    }
}
