//! Readiness and polling.

use crate::Handle;
use bitflags::bitflags;

bitflags! {
    /// Readiness of a handle. Values are POSIX `POLL*` as Linux and musl number them.
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Ready: u32 {
        const IN = 0x001;
        const PRI = 0x002;
        const OUT = 0x004;
        /// Always reported, asked for or not.
        const ERR = 0x008;
        /// Always reported, asked for or not.
        const HUP = 0x010;
        /// The handle is not open. Always reported.
        const NVAL = 0x020;
        const RDHUP = 0x2000;
    }
}

/// One entry of [`crate::Call::Poll`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct PollItem {
    /// [`Handle::NONE`] and every value with the top bit set are skipped, as POSIX asks.
    pub handle: Handle,
    /// [`Ready`] bits of interest.
    pub interest: u16,
    /// [`Ready`] bits found; written by the kernel.
    pub found: u16,
}

bitflags! {
    /// How an [`crate::Call::EventControl`] interest is reported. Values are Linux's `EPOLL*`.
    #[repr(transparent)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct EventFlags: u32 {
        const EDGE = 1 << 31;
        const ONE_SHOT = 1 << 30;
        const EXCLUSIVE = 1 << 28;
    }
}

/// An event found by [`crate::Call::EventWait`], or an interest given to
/// [`crate::Call::EventControl`].
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// [`Ready`] bits, and [`EventFlags`] in an interest.
    pub ready: u32,
    pub reserved: u32,
    /// The caller's own word.
    pub data: u64,
}

/// What [`crate::Call::EventControl`] does.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventOperation {
    Add = 1,
    Remove = 2,
    Modify = 3,
}
