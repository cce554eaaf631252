//! `<net/if.h>`: network interfaces.

pub(crate) mod netlink;

use crate::errno::{Errno, ResultExt};
use crate::header::malloc::program::{free, malloc};
use crate::platform::Sys;
use crate::types::*;
use alloc::vec::Vec;
use core::ffi::CStr;
use netlink::Question;

/// An interface's number and name (POSIX).
#[repr(C)]
#[derive(Debug)]
pub struct if_nameindex {
    pub if_index: c_uint,
    pub if_name: *mut c_char,
}

const SIOCGIFNAME: c_ulong = 0x8910;
const SIOCGIFINDEX: c_ulong = 0x8933;

/// The part of `struct ifreq` that is used here: a name and an index, in 40 bytes.
#[repr(C)]
struct Request {
    name: [c_char; 16],
    index: c_int,
    reserved: [c_int; 5],
}

/// Asks any socket about an interface.
fn ask(request: c_ulong, argument: &mut Request) -> Result<(), Errno> {
    const AF_UNIX: c_int = 1;
    const SOCK_DGRAM_CLOEXEC: c_int = 2 | 0o2000000;
    // SAFETY: the structure is whole.
    unsafe {
        let fd = Sys::socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0)?;
        let result = Sys::ioctl(fd, request, core::ptr::from_mut(argument).cast());
        let _ = Sys::close(fd);
        result.map(|_| ())
    }
}

/// POSIX: `if_nametoindex`: 0 if there is none.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn if_nametoindex(name: *const c_char) -> c_uint {
    let mut request = Request {
        name: [0; 16],
        index: 0,
        reserved: [0; 5],
    };
    // SAFETY: the caller's promise.
    let bytes = unsafe { CStr::from_ptr(name) }.to_bytes();
    if bytes.len() >= request.name.len() {
        return Err(Errno::ENODEV).or_errno_with(0);
    }
    for (place, &byte) in request.name.iter_mut().zip(bytes) {
        *place = byte as c_char;
    }
    ask(SIOCGIFINDEX, &mut request)
        .map(|()| request.index as c_uint)
        .or_errno_with(0)
}

/// POSIX: `if_indextoname`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn if_indextoname(index: c_uint, name: *mut c_char) -> *mut c_char {
    let mut request = Request {
        name: [0; 16],
        index: index as c_int,
        reserved: [0; 5],
    };
    match ask(SIOCGIFNAME, &mut request) {
        Ok(()) => {
            // SAFETY: the caller promises IF_NAMESIZE (16) bytes.
            unsafe { name.copy_from_nonoverlapping(request.name.as_ptr(), 16) };
            name
        }
        Err(Errno::ENODEV) => Err(Errno::ENXIO).or_errno(),
        Err(error) => Err(error).or_errno(),
    }
}

/// Attribute of an interface: its name, with the null byte.
pub(crate) const IFLA_IFNAME: usize = 3;

/// The interfaces there are: numbers, and names with their null bytes.
fn interfaces() -> Result<Vec<(c_uint, Vec<u8>)>, Errno> {
    let mut list = Vec::new();
    netlink::ask(Question::Links, &mut |answer| {
        if let Some(name) = answer.attribute(IFLA_IFNAME) {
            list.push((answer.number(4), name.to_vec()));
        }
    })?;
    Ok(list)
}

/// POSIX: `if_nameindex`: the array and its names are one block of memory; the entry after the last is zero.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn if_nameindex() -> *mut if_nameindex {
    let list = match interfaces() {
        Ok(list) => list,
        // POSIX has no other error.
        Err(_) => return Err(Errno::ENOBUFS).or_errno(),
    };
    let array = (list.len() + 1) * size_of::<if_nameindex>();
    let names: usize = list.iter().map(|(_, name)| name.len()).sum();
    // SAFETY: a new block, long enough for the array and the names behind it.
    unsafe {
        let block: *mut if_nameindex = malloc(array + names).cast();
        if block.is_null() {
            return Err(Errno::ENOBUFS).or_errno();
        }
        let mut place = block.cast::<u8>().add(array);
        for (index, (number, name)) in list.iter().enumerate() {
            place.copy_from_nonoverlapping(name.as_ptr(), name.len());
            block.add(index).write(if_nameindex {
                if_index: *number,
                if_name: place.cast(),
            });
            place = place.add(name.len());
        }
        block.add(list.len()).write(if_nameindex {
            if_index: 0,
            if_name: core::ptr::null_mut(),
        });
        block
    }
}

/// POSIX: `if_freenameindex`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn if_freenameindex(list: *mut if_nameindex) {
    // SAFETY: the caller gives what `if_nameindex` made: one block.
    unsafe { free(list.cast()) };
}
