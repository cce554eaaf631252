//! `<netdb.h>`: names of hosts, networks, protocols and services. Those of `/etc` are a [`table`] each. Hosts are looked
//! up in `/etc/hosts` ([`hosts`]), then in DNS ([`dns`]), for which [`super::resolv`] asks servers; [`lookup`] has
//! `getaddrinfo` and `getnameinfo`, [`order`] which address comes first.

pub(crate) mod address;
mod dns;
pub mod hosts;
mod lookup;
pub mod networks;
mod order;
pub mod protocols;
pub mod services;
mod table;

use crate::header::sys_socket::sockaddr;
use crate::types::*;
use core::ffi::CStr;

/// One address of a host (POSIX).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct addrinfo {
    pub ai_flags: c_int,
    pub ai_family: c_int,
    pub ai_socktype: c_int,
    pub ai_protocol: c_int,
    pub ai_addrlen: socklen_t,
    pub ai_addr: *mut sockaddr,
    pub ai_canonname: *mut c_char,
    pub ai_next: *mut addrinfo,
}

/// A host's entry (POSIX).
#[repr(C)]
pub struct hostent {
    pub h_name: *mut c_char,
    pub h_aliases: *mut *mut c_char,
    pub h_addrtype: c_int,
    pub h_length: c_int,
    pub h_addr_list: *mut *mut c_char,
}

/// A network's entry (POSIX): the number is in host byte order.
#[repr(C)]
pub struct netent {
    pub n_name: *mut c_char,
    pub n_aliases: *mut *mut c_char,
    pub n_addrtype: c_int,
    pub n_net: u32,
}

/// A service's entry (POSIX): the port is in network byte order.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct servent {
    pub s_name: *mut c_char,
    pub s_aliases: *mut *mut c_char,
    pub s_port: c_int,
    pub s_proto: *mut c_char,
}

/// A protocol's entry (POSIX).
#[repr(C)]
pub struct protoent {
    pub p_name: *mut c_char,
    pub p_aliases: *mut *mut c_char,
    pub p_proto: c_int,
}

/// POSIX: `gai_strerror`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn gai_strerror(error: c_int) -> *const c_char {
    let text: &CStr = match error {
        -1 => c"Invalid flags",
        -2 => c"Name does not resolve",
        -3 => c"Try again",
        -4 => c"Non-recoverable error",
        -5 => c"Name has no usable address",
        -6 => c"Unrecognized address family or invalid length",
        -7 => c"Unrecognized socket type",
        -8 => c"Unrecognized service",
        -10 => c"Out of memory",
        -11 => c"System error",
        -12 => c"Overflow",
        _ => c"Unknown error",
    };
    text.as_ptr()
}

/// Behind the macro `h_errno`: the calling thread's.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn __h_errno_location() -> *mut c_int {
    // SAFETY: the block is the caller's own.
    unsafe { &raw mut (*crate::thread::Tcb::current()).scratch.h_errno }
}

/// BSD: `herror`: what `h_errno` says, on the standard error output.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn herror(what: *const c_char) {
    // SAFETY: null or a string, by the caller's promise; the thread's own word.
    unsafe {
        let told = hstrerror(*__h_errno_location());
        let has_name = !what.is_null() && *what != 0;
        let (name, colon) = match has_name {
            true => (what, c": ".as_ptr()),
            false => (c"".as_ptr(), c"".as_ptr()),
        };
        crate::header::stdio::fprintf(
            *crate::header::stdio::stderr,
            c"%s%s%s\n".as_ptr(),
            name,
            colon,
            told,
        );
    }
}

/// POSIX before 2008: `hstrerror` of BSD.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn hstrerror(error: c_int) -> *const c_char {
    let text: &CStr = match error {
        1 => c"Host not found",
        2 => c"Try again",
        3 => c"Non-recoverable error",
        4 => c"Address not available",
        _ => c"Unknown error",
    };
    text.as_ptr()
}
