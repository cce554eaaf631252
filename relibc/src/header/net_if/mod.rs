//! `<net/if.h>`: network interfaces.

use crate::errno::{Errno, ResultExt};
use crate::platform::Sys;
use crate::types::*;
use core::ffi::CStr;

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
