//! Locks that `fork` holds, so that the child finds what they protect whole, whatever another thread was changing.
//!
//! The linker gathers them: each is in a section whose ends it names, so that a program has only those of the functions
//! that it uses.

use super::RawLock;

/// Has `fork` hold the locks of these `static` [`Mutex`](super::Mutex)es. Whoever has one of them may take others and allocate,
/// but neither opens a library nor waits for another thread.
macro_rules! hold_across_fork {
    ($($mutex:ident),+) => {
        $(
            #[cfg(not(test))]
            const _: () = {
                // Not for the linker: without a `fork` it throws the list away, and the locks.
                #[used(compiler)]
                #[link_section = "relibc_across_fork"]
                static LOCK: &$crate::sync::RawLock = $mutex.raw();
            };
        )+
    };
}
pub(crate) use hold_across_fork;

/// All of them.
#[cfg(not(test))]
fn all() -> &'static [&'static RawLock] {
    extern "C" {
        #[link_name = "__start_relibc_across_fork"]
        static FIRST: &'static RawLock;
        #[link_name = "__stop_relibc_across_fork"]
        static END: &'static RawLock;
    }
    let (first, end) = (&raw const FIRST, &raw const END);
    // SAFETY: the linker's names for the ends of the section, which has nothing but such references.
    unsafe { core::slice::from_raw_parts(first, end.offset_from_unsigned(first)) }
}

/// The host's linker has no such section of ours.
#[cfg(test)]
fn all() -> &'static [&'static RawLock] {
    &[]
}

/// Takes all, in whatever order others take them.
pub(crate) fn hold() {
    while let Some(busy) = hold_or_busy(all()) {
        busy.lock();
        busy.unlock();
    }
}

/// Gives all back, in the parent and in the child.
pub(crate) fn release() {
    for lock in all() {
        lock.unlock();
    }
}

/// Takes all locks, or none, if one is busy, which it returns.
fn hold_or_busy(locks: &'static [&'static RawLock]) -> Option<&'static RawLock> {
    let busy = locks.iter().position(|lock| !lock.try_lock())?;
    for lock in &locks[..busy] {
        lock.unlock();
    }
    Some(locks[busy])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_lock_leaves_the_others_free() {
        static FIRST: RawLock = RawLock::new();
        static SECOND: RawLock = RawLock::new();
        static LOCKS: [&RawLock; 2] = [&FIRST, &SECOND];
        assert!(SECOND.try_lock());
        let busy = hold_or_busy(&LOCKS).expect("one is busy");
        assert!(core::ptr::eq(busy, &raw const SECOND));
        assert!(FIRST.try_lock(), "given back");
        FIRST.reset();
        SECOND.reset();
        assert!(hold_or_busy(&LOCKS).is_none());
        assert!(!FIRST.try_lock() && !SECOND.try_lock(), "all are held");
    }
}
