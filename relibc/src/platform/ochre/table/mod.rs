//! The calls that Ochre has, by family. Each is a function of [`Ochre`] itself with the name and the
//! arguments of its row in [`crate::platform::calls`]; it goes before the trait's function of that name,
//! which says `ENOSYS`. The compiler reports one that has no row as never used.

mod attributes;
mod clocks;
mod descriptors;
mod files;
mod identity;
mod ipc;
mod memory;
mod polling;
mod processes;
mod signals;
mod sockets;
mod threads;
