//! `<netdb.h>`: names of hosts and services. There is no resolver yet: numeric addresses and ports, `localhost`
//! and the wildcard address work; any other name fails with `EAI_SYSTEM` and `ENOSYS`.

use crate::errno::Errno;
use crate::header::netinet_in::{in6_addr, in_addr, sockaddr_in, sockaddr_in6};
use crate::header::sys_socket::sockaddr;
use crate::types::*;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;
use core::cell::UnsafeCell;
use core::ffi::CStr;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::ptr::null_mut;
use core::sync::atomic::{AtomicI32, Ordering};

const AF_UNSPEC: c_int = 0;
const AF_INET: c_int = 2;
const AF_INET6: c_int = 10;
const AI_PASSIVE: c_int = 1;
const AI_NUMERICHOST: c_int = 4;
const EAI_NONAME: c_int = -2;
const EAI_FAMILY: c_int = -6;
const EAI_SERVICE: c_int = -8;
const EAI_MEMORY: c_int = -10;
const EAI_SYSTEM: c_int = -11;
const EAI_OVERFLOW: c_int = -12;
const NI_NAMEREQD: c_int = 8;

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

/// A host's entry (POSIX before 2008).
#[repr(C)]
pub struct hostent {
    pub h_name: *mut c_char,
    pub h_aliases: *mut *mut c_char,
    pub h_addrtype: c_int,
    pub h_length: c_int,
    pub h_addr_list: *mut *mut c_char,
}

/// A service's entry (POSIX).
#[repr(C)]
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

/// Addresses of a host without asking anyone.
fn known(host: Option<&str>, flags: c_int, family: c_int) -> Result<Vec<IpAddr>, c_int> {
    let mut list: Vec<IpAddr> = match host {
        None if flags & AI_PASSIVE != 0 => {
            vec![Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into()]
        }
        None | Some("localhost") => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
        Some(text) => match text.parse::<IpAddr>() {
            Ok(address) => vec![address],
            Err(_) if flags & AI_NUMERICHOST != 0 => return Err(EAI_NONAME),
            Err(_) => {
                crate::errno::set(Errno::ENOSYS);
                return Err(EAI_SYSTEM);
            }
        },
    };
    list.retain(|address| family == AF_UNSPEC || (family == AF_INET6) == address.is_ipv6());
    if list.is_empty() {
        Err(EAI_NONAME)
    } else {
        Ok(list)
    }
}

/// Socket kinds and protocols that a hint allows: streams and datagrams if it names none.
fn kinds(hints: &addrinfo) -> Vec<(c_int, c_int)> {
    const ALL: [(c_int, c_int); 2] = [(1, 6), (2, 17)];
    let fits = |&&(kind, protocol): &&(c_int, c_int)| {
        (hints.ai_socktype == 0 || hints.ai_socktype == kind)
            && (hints.ai_protocol == 0 || hints.ai_protocol == protocol)
    };
    let list: Vec<_> = ALL.iter().filter(fits).copied().collect();
    if list.is_empty() {
        vec![(hints.ai_socktype, hints.ai_protocol)]
    } else {
        list
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
        if ![AF_UNSPEC, AF_INET, AF_INET6].contains(&hints.ai_family) {
            return EAI_FAMILY;
        }
        let text = |pointer: *const c_char| {
            (!pointer.is_null()).then(|| CStr::from_ptr(pointer).to_str().unwrap_or(""))
        };
        let Ok(port) = text(service).unwrap_or("0").parse::<u16>() else {
            return EAI_SERVICE;
        };
        let addresses = match known(text(host), hints.ai_flags, hints.ai_family) {
            Ok(addresses) => addresses,
            Err(error) => return error,
        };
        let mut first = null_mut();
        let mut last: *mut *mut addrinfo = &mut first;
        for address in addresses {
            for (kind, protocol) in kinds(&hints) {
                let entry = new_entry(address, port, kind, protocol, host);
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
            let name = CStr::from_ptr(host).to_bytes();
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
unsafe fn put(text: &str, buffer: *mut c_char, size: socklen_t) -> Result<(), c_int> {
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

/// POSIX: `getnameinfo`: always the numeric form.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getnameinfo(
    address: *const sockaddr,
    _length: socklen_t,
    host: *mut c_char,
    host_size: socklen_t,
    service: *mut c_char,
    service_size: socklen_t,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let (ip, port): (IpAddr, u16) = match c_int::from((*address).sa_family) {
            AF_INET => {
                let v4 = address.cast::<sockaddr_in>().read_unaligned();
                (
                    Ipv4Addr::from(v4.sin_addr.s_addr.to_ne_bytes()).into(),
                    v4.sin_port,
                )
            }
            AF_INET6 => {
                let v6 = address.cast::<sockaddr_in6>().read_unaligned();
                (Ipv6Addr::from(v6.sin6_addr.s6_addr).into(), v6.sin6_port)
            }
            _ => return EAI_FAMILY,
        };
        if flags & NI_NAMEREQD != 0 {
            return EAI_NONAME;
        }
        let written = put(&ip.to_string(), host, host_size)
            .and_then(|()| put(&u16::from_be(port).to_string(), service, service_size));
        written.err().unwrap_or(0)
    }
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

/// The calling thread's `h_errno`.
static H_ERRNO: AtomicI32 = AtomicI32::new(0);

/// Behind the macro `h_errno`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn __h_errno_location() -> *mut c_int {
    H_ERRNO.as_ptr()
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

/// The static result of `gethostbyname`.
#[repr(C)]
struct Host {
    entry: hostent,
    aliases: [*mut c_char; 1],
    list: [*mut c_char; 2],
    address: [u8; 16],
    name: [c_char; 256],
}

struct HostBuffer(UnsafeCell<core::mem::MaybeUninit<Host>>);
// SAFETY: POSIX lets the static result be overwritten by a second call.
unsafe impl Sync for HostBuffer {}
static HOST: HostBuffer = HostBuffer(UnsafeCell::new(core::mem::MaybeUninit::zeroed()));

/// POSIX before 2008: `gethostbyname`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gethostbyname(name: *const c_char) -> *mut hostent {
    const HOST_NOT_FOUND: c_int = 1;
    // SAFETY: the caller's promise; the static result is POSIX's.
    unsafe {
        let text = CStr::from_ptr(name).to_str().unwrap_or("");
        let address = match known(Some(text), 0, AF_INET).as_deref() {
            Ok([IpAddr::V4(address), ..]) => *address,
            _ => {
                H_ERRNO.store(HOST_NOT_FOUND, Ordering::Relaxed);
                return null_mut();
            }
        };
        let host: *mut Host = HOST.0.get().cast();
        (&raw mut (*host).address)
            .cast::<[u8; 4]>()
            .write(address.octets());
        let name = &raw mut (*host).name;
        let length = text.len().min(255);
        name.cast::<u8>()
            .copy_from_nonoverlapping(text.as_ptr(), length);
        *name.cast::<u8>().add(length) = 0;
        (*host).list = [(&raw mut (*host).address).cast(), null_mut()];
        (*host).entry = hostent {
            h_name: name.cast(),
            h_aliases: (&raw mut (*host).aliases).cast(),
            h_addrtype: AF_INET,
            h_length: 4,
            h_addr_list: (&raw mut (*host).list).cast(),
        };
        host.cast()
    }
}

/// POSIX before 2008: `gethostbyaddr`: there is no resolver to ask.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn gethostbyaddr(
    _address: *const c_void,
    _length: socklen_t,
    _family: c_int,
) -> *mut hostent {
    H_ERRNO.store(3, Ordering::Relaxed);
    null_mut()
}

/// POSIX: `getservbyname`: there is no table of services yet.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getservbyname(
    _name: *const c_char,
    _protocol: *const c_char,
) -> *mut servent {
    null_mut()
}

/// POSIX: `getservbyport`: as [`getservbyname`].
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getservbyport(_port: c_int, _protocol: *const c_char) -> *mut servent {
    null_mut()
}

/// POSIX: `getprotobyname`: there is no table of protocols yet.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getprotobyname(_name: *const c_char) -> *mut protoent {
    null_mut()
}

/// POSIX: `getprotobynumber`: as [`getprotobyname`].
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getprotobynumber(_number: c_int) -> *mut protoent {
    null_mut()
}
