//! The end of the system.

use anyhow::Result;

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
