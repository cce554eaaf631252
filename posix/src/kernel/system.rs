//! The system as a whole, and hardware for drivers.

use super::call::kernel_call;
use abi::errno::Result;
use abi::system::{SystemInfo, SystemOperation};
use abi::{Handle, UserSlice};

/// The system's counters.
pub fn info() -> Result<SystemInfo> {
    let mut info = SystemInfo::default();
    let len = core::mem::size_of::<SystemInfo>();
    // SAFETY: the kernel writes at most `len` bytes of the info.
    unsafe { kernel_call!(SystemInfo, core::ptr::from_mut(&mut info), len) }?;
    Ok(info)
}

/// Controls the machine; needs the hardware handle.
pub fn control(hardware: Handle, operation: SystemOperation, argument: u64) -> Result<()> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(SystemControl, hardware.0, operation, argument) }.map(drop)
}

/// A handle on an interrupt line.
pub fn interrupt_create(hardware: Handle, line: u32) -> Result<Handle> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(InterruptCreate, hardware.0, line) }.map(|h| Handle(h as u32))
}

/// Writes a line to the kernel log.
pub fn log(line: &[u8]) {
    // SAFETY: the kernel reads the line. A log that is full or refused is nobody's error.
    let _ = unsafe { kernel_call!(Log, line.as_ptr(), line.len()) };
}

/// Reads the kernel log from a byte offset.
pub fn log_read(buffer: &mut [u8], offset: u64) -> Result<usize> {
    // SAFETY: the kernel writes the buffer.
    unsafe { kernel_call!(LogRead, buffer.as_mut_ptr(), buffer.len(), offset) }.map(|n| n as usize)
}

/// Fills a buffer from the kernel's random generator; bytes written.
pub fn random(buffer: UserSlice) -> Result<usize> {
    // SAFETY: the kernel writes the buffer.
    unsafe { kernel_call!(Random, buffer.address, buffer.len) }.map(|n| n as usize)
}
