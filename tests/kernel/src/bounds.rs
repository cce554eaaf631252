//! The kernel survives any arguments.

use crate::call::{at_mut, call, raw};
use crate::fork::{exit, Manager};
use crate::ipc::scheme;
use crate::memory::{anonymous_object, close, map, system_info};
use crate::pipe::pipe;
use crate::print::line;
use crate::Test;
use abi::errno::Result;
use abi::file::{FileFlags, StreamKind};
use abi::handle::boot::{HARDWARE, PROCESS_FACTORY};
use abi::process::ProcessOperation;
use abi::system::SystemInfo;
use abi::time::Clock;
use abi::{Call, Handle};
use core::sync::atomic::{AtomicU64, Ordering};

pub const TESTS: &[Test] = &[(
    "bounds: random calls end with an error or the process",
    random_calls,
)];

/// Seed of the first child and number of children, each with the next seed. Words of the command line
/// set them: `seed=N`, `children=N`.
static SEED: AtomicU64 = AtomicU64::new(0);
static CHILDREN: AtomicU64 = AtomicU64::new(24);

/// Calls each makes.
const CALLS: usize = 3000;

/// Takes a word of the command line; whether it was for this module.
pub fn option(word: &[u8]) -> bool {
    let number = |digits: &[u8]| core::str::from_utf8(digits).ok()?.parse().ok();
    for (name, option) in [(&b"seed="[..], &SEED), (b"children=", &CHILDREN)] {
        if let Some(value) = word.strip_prefix(name).and_then(number) {
            option.store(value, Ordering::Relaxed);
            return true;
        }
    }
    false
}

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
    fn argument(&mut self, memory: u64, handles: &[u64]) -> u64 {
        let small = self.next() % 12;
        match self.next() % 16 {
            12..16 => handles[self.next() as usize % handles.len()],
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

/// Handles of most kinds.
fn handles() -> Result<[u64; 12]> {
    let flags = FileFlags::empty();
    let [reader, writer] = pipe(flags)?;
    let mut ends = [Handle::NONE; 2];
    call(Call::SocketPair, [0, 0, at_mut(&mut ends), 0])?;
    let object = anonymous_object(8 * 4096)?;
    let stream = StreamKind::Memory as u64;
    let [scheme, namespace] = scheme(b"own")?;
    Ok([
        reader,
        writer,
        ends[0].0.into(),
        ends[1].0.into(),
        call(Call::EventCreate, [])?,
        object,
        call(Call::StreamCreate, [stream, object, 4096])?,
        scheme,
        namespace,
        call(Call::AddressSpaceCreate, [])?,
        call(Call::TimerCreate, [Clock::Monotonic as u64, 10, 0])?,
        Handle::NAMESPACE.0.into(),
    ])
}

fn child(seed: u64) -> ! {
    // What may stop the machine or make more processes is not this test's to use.
    let _ = close(HARDWARE.0.into());
    let _ = close(PROCESS_FACTORY.0.into());
    let mut random = Random(seed);
    let memory = map(16 * 4096).unwrap_or(0);
    let Ok(handles) = handles() else { exit(1) };
    for _ in 0..CALLS {
        let number = random.next() % 112;
        // Logging rubbish only hides the log; ending at once tests nothing more.
        let skipped = [Call::Log, Call::ProcessExit, Call::ThreadExit];
        if !skipped.iter().any(|&call| number == call as u64) {
            let arguments = core::array::from_fn(|_| random.argument(memory, &handles));
            raw(number, arguments);
        }
    }
    exit(0)
}

fn random_calls() -> Result<()> {
    let manager = Manager::start()?;
    let clock = Clock::Monotonic as u64;
    let nap = |ns| {
        let until = call(Call::ClockGet, [clock])? + ns;
        call(Call::Sleep, [clock, until]).map(drop)
    };
    nap(20_000_000)?;
    let before = system_info()?;
    let first = SEED.load(Ordering::Relaxed);
    for seed in first..first + CHILDREN.load(Ordering::Relaxed) {
        if manager.fork()? {
            child(seed);
        }
        // A call that waits for ever is ended from outside.
        for _ in 0..50 {
            nap(2_000_000)?;
            if manager.has_ended() {
                break;
            }
        }
        if !manager.has_ended() {
            let kill = ProcessOperation::Kill as u64;
            // It may have ended just now.
            let _ = call(Call::ProcessControl, [manager.child(), kill, 1]);
        }
        let status = manager.wait();
        line!("seed {seed} ended with {status:#x}");
    }
    // What a process held goes a moment after its end is told.
    nap(50_000_000)?;
    let after = system_info()?;
    let counters = |info: &SystemInfo| {
        [
            info.processes,
            info.threads,
            info.handles,
            info.files,
            info.memory_objects,
        ]
    };
    assert_eq!(counters(&after), counters(&before));
    manager.stop()
}
