//! What the kernel says before and beside any driver: the emulator's debug console always, the
//! first serial port in a panic only (it belongs to the terminal server).

pub mod panic;
mod symbols;
mod trace;

use core::fmt;
use x86_64::instructions::port::Port;

/// QEMU's debug console; writing where there is none has no effect.
const DEBUG: u16 = 0xe9;

const SERIAL: u16 = 0x3f8;
const SERIAL_LINE_STATUS: u16 = SERIAL + 5;
const SERIAL_TRANSMITTER_EMPTY: u8 = 1 << 5;

/// Polls before a byte is given up on: there may be no serial port, or no one who reads.
const SERIAL_ATTEMPTS: usize = 100_000;

/// Writes to the debug console.
pub fn write_debug(text: &[u8]) {
    let mut port = Port::<u8>::new(DEBUG);
    for byte in text {
        // SAFETY: this port is the debug console or nothing.
        unsafe { port.write(*byte) };
    }
}

/// Writes to the first serial port.
fn write_serial(text: &[u8]) {
    let mut status = Port::<u8>::new(SERIAL_LINE_STATUS);
    let mut data = Port::<u8>::new(SERIAL);
    let mut send = |byte: u8| {
        for _ in 0..SERIAL_ATTEMPTS {
            // SAFETY: the line status and transmitter registers of a 16550.
            if unsafe { status.read() } & SERIAL_TRANSMITTER_EMPTY != 0 {
                break;
            }
        }
        // SAFETY: as above.
        unsafe { data.write(byte) };
    };
    for byte in text {
        if *byte == b'\n' {
            send(b'\r');
        }
        send(*byte);
    }
}

/// Both, for panics.
struct Emergency;

impl fmt::Write for Emergency {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        write_debug(text.as_bytes());
        write_serial(text.as_bytes());
        Ok(())
    }
}
