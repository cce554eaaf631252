//! From the machine's boot to the first process.
//!
//! [`archive`] finds a file in the initfs, [`elf`] reads its program headers, [`first`] makes the
//! process. What the machine has done before is said at [`BootInformation`].

mod archive;
mod elf;
mod first;

use crate::machine::{machine, BootInformation};
use crate::memory::frame;
use crate::scheduler;
use crate::thread::Thread;
use crate::time;

/// Starts the kernel on the boot CPU; ends in its idle loop.
pub fn boot(information: BootInformation) -> ! {
    scheduler::adopt_idle(Thread::idle());
    let Some(clock_frame) = frame::allocate() else {
        panic!("no memory for the clock page");
    };
    machine().zero_frame(clock_frame);
    time::initialise(clock_frame);
    let frames = frame::counts();
    crate::info!(
        "{} CPUs, {} of {} MiB free, command line: {}",
        machine().cpu_count(),
        frames.free / 256,
        frames.total / 256,
        information.command_line
    );
    machine().start_cpus();
    if let Err(problem) = first::start(&information) {
        panic!("cannot start the first process: {problem}");
    }
    scheduler::idle()
}

/// Starts any other CPU's idle loop.
pub fn cpu() -> ! {
    scheduler::adopt_idle(Thread::idle());
    scheduler::idle()
}
