//! The server of sockets of the Unix domain: names, listening, connecting.
//!
//! A socket is a file of the scheme `local`. Its data never comes here: to connect two, the server makes a pair in
//! the kernel and gives each an end. `socket` is what is known of one, `names` finds them, `server` is between
//! them and the messages of `posix::socket`.
#![forbid(unsafe_code)]

mod names;
mod server;
mod socket;

use abi::errno::{Errno, Result};
use abi::message::MESSAGE_MAX;
use posix::kernel::system;
use posix::server::{tell_ready, Buffers, Scheme};
use server::Local;

fn serve() -> Result<Errno> {
    let scheme = Scheme::register(b"local")?;
    tell_ready(std::env::var("READY_FD").ok().as_deref());
    let mut server = Local::new(scheme);
    let mut input = Box::new([0; MESSAGE_MAX]);
    let mut output = Box::new([0; MESSAGE_MAX]);
    Ok(scheme.serve(
        &mut server,
        Buffers {
            input: &mut input,
            output: &mut output,
        },
    ))
}

fn main() {
    let (Ok(errno) | Err(errno)) = serve();
    system::log(format!("local: cannot serve: {errno:?}").as_bytes());
    std::process::exit(1);
}
