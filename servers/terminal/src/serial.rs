//! A 16550 UART (National Semiconductor PC16550D datasheet), driven by interrupts for input.
//!
//! This file holds the crate's only unsafe code: port input and output.

#![allow(unsafe_code)]

use abi::errno::Result;
use abi::file::CURRENT_OFFSET;
use abi::{Handle, UserSlice};
use posix::kernel::{file, system};
use x86_64::instructions::port::Port;

/// Registers, as offsets from the base port.
const DATA: u16 = 0;
const INTERRUPT_ENABLE: u16 = 1;
const FIFO_CONTROL: u16 = 2;
const LINE_CONTROL: u16 = 3;
const MODEM_CONTROL: u16 = 4;
const LINE_STATUS: u16 = 5;

const RECEIVED_DATA: u8 = 1 << 0;
const BREAK: u8 = 1 << 4;
const TRANSMITTER_EMPTY: u8 = 1 << 5;

/// One byte of input, or a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    Byte(u8),
    Break,
}

/// A serial line.
pub struct Serial {
    base: u16,
    interrupt: Handle,
}

impl Serial {
    /// Sets up the UART at `base` (8 data bits, no parity, one stop bit, 115,200 Bd) with its
    /// interrupt. `None` if no UART is there. Errors: EACCES without the hardware handle.
    pub fn open(hardware: Handle, base: u16, line: u32) -> Result<Option<Self>> {
        let mut serial = Self {
            base,
            interrupt: Handle::NONE,
        };
        // The scratch register keeps what is written to it; where nothing is, all bits read as 1.
        serial.write(7, 0x5a);
        if serial.read(7) != 0x5a {
            return Ok(None);
        }
        serial.write(INTERRUPT_ENABLE, 0);
        serial.write(LINE_CONTROL, 0x80);
        serial.write(DATA, 1);
        serial.write(INTERRUPT_ENABLE, 0);
        serial.write(LINE_CONTROL, 0x03);
        // FIFOs on and empty; interrupt from one byte, so that no byte waits for company.
        serial.write(FIFO_CONTROL, 0x07);
        // DTR, RTS, and OUT2, which lets the interrupt through on a PC.
        serial.write(MODEM_CONTROL, 0x0b);
        serial.interrupt = system::interrupt_create(hardware, line)?;
        serial.write(INTERRUPT_ENABLE, 0x01);
        Ok(Some(serial))
    }

    /// Readable when the line has interrupted.
    pub fn interrupt(&self) -> Handle {
        self.interrupt
    }

    /// Takes note of the interrupt and lets the next one through.
    pub fn acknowledge(&self) {
        let mut count = [0; 8];
        // A failure means that there was none; the input is looked at in any case.
        let _ = file::read(
            self.interrupt,
            UserSlice::of_mut(&mut count),
            CURRENT_OFFSET,
        );
        let _ = file::write(self.interrupt, UserSlice::of(&count), CURRENT_OFFSET);
    }

    /// Input that waits in the UART.
    pub fn receive(&mut self) -> Option<Received> {
        let status = self.read(LINE_STATUS);
        if status & RECEIVED_DATA == 0 {
            return None;
        }
        let byte = self.read(DATA);
        Some(if status & BREAK != 0 {
            Received::Break
        } else {
            Received::Byte(byte)
        })
    }

    /// Sends bytes. The transmitter is waited for: at this rate a full FIFO is a millisecond.
    pub fn send(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(16) {
            while self.read(LINE_STATUS) & TRANSMITTER_EMPTY == 0 {
                std::hint::spin_loop();
            }
            for &byte in chunk {
                self.write(DATA, byte);
            }
        }
    }

    fn read(&self, register: u16) -> u8 {
        // SAFETY: the thread may use ports, and these belong to this UART alone.
        unsafe { Port::new(self.base + register).read() }
    }

    fn write(&self, register: u16, value: u8) {
        // SAFETY: as for `read`.
        unsafe { Port::new(self.base + register).write(value) }
    }
}
