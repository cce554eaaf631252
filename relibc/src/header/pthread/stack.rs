//! Threads' memory: one mapping each, which holds, from below, the guard, the stack, thread-local storage, and
//! the control block. A few of threads that were joined are kept for the next ones.

use super::attr::pthread_attr_t;
use crate::errno::Errno;
use crate::platform::Sys;
use crate::sync::Mutex;
use crate::thread::{self, StaticTls, Tcb};
use crate::types::*;
use core::ptr::null_mut;

const PAGE: usize = 4096;
const PROT_NONE: c_int = 0;
const PROT_READ_WRITE: c_int = 3;
/// MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK
const MAP_FLAGS: c_int = 0x02 | 0x20 | 0x4000 | 0x20000;

/// Mappings that are kept.
const KEPT: usize = 4;
/// Bytes of them, whether touched or not: four of the default size.
const KEPT_BYTES: usize = 36 << 20;

#[derive(Clone, Copy)]
struct Mapping {
    start: *mut c_void,
    length: usize,
    guard: usize,
}

struct Cache {
    kept: [Mapping; KEPT],
    count: usize,
    bytes: usize,
}

// SAFETY: the mappings are no thread's.
unsafe impl Send for Cache {}

static CACHE: Mutex<Cache> = Mutex::new(Cache {
    kept: [Mapping {
        start: null_mut(),
        length: 0,
        guard: 0,
    }; KEPT],
    count: 0,
    bytes: 0,
});

impl Cache {
    /// A mapping of just these lengths, the one that was used last.
    fn take(&mut self, length: usize, guard: usize) -> Option<Mapping> {
        let kept = &self.kept[..self.count];
        let index = kept
            .iter()
            .rposition(|mapping| mapping.length == length && mapping.guard == guard)?;
        let found = self.kept[index];
        self.count -= 1;
        self.kept[index] = self.kept[self.count];
        self.bytes -= length;
        Some(found)
    }

    /// Whether there was room for it.
    fn put(&mut self, mapping: Mapping) -> bool {
        let fits = self.count < KEPT && self.bytes + mapping.length <= KEPT_BYTES;
        if fits {
            self.kept[self.count] = mapping;
            self.count += 1;
            self.bytes += mapping.length;
        }
        fits
    }
}

/// A mapping of lengths that a thread needs, with `cleared` bytes of zeros at its end.
fn map(length: usize, guard: usize, cleared: usize) -> Result<Mapping, Errno> {
    let kept = CACHE.lock().take(length, guard);
    // SAFETY: a kept mapping is nobody's and that long; a new one too.
    unsafe {
        if let Some(mapping) = kept {
            let end = mapping.start.byte_add(length).cast::<u8>();
            end.sub(cleared).write_bytes(0, cleared);
            return Ok(mapping);
        }
        let protection = if guard == 0 {
            PROT_READ_WRITE
        } else {
            PROT_NONE
        };
        let start = Sys::mmap(null_mut(), length, protection, MAP_FLAGS, -1, 0)
            .map_err(|_| Errno::EAGAIN)?;
        if guard != 0 {
            if let Err(error) =
                Sys::mprotect(start.byte_add(guard), length - guard, PROT_READ_WRITE)
            {
                let _ = Sys::munmap(start, length);
                return Err(error);
            }
        }
        Ok(Mapping {
            start,
            length,
            guard,
        })
    }
}

/// Gets a thread's memory and makes its control block.
///
/// # Safety
/// A stack that `attr` names is unused.
pub(super) unsafe fn allocate(attr: &pthread_attr_t) -> Result<*mut Tcb, Errno> {
    let block: StaticTls = thread::static_layout();
    let (guard, stack) = match attr.stack_top {
        0 => (
            attr.guard_size.next_multiple_of(PAGE),
            attr.stack_size.next_multiple_of(PAGE),
        ),
        _ => (0, 0),
    };
    let cleared = block.size + block.align;
    let length = (guard + stack + cleared).next_multiple_of(PAGE);
    let Mapping { start: map, .. } = map(length, guard, cleared)?;
    // SAFETY: what is placed fits by the sum above, and is zeroed.
    unsafe {
        let end = map.byte_add(length).cast::<u8>();
        let start = end.sub(block.size).map_addr(|a| a & !(block.align - 1));
        let tcb = block.place(start);
        let posix = &mut (*tcb).posix;
        (posix.map, posix.map_length, posix.guard_length) = (map, length, guard);
        if attr.stack_top == 0 {
            posix.stack_top = start.map_addr(|a| a & !15).cast();
            posix.stack_length = posix.stack_top as usize - map as usize - guard;
        } else {
            posix.stack_top = core::ptr::with_exposed_provenance_mut(attr.stack_top & !15);
            posix.stack_length = attr.stack_size;
        }
        Ok(tcb)
    }
}

/// Gives a thread's memory back, or keeps it.
///
/// # Safety
/// The thread has ended or was never started.
pub(super) unsafe fn release(tcb: *mut Tcb) {
    // SAFETY: the caller's promise.
    unsafe {
        release_storage(tcb);
        let mapping = Mapping {
            start: (*tcb).posix.map,
            length: (*tcb).posix.map_length,
            guard: (*tcb).posix.guard_length,
        };
        let kept = CACHE.lock().put(mapping);
        if !kept {
            let _ = Sys::munmap(mapping.start, mapping.length);
        }
    }
}

/// Gives back the thread-local storage that the dynamic loader allocated for a thread.
///
/// # Safety
/// The thread uses none any more.
pub(super) unsafe fn release_storage(tcb: *mut Tcb) {
    if let Some(loader) = crate::loader::get() {
        // SAFETY: the caller's promise.
        unsafe { (loader.tls_release)(tcb) };
    }
}

/// Keeps the cache as it is until [`unlock_after_fork`], so that a child finds it whole.
pub(super) fn lock_for_fork() {
    CACHE.raw().lock();
}

/// In the parent and in the child.
pub(super) fn unlock_after_fork() {
    CACHE.raw().unlock();
}
