//! The objects of a program, for unwinders: `dl_iterate_phdr` and `_dl_find_object`. In a static program
//! there is one object, the program itself.

use crate::loader;
use crate::start::auxv::{self, ProgramHeader};
use crate::types::*;

/// An object (`<link.h>`).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(crate) struct dl_phdr_info {
    pub dlpi_addr: usize,
    pub dlpi_name: *const c_char,
    pub dlpi_phdr: *const ProgramHeader,
    pub dlpi_phnum: u16,
    pub dlpi_adds: c_ulonglong,
    pub dlpi_subs: c_ulonglong,
    pub dlpi_tls_modid: size_t,
    pub dlpi_tls_data: *mut c_void,
}

/// What `dl_iterate_phdr` calls.
type Callback = unsafe extern "C" fn(*mut dl_phdr_info, size_t, *mut c_void) -> c_int;

/// The same, as the loader has it.
type LoaderCallback = unsafe extern "C" fn(*mut c_void, size_t, *mut c_void) -> c_int;

/// GNU: `dl_iterate_phdr`.
#[cfg_attr(not(test), no_mangle)]
pub(crate) unsafe extern "C" fn dl_iterate_phdr(callback: Callback, data: *mut c_void) -> c_int {
    if let Some(loader) = loader::get() {
        // SAFETY: the caller's function; the loader gives it the same structure.
        return unsafe {
            (loader.iterate)(
                core::mem::transmute::<Callback, LoaderCallback>(callback),
                data,
            )
        };
    }
    let (headers, offset) = auxv::program();
    let has_tls = headers.iter().any(|h| h.kind == auxv::PT_TLS);
    let mut info = dl_phdr_info {
        dlpi_addr: offset,
        dlpi_name: c"/proc/self/exe".as_ptr(),
        dlpi_phdr: headers.as_ptr(),
        dlpi_phnum: headers.len() as u16,
        dlpi_adds: 1,
        dlpi_subs: 0,
        dlpi_tls_modid: usize::from(has_tls),
        dlpi_tls_data: core::ptr::null_mut(),
    };
    // SAFETY: the caller's function.
    unsafe { callback(&mut info, core::mem::size_of::<dl_phdr_info>(), data) }
}

/// What GCC's unwinder asks for an address (glibc's `<dlfcn.h>`).
#[repr(C)]
pub(crate) struct dl_find_object {
    dlfo_flags: c_ulonglong,
    dlfo_map_start: *mut c_void,
    dlfo_map_end: *mut c_void,
    dlfo_link_map: *mut c_void,
    dlfo_eh_frame: *mut c_void,
    reserved: [c_ulonglong; 7],
}

/// A search for the object that has an address.
struct Search {
    address: usize,
    found: dl_find_object,
}

/// Looks at one object; 1 ends the search.
unsafe extern "C" fn look(info: *mut dl_phdr_info, _size: size_t, search: *mut c_void) -> c_int {
    const PT_LOAD: u32 = 1;
    const PT_GNU_EH_FRAME: u32 = 0x6474_e550;
    // SAFETY: given by `dl_iterate_phdr`: a whole structure, and the search it was called with.
    let (info, search) = unsafe { (&*info, &mut *search.cast::<Search>()) };
    // SAFETY: the object's headers stay mapped over the call.
    let headers =
        unsafe { core::slice::from_raw_parts(info.dlpi_phdr, usize::from(info.dlpi_phnum)) };
    let offset = info.dlpi_addr;
    let loads = || headers.iter().filter(|h| h.kind == PT_LOAD);
    let start = loads()
        .map(|h| h.address)
        .min()
        .unwrap_or(0)
        .wrapping_add(offset);
    let end = loads()
        .map(|h| h.address + h.memory_size)
        .max()
        .unwrap_or(0)
        .wrapping_add(offset);
    let table = headers.iter().find(|h| h.kind == PT_GNU_EH_FRAME);
    match table {
        Some(table) if (start..end).contains(&search.address) => {
            search.found.dlfo_map_start = start as *mut c_void;
            search.found.dlfo_map_end = end as *mut c_void;
            search.found.dlfo_eh_frame = offset.wrapping_add(table.address) as *mut c_void;
            1
        }
        _ => 0,
    }
}

/// glibc: `_dl_find_object`: the object that has `address`, and its unwind table. 0, or -1 if none has.
#[cfg_attr(not(test), no_mangle)]
pub(crate) unsafe extern "C" fn _dl_find_object(
    address: *mut c_void,
    result: *mut dl_find_object,
) -> c_int {
    let found = dl_find_object {
        dlfo_flags: 0,
        dlfo_map_start: core::ptr::null_mut(),
        dlfo_map_end: core::ptr::null_mut(),
        dlfo_link_map: core::ptr::null_mut(),
        dlfo_eh_frame: core::ptr::null_mut(),
        reserved: [0; 7],
    };
    let mut search = Search {
        address: address as usize,
        found,
    };
    // SAFETY: the callback gets what it asks for; the caller's pointer.
    unsafe {
        if dl_iterate_phdr(look, (&raw mut search).cast()) == 0 {
            return -1;
        }
        result.write(search.found);
    }
    0
}

/// The argument of `__tls_get_addr` (System V ABI for thread-local storage).
#[repr(C)]
pub(crate) struct TlsIndex {
    module: usize,
    offset: usize,
}

/// Address of a thread-local variable by module and offset. Without a loader there is module 1, right below
/// the control block.
#[cfg_attr(not(test), no_mangle)]
pub(crate) unsafe extern "C" fn __tls_get_addr(index: *const TlsIndex) -> *mut c_void {
    // SAFETY: the linker made the index.
    unsafe {
        if let Some(loader) = loader::get() {
            return (loader.tls_address)(index.cast());
        }
        debug_assert!((*index).module == 1);
        crate::thread::tls_start().add((*index).offset).cast()
    }
}
