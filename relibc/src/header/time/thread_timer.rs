//! Timers that call a function in a new thread (`SIGEV_THREAD`), for every expiry one, with the attributes given. A thread
//! of the library's own waits for each timer; kernels know nothing of them. A child of `fork` has none of its parent's.

use super::itimerspec;
use crate::errno::Errno;
use crate::header::pthread::create::start_detached;
use crate::header::pthread::{futex_wait, futex_wake, Deadline, Sharing};
use crate::header::signal::notify::{attributes, notify};
use crate::header::signal::sigevent;
use crate::platform::Sys;
use crate::sync::Mutex;
use crate::types::*;
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicI32, Ordering};

/// Where a `timer_t` is no number of a kernel's but [`TABLE`]'s.
const OWN: usize = 1 << 31;
/// Most timers of a process.
const TIMERS_MAX: usize = 1 << 16;
const SECOND: i128 = 1_000_000_000;
/// `SI_TIMER`; threads see nothing of it.
const SI_TIMER: c_int = -2;
const DELAYTIMER_MAX: i128 = i32::MAX as i128;

/// What is set, in nanoseconds of the timer's clock.
#[derive(Clone, Copy, Default)]
struct Setting {
    /// When it expires next; none if it does not run.
    next: Option<i128>,
    /// 0: once.
    interval: i128,
    /// Expiries that came before the last call could be told of.
    overrun: c_int,
    is_deleted: bool,
}

struct Timer {
    id: usize,
    /// The process that made it.
    pid: pid_t,
    clock: clockid_t,
    event: sigevent,
    setting: Mutex<Setting>,
    /// Changes with the setting; the thread waits on it.
    changes: AtomicI32,
}

// SAFETY: the event's pointers are handed to the program's function only; its attributes are copied.
unsafe impl Send for Timer {}
// SAFETY: as above.
unsafe impl Sync for Timer {}

struct Table {
    timers: Vec<Arc<Timer>>,
    made: usize,
}

static TABLE: Mutex<Table> = Mutex::new(Table {
    timers: Vec::new(),
    made: 0,
});

/// Runs `work` with signals blocked: a handler may set timers, too, and would wait for a lock that its thread holds.
fn without_signals<R>(work: impl FnOnce() -> R) -> R {
    let (all, mut old) = (u64::MAX, 0);
    // SAFETY: the masks are whole.
    unsafe {
        let _ = Sys::rt_sigprocmask(0, &all, &mut old, 8);
        let result = work();
        let _ = Sys::rt_sigprocmask(2, &old, core::ptr::null_mut(), 8);
        result
    }
}

fn process() -> pid_t {
    // SAFETY: takes no pointers.
    unsafe { Sys::getpid() }.unwrap_or(0)
}

fn nanoseconds(time: &timespec) -> Result<i128, Errno> {
    match time.tv_nsec {
        0..1_000_000_000 if time.tv_sec >= 0 => {
            Ok(i128::from(time.tv_sec) * SECOND + i128::from(time.tv_nsec))
        }
        _ => Err(Errno::EINVAL),
    }
}

fn time_of(nanoseconds: i128) -> timespec {
    timespec {
        tv_sec: (nanoseconds / SECOND).min(i128::from(i64::MAX)) as time_t,
        tv_nsec: (nanoseconds % SECOND) as c_long,
    }
}

impl Timer {
    fn now(&self) -> Result<i128, Errno> {
        let mut now = timespec::default();
        // SAFETY: the structure is whole.
        unsafe { Sys::clock_now(self.clock, &mut now) }?;
        Ok(i128::from(now.tv_sec) * SECOND + i128::from(now.tv_nsec))
    }

    /// Time left, and the interval.
    fn rest(&self, setting: &Setting) -> Result<itimerspec, Errno> {
        let value = match setting.next {
            // A timer that runs is never shown as stopped.
            Some(next) => time_of((next - self.now()?).max(1)),
            None => timespec::default(),
        };
        Ok(itimerspec {
            it_interval: time_of(setting.interval),
            it_value: value,
        })
    }

    fn tell_thread(&self) {
        self.changes.fetch_add(1, Ordering::Release);
        futex_wake(&self.changes, 1, Sharing::Private);
    }
}

impl Setting {
    /// Takes an expiry, if it is time for one.
    fn expire(&mut self, now: i128) -> bool {
        let Some(next) = self.next.filter(|next| *next <= now) else {
            return false;
        };
        self.overrun = 0;
        self.next = match self.interval {
            0 => None,
            interval => {
                let missed = (now - next) / interval;
                self.overrun = missed.min(DELAYTIMER_MAX) as c_int;
                Some(next + (missed + 1) * interval)
            }
        };
        true
    }
}

/// What the timer's thread does until it is deleted.
unsafe extern "C" fn wait(timer: *mut c_void) -> *mut c_void {
    // SAFETY: from `create`, for this thread alone.
    let timer = unsafe { *Box::from_raw(timer.cast::<Arc<Timer>>()) };
    loop {
        let before = timer.changes.load(Ordering::Acquire);
        let Ok(now) = timer.now() else { break };
        let mut setting = timer.setting.lock();
        if setting.is_deleted {
            break;
        }
        let is_time = setting.expire(now);
        let next = setting.next;
        drop(setting);
        if is_time {
            // SAFETY: the program promised so with `timer_create`.
            unsafe { notify(&timer.event, SI_TIMER) };
            continue;
        }
        let deadline = next.map(|next| Deadline {
            clock: timer.clock,
            time: time_of(next),
        });
        let _ = futex_wait(&timer.changes, before, deadline.as_ref(), Sharing::Private);
    }
    if !timer.event.sigev_notify_attributes.is_null() {
        // SAFETY: `create` put a copy there.
        drop(unsafe { Box::from_raw(timer.event.sigev_notify_attributes.cast::<Attributes>()) });
    }
    core::ptr::null_mut()
}

type Attributes = crate::header::pthread::attr::pthread_attr_t;

/// Whether a timer is one of these.
pub(super) fn is_own(timer: timer_t) -> bool {
    timer.addr() & OWN != 0
}

/// `timer_create` for a valid event with a function. ENOTSUP for clocks that are not of time passing.
///
/// # Safety
/// The event is valid, its attributes null or valid.
pub(super) unsafe fn create(clock: clockid_t, event: &sigevent) -> Result<timer_t, Errno> {
    let mut now = timespec::default();
    // SAFETY: the structure is whole.
    unsafe { Sys::clock_now(clock, &mut now) }?;
    if !matches!(clock, 0 | 1) {
        return Err(Errno::ENOTSUP);
    }
    let mut event = *event;
    // SAFETY: the caller's promise; the thread owns what it is given.
    unsafe {
        if !event.sigev_notify_attributes.is_null() {
            // The program may destroy them when this call has returned.
            event.sigev_notify_attributes = Box::into_raw(Box::new(attributes(&event))).cast();
        }
        without_signals(|| {
            let mut table = TABLE.lock();
            let pid = process();
            table.timers.retain(|timer| timer.pid == pid);
            let timer = Arc::new(Timer {
                id: OWN | table.made & (OWN - 1),
                pid,
                clock,
                event,
                setting: Mutex::new(Setting::default()),
                changes: AtomicI32::new(0),
            });
            if table.timers.len() >= TIMERS_MAX || table.timers.try_reserve(1).is_err() {
                return Err(Errno::EAGAIN);
            }
            let argument = Box::into_raw(Box::new(timer.clone()));
            if start_detached(&Attributes::DEFAULT, u64::MAX, wait, argument.cast()).is_err() {
                drop(Box::from_raw(argument));
                return Err(Errno::EAGAIN);
            }
            table.made += 1;
            table.timers.push(timer.clone());
            Ok(core::ptr::without_provenance_mut(timer.id))
        })
    }
}

/// Does something with a timer; EINVAL for one that is not there.
fn with<R>(
    timer: timer_t,
    work: impl FnOnce(&Timer, &mut Setting) -> Result<R, Errno>,
) -> Result<R, Errno> {
    without_signals(|| {
        let pid = process();
        let table = TABLE.lock();
        let is_it = |own: &&Arc<Timer>| own.id == timer.addr() && own.pid == pid;
        let own = table.timers.iter().find(is_it).ok_or(Errno::EINVAL)?;
        let mut setting = own.setting.lock();
        work(own, &mut setting)
    })
}

/// `timer_settime`.
pub(super) fn set(
    timer: timer_t,
    is_absolute: bool,
    new: &itimerspec,
) -> Result<itimerspec, Errno> {
    let (value, interval) = (nanoseconds(&new.it_value)?, nanoseconds(&new.it_interval)?);
    with(timer, |own, setting| {
        let old = own.rest(setting)?;
        let next = match (value, is_absolute) {
            (0, _) => None,
            (_, true) => Some(value),
            (_, false) => Some(own.now()? + value),
        };
        *setting = Setting {
            next,
            interval,
            ..Setting::default()
        };
        own.tell_thread();
        Ok(old)
    })
}

/// `timer_gettime`.
pub(super) fn get(timer: timer_t) -> Result<itimerspec, Errno> {
    with(timer, |own, setting| own.rest(setting))
}

/// `timer_getoverrun`.
pub(super) fn overrun(timer: timer_t) -> Result<c_int, Errno> {
    with(timer, |_, setting| Ok(setting.overrun))
}

/// `timer_delete`. A function that runs goes on; none is called any more.
pub(super) fn delete(timer: timer_t) -> Result<(), Errno> {
    with(timer, |own, setting| {
        *setting = Setting {
            is_deleted: true,
            ..Setting::default()
        };
        own.tell_thread();
        Ok(())
    })?;
    without_signals(|| TABLE.lock().timers.retain(|own| own.id != timer.addr()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_expiry_counts_those_it_stands_for_and_keeps_the_beat() {
        let mut setting = Setting {
            next: Some(100),
            interval: 10,
            ..Setting::default()
        };
        assert!(!setting.expire(99));
        assert!(setting.expire(135));
        // 100 is told of; 110, 120 and 130 have passed; 140 is next.
        assert_eq!((setting.overrun, setting.next), (3, Some(140)));
        assert!(!setting.expire(139));
        assert!(setting.expire(140));
        assert_eq!((setting.overrun, setting.next), (0, Some(150)));
    }

    #[test]
    fn without_an_interval_it_expires_once() {
        let mut setting = Setting {
            next: Some(5),
            ..Setting::default()
        };
        assert!(setting.expire(1_000));
        assert_eq!((setting.overrun, setting.next), (0, None));
        assert!(!setting.expire(2_000));
    }
}
