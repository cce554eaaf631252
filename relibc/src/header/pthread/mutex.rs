//! Mutexes.

use super::{ceiling, futex_wait, futex_wake, inherit, robust, Deadline, Sharing};
use crate::errno::{Errno, ResultExt};
use crate::platform::is_ochre;
use crate::thread::{is_multi_threaded, Tcb};
use crate::types::*;
use core::sync::atomic::{AtomicI32, Ordering};

const FREE: i32 = 0;
const HELD: i32 = 1;
const HELD_WITH_WAITERS: i32 = 2;

/// Types (POSIX); the attribute has them in the low bits.
const NORMAL: u32 = 0;
const RECURSIVE: u32 = 1;
const ERRORCHECK: u32 = 2;
const TYPE: u32 = 3;
/// Attribute bit: whoever takes it after its holder's end is told.
const ROBUST: u32 = 4;
/// Attribute bit: who holds the mutex has at least the priority of those that wait for it (PTHREAD_PRIO_INHERIT).
const INHERIT: u32 = 8;
/// Attribute bit: who holds the mutex has at least its ceiling's priority (PTHREAD_PRIO_PROTECT). The ceiling is in
/// the bits from [`CEILING_SHIFT`] on.
pub(super) const PROTECT: u32 = 16;
const CEILING_SHIFT: u32 = 16;
/// Attribute bit: used by several processes.
const PSHARED: u32 = 128;

/// `pthread_mutex_t`, in 40 bytes.
#[repr(C)]
pub struct pthread_mutex_t {
    kind: u32,
    pub(super) state: AtomicI32,
    /// Holder's thread number, of recursive and error-checking mutexes. Of a robust one, which has that in `state`:
    /// 0, [`INCONSISTENT`] or [`LOST`].
    owner: AtomicI32,
    /// Times the holder has locked a recursive mutex again.
    count: u32,
    /// The next one in the holder's list of mutexes with a ceiling.
    pub(super) next: *mut pthread_mutex_t,
    /// The place in the list of robust mutexes of its holder.
    pub(super) robust: robust::Link,
    reserved: u64,
}

/// In `owner` of a robust mutex: its holder died, and nobody has made it consistent since.
const INCONSISTENT: i32 = 1;
/// In `owner` of a robust mutex whose holder inherits priorities: nobody gets it any more.
const LOST: i32 = 2;

/// `pthread_mutexattr_t`.
#[repr(C)]
pub struct pthread_mutexattr_t {
    pub(super) bits: u32,
}

const _: () = assert!(core::mem::size_of::<pthread_mutex_t>() == 40);

impl pthread_mutex_t {
    pub(super) fn sharing(&self) -> Sharing {
        if self.kind & PSHARED != 0 {
            Sharing::Shared
        } else {
            Sharing::Private
        }
    }

    /// Whether it has a priority ceiling.
    #[inline]
    pub(super) fn is_protected(&self) -> bool {
        self.kind & PROTECT != 0
    }

    /// The priority ceiling.
    pub(super) fn ceiling(&self) -> c_int {
        ceiling_of(self.kind).max(ceiling::LOWEST)
    }

    pub(super) fn set_ceiling(&mut self, ceiling: c_int) {
        self.kind = with_ceiling(self.kind, ceiling);
    }

    pub(super) fn is_robust(&self) -> bool {
        self.kind & ROBUST != 0
    }

    pub(super) fn is_normal(&self) -> bool {
        self.kind & TYPE == NORMAL
    }

    /// Whether a robust one's holder died, and nobody has made it consistent since.
    pub(super) fn is_inconsistent(&self) -> bool {
        self.owner.load(Ordering::Relaxed) == INCONSISTENT
    }

    pub(super) fn set_consistent(&mut self) {
        self.owner.store(0, Ordering::Relaxed);
    }

    /// Whether a robust one, whose holder inherits priorities, was given back without having been made consistent.
    pub(super) fn is_lost(&self) -> bool {
        self.is_robust() && self.owner.load(Ordering::Relaxed) == LOST
    }

    pub(super) fn set_lost(&mut self) {
        self.owner.store(LOST, Ordering::Relaxed);
    }

    /// A robust one's holder died.
    pub(super) fn forget_holder(&mut self) {
        self.count = 0;
        self.owner.store(INCONSISTENT, Ordering::Relaxed);
    }

    /// Whether the calling thread holds it; known of those with a type or a ceiling.
    pub(super) fn is_mine(&self) -> bool {
        if self.is_robust() {
            return robust::is_mine(self);
        }
        self.owner.load(Ordering::Relaxed) == number()
    }

    /// Whether the kernel has a hand in it, since its holder inherits priorities.
    pub(super) fn inherits(&self) -> bool {
        self.kind & INHERIT != 0 && !is_ochre()
    }

    /// Whether its holder has locked it more than once.
    pub(super) fn is_held_again(&self) -> bool {
        self.count > 0
    }

    /// Whether its holder is written down.
    fn has_owner(&self) -> bool {
        self.kind & (TYPE | PROTECT) != 0
    }

    /// Takes the mutex if it is free, whatever its ceiling.
    pub(super) fn try_lock(&mut self) -> Result<(), Errno> {
        match self.is_robust() {
            _ if self.inherits() => inherit::try_lock(self),
            true => robust::try_lock(self, 0),
            false => self.try_plain(),
        }
    }

    #[inline]
    fn try_plain(&mut self) -> Result<(), Errno> {
        let kind = self.kind & TYPE;
        let me = if self.has_owner() { number() } else { 0 };
        if kind != NORMAL && self.owner.load(Ordering::Relaxed) == me {
            return self.lock_again();
        }
        match self.take_if_free() {
            true => {
                self.owner.store(me, Ordering::Relaxed);
                Ok(())
            }
            false => Err(Errno::EBUSY),
        }
    }

    /// Whether only this thread can use it: the process has no other, and shares it with none.
    #[inline]
    fn is_alone(&self) -> bool {
        self.kind & PSHARED == 0 && !is_multi_threaded()
    }

    /// Makes a free state a held one.
    #[inline]
    fn take_if_free(&mut self) -> bool {
        if self.is_alone() {
            let free = self.state.load(Ordering::Relaxed) == FREE;
            if free {
                self.state.store(HELD, Ordering::Relaxed);
            }
            return free;
        }
        self.state
            .compare_exchange(FREE, HELD, Ordering::Acquire, Ordering::Relaxed)
            .is_ok()
    }

    /// The holder asks again.
    pub(super) fn lock_again(&mut self) -> Result<(), Errno> {
        if self.kind & TYPE != RECURSIVE {
            return Err(Errno::EDEADLK);
        }
        self.count = self.count.checked_add(1).ok_or(Errno::EAGAIN)?;
        Ok(())
    }

    pub(super) fn lock(
        &mut self,
        deadline: impl FnOnce() -> Result<Option<Deadline>, Errno>,
    ) -> Result<(), Errno> {
        if self.kind & (PROTECT | ROBUST | INHERIT) == 0 {
            return self.lock_plain(deadline);
        }
        match self.is_protected() {
            true => ceiling::hold(self, |mutex| mutex.lock_anyhow(deadline)),
            false => self.lock_anyhow(deadline),
        }
    }

    /// Takes the mutex, waiting for it, whatever its ceiling.
    pub(super) fn lock_anyhow(
        &mut self,
        deadline: impl FnOnce() -> Result<Option<Deadline>, Errno>,
    ) -> Result<(), Errno> {
        match self.is_robust() {
            _ if self.inherits() => inherit::lock(self, deadline),
            true => robust::lock(self, deadline),
            false => self.lock_plain(deadline),
        }
    }

    #[inline]
    fn lock_plain(
        &mut self,
        deadline: impl FnOnce() -> Result<Option<Deadline>, Errno>,
    ) -> Result<(), Errno> {
        match self.try_plain() {
            Err(Errno::EBUSY) => self.wait(deadline()?.as_ref()),
            result => result,
        }
    }

    /// Waits a little for the holder to give the mutex back, unless others wait already. Returns the state.
    fn spin(&self) -> i32 {
        for pauses in [16, 64] {
            // A look takes the memory from the holder, so that there are few.
            for _ in 0..pauses {
                core::hint::spin_loop();
            }
            let state = self.state.load(Ordering::Relaxed);
            if state != HELD {
                return state;
            }
        }
        HELD
    }

    #[cold]
    fn wait(&mut self, deadline: Option<&Deadline>) -> Result<(), Errno> {
        // Whoever has not slept need not say that somebody waits, which costs its unlock a call.
        let mut is_taken = self.spin() == FREE && self.take_if_free();
        while !is_taken {
            let state = self.state.load(Ordering::Relaxed);
            if state != HELD_WITH_WAITERS
                && self.state.swap(HELD_WITH_WAITERS, Ordering::Acquire) == FREE
            {
                break;
            }
            if futex_wait(&self.state, HELD_WITH_WAITERS, deadline, self.sharing())
                == Err(Errno::ETIMEDOUT)
            {
                return Err(Errno::ETIMEDOUT);
            }
            is_taken = self.spin() == FREE
                && self
                    .state
                    .compare_exchange(
                        FREE,
                        HELD_WITH_WAITERS,
                        Ordering::Acquire,
                        Ordering::Relaxed,
                    )
                    .is_ok();
        }
        if self.has_owner() {
            self.owner.store(number(), Ordering::Relaxed);
        }
        Ok(())
    }

    pub(super) fn unlock(&mut self) -> Result<(), Errno> {
        if self.kind & (PROTECT | ROBUST | INHERIT) == 0 {
            return self.unlock_plain();
        }
        match self.is_protected() {
            true => ceiling::release(self, Self::unlock_anyhow),
            false => self.unlock_anyhow(),
        }
    }

    /// Gives the mutex back, whatever its ceiling.
    pub(super) fn unlock_anyhow(&mut self) -> Result<(), Errno> {
        match self.is_robust() {
            _ if self.inherits() => inherit::unlock(self),
            true => robust::unlock(self),
            false => self.unlock_plain(),
        }
    }

    /// Whether that was only one of several times that the holder had locked it.
    pub(super) fn unlock_again(&mut self) -> bool {
        let again = self.count > 0;
        self.count -= u32::from(again);
        again
    }

    #[inline]
    fn unlock_plain(&mut self) -> Result<(), Errno> {
        if self.kind & TYPE != NORMAL {
            if self.owner.load(Ordering::Relaxed) != number() {
                return Err(Errno::EPERM);
            }
            if self.unlock_again() {
                return Ok(());
            }
        }
        if self.has_owner() {
            self.owner.store(0, Ordering::Relaxed);
        }
        self.make_free();
        Ok(())
    }

    /// Makes the state a free one, and wakes a thread that waits for that.
    #[inline]
    fn make_free(&mut self) {
        if self.is_alone() {
            self.state.store(FREE, Ordering::Relaxed);
            return;
        }
        // From the exchange on the mutex may be gone: only its address is used.
        let (word, sharing) = (&raw const self.state, self.sharing());
        if self.state.swap(FREE, Ordering::Release) == HELD_WITH_WAITERS {
            futex_wake(word, 1, sharing);
        }
    }
}

/// The ceiling in a mutex's or an attribute's bits.
pub(super) fn ceiling_of(bits: u32) -> c_int {
    (bits >> CEILING_SHIFT) as c_int
}

/// Those bits with another ceiling.
pub(super) fn with_ceiling(bits: u32, ceiling: c_int) -> u32 {
    bits & ((1 << CEILING_SHIFT) - 1) | (ceiling as u32) << CEILING_SHIFT
}

/// The calling thread's number.
pub(super) fn number() -> i32 {
    // SAFETY: the block is the caller's own.
    unsafe { (*Tcb::current()).tid.load(Ordering::Relaxed) }
}

/// POSIX: `pthread_mutex_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutex_init(
    mutex: *mut pthread_mutex_t,
    attr: *const pthread_mutexattr_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let kind = attr.as_ref().map_or(NORMAL, |attr| attr.bits);
        mutex.write(pthread_mutex_t {
            kind,
            state: AtomicI32::new(FREE),
            owner: AtomicI32::new(0),
            count: 0,
            next: core::ptr::null_mut(),
            robust: robust::Link::default(),
            reserved: 0,
        });
    }
    0
}

/// POSIX: `pthread_mutex_destroy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutex_destroy(_mutex: *mut pthread_mutex_t) -> c_int {
    0
}

/// POSIX: `pthread_mutex_lock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutex_lock(mutex: *mut pthread_mutex_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        if (*mutex).kind == NORMAL && (*mutex).take_if_free() {
            return 0;
        }
        lock_slowly(mutex)
    }
}

/// What a mutex that is held, or is more than a plain one, needs.
///
/// # Safety
/// As for `pthread_mutex_lock`.
#[inline(never)]
unsafe fn lock_slowly(mutex: *mut pthread_mutex_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*mutex).lock(|| Ok(None)) }.or_number()
}

/// POSIX: `pthread_mutex_trylock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutex_trylock(mutex: *mut pthread_mutex_t) -> c_int {
    // SAFETY: the caller's promise.
    let result = unsafe {
        match (*mutex).is_protected() {
            true => ceiling::hold(&mut *mutex, pthread_mutex_t::try_lock),
            false => (*mutex).try_lock(),
        }
    };
    match result {
        Err(Errno::EDEADLK) => c_int::from(Errno::EBUSY.0),
        result => result.or_number(),
    }
}

/// POSIX: `pthread_mutex_timedlock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutex_timedlock(
    mutex: *mut pthread_mutex_t,
    time: *const timespec,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*mutex).lock(|| Deadline::at(0, time)) }.or_number()
}

/// POSIX.1-2024: `pthread_mutex_clocklock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutex_clocklock(
    mutex: *mut pthread_mutex_t,
    clock: clockid_t,
    time: *const timespec,
) -> c_int {
    if !(0..=1).contains(&clock) {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe { (*mutex).lock(|| Deadline::at(clock, time)) }.or_number()
}

/// POSIX: `pthread_mutex_unlock`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutex_unlock(mutex: *mut pthread_mutex_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        if (*mutex).kind == NORMAL {
            (*mutex).make_free();
            return 0;
        }
        unlock_slowly(mutex)
    }
}

/// What a mutex that is more than a plain one needs.
///
/// # Safety
/// As for `pthread_mutex_unlock`.
#[inline(never)]
unsafe fn unlock_slowly(mutex: *mut pthread_mutex_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*mutex).unlock() }.or_number()
}

/// POSIX: `pthread_mutexattr_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutexattr_init(attr: *mut pthread_mutexattr_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*attr).bits = NORMAL };
    0
}

/// POSIX: `pthread_mutexattr_destroy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutexattr_destroy(_attr: *mut pthread_mutexattr_t) -> c_int {
    0
}

/// POSIX: `pthread_mutexattr_gettype`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutexattr_gettype(
    attr: *const pthread_mutexattr_t,
    kind: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *kind = ((*attr).bits & TYPE) as c_int };
    0
}

/// POSIX: `pthread_mutexattr_settype`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutexattr_settype(
    attr: *mut pthread_mutexattr_t,
    kind: c_int,
) -> c_int {
    if !(NORMAL as c_int..=ERRORCHECK as c_int).contains(&kind) {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe { (*attr).bits = (*attr).bits & !TYPE | kind as u32 };
    0
}

/// POSIX: `pthread_mutexattr_getpshared`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutexattr_getpshared(
    attr: *const pthread_mutexattr_t,
    shared: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *shared = c_int::from((*attr).bits & PSHARED != 0) };
    0
}

/// POSIX: `pthread_mutexattr_setpshared`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutexattr_setpshared(
    attr: *mut pthread_mutexattr_t,
    shared: c_int,
) -> c_int {
    if !(0..=1).contains(&shared) {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe { (*attr).bits = (*attr).bits & !PSHARED | if shared == 1 { PSHARED } else { 0 } };
    0
}

/// PTHREAD_PRIO_NONE, _INHERIT, _PROTECT.
const PRIO_NONE: c_int = 0;
const PRIO_INHERIT: c_int = 1;
const PRIO_PROTECT: c_int = 2;

/// POSIX: `pthread_mutexattr_getprotocol`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutexattr_getprotocol(
    attr: *const pthread_mutexattr_t,
    protocol: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        *protocol = match (*attr).bits & (PROTECT | INHERIT) {
            0 => PRIO_NONE,
            INHERIT => PRIO_INHERIT,
            _ => PRIO_PROTECT,
        }
    };
    0
}

/// POSIX: `pthread_mutexattr_setprotocol`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutexattr_setprotocol(
    attr: *mut pthread_mutexattr_t,
    protocol: c_int,
) -> c_int {
    let bit = match protocol {
        PRIO_NONE => 0,
        PRIO_PROTECT => PROTECT,
        PRIO_INHERIT => INHERIT,
        _ => return c_int::from(Errno::EINVAL.0),
    };
    // SAFETY: the caller's promise.
    unsafe { (*attr).bits = (*attr).bits & !(PROTECT | INHERIT) | bit };
    0
}

/// POSIX: `pthread_mutexattr_getrobust`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutexattr_getrobust(
    attr: *const pthread_mutexattr_t,
    robust: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *robust = c_int::from((*attr).bits & ROBUST != 0) };
    0
}

/// POSIX: `pthread_mutexattr_setrobust`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_mutexattr_setrobust(
    attr: *mut pthread_mutexattr_t,
    robust: c_int,
) -> c_int {
    let bit = match robust {
        0 => 0,
        1 => ROBUST,
        _ => return c_int::from(Errno::EINVAL.0),
    };
    // SAFETY: the caller's promise.
    unsafe { (*attr).bits = (*attr).bits & !ROBUST | bit };
    0
}
