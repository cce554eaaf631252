//! Control and model-specific registers, set the same on every CPU.

use super::descriptors::{KERNEL_CODE, USER_BASE};
use super::features;
use core::arch::asm;
use x86_64::registers::control::{Cr0, Cr0Flags, Cr4, Cr4Flags};
use x86_64::registers::model_specific::Msr;
use x86_64::registers::rflags::RFlags;

const EFER: u32 = 0xc000_0080;
const STAR: u32 = 0xc000_0081;
const LSTAR: u32 = 0xc000_0082;
const SFMASK: u32 = 0xc000_0084;
const PAT: u32 = 0x277;
const FS_BASE: u32 = 0xc000_0100;
const GS_BASE: u32 = 0xc000_0101;
const KERNEL_GS_BASE: u32 = 0xc000_0102;

/// Page attribute table: as at reset, but entries 1 and 5 (PWT alone) are write-combining.
const PAT_VALUE: u64 = 0x0007_0106_0007_0106;

/// Writes a model-specific register.
///
/// # Safety
/// The register exists and the value keeps the kernel's invariants.
#[inline]
pub unsafe fn write_msr(register: u32, value: u64) {
    // SAFETY: the caller's promise.
    unsafe { Msr::new(register).write(value) };
}

/// Reads a model-specific register that exists.
#[inline]
pub fn read_msr(register: u32) -> u64 {
    // SAFETY: reading has no effect on memory; callers name registers that the CPU has.
    unsafe { Msr::new(register).read() }
}

/// Sets this CPU up. The descriptor tables and per-CPU data are there already.
pub fn initialise() {
    let features = features::get();
    let mut cr4 = Cr4Flags::PHYSICAL_ADDRESS_EXTENSION
        | Cr4Flags::PAGE_GLOBAL
        | Cr4Flags::OSFXSR
        | Cr4Flags::OSXMMEXCPT_ENABLE
        | Cr4Flags::MACHINE_CHECK_EXCEPTION;
    cr4.set(Cr4Flags::PCID, features.pcid);
    cr4.set(Cr4Flags::OSXSAVE, features.xsave);
    cr4.set(Cr4Flags::FSGSBASE, features.fsgsbase);
    cr4.set(
        Cr4Flags::SUPERVISOR_MODE_EXECUTION_PROTECTION,
        features.smep,
    );
    cr4.set(Cr4Flags::SUPERVISOR_MODE_ACCESS_PREVENTION, features.smap);
    cr4.set(Cr4Flags::USER_MODE_INSTRUCTION_PREVENTION, features.umip);
    let cr0 = Cr0Flags::PROTECTED_MODE_ENABLE
        | Cr0Flags::PAGING
        | Cr0Flags::WRITE_PROTECT
        | Cr0Flags::NUMERIC_ERROR
        | Cr0Flags::MONITOR_COPROCESSOR
        | Cr0Flags::EXTENSION_TYPE;
    // SAFETY: only features that the CPU has; kernel code is mapped executable and supervisor,
    // kernel accesses to user memory go through `user_copy`; no user table is loaded yet.
    unsafe {
        Cr0::write(cr0);
        Cr4::write(cr4);
        write_msr(PAT, PAT_VALUE);
        write_msr(EFER, read_msr(EFER) | 1);
        write_msr(
            STAR,
            u64::from(USER_BASE) << 48 | u64::from(KERNEL_CODE) << 32,
        );
        write_msr(LSTAR, crate::x86_64::trap::syscall_entry_address());
        let cleared = RFlags::INTERRUPT_FLAG
            | RFlags::DIRECTION_FLAG
            | RFlags::TRAP_FLAG
            | RFlags::ALIGNMENT_CHECK
            | RFlags::NESTED_TASK
            | RFlags::IOPL_LOW
            | RFlags::IOPL_HIGH;
        write_msr(SFMASK, cleared.bits());
        if features.xsave {
            let components = features.xsave_components;
            asm!("xsetbv", in("ecx") 0, in("eax") components as u32,
                in("edx") (components >> 32) as u32, options(nostack));
        }
    }
}

/// Makes the per-CPU data at `address` this CPU's.
///
/// # Safety
/// It is a `CpuLocal` that lives for ever.
pub unsafe fn set_kernel_gs(address: u64) {
    // SAFETY: the caller's promise. While in the kernel GS_BASE is the kernel's and
    // KERNEL_GS_BASE the user's.
    unsafe {
        write_msr(GS_BASE, address);
        write_msr(KERNEL_GS_BASE, 0);
    }
}

/// The FS base that user code has now; only meaningful with FSGSBASE, where user code may change it.
#[inline]
pub fn read_fs_base() -> u64 {
    let base: u64;
    // SAFETY: called only where FSGSBASE is enabled.
    unsafe { asm!("rdfsbase {}", out(reg) base, options(nomem, nostack, preserves_flags)) };
    base
}

/// The user's GS base, as [`read_fs_base`].
#[inline]
pub fn read_user_gs_base() -> u64 {
    let base: u64;
    // SAFETY: called only where FSGSBASE is enabled; interrupts are off, and NMIs restore GS.
    unsafe {
        asm!("swapgs", "rdgsbase {}", "swapgs", out(reg) base,
            options(nomem, nostack, preserves_flags));
    }
    base
}

/// Sets the user's FS and GS bases, which are canonical.
#[inline]
pub fn write_user_bases(fs: u64, gs: u64) {
    // SAFETY: the kernel does not use FS; the user's GS base is the swapped-out one.
    unsafe {
        if features::get().fsgsbase {
            asm!("wrfsbase {}", "swapgs", "wrgsbase {}", "swapgs", in(reg) fs, in(reg) gs,
                options(nomem, nostack, preserves_flags));
        } else {
            write_msr(FS_BASE, fs);
            write_msr(KERNEL_GS_BASE, gs);
        }
    }
}
