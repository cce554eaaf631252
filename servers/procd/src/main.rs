//! procd: joins the manager to the message loop. Started by bootstrap; serves the scheme `proc`
//! for processes' own operations and for `/proc`.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(target_os = "none")]
mod kernel;
#[cfg(target_os = "none")]
mod server;
#[cfg(target_os = "none")]
mod start;

#[cfg(not(target_os = "none"))]
fn main() {
    eprintln!("procd runs on Ochre only");
    std::process::exit(1);
}
