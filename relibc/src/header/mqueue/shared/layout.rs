//! What is in a queue's file: a header, a slot for each message, the messages' bytes.

use crate::errno::Errno;
use crate::header::pthread::{futex_wait, Sharing};
use crate::platform::Sys;
use crate::types::*;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicI32, AtomicU32, AtomicU64, Ordering};

/// "OchreMQ1" in the order of the machine's bytes.
const MAGIC: u64 = u64::from_le_bytes(*b"OchreMQ1");
/// Most messages of a queue, and most bytes of one.
const MESSAGES_MAX: c_long = 1 << 16;
const SIZE_MAX: c_long = 16 << 20;

/// A counter that sleepers watch.
#[repr(transparent)]
pub(super) struct Signal(pub AtomicI32);

impl Signal {
    pub fn load(&self, ordering: Ordering) -> i32 {
        self.0.load(ordering)
    }

    /// Counts and wakes one sleeper; how many were woken.
    pub fn wake(&self) -> c_int {
        const WAKE: c_int = 1;
        self.0.fetch_add(1, Ordering::Release);
        let null = core::ptr::null_mut();
        // SAFETY: waking uses the address only as a key.
        unsafe { Sys::futex(self.0.as_ptr(), WAKE, 1, core::ptr::null(), null, 0) }.unwrap_or(0)
    }
}

/// Who is to be told of a message in an empty queue.
#[repr(C)]
pub(super) struct Registration {
    /// The process; 0 if there is none.
    pub pid: AtomicI32,
    pub kind: AtomicI32,
    pub signal: AtomicI32,
    /// Which registration it is; changes with every one.
    pub ticket: AtomicI32,
    /// The ticket of the last one that was told.
    pub told: Signal,
    pub value: AtomicU64,
}

#[repr(C)]
struct Header {
    magic: u64,
    most: u32,
    size: u32,
    /// The holder's process; the sign bit: someone waits.
    lock: AtomicI32,
    /// Counts sends, and receives.
    sent: Signal,
    taken: Signal,
    registration: Registration,
    /// The next message's number.
    next: AtomicU64,
}

/// A message's place.
#[repr(C)]
struct Slot {
    /// 0: free. Stored last.
    is_used: AtomicU32,
    priority: AtomicU32,
    length: AtomicU64,
    number: AtomicU64,
}

/// How long a message's bytes are in the file.
fn stride(size: u32) -> usize {
    (size as usize).next_multiple_of(8)
}

/// The length of a file for so many messages of such a size.
pub(super) fn length(most: c_long, size: c_long) -> Option<usize> {
    if !(1..=MESSAGES_MAX).contains(&most) || !(1..=SIZE_MAX).contains(&size) {
        return None;
    }
    let message = size_of::<Slot>() + stride(size as u32);
    Some(size_of::<Header>() + most as usize * message)
}

/// Writes the header of a new file, which is all zeros.
pub(super) fn initialise(fd: c_int, most: u32, size: u32) -> Result<(), Errno> {
    let mut header = [0_u8; 16];
    header[..8].copy_from_slice(&MAGIC.to_ne_bytes());
    header[8..12].copy_from_slice(&most.to_ne_bytes());
    header[12..].copy_from_slice(&size.to_ne_bytes());
    // SAFETY: the bytes are readable.
    match unsafe { Sys::pwrite64(fd, header.as_ptr().cast(), header.len(), 0) }? {
        16 => Ok(()),
        _ => Err(Errno::EIO),
    }
}

/// A mapped queue.
pub(super) struct Queue {
    header: NonNull<Header>,
    most: usize,
    size: usize,
}

// SAFETY: all in the mapping that changes is atomic or behind its lock.
unsafe impl Send for Queue {}
// SAFETY: as above.
unsafe impl Sync for Queue {}

impl Drop for Queue {
    fn drop(&mut self) {
        if let Some(length) = length(self.most as c_long, self.size as c_long) {
            // SAFETY: mapped by `map`, and no one has it any more.
            let _ = unsafe { Sys::munmap(self.header.as_ptr().cast(), length) };
        }
    }
}

impl Queue {
    /// Maps a file; EINVAL if it is no queue's.
    pub fn map(fd: c_int) -> Result<Self, Errno> {
        let mut start = [0_u8; 16];
        // SAFETY: the bytes are writable; a new mapping, as long as the file must be.
        unsafe {
            let count = Sys::pread64(fd, start.as_mut_ptr().cast(), start.len(), 0)?;
            let word = |at: usize| u32::from_ne_bytes([0, 1, 2, 3].map(|i| start[at + i]));
            let length = length(word(8).into(), word(12).into());
            let is_queue = count == 16 && start[..8] == MAGIC.to_ne_bytes();
            let length = length.filter(|_| is_queue).ok_or(Errno::EINVAL)?;
            if Sys::lseek(fd, 0, 2)? < length as off_t {
                return Err(Errno::EINVAL);
            }
            let address = Sys::mmap(core::ptr::null_mut(), length, 3, 1, fd, 0)?;
            Ok(Self {
                header: NonNull::new(address.cast()).ok_or(Errno::ENOMEM)?,
                most: word(8) as usize,
                size: word(12) as usize,
            })
        }
    }

    fn header(&self) -> &Header {
        // SAFETY: mapped, and all but the first words is atomic.
        unsafe { self.header.as_ref() }
    }

    /// Most messages, and bytes of one.
    pub fn limits(&self) -> (usize, usize) {
        (self.most, self.size)
    }

    pub fn sent(&self) -> &Signal {
        &self.header().sent
    }

    pub fn taken(&self) -> &Signal {
        &self.header().taken
    }

    pub fn registration(&self) -> &Registration {
        &self.header().registration
    }

    fn slots(&self) -> &[Slot] {
        // SAFETY: behind the header, within the mapping; atomic.
        unsafe {
            let first = self.header.as_ptr().add(1).cast::<Slot>();
            core::slice::from_raw_parts(first, self.most)
        }
    }

    /// The bytes of a message.
    fn bytes(&self, index: usize) -> *mut u8 {
        let slots = self.slots().as_ptr_range().end.cast::<u8>();
        slots
            .wrapping_add(index * stride(self.size as u32))
            .cast_mut()
    }

    /// Takes the lock. One whose holder has died is taken over.
    pub fn lock(&self) -> Locked<'_> {
        const WAITED: i32 = i32::MIN;
        let word = &self.header().lock;
        // SAFETY: takes no pointers.
        let me = unsafe { Sys::getpid() }.unwrap_or(1);
        let mut mine = me;
        loop {
            let now = match word.compare_exchange(0, mine, Ordering::Acquire, Ordering::Relaxed) {
                Ok(_) => return Locked { queue: self },
                Err(now) => now,
            };
            mine = me | WAITED;
            let waited = now | WAITED;
            let marked = now == waited
                || word
                    .compare_exchange(now, waited, Ordering::Relaxed, Ordering::Relaxed)
                    .is_ok();
            if !marked {
                continue;
            }
            let Ok(deadline) = super::table::in_a_second() else {
                continue;
            };
            let slept = futex_wait(word, waited, Some(&deadline), Sharing::Shared);
            // SAFETY: takes no pointers.
            let holder = unsafe { Sys::kill(waited & !WAITED, 0) };
            if slept == Err(Errno::ETIMEDOUT)
                && holder == Err(Errno::ESRCH)
                && word
                    .compare_exchange(waited, mine, Ordering::Acquire, Ordering::Relaxed)
                    .is_ok()
            {
                return Locked { queue: self };
            }
        }
    }
}

/// A queue with its lock.
pub(super) struct Locked<'q> {
    pub queue: &'q Queue,
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        let word = &self.queue.header().lock;
        if word.swap(0, Ordering::Release) < 0 {
            crate::header::pthread::futex_wake(
                word.as_ptr().cast_const().cast(),
                1,
                Sharing::Shared,
            );
        }
    }
}

impl Locked<'_> {
    fn used(&self) -> impl Iterator<Item = (usize, &Slot)> {
        let slots = self.queue.slots().iter().enumerate();
        slots.filter(|(_, slot)| slot.is_used.load(Ordering::Acquire) != 0)
    }

    /// How many messages there are.
    pub fn count(&self) -> usize {
        self.used().count()
    }

    /// Puts a message in; false if there is no room.
    ///
    /// # Safety
    /// The message has `length` bytes, at most the queue's size.
    pub unsafe fn put(&self, message: *const u8, length: usize, priority: c_uint) -> bool {
        let mut slots = self.queue.slots().iter().enumerate();
        let free = slots.find(|(_, slot)| slot.is_used.load(Ordering::Relaxed) == 0);
        let Some((index, slot)) = free else {
            return false;
        };
        // SAFETY: the caller's promise; the slot's bytes are within the mapping.
        unsafe { self.queue.bytes(index).copy_from(message, length) };
        let number = self.queue.header().next.fetch_add(1, Ordering::Relaxed);
        slot.number.store(number, Ordering::Relaxed);
        slot.length.store(length as u64, Ordering::Relaxed);
        slot.priority.store(priority, Ordering::Relaxed);
        slot.is_used.store(1, Ordering::Release);
        true
    }

    /// Takes the oldest message of the highest priority: its length and priority.
    ///
    /// # Safety
    /// The buffer has room for the queue's size.
    pub unsafe fn take(&self, buffer: *mut u8) -> Option<(usize, c_uint)> {
        let (index, slot) = self.used().max_by_key(|(_, slot)| {
            let number = slot.number.load(Ordering::Relaxed);
            (slot.priority.load(Ordering::Relaxed), u64::MAX - number)
        })?;
        // What another process may have written wrongly does not lead out of the mapping.
        let length = (slot.length.load(Ordering::Relaxed) as usize).min(self.queue.size);
        let priority = slot.priority.load(Ordering::Relaxed);
        // SAFETY: the caller's promise; the slot's bytes are within the mapping.
        unsafe { self.queue.bytes(index).copy_to(buffer, length) };
        slot.is_used.store(0, Ordering::Release);
        Some((length, priority))
    }
}
