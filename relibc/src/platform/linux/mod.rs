//! Linux: raw system calls. The table in [`super::calls`] makes one function of each; here is what
//! needs more than a number.

pub mod vdso;

use super::{Platform, ThreadStart};
use crate::arch;
use crate::errno::Errno;
use crate::types::winsize;
use core::ffi::{c_int, c_void};

/// Selects Linux as a [`super::Platform`].
pub struct Linux;

const ARCH_SET_FS: usize = 0x1002;

/// Turns a kernel's result register into a value or an error (-1 to -4095).
#[inline(always)]
pub fn check(result: usize) -> Result<usize, Errno> {
    if result > usize::MAX - 4095 {
        Err(Errno(result.wrapping_neg() as u16))
    } else {
        Ok(result)
    }
}

/// See [`super::Sys::set_thread_pointer`].
///
/// # Safety
/// As there.
pub unsafe fn set_thread_pointer(pointer: *mut u8) -> Result<(), Errno> {
    const ARCH_PRCTL: usize = 158;
    // SAFETY: the caller's promise.
    check(unsafe { arch::syscall6(ARCH_PRCTL, ARCH_SET_FS, pointer as usize, 0, 0, 0, 0) })
        .map(|_| ())
}

/// See [`super::Sys::clock_now`]. Kept apart, because Ochre's few steps share a function with it.
///
/// # Safety
/// As there.
#[inline(never)]
pub unsafe fn clock_now(clock: c_int, time: *mut crate::types::timespec) -> Result<(), Errno> {
    if let Some(function) = vdso::clock_gettime() {
        // SAFETY: the kernel's own function; the caller's promise.
        if unsafe { function(clock, time) } == 0 {
            return Ok(());
        }
    }
    // SAFETY: the caller's promise.
    unsafe { super::Sys::clock_gettime(clock, time) }
}

/// See [`super::Sys::terminal`].
pub fn terminal(fd: c_int) -> Result<(), Errno> {
    const TIOCGWINSZ: u64 = 0x5413;
    let mut size = winsize::default();
    // SAFETY: the request writes a winsize.
    unsafe { Linux::ioctl(fd, TIOCGWINSZ, (&raw mut size).cast()) }.map(drop)
}

/// See [`super::Sys::map_memory`].
pub fn map_memory(size: usize) -> Result<*mut u8, Errno> {
    const PROT_READ_WRITE: c_int = 1 | 2;
    const MAP_PRIVATE_ANONYMOUS: c_int = 2 | 0x20;
    let (protection, flags) = (PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS);
    // SAFETY: a fresh mapping.
    unsafe { Linux::mmap(core::ptr::null_mut(), size, protection, flags, -1, 0) }
        .map(|memory| memory.cast())
}

/// See [`super::Sys::start_thread`].
///
/// # Safety
/// As there.
pub unsafe fn start_thread(start: &ThreadStart) -> Result<c_int, Errno> {
    // VM | FS | FILES | SIGHAND | THREAD | SYSVSEM | SETTLS | PARENT_SETTID | CHILD_CLEARTID
    const FLAGS: usize =
        0x100 | 0x200 | 0x400 | 0x800 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x10_0000 | 0x20_0000;
    // SAFETY: the caller's promise; the child runs only `entry` on its own stack.
    let result = unsafe { arch::clone(FLAGS, start) };
    check(result).map(|tid| tid as c_int)
}

/// See [`super::Sys::end_thread`].
///
/// # Safety
/// As there.
pub unsafe fn end_thread(stack: *mut c_void, length: usize) -> ! {
    // SAFETY: the caller's promise.
    unsafe { arch::unmap_and_exit(stack, length) }
}
