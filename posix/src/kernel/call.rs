//! The `syscall` instruction.

use abi::errno::Result;
use abi::{Call, Errno};

/// Makes a kernel call with up to six arguments.
///
/// # Safety
/// The call's effects on this process's memory and handles must be acceptable: mapping over
/// memory in use, or writing to memory that Rust holds references to, is the caller's promise.
#[cfg(not(test))]
#[inline(always)]
pub unsafe fn call6(call: Call, arguments: [u64; 6]) -> Result<u64> {
    let result: i64;
    // SAFETY: the kernel preserves all but RAX, RCX and R11; memory is clobbered (no `nomem`).
    unsafe {
        core::arch::asm!(
            "syscall",
            inlateout("rax") call as u64 => result,
            in("rdi") arguments[0],
            in("rsi") arguments[1],
            in("rdx") arguments[2],
            in("r10") arguments[3],
            in("r8") arguments[4],
            in("r9") arguments[5],
            lateout("rcx") _,
            lateout("r11") _,
            options(nostack),
        );
    }
    Errno::from_result(result)
}

/// On the host, where tests run, there is no such kernel.
///
/// # Safety
/// None needed: nothing is done.
#[cfg(test)]
pub unsafe fn call6(_call: Call, _arguments: [u64; 6]) -> Result<u64> {
    Err(Errno::ENOSYS)
}

/// [`call6`] with the arguments left out being 0.
macro_rules! kernel_call {
    (@pad $call:expr, [$($done:expr),*] ) => { $crate::kernel::call::call6($call, $crate::kernel::call::pad([$($done as u64),*])) };
    ($call:ident $(, $argument:expr)*) => {
        kernel_call!(@pad abi::Call::$call, [$($argument),*])
    };
}
pub(crate) use kernel_call;

/// Pads an argument list with zeros.
#[inline(always)]
pub const fn pad<const N: usize>(arguments: [u64; N]) -> [u64; 6] {
    let mut padded = [0; 6];
    let mut i = 0;
    while i < N {
        padded[i] = arguments[i];
        i += 1;
    }
    padded
}
