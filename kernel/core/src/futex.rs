//! Futexes: waiting for a word of memory to change.
//!
//! Waiters sit in hashed buckets, each with its own lock, keyed by what
//! [`AddressSpace::futex_key`] says: so a word in shared memory is one futex in every process. A
//! waiter queues first and compares the word afterwards, because no lock is held over a user copy:
//! a wake between the two is not lost, it is taken as the answer.

use crate::lock::{Rank, SpinLock};
use crate::machine::machine;
use crate::memory::AddressSpace;
use crate::scheduler;
use crate::thread::Thread;
use crate::time::Deadline;
use crate::wait::{self, Interruptible};
use abi::Errno;
use alloc::collections::VecDeque;
use alloc::sync::Arc;
use core::sync::atomic::Ordering;

type Key = (u64, u64);

struct Waiter {
    key: Key,
    bits: u32,
    thread: Arc<Thread>,
}

type Bucket = SpinLock<VecDeque<Waiter>>;

const BUCKETS: usize = 256;

static TABLE: [Bucket; BUCKETS] = [const { SpinLock::new(Rank::FUTEX, VecDeque::new()) }; BUCKETS];

/// Multiplicative hash (Knuth, TAOCP volume 3, 6.4) of both words.
fn bucket_of(key: Key) -> usize {
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    let mixed = (key.0.wrapping_mul(GOLDEN) ^ key.1).wrapping_mul(GOLDEN);
    (mixed >> 56) as usize
}

fn key(space: &AddressSpace, address: usize) -> Result<Key, Errno> {
    if !address.is_multiple_of(4) {
        return Err(Errno::EINVAL);
    }
    space.futex_key(address)
}

/// Waits until the word is woken, if it is `expected`. EAGAIN, EINTR, ETIMEDOUT, EFAULT, EINVAL,
/// ENOMEM.
pub fn wait(
    thread: &Arc<Thread>,
    address: usize,
    expected: u32,
    deadline: Deadline,
    bits: u32,
) -> Result<(), Errno> {
    if bits == 0 {
        return Err(Errno::EINVAL);
    }
    let key = key(&*thread.space()?, address)?;
    queue(thread, key, bits)?;
    let outcome = match machine().load_user_u32(address) {
        Ok(word) if word == expected => wait::until(thread, deadline, Interruptible::Yes, || {
            (!thread.futex.waiting.load(Ordering::Acquire)).then_some(())
        }),
        Ok(_) => Err(Errno::EAGAIN),
        Err(fault) => Err(fault.into()),
    };
    match outcome {
        Err(error) if leave(thread) => Err(error),
        _ => Ok(()),
    }
}

fn queue(thread: &Arc<Thread>, key: Key, bits: u32) -> Result<(), Errno> {
    let number = bucket_of(key);
    let mut bucket = TABLE[number].lock();
    bucket.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
    thread.futex.bucket.store(number, Ordering::Relaxed);
    thread.futex.waiting.store(true, Ordering::Release);
    bucket.push_back(Waiter {
        key,
        bits,
        thread: thread.clone(),
    });
    Ok(())
}

/// Takes the thread out of its bucket; false if it has been woken already.
fn leave(thread: &Arc<Thread>) -> bool {
    while thread.futex.waiting.load(Ordering::Acquire) {
        let number = thread.futex.bucket.load(Ordering::Relaxed);
        let mut bucket = TABLE[number].lock();
        let index = bucket
            .iter()
            .position(|waiter| Arc::ptr_eq(&waiter.thread, thread));
        if let Some(index) = index {
            let waiter = bucket.remove(index);
            thread.futex.waiting.store(false, Ordering::Release);
            drop(bucket);
            drop(waiter);
            return true;
        }
        // It was moved to another bucket, or woken, since we looked.
    }
    false
}

/// Wakes up to `most` waiters whose bits meet `bits`; how many.
pub fn wake(space: &AddressSpace, address: usize, most: u64, bits: u32) -> Result<u64, Errno> {
    let key = key(space, address)?;
    let bucket = &TABLE[bucket_of(key)];
    let mut woken = 0;
    while woken < most {
        let waiter = take(&mut bucket.lock(), key, bits);
        let Some(waiter) = waiter else { break };
        scheduler::unpark(&waiter.thread);
        woken += 1;
    }
    Ok(woken)
}

/// Takes the first matching waiter out and marks it woken.
fn take(bucket: &mut VecDeque<Waiter>, key: Key, bits: u32) -> Option<Waiter> {
    let index = bucket
        .iter()
        .position(|waiter| waiter.key == key && waiter.bits & bits != 0)?;
    let waiter = bucket.remove(index)?;
    waiter.thread.futex.waiting.store(false, Ordering::Release);
    Some(waiter)
}

/// Wakes up to `wake_most` and moves up to `move_most` others to wait on `target`, if the word is
/// `expected` (any, if `None`). EAGAIN if it is not.
pub fn requeue(
    space: &AddressSpace,
    address: usize,
    wake_most: u64,
    move_most: u64,
    target: usize,
    expected: Option<u32>,
) -> Result<u64, Errno> {
    let from = key(space, address)?;
    let to = key(space, target)?;
    if let Some(expected) = expected {
        if machine().load_user_u32(address)? != expected {
            return Err(Errno::EAGAIN);
        }
    }
    let woken = wake(space, address, wake_most, u32::MAX)?;
    if from == to {
        return Ok(woken);
    }
    let mut moved = 0;
    while moved < move_most && move_one(from, to)? {
        moved += 1;
    }
    Ok(woken + moved)
}

/// Moves one waiter between buckets. Both have the same rank, so it is in neither for a moment;
/// `leave` looks again then.
fn move_one(from: Key, to: Key) -> Result<bool, Errno> {
    let target = bucket_of(to);
    TABLE[target]
        .lock()
        .try_reserve(1)
        .map_err(|_| Errno::ENOMEM)?;
    let waiter = {
        let mut bucket = TABLE[bucket_of(from)].lock();
        let index = bucket.iter().position(|waiter| waiter.key == from);
        match index.and_then(|index| bucket.remove(index)) {
            Some(waiter) => waiter,
            None => return Ok(false),
        }
    };
    let mut bucket = TABLE[target].lock();
    waiter.thread.futex.bucket.store(target, Ordering::Relaxed);
    bucket.push_back(Waiter { key: to, ..waiter });
    Ok(true)
}
