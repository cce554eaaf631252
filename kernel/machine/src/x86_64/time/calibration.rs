//! How fast the time stamp counter and the local APIC's timer run.
//!
//! The CPU or the hypervisor may say it (CPUID leaves 15h and 4000_0010h); else both are counted
//! against channel 2 of the 8254 timer, whose rate is fixed. Each reading of the 8254 takes long and
//! may be interrupted by the host, so it is put between two readings of the counter, and of several
//! attempts the tightest counts.

use super::clock::counter;
use crate::x86_64::cpu::features;
use crate::x86_64::interrupt::local_apic;
use x86_64::instructions::port::Port;

/// What was found.
pub struct Rates {
    pub tsc_hz: u64,
    pub timer_hz: u64,
    /// Where the first comes from.
    pub source: &'static str,
}

/// Rate of the 8254 (Intel 8254 datasheet; the PC's crystal: 14.31818 MHz / 12).
const PIT_HZ: u64 = 1_193_182;

/// How long to count: 25 ms, less than the 55 ms in which the 8254 wraps.
const PIT_TICKS: u16 = (PIT_HZ / 40) as u16;

/// Readings, of which the tightest counts.
const ATTEMPTS: usize = 8;

/// Counts, at most, until two agree.
const COUNTS: usize = 8;

/// All three counters at one moment.
struct Sample {
    tsc: u64,
    pit: u16,
    timer: u32,
    /// Counter ticks that reading took.
    width: u64,
}

struct Pit {
    channel_2: Port<u8>,
    command: Port<u8>,
}

impl Pit {
    /// Starts channel 2 counting down from 65536, speaker off.
    fn start() -> Self {
        let mut pit = Self {
            channel_2: Port::new(0x42),
            command: Port::new(0x43),
        };
        let mut gate = Port::<u8>::new(0x61);
        // SAFETY: these ports are the 8254's and its gate on every PC; nothing else uses channel 2.
        unsafe {
            let old = gate.read();
            gate.write(old & !2 | 1);
            // Channel 2, low byte then high byte, mode 2 (rate generator).
            pit.command.write(0b1011_0100);
            pit.channel_2.write(0);
            pit.channel_2.write(0);
        }
        pit
    }

    fn read(&mut self) -> u16 {
        // SAFETY: as above; the latch command makes the two bytes belong together.
        unsafe {
            self.command.write(0b1000_0000);
            let low = self.channel_2.read();
            u16::from_le_bytes([low, self.channel_2.read()])
        }
    }

    fn sample(&mut self) -> Sample {
        (0..ATTEMPTS)
            .map(|_| {
                let before = counter();
                let pit = self.read();
                let timer = local_apic::timer_ticks_left();
                let after = counter();
                Sample {
                    tsc: before + (after - before) / 2,
                    pit,
                    timer,
                    width: after - before,
                }
            })
            .min_by_key(|sample| sample.width)
            .expect("there is more than one attempt")
    }
}

/// Rates in hertz.
#[derive(Clone, Copy)]
struct Counted {
    tsc: u64,
    timer: u64,
}

/// Counts for 25 ms.
fn count(pit: &mut Pit) -> Counted {
    local_apic::start_timer_masked();
    let start = pit.sample();
    while start.pit.wrapping_sub(pit.read()) < PIT_TICKS {
        core::hint::spin_loop();
    }
    let end = pit.sample();
    local_apic::stop_timer();
    let pit_ticks = u64::from(start.pit.wrapping_sub(end.pit)).max(1);
    let per_second =
        |ticks: u64| (u128::from(ticks) * u128::from(PIT_HZ) / u128::from(pit_ticks)) as u64;
    Counted {
        tsc: per_second(end.tsc - start.tsc).max(1),
        timer: per_second(u64::from(start.timer - end.timer)).max(1),
    }
}

/// The slowest of several counts. The 8254 wraps after 55 ms: when a busy host takes the CPU away for longer than that, the
/// counters seem to be faster than they are, and never slower.
fn count_until_two_agree(pit: &mut Pit) -> Counted {
    let mut slowest = count(pit);
    for _ in 1..COUNTS {
        let next = count(pit);
        let agree = next.tsc.abs_diff(slowest.tsc) < slowest.tsc / 64;
        if next.tsc < slowest.tsc {
            slowest = next;
        }
        if agree {
            break;
        }
    }
    slowest
}

/// Measures, or asks.
pub fn measure() -> Rates {
    let counted = count_until_two_agree(&mut Pit::start());
    local_apic::enable();
    let timer_hz = counted.timer;
    match told() {
        Some((tsc_hz, source)) => Rates {
            tsc_hz,
            timer_hz,
            source,
        },
        None => Rates {
            tsc_hz: counted.tsc,
            timer_hz,
            source: "measured against the 8254",
        },
    }
}

/// What CPUID says of the counter's rate.
fn told() -> Option<(u64, &'static str)> {
    let crystal = features::leaf(0x15, 0);
    if crystal.eax != 0 && crystal.ebx != 0 && crystal.ecx != 0 {
        let hz = u64::from(crystal.ecx) * u64::from(crystal.ebx) / u64::from(crystal.eax);
        return Some((hz, "CPUID leaf 15h"));
    }
    let hypervisor = features::leaf(0x4000_0000, 0);
    let is_kvm =
        [hypervisor.ebx, hypervisor.ecx, hypervisor.edx] == [0x4b4d_564b, 0x564b_4d56, 0x0000_004d];
    let khz = features::leaf(0x4000_0010, 0).eax;
    (is_kvm && hypervisor.eax >= 0x4000_0010 && khz != 0)
        .then(|| (u64::from(khz) * 1000, "the hypervisor"))
}
