//! `<sys/sysinfo.h>`.

use crate::errno::ResultExt;
use crate::header::unistd::configuration::{
    sysconf, _SC_AVPHYS_PAGES, _SC_NPROCESSORS_CONF, _SC_NPROCESSORS_ONLN, _SC_PHYS_PAGES,
};
use crate::platform::Sys;
use crate::types::*;

/// The machine's state (Linux).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct sysinfo {
    pub uptime: c_ulong,
    pub loads: [c_ulong; 3],
    pub totalram: c_ulong,
    pub freeram: c_ulong,
    pub sharedram: c_ulong,
    pub bufferram: c_ulong,
    pub totalswap: c_ulong,
    pub freeswap: c_ulong,
    pub procs: c_ushort,
    pub pad: c_ushort,
    pub totalhigh: c_ulong,
    pub freehigh: c_ulong,
    pub mem_unit: c_uint,
    pub __reserved: [c_char; 256],
}

impl Default for sysinfo {
    fn default() -> Self {
        // SAFETY: all fields are integers.
        unsafe { core::mem::zeroed() }
    }
}

/// Linux: `sysinfo`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sysinfo(info: *mut sysinfo) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { Sys::sysinfo(info.cast()) }.zero_or_errno()
}

/// GNU: `get_nprocs_conf`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn get_nprocs_conf() -> c_int {
    // SAFETY: takes no pointers.
    unsafe { sysconf(_SC_NPROCESSORS_CONF) as c_int }
}

/// GNU: `get_nprocs`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn get_nprocs() -> c_int {
    // SAFETY: takes no pointers.
    unsafe { sysconf(_SC_NPROCESSORS_ONLN) as c_int }
}

/// GNU: `get_phys_pages`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn get_phys_pages() -> c_long {
    // SAFETY: takes no pointers.
    unsafe { sysconf(_SC_PHYS_PAGES) }
}

/// GNU: `get_avphys_pages`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn get_avphys_pages() -> c_long {
    // SAFETY: takes no pointers.
    unsafe { sysconf(_SC_AVPHYS_PAGES) }
}
