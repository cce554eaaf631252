//! Out of memory: which process ends so that the others go on.
//!
//! A page fault that finds no frame, with nothing left to reclaim, ends the process with the most memory
//! (its own, and the kernel's behind its handles), waits until that is gone, and then tries again. So who pays is who took it, not who came
//! last. Processes that were made and not forked (the servers on which all else rests) are spared. A
//! *kernel call* that lacks memory fails with ENOMEM instead; see [`super::frame::is_short`] for what
//! keeps the kernel's own heap from running dry.

use crate::machine::machine;
use crate::process::{self, EndReason, Process};
use crate::thread::Thread;
use crate::wait::Interruptible;
use abi::event::Ready;
use abi::process::EXIT_OUT_OF_MEMORY;
use abi::Errno;
use alloc::sync::Arc;

/// How long to wait for a process's end before another is chosen, in nanoseconds.
const PATIENCE_NS: u64 = 2_000_000_000;

/// Makes room for a page fault of `thread`, which holds no locks: whether to try again. False if the
/// thread's own process is to end, or none can be chosen.
pub fn relieve(thread: &Arc<Thread>) -> bool {
    // One that is ending already gives its memory back soon; only if it does not, another must.
    for ending_too in [true, false] {
        if thread.is_ending() {
            return false;
        }
        let chosen = process::largest(|process| {
            !process.is_essential() && (ending_too || !process.is_ending())
        });
        let Some(victim) = chosen else { return false };
        end(&victim);
        if Arc::ptr_eq(&victim, thread.process()) {
            return false;
        }
        let deadline = machine().now_ns().saturating_add(PATIENCE_NS);
        let gone = || victim.ready().contains(Ready::IN).then_some(());
        let waited = victim
            .changed()
            .wait(thread, deadline, Interruptible::No, gone);
        if waited != Err(Errno::ETIMEDOUT) {
            return waited.is_ok();
        }
    }
    true
}

fn end(victim: &Process) {
    if !victim.is_ending() {
        let bytes = victim.weight_bytes();
        crate::info!(
            "out of memory: a process with {} KiB is ended",
            bytes / 1024
        );
        victim.end(EndReason::Status(EXIT_OUT_OF_MEMORY));
    }
}
