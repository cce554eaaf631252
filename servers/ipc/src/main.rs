//! The System V IPC server: message queues, semaphores and shared memory segments.
//!
//! They outlive the processes that use them, so they live here, in the scheme `ipc`. `table` finds them by key
//! and identifier, `permission` says who may; `message`, `semaphore` and `memory` are what they do; `server`
//! is between them and the messages of `posix::ipc`. A request that waits is answered when a later one, a
//! process's end or a time-out lets it go on.
#![forbid(unsafe_code)]

mod answer;
mod memory;
mod message;
mod permission;
mod semaphore;
mod server;
mod table;
#[cfg(test)]
mod tests;

use abi::errno::{Errno, Result};
use abi::event::{PollItem, Ready};
use abi::message::MESSAGE_MAX;
use abi::time::{Clock, NO_DEADLINE};
use posix::kernel::{event, system, time};
use posix::server::{tell_ready, Buffers, Scheme};
use server::Ipc;

/// How often removed segments that are attached are looked at. A detachment by exit tells nobody.
const SWEEP_NS: u64 = 1_000_000_000;

fn serve() -> Result<Errno> {
    let scheme = Scheme::register(b"ipc")?;
    let mut server = Ipc::new(scheme);
    tell_ready(std::env::var("READY_FD").ok().as_deref());
    let mut input = Box::new([0; MESSAGE_MAX]);
    let mut output = Box::new([0; MESSAGE_MAX]);
    loop {
        let now = time::get(Clock::Monotonic)?;
        server.expire(now);
        let mut deadline = server.next_deadline().unwrap_or(NO_DEADLINE);
        if server.sweep() {
            deadline = deadline.min(now + SWEEP_NS);
        }
        let mut items = [PollItem {
            handle: scheme.handle(),
            interest: Ready::IN.bits() as u16,
            found: 0,
        }];
        match event::poll(&mut items, deadline, None) {
            Ok(_) | Err(Errno::EINTR | Errno::ETIMEDOUT) => {}
            Err(errno) => return Err(errno),
        }
        let buffers = Buffers {
            input: &mut input,
            output: &mut output,
        };
        match scheme.serve_until(&mut server, buffers, 0) {
            Errno::EAGAIN | Errno::ETIMEDOUT | Errno::EINTR => {}
            errno => return Ok(errno),
        }
    }
}

fn main() {
    let (Ok(errno) | Err(errno)) = serve();
    system::log(format!("ipc: cannot serve: {errno:?}").as_bytes());
    std::process::exit(1);
}
