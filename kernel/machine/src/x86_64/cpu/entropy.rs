//! Hardware entropy: RDSEED, else RDRAND, else the jitter of the time stamp counter.

use super::features;
use crate::x86_64::time::clock;
use core::arch::asm;

/// Attempts before an instruction is given up on (Intel's guide advises 10 for RDRAND).
const ATTEMPTS: usize = 32;

/// Readings mixed into each byte without hardware entropy.
const JITTER_READINGS: u32 = 64;

/// Bits credited for each byte gained from jitter.
const JITTER_BITS_PER_BYTE: u32 = 1;

macro_rules! instruction {
    ($name:ident, $mnemonic:literal) => {
        fn $name() -> Option<u64> {
            (0..ATTEMPTS).find_map(|_| {
                let (value, ok): (u64, u8);
                // SAFETY: called only where CPUID has the instruction.
                unsafe {
                    asm!(concat!($mnemonic, " {}"), "setc {}", out(reg) value, out(reg_byte) ok,
                        options(nomem, nostack));
                }
                (ok != 0).then_some(value)
            })
        }
    };
}

instruction!(seed, "rdseed");
instruction!(random, "rdrand");

/// Fills `into`; how many bits of entropy it is worth.
pub fn collect(into: &mut [u8; 32]) -> u32 {
    let features = features::get();
    let mut bits = 0;
    for chunk in into.chunks_exact_mut(8) {
        let hardware = (features.rdseed.then(seed).flatten())
            .or_else(|| features.rdrand.then(random).flatten());
        let (value, worth) = match hardware {
            Some(value) => (value, 64),
            None => (jitter(), 8 * JITTER_BITS_PER_BYTE),
        };
        chunk.copy_from_slice(&value.to_le_bytes());
        bits += worth;
    }
    bits
}

fn jitter() -> u64 {
    (0..8 * JITTER_READINGS).fold(0, |value: u64, _| {
        core::hint::spin_loop();
        value.rotate_left(7).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ clock::counter()
    })
}
