//! `cook`: builds Ochre, its ports and its images; runs and tests them.
//!
//! From the command line down: [`cli`] says what can be asked; [`test`] and [`bench`] drive the system
//! from outside; [`qemu`] runs it; [`image`] makes what is booted out of packages; [`build`] makes
//! packages from recipes in a [`sandbox`]; [`recipe`] reads and orders them, [`source`] gets their
//! sources. [`report`] is what the user sees, [`tree`] is where things are.

#![forbid(unsafe_code)]

mod bench;
mod build;
mod cli;
mod image;
mod package;
mod qemu;
mod recipe;
mod report;
mod sandbox;
mod session;
mod source;
mod test;
mod tree;

fn main() -> std::process::ExitCode {
    cli::main()
}
