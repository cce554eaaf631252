//! `pthread_atfork`, and relibc's own locks across a fork.

use crate::errno::Errno;
use crate::loader;
use crate::sync::{across_fork, Mutex};
use crate::types::*;
use alloc::vec::Vec;

/// One call's three handlers.
#[derive(Clone, Copy)]
struct Handlers {
    prepare: Option<unsafe extern "C" fn()>,
    parent: Option<unsafe extern "C" fn()>,
    child: Option<unsafe extern "C" fn()>,
}

static HANDLERS: Mutex<Vec<Handlers>> = Mutex::new(Vec::new());
across_fork::hold_across_fork!(HANDLERS);

/// POSIX: `pthread_atfork`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_atfork(
    prepare: Option<unsafe extern "C" fn()>,
    parent: Option<unsafe extern "C" fn()>,
    child: Option<unsafe extern "C" fn()>,
) -> c_int {
    let mut handlers = HANDLERS.lock();
    if handlers.try_reserve(1).is_err() {
        return c_int::from(Errno::ENOMEM.0);
    }
    handlers.push(Handlers {
        prepare,
        parent,
        child,
    });
    0
}

/// Handler number `index`, if there are so many. The lock is not held while a handler runs.
fn handlers(index: usize) -> Option<Handlers> {
    HANDLERS.lock().get(index).copied()
}

/// Keeps the list of streams as it is, or no longer, if the program has one.
#[cfg(not(test))]
fn hold_streams(hold: bool) {
    extern "C" {
        #[linkage = "extern_weak"]
        static __relibc_hook_hold_streams: Option<extern "C" fn(bool)>;
    }
    // SAFETY: null, or the function of `stdio::standard`.
    if let Some(function) = unsafe { __relibc_hook_hold_streams } {
        function(hold);
    }
}

/// In host tests nothing forks with more than one thread.
#[cfg(test)]
fn hold_streams(_hold: bool) {}

/// Runs `prepare` handlers, newest first, then takes the locks of the loader, of what functions keep, of the list of streams and of
/// the heap, so that the child finds all of it whole. The heap's are last: whoever holds one of the others may allocate; the
/// loader's is first: constructors call anything.
///
/// # Safety
/// Followed by [`in_parent`] or [`in_child`].
pub(crate) unsafe fn before() {
    let count = HANDLERS.lock().len();
    for index in (0..count).rev() {
        if let Some(function) = handlers(index).and_then(|h| h.prepare) {
            // SAFETY: registered for this.
            unsafe { function() };
        }
    }
    if let Some(loader) = loader::get() {
        (loader.before_fork)();
    }
    across_fork::hold();
    hold_streams(true);
    super::stack::lock_for_fork();
    crate::allocator::lock_for_fork();
}

/// Gives the locks of [`before`] back, but for the heap's and what follows from being a child.
fn release(is_child: bool) {
    super::stack::unlock_after_fork();
    hold_streams(false);
    across_fork::release();
    if let Some(loader) = loader::get() {
        (loader.after_fork)(is_child);
    }
}

/// # Safety
/// After [`before`], in the parent.
pub(crate) unsafe fn in_parent() {
    crate::allocator::unlock_after_fork();
    release(false);
    run_in_order(|h| h.parent);
}

/// # Safety
/// After [`before`], in the child.
pub(crate) unsafe fn in_child() {
    crate::allocator::unlock_after_fork();
    release(true);
    crate::allocator::forget_other_threads();
    run_in_order(|h| h.child);
}

fn run_in_order(pick: fn(Handlers) -> Option<unsafe extern "C" fn()>) {
    let mut index = 0;
    while let Some(set) = handlers(index) {
        if let Some(function) = pick(set) {
            // SAFETY: registered for this.
            unsafe { function() };
        }
        index += 1;
    }
}
