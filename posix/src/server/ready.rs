//! Telling `init` that a service is ready.

use crate::kernel::file;
use abi::file::CURRENT_OFFSET;
use abi::{Handle, UserSlice};

/// Writes a byte to the descriptor that the variable `READY_FD` numbers, and closes it; `variable`
/// is its value. A service started by hand has none, and tells nobody.
pub fn tell_ready(variable: Option<&str>) {
    let Some(fd) = variable.and_then(|text| text.parse::<u16>().ok()) else {
        return;
    };
    let descriptor = Handle(fd.into());
    // If nobody listens any more, nobody minds.
    let _ = file::write(descriptor, UserSlice::of(b"\n"), CURRENT_OFFSET);
    let _ = crate::kernel::handle::close(descriptor);
}
