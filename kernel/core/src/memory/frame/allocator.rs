//! Buddy, magazines and reference counts together.

use super::buddy::{Buddy, MAX_ORDER};
use super::magazine::{Magazine, CAPACITY, REFILL_ORDER};
use super::record::{FrameRecord, Owner};
use crate::lock::{Rank, SpinLock, MAX_CPUS};
use crate::machine::Frame;
use core::ops::Range;
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};
use core::sync::atomic::{AtomicBool, AtomicU64};

/// Frames in all, free now (those in the CPUs' magazines included), and the kernel's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub total: u64,
    pub free: u64,
    /// In blocks of the kernel.
    pub kernel: u64,
}

/// An allocator over one array of records; the kernel has one, tests make their own.
pub struct Allocator {
    records: &'static [FrameRecord],
    buddy: SpinLock<Buddy>,
    magazines: [SpinLock<Magazine>; MAX_CPUS],
    total: u64,
    /// Frames that only the kernel heap may take.
    reserve: u64,
    /// Frames in blocks of [`Owner::Kernel`].
    kernel: AtomicU64,
    /// The kernel heap has begun the second half of its reserve.
    short: AtomicBool,
}

impl Allocator {
    /// Over `usable` ranges of frame numbers.
    pub fn new(records: &'static [FrameRecord], usable: &[Range<u64>]) -> Self {
        let mut buddy = Buddy::new(records);
        for range in usable {
            buddy.add(range.start, range.end);
        }
        let total = buddy.free_frames();
        Self {
            records,
            buddy: SpinLock::new(Rank::FRAMES, buddy),
            magazines: [const { SpinLock::new(Rank::MAGAZINE, Magazine::new()) }; MAX_CPUS],
            total,
            reserve: (total / 64).min(4096),
            kernel: AtomicU64::new(0),
            short: AtomicBool::new(false),
        }
    }

    #[inline]
    fn record(&self, frame: Frame) -> Option<&'static FrameRecord> {
        self.records.get(usize::try_from(frame.0).ok()?)
    }

    /// A frame with one reference, through the CPU's magazine.
    #[inline]
    pub fn allocate(&self, cpu: usize) -> Option<Frame> {
        let popped = self.magazines[cpu].lock().pop();
        let index = match popped {
            Some(index) => index,
            None => self.refill(cpu)?,
        };
        let record = &self.records[index as usize];
        record.references.store(1, Relaxed);
        record.set_state(Owner::Private, 0);
        Some(Frame(index.into()))
    }

    /// Fills the CPU's magazine and takes one frame of it.
    #[cold]
    fn refill(&self, cpu: usize) -> Option<u32> {
        match self.take_above_reserve(cpu) {
            Some(index) => Some(index),
            None => {
                self.drain_magazines();
                self.take_above_reserve(cpu)
            }
        }
    }

    fn take_above_reserve(&self, cpu: usize) -> Option<u32> {
        let mut magazine = self.magazines[cpu].lock();
        let mut buddy = self.buddy.lock();
        if buddy.free_frames() <= self.reserve {
            return None;
        }
        self.note(&buddy);
        let Some(first) = buddy.allocate(REFILL_ORDER) else {
            return buddy.allocate(0);
        };
        for index in (first + 1..first + (1 << REFILL_ORDER)).rev() {
            self.records[index as usize].set_state(Owner::Magazine, 0);
            magazine.push(index);
        }
        Some(first)
    }

    /// Gives every magazine's frames back to the buddy lists.
    fn drain_magazines(&self) {
        for magazine in &self.magazines {
            let mut magazine = magazine.lock();
            if magazine.len() > 0 {
                self.drain(&mut magazine, CAPACITY);
            }
        }
    }

    fn drain(&self, magazine: &mut Magazine, count: usize) {
        let mut buddy = self.buddy.lock();
        for _ in 0..count {
            match magazine.pop() {
                Some(index) => buddy.free(index, 0),
                None => break,
            }
        }
        self.note(&buddy);
    }

    /// Keeps `short` right after the free lists changed.
    fn note(&self, buddy: &Buddy) {
        let short = buddy.free_frames() < self.reserve / 2;
        if short != self.short.load(Relaxed) {
            self.short.store(short, Relaxed);
        }
    }

    fn take(&self, order: usize) -> Option<u32> {
        let mut buddy = self.buddy.lock();
        let found = buddy.allocate(order);
        self.note(&buddy);
        found
    }

    /// Whether the kernel heap is so short that nothing may be made that can be refused.
    #[inline]
    pub fn is_short(&self) -> bool {
        self.short.load(Relaxed)
    }

    /// Whether `frames` more can be had without touching the heap's reserve.
    pub fn has_spare(&self, frames: u64) -> bool {
        self.buddy.lock().free_frames() > self.reserve + frames
    }

    fn take_block(&self, order: usize) -> Option<u32> {
        match self.take(order) {
            Some(index) => Some(index),
            None => {
                self.drain_magazines();
                self.take(order)
            }
        }
    }

    /// A block for the kernel, from the reserve too.
    pub fn allocate_order(&self, order: usize) -> Option<Frame> {
        let index = self.take_block(order)?;
        let record = &self.records[index as usize];
        record.references.store(1, Relaxed);
        record.set_state(Owner::Kernel, order);
        self.kernel.fetch_add(1 << order, Relaxed);
        Some(Frame(index.into()))
    }

    /// Contiguous frames with a reference each.
    pub fn allocate_contiguous(&self, count: u64) -> Option<Frame> {
        if count == 0 || count > 1 << MAX_ORDER {
            return None;
        }
        let order = count.next_power_of_two().ilog2() as usize;
        let first = self.take_block(order)?;
        for index in first..first + count as u32 {
            let record = &self.records[index as usize];
            record.references.store(1, Relaxed);
            record.set_state(Owner::Object, 0);
        }
        self.buddy
            .lock()
            .add(u64::from(first) + count, u64::from(first) + (1 << order));
        Some(Frame(first.into()))
    }

    /// Frees a block or a single frame, whose only reference this is.
    pub fn free(&self, cpu: usize, frame: Frame) {
        let Some(record) = self.record(frame) else {
            return;
        };
        match record.owner() {
            Owner::Kernel => {
                let order = record.order();
                record.references.store(0, Relaxed);
                self.kernel.fetch_sub(1 << order, Relaxed);
                let mut buddy = self.buddy.lock();
                buddy.free(frame.0 as u32, order);
                self.note(&buddy);
            }
            Owner::Private | Owner::Object => self.release(cpu, frame),
            owner => panic!("frame {:#x} freed while {owner:?}", frame.0),
        }
    }

    #[inline]
    pub fn retain(&self, frame: Frame) {
        if let Some(record) = self.record(frame) {
            if matches!(record.owner(), Owner::Private | Owner::Object) {
                record.references.fetch_add(1, Relaxed);
            }
        }
    }

    #[inline]
    pub fn release(&self, cpu: usize, frame: Frame) {
        let Some(record) = self.record(frame) else {
            return;
        };
        if !matches!(record.owner(), Owner::Private | Owner::Object) {
            return;
        }
        // The sole holder needs no atomic read-modify-write: nobody else can retain it.
        if record.references.load(Acquire) == 1 {
            record.references.store(0, Relaxed);
        } else if record.references.fetch_sub(1, AcqRel) != 1 {
            return;
        }
        self.recycle(cpu, frame.0 as u32, record);
    }

    #[inline]
    fn recycle(&self, cpu: usize, index: u32, record: &FrameRecord) {
        record.set_state(Owner::Magazine, 0);
        let mut magazine = self.magazines[cpu].lock();
        if magazine.is_full() {
            self.drain(&mut magazine, CAPACITY / 2);
        }
        magazine.push(index);
    }

    #[inline]
    pub fn references(&self, frame: Frame) -> u32 {
        match self.record(frame) {
            Some(record) if matches!(record.owner(), Owner::Private | Owner::Object) => {
                record.references.load(Acquire)
            }
            _ => 0,
        }
    }

    #[inline]
    pub fn owner(&self, frame: Frame) -> Owner {
        self.record(frame).map_or(Owner::Absent, FrameRecord::owner)
    }

    #[inline]
    pub fn set_owner(&self, frame: Frame, owner: Owner) {
        if let Some(record) = self.record(frame) {
            record.set_state(owner, 0);
        }
    }

    /// Frames in all.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Exact when no other CPU allocates.
    pub fn counts(&self) -> Counts {
        let in_magazines: usize = self.magazines.iter().map(|m| m.lock().len()).sum();
        Counts {
            total: self.total,
            free: self.buddy.lock().free_frames() + in_magazines as u64,
            kernel: self.kernel.load(Relaxed),
        }
    }
}
