//! The auxiliary vector: what `exec` tells a new program (System V ABI, AMD64 supplement, 3.4.3).

use core::sync::atomic::{AtomicPtr, Ordering};

pub const AT_PHDR: usize = 3;
pub const AT_PHENT: usize = 4;
pub const AT_PHNUM: usize = 5;
pub const AT_SECURE: usize = 23;
pub const AT_RANDOM: usize = 25;
pub const AT_SYSINFO_EHDR: usize = 33;

/// One `Elf64_Phdr`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ProgramHeader {
    pub kind: u32,
    pub flags: u32,
    pub offset: usize,
    pub address: usize,
    pub physical: usize,
    pub file_size: usize,
    pub memory_size: usize,
    pub align: usize,
}

static VECTOR: AtomicPtr<usize> = AtomicPtr::new(core::ptr::null_mut());

/// Remembers where the vector is.
///
/// # Safety
/// It is a vector that ends with `AT_NULL` and is never changed.
pub unsafe fn set(vector: *mut usize) {
    VECTOR.store(vector, Ordering::Relaxed);
}

/// The value of a tag, if the vector has it.
pub fn get(tag: usize) -> Option<usize> {
    let mut entry = VECTOR.load(Ordering::Relaxed);
    if entry.is_null() {
        return None;
    }
    // SAFETY: pairs of words up to a pair whose first is 0.
    unsafe {
        while *entry != 0 {
            if *entry == tag {
                return Some(*entry.add(1));
            }
            entry = entry.add(2);
        }
    }
    None
}

/// The page above the first thread's stack: what `exec` put there ends in that page.
pub fn end_of_stack() -> usize {
    (VECTOR.load(Ordering::Relaxed) as usize).next_multiple_of(4096)
}

const PT_DYNAMIC: u32 = 2;
const PT_PHDR: u32 = 6;
pub const PT_TLS: u32 = 7;

#[cfg(not(test))]
extern "C" {
    #[linkage = "extern_weak"]
    static _DYNAMIC: *const usize;
}

/// Address of the program's dynamic section, or 0.
#[cfg(not(test))]
fn dynamic_section() -> usize {
    // SAFETY: only the symbol's address is used.
    unsafe { _DYNAMIC as usize }
}

/// In host tests the program is the host's.
#[cfg(test)]
fn dynamic_section() -> usize {
    0
}

/// The program's own headers and load offset, for `dl_iterate_phdr` and TLS.
pub fn program() -> (&'static [ProgramHeader], usize) {
    let (Some(address), Some(entries)) = (get(AT_PHDR), get(AT_PHNUM)) else {
        return (&[], 0);
    };
    // SAFETY: `exec` says where the headers are; they stay mapped.
    let headers = unsafe { core::slice::from_raw_parts(address as *const ProgramHeader, entries) };
    let mut offset = 0;
    for header in headers {
        if header.kind == PT_PHDR {
            offset = address.wrapping_sub(header.address);
        } else if header.kind == PT_DYNAMIC {
            let dynamic = dynamic_section();
            if dynamic != 0 {
                offset = dynamic.wrapping_sub(header.address);
            }
        }
    }
    (headers, offset)
}
