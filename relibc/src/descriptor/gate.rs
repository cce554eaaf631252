//! What keeps forks apart from calls that open or close marked descriptors: a child must not get a descriptor that
//! is open and not marked yet. Many threads may open at a time, or one may fork.
//!
//! A fork waits for the calls that it finds, but only so long: an open may wait for another process (a named pipe's), even
//! for the child, and a handler that forks may have interrupted one in its own thread. What takes longer than [`TURNS`]
//! is taken for such a call; no other fork waits for it.

use crate::errno::Errno;
use crate::platform::Sys;
use crate::thread::is_multi_threaded;
use crate::types::*;
use core::sync::atomic::{AtomicI32, Ordering};

/// Calls under way.
static OPENERS: AtomicI32 = AtomicI32::new(0);

/// Whether a thread forks.
static FORKING: AtomicI32 = AtomicI32::new(FREE);
const FREE: i32 = 0;
const HELD: i32 = 1;
const HELD_WITH_WAITERS: i32 = 2;

/// How often a fork looks whether the calls have ended: 250 ms in all.
const TURNS: usize = 1250;
const TURN_NS: c_long = 200_000;

/// Does what opens or closes, while nobody forks.
pub fn during<T>(call: impl FnOnce() -> T) -> T {
    if !is_multi_threaded() {
        return call();
    }
    // In one order for all: either the fork finds this call, or this call finds the fork.
    OPENERS.fetch_add(1, Ordering::SeqCst);
    while FORKING.load(Ordering::SeqCst) != FREE {
        leave();
        wait_for_fork();
        OPENERS.fetch_add(1, Ordering::SeqCst);
    }
    let result = call();
    leave();
    result
}

/// A call has ended, unless a fork gave it up.
fn leave() {
    let less = |count: i32| (count > 0).then(|| count - 1);
    let _ = OPENERS.fetch_update(Ordering::Release, Ordering::Relaxed, less);
}

#[cold]
fn wait_for_fork() {
    let noted = FORKING.compare_exchange(
        HELD,
        HELD_WITH_WAITERS,
        Ordering::Relaxed,
        Ordering::Relaxed,
    );
    if noted != Err(FREE) {
        Sys::futex_wait_private(&FORKING, HELD_WITH_WAITERS);
    }
}

/// Forks, while nobody opens. The caller has blocked all signals.
pub fn without_openers(fork: impl FnOnce() -> Result<pid_t, Errno>) -> Result<pid_t, Errno> {
    // Whoever opens in a process of one thread is a frame below this one, if any.
    if !is_multi_threaded() {
        return fork();
    }
    while FORKING
        .compare_exchange(FREE, HELD, Ordering::SeqCst, Ordering::Relaxed)
        .is_err()
    {
        wait_for_fork();
    }
    if OPENERS.load(Ordering::SeqCst) != 0 {
        wait_for_openers();
    }
    let child = fork();
    if child == Ok(0) {
        OPENERS.store(0, Ordering::Relaxed);
        FORKING.store(FREE, Ordering::Relaxed);
    } else if FORKING.swap(FREE, Ordering::SeqCst) == HELD_WITH_WAITERS {
        Sys::futex_wake_private(&FORKING, i32::MAX);
    }
    child
}

#[cold]
fn wait_for_openers() {
    const CLOCK_MONOTONIC: c_int = 1;
    let turn = timespec {
        tv_sec: 0,
        tv_nsec: TURN_NS,
    };
    for _ in 0..TURNS {
        // SAFETY: the time is whole; nobody wants to know what is left of it.
        let _ = unsafe { Sys::clock_nanosleep(CLOCK_MONOTONIC, 0, &turn, core::ptr::null_mut()) };
        if OPENERS.load(Ordering::SeqCst) == 0 {
            return;
        }
    }
    OPENERS.store(0, Ordering::SeqCst);
}
