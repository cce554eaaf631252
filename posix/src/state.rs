//! What `posix` knows of the process and of each thread, and the lock that guards it.

use crate::kernel::upcall::UpcallArea;
use crate::kernel::{self, page};
use crate::memory::Break;
use crate::path::MountTable;
use crate::signal::ActionTable;
use crate::time::{TimerTable, TIMERS_MAX};
use abi::errno::Result;
use abi::upcall::HELD_BACK;
use abi::Errno;
use core::ops::{Deref, DerefMut};
use core::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use spin::mutex::{SpinMutex, SpinMutexGuard};
use spin::RelaxStrategy;

/// What a personality does when a wait of its thread was interrupted: true to wait on.
pub type Attend = fn(&Thread) -> bool;

/// State that all threads of a process share. One static of the program.
#[derive(Debug)]
pub struct Process {
    /// Set where a personality takes signals itself, instead of by upcall.
    attend: Option<Attend>,
    pub(crate) umask: AtomicU32,
    pub(crate) mounts: Lock<MountTable>,
    pub(crate) actions: Lock<ActionTable>,
    /// Signals whose action has `SA_ONSTACK`; read by the signal entry.
    pub(crate) on_stack: AtomicU64,
    /// Signals whose action is `SIG_IGN`, as the kernel was told.
    pub(crate) ignored: AtomicU64,
    /// Bytes that XSAVE needs, or 0 where only FXSAVE is there; read by the signal entry.
    pub(crate) vector_state_size: AtomicU64,
    /// `AT_HWCAP`, for the programs that this one becomes or starts.
    pub(crate) hardware: AtomicU32,
    pub(crate) timers: Lock<TimerTable>,
    /// What `timer_create` was given to go with each timer's signal (`sigev_value`).
    pub(crate) timer_values: [AtomicU64; TIMERS_MAX],
    pub(crate) program_break: Lock<Break>,
    /// The kernel's number of the first thread, whose POSIX thread id is the process id.
    pub(crate) main_thread: AtomicU64,
    /// Whether the process has [`abi::Handle::LOCK_OWNER`]: closing a file gives its locks up.
    pub(crate) owns_locks: AtomicBool,
}

impl Process {
    /// The state before [`crate::start::start`]: all zeros, so that a program's file has none of it.
    pub const fn new() -> Self {
        Self::with_attend(None)
    }

    /// The state of a personality whose calls run with [`abi::upcall::SERVING`] set: no handler
    /// runs in them, and `attend` decides what becomes of an interrupted wait.
    pub const fn of_personality(attend: Attend) -> Self {
        Self::with_attend(Some(attend))
    }

    const fn with_attend(attend: Option<Attend>) -> Self {
        Self {
            attend,
            umask: AtomicU32::new(0),
            mounts: Lock::new(MountTable::EMPTY),
            actions: Lock::new(ActionTable::new()),
            on_stack: AtomicU64::new(0),
            ignored: AtomicU64::new(0),
            vector_state_size: AtomicU64::new(0),
            hardware: AtomicU32::new(0),
            timers: Lock::new(TimerTable::new()),
            timer_values: [const { AtomicU64::new(0) }; TIMERS_MAX],
            program_break: Lock::new(Break::new()),
            main_thread: AtomicU64::new(0),
            owns_locks: AtomicBool::new(false),
        }
    }
}

impl Default for Process {
    fn default() -> Self {
        Self::new()
    }
}

/// State of one thread. Its address is registered with the kernel: it must not move, and must
/// outlive the thread.
#[repr(C)]
#[derive(Debug)]
pub struct Thread {
    /// First, so that the signal entry finds the thread by the page's address.
    pub(crate) page: UpcallArea,
    pub(crate) process: &'static Process,
    /// The kernel's number of the thread, 0 before it has started.
    pub(crate) number: AtomicU32,
    /// Handlers run by this thread.
    pub(crate) handlers: AtomicU32,
    /// Handlers run by this thread whose action lacks `SA_RESTART`.
    pub(crate) interrupting_handlers: AtomicU32,
    /// Set while a call waits with a temporary mask (`sigsuspend`, `ppoll`).
    pub(crate) waits_with_mask: AtomicBool,
    pub(crate) waiting_mask: AtomicU64,
    pub(crate) mask_before_wait: AtomicU64,
    /// Lowest address and size of the alternate signal stack; size 0 if there is none.
    pub(crate) alternate_stack: AtomicU64,
    pub(crate) alternate_stack_size: AtomicU64,
}

impl Thread {
    /// A thread of `process` that has not registered with the kernel.
    pub const fn new(process: &'static Process) -> Self {
        Self {
            page: UpcallArea::new(),
            process,
            number: AtomicU32::new(0),
            handlers: AtomicU32::new(0),
            interrupting_handlers: AtomicU32::new(0),
            waits_with_mask: AtomicBool::new(false),
            waiting_mask: AtomicU64::new(0),
            mask_before_wait: AtomicU64::new(0),
            alternate_stack: AtomicU64::new(0),
            alternate_stack_size: AtomicU64::new(0),
        }
    }

    /// The process it belongs to.
    pub fn process(&self) -> &'static Process {
        self.process
    }

    /// Address of the upcall page, for [`abi::process::ThreadStart`].
    pub fn upcall_page(&self) -> usize {
        self.page.address()
    }

    /// The upcall page's words, for the Linux personality's own entry.
    pub fn upcall_area(&self) -> &UpcallArea {
        &self.page
    }

    /// Where the kernel is to store the thread's number ([`abi::process::ThreadStart`]).
    pub fn number_word(&self) -> &AtomicU32 {
        &self.number
    }

    /// The POSIX thread id: the process id for the first thread, the kernel's number for others.
    pub fn id(&self) -> i32 {
        let number = self.number.load(Ordering::Relaxed);
        if u64::from(number) == self.process.main_thread.load(Ordering::Relaxed) {
            crate::identity::process_id()
        } else {
            number as i32
        }
    }

    /// Runs a kernel call that POSIX restarts: after EINTR it is made again unless a handler
    /// without `SA_RESTART` ran meanwhile.
    #[inline]
    pub fn restarting<T>(&self, mut call: impl FnMut() -> Result<T>) -> Result<T> {
        self.again(&self.interrupting_handlers, &mut call)
    }

    /// Runs a kernel call that no `SA_RESTART` restarts (poll, sleep): after EINTR it is made
    /// again only if no handler ran (a stop and continue, a signal ignored by default).
    pub fn interruptible<T>(&self, mut call: impl FnMut() -> Result<T>) -> Result<T> {
        self.again(&self.handlers, &mut call)
    }

    /// Makes a call again after EINTR unless a handler counted by `handlers` ran, or is to run.
    fn again<T>(&self, handlers: &AtomicU32, call: &mut impl FnMut() -> Result<T>) -> Result<T> {
        loop {
            let before = handlers.load(Ordering::Relaxed);
            let result = call();
            if !matches!(result, Err(Errno::EINTR)) {
                return result;
            }
            let goes_on = match self.process.attend {
                None => handlers.load(Ordering::Relaxed) == before,
                Some(attend) => attend(self),
            };
            if !goes_on {
                return result;
            }
        }
    }

    /// What holds signals back now: the temporary mask of a waiting call, or the thread's own.
    pub fn mask_in_force(&self) -> u64 {
        match self.waits_with_mask.load(Ordering::Relaxed) {
            true => self.waiting_mask.load(Ordering::Relaxed),
            false => self.page.blocked().load(Ordering::Relaxed),
        }
    }
}

/// Spins with a yield: the owner may be a thread that waits for this CPU.
#[derive(Debug)]
pub(crate) struct YieldToOwner;

impl RelaxStrategy for YieldToOwner {
    fn relax() {
        kernel::thread::yield_now();
    }
}

/// A lock over state of the process. Signals wait while it is held, so that a handler never
/// finds it held by the thread it interrupted; hold it briefly and make no blocking call.
#[derive(Debug)]
pub(crate) struct Lock<T>(SpinMutex<T, YieldToOwner>);

impl<T> Lock<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(SpinMutex::new(value))
    }

    pub(crate) fn lock<'a>(&'a self, thread: &'a Thread) -> Guard<'a, T> {
        let disabled = thread.page.disabled();
        let before = disabled.swap(1, Ordering::SeqCst);
        Guard {
            inner: Some(self.0.lock()),
            disabled,
            before,
        }
    }
}

/// A held [`Lock`].
pub(crate) struct Guard<'a, T> {
    /// Always there until dropped.
    inner: Option<SpinMutexGuard<'a, T>>,
    disabled: &'a AtomicU32,
    before: u32,
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        self.inner.as_ref().expect("held until dropped")
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.inner.as_mut().expect("held until dropped")
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        self.inner = None;
        if self.disabled.swap(self.before, Ordering::SeqCst) & HELD_BACK != 0 {
            match self.before {
                0 => kernel::thread::notification_poll(),
                before => self.disabled.store(before | HELD_BACK, Ordering::SeqCst),
            }
        }
    }
}

/// Word of the process page, by name.
pub(crate) fn process_word(index: usize) -> u64 {
    if cfg!(test) {
        return 0;
    }
    page::process_word(index)
}
