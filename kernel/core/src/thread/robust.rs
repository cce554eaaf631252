//! Robust futexes: a thread that ends marks those that it holds, so that who waits for one learns of it.
//!
//! The list is in the thread's memory, in Linux's form (get_robust_list(2)): a head with the first entry, the distance from an
//! entry to its futex, and the entry that is being taken or given back. Nothing of it is believed: whatever cannot be read, or
//! does not bear the thread's number, is passed over.

use super::Thread;
use crate::futex;
use crate::machine::machine;
use crate::memory::AddressSpace;
use alloc::sync::Arc;
use core::sync::atomic::Ordering;

/// Most entries looked at: the list may be a circle.
const MOST: usize = 2048;

const HOLDER: u32 = 0x3fff_ffff;
const HOLDER_DIED: u32 = 0x4000_0000;
const WAITERS: u32 = 0x8000_0000;

/// In an entry's address: Linux's kernel hands its futex on by priority. Here it is one like any other.
const INHERITS: usize = 1;

/// Marks all that the current thread holds. Its memory is still there.
pub fn mark_held(thread: &Arc<Thread>) {
    let head = thread.robust_list.swap(0, Ordering::Relaxed) as usize;
    if head == 0 {
        return;
    }
    let Ok(space) = thread.space() else { return };
    let load = |address: usize| machine().load_user_u64(address).map(|word| word as usize);
    let (Ok(first), Ok(distance), Ok(pending)) = (
        load(head),
        load(head.wrapping_add(8)),
        load(head.wrapping_add(16)),
    ) else {
        return;
    };
    let number = thread.robust_number.load(Ordering::Relaxed);
    let word_of = |entry: usize| (entry & !INHERITS).wrapping_add(distance);
    let mut entry = first;
    for _ in 0..MOST {
        if entry & !INHERITS == head || entry == 0 {
            break;
        }
        // Before the mark: from then on another thread may take it, into its own list.
        let next = load(entry & !INHERITS);
        if entry != pending {
            mark(&space, word_of(entry), number, false);
        }
        let Ok(next) = next else { break };
        entry = next;
    }
    if pending != 0 {
        mark(&space, word_of(pending), number, true);
    }
}

/// Marks one futex, if the thread of that number holds it. One that was being given back may be free already, and
/// nobody woken.
fn mark(space: &AddressSpace, word: usize, number: u32, is_pending: bool) {
    if !word.is_multiple_of(4) {
        return;
    }
    let Ok(value) = machine().load_user_u32(word) else {
        return;
    };
    let is_held = value & HOLDER == number;
    if is_held {
        // Only a waiter changes it meanwhile, to say that it waits: it sees the mark before it sleeps, or is woken by this.
        let marked = value & WAITERS | HOLDER_DIED;
        if machine().store_user_u32(word, marked).is_err() {
            return;
        }
    }
    if is_held || is_pending && value == 0 {
        // There is nobody to tell of an address that is no futex's.
        let _ = futex::wake(space, word, 1, u32::MAX);
    }
}
