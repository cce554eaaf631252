//! Which thread has which heap. A heap stays when its thread ends, and the next thread that needs one takes
//! it: live blocks of a thread that is gone keep their owner's structures, and nothing must be handed over.

use super::block;
#[cfg(not(test))]
use super::heap::Local;
use super::heap::{Heap, Owner};
use super::{registry, system};
use crate::start::auxv;
use crate::sync::{Mutex, MutexGuard};
use core::cell::UnsafeCell;
use core::ptr::null_mut;
#[cfg(not(test))]
use core::sync::atomic::AtomicBool;
use core::sync::atomic::{AtomicUsize, Ordering};

/// Bytes mapped for heaps at a time.
const HEAPS_BYTES: usize = 64 << 10;

/// Small blocks freed to heaps without owner, after which one of them is looked through.
const IDLE_FREES: usize = 256;

pub struct Pool {
    /// Heaps without owner.
    idle: *mut Heap,
    /// All heaps.
    all: *mut Heap,
    /// Whether [`FIRST`] is in use.
    first_taken: bool,
    /// Room for more heaps.
    room: *mut Heap,
    room_count: usize,
}

// SAFETY: heaps are reached by one thread at a time.
unsafe impl Send for Pool {}

static POOL: Mutex<Pool> = Mutex::new(Pool {
    idle: null_mut(),
    all: null_mut(),
    first_taken: false,
    room: null_mut(),
    room_count: 0,
});

struct FirstHeap(UnsafeCell<Heap>);
// SAFETY: handed out once, by the pool.
unsafe impl Sync for FirstHeap {}

/// The first thread's heap, so that a program with one thread needs no mapping for it. Behind what is small: not every
/// program allocates.
#[cfg_attr(not(test), link_section = ".bss.large")]
static FIRST: FirstHeap = FirstHeap(UnsafeCell::new(Heap::NEW));

/// Whether threads have control blocks with a heap of their own: not before the C library is started, and
/// never in the dynamic loader, whose copy of the allocator has one heap under a lock.
#[cfg(not(test))]
static READY: AtomicBool = AtomicBool::new(false);

/// Held while [`FIRST`] is used by whoever has no heap of its own.
static SHARED: Mutex<()> = Mutex::new(());

/// The word that holds the calling thread's heap, null before it has one.
#[cfg(not(test))]
fn set_current(heap: *mut Heap) {
    // SAFETY: the block is the caller's own.
    unsafe { (*crate::thread::Tcb::current()).heap = heap };
}

/// The calling thread's heap, null before it has one.
#[cfg(not(test))]
#[inline(always)]
pub fn current() -> *mut Heap {
    crate::arch::thread_word::<{ core::mem::offset_of!(crate::thread::Tcb, heap) }>() as *mut Heap
}

#[cfg(test)]
std::thread_local! {
    static CURRENT: core::cell::Cell<*mut Heap> = const { core::cell::Cell::new(null_mut()) };
}

#[cfg(test)]
fn set_current(heap: *mut Heap) {
    CURRENT.set(heap);
}

#[cfg(test)]
pub fn current() -> *mut Heap {
    CURRENT.get()
}

impl Pool {
    /// A heap for a new owner; null if there is no memory.
    #[optimize(size)]
    #[inline(never)]
    fn take(&mut self) -> *mut Heap {
        let heap = self.idle;
        // SAFETY: heaps in the lists are whole, and those of the room unused.
        unsafe {
            if !heap.is_null() {
                self.idle = (*heap).next_idle;
                (*heap).owner.store(Owner::Thread as u8, Ordering::Relaxed);
                return heap;
            }
            let heap = if self.first_taken {
                if self.room_count == 0 {
                    self.room = system::map_table(HEAPS_BYTES).cast();
                    if self.room.is_null() {
                        return null_mut();
                    }
                    self.room_count = HEAPS_BYTES / size_of::<Heap>();
                }
                self.room_count -= 1;
                self.room.add(self.room_count)
            } else {
                self.first_taken = true;
                block::set_key(secret());
                FIRST.0.get()
            };
            (*heap).set_up();
            (*heap).next = self.all;
            self.all = heap;
            heap
        }
    }
}

/// Random bits of the kernel's.
fn secret() -> usize {
    let random = auxv::get(auxv::AT_RANDOM).map_or(0, |address| {
        // SAFETY: the kernel gives 16 random bytes there.
        unsafe { ((address + 5) as *const usize).read_unaligned() }
    });
    // Never 0, and different from what else is made of the same bytes.
    random.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1
}

/// Gives the calling thread a heap. Null if there is no memory.
#[cold]
#[inline(never)]
pub fn adopt() -> *mut Heap {
    let heap = POOL.lock().take();
    set_current(heap);
    heap
}

/// From now on threads have heaps of their own. Called by the first thread when its control block is set up.
#[cfg(not(test))]
#[optimize(size)]
pub fn start() {
    if POOL.lock().first_taken {
        set_current(FIRST.0.get());
    }
    READY.store(true, Ordering::Relaxed);
}

/// The heap that the calling thread may use until [`exit`], and what to tell it; none if there is no memory.
#[cfg(not(test))]
#[inline(always)]
pub fn enter() -> (Option<&'static mut Local>, Shared) {
    if READY.load(Ordering::Relaxed) {
        (super::local(), Shared(false))
    } else {
        (Some(enter_shared()), Shared(true))
    }
}

/// Whether a heap is shared, and locked.
#[cfg(not(test))]
pub struct Shared(bool);

#[cfg(not(test))]
#[cold]
#[inline(never)]
fn enter_shared() -> &'static mut Local {
    SHARED.raw().lock();
    let mut pool = POOL.lock();
    if !pool.first_taken {
        pool.take();
    }
    // SAFETY: the lock is held, and no thread has taken the heap: `start` comes later or never.
    unsafe { &mut (*FIRST.0.get()).local }
}

/// Ends what [`enter`] began.
#[cfg(not(test))]
#[inline(always)]
pub fn exit(shared: Shared) {
    if shared.0 {
        SHARED.raw().unlock();
    }
}

/// The calling thread ends: its heap is for the next.
#[optimize(size)]
#[inline(never)]
pub fn leave() {
    let heap = current();
    if heap.is_null() {
        return;
    }
    set_current(null_mut());
    let mut pool = POOL.lock();
    // SAFETY: the heap was the caller's, and is now the pool's.
    unsafe {
        (*heap).local.finish();
        (*heap).owner.store(Owner::Nobody as u8, Ordering::Relaxed);
        (*heap).next_idle = pool.idle;
    }
    pool.idle = heap;
}

/// A block was freed to a heap that has no owner to take it in: now and then someone else does.
///
/// # Safety
/// `heap` is a heap.
#[optimize(size)]
#[cold]
#[inline(never)]
pub unsafe fn freed_to_idle(heap: *mut Heap, large: bool) {
    static FREES: AtomicUsize = AtomicUsize::new(0);
    let frees = FREES.fetch_add(1, Ordering::Relaxed);
    if large || frees % IDLE_FREES == 0 {
        let _pool: MutexGuard<'_, Pool> = POOL.lock();
        // SAFETY: under the lock a heap without owner stays so, and nobody else uses it.
        unsafe {
            if (*heap).is_owned_by(Owner::Nobody) {
                (*heap).local.finish();
            }
        }
    }
}

/// Keeps the shared structures as they are until [`unlock_after_fork`], so that a child finds them whole.
#[optimize(size)]
pub fn lock_for_fork() {
    SHARED.raw().lock();
    POOL.raw().lock();
    registry::LOCK.raw().lock();
}

/// In the parent and in the child.
#[optimize(size)]
pub fn unlock_after_fork() {
    registry::LOCK.raw().unlock();
    POOL.raw().unlock();
    SHARED.raw().unlock();
}

/// In a child: the heaps of threads that are not there may be in the middle of a change.
#[optimize(size)]
pub fn forget_other_threads() {
    let mut heap = POOL.lock().all;
    while !heap.is_null() {
        // SAFETY: all heaps are in the list and stay.
        unsafe {
            if heap != current() && (*heap).is_owned_by(Owner::Thread) {
                (*heap).owner.store(Owner::Lost as u8, Ordering::Relaxed);
            }
            heap = (*heap).next;
        }
    }
}
