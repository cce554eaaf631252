//! Access to user memory of the address space that is loaded.
//!
//! Every instruction here that touches user memory is listed in the exception table with the place
//! to go on at; a fault there is first given to core to mend, and only if that is refused the copy
//! fails (see `trap::page_fault`).

use crate::x86_64::cpu::features;
use core::arch::asm;
use kernel_core::machine::UserFault;

/// An instruction that may fault, and where to go on if it does.
#[repr(C)]
pub struct ExceptionEntry {
    instruction: usize,
    fixup: usize,
}

extern "C" {
    static __exception_table_start: ExceptionEntry;
    static __exception_table_end: ExceptionEntry;
}

/// Where to go on after a fault at `instruction`, if it is one of those here.
pub fn fixup(instruction: usize) -> Option<usize> {
    let start = &raw const __exception_table_start;
    let end = &raw const __exception_table_end;
    // SAFETY: the linker script puts the table's entries between these symbols.
    let table = unsafe {
        core::slice::from_raw_parts(
            start,
            (end as usize - start as usize) / size_of::<ExceptionEntry>(),
        )
    };
    table
        .iter()
        .find(|entry| entry.instruction == instruction)
        .map(|entry| entry.fixup)
}

/// Lets the kernel touch user pages until dropped (SMAP).
struct UserAccess {
    smap: bool,
}

impl UserAccess {
    #[inline]
    fn open() -> Self {
        let smap = features::get().smap;
        if smap {
            // SAFETY: only opens user pages to the kernel until the guard is dropped; the accesses
            // in between are those of this module.
            unsafe { asm!("stac", options(nostack)) };
        }
        Self { smap }
    }
}

impl Drop for UserAccess {
    #[inline]
    fn drop(&mut self) {
        if self.smap {
            // SAFETY: closes them again.
            unsafe { asm!("clac", options(nostack)) };
        }
    }
}

/// Fails unless the range is user memory.
#[inline]
fn check(address: usize, len: usize) -> Result<(), UserFault> {
    match address.checked_add(len) {
        Some(end) if end <= abi::USER_TOP => Ok(()),
        _ => Err(UserFault),
    }
}

/// Copies by 8 bytes, then the rest by 1; false after a fault that core refused to mend.
///
/// # Safety
/// One side is user memory that [`check`] passed, the other is valid kernel memory of that length
/// that overlaps nothing in use.
#[inline]
unsafe fn copy(to: *mut u8, from: *const u8, len: usize) -> bool {
    let failed: u64;
    let _access = UserAccess::open();
    // SAFETY: the caller's promise; faults on the user side are caught by the exception table.
    unsafe {
        asm!(
            "mov {failed:e}, 1",
            "2: rep movsq",
            "mov ecx, {rest:e}",
            "3: rep movsb",
            "xor {failed:e}, {failed:e}",
            "4:",
            ".pushsection .exception_table, \"a\"",
            ".quad 2b, 4b, 3b, 4b",
            ".popsection",
            failed = out(reg) failed,
            rest = in(reg) len & 7,
            inout("rcx") len >> 3 => _,
            inout("rdi") to => _,
            inout("rsi") from => _,
            options(nostack),
        )
    }
    failed == 0
}

/// Copies into kernel memory.
#[inline]
pub fn from_user(into: *mut u8, from: usize, len: usize) -> Result<(), UserFault> {
    check(from, len)?;
    // SAFETY: checked; `into` is valid for `len` bytes by this module's callers in `machine`.
    unsafe { copy(into, from as *const u8, len) }
        .then_some(())
        .ok_or(UserFault)
}

/// Copies out of kernel memory.
#[inline]
pub fn to_user(to: usize, from: *const u8, len: usize) -> Result<(), UserFault> {
    check(to, len)?;
    // SAFETY: as in `from_user`.
    unsafe { copy(to as *mut u8, from, len) }
        .then_some(())
        .ok_or(UserFault)
}

/// Zeroes user memory.
pub fn zero(to: usize, len: usize) -> Result<(), UserFault> {
    check(to, len)?;
    let failed: u64;
    let _access = UserAccess::open();
    // SAFETY: the range is user memory; faults are caught by the exception table.
    unsafe {
        asm!(
            "mov {failed:e}, 1",
            "2: rep stosq",
            "mov ecx, {rest:e}",
            "3: rep stosb",
            "xor {failed:e}, {failed:e}",
            "4:",
            ".pushsection .exception_table, \"a\"",
            ".quad 2b, 4b, 3b, 4b",
            ".popsection",
            failed = out(reg) failed,
            rest = in(reg) len & 7,
            inout("rcx") len >> 3 => _,
            inout("rdi") to => _,
            in("rax") 0u64,
            options(nostack),
        )
    }
    if failed == 0 {
        Ok(())
    } else {
        Err(UserFault)
    }
}

macro_rules! word_access {
    ($load:ident, $store:ident, $type:ty, $size:literal, $modifier:literal) => {
        /// Loads one word in a single access.
        #[inline]
        pub fn $load(address: usize) -> Result<$type, UserFault> {
            check(address, size_of::<$type>())?;
            let (failed, value): (u64, $type);
            let _access = UserAccess::open();
            // SAFETY: checked; faults are caught by the exception table.
            unsafe {
                asm!(
                    "mov {failed:e}, 1",
                    concat!("2: mov {value", $modifier, "}, ", $size, " ptr [{address}]"),
                    "xor {failed:e}, {failed:e}",
                    "3:",
                    ".pushsection .exception_table, \"a\"",
                    ".quad 2b, 3b",
                    ".popsection",
                    failed = out(reg) failed,
                    value = out(reg) value,
                    address = in(reg) address,
                    options(nostack),
                )
            }
            if failed == 0 { Ok(value) } else { Err(UserFault) }
        }

        /// Stores one word in a single access.
        #[inline]
        pub fn $store(address: usize, value: $type) -> Result<(), UserFault> {
            check(address, size_of::<$type>())?;
            let failed: u64;
            let _access = UserAccess::open();
            // SAFETY: checked; faults are caught by the exception table.
            unsafe {
                asm!(
                    "mov {failed:e}, 1",
                    concat!("2: mov ", $size, " ptr [{address}], {value", $modifier, "}"),
                    "xor {failed:e}, {failed:e}",
                    "3:",
                    ".pushsection .exception_table, \"a\"",
                    ".quad 2b, 3b",
                    ".popsection",
                    failed = out(reg) failed,
                    value = in(reg) value,
                    address = in(reg) address,
                    options(nostack),
                )
            }
            if failed == 0 { Ok(()) } else { Err(UserFault) }
        }
    };
}

word_access!(load_u32, store_u32, u32, "dword", ":e");
word_access!(load_u64, store_u64, u64, "qword", "");
