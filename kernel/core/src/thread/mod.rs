//! Threads: what one is, how it waits, how it ends.
//!
//! Rooms: [`notification`] holds what is pending and decides whom it reaches; [`upcall`] enters the
//! thread's handler; [`exit`] ends it. Waiting for one object or several is in [`crate::wait`].

mod exit;
pub mod notification;
pub mod robust;
pub mod upcall;

use crate::ipc::Request;
use crate::lock::{Rank, SpinLock};
use crate::machine::{machine, MachineThread};
use crate::memory::AddressSpace;
use crate::process::Process;
use crate::scheduler::{self, Band, Order};
use crate::time::deadline::Slot;
use abi::process::ThreadStart;
use abi::upcall::{Notification, Registers};
use abi::Errno;
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use notification::Pending;

pub use exit::exit_current;
pub use upcall::{before_user, exception};

/// Why [`before_user`] must look at a thread: bits of `Thread::work`.
pub mod work {
    /// Notifications may be deliverable.
    pub const PENDING: u32 = 1;
    /// The thread is to end.
    pub const END: u32 = 2;
    /// The thread is to wait until its process is resumed.
    pub const SUSPEND: u32 = 4;
}

/// What [`WakeCell::notify`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    Running,
    Parked,
    Notified,
}

/// The token behind park and unpark.
pub struct WakeCell(AtomicU32);

impl WakeCell {
    const RUNNING: u32 = 0;
    const PARKED: u32 = 1;
    const NOTIFIED: u32 = 2;

    /// A cell of a thread that waits to be started.
    pub const fn parked() -> Self {
        Self(AtomicU32::new(Self::PARKED))
    }

    /// Marks the thread parked; false, and the token taken, if there was one.
    pub fn park(&self) -> bool {
        let parked = self.0.compare_exchange(
            Self::RUNNING,
            Self::PARKED,
            Ordering::AcqRel,
            Ordering::Acquire,
        );
        if parked.is_err() {
            self.resume();
        }
        parked.is_ok()
    }

    /// Leaves a token. Who gets `Parked` must make the thread run.
    pub fn notify(&self) -> Wake {
        match self.0.swap(Self::NOTIFIED, Ordering::AcqRel) {
            Self::RUNNING => Wake::Running,
            Self::PARKED => Wake::Parked,
            _ => Wake::Notified,
        }
    }

    /// Whether the thread is not parked.
    pub fn is_awake(&self) -> bool {
        self.0.load(Ordering::Relaxed) != Self::PARKED
    }

    /// Takes the token.
    pub fn resume(&self) {
        self.0.swap(Self::RUNNING, Ordering::AcqRel);
    }
}

/// Where a thread waits on a futex.
#[derive(Default)]
pub struct FutexWait {
    /// Bucket it is queued in.
    pub bucket: AtomicUsize,
    /// Not yet woken.
    pub waiting: AtomicBool,
}

/// A thread.
pub struct Thread {
    number: u32,
    /// None for idle threads.
    process: Option<Arc<Process>>,
    /// The machine's part; from a pool of such that are never given back to the heap.
    pub machine: &'static MachineThread,
    pub wake: WakeCell,
    pub on_cpu: AtomicBool,
    /// CPU it runs on or ran on last.
    pub cpu: AtomicU32,
    /// CPUs it may run on.
    pub affinity: AtomicU64,
    band: AtomicU32,
    priority: AtomicU32,
    run_ns: AtomicU64,
    cpu_ns: AtomicU64,
    dead: AtomicBool,
    work: AtomicU32,
    /// Its entry in a CPU's heap of deadlines.
    pub deadline: Slot,
    pub futex: FutexWait,
    /// Address of its upcall page, or 0.
    pub upcall_page: AtomicUsize,
    /// Word to zero and wake when it ends, or 0.
    pub clear_on_exit: AtomicUsize,
    /// Head of its list of robust futexes, or 0, and its number in those that it holds.
    pub robust_list: AtomicU64,
    pub robust_number: AtomicU32,
    /// Sent to this thread alone.
    pub pending: Pending,
    /// Stands in for `blocked` of the upcall page while a call asks for it.
    blocked_override: SpinLock<Option<u64>>,
    /// What a waiting call took for the next upcall.
    claimed: SpinLock<Option<Notification>>,
    /// Notifications that the thread waits to take without an upcall.
    pub taking: AtomicU64,
    /// The request it makes calls with; there is never more than one call under way.
    pub request: SpinLock<Option<Arc<Request>>>,
}

static NUMBER: AtomicU32 = AtomicU32::new(1);
static COUNT: AtomicU64 = AtomicU64::new(0);
static POOL: SpinLock<Vec<&'static MachineThread>> = SpinLock::new(Rank::POOL, Vec::new());

/// User threads alive.
pub fn count() -> u64 {
    COUNT.load(Ordering::Relaxed)
}

fn pooled() -> &'static MachineThread {
    let pooled = POOL.lock().pop();
    pooled.unwrap_or_else(|| Box::leak(Box::default()))
}

impl Thread {
    fn new(process: Option<Arc<Process>>, machine: &'static MachineThread) -> Self {
        Self {
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
            process,
            machine,
            wake: WakeCell::parked(),
            on_cpu: AtomicBool::new(false),
            cpu: AtomicU32::new(crate::machine::machine().cpu() as u32),
            affinity: AtomicU64::new(u64::MAX),
            band: AtomicU32::new(Band::Fair as u32),
            priority: AtomicU32::new(0),
            run_ns: AtomicU64::new(0),
            cpu_ns: AtomicU64::new(0),
            dead: AtomicBool::new(false),
            work: AtomicU32::new(0),
            deadline: Slot::new(),
            futex: FutexWait::default(),
            upcall_page: AtomicUsize::new(0),
            clear_on_exit: AtomicUsize::new(0),
            robust_list: AtomicU64::new(0),
            robust_number: AtomicU32::new(0),
            pending: Pending::new(),
            blocked_override: SpinLock::new(Rank::THREAD, None),
            claimed: SpinLock::new(Rank::THREAD, None),
            taking: AtomicU64::new(0),
            request: SpinLock::new(Rank::THREAD, None),
        }
    }

    /// The idle thread of the CPU that calls this.
    pub fn idle() -> Arc<Self> {
        Arc::new(Self::new(None, pooled()))
    }

    /// A thread of `process` that will start with `registers`, not yet started nor counted among
    /// the process's. `like`: whose vector state and segment bases it copies, and whose scheduling
    /// it inherits.
    pub fn create(
        process: &Arc<Process>,
        registers: &Registers,
        like: Option<&Thread>,
    ) -> Result<Arc<Self>, Errno> {
        scheduler::make_room(count() + 1)?;
        let machine_thread = pooled();
        let like_machine = like.map(|like| like.machine);
        if !machine().thread_create(machine_thread, registers, like_machine) {
            POOL.lock().push(machine_thread);
            return Err(Errno::ENOMEM);
        }
        let thread = Self::new(Some(process.clone()), machine_thread);
        if let Some(like) = like {
            thread.inherit_scheduling(like);
        }
        COUNT.fetch_add(1, Ordering::Relaxed);
        Ok(Arc::new(thread))
    }

    /// Takes over affinity, band, priority and virtual run time of another thread: with what that has run just now, lest
    /// threads that each make the next and end go before all others for ever.
    pub fn inherit_scheduling(&self, from: &Self) {
        if scheduler::is_current(from) {
            scheduler::settle();
        }
        let copy = |to: &AtomicU32, from: &AtomicU32| {
            to.store(from.load(Ordering::Relaxed), Ordering::Relaxed)
        };
        copy(&self.band, &from.band);
        copy(&self.priority, &from.priority);
        self.affinity
            .store(from.affinity.load(Ordering::Relaxed), Ordering::Relaxed);
        self.run_ns.store(from.run_ns(), Ordering::Relaxed);
    }

    /// Sets what a [`ThreadStart`] says besides registers. EINVAL for addresses no thread may
    /// have.
    pub fn apply(&self, start: &ThreadStart) -> Result<(), Errno> {
        if !machine().set_thread_pointer(self.machine, start.thread_pointer)
            || !upcall::page_is_valid(start.upcall_page)
        {
            return Err(Errno::EINVAL);
        }
        self.upcall_page.store(start.upcall_page, Ordering::Relaxed);
        Ok(())
    }

    /// Unique in the system.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Its process. Idle threads make no calls, so a caller always has one.
    pub fn process(&self) -> &Arc<Process> {
        match &self.process {
            Some(process) => process,
            None => unreachable!("an idle thread has no process"),
        }
    }

    pub fn is_idle(&self) -> bool {
        self.process.is_none()
    }

    /// The address space that must be loaded while it runs.
    pub fn loaded_space(&self) -> Option<Arc<AddressSpace>> {
        self.process
            .as_ref()
            .and_then(|process| process.space_if_any())
    }

    /// The address space of its process. ESRCH if the process has ended.
    pub fn space(&self) -> Result<Arc<AddressSpace>, Errno> {
        self.loaded_space().ok_or(Errno::ESRCH)
    }

    pub fn allowed_on(&self, cpu: usize) -> bool {
        self.affinity.load(Ordering::Relaxed) >> cpu & 1 != 0
    }

    /// Its place among runnable threads.
    pub fn order(&self) -> Order {
        if self.is_idle() {
            return Order::IDLE;
        }
        match self.scheduling() {
            (Band::RealTime, priority) => {
                Order::new(Band::RealTime, u64::from(u32::MAX) - priority as u64)
            }
            (band, _) => Order::new(band, self.run_ns()),
        }
    }

    /// Band and priority: 0 to 99 in the real-time band, else from -20 (favoured) to 19.
    pub fn scheduling(&self) -> (Band, i64) {
        let band = Band::from_number(u64::from(self.band.load(Ordering::Relaxed)));
        let priority = self.priority.load(Ordering::Relaxed) as i32;
        (band.unwrap_or(Band::Fair), i64::from(priority))
    }

    /// See [`Self::scheduling`]. EINVAL.
    pub fn set_scheduling(&self, band: Band, priority: i64) -> Result<(), Errno> {
        let allowed = match band {
            Band::RealTime => 0..=99,
            Band::Fair | Band::Background => -20..=19,
        };
        if !allowed.contains(&priority) {
            return Err(Errno::EINVAL);
        }
        self.band.store(band as u32, Ordering::Relaxed);
        self.priority.store(priority as u32, Ordering::Relaxed);
        Ok(())
    }

    /// Virtual run time in nanoseconds.
    pub fn run_ns(&self) -> u64 {
        self.run_ns.load(Ordering::Relaxed)
    }

    /// Moves the virtual run time on by `ran` nanoseconds of CPU time: each step of priority is
    /// worth a quarter.
    pub fn advance(&self, ran: u64) {
        let (_, priority) = self.scheduling();
        if priority == 0 {
            self.run_ns.fetch_add(ran, Ordering::Relaxed);
            return;
        }
        let mut weighted = ran;
        for _ in 0..priority.unsigned_abs().min(20) {
            weighted = if priority > 0 {
                weighted * 5 / 4
            } else {
                weighted * 4 / 5
            };
        }
        self.run_ns.fetch_add(weighted, Ordering::Relaxed);
    }

    /// Keeps a thread that slept from making up for all of it, and one that comes from a busier
    /// CPU from starving.
    pub fn catch_up(&self, least_ns: u64) {
        const BONUS_NS: u64 = 3_000_000;
        const MALUS_NS: u64 = 20_000_000;
        let run = self.run_ns();
        let fair = run.clamp(
            least_ns.saturating_sub(BONUS_NS),
            least_ns.saturating_add(MALUS_NS),
        );
        if fair != run {
            self.run_ns.store(fair, Ordering::Relaxed);
        }
    }

    /// Adds CPU time, in nanoseconds, to the thread's and its process's account.
    pub fn charge(&self, ran: u64) {
        self.cpu_ns.fetch_add(ran, Ordering::Relaxed);
        if let Some(process) = &self.process {
            process.charge(ran);
        }
    }

    /// CPU time in nanoseconds up to its last switch.
    pub fn cpu_ns(&self) -> u64 {
        self.cpu_ns.load(Ordering::Relaxed)
    }

    pub fn is_dead(&self) -> bool {
        self.dead.load(Ordering::Acquire)
    }

    /// Gives back the kernel stack of a dead thread that no CPU runs.
    pub fn free_machine(&self) {
        machine().thread_free(self.machine);
        POOL.lock().push(self.machine);
    }

    /// Undoes [`Self::create`] for a thread that never started.
    pub fn discard(&self) {
        COUNT.fetch_sub(1, Ordering::Relaxed);
        self.free_machine();
    }

    /// Bits of [`work`].
    pub fn work(&self) -> u32 {
        self.work.load(Ordering::Acquire)
    }

    /// Sets bits of [`work`] and sees to it that the thread looks at them soon: it wakes from a
    /// park, or enters the kernel.
    pub fn add_work(self: &Arc<Self>, bits: u32) {
        self.work.fetch_or(bits, Ordering::AcqRel);
        scheduler::unpark(self);
        scheduler::interrupt(self);
    }

    /// Sets bits of [`work`] on the current thread.
    pub fn add_own_work(&self, bits: u32) {
        self.work.fetch_or(bits, Ordering::AcqRel);
        scheduler::note_work();
    }

    pub fn clear_work(&self, bits: u32) {
        self.work.fetch_and(!bits, Ordering::AcqRel);
    }

    /// Whether it must end: every wait gives up.
    #[inline]
    pub fn is_ending(&self) -> bool {
        self.work() & work::END != 0
    }
}
