//! The upcall page as its owner sees it.

use abi::upcall::{Fault, Notification, Reason, Registers, UpcallPage};
use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicU32, AtomicU64};

/// An upcall page inside a larger struct. Its alignment keeps it within one page of memory.
#[repr(C, align(512))]
#[derive(Debug)]
pub struct UpcallArea(UnsafeCell<UpcallPage>);

const _: () = assert!(core::mem::size_of::<UpcallArea>() == 512);

// SAFETY: other threads reach only the atomic members; the plain ones are read by the owning
// thread while `disabled` keeps the kernel from writing them.
unsafe impl Sync for UpcallArea {}

/// What the kernel saved when it entered the handler.
#[derive(Clone, Copy, Debug)]
pub struct Saved {
    /// [`Reason`] as a number.
    pub reason: u32,
    pub registers: Registers,
    pub fault: Fault,
    pub notification: Notification,
}

impl Saved {
    /// Whether a fault caused the upcall.
    pub fn is_fault(&self) -> bool {
        self.reason == Reason::Fault as u32
    }
}

impl UpcallArea {
    /// A page that is not registered yet.
    pub const fn new() -> Self {
        Self(UnsafeCell::new(UpcallPage {
            handler: AtomicU64::new(0),
            syscall_handler: AtomicU64::new(0),
            stack: AtomicU64::new(0),
            blocked: AtomicU64::new(0),
            disabled: AtomicU32::new(0),
            reason: 0,
            registers: Registers::ZERO,
            fault: Fault {
                trap: 0,
                error_code: 0,
                address: 0,
                cause: 0,
            },
            notification: Notification {
                number: 0,
                words: [0; 3],
            },
            user: [0; 8],
        }))
    }

    /// Address to register with the kernel.
    pub fn address(&self) -> usize {
        self.0.get() as usize
    }

    /// Signals held back; bit n-1 is signal n.
    pub fn blocked(&self) -> &AtomicU64 {
        // SAFETY: a shared reference to one atomic member.
        unsafe { &(*self.0.get()).blocked }
    }

    /// Not 0: no upcalls for notifications.
    pub fn disabled(&self) -> &AtomicU32 {
        // SAFETY: a shared reference to one atomic member.
        unsafe { &(*self.0.get()).disabled }
    }

    /// The handler for notifications and faults.
    pub fn handler(&self) -> &AtomicU64 {
        // SAFETY: a shared reference to one atomic member.
        unsafe { &(*self.0.get()).handler }
    }

    /// Top of the stack that the handler is entered on; 0 for the interrupted one.
    pub fn stack(&self) -> &AtomicU64 {
        // SAFETY: a shared reference to one atomic member.
        unsafe { &(*self.0.get()).stack }
    }

    /// The handler for foreign calls.
    pub fn syscall_handler(&self) -> &AtomicU64 {
        // SAFETY: a shared reference to one atomic member.
        unsafe { &(*self.0.get()).syscall_handler }
    }

    /// One of the owner's own words (`user` of the page).
    pub fn user_word(&self, index: usize) -> &AtomicU64 {
        assert!(index < 8);
        // SAFETY: in bounds; the kernel does not touch these words, and they are only reached
        // through this function (and by the entry code of the same thread), as atomics.
        unsafe { AtomicU64::from_ptr(core::ptr::addr_of_mut!((*self.0.get()).user[index])) }
    }

    /// What the kernel saved. For the handler, before it clears `disabled`.
    pub fn saved(&self) -> Saved {
        // SAFETY: `disabled` is set, so the kernel does not write; copies, no references.
        unsafe {
            let page = self.0.get();
            Saved {
                reason: core::ptr::addr_of!((*page).reason).read_volatile(),
                registers: core::ptr::addr_of!((*page).registers).read_volatile(),
                fault: core::ptr::addr_of!((*page).fault).read_volatile(),
                notification: core::ptr::addr_of!((*page).notification).read_volatile(),
            }
        }
    }
}

impl Default for UpcallArea {
    fn default() -> Self {
        Self::new()
    }
}
