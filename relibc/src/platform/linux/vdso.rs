//! Functions that Linux maps into every process (the vDSO): `clock_gettime` without a system call.

use crate::start::auxv;
use crate::types::*;
use core::ffi::CStr;
use core::sync::atomic::{AtomicUsize, Ordering};

/// The vDSO's `clock_gettime`: 0 or minus an error number.
pub type ClockGettime = unsafe extern "C" fn(clockid_t, *mut timespec) -> c_int;

const UNKNOWN: usize = 0;
const ABSENT: usize = 1;

static FOUND: AtomicUsize = AtomicUsize::new(UNKNOWN);

/// The kernel's function, looked up at the first call.
#[inline]
pub fn clock_gettime() -> Option<ClockGettime> {
    let mut address = FOUND.load(Ordering::Relaxed);
    if address == UNKNOWN {
        // SAFETY: the kernel's image is a whole ELF object.
        address = auxv::get(auxv::AT_SYSINFO_EHDR)
            .and_then(|base| unsafe { find(base, c"__vdso_clock_gettime") })
            .unwrap_or(ABSENT);
        FOUND.store(address, Ordering::Relaxed);
    }
    // SAFETY: the address is that of the function by its name in the kernel's image.
    (address != ABSENT).then(|| unsafe { core::mem::transmute::<usize, ClockGettime>(address) })
}

const PT_LOAD: u32 = 1;
const PT_DYNAMIC: u32 = 2;
const DT_HASH: usize = 4;
const DT_STRTAB: usize = 5;
const DT_SYMTAB: usize = 6;

/// One `Elf64_Sym`.
#[repr(C)]
struct Symbol {
    name: u32,
    info: u8,
    other: u8,
    section: u16,
    value: usize,
    size: usize,
}

/// Address of a function defined in the image at `base`.
///
/// # Safety
/// `base` is a mapped ELF object with a System V hash table or none.
unsafe fn find(base: usize, name: &CStr) -> Option<usize> {
    const E_PHOFF: usize = 32;
    const E_PHNUM: usize = 56;
    // SAFETY: the caller's promise; offsets are ELF's (System V gABI, ELF header).
    unsafe {
        let table = (base + *((base + E_PHOFF) as *const usize)) as *const auxv::ProgramHeader;
        let count = usize::from(*((base + E_PHNUM) as *const u16));
        let headers = core::slice::from_raw_parts(table, count);
        let load = headers.iter().find(|h| h.kind == PT_LOAD)?;
        let bias = base + load.offset - load.address;
        let dynamic = headers.iter().find(|h| h.kind == PT_DYNAMIC)?;
        let (mut hash, mut strings, mut symbols) = (None, None, None);
        let mut entry = (base + dynamic.offset) as *const usize;
        while *entry != 0 {
            let address = Some(bias + *entry.add(1));
            match *entry {
                DT_HASH => hash = address,
                DT_STRTAB => strings = address,
                DT_SYMTAB => symbols = address,
                _ => {}
            }
            entry = entry.add(2);
        }
        let count = *(hash? as *const u32).add(1) as usize;
        let symbols = core::slice::from_raw_parts(symbols? as *const Symbol, count);
        let wanted = |s: &&Symbol| {
            s.section != 0
                && CStr::from_ptr((strings.unwrap_or(0) + s.name as usize) as *const c_char) == name
        };
        symbols
            .iter()
            .find(wanted)
            .map(|symbol| bias + symbol.value)
    }
}
