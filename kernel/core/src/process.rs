//! Processes: an address space, handles, threads, and an end.
//!
//! *Ending.* Whoever ends a process records the status (the first wins) and marks its threads; each
//! leaves at its next return to user code; the last one runs [`Process::finish`], which gives back
//! everything and then tells the scheme that wanted to know. So when that notice arrives, the
//! process's memory and handles are gone already.

use crate::handle::table::HandleTable;
use crate::handle::{Entry, Object};
use crate::ipc::Scheme;
use crate::lock::{Rank, SpinLock};
use crate::machine::machine;
use crate::memory::{frame, AddressSpace, FrameRef};
use crate::scheduler;
use crate::thread::notification::Pending;
use crate::thread::{work, Thread};
use crate::time;
use crate::user::UserStruct;
use crate::wait::{Interruptible, WaitList};
use abi::event::Ready;
use abi::process::{Identity, ProcessInfo, ProcessPage, PROCESS_PAGE};
use abi::time::{CLOCK_PAGE, NO_DEADLINE};
use abi::{Errno, Handle, Rights};
use alloc::collections::BTreeMap;
use alloc::sync::{Arc, Weak};
use core::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use smallvec::SmallVec;

/// A snapshot of a process's threads.
pub type Threads = SmallVec<[Arc<Thread>; 4]>;

/// Why a process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// With this exit status word.
    Status(u64),
}

/// Who is told of a process's end.
#[derive(Clone)]
pub struct ExitListener {
    pub scheme: Arc<Scheme>,
    pub cookie: u64,
}

/// Threads, and whether there may be more.
struct Members {
    threads: Threads,
    /// The exit status word, once the process is ending.
    status: Option<u64>,
    suspended: bool,
    /// One thread ends all others (exec): there will be no new ones.
    replaced: bool,
    /// Most threads.
    limit: u64,
}

/// A process.
pub struct Process {
    /// Its key in `ALL`.
    number: u64,
    /// Made, not forked: it is not ended for want of memory.
    essential: AtomicBool,
    space: SpinLock<Option<Arc<AddressSpace>>>,
    pub handles: SpinLock<HandleTable>,
    members: SpinLock<Members>,
    /// Woken when a thread leaves and when the process ends.
    changed: WaitList,
    page: SpinLock<ProcessPage>,
    page_frame: FrameRef,
    listener: SpinLock<Option<ExitListener>>,
    /// Sent to whichever thread takes it.
    pub pending: Pending,
    /// Woken when a notification is sent to it or to one of its threads.
    notified: WaitList,
    ignored: AtomicU64,
    native_start: AtomicUsize,
    native_len: AtomicUsize,
    cpu_ns: AtomicU64,
    start_ns: u64,
    ended: AtomicBool,
}

static COUNT: AtomicU64 = AtomicU64::new(0);
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// Every process that has not ended.
static ALL: SpinLock<BTreeMap<u64, Weak<Process>>> = SpinLock::new(Rank::SYSTEM, BTreeMap::new());

/// The process whose end would give the most memory back among those that are `wanted`.
pub fn largest(wanted: impl Fn(&Process) -> bool) -> Option<Arc<Process>> {
    let all = ALL.lock();
    let living = all.values().filter_map(Weak::upgrade);
    living
        .filter(|process| wanted(process))
        .max_by_key(|process| process.weight_bytes())
}

/// Processes that have not ended.
pub fn count() -> u64 {
    COUNT.load(Ordering::Relaxed)
}

impl Process {
    /// A process without threads, with these handles. ENOMEM.
    pub fn new(
        page: ProcessPage,
        handles: HandleTable,
        listener: Option<ExitListener>,
    ) -> Result<Arc<Self>, Errno> {
        let page_frame = FrameRef::from_held(frame::allocate().ok_or(Errno::ENOMEM)?);
        machine().zero_frame(page_frame.frame());
        let process = Self {
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
            essential: AtomicBool::new(false),
            space: SpinLock::new(Rank::PROCESS, None),
            handles: SpinLock::new(Rank::HANDLES, handles),
            members: SpinLock::new(
                Rank::PROCESS,
                Members {
                    threads: Threads::new(),
                    status: None,
                    suspended: false,
                    replaced: false,
                    limit: u64::MAX,
                },
            ),
            changed: WaitList::new(),
            page: SpinLock::new(Rank::PROCESS, ProcessPage::default()),
            page_frame,
            listener: SpinLock::new(Rank::PROCESS, listener),
            pending: Pending::new(),
            notified: WaitList::new(),
            ignored: AtomicU64::new(0),
            native_start: AtomicUsize::new(0),
            native_len: AtomicUsize::new(0),
            cpu_ns: AtomicU64::new(0),
            start_ns: machine().now_ns(),
            ended: AtomicBool::new(false),
        };
        process.set_page(page);
        COUNT.fetch_add(1, Ordering::Relaxed);
        let process = Arc::new(process);
        ALL.lock().insert(process.number, Arc::downgrade(&process));
        Ok(process)
    }

    /// Who wants to hear of notifications that are sent to it.
    pub fn notified(&self) -> &WaitList {
        &self.notified
    }

    /// Others are ended for want of memory before this one.
    pub fn set_essential(&self) {
        self.essential.store(true, Ordering::Relaxed);
    }

    pub fn is_essential(&self) -> bool {
        self.essential.load(Ordering::Relaxed)
    }

    /// Whether its end has begun.
    pub fn is_ending(&self) -> bool {
        self.members.lock().status.is_some()
    }

    /// Bytes that its end would give back, about: what its page tables show, and what the kernel keeps
    /// behind its handles.
    pub fn weight_bytes(&self) -> u64 {
        const HANDLE_BYTES: u64 = 1024;
        let resident = self
            .space_if_any()
            .map_or(0, |space| space.accounting().resident_bytes);
        resident + self.handles.lock().len() as u64 * HANDLE_BYTES
    }

    /// Its address space; None before it has one and after its end.
    pub fn space_if_any(&self) -> Option<Arc<AddressSpace>> {
        self.space.lock().clone()
    }

    /// Puts the process into an address space, with the shared pages mapped; the old one. ENOMEM.
    pub fn set_space(&self, space: Arc<AddressSpace>) -> Result<Option<Arc<AddressSpace>>, Errno> {
        self.map_shared_pages(&space)?;
        Ok(self.space.lock().replace(space))
    }

    /// Lets the process use an address space that another one set up (vfork).
    pub fn share_space(&self, space: Arc<AddressSpace>) {
        *self.space.lock() = Some(space);
    }

    /// Maps the clock page and the process page. ENOMEM.
    pub fn map_shared_pages(&self, space: &AddressSpace) -> Result<(), Errno> {
        if let Some(clock) = time::clock_frame() {
            space.map_shared_page(CLOCK_PAGE, clock)?;
        }
        space.map_shared_page(PROCESS_PAGE, self.page_frame.frame())
    }

    /// What its manager says of it.
    pub fn page(&self) -> ProcessPage {
        *self.page.lock()
    }

    /// Who it is, as its manager set it.
    pub fn identity(&self) -> Identity {
        self.page.lock().identity
    }

    /// Sets what its manager says of it, and what the process can read of that.
    pub fn set_page(&self, page: ProcessPage) {
        let mut bytes = [0; ProcessPage::SIZE];
        page.encode(&mut bytes);
        let mut current = self.page.lock();
        *current = page;
        machine().write_frame(self.page_frame.frame(), 0, &bytes);
    }

    /// What `handle` names, if it grants `rights`: EBADF if not open, `error` if not granted.
    #[inline]
    pub fn entry(&self, handle: Handle, rights: Rights, error: Errno) -> Result<Entry, Errno> {
        let table = self.handles.lock();
        let entry = table.get(handle)?;
        entry.require(rights, error)?;
        Ok(entry.clone())
    }

    /// The object that `handle` names, if it grants `rights`: EBADF, EACCES.
    #[inline]
    pub fn object(&self, handle: Handle, rights: Rights) -> Result<Object, Errno> {
        let table = self.handles.lock();
        let entry = table.get(handle)?;
        entry.require(rights, Errno::EACCES)?;
        Ok(entry.object.clone())
    }

    /// Installs an entry. EMFILE, ENOMEM, also if the kernel is short of memory.
    pub fn install(&self, entry: Entry) -> Result<Handle, Errno> {
        if frame::is_short() {
            return Err(Errno::ENOMEM);
        }
        self.handles.lock().insert(entry)
    }

    /// Notifications dropped when sent.
    pub fn ignored(&self) -> u64 {
        self.ignored.load(Ordering::Relaxed)
    }

    pub fn set_ignored(&self, set: u64) {
        self.ignored.store(set, Ordering::Relaxed);
    }

    /// Whether a kernel call at `rip` is a foreign one. Cheap when there is no native range.
    #[inline]
    pub fn has_native_range(&self) -> bool {
        self.native_len.load(Ordering::Relaxed) != 0
    }

    /// Whether `rip` lies in the native range.
    pub fn is_native(&self, rip: u64) -> bool {
        let start = self.native_start.load(Ordering::Relaxed);
        (rip as usize).wrapping_sub(start) < self.native_len.load(Ordering::Relaxed)
    }

    /// Calls from outside the range are foreign; length 0: none are.
    pub fn set_native_range(&self, start: usize, len: usize) {
        self.native_start.store(start, Ordering::Relaxed);
        self.native_len.store(len, Ordering::Relaxed);
    }

    /// Takes over the native range of another process (fork).
    pub fn copy_native_range(&self, from: &Self) {
        self.set_native_range(
            from.native_start.load(Ordering::Relaxed),
            from.native_len.load(Ordering::Relaxed),
        );
    }

    /// Nobody is to be told of its end: it never came to be.
    pub fn forget_listener(&self) {
        let listener = self.listener.lock().take();
        drop(listener);
    }

    /// Its threads now.
    pub fn threads(&self) -> Threads {
        self.members.lock().threads.clone()
    }

    /// Its thread of that number.
    pub fn thread(&self, number: u32) -> Option<Arc<Thread>> {
        let members = self.members.lock();
        let mut threads = members.threads.iter();
        threads.find(|thread| thread.number() == number).cloned()
    }

    /// Counts `thread` among its own, before it starts. ESRCH if the process is ending, EAGAIN at
    /// the limit.
    pub fn add_thread(&self, thread: &Arc<Thread>) -> Result<(), Errno> {
        let mut members = self.members.lock();
        if members.status.is_some() || members.replaced {
            return Err(Errno::ESRCH);
        }
        if members.threads.len() as u64 >= members.limit {
            return Err(Errno::EAGAIN);
        }
        members.threads.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
        members.threads.push(thread.clone());
        if members.suspended {
            thread.add_own_work(work::SUSPEND);
        }
        Ok(())
    }

    /// Takes a thread off; whether it was the last.
    pub fn remove_thread(&self, thread: &Arc<Thread>) -> bool {
        let mut members = self.members.lock();
        let index = members
            .threads
            .iter()
            .position(|own| Arc::ptr_eq(own, thread));
        let gone = index.map(|index| members.threads.remove(index));
        let last = members.threads.is_empty();
        if last {
            members.status.get_or_insert(0);
        }
        drop(members);
        drop(gone);
        self.changed.wake(Ready::empty());
        last
    }

    /// Ends every thread but the current one and waits until they are gone. EINTR if the process
    /// is ending itself, or another of its threads has begun to do this.
    pub fn end_other_threads(&self, current: &Arc<Thread>) -> Result<(), Errno> {
        let threads = {
            let mut members = self.members.lock();
            if members.replaced {
                return Err(Errno::EINTR);
            }
            members.replaced = true;
            members.threads.clone()
        };
        for thread in threads {
            if !Arc::ptr_eq(&thread, current) {
                thread.add_work(work::END);
            }
        }
        let outcome = self
            .changed
            .wait(current, NO_DEADLINE, Interruptible::No, || {
                (self.members.lock().threads.len() == 1).then_some(())
            });
        self.members.lock().replaced = false;
        outcome
    }

    /// Begins its end; harmless if it has begun.
    pub fn end(&self, reason: EndReason) {
        let EndReason::Status(status) = reason;
        let threads = {
            let mut members = self.members.lock();
            if members.status.is_some() {
                return;
            }
            members.status = Some(status);
            members.threads.clone()
        };
        for thread in &threads {
            thread.add_work(work::END);
        }
        if threads.is_empty() {
            self.finish();
        }
    }

    /// Gives back what it has and tells who wanted to know. Run once, without threads.
    pub fn finish(&self) {
        ALL.lock().remove(&self.number);
        let handles = core::mem::take(&mut *self.handles.lock());
        drop(handles);
        let space = self.space.lock().take();
        let accounting = space
            .as_ref()
            .map(|space| space.accounting())
            .unwrap_or_default();
        scheduler::reload_space(&scheduler::current());
        drop(space);
        self.pending.discard(u64::MAX);
        let status = self.members.lock().status.unwrap_or(0);
        self.ended.store(true, Ordering::Release);
        COUNT.fetch_sub(1, Ordering::Relaxed);
        self.changed.wake(Ready::IN);
        let listener = self.listener.lock().take();
        if let Some(listener) = listener {
            let args = [status, self.cpu_ns(), 0, accounting.peak_resident_bytes];
            listener
                .scheme
                .notice_exit(listener.cookie, args, self.page().identity);
        }
    }

    /// Stops or continues all threads.
    pub fn set_suspended(&self, suspended: bool) {
        let threads = {
            let mut members = self.members.lock();
            members.suspended = suspended;
            members.threads.clone()
        };
        for thread in &threads {
            if suspended {
                thread.add_work(work::SUSPEND);
            } else {
                thread.clear_work(work::SUSPEND);
                scheduler::unpark(thread);
            }
        }
    }

    /// Most threads from now on.
    pub fn set_thread_limit(&self, limit: u64) {
        self.members.lock().limit = limit;
    }

    pub fn thread_limit(&self) -> u64 {
        self.members.lock().limit
    }

    /// Adds CPU time in nanoseconds.
    pub fn charge(&self, ran: u64) {
        self.cpu_ns.fetch_add(ran, Ordering::Relaxed);
    }

    /// CPU time of all its threads in nanoseconds, up to their last switches or [`scheduler::settle`].
    pub fn cpu_ns(&self) -> u64 {
        self.cpu_ns.load(Ordering::Relaxed)
    }

    /// Readable when it has ended.
    pub fn ready(&self) -> Ready {
        if self.ended.load(Ordering::Acquire) {
            Ready::IN
        } else {
            Ready::empty()
        }
    }

    /// Woken when it ends.
    pub fn changed(&self) -> &WaitList {
        &self.changed
    }

    /// What the kernel knows of it.
    pub fn info(&self) -> ProcessInfo {
        scheduler::settle();
        let accounting = self
            .space_if_any()
            .map(|space| space.accounting())
            .unwrap_or_default();
        let threads = self.threads();
        let suspended = self.members.lock().suspended;
        let runs = threads
            .iter()
            .any(|thread| thread.on_cpu.load(Ordering::Relaxed) || thread.wake.is_awake());
        let state = match (self.ended.load(Ordering::Acquire), suspended, runs) {
            (true, _, _) => 3,
            (_, true, _) => 2,
            (_, _, true) => 0,
            _ => 1,
        };
        let handles = self.handles.lock().len() as u64;
        ProcessInfo {
            user_ns: self.cpu_ns(),
            system_ns: 0,
            start_ns: self.start_ns,
            virtual_bytes: accounting.virtual_bytes,
            resident_bytes: accounting.resident_bytes,
            peak_resident_bytes: accounting.peak_resident_bytes,
            threads: threads.len() as u64,
            handles,
            minor_faults: accounting.minor_faults,
            major_faults: accounting.major_faults,
            pending: self.pending.bits(),
            ignored: self.ignored(),
            state,
        }
    }
}
