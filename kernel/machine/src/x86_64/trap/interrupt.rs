//! Interrupts: devices, the timer, other CPUs.

use crate::x86_64::interrupt::{io_apic, local_apic, vector};
use crate::x86_64::memory::tlb;
use crate::x86_64::time::timer;

/// Serves the interrupt with that vector.
pub fn handle(number: u64) {
    match number as u8 {
        vector::TIMER => {
            local_apic::end_of_interrupt();
            timer::fired();
        }
        vector::KICK => {
            local_apic::end_of_interrupt();
            kernel_core::scheduler::kicked();
        }
        vector::SHOOTDOWN => {
            local_apic::end_of_interrupt();
            tlb::serve();
        }
        // Spurious: by Intel SDM volume 3, 10.9, without an end of interrupt.
        vector::SPURIOUS => {}
        number => {
            if let Some(line) = vector::line(number) {
                io_apic::mask(line);
                local_apic::end_of_interrupt();
                kernel_core::interrupt::fired(line);
            }
        }
    }
}
