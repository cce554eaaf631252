//! What bootstrap gives to the first servers, beside the fixed handles of [`abi::handle`].

use crate::kernel::memory::{get_size, Mapping};
use abi::errno::Result;
use abi::handle::HIGH_BASE;
use abi::Handle;

pub use abi::handle::boot::{HARDWARE, INITFS, PROCESS_FACTORY};

/// The scheme that the server is to serve.
pub const SCHEME: Handle = Handle(HIGH_BASE + 8);

/// The initial files, a ustar archive; mapped for as long as the process lives. Errors: EBADF if
/// the process was not given them.
pub fn initfs() -> Result<&'static [u8]> {
    let len = get_size(INITFS)? as usize;
    let mapping = Mapping::of_object(INITFS, len)?;
    Ok(&mapping.leak()[..len])
}
