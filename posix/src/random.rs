//! `getrandom`, `getentropy`.

use crate::kernel::system;
use abi::errno::Result;
use abi::{Errno, UserSlice};

/// Fills the buffer; never blocks, for the kernel's generator is seeded at boot. Errors: EFAULT.
pub fn getrandom(buffer: UserSlice) -> Result<usize> {
    system::random(buffer)
}

/// Fills a buffer of up to 256 bytes. Errors: EIO if it is longer.
pub fn getentropy(buffer: &mut [u8]) -> Result<()> {
    if buffer.len() > 256 {
        return Err(Errno::EIO);
    }
    system::random(UserSlice::of_mut(buffer)).map(drop)
}
