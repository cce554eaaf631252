//! Data of one CPU. In the kernel the GS base points to it.

use super::descriptors::{Table, Task};
use super::vector_state::VectorState;
use crate::x86_64::memory::heap::Cache;
use crate::x86_64::memory::tlb::TlbState;
use core::arch::asm;
use core::cell::{Cell, UnsafeCell};
use core::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use kernel_core::machine::MachineThread;

/// CPUs we can run: a set of them is a 64-bit word.
pub const CPUS_MAX: usize = 64;

/// A stack for exceptions that may come anywhere. Its top word is the CPU's data, because GS may be
/// the user's when they come.
#[repr(C, align(16))]
pub struct InterruptStack {
    bytes: UnsafeCell<[u8; 8192 - 16]>,
    cpu: Cell<*const CpuLocal>,
    padding: u64,
}

impl InterruptStack {
    const fn new() -> Self {
        Self {
            bytes: UnsafeCell::new([0; 8192 - 16]),
            cpu: Cell::new(core::ptr::null()),
            padding: 0,
        }
    }

    /// The stack pointer to start with: the address of the top word.
    pub fn top(&self) -> u64 {
        self.cpu.as_ptr() as u64
    }
}

/// See the module. The first fields are known to assembly.
#[repr(C)]
pub struct CpuLocal {
    this: Cell<*const CpuLocal>,
    /// Top of the current thread's kernel stack.
    pub kernel_stack: Cell<u64>,
    /// The user's stack pointer, for a moment at a system call.
    user_stack: Cell<u64>,
    /// The thread whose state this CPU has loaded; null before the first switch.
    pub thread: Cell<*const MachineThread>,
    /// Number from 0.
    pub number: usize,
    pub local_apic_id: AtomicU32,
    pub vector_state: VectorState,
    pub tlb: TlbState,
    /// CPUs that ask this one to flush: a bit each.
    pub inbox: AtomicU64,
    /// When the timer is to fire, in nanoseconds since boot.
    pub deadline_ns: Cell<u64>,
    pub heap: Cache,
    pub descriptors: UnsafeCell<Table>,
    pub task: UnsafeCell<Task>,
    pub nmi_stack: InterruptStack,
    pub double_fault_stack: InterruptStack,
    pub machine_check_stack: InterruptStack,
}

// SAFETY: `inbox` and the constants are shared; every other field is touched only by its own CPU,
// with interrupts off.
unsafe impl Sync for CpuLocal {}

static BOOT_CPU: CpuLocal = CpuLocal::new();

static CPUS: [AtomicPtr<CpuLocal>; CPUS_MAX] =
    [const { AtomicPtr::new(core::ptr::null_mut()) }; CPUS_MAX];

/// CPUs that are up: a bit each.
static UP: AtomicU64 = AtomicU64::new(0);

static COUNT: AtomicUsize = AtomicUsize::new(0);

impl CpuLocal {
    const fn new() -> Self {
        Self {
            this: Cell::new(core::ptr::null()),
            kernel_stack: Cell::new(0),
            user_stack: Cell::new(0),
            thread: Cell::new(core::ptr::null()),
            number: 0,
            local_apic_id: AtomicU32::new(0),
            vector_state: VectorState::new(),
            tlb: TlbState::new(),
            inbox: AtomicU64::new(0),
            deadline_ns: Cell::new(u64::MAX),
            heap: Cache::new(),
            descriptors: UnsafeCell::new([0; 8]),
            task: UnsafeCell::new(Task::new()),
            nmi_stack: InterruptStack::new(),
            double_fault_stack: InterruptStack::new(),
            machine_check_stack: InterruptStack::new(),
        }
    }

    /// Writes a new CPU's data to `place`, never by value: it is larger than a stack.
    ///
    /// # Safety
    /// `place` is memory for it that nobody uses.
    pub unsafe fn write_to(place: *mut Self, number: usize, local_apic_id: u32) {
        // SAFETY: the caller's promise. Zeroes are valid for every field (pointers are raw), and
        // what begins otherwise is written after.
        unsafe {
            place.write_bytes(0, 1);
            (&raw mut (*place).number).write(number);
            (&raw mut (*place).local_apic_id).write(AtomicU32::new(local_apic_id));
            (&raw mut (*place).deadline_ns).write(Cell::new(u64::MAX));
            Task::finish_zeroed((*place).task.get());
        }
    }

    /// Identifier of its local APIC.
    pub fn apic_id(&self) -> u32 {
        self.local_apic_id.load(Ordering::Relaxed)
    }

    /// Makes this the data of the CPU that runs this, and its tables the ones in use.
    pub fn install(&'static self) {
        self.install_before(|| ());
    }

    /// As [`Self::install`]; others see this CPU as up only after `last_step`.
    pub fn install_before(&'static self, last_step: impl FnOnce()) {
        self.this.set(self);
        for stack in [
            &self.nmi_stack,
            &self.double_fault_stack,
            &self.machine_check_stack,
        ] {
            stack.cpu.set(self);
        }
        super::descriptors::initialise(self);
        // SAFETY: `self` lives for ever.
        unsafe { super::control::set_kernel_gs(core::ptr::from_ref(self) as u64) };
        last_step();
        CPUS[self.number].store(core::ptr::from_ref(self).cast_mut(), Ordering::Release);
        UP.fetch_or(1 << self.number, Ordering::SeqCst);
        COUNT.fetch_add(1, Ordering::SeqCst);
    }
}

/// The boot CPU's data.
pub fn boot_cpu() -> &'static CpuLocal {
    &BOOT_CPU
}

/// This CPU's data.
#[inline]
pub fn get() -> &'static CpuLocal {
    let this: *const CpuLocal;
    // SAFETY: in the kernel GS points to this CPU's data, whose first word is its own address. Not
    // `nomem`: a thread may move to another CPU across a switch.
    unsafe {
        asm!("mov {}, gs:[0]", out(reg) this, options(nostack, preserves_flags, readonly));
        &*this
    }
}

/// Number of this CPU.
#[inline]
pub fn number() -> usize {
    get().number
}

/// The data of that CPU, if it is up.
pub fn of(number: usize) -> Option<&'static CpuLocal> {
    // SAFETY: what is stored there lives for ever.
    unsafe { CPUS.get(number)?.load(Ordering::Acquire).as_ref() }
}

/// CPUs that are up, a bit each.
#[inline]
pub fn up() -> u64 {
    UP.load(Ordering::Relaxed)
}

/// How many CPUs are up.
#[inline]
pub fn count() -> usize {
    COUNT.load(Ordering::Relaxed)
}
