//! The end of a thread.

use super::{Thread, COUNT};
use crate::{futex, scheduler};
use alloc::sync::Arc;
use core::sync::atomic::Ordering;

/// Ends the current thread, and its process if it was the last. Called only where nothing on the
/// kernel stack owns anything: from [`super::before_user`].
pub fn exit_current(thread: Arc<Thread>) -> ! {
    let process = thread.process().clone();
    crate::time::deadline::disarm(&thread);
    // Before anyone is told of the end, so that counters and clocks are right when they hear of it.
    COUNT.fetch_sub(1, Ordering::Relaxed);
    scheduler::settle();
    super::robust::mark_held(&thread);
    tell_joiners(&thread);
    if process.remove_thread(&thread) {
        process.finish();
    }
    scheduler::reload_space(&thread);
    let request = thread.request.lock().take();
    drop(request);
    thread.dead.store(true, Ordering::Release);
    drop(process);
    drop(thread);
    scheduler::exit()
}

/// Zeroes the word of `SetClearOnExit` and wakes who waits on it.
fn tell_joiners(thread: &Arc<Thread>) {
    let word = thread.clear_on_exit.load(Ordering::Relaxed);
    if word == 0 {
        return;
    }
    let Ok(space) = thread.space() else { return };
    // Its address is the thread's own choice: if nothing is mapped there, nobody waits there.
    if crate::machine::machine().store_user_u32(word, 0).is_ok() {
        let _ = futex::wake(&space, word, 1, u32::MAX);
    }
}
