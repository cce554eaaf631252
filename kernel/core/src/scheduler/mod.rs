//! Which thread runs where.
//!
//! *Overview.* Each CPU has its own queue of runnable threads ([`queue::RunQueue`]: real-time band,
//! fair band by virtual run time, idle band), its current thread and its idle thread. A waker puts
//! a thread on the queue of an idle CPU or of the one it ran on last and kicks that CPU; a CPU that
//! runs dry steals. There is no global lock.
//!
//! *Parking.* A thread waits by [`park`], which returns when some other thread has called
//! [`unpark`] since the last return: a token, as in `std::thread`. Every wait is a loop around its
//! condition, so a token too many does no harm.
//!
//! *Leaving a CPU.* `on_cpu` of a thread stays set until the next thread on that CPU has run
//! [`finish_switch`]; until then the thread may only be queued on that same CPU, and nobody steals
//! it. So nobody ever waits for another CPU's switch.

mod queue;

use crate::lock::{assert_none_held, Rank, SpinLock, MAX_CPUS};
use crate::machine::machine;
use crate::memory::AddressSpace;
use crate::thread::{Thread, Wake};
use crate::time;
use abi::Errno;
use alloc::sync::Arc;
use core::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use queue::RunQueue;

pub use queue::{Band, Order};

/// Longest run while others of the same band wait, in nanoseconds.
const SLICE_NS: u64 = 4_000_000;

/// A woken thread of the fair band preempts one that is this far ahead, in nanoseconds.
const WAKE_GRANULARITY_NS: u64 = 1_000_000;

/// What runs on a CPU.
struct Running {
    current: Option<Arc<Thread>>,
    /// The thread that the last switch left; see [`finish_switch`].
    previous: Option<Arc<Thread>>,
    /// The address space loaded.
    space: Option<Arc<AddressSpace>>,
    /// The address space that the last switch left, to be dropped by [`finish_switch`].
    previous_space: Option<Arc<AddressSpace>>,
    idle: Option<Arc<Thread>>,
    /// When `current` began to run.
    since_ns: u64,
}

/// A CPU's part of the scheduler, in cache lines of its own.
#[repr(align(128))]
struct Cpu {
    running: SpinLock<Running>,
    queue: SpinLock<RunQueue>,
    /// [`crate::thread::before_user`] has something to do.
    work: AtomicBool,
    /// The current thread should give way.
    reschedule: AtomicBool,
    /// The thread being left is runnable, but not here: see [`finish_switch`].
    moves: AtomicBool,
    /// Threads in `queue`.
    queued: AtomicU32,
    /// Order of the current thread, for wakers.
    current_order: AtomicU64,
    /// End of the current thread's slice, or `u64::MAX` if nobody waits.
    slice_end_ns: AtomicU64,
    idle_ns: AtomicU64,
    switches: AtomicU64,
}

static CPUS: [Cpu; MAX_CPUS] = [const {
    Cpu {
        running: SpinLock::new(
            Rank::CPU,
            Running {
                current: None,
                previous: None,
                space: None,
                previous_space: None,
                idle: None,
                since_ns: 0,
            },
        ),
        queue: SpinLock::new(Rank::RUN_QUEUE, RunQueue::new()),
        work: AtomicBool::new(false),
        reschedule: AtomicBool::new(false),
        moves: AtomicBool::new(false),
        queued: AtomicU32::new(0),
        current_order: AtomicU64::new(u64::MAX),
        slice_end_ns: AtomicU64::new(u64::MAX),
        idle_ns: AtomicU64::new(0),
        switches: AtomicU64::new(0),
    }
}; MAX_CPUS];

/// Bit per CPU that waits for an interrupt with nothing to run.
static IDLE: AtomicU64 = AtomicU64::new(0);

#[inline]
fn this_cpu() -> (usize, &'static Cpu) {
    let number = machine().cpu();
    (number, &CPUS[number % MAX_CPUS])
}

/// The thread that runs on this CPU.
#[inline]
pub fn current() -> Arc<Thread> {
    match &this_cpu().1.running.lock().current {
        Some(thread) => thread.clone(),
        None => unreachable!("a CPU runs core code before start::boot"),
    }
}

/// The address space loaded on this CPU.
#[inline]
pub fn current_space() -> Option<Arc<AddressSpace>> {
    this_cpu().1.running.lock().space.clone()
}

/// Whether `thread` runs on this CPU.
#[inline]
pub fn is_current(thread: &Thread) -> bool {
    match &this_cpu().1.running.lock().current {
        Some(current) => core::ptr::eq(&**current, thread),
        None => false,
    }
}

/// Whether [`crate::thread::before_user`] has something to do on this CPU; clears the mark.
#[inline]
pub fn take_work() -> bool {
    let work = &this_cpu().1.work;
    work.load(Ordering::Relaxed) && {
        work.store(false, Ordering::Relaxed);
        true
    }
}

/// Makes this CPU's next return to user code look for work.
pub fn note_work() {
    this_cpu().1.work.store(true, Ordering::Relaxed);
}

/// Whether the current thread should give way; clears the mark.
pub fn take_reschedule() -> bool {
    this_cpu().1.reschedule.swap(false, Ordering::Relaxed)
}

/// Another CPU asked this one to look at its run queue and its current thread.
pub fn kicked() {
    let (_, cpu) = this_cpu();
    cpu.work.store(true, Ordering::Relaxed);
    if cpu.queued.load(Ordering::Acquire) > 0 {
        start_slice(cpu);
    }
    time::deadline::kicked();
}

/// The timer fired: ends the slice if it is over.
pub fn tick(now_ns: u64) {
    let (_, cpu) = this_cpu();
    if cpu.slice_end_ns.load(Ordering::Relaxed) <= now_ns {
        cpu.slice_end_ns.store(u64::MAX, Ordering::Relaxed);
        cpu.reschedule.store(true, Ordering::Relaxed);
        cpu.work.store(true, Ordering::Relaxed);
    }
}

/// When this CPU's current slice ends.
pub fn slice_end_ns() -> u64 {
    this_cpu().1.slice_end_ns.load(Ordering::Relaxed)
}

/// Somebody waits for this CPU: limits the current thread's run.
fn start_slice(cpu: &Cpu) {
    if cpu.slice_end_ns.load(Ordering::Relaxed) == u64::MAX {
        let end = machine().now_ns() + SLICE_NS;
        cpu.slice_end_ns.store(end, Ordering::Relaxed);
        time::arm();
    }
}

/// Waits until [`unpark`] is called on the current thread, or has been since the last return.
/// Returns at once if the thread is to end.
pub fn park(thread: &Arc<Thread>) {
    assert_none_held();
    if !thread.wake.park() {
        return;
    }
    let (number, cpu) = this_cpu();
    let next = pick(number, cpu);
    switch(cpu, next, Slice::New);
    thread.wake.resume();
}

/// Like [`park`], but gives the CPU straight to `to` if that thread is parked: no run queue.
pub fn hand_off(thread: &Arc<Thread>, to: &Arc<Thread>) {
    assert_none_held();
    if to.wake.notify() != Wake::Parked {
        return park(thread);
    }
    let (number, cpu) = this_cpu();
    let here = !to.on_cpu.load(Ordering::Acquire) && to.allowed_on(number);
    if !here {
        enqueue(to.clone());
        return park(thread);
    }
    if !thread.wake.park() {
        // The token is taken: to park again would lose a wake-up.
        return enqueue(to.clone());
    }
    switch(cpu, to.clone(), Slice::Inherited);
    thread.wake.resume();
}

/// Ends one [`park`] of `thread`, now or the next one.
pub fn unpark(thread: &Arc<Thread>) {
    if thread.wake.notify() == Wake::Parked {
        enqueue(thread.clone());
    }
}

/// Threads that every run queue has room for.
static ROOM: AtomicU64 = AtomicU64::new(0);

/// Sees to it that `threads` can all be runnable, on any CPU: waking one must not need memory. ENOMEM.
pub fn make_room(threads: u64) -> Result<(), Errno> {
    if threads <= ROOM.load(Ordering::Relaxed) {
        return Ok(());
    }
    let room = 2 * threads.max(32);
    for cpu in CPUS.iter().take(machine().cpu_count()) {
        cpu.queue.lock().make_room(room as usize)?;
    }
    ROOM.fetch_max(room, Ordering::Relaxed);
    Ok(())
}

/// Makes a new thread runnable for the first time.
pub fn start(thread: &Arc<Thread>) {
    unpark(thread);
}

/// Makes a thread that runs on another CPU enter the kernel soon.
pub fn interrupt(thread: &Thread) {
    if thread.on_cpu.load(Ordering::Acquire) {
        let number = thread.cpu.load(Ordering::Relaxed) as usize;
        if number == machine().cpu() {
            note_work();
        } else {
            machine().kick(number);
        }
    }
}

/// Makes a thread whose affinity changed look for a CPU that it may run on.
pub fn ask_to_move(thread: &Arc<Thread>) {
    let last = thread.cpu.load(Ordering::Relaxed) as usize;
    if !thread.allowed_on(last) && thread.on_cpu.load(Ordering::Acquire) {
        CPUS[last].reschedule.store(true, Ordering::Relaxed);
        interrupt(thread);
    }
}

/// Lets others of the same or a higher band run.
pub fn yield_now(thread: &Arc<Thread>) {
    let (number, cpu) = this_cpu();
    cpu.slice_end_ns.store(u64::MAX, Ordering::Relaxed);
    thread.advance(charge(cpu));
    if !thread.allowed_on(number) {
        cpu.moves.store(true, Ordering::Relaxed);
        let next = pick(number, cpu);
        return switch(cpu, next, Slice::New);
    }
    let next = {
        let mut queue = cpu.queue.lock();
        queue.push(thread.clone(), thread.order());
        let next = queue.pop();
        cpu.queued.store(queue.len(), Ordering::Release);
        next
    };
    match next {
        Some(next) if Arc::ptr_eq(&next, thread) => {}
        Some(next) => switch(cpu, migrate(number, cpu, next), Slice::New),
        None => {}
    }
    if cpu.queued.load(Ordering::Relaxed) > 0 {
        start_slice(this_cpu().1);
    }
}

/// Passes a popped thread that may no longer run on this CPU on to another, and takes the next.
fn migrate(number: usize, cpu: &'static Cpu, mut next: Arc<Thread>) -> Arc<Thread> {
    while !next.allowed_on(number) && !next.on_cpu.load(Ordering::Acquire) {
        enqueue(next);
        next = pick(number, cpu);
    }
    next
}

/// The thread to run next, taken from this CPU's queue, another's, or the idle thread.
fn pick(number: usize, cpu: &'static Cpu) -> Arc<Thread> {
    match pick_runnable(number, cpu) {
        Some(thread) => thread,
        None => match &cpu.running.lock().idle {
            Some(idle) => idle.clone(),
            None => unreachable!("a CPU without an idle thread runs core code"),
        },
    }
}

fn pick_runnable(number: usize, cpu: &'static Cpu) -> Option<Arc<Thread>> {
    if cpu.queued.load(Ordering::Acquire) > 0 {
        let mut queue = cpu.queue.lock();
        let next = queue.pop();
        cpu.queued.store(queue.len(), Ordering::Release);
        drop(queue);
        if let Some(next) = next {
            return Some(migrate(number, cpu, next));
        }
    }
    steal(number)
}

/// Takes a runnable thread from the CPU with the longest queue.
fn steal(number: usize) -> Option<Arc<Thread>> {
    let count = machine().cpu_count();
    let (victim, queued) = (1..count)
        .map(|step| (number + step) % count)
        .map(|victim| (victim, CPUS[victim].queued.load(Ordering::Acquire)))
        .max_by_key(|&(_, queued)| queued)?;
    if queued == 0 {
        return None;
    }
    let cpu = &CPUS[victim];
    let mut queue = cpu.queue.try_lock()?;
    let stolen =
        queue.pop_if(|thread| !thread.on_cpu.load(Ordering::Acquire) && thread.allowed_on(number));
    cpu.queued.store(queue.len(), Ordering::Release);
    stolen
}

/// Puts a runnable thread on a CPU's queue and sees to it that the CPU notices.
fn enqueue(thread: Arc<Thread>) {
    let here = machine().cpu();
    let target = choose_cpu(&thread, here);
    let cpu = &CPUS[target];
    let order = {
        let mut queue = cpu.queue.lock();
        thread.catch_up(queue.least_run_ns());
        let order = thread.order();
        queue.push(thread, order);
        cpu.queued.store(queue.len(), Ordering::Release);
        order
    };
    let preempts = order.preempts(cpu.current_order.load(Ordering::Relaxed));
    if preempts {
        cpu.reschedule.store(true, Ordering::Relaxed);
    }
    if target != here {
        machine().kick(target);
    } else {
        cpu.work.store(true, Ordering::Relaxed);
        if !preempts {
            start_slice(cpu);
        }
    }
}

/// The CPU that a woken thread goes to: where it was if that one is idle, this one if the thread
/// would be alone here, any idle one, else where it was.
fn choose_cpu(thread: &Thread, here: usize) -> usize {
    let last = thread.cpu.load(Ordering::Relaxed) as usize;
    if thread.on_cpu.load(Ordering::Acquire) {
        return last;
    }
    let allowed = thread.affinity.load(Ordering::Relaxed);
    let idle = IDLE.load(Ordering::SeqCst) & allowed;
    if idle >> last & 1 != 0 {
        return last;
    }
    if idle != 0 {
        return idle.trailing_zeros() as usize;
    }
    if allowed >> last & 1 != 0 {
        return last;
    }
    if allowed >> here & 1 != 0 {
        return here;
    }
    let up = u64::MAX >> (64 - machine().cpu_count().min(64));
    match (allowed & up).trailing_zeros() {
        64 => here,
        cpu => cpu as usize,
    }
}

/// Charges the current thread for its time on this CPU up to now; the nanoseconds.
fn charge(cpu: &Cpu) -> u64 {
    let now = machine().now_ns();
    cpu.running.lock().charge(cpu, now)
}

impl Running {
    /// See [`charge`].
    #[inline]
    fn charge(&mut self, cpu: &Cpu, now: u64) -> u64 {
        let ran = now.saturating_sub(self.since_ns);
        self.since_ns = now;
        match &self.current {
            Some(thread) if thread.is_idle() => {
                cpu.idle_ns.fetch_add(ran, Ordering::Relaxed);
            }
            Some(thread) => thread.charge(ran),
            None => {}
        }
        ran
    }
}

/// Charges the current thread for its time up to now, where its total is about to be told.
pub fn settle() {
    let thread = current();
    thread.advance(charge(this_cpu().1));
}

/// CPU time of the current thread that has not been charged to it yet.
pub fn uncharged_ns() -> u64 {
    let cpu = this_cpu().1;
    let since = cpu.running.lock().since_ns;
    machine().now_ns().saturating_sub(since)
}

/// How long the thread switched to may run while others wait.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slice {
    New,
    /// What is left of the slice of the thread before: so that threads that hand the CPU to each
    /// other do not keep it for ever.
    Inherited,
}

/// Runs `next` in place of the current thread, which is parked, queued or dead.
fn switch(cpu: &'static Cpu, next: Arc<Thread>, slice: Slice) {
    assert_none_held();
    let now = machine().now_ns();
    let space = next.loaded_space();
    let mut running = cpu.running.lock();
    let ran = running.charge(cpu, now);
    let current = match running.current.take() {
        Some(current) => current,
        None => unreachable!("a switch before start::boot"),
    };
    if Arc::ptr_eq(&current, &next) {
        running.current = Some(current);
        return;
    }
    current.advance(ran);
    next.on_cpu.store(true, Ordering::Relaxed);
    next.cpu.store(machine().cpu() as u32, Ordering::Relaxed);
    cpu.current_order
        .store(next.order().as_word(), Ordering::Relaxed);
    if slice == Slice::New {
        cpu.slice_end_ns.store(u64::MAX, Ordering::Relaxed);
    }
    cpu.switches.fetch_add(1, Ordering::Relaxed);
    cpu.work.store(true, Ordering::Relaxed);
    let (from, to) = (current.machine, next.machine);
    running.previous = Some(current);
    running.current = Some(next);
    load(&mut running, space);
    drop(running);
    if cpu.queued.load(Ordering::Relaxed) > 0 {
        start_slice(cpu);
    }
    machine().switch(from, to);
    finish_switch();
}

/// Loads `space` unless it is loaded already.
fn load(running: &mut Running, space: Option<Arc<AddressSpace>>) {
    let same = match (&running.space, &space) {
        (Some(old), Some(new)) => Arc::ptr_eq(old, new),
        (None, None) => true,
        _ => false,
    };
    if !same {
        machine().activate(space.as_ref().map(|space| space.table()));
        running.previous_space = core::mem::replace(&mut running.space, space);
    }
}

/// Loads the current thread's address space after its process changed it (exec, end).
pub fn reload_space(thread: &Thread) {
    let cpu = this_cpu().1;
    let space = thread.loaded_space();
    let old = {
        let mut running = cpu.running.lock();
        load(&mut running, space);
        running.previous_space.take()
    };
    drop(old);
}

/// The second half of a switch, run by the thread that was switched to: lets go of the thread
/// before it, and notes whether the new one has something to do before it runs user code.
fn finish_switch() {
    let cpu = this_cpu().1;
    let (previous, space) = {
        let mut running = cpu.running.lock();
        let has_work = match &running.current {
            Some(thread) => thread.work() != 0,
            None => false,
        };
        let reschedule = cpu.reschedule.load(Ordering::Relaxed);
        cpu.work.store(has_work || reschedule, Ordering::Relaxed);
        (running.previous.take(), running.previous_space.take())
    };
    drop(space);
    let Some(previous) = previous else { return };
    let dead = previous.is_dead();
    previous.on_cpu.store(false, Ordering::Release);
    if dead {
        previous.free_machine();
    } else if cpu.moves.load(Ordering::Relaxed) {
        cpu.moves.store(false, Ordering::Relaxed);
        enqueue(previous);
    }
}

/// Finishes the switch to a thread that runs for the first time and so did not return from it.
pub fn finish_first_switch() {
    let cpu = this_cpu().1;
    if cpu.running.lock().previous.is_some() {
        finish_switch();
    }
}

/// Leaves the current thread for ever. The caller has dropped every reference it had.
pub fn exit() -> ! {
    let (number, cpu) = this_cpu();
    let next = pick(number, cpu);
    switch(cpu, next, Slice::New);
    unreachable!("a dead thread ran")
}

/// Makes the code that runs now the idle thread of this CPU.
pub fn adopt_idle(thread: Arc<Thread>) {
    let (number, cpu) = this_cpu();
    thread.cpu.store(number as u32, Ordering::Relaxed);
    thread.on_cpu.store(true, Ordering::Relaxed);
    let mut running = cpu.running.lock();
    running.since_ns = machine().now_ns();
    running.idle = Some(thread.clone());
    running.current = Some(thread);
}

/// Runs what there is to run on this CPU, for ever.
pub fn idle() -> ! {
    let (number, cpu) = this_cpu();
    loop {
        cpu.reschedule.store(false, Ordering::Relaxed);
        if let Some(next) = pick_runnable(number, cpu) {
            switch(cpu, next, Slice::New);
            continue;
        }
        IDLE.fetch_or(1 << number, Ordering::SeqCst);
        if cpu.queued.load(Ordering::SeqCst) == 0 {
            time::arm();
            machine().wait_for_interrupt();
        }
        IDLE.fetch_and(!(1 << number), Ordering::SeqCst);
    }
}

/// Counters of all CPUs together.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counters {
    pub switches: u64,
    pub idle_ns: u64,
    /// Runnable or running threads, idle ones excluded.
    pub runnable: u64,
}

/// Counters of all CPUs together.
pub fn counters() -> Counters {
    let mut counters = Counters::default();
    for (number, cpu) in CPUS.iter().enumerate().take(machine().cpu_count()) {
        counters.switches += cpu.switches.load(Ordering::Relaxed);
        counters.idle_ns += cpu.idle_ns.load(Ordering::Relaxed);
        counters.runnable += u64::from(cpu.queued.load(Ordering::Relaxed));
        if IDLE.load(Ordering::Relaxed) >> number & 1 == 0 {
            counters.runnable += 1;
        }
    }
    counters
}
