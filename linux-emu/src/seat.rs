//! A thread's state: what it is to `posix`, the guest's registers, where it serves calls.
//!
//! The kernel hands entries the address of the upcall page, which is the first member of the first
//! member: so the seat is found without a base register, and FS and GS are both the guest's.

use crate::call::Name;
use crate::signal::Taken;
use crate::x86_64::vector::VectorArea;
use abi::upcall::Registers;
use core::cell::{Cell, UnsafeCell};
use core::mem::offset_of;
use posix::types::SigStack;
use posix::{Process, Thread};

/// Bytes of the stack that calls are served on. `posix` keeps a few paths on it.
const STACK_SIZE: usize = 256 << 10;

/// The process, to `posix`.
pub static PROCESS: Process = Process::of_personality(crate::signal::attend);

/// The first thread's seat.
pub static FIRST: Seat = Seat::new();

/// The first thread's stack: in the image, so that starting needs no memory.
static FIRST_STACK: Stack = Stack(UnsafeCell::new([0; STACK_SIZE]));

/// A thread's state.
#[repr(C)]
pub struct Seat {
    pub thread: Thread,
    /// The guest's registers while it is not running. Written by the entries.
    registers: UnsafeCell<Registers>,
    /// What entries set the stack pointer to.
    stack_top: Cell<u64>,
    /// Where vector state goes on its way to a signal frame and back.
    vector: UnsafeCell<VectorArea>,
    /// The guest's alternate signal stack.
    pub alternate_stack: Cell<SigStack>,
    /// The thread's name.
    pub name: Name,
    /// A signal that ended a wait, and whose handler is to run before the guest goes on.
    pub taken: Cell<Option<Taken>>,
    /// All registers must be loaded on the way out, RCX and R11 too.
    pub resumes_fully: Cell<bool>,
}

#[repr(C, align(64))]
struct Stack(UnsafeCell<[u8; STACK_SIZE]>);

// SAFETY: reached only through the stack pointer of the thread that it belongs to.
unsafe impl Sync for Stack {}

const _: () = assert!(offset_of!(Seat, thread) == 0);

/// What the assembly needs to know of the layout.
pub const REGISTERS: usize = offset_of!(Seat, registers);
pub const STACK_TOP: usize = offset_of!(Seat, stack_top);

// SAFETY: the cells are used by the seat's own thread alone; other threads reach `thread`, which is
// made for that.
unsafe impl Sync for Seat {}

impl Seat {
    const fn new() -> Self {
        Self {
            thread: Thread::new(&PROCESS),
            registers: UnsafeCell::new(Registers::ZERO),
            stack_top: Cell::new(0),
            vector: UnsafeCell::new(VectorArea::new()),
            alternate_stack: Cell::new(NO_STACK),
            name: Name(Cell::new([0; 16])),
            taken: Cell::new(None),
            resumes_fully: Cell::new(false),
        }
    }

    /// The seat of a thread of [`PROCESS`].
    pub fn of(thread: &Thread) -> &Self {
        // SAFETY: every thread of the personality's process is the first member of a seat.
        unsafe { &*core::ptr::from_ref(thread).cast() }
    }

    /// Gives the first thread's seat its stack.
    pub fn prepare_first() {
        let top = FIRST_STACK.0.get() as u64 + STACK_SIZE as u64;
        FIRST.stack_top.set(top);
    }

    /// What entries set the stack pointer to.
    pub fn stack_top(&self) -> u64 {
        self.stack_top.get()
    }

    /// The guest's registers, and what is done with them.
    ///
    /// # Safety
    /// Called by the entries of `x86_64`, once at a time: nobody else holds them.
    #[allow(clippy::mut_from_ref, reason = "the cell's one user is the caller")]
    pub unsafe fn registers(&self) -> &mut Registers {
        // SAFETY: the caller's promise.
        unsafe { &mut *self.registers.get() }
    }

    /// The vector area, for the code that saves and restores.
    pub fn vector(&self) -> *mut VectorArea {
        self.vector.get()
    }
}

/// `SS_DISABLE`.
const DISABLED: i32 = 2;

/// No alternate stack.
pub const NO_STACK: SigStack = SigStack {
    sp: 0,
    flags: DISABLED,
    pad: 0,
    size: 0,
};
