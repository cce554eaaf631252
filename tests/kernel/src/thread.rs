//! Threads, futexes and time.

use crate::call::{at, call, spawn};
use crate::Test;
use abi::errno::Result;
use abi::time::{Clock, NO_DEADLINE};
use abi::{Call, Errno};
use core::sync::atomic::{AtomicU32, Ordering};

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
