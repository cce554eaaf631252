//! The kernel survives any arguments.

use crate::call::{call, raw};
use crate::fork::{exit, Manager};
use crate::memory::{close, map};
use crate::print::line;
use crate::Test;
use abi::errno::Result;
use abi::handle::boot::{HARDWARE, PROCESS_FACTORY};
use abi::process::ProcessOperation;
use abi::time::Clock;
use abi::{Call, Handle};

pub const TESTS: &[Test] = &[(
    "bounds: random calls end with an error or the process",
    random_calls,
)];

/// Children that make random calls, and calls each makes.
const CHILDREN: u64 = 24;
const CALLS: usize = 3000;

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ word >> 31
    }

    /// Words that calls are likely to trip over.
    fn argument(&mut self, memory: u64) -> u64 {
        let small = self.next() % 12;
        match self.next() % 12 {
            0 => self.next(),
            1 => u64::MAX - small,
            2 => 1 << (self.next() % 64),
            3 => (1 << (self.next() % 64)) - 1,
            4 => memory + small * 4096,
            5 => memory + self.next() % 8192,
            6 => abi::USER_TOP as u64 - small * 8,
            7 => 0xffff_8000_0000_0000 + small * 4096,
            8 => Handle::SELF.0.into(),
            9 => u64::from(Handle::NAMESPACE.0) + small,
            10 => small * 4096,
            _ => small,
        }
    }
}

fn child(seed: u64) -> ! {
    // What may stop the machine or make more processes is not this test's to use.
    let _ = close(HARDWARE.0.into());
    let _ = close(PROCESS_FACTORY.0.into());
    let mut random = Random(seed);
    let memory = map(16 * 4096).unwrap_or(0);
    for _ in 0..CALLS {
        let number = random.next() % 112;
        // Logging rubbish only hides the log; ending at once tests nothing more.
        let skipped = [Call::Log, Call::ProcessExit, Call::ThreadExit];
        if !skipped.iter().any(|&call| number == call as u64) {
            let arguments = core::array::from_fn(|_| random.argument(memory));
            raw(number, arguments);
        }
    }
    exit(0)
}

fn random_calls() -> Result<()> {
    let manager = Manager::start()?;
    let clock = Clock::Monotonic as u64;
    for seed in 0..CHILDREN {
        if manager.fork()? {
            child(seed);
        }
        // A call that waits for ever is ended from outside.
        for _ in 0..50 {
            let until = call(Call::ClockGet, [clock])? + 2_000_000;
            call(Call::Sleep, [clock, until])?;
            if manager.has_ended() {
                break;
            }
        }
        if !manager.has_ended() {
            let kill = ProcessOperation::Kill as u64;
            call(Call::ProcessControl, [manager.child(), kill, 1])?;
        }
        let status = manager.wait();
        line!("seed {seed} ended with {status:#x}");
    }
    manager.stop()
}
