//! bootstrap: the process that the kernel makes.
//!
//! It starts the process manager and the root file system from the boot archive, opens the root
//! directory, starts init as process 1, and from then on carries what those three print to the
//! kernel log.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(target_os = "none")]
mod launch;
#[cfg(target_os = "none")]
mod start;
#[cfg(target_os = "none")]
mod steps;

#[cfg(not(target_os = "none"))]
fn main() {
    eprintln!("bootstrap runs on Ochre only");
    std::process::exit(1);
}
