//! The queue of requests and the threads that serve it.
//!
//! A request may run when none before it must come first: appending writes, and transfers on what has no place (pipes,
//! terminals, sockets), go in order for each direction; a sync waits for all before it. Every request that may run
//! has a thread at once, for any may block; idle threads stay for a while.

use super::list::{Group, REASON};
use super::{aiocb, status_flags, AIO_ALLDONE, AIO_CANCELED, AIO_NOTCANCELED, EINPROGRESS};
use crate::errno::Errno;
use crate::header::pthread::atfork::pthread_atfork;
use crate::header::pthread::attr::pthread_attr_t;
use crate::header::pthread::create::start_detached;
use crate::header::pthread::{futex_wait, futex_wake, Deadline, Sharing};
use crate::header::signal::action::{set_action, sigaction};
use crate::header::signal::notify::{is_valid, notify};
use crate::header::signal::SIGINTERRUPT;
use crate::platform::Sys;
use crate::sync::Mutex;
use crate::types::*;
use alloc::vec::Vec;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicBool, AtomicI32, Ordering};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Read,
    Write,
    Sync,
    DataSync,
}

/// A request in the queue, or under way.
#[derive(Clone, Copy)]
struct Entry {
    operation: Operation,
    request: *mut aiocb,
    fd: c_int,
    /// In order with others of its direction.
    is_ordered: bool,
    /// Its file has no place to read from or write to.
    is_stream: bool,
    group: *const Group,
    /// The thread that runs it, 0 if none does.
    thread: pid_t,
    is_cancelled: bool,
}

// SAFETY: the pointers are handed through, from the program and back to it.
unsafe impl Send for Entry {}

struct Engine {
    /// In the order in which they were asked for, those under way among them.
    entries: Vec<Entry>,
    /// Threads that wait for something to do.
    idle: usize,
    has_fork_handlers: bool,
}

static ENGINE: Mutex<Engine> = Mutex::new(Engine {
    entries: Vec::new(),
    idle: 0,
    has_fork_handlers: false,
});

/// Changes when there may be something to do.
static WORK: AtomicI32 = AtomicI32::new(0);
/// Changes when a request is done.
pub(super) static DONE: AtomicI32 = AtomicI32::new(0);

/// How long a thread waits for something to do, in seconds.
const IDLE_SECONDS: time_t = 2;
const STACK: size_t = 64 << 10;

impl Entry {
    fn is_sync(&self) -> bool {
        matches!(self.operation, Operation::Sync | Operation::DataSync)
    }

    /// Whether this one must be done before `later` may begin.
    fn comes_before(&self, later: &Self) -> bool {
        self.fd == later.fd
            && (later.is_sync()
                || (self.is_ordered && later.is_ordered && self.operation == later.operation))
    }
}

impl Engine {
    /// The first request that may begin.
    fn next(&self) -> Option<usize> {
        (0..self.entries.len()).find(|&index| {
            let (before, entry) = (&self.entries[..index], &self.entries[index]);
            entry.thread == 0 && !before.iter().any(|one| one.comes_before(entry))
        })
    }

    /// Has a thread for the next request: an idle one or a new one.
    fn call_thread(&self) -> Result<(), Errno> {
        WORK.fetch_add(1, Ordering::Release);
        if self.idle > 0 {
            futex_wake(&raw const WORK, 1, Sharing::Private);
            return Ok(());
        }
        let attr = pthread_attr_t {
            stack_size: STACK,
            ..pthread_attr_t::DEFAULT
        };
        // The program's signals are not for these threads.
        let mask = !(1 << (SIGINTERRUPT - 1));
        // SAFETY: the thread takes no argument.
        unsafe { start_detached(&attr, mask, serve, null_mut()) }
    }
}

/// The deadline after a time from now; none for null.
///
/// # Safety
/// `timeout` is null or valid.
pub(super) unsafe fn deadline_after(timeout: *const timespec) -> Result<Option<Deadline>, Errno> {
    const CLOCK_MONOTONIC: clockid_t = 1;
    // SAFETY: the caller's promise.
    let Some(mut deadline) = (unsafe { Deadline::at(CLOCK_MONOTONIC, timeout) })? else {
        return Ok(None);
    };
    let mut now = timespec::default();
    // SAFETY: the structure is whole.
    unsafe { Sys::clock_now(CLOCK_MONOTONIC, &mut now) }?;
    let nanoseconds = deadline.time.tv_nsec + now.tv_nsec;
    deadline.time = timespec {
        tv_sec: (deadline.time.tv_sec)
            .saturating_add(now.tv_sec)
            .saturating_add(nanoseconds / 1_000_000_000),
        tv_nsec: nanoseconds % 1_000_000_000,
    };
    Ok(Some(deadline))
}

/// Gives a request an error without queueing it.
///
/// # Safety
/// The request is valid.
pub(super) unsafe fn refuse(request: *mut aiocb, error: Errno) {
    // SAFETY: the caller's promise.
    unsafe {
        (*request).result = -1;
        (*request).error.store(error.0.into(), Ordering::Release);
    }
}

/// Queues a request.
///
/// # Safety
/// The request and its buffer live until it is done, the group until it is left.
pub(super) unsafe fn submit(
    operation: Operation,
    request: *mut aiocb,
    group: *const Group,
) -> Result<(), Errno> {
    // SAFETY: the caller's promise.
    unsafe {
        let priority = (*request).aio_reqprio;
        // A sync ignores all but the file and the event (POSIX).
        let is_sync = matches!(operation, Operation::Sync | Operation::DataSync);
        if !(is_sync || (0..=super::AIO_PRIO_DELTA_MAX).contains(&priority))
            || !is_valid(&(*request).aio_sigevent)
        {
            refuse(request, Errno::EINVAL);
            return Err(Errno::EINVAL);
        }
        let fd = (*request).aio_fildes;
        const O_APPEND: c_int = 0o2000;
        let is_stream = Sys::lseek(fd, 0, 1) == Err(Errno::ESPIPE);
        let appends = status_flags(fd).is_ok_and(|flags| flags & O_APPEND != 0);
        let entry = Entry {
            operation,
            request,
            fd,
            is_ordered: is_stream || (appends && operation == Operation::Write),
            is_stream,
            group,
            thread: 0,
            is_cancelled: false,
        };
        be_ready()?;
        let mut engine = ENGINE.lock();
        if !engine.has_fork_handlers {
            pthread_atfork(Some(before_fork), Some(in_parent), Some(in_child));
            engine.has_fork_handlers = true;
        }
        if engine.entries.try_reserve(1).is_err() {
            refuse(request, Errno::EAGAIN);
            return Err(Errno::EAGAIN);
        }
        (*request).error.store(EINPROGRESS, Ordering::Release);
        engine.entries.push(entry);
        // One that may not run yet gets the thread of the one before it.
        if engine.next().is_some() && engine.call_thread().is_err() {
            engine.entries.pop();
            refuse(request, Errno::EAGAIN);
            return Err(Errno::EAGAIN);
        }
    }
    Ok(())
}

/// Writes the result where the program finds it, and tells of it. The request is out of the queue.
///
/// # Safety
/// The entry is from `submit`.
unsafe fn finish(entry: &Entry, result: Result<ssize_t, Errno>) {
    // SAFETY: the caller's promise. Once the error is stored the request may be gone: the event is copied before.
    unsafe {
        let request = entry.request;
        let event = (*request).aio_sigevent;
        (*request).result = result.unwrap_or(-1);
        let error = result.err().map_or(0, |error| c_int::from(error.0));
        (*request).error.store(error, Ordering::Release);
        DONE.fetch_add(1, Ordering::Release);
        futex_wake(&raw const DONE, i32::MAX, Sharing::Private);
        notify(&event, REASON);
        if !entry.group.is_null() {
            Group::leave(entry.group);
        }
    }
}

/// A thread's life: requests, one after the other.
unsafe extern "C" fn serve(_: *mut c_void) -> *mut c_void {
    // SAFETY: takes no pointers.
    let me = unsafe { Sys::gettid() }.unwrap_or(0);
    let mut engine = ENGINE.lock();
    loop {
        if let Some(index) = engine.next() {
            engine.entries[index].thread = me;
            let entry = engine.entries[index];
            // What became possible together with this one needs a thread, too. Without one it waits for this.
            if engine.next().is_some() {
                let _ = engine.call_thread();
            }
            drop(engine);
            // SAFETY: the entry is from `submit`.
            let result = unsafe { transfer(&entry) };
            engine = ENGINE.lock();
            engine.entries.retain(|one| one.request != entry.request);
            drop(engine);
            // SAFETY: as above; the entry is out of the queue.
            unsafe { finish(&entry, result) };
            engine = ENGINE.lock();
            continue;
        }
        let before = WORK.load(Ordering::Acquire);
        engine.idle += 1;
        drop(engine);
        let timeout = timespec {
            tv_sec: IDLE_SECONDS,
            tv_nsec: 0,
        };
        // SAFETY: the structure is whole.
        let deadline = unsafe { deadline_after(&timeout) }.unwrap_or(None);
        let waited = futex_wait(&WORK, before, deadline.as_ref(), Sharing::Private);
        engine = ENGINE.lock();
        engine.idle -= 1;
        if waited == Err(Errno::ETIMEDOUT) && engine.next().is_none() {
            return null_mut();
        }
    }
}

/// Does what is asked. A signal interrupts it only for a cancellation.
///
/// # Safety
/// The entry is from `submit`.
unsafe fn transfer(entry: &Entry) -> Result<ssize_t, Errno> {
    loop {
        // SAFETY: the caller's promise: the buffer is the request's.
        let result = unsafe {
            let (buffer, length) = ((*entry.request).aio_buf, (*entry.request).aio_nbytes);
            let (fd, offset) = (entry.fd, (*entry.request).aio_offset);
            match entry.operation {
                Operation::Read if entry.is_stream => Sys::read(fd, buffer, length),
                Operation::Read => Sys::pread64(fd, buffer, length, offset),
                Operation::Write if entry.is_ordered => Sys::write(fd, buffer, length),
                Operation::Write => Sys::pwrite64(fd, buffer, length, offset),
                Operation::Sync => Sys::fsync(fd).map(|()| 0),
                Operation::DataSync => Sys::fdatasync(fd).map(|()| 0),
            }
        };
        if result != Err(Errno::EINTR) {
            return result;
        }
        let engine = ENGINE.lock();
        let own = engine
            .entries
            .iter()
            .find(|one| one.request == entry.request);
        if own.is_some_and(|own| own.is_cancelled) {
            return Err(Errno::ECANCELED);
        }
    }
}

/// Cancels requests on a descriptor: one, or all for null.
///
/// # Safety
/// `request` is null or valid.
pub(super) unsafe fn cancel(fd: c_int, request: *const aiocb) -> Result<c_int, Errno> {
    let wanted = |entry: &Entry| {
        entry.fd == fd && (request.is_null() || entry.request.cast_const() == request)
    };
    let mut engine = ENGINE.lock();
    let mut waiting: Vec<Entry> = Vec::new();
    engine.entries.retain(|entry| {
        let drops = wanted(entry) && entry.thread == 0;
        if drops {
            waiting.push(*entry);
        }
        !drops
    });
    let mut running: Vec<Entry> = Vec::new();
    let mut is_left = false;
    for entry in engine.entries.iter_mut().filter(|entry| wanted(entry)) {
        // A transfer with a place is soon done and cannot be interrupted.
        is_left |= !entry.is_stream;
        entry.is_cancelled |= entry.is_stream;
        running.extend(entry.is_stream.then_some(*entry));
    }
    // What waited for the dropped ones may begin.
    if engine.next().is_some() {
        let _ = engine.call_thread();
    }
    drop(engine);
    let mut is_cancelled = !waiting.is_empty();
    for entry in &waiting {
        // SAFETY: the entry is from `submit`, and out of the queue.
        unsafe { finish(entry, Err(Errno::ECANCELED)) };
    }
    for entry in &running {
        // SAFETY: the program keeps the request: it asks about it.
        is_cancelled |= unsafe { interrupt(entry) };
    }
    Ok(match (is_left, is_cancelled) {
        (true, _) => AIO_NOTCANCELED,
        (false, true) => AIO_CANCELED,
        (false, false) => AIO_ALLDONE,
    })
}

/// Lets [`SIGINTERRUPT`] interrupt calls, from the first need on: its handler does nothing, and no call is made again after it.
fn be_ready() -> Result<(), Errno> {
    static READY: AtomicBool = AtomicBool::new(false);
    extern "C" fn nothing(_: c_int) {}
    if READY.load(Ordering::Acquire) {
        return Ok(());
    }
    let action = sigaction {
        sa_handler: nothing as *const () as usize,
        ..sigaction::default()
    };
    // SAFETY: the handler is made for this signal.
    unsafe { set_action(SIGINTERRUPT, Some(&action)) }?;
    READY.store(true, Ordering::Release);
    Ok(())
}

/// Interrupts a request's thread until it is done; whether it was cancelled. The signal may come before the thread is
/// in the kernel: so it is sent again.
///
/// # Safety
/// The request is valid.
unsafe fn interrupt(entry: &Entry) -> bool {
    const PAUSE: timespec = timespec {
        tv_sec: 0,
        tv_nsec: 2_000_000,
    };
    // SAFETY: the caller's promise. The thread lives while its entry is in the queue.
    unsafe {
        loop {
            let before = DONE.load(Ordering::Acquire);
            match (*entry.request).error.load(Ordering::Acquire) {
                EINPROGRESS => {}
                error => return error == c_int::from(Errno::ECANCELED.0),
            }
            let engine = ENGINE.lock();
            if engine
                .entries
                .iter()
                .any(|one| one.request == entry.request)
            {
                let pid = Sys::getpid().unwrap_or(0);
                let _ = Sys::tgkill(pid, entry.thread, SIGINTERRUPT);
            }
            drop(engine);
            let deadline = deadline_after(&PAUSE).unwrap_or(None);
            let _ = futex_wait(&DONE, before, deadline.as_ref(), Sharing::Private);
        }
    }
}

/// Requests and threads stay in the parent (POSIX, `fork`).
unsafe extern "C" fn before_fork() {
    ENGINE.raw().lock();
}

unsafe extern "C" fn in_parent() {
    ENGINE.raw().unlock();
}

unsafe extern "C" fn in_child() {
    ENGINE.raw().reset();
    let mut engine = ENGINE.lock();
    engine.entries.clear();
    engine.idle = 0;
}
