//! The terminal server's loop: requests, serial interrupts, read time-outs.
#![forbid(unsafe_code)]

use abi::errno::{Errno, Result};
use abi::event::{PollItem, Ready};
use abi::message::MESSAGE_MAX;
use abi::system::SystemOperation;
use abi::time::NO_DEADLINE;
use posix::kernel::{event, system};
use posix::server::{boot, tell_ready, Buffers, Scheme};
use terminal::serial::{Received, Serial};
use terminal::server::{now, Terminals};
use terminal::terminal::{Line, Terminal};

/// Ports and interrupt lines of a PC's serial lines.
const UARTS: [(u16, u32); 2] = [(0x3f8, 4), (0x2f8, 3)];

fn main() {
    let (Ok(errno) | Err(errno)) = serve();
    system::log(format!("terminal: cannot serve: {errno:?}").as_bytes());
    std::process::exit(1);
}

fn serve() -> Result<Errno> {
    system::control(boot::HARDWARE, SystemOperation::EnablePorts, 0)?;
    let mut lines = Vec::new();
    let mut interrupts = Vec::new();
    for (base, line) in UARTS {
        if let Some(serial) = Serial::open(boot::HARDWARE, base, line)? {
            interrupts.push(serial.interrupt());
            lines.push(Line::Serial(serial));
        }
    }
    let scheme = Scheme::register(b"tty")?;
    let mut server = Terminals::new(scheme, lines);
    tell_ready(std::env::var("READY_FD").ok().as_deref());
    let mut input = Box::new([0; MESSAGE_MAX]);
    let mut output = Box::new([0; MESSAGE_MAX]);
    loop {
        let deadline = server.next_deadline().unwrap_or(NO_DEADLINE);
        let item = |handle| PollItem {
            handle,
            interest: Ready::IN.bits() as u16,
            found: 0,
        };
        let mut items = vec![item(scheme.handle())];
        items.extend(interrupts.iter().map(|&handle| item(handle)));
        match event::poll(&mut items, deadline, None) {
            Ok(_) | Err(Errno::EINTR | Errno::ETIMEDOUT) => {}
            Err(errno) => return Err(errno),
        }
        for (terminal, item) in server.serials().zip(&items[1..]) {
            if item.found != 0 {
                receive(terminal);
            }
        }
        server.settle(now());
        let buffers = Buffers {
            input: &mut input,
            output: &mut output,
        };
        match scheme.serve_until(&mut server, buffers, 0) {
            Errno::EAGAIN | Errno::ETIMEDOUT | Errno::EINTR => {}
            errno => return Ok(errno),
        }
        server.settle(now());
    }
}

/// Takes what the UART has.
fn receive(terminal: &mut Terminal) {
    let mut bytes = Vec::new();
    let mut breaks = false;
    if let Line::Serial(serial) = &mut terminal.line {
        serial.acknowledge();
        while let Some(received) = serial.receive() {
            match received {
                Received::Byte(byte) => bytes.push(byte),
                Received::Break => breaks = true,
            }
        }
    }
    terminal.receive(&bytes);
    if breaks {
        terminal.receive_break();
    }
}
