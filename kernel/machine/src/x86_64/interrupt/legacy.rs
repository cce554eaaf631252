//! The two 8259 interrupt controllers: moved away from the exceptions and masked for good.

use x86_64::instructions::port::Port;

/// Vectors of their spurious interrupts, which nobody serves.
const FIRST_VECTOR: u8 = 0x20;

/// Initialises both (Intel 8259A datasheet, ICW1 to ICW4) and masks all lines.
pub fn disable() {
    for (command, offset, cascade) in [(0x20u16, 0, 4u8), (0xa0, 8, 2)] {
        let mut command_port = Port::<u8>::new(command);
        let mut data_port = Port::<u8>::new(command + 1);
        // SAFETY: the controllers are at these ports on every PC; nothing else uses them.
        unsafe {
            command_port.write(0x11);
            data_port.write(FIRST_VECTOR + offset);
            data_port.write(cascade);
            data_port.write(0x01);
            data_port.write(0xff);
        }
    }
}
