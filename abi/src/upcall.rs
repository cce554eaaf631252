//! The upcall page: how the kernel tells a thread of notifications, faults and foreign calls.
//!
//! Each thread may register one page-aligned [`UpcallPage`] in its own memory. When the thread
//! is about to run user code and one of these holds, the kernel saves the registers into
//! `context`, sets `disabled` and enters `handler` with the page's address in the first argument
//! register (RDI), on the stack `stack`, or, if that is 0, on the interrupted stack below its
//! red zone, aligned to 64 bytes:
//!
//! - a notification is pending for the thread or its process that `blocked` does not hold back;
//! - the thread did something that faults (any pending notification waits);
//! - the thread executed `syscall` outside the process's native range (enters `syscall_handler`
//!   on the guest's own stack with every register but RDI preserved; RCX and R11 hold the guest's
//!   next instruction and flags, as the `syscall` instruction leaves them; of `registers` only
//!   `rdi` is written; `disabled` is set to [`SERVING`]).
//!
//! While `disabled` is not 0 notifications wait, and a fault ends the process. With [`SERVING`]
//! set they end waits all the same: the call gives EINTR, and the notification stays pending. The handler copies
//! what it needs out of `context`, clears `disabled` and goes on; it returns to interrupted code
//! by [`crate::Call::Resume`], which sets all registers, clears `disabled` and looks again for
//! notifications. Blocking is a store to `blocked`; unblocking is a store followed by
//! [`crate::Call::NotificationPoll`], so that what became deliverable is delivered at once.

use core::sync::atomic::{AtomicU32, AtomicU64};

/// Why the handler was entered: `reason` of the upcall page.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Notification = 1,
    Fault = 2,
    ForeignCall = 3,
}

/// Bit of `disabled`: the kernel has held a notification back since it was set.
pub const HELD_BACK: u32 = 2;

/// Bit of `disabled` while a foreign call is served: notifications neither enter the handler nor
/// are taken, but they end waits with EINTR, so that "wait unless something is pending" is one
/// atomic call.
pub const SERVING: u32 = 4;

/// General registers of x86-64 as an upcall saves them and [`crate::Call::Resume`] takes them.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Registers {
    pub r8: u64,
    pub r9: u64,
    pub r10: u64,
    pub r11: u64,
    pub r12: u64,
    pub r13: u64,
    pub r14: u64,
    pub r15: u64,
    pub rdi: u64,
    pub rsi: u64,
    pub rbp: u64,
    pub rbx: u64,
    pub rdx: u64,
    pub rax: u64,
    pub rcx: u64,
    pub rsp: u64,
    pub rip: u64,
    pub rflags: u64,
}

impl Registers {
    /// All zeros, for statics.
    pub const ZERO: Self = Self {
        r8: 0,
        r9: 0,
        r10: 0,
        r11: 0,
        r12: 0,
        r13: 0,
        r14: 0,
        r15: 0,
        rdi: 0,
        rsi: 0,
        rbp: 0,
        rbx: 0,
        rdx: 0,
        rax: 0,
        rcx: 0,
        rsp: 0,
        rip: 0,
        rflags: 0,
    };
}

/// A fault: what the CPU said.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// CPU exception number (Intel SDM volume 3, 6.15): 14 is a page fault.
    pub trap: u64,
    pub error_code: u64,
    /// Address accessed (CR2) of a page fault.
    pub address: u64,
    /// Why a page fault could not be mended: 0 nothing mapped there, 1 protection, 2 beyond the
    /// end of the object (POSIX: SIGBUS), 3 out of memory or the pager failed (SIGBUS).
    pub cause: u64,
}

/// A notification: its number from 1 to 64 and three words from its sender.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notification {
    pub number: u64,
    pub words: [u64; 3],
}

/// The page that a thread and the kernel share. It lies within one page of private memory.
#[repr(C, align(64))]
#[derive(Debug, Default)]
pub struct UpcallPage {
    /// Entered for notifications and faults.
    pub handler: AtomicU64,
    /// Entered for foreign calls.
    pub syscall_handler: AtomicU64,
    /// Top of the stack for `handler`, or 0 for the interrupted stack.
    pub stack: AtomicU64,
    /// Bit n-1 holds back notification n.
    pub blocked: AtomicU64,
    /// Not 0: no notifications now. The kernel adds [`HELD_BACK`] when that holds one back: who
    /// sets it to 0 then calls [`crate::Call::NotificationPoll`].
    pub disabled: AtomicU32,
    /// [`Reason`], written by the kernel.
    pub reason: u32,
    pub registers: Registers,
    pub fault: Fault,
    pub notification: Notification,
    /// The owner's own words: the kernel neither reads nor writes them.
    pub user: [u64; 8],
}
