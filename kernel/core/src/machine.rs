//! The machine below core: [`kernel_interface`] is the boundary, [`machine`] the way to it.

#[cfg(test)]
pub mod simulated;

pub use access::{install, installed, machine};
pub use kernel_interface::*;

#[cfg(not(test))]
mod access {
    use super::{linked, Machine};
    use core::sync::atomic::{AtomicBool, Ordering};

    static INSTALLED: AtomicBool = AtomicBool::new(false);

    /// The machine can be called from now on: once, before anything else in core runs.
    pub fn install() {
        INSTALLED.store(true, Ordering::Release);
    }

    /// The machine, if it can be called yet.
    #[inline]
    pub fn installed() -> Option<&'static dyn Machine> {
        INSTALLED.load(Ordering::Acquire).then(linked)
    }

    /// The machine.
    #[inline(always)]
    pub fn machine() -> &'static dyn Machine {
        linked()
    }
}

#[cfg(test)]
mod access {
    use super::Machine;
    use spin::Once;

    static MACHINE: Once<&'static dyn Machine> = Once::new();

    /// Takes the simulated machine, once, before anything else in core runs.
    pub fn install(machine: &'static dyn Machine) {
        MACHINE.call_once(|| machine);
    }

    /// The machine, if there is one yet.
    pub fn installed() -> Option<&'static dyn Machine> {
        MACHINE.get().copied()
    }

    /// The machine.
    pub fn machine() -> &'static dyn Machine {
        installed().expect("no test has started the simulated machine")
    }
}
