//! Threads, futexes and time.

use crate::call::{at, call, spawn};
use crate::memory::system_info;
use crate::Test;
use abi::errno::Result;
use abi::process::ThreadOperation;
use abi::time::{Clock, NO_DEADLINE};
use abi::{Call, Errno};
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

pub const TESTS: &[Test] = &[
    (
        "thread: a thread runs and wakes the one that waits for it",
        wakes,
    ),
    ("thread: many threads count to the same sum", many),
    (
        "thread: a futex wait whose value differs returns at once",
        differs,
    ),
    ("thread: a futex wait ends at its deadline", deadline),
    ("thread: sleep takes at least its time", sleep),
    (
        "thread: robust futexes are marked at its end, a list that is none is passed over",
        robust,
    ),
];

const ANY: u64 = u32::MAX as u64;

/// Waits until `word` is not `value`.
pub fn wait_while(word: &AtomicU32, value: u32) {
    while word.load(Ordering::Acquire) == value {
        let clock = Clock::Monotonic as u64;
        let _ = call(
            Call::FutexWait,
            [at(word), value.into(), NO_DEADLINE, clock, ANY],
        );
    }
}

/// Stores and wakes all.
pub fn set(word: &AtomicU32, value: u32) {
    word.store(value, Ordering::Release);
    let _ = call(Call::FutexWake, [at(word), ANY, ANY]);
}

fn wakes() -> Result<()> {
    static WORD: AtomicU32 = AtomicU32::new(0);
    extern "C" fn body(argument: u64) {
        set(&WORD, argument as u32);
    }
    spawn(body, 42)?;
    wait_while(&WORD, 0);
    assert_eq!(WORD.load(Ordering::Relaxed), 42);
    Ok(())
}

fn many() -> Result<()> {
    static SUM: AtomicU32 = AtomicU32::new(0);
    static LEFT: AtomicU32 = AtomicU32::new(8);
    extern "C" fn body(argument: u64) {
        for _ in 0..1000 {
            SUM.fetch_add(argument as u32, Ordering::Relaxed);
            if argument % 2 == 0 {
                let _ = call(Call::Yield, []);
            }
        }
        LEFT.fetch_sub(1, Ordering::Release);
        let _ = call(Call::FutexWake, [at(&LEFT), ANY, ANY]);
    }
    for n in 1..=8 {
        spawn(body, n)?;
    }
    for left in (1..=8).rev() {
        wait_while(&LEFT, left);
    }
    assert_eq!(SUM.load(Ordering::Relaxed), 1000 * (8 * 9 / 2));
    Ok(())
}

fn differs() -> Result<()> {
    let word = AtomicU32::new(1);
    let clock = Clock::Monotonic as u64;
    let result = call(Call::FutexWait, [at(&word), 2, NO_DEADLINE, clock, ANY]);
    assert_eq!(result, Err(Errno::EAGAIN));
    Ok(())
}

pub fn now() -> Result<u64> {
    call(Call::ClockGet, [Clock::Monotonic as u64])
}

fn deadline() -> Result<()> {
    let word = AtomicU32::new(1);
    let until = now()? + 2_000_000;
    let result = call(
        Call::FutexWait,
        [at(&word), 1, until, Clock::Monotonic as u64, ANY],
    );
    assert_eq!(result, Err(Errno::ETIMEDOUT));
    assert!(now()? >= until);
    Ok(())
}

fn sleep() -> Result<()> {
    let until = now()? + 3_000_000;
    call(Call::Sleep, [Clock::Monotonic as u64, until])?;
    assert!(now()? >= until);
    Ok(())
}

const NUMBER: u32 = 7;
const WAITERS: u32 = 0x8000_0000;
const HOLDER_DIED: u32 = 0x4000_0000;

/// An entry of a robust list and its futex, 8 bytes behind.
#[repr(C)]
struct Entry {
    next: AtomicU64,
    word: AtomicU32,
}

static HEAD: [AtomicU64; 3] = [const { AtomicU64::new(0) }; 3];
static ENTRIES: [Entry; 4] = [const {
    Entry {
        next: AtomicU64::new(0),
        word: AtomicU32::new(0),
    }
}; 4];

/// Registers the list at an address, and ends.
extern "C" fn end_with_list(head: u64) {
    let operation = ThreadOperation::SetRobustList as u64;
    let set = call(Call::ThreadControl, [0, operation, head, NUMBER.into()]);
    assert_eq!(set, Ok(0));
}

fn robust() -> Result<()> {
    let [held, waited, anothers, pending] = &ENTRIES;
    // Two that it holds, one that another holds, a circle after that, and one that it was giving back.
    HEAD[0].store(at(held), Ordering::Relaxed);
    held.next.store(at(waited), Ordering::Relaxed);
    waited.next.store(at(anothers), Ordering::Relaxed);
    anothers.next.store(at(waited), Ordering::Relaxed);
    HEAD[1].store(8, Ordering::Relaxed);
    HEAD[2].store(at(pending), Ordering::Relaxed);
    held.word.store(NUMBER, Ordering::Relaxed);
    waited.word.store(NUMBER | WAITERS, Ordering::Relaxed);
    anothers.word.store(NUMBER + 1, Ordering::Relaxed);
    pending.word.store(NUMBER, Ordering::Relaxed);
    spawn(end_with_list, at(&HEAD))?;
    wait_while(&pending.word, NUMBER);
    assert_eq!(held.word.load(Ordering::Relaxed), HOLDER_DIED);
    let of_waited = waited.word.load(Ordering::Relaxed);
    assert_eq!(of_waited, HOLDER_DIED | WAITERS);
    assert_eq!(anothers.word.load(Ordering::Relaxed), NUMBER + 1);
    assert_eq!(pending.word.load(Ordering::Relaxed), HOLDER_DIED);

    // Heads that are nowhere; an entry and a futex that are; a number too large. Threads come to their end all the same.
    let threads = system_info()?.threads;
    spawn(end_with_list, 8)?;
    spawn(end_with_list, u64::MAX - 4)?;
    HEAD[0].store(16, Ordering::Relaxed);
    HEAD[2].store(0, Ordering::Relaxed);
    spawn(end_with_list, at(&HEAD))?;
    while system_info()?.threads > threads {
        call(Call::Yield, [])?;
    }
    let operation = ThreadOperation::SetRobustList as u64;
    let set = call(Call::ThreadControl, [0, operation, 0, u64::MAX]);
    assert_eq!(set, Err(Errno::EINVAL));
    Ok(())
}
