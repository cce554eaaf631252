//! The boundary between policy and mechanism.
//!
//! *Overview.* `core` decides, `machine` does. Everything that core needs from the hardware is a
//! method of [`Machine`]. The real one is `kernel-machine`, which the linker puts behind [`linked`], so
//! that a kernel optimised as a whole calls it directly; core's tests have a simulated one. Everything
//! that the hardware needs from core is a plain function named under *Calls into core* below.
//!
//! *Rules both sides rely on.*
//! - Interrupts are off while a CPU runs kernel code, except inside [`Machine::wait_for_interrupt`].
//!   So a spin lock is never interrupted by its own CPU, and kernel code is not preempted.
//! - No lock is held over a user copy, over [`Machine::switch`] or over anything that may park.
//! - A thread in the kernel has its user registers at the top of its own kernel stack, so
//!   [`Machine::registers`] works for the current thread and for every parked one.
//!
//! *Calls into core* (made by `machine` and by `kernel/src`):
//! - `core::start::boot(BootInformation)` once, on the boot CPU, then `core::start::cpu()` on each
//!   CPU; both end in the idle loop;
//! - `core::syscall::dispatch(number, || [u64; 6]) -> i64` on kernel entry by `syscall` (the result
//!   goes to RAX; the current thread is `core::scheduler::current()`, kept per CPU by core);
//! - `core::thread::before_user()` before every return to user code; quick when nothing is to do;
//!   delivers notifications, suspends, ends the thread, reschedules;
//! - `core::memory::page_fault(address, Access, from_user: Origin) -> FaultOutcome` for user
//!   addresses, also when the kernel's user copy touched them;
//! - `core::thread::exception(abi::upcall::Fault)` for every other CPU exception in
//!   user code, and for a page fault there that could not be mended (`cause` says why);
//! - `core::time::timer_expired()` on the timer interrupt, `core::interrupt::fired(line)` on a
//!   device's, `core::scheduler::kicked()` on the reschedule interrupt.

#![no_std]

use abi::upcall::Registers;
use abi::Errno;
use core::sync::atomic::{AtomicU64, Ordering};

/// What the boot loader handed over.
///
/// Before `core::start::boot` is called with it, the machine has installed itself, given the
/// allocator its memory (`core::memory::frame::initialise`) and made the heap usable.
#[derive(Clone, Copy, Debug)]
pub struct BootInformation {
    /// The kernel's command line, without the kernel's name.
    pub command_line: &'static str,
    /// The first module (the initfs, a ustar archive), through the direct map; empty if none was
    /// loaded. It starts on a page boundary and its frames never belong to the allocator.
    pub initfs: &'static [u8],
    /// First frame of `initfs`.
    pub initfs_frame: Frame,
}

/// A physical page: its address divided by the page size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Frame(pub u64);

/// A copy touched a user address that is not mapped, or not with that access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserFault;

impl From<UserFault> for Errno {
    fn from(_: UserFault) -> Self {
        Self::EFAULT
    }
}

/// Words that belong to the machine in every thread: kernel stack, FPU area, segment bases.
#[derive(Default)]
pub struct MachineThread {
    pub words: [AtomicU64; 16],
}

/// A tree of page tables and which CPUs may hold entries of it in their TLBs.
pub struct PageTable {
    /// Root table.
    pub root: Frame,
    /// Bit per CPU on which this table is loaded.
    pub active: AtomicU64,
    /// Words for the machine (address space number and its generation).
    pub words: [AtomicU64; 2],
}

impl PageTable {
    /// A page table with root `root`, loaded nowhere.
    pub fn new(root: Frame) -> Self {
        Self {
            root,
            active: AtomicU64::new(0),
            words: Default::default(),
        }
    }

    /// CPUs that must hear of changes.
    pub fn active_cpus(&self) -> u64 {
        self.active.load(Ordering::Acquire)
    }
}

/// Attributes of a page table entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageAttributes {
    /// False: no access at all, but the entry keeps its frame ([`Machine::query_page`],
    /// [`Machine::update_pages`] and [`Machine::unmap_page`] still see it).
    pub readable: bool,
    pub writable: bool,
    pub executable: bool,
    pub cache: Cache,
}

/// How the CPU caches a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    WriteBack,
    WriteCombining,
    /// Device registers.
    Uncached,
}

/// A leaf entry found by [`Machine::query_page`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageEntry {
    pub frame: Frame,
    pub readable: bool,
    pub writable: bool,
    /// The CPU wrote through this entry since it was made.
    pub dirty: bool,
    pub accessed: bool,
}

/// What becomes of an entry that [`Machine::update_pages`] visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageChange {
    Keep,
    Remove,
    Protect(PageAttributes),
}

/// What the hardware does for core. Methods that take a `MachineThread` or `PageTable` are given
/// ones that the same machine initialised.
pub trait Machine: Sync {
    // CPUs

    /// Number of the CPU that runs this, from 0.
    fn cpu(&self) -> usize;
    /// CPUs that are up.
    fn cpu_count(&self) -> usize;
    /// Lets the other CPUs, which wait since they came up, call `core::start::cpu`. Core calls
    /// this from `start::boot` once it is ready for them.
    fn start_cpus(&self);
    /// Makes `cpu` call `core::scheduler::kicked` soon.
    fn kick(&self, cpu: usize);
    /// Turns interrupts on, waits for one, turns them off; returns at once if one was waiting.
    fn wait_for_interrupt(&self);
    /// Called inside spin loops: a pause that also serves pending TLB shootdowns, so that two
    /// CPUs shooting at each other, or one waiting for a lock that the other holds while it
    /// shoots, cannot deadlock. [`crate::lock`] calls it.
    fn relax(&self);
    /// Stops the machine with this status; an emulator exits with failure if it is not 0.
    fn power_off(&self, status: u8) -> !;
    fn reboot(&self) -> !;

    // Threads

    /// Gives a new thread its kernel stack and vector state (initial, or a copy of `like`'s),
    /// so that the first switch to it goes to user code with `registers`, after
    /// `core::thread::before_user`. False if memory is short.
    fn thread_create(
        &self,
        thread: &MachineThread,
        registers: &Registers,
        like: Option<&MachineThread>,
    ) -> bool;
    /// Gives a new kernel thread its stack: the first switch calls `entry(argument)`, which never
    /// returns. False if memory is short.
    fn kernel_thread_create(
        &self,
        thread: &MachineThread,
        entry: fn(usize) -> !,
        argument: usize,
    ) -> bool;
    /// Frees what `thread_create` took. The thread is not running on any CPU.
    fn thread_free(&self, thread: &MachineThread);
    /// Saves this CPU's state into `from`, loads `to` and returns when `from` is switched to again.
    /// Core has stored the new current thread in `core::scheduler` before. A thread that runs for
    /// the first time does not return from here: it begins in `core::thread::before_user` (or in
    /// its `entry`), so what core must do after every switch belongs there too.
    fn switch(&self, from: &MachineThread, to: &MachineThread);
    /// User registers of a thread that is in the kernel.
    fn registers(&self, thread: &MachineThread) -> Registers;
    /// Changes them (then the result of the kernel call under way is not written to RAX); flags and
    /// segments that user code may not choose are kept valid, and a
    /// non-canonical RIP or RSP is refused with false.
    fn set_registers(&self, thread: &MachineThread, registers: &Registers) -> bool;
    fn set_thread_pointer(&self, thread: &MachineThread, base: u64) -> bool;
    fn set_gs_base(&self, thread: &MachineThread, base: u64) -> bool;
    /// FS and GS base.
    fn segment_bases(&self, thread: &MachineThread) -> (u64, u64);
    /// Lets the thread execute port instructions.
    fn enable_ports(&self, thread: &MachineThread);

    // Page tables. Core holds the address space's lock.

    /// A new root with the kernel's half in it. None if memory is short.
    fn page_table_create(&self) -> Option<PageTable>;
    /// Frees the tables of the user half. No CPU has it loaded; no user page is mapped.
    fn page_table_free(&self, table: &PageTable);
    /// Loads it on this CPU (keeps `active` right for it and the one before); None: kernel only.
    fn activate(&self, table: Option<&PageTable>);
    /// Enters a 4 KiB page, replacing what is there. False if memory for tables is short.
    fn map_page(
        &self,
        table: &PageTable,
        address: usize,
        frame: Frame,
        attributes: PageAttributes,
    ) -> bool;
    /// Removes a page; the old entry is returned. Does not flush.
    fn unmap_page(&self, table: &PageTable, address: usize) -> Option<PageEntry>;
    /// Changes attributes of a page that is there. Does not flush.
    fn protect_page(&self, table: &PageTable, address: usize, attributes: PageAttributes);
    fn query_page(&self, table: &PageTable, address: usize) -> Option<PageEntry>;
    /// Calls `visit(address, entry)` for every page entered in the range, in order, skipping empty
    /// tables, and does what it answers. One walk, no flush; `visit` may flush what it has seen.
    fn update_pages(
        &self,
        table: &PageTable,
        start: usize,
        end: usize,
        visit: &mut dyn FnMut(usize, PageEntry) -> PageChange,
    );
    /// Drops TLB entries of the range on every CPU that may hold them, and returns when done.
    /// A short range page by page, a long one whole.
    fn flush(&self, table: &PageTable, start: usize, end: usize);

    // Frames, through the direct map. Ranges lie within one frame.

    fn zero_frame(&self, frame: Frame);
    fn copy_frame(&self, from: Frame, to: Frame);
    fn read_frame(&self, frame: Frame, offset: usize, into: &mut [u8]);
    fn write_frame(&self, frame: Frame, offset: usize, from: &[u8]);
    fn zero_frame_range(&self, frame: Frame, offset: usize, len: usize);

    // User memory of the address space that is loaded. Pages are faulted in on the way. The range
    // is checked against `abi::USER_TOP` here.

    fn copy_from_user(&self, into: &mut [u8], from: usize) -> Result<(), UserFault>;
    fn copy_to_user(&self, to: usize, from: &[u8]) -> Result<(), UserFault>;
    fn zero_user(&self, to: usize, len: usize) -> Result<(), UserFault>;
    fn copy_frame_to_user(
        &self,
        frame: Frame,
        offset: usize,
        to: usize,
        len: usize,
    ) -> Result<(), UserFault>;
    fn copy_user_to_frame(
        &self,
        frame: Frame,
        offset: usize,
        from: usize,
        len: usize,
    ) -> Result<(), UserFault>;
    fn load_user_u32(&self, address: usize) -> Result<u32, UserFault>;
    fn load_user_u64(&self, address: usize) -> Result<u64, UserFault>;
    fn store_user_u32(&self, address: usize, value: u32) -> Result<(), UserFault>;
    fn store_user_u64(&self, address: usize, value: u64) -> Result<(), UserFault>;

    // Time and interrupts

    /// Nanoseconds since boot; never goes back, the same on every CPU.
    fn now_ns(&self) -> u64;
    /// Interrupt this CPU at that time (at once if past); `u64::MAX`: not at all.
    fn set_timer(&self, deadline_ns: u64);
    /// Nanoseconds from 1970-01-01 UTC to boot, from the real-time clock.
    fn realtime_offset_ns(&self) -> u64;
    /// Writes the clock page's fields into this frame (multiplier, base), with this offset.
    fn write_clock_page(&self, frame: Frame, realtime_offset_ns: u64);
    /// Routes a device's interrupt line here and leaves it masked. False: no such line.
    fn interrupt_enable(&self, line: u32) -> bool;
    fn interrupt_mask(&self, line: u32);
    fn interrupt_unmask(&self, line: u32);

    // Other

    /// Whether the range overlaps memory of the frame allocator or the kernel.
    fn is_ram(&self, first: Frame, frames: u64) -> bool;
    /// Up to 32 bytes of hardware entropy (RDSEED, RDRAND, time stamp jitter); how many bits of
    /// entropy they are worth.
    fn entropy(&self, into: &mut [u8; 32]) -> u32;
    /// Bytes of the kernel heap in use.
    fn heap_bytes(&self) -> u64;
    /// Writes to the debug console.
    fn debug_write(&self, text: &[u8]);
}

// SAFETY: `kernel-machine` defines this static with this type, and it is never written.
unsafe extern "Rust" {
    safe static KERNEL_MACHINE: &'static dyn Machine;
}

/// The machine that the program is linked with. Its value is known when the kernel is optimised as a
/// whole, so calls through it need no table of functions.
#[inline(always)]
pub fn linked() -> &'static dyn Machine {
    KERNEL_MACHINE
}
