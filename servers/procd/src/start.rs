//! The first instructions, and what lives for ever.

use crate::kernel::Kernel;
use crate::server::{Server, PROCESSES_MAX};
use abi::message::MESSAGE_MAX;
use core::fmt::Write;
use posix::kernel::system::log;
use posix::server::{Buffers, Output, Scheme};
use procd::manager::Manager;

/// The program's state: in a static because it is far larger than a stack.
struct Room {
    server: Server,
    input: [u8; MESSAGE_MAX],
    output: [u8; MESSAGE_MAX],
}

static mut ROOM: Room = Room {
    server: Server {
        manager: Manager::<Kernel, PROCESSES_MAX>::new(Kernel),
    },
    input: [0; MESSAGE_MAX],
    output: [0; MESSAGE_MAX],
};

/// The ELF entry: the stack pointer is aligned to 16, as the psABI has it at process entry.
#[unsafe(naked)]
#[unsafe(no_mangle)]
unsafe extern "C" fn _start() -> ! {
    core::arch::naked_asm!("xor ebp, ebp", "call {main}", "ud2", main = sym main)
}

extern "C" fn main() -> ! {
    // SAFETY: called once, by the only thread.
    let room = unsafe { &mut *core::ptr::addr_of_mut!(ROOM) };
    let buffers = Buffers {
        input: &mut room.input,
        output: &mut room.output,
    };
    let errno = Scheme::inherited().serve(&mut room.server, buffers);
    say(format_args!("procd: cannot receive: {errno:?}"));
    posix::process::exit(1)
}

/// Writes a line to the kernel log.
pub fn say(line: core::fmt::Arguments<'_>) {
    let mut buffer = [0; 256];
    let mut output = Output::new(&mut buffer);
    // The output cuts what does not fit, and never fails.
    let _ = output.write_fmt(line);
    log(output.bytes());
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    say(format_args!("procd: {info}"));
    posix::process::exit(101)
}
