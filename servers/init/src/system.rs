//! The end of the system.

use abi::handle::{boot, HandleFlags};
use anyhow::Result;
use posix::kernel::handle;

/// How the system ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    PowerOff,
    Reboot,
}

/// Whether this is the system's first process.
pub fn is_first_process() -> bool {
    std::process::id() == 1
}

/// Whether the next process started keeps the right to ports, interrupts and device memory. Without
/// effect where this is not the first process, which alone has that right to give.
pub fn lend_hardware(lent: bool) -> Result<()> {
    if !is_first_process() {
        return Ok(());
    }
    let flags = if lent {
        HandleFlags::empty()
    } else {
        HandleFlags::CLOSE_ON_EXEC
    };
    handle::set_flags(boot::HARDWARE, flags)
        .map_err(|errno| anyhow::anyhow!("cannot lend the hardware: {errno:?}"))
}

/// Switches off or reboots; where this is not the first process, only returns.
pub fn end(ending: Ending) -> Result<()> {
    if !is_first_process() {
        return Ok(());
    }
    let mode = match ending {
        Ending::PowerOff => nix::sys::reboot::RebootMode::RB_POWER_OFF,
        Ending::Reboot => nix::sys::reboot::RebootMode::RB_AUTOBOOT,
    };
    match nix::sys::reboot::reboot(mode) {
        Ok(never) => match never {},
        Err(error) => Err(anyhow::anyhow!("cannot {ending:?}: {error}")),
    }
}
