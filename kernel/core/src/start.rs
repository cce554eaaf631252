//! From the machine's boot to the first process.

use crate::machine::BootInformation;

/// Starts the kernel on the boot CPU; ends in its idle loop.
pub fn boot(information: BootInformation) -> ! {
    crate::info!("command line: {}", information.command_line);
    cpu()
}

/// Starts a CPU's idle loop.
pub fn cpu() -> ! {
    loop {
        crate::machine::machine().wait_for_interrupt();
    }
}
